//! The second step of signing in, and being asked once more before what matters.

use std::sync::Arc;

use certamen::accounts::codes::AppSecret;
use certamen::db::PersonId;

use crate::harness::people::PASSWORD;
use crate::harness::{Browser, People, Server, server};

/// The code of a person's app now, so many steps later.
async fn code(server: &Server, person: PersonId, later: i64) -> String {
    let stored = server
        .text(&format!("SELECT encode(secret, 'hex') FROM second_factors WHERE person_id = '{person}'"))
        .await;
    let secret = AppSecret::open(&hex::decode(stored).unwrap(), &server.app.keys.factor, person).unwrap();
    let step = server.count("SELECT floor(extract(epoch FROM app_now()) / 30)").await;
    secret.code(step + later)
}

/// Sets a person's second factor up; the recovery codes.
pub async fn set_up(server: &Server, browser: &Browser, person: PersonId) -> Vec<String> {
    browser.post("/account/second-factor/prepare", &[]).await.expect(303);
    let page = browser.get("/account/second-factor").await.expect(200);
    assert!(page.contains("<path d=\"M"), "the QR code is there");
    browser.post("/account/second-factor", &[("code", "000")]).await.expect(422);
    // The code of the step before, so that the current one is left for signing in.
    let first = code(server, person, -1).await;
    let page = browser.post("/account/second-factor", &[("code", &first)]).await.expect(200);
    let codes: Vec<String> =
        page.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    codes
}

/// A browser in which the password was given.
async fn half_way(server: &Arc<Server>, login: &str) -> Browser {
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    let form = [("login", login), ("password", PASSWORD), ("next", "/account")];
    assert_eq!(browser.post("/login", &form).await.expect_redirect(), "/login/code?next=%2Faccount");
    browser.get("/login/code?next=%2Faccount").await.expect(200);
    browser
}

async fn ready() -> (Arc<Server>, People, Vec<String>) {
    let server = server().await;
    let people = server.people().await;
    server.stop_clock().await;
    let codes = set_up(&server, &people.ada, people.ada.id).await;
    (server, people, codes)
}

#[actix_web::test]
async fn after_the_password_a_code_is_needed_and_only_then_there_is_a_session() {
    let (server, people, _) = ready().await;
    let browser = half_way(&server, "T001").await;
    assert_eq!(browser.cookie("sid"), None);
    assert!(browser.get("/account").await.expect_redirect().starts_with("/login"));
    browser.post("/login/code", &[("code", "123 45"), ("next", "/account")]).await.expect(422);
    let now = code(&server, people.ada.id, 0).await;
    let spaced = format!("{} {}", &now[..3], &now[3..]);
    assert_eq!(
        browser.post("/login/code", &[("code", &spaced), ("next", "/account")]).await.expect_redirect(),
        "/account"
    );
    browser.get("/account").await.expect(200);
    assert_eq!(browser.cookie("step"), None);
}

#[actix_web::test]
async fn s11_a_code_works_once_whoever_sends_it() {
    let (server, people, _) = ready().await;
    let (one, other) = (half_way(&server, "T001").await, half_way(&server, "T001").await);
    let now = code(&server, people.ada.id, 0).await;
    let form = [("code", now.as_str()), ("next", "/")];
    let (first, second) =
        futures_util::future::join(one.post("/login/code", &form), other.post("/login/code", &form)).await;
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    half_way(&server, "T001").await.post("/login/code", &form).await.expect(422);
    let before = code(&server, people.ada.id, -1).await;
    half_way(&server, "T001")
        .await
        .post("/login/code", &[("code", &before), ("next", "/")])
        .await
        .expect(422);
}

