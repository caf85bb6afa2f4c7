//! Passwords switched off for a group: who then comes in how.

use std::sync::Arc;

use super::wecom::Wecom;
use super::{server_with, sign_on};
use crate::harness::people::PASSWORD;
use crate::harness::{People, Server, server};

async fn ready() -> (Wecom, Arc<Server>, People) {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let people = server.people().await;
    (wecom, server, people)
}

/// What the login page answers, without what differs from request to request.
async fn answer(server: &Arc<Server>, login: &str, password: &str) -> (u16, String) {
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    let answer = browser.post("/login", &[("login", login), ("password", password), ("next", "/")]).await;
    let token = browser.csrf();
    let body: String = answer.body.lines().filter(|line| !line.contains("request")).collect();
    (answer.status.as_u16(), if token.is_empty() { body } else { body.replace(&token, "TOKEN") })
}

#[actix_web::test]
async fn a_right_password_gets_the_answer_of_a_wrong_one_in_the_group_and_below_it() {
    let (_wecom, server, people) = ready().await;
    let (east, north) = (people.east, people.north);
    server.sql(&format!("UPDATE groups SET parent_id = '{north}' WHERE id = '{east}'")).await;
    assert_eq!(answer(&server, "T001", PASSWORD).await.0, 303);
    people.root.post("/groups/north/passwords", &[("passwords", "off")]).await.expect_redirect();
    let wrong = answer(&server, "T001", "wrong password").await;
    assert_eq!(wrong.0, 422);
    assert_eq!(answer(&server, "T001", PASSWORD).await, wrong);
    assert_eq!(answer(&server, "T003", PASSWORD).await.0, 422);
    assert!(wrong.1.contains("Sign in with WeCom"));
    // Both left the same traces: a failure on the name and one on the address.
    let traces = "SELECT count(DISTINCT count) FROM (SELECT count(*) FROM login_failures
                  WHERE address <> '' GROUP BY subject_hash, address) AS tries";
    assert_eq!(server.count(traces).await, 2, "two failures of T001, one of T003");
    people.root.post("/groups/north/passwords", &[("passwords", "on")]).await.expect_redirect();
    assert_eq!(answer(&server, "T001", PASSWORD).await.0, 303);
    for action in ["group.passwords_off", "group.passwords_on"] {
        let rows = format!("SELECT count(*) FROM audit_events WHERE action = '{action}'");
        assert_eq!(server.count(&rows).await, 1, "{action}");
    }
}

#[actix_web::test]
async fn sessions_stay_and_the_service_lets_in() {
    let (wecom, server, people) = ready().await;
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect_redirect();
    people.ada.get("/account").await.expect(200);
    "T001".clone_into(&mut wecom.state().userid);
    let browser = server.anonymous().await;
    sign_on(&browser, "wecom", "/").await.expect_redirect();
    browser.get("/account").await.expect(200);
}

#[actix_web::test]
async fn no_link_sets_a_password_where_they_are_off() {
    let (_wecom, server, people) = ready().await;
    let link = format!("/people/{}/link", people.ada.id);
    let page = people.hui.post(&link, &[]).await.expect(200);
    let token = page.split("/welcome/").nth(1).unwrap()[..43].to_owned();
    let waits = "UPDATE people SET password_hash = NULL WHERE employee_number IN ('T001', 'T002')";
    server.sql(waits).await;
    let slips = "name=\"group\" value=\"east\"";
    assert!(people.hui.get("/people/slips?group=east").await.expect(200).contains(slips));
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect_redirect();
    // One that was made before says where to go, and is not used up.
    let browser = server.anonymous().await;
    let welcome = format!("/welcome/{token}");
    assert_eq!(browser.get(&welcome).await.expect_redirect(), "/login");
    assert!(browser.get("/login").await.expect(200).contains("You do not need a password"));
    let form = [("password", "grey cows sleep early"), ("language", "en")];
    assert_eq!(browser.post(&welcome, &form).await.expect_redirect(), "/login");
    // No other is made, by mail or on paper.
    people.hui.post(&link, &[]).await.expect_redirect();
    people.hui.post(&format!("/people/{}/mail-link", people.ada.id), &[]).await.expect_redirect();
    assert!(!people.hui.get("/people/slips?group=east").await.expect(200).contains(slips));
    assert!(
        people.hui.get(&format!("/people/{}", people.ada.id)).await.expect(200).contains("no link to make")
    );
    assert_eq!(server.count("SELECT count(*) FROM invitations").await, 1);
    // Nor by the person, who is signed in.
    let own = people.ada.get("/account").await.expect(200);
    assert!(own.contains("You do not need a password") && !own.contains("action=\"/account/password\""));
    let change = [("current", PASSWORD), ("password", "grey cows sleep early")];
    assert_eq!(people.ada.post("/account/password", &change).await.expect_redirect(), "/account");
    let set = "SELECT count(*) FROM audit_events WHERE action = 'person.password_set'";
    assert_eq!(server.count(set).await, 0);
}

#[actix_web::test]
async fn administrators_keep_their_password_wherever_they_belong() {
    let (_wecom, server, people) = ready().await;
    server
        .sql(&format!(
            "INSERT INTO memberships (id, person_id, group_id) VALUES (gen_random_uuid(), '{}', '{}')",
            people.root.id, people.east
        ))
        .await;
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect_redirect();
    assert_eq!(answer(&server, "A001", PASSWORD).await.0, 303);
    assert_eq!(answer(&server, "T001", PASSWORD).await.0, 422);
}

#[actix_web::test]
async fn passwords_stay_on_where_there_is_no_service_or_no_administrator_with_a_password() {
    let plain = server().await;
    let people = plain.people().await;
    let page = people.root.get("/groups/east").await.expect(200);
    assert!(!page.contains("/groups/east/passwords"), "no switch without a service");
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect_redirect();
    assert!(people.root.get("/groups/east").await.expect(200).contains("No sign-on service is set up"));

    let (_wecom, server, people) = ready().await;
    server.sql("UPDATE people SET password_hash = NULL WHERE employee_number = 'A001'").await;
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect_redirect();
    assert!(people.root.get("/groups/east").await.expect(200).contains("No administrator has a password"));
    for server in [&plain, &server] {
        assert_eq!(server.count("SELECT count(*) FROM groups WHERE passwords_off").await, 0);
    }
}

#[actix_web::test]
async fn only_administrators_switch_and_they_prove_who_they_are_first() {
    let (_wecom, server, people) = ready().await;
    people.hui.post("/groups/east/passwords", &[("passwords", "off")]).await.expect(403);
    assert!(!people.hui.get("/groups/east").await.expect(200).contains("/groups/east/passwords"));
    server.sql("UPDATE sessions SET verified_at = app_now() - interval '1 hour'").await;
    people.root.post("/groups/east/passwords", &[("passwords", "off")]).await.expect(403);
    assert_eq!(server.count("SELECT count(*) FROM groups WHERE passwords_off").await, 0);
    let proven = [("passwords", "off"), ("confirm_with", PASSWORD)];
    people.root.post("/groups/east/passwords", &proven).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM groups WHERE passwords_off").await, 1);
    let page = people.root.get("/groups/east").await.expect(200);
    assert!(page.contains("Passwords are off") && page.contains("Switch passwords on"));
}
