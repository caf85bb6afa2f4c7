//! Guessing passwords, and what a crowd behind one address notices of it.

use certamen::accounts::Role;
use futures_util::future::join_all;

use crate::harness::people::{PASSWORD, someone};
use crate::harness::{Browser, server};

const RIGHT: [(&str, &str); 3] = [("login", "T001"), ("password", PASSWORD), ("next", "/")];
const WRONG: [(&str, &str); 3] = [("login", "T001"), ("password", "guess after guess"), ("next", "/")];

/// A thousand people, M0 to M999, with the password of T001.
const CROWD: &str = "
WITH known AS (SELECT password_hash FROM people WHERE employee_number = 'T001'), added AS (
    INSERT INTO people (id, employee_number, password_hash, password_changed_at)
    SELECT gen_random_uuid(), 'M' || n, password_hash, app_now() FROM generate_series(0, 999) n, known
    RETURNING id, employee_number
), named AS (
    INSERT INTO person_names (id, person_id, name) SELECT gen_random_uuid(), id, employee_number FROM added
), employed AS (
    INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM added
)
INSERT INTO identities (id, person_id, provider, subject, kind)
SELECT gen_random_uuid(), id, 'local', lower(employee_number), 'employee_number' FROM added";

/// What is different on every page is left out.
fn without_what_changes(body: &str, browser: &Browser, login: &str) -> String {
    let plain = body.replace(login, "LOGIN").replace(&browser.csrf(), "TOKEN");
    plain.lines().filter(|line| !line.contains("request")).collect()
}

#[actix_web::test]
async fn s08_unknown_wrong_blocked_and_gone_get_one_answer() {
    let server = server().await;
    let people = server.people().await;
    server.sql("UPDATE people SET blocked_at = app_now() WHERE employee_number = 'T002'").await;
    server.sql("UPDATE people SET password_hash = NULL WHERE employee_number = 'R001'").await;
    let mut answers = Vec::new();
    for (login, password) in
        [("T001", "wrong password"), ("X999", PASSWORD), ("T002", PASSWORD), ("R001", PASSWORD)]
    {
        let browser = server.anonymous().await;
        browser.get("/login").await.expect(200);
        let fields = [("login", login), ("password", password), ("next", "/")];
        let body = browser.post("/login", &fields).await.expect(422);
        answers.push(without_what_changes(&body, &browser, login));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    drop(people);
}

#[actix_web::test]
async fn s08_every_refusal_is_the_work_of_one_hash_and_leaves_the_same_traces() {
    let server = server().await;
    let people = server.people().await;
    someone(&server, "Dai", "T004", Role::Trainee, Some(people.north)).await;
    server.sql("UPDATE people SET blocked_at = app_now() WHERE employee_number = 'T002'").await;
    server.sql("UPDATE people SET password_hash = NULL WHERE employee_number = 'R001'").await;
    server.sql("UPDATE groups SET passwords_off = true WHERE code = 'north'").await;
    let today = server.text("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text").await;
    people.hui.post(&format!("/people/{}/leave", people.cai.id), &[("day", &today)]).await.expect_redirect();
    let cases = [
        ("unknown", "X999", PASSWORD),
        ("wrong", "T001", "wrong password"),
        ("blocked", "T002", PASSWORD),
        ("blocked and wrong", "T002", "wrong password"),
        ("left", "T003", PASSWORD),
        ("without one", "R001", PASSWORD),
        ("off for the group", "T004", PASSWORD),
    ];
    for (what, login, password) in cases {
        let browser = server.anonymous().await;
        browser.get("/login").await.expect(200);
        let before = (server.app.passwords.computed(), server.count(TRACES).await);
        browser.post("/login", &[("login", login), ("password", password), ("next", "/")]).await.expect(422);
        let after = (server.app.passwords.computed(), server.count(TRACES).await);
        assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1), "{what}: hashes and failures");
    }
    let figures = server.anonymous().await.get("/metrics").await.expect(200);
    let counted = format!("certamen_password_hashes_total {}", server.app.passwords.computed());
    assert!(figures.contains(&counted), "{figures}");
}

/// Failures that count against a name and an address.
const TRACES: &str = "SELECT count(*) FROM login_failures WHERE address <> ''";

#[actix_web::test]
async fn s09_a_thousand_right_sign_ins_from_one_address_are_all_served() {
    let server = server().await;
    let _people = server.people().await;
    server.sql(CROWD).await;
    // Twenty at a time: how fast a crowd gets in is for script/bench login to say.
    for twenty in 0..50 {
        let statuses = join_all((0..20).map(async |place| {
            let browser = server.anonymous().await;
            browser.get("/login").await.expect(200);
            let login = format!("M{}", twenty * 20 + place);
            let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", "/")];
            browser.post("/login", &fields).await.status.as_u16()
        }));
        assert!(statuses.await.iter().all(|status| *status == 303));
    }
}

#[actix_web::test]
async fn s09_ten_thousand_wrong_sign_ins_slow_down_and_their_victim_gets_in_from_a_known_browser() {
    let server = server().await;
    let _people = server.people().await;
    let own = server.anonymous().await;
    own.get("/login").await.expect(200);
    own.post("/login", &RIGHT).await.expect_redirect();
    own.post("/logout", &[]).await.expect_redirect();

    let guesser = server.anonymous().await;
    guesser.get("/login").await.expect(200);
    server.stop_clock().await;
    let mut checked = 0;
    for _ in 0..1000 {
        checked += usize::from(guesser.post("/login", &WRONG).await.status == 422);
    }
    assert!(checked <= 6, "{checked} of 1000 guesses at one moment were looked at");
    // Nine thousand more, from the same address, within the window.
    server
        .sql(
            "INSERT INTO login_failures (subject_hash, address, failed_at)
             SELECT f.subject_hash, f.address, f.failed_at
             FROM generate_series(1, 9000), (SELECT * FROM login_failures WHERE address <> '' LIMIT 1) f",
        )
        .await;
    guesser.post("/login", &RIGHT).await.expect(429);
    own.get("/login").await.expect(200);
    own.post("/login", &RIGHT).await.expect_redirect();
    // The known browser is no way to guess either, and none into somebody else's account.
    own.post("/logout", &[]).await.expect_redirect();
    own.get("/login").await.expect(200);
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(own.post("/login", &WRONG).await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[7]), (422, 429));
    let other = [("login", "T002"), ("password", PASSWORD), ("next", "/")];
    own.post("/login", &other).await.expect(429);
    server.move_clock("2 minutes").await;
    own.post("/login", &RIGHT).await.expect_redirect();
}