#[actix_web::test]
async fn a_recovery_code_works_once_and_is_not_stored_as_it_is() {
    let (server, _people, codes) = ready().await;
    let typed = codes[0].to_lowercase().replace('-', "");
    let form = [("code", typed.as_str()), ("next", "/")];
    half_way(&server, "T001").await.post("/login/code", &form).await.expect(303);
    half_way(&server, "T001").await.post("/login/code", &form).await.expect(422);
    half_way(&server, "T001")
        .await
        .post("/login/code", &[("code", &codes[1]), ("next", "/")])
        .await
        .expect(303);
    assert_eq!(server.count("SELECT count(*) FROM recovery_codes WHERE used_at IS NULL").await, 8);
    let stored = server.text("SELECT string_agg(encode(code_hash, 'escape'), ' ') FROM recovery_codes").await;
    assert!(!codes.iter().any(|code| stored.contains(code.as_str())));
    assert_eq!(
        server.count("SELECT count(*) FROM audit_events WHERE action = 'person.recovery_code_used'").await,
        2
    );
}

#[actix_web::test]
async fn codes_cannot_be_guessed_and_a_step_is_over_after_five_minutes() {
    let (server, people, _) = ready().await;
    let browser = half_way(&server, "T001").await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses
            .push(browser.post("/login/code", &[("code", "000000"), ("next", "/")]).await.status.as_u16());
    }
    assert_eq!(statuses[..5], [422; 5]);
    assert_eq!(statuses[7], 429);
    server.move_clock("6 minutes").await;
    let now = code(&server, people.ada.id, 0).await;
    assert_eq!(
        browser.post("/login/code", &[("code", &now), ("next", "/")]).await.expect_redirect(),
        "/login"
    );
}

#[actix_web::test]
async fn a_one_time_link_sets_a_password_and_leaves_the_second_step() {
    let (server, people, _) = ready().await;
    let page = people.root.post(&format!("/people/{}/link", people.ada.id), &[]).await.expect(200);
    let page = page.replace("&#x2F;", "/");
    let link = page
        .split("/welcome/")
        .nth(1)
        .unwrap()
        .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-' && sign != '_')
        .next()
        .unwrap();
    let browser = server.anonymous().await;
    browser.get(&format!("/welcome/{link}")).await.expect(200);
    let answer = browser.post(&format!("/welcome/{link}"), &[("password", "winter melon soup")]).await;
    assert!(answer.expect_redirect().starts_with("/login/code"));
    assert_eq!(browser.cookie("sid"), None);
}

#[actix_web::test]
async fn s11_where_it_is_required_staff_set_it_up_first_and_trainees_need_not() {
    let server = server().await;
    let people = server.people().await;
    server.stop_clock().await;
    people.root.post("/admin/second-factor", &[("second_factor", "required")]).await.expect(303);
    for staff in [&people.tian, &people.hui, &people.root] {
        for page in ["/", "/people", "/banks", "/admin", "/records"] {
            assert_eq!(staff.get(page).await.expect_redirect(), "/account/second-factor", "{page}");
        }
        staff.get("/account").await.expect(200);
    }
    people.ada.get("/").await.expect(200);
    let page = people.tian.get("/account/second-factor").await.expect(200);
    assert!(page.contains("You need this before you go on"));
    set_up(&server, &people.tian, people.tian.id).await;
    people.tian.get("/banks").await.expect(200);
    people.tian.post("/account/second-factor/remove", &[]).await.expect(409);
}

#[actix_web::test]
async fn an_administrator_takes_a_second_step_away_with_a_reason_and_all_sessions_end() {
    let (server, people, _) = ready().await;
    let path = format!("/people/{}/second-factor", people.ada.id);
    people.hui.get(&path).await.expect(403);
    people.root.get(&path).await.expect(200);
    people.root.post(&path, &[("reason", " ")]).await.expect(422);
    people.root.post(&path, &[("reason", "phone lost")]).await.expect(303);
    assert!(people.ada.get("/account").await.expect_redirect().starts_with("/login"));
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    let form = [("login", "T001"), ("password", PASSWORD), ("next", "/")];
    assert_eq!(browser.post("/login", &form).await.expect_redirect(), "/");
    let noted = "SELECT count(*) FROM audit_events WHERE action = 'person.factor_removed' AND detail->>'reason' = 'phone lost'";
    assert_eq!(server.count(noted).await, 1);
}

