//! The first page, by role.

use certamen::accounts::Role;
use certamen::audit::Actor;
use certamen::certification::actions;
use certamen::certification::model::Holder;
use chrono::{TimeDelta, Utc};

use super::certificates::{passed, programme, record, rules};
use super::certification_pages::{exam, past};
use crate::harness::people::someone;
use crate::harness::server;

#[actix_web::test]
async fn a_trainee_sees_the_most_urgent_exam_first_and_their_certificates() {
    let server = server().await;
    let people = server.people().await;
    let body = people.ada.get("/").await.expect(200);
    assert!(body.contains("Nothing to do right now") && body.contains("You have none yet"), "{body}");
    for code in ["later", "sooner", "done"] {
        exam(&server, code).await;
    }
    server
        .sql(&format!(
            "INSERT INTO assignments (id, exam_id, group_id, due_at)
             SELECT gen_random_uuid(), id, '{}', app_now() + CASE code WHEN 'sooner' THEN interval '2 days' ELSE interval '9 days' END
             FROM exams",
            people.east
        ))
        .await;
    programme(&server, "key-account", &["key-account"]).await;
    record(&server, &passed(people.ada.id, "key-account")).await;
    let body = people.ada.get("/").await.expect(200);
    let next = body.split("id=\"nx\">").nth(1).unwrap();
    assert!(next.starts_with("Exam sooner"), "{body}");
    assert!(body.contains("2 days left") && body.contains("Exam later"), "{body}");
    assert!(body.contains("KEY-ACCOUNT-"), "{body}");
    assert!(!people.cai.get("/").await.expect(200).contains("Exam sooner"));
    people.ada.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    assert!(people.ada.get("/").await.expect(200).contains("还有 2 天"));
}

#[actix_web::test]
async fn hr_sees_who_expires_and_who_lacks_something() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.hui.get("/").await.expect(200).contains("There is no certification yet"));
    let mut conn = server.conn().await;
    let mut held = rules(&["key-account"]);
    held.holders = vec![Holder { group_id: people.east, from: Utc::now() - TimeDelta::days(1) }];
    actions::create_programme(&mut conn, &Actor::server(), "key-account", &held).await.unwrap();
    past(&server, people.bo.id, "key-account", 350).await;
    let body = people.hui.get("/").await.expect(200);
    let (expiring, missing) = body.split_once(">Missing</h2>").unwrap();
    assert!(expiring.contains("Bo Chen") && missing.contains(people.ada.name), "{body}");
    assert!(!body.contains(people.cai.name), "{body}");
}

#[actix_web::test]
async fn trainers_and_admins_are_told_the_next_step_and_several_roles_stand_below_each_other() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.tian.get("/").await.expect(200).contains("There are no questions yet"));
    let body = people.root.get("/").await.expect(200);
    assert!(body.contains("People and groups") && body.contains("Cookies travel unprotected"), "{body}");
    server
        .sql(&format!(
            "INSERT INTO role_grants (id, person_id, role) VALUES (gen_random_uuid(), '{}', 'trainer')",
            people.root.id
        ))
        .await;
    let body = people.root.get("/").await.expect(200);
    assert!(body.contains("There are no questions yet") && body.contains("People and groups"), "{body}");
    exam(&server, "key-account").await;
    people.tian.get("/").await.expect(200);
}

#[actix_web::test]
async fn nobody_signed_in_is_sent_to_the_login_page_and_without_a_role_one_is_told_whom_to_ask() {
    let server = server().await;
    let people = server.people().await;
    assert_eq!(server.anonymous().await.get("/").await.expect_redirect(), "/login");
    let someone = someone(&server, "Nobody", "N001", Role::Trainee, None).await;
    server
        .sql(&format!("UPDATE role_grants SET revoked_at = app_now() WHERE person_id = '{}'", someone.id))
        .await;
    assert!(someone.get("/").await.expect(200).contains("You have no role yet"));
    drop(people);
}

#[actix_web::test]
async fn the_style_guide_shows_every_component_in_debug_builds() {
    let server = server().await;
    let browser = server.anonymous().await;
    let body = browser.get("/styleguide").await.expect(200);
    assert!(body.contains("<h1>Components</h1>"), "{body}");
}