#[actix_web::test]
async fn a_stored_secret_is_no_secret_that_an_app_could_use() {
    let (server, people, _) = ready().await;
    let stored = server.text("SELECT encode(secret, 'hex') FROM second_factors").await;
    let secret =
        AppSecret::open(&hex::decode(&stored).unwrap(), &server.app.keys.factor, people.ada.id).unwrap();
    assert_eq!(stored.len(), 96);
    assert!(AppSecret::open(&hex::decode(&stored).unwrap(), &server.app.keys.audit, people.ada.id).is_none());
    assert_eq!(secret.text().len(), 32);
}

/// Everybody signed in a while ago.
async fn later() -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    server.sql("UPDATE sessions SET verified_at = app_now() - interval '11 minutes'").await;
    (server, people)
}

#[actix_web::test]
async fn s17_a_role_is_granted_after_the_password_was_given_again_and_nothing_typed_is_lost() {
    let (server, people) = later().await;
    let path = format!("/people/{}/roles", people.ada.id);
    let form = [("had", "trainee"), ("roles", "trainee"), ("roles", "hr")];
    let page = people.root.post(&path, &form).await.expect(403);
    assert!(page.contains("name=\"roles\" value=\"hr\"") && page.contains("name=\"confirm_with\""), "{page}");
    let held = "SELECT count(*) FROM role_grants WHERE role = 'hr' AND revoked_at IS NULL";
    assert_eq!(server.count(held).await, 1);
    let with = |proof: &'static str| [&form[..], &[("confirm_with", proof)][..]].concat();
    people.root.post(&path, &with("wrong password")).await.expect(422);
    assert_eq!(server.count(held).await, 1);
    people.root.post(&path, &with(PASSWORD)).await.expect(303);
    assert_eq!(server.count(held).await, 2);
    // For ten minutes it is not asked again.
    people.root.post(&path, &[("had", "hr")]).await.expect(303);
    assert_eq!(server.count("SELECT count(*) FROM audit_events WHERE action = 'session.confirmed'").await, 1);
}

#[actix_web::test]
async fn who_has_a_second_step_confirms_with_a_code_and_not_with_the_password() {
    let server = server().await;
    let people = server.people().await;
    server.stop_clock().await;
    set_up(&server, &people.root, people.root.id).await;
    server.sql("UPDATE sessions SET verified_at = app_now() - interval '11 minutes'").await;
    let path = format!("/people/{}/roles", people.ada.id);
    let now = code(&server, people.root.id, 0).await;
    people.root.post(&path, &[("roles", "hr"), ("confirm_with", PASSWORD)]).await.expect(422);
    people.root.post(&path, &[("roles", "hr"), ("confirm_with", &now)]).await.expect(303);
}

#[actix_web::test]
async fn s17_files_of_everybody_are_given_out_after_the_password_was_given_again() {
    let (_server, people) = later().await;
    for (browser, file) in [
        (&people.hui, "/records.csv?status=missing"),
        (&people.hui, "/records.xlsx"),
        (&people.hui, "/records.jsonl"),
        (&people.hui, "/records.zip"),
        (&people.root, "/admin/audit.csv"),
        (&people.root, "/admin/audit.jsonl"),
    ] {
        let asked = browser.get(file).await.expect_redirect();
        assert!(asked.starts_with("/account/confirm?next="), "{file}: {asked}");
        browser.get(&asked).await.expect(200);
    }
    let asked = [("next", "/records.csv?status=missing"), ("confirm_with", "wrong password")];
    people.hui.post("/account/confirm", &asked).await.expect(422);
    let asked = [("next", "/records.csv?status=missing"), ("confirm_with", PASSWORD)];
    assert_eq!(
        people.hui.post("/account/confirm", &asked).await.expect_redirect(),
        "/records.csv?status=missing"
    );
    people.hui.get("/records.csv?status=missing").await.expect(200);
    let away = [("next", "//evil.example"), ("confirm_with", PASSWORD)];
    assert_eq!(people.hui.post("/account/confirm", &away).await.expect_redirect(), "/");
}
