//! Links, slips and mail with which people get in for the first time; the own account.

use std::fs;

use certamen::config::Config;
use certamen::outbox::jobs::{Courier, deliver_due};
use certamen::outbox::model::Channel;

use crate::harness::{Server, server};

async fn count(server: &Server, sql: &str) -> i64 {
    server.count(&format!("SELECT count(*) FROM {sql}")).await
}

/// Two people of the east group without a password, one of them a trainer.
async fn two_without_password(server: &Server) {
    server
        .sql("WITH new AS (INSERT INTO people (id, employee_number) VALUES (gen_random_uuid(), 'N1'), (gen_random_uuid(), 'N2') RETURNING id, employee_number),
              named AS (INSERT INTO person_names (id, person_id, name) SELECT gen_random_uuid(), id, 'Newcomer ' || employee_number FROM new),
              works AS (INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM new),
              member AS (INSERT INTO memberships (id, person_id, group_id) SELECT gen_random_uuid(), new.id, groups.id FROM new, groups WHERE code = 'east')
              INSERT INTO role_grants (id, person_id, role)
              SELECT gen_random_uuid(), id, CASE employee_number WHEN 'N1' THEN 'trainee' ELSE 'trainer' END FROM new")
        .await;
}

#[actix_web::test]
async fn slips_are_printed_for_those_without_a_password_and_each_lets_one_person_in_once() {
    let server = server().await;
    let people = server.people().await;
    two_without_password(&server).await;
    let page = people.hui.get("/people/slips?group=east").await.expect(200);
    assert!(page.contains("1 slip can be printed"), "HR prints none for a trainer: {page}");
    let page = people.hui.post("/people/slips", &[("group", "east"), ("import", "")]).await.expect(200);
    assert!(
        page.contains("Newcomer N1")
            && !page.contains("Newcomer N2")
            && page.contains("<svg class=\"slip__qr\"")
    );
    let link = page.split("/welcome/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let browser = server.anonymous().await;
    let path = format!("/welcome/{link}");
    assert!(browser.get(&path).await.expect(200).contains("name=\"language\""));
    let chosen = [("password", "winter melon soup"), ("language", "zh-CN")];
    browser.post(&path, &chosen).await.expect_redirect();
    assert!(browser.get("/account").await.expect(200).contains("我的账号"), "the language was chosen along");
    assert_eq!(count(&server, "people WHERE employee_number = 'N1' AND language = 'zh-CN'").await, 1);
    server.anonymous().await.get(&path).await.expect(404);
    let page = people.hui.get("/people/slips?group=east").await.expect(200);
    assert!(page.contains("Everyone here has a password already"));
    let page = people.root.get("/people/slips?group=east").await.expect(200);
    assert!(page.contains("1 slip can be printed"), "an administrator does");
    assert_eq!(count(&server, "audit_events WHERE action = 'person.invited'").await, 1);
    people.hui.get("/people/slips?group=nowhere").await.expect(404);
    people.hui.post("/people/slips", &[]).await.expect(400);
}

#[actix_web::test]
async fn s10_an_invitation_by_mail_is_written_into_the_folder_and_its_link_is_stored_nowhere() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    people.hui.post(&format!("{path}/mail-link"), &[]).await.expect(303);
    assert!(people.hui.get(&path).await.expect(200).contains("has no e-mail address"));
    server
        .sql(&format!(
            "UPDATE people SET email = 'ada@example.com', language = 'en' WHERE id = '{}'",
            people.ada.id
        ))
        .await;
    people.hui.post(&format!("{path}/mail-link"), &[]).await.expect(303);
    assert!(people.hui.get(&path).await.expect(200).contains("Mail is off, so nothing was sent"));
    let folder = tempfile::tempdir().unwrap();
    let vars = [("CERTAMEN_MAIL_DIR".to_owned(), folder.path().to_str().unwrap().to_owned())];
    let settings = Config::from_vars(&vars.into()).unwrap().notices;
    let mut conn = server.conn().await;
    let actor = certamen::audit::Actor::server();
    certamen::outbox::actions::mail_invitation(
        &mut conn,
        &actor,
        people.ada.id,
        "http://certamen.example".into(),
    )
    .await
    .unwrap();
    assert_eq!(count(&server, "invitations WHERE used_at IS NULL").await, 0, "no link before it is sent");
    let courier = Courier::new(&settings).unwrap();
    assert_eq!(deliver_due(&server.app, &server.site, &courier, Channel::Mail).await.unwrap(), 1);
    let mail = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert_eq!(mail.extension().unwrap(), "eml");
    let mail = fs::read_to_string(mail).unwrap();
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("To: ada@example.com"), "{head}");
    use base64::Engine;
    let body = base64::engine::general_purpose::STANDARD.decode(body.replace("\r\n", "")).unwrap();
    let body = String::from_utf8(body).unwrap();
    let link = body.split("http://certamen.example").nth(1).unwrap().split_whitespace().next().unwrap();
    let stored = server
        .text("SELECT string_agg(payload::text || coalesce(last_error, ''), ' ') FROM outbox_messages")
        .await;
    assert!(!stored.contains(link), "{stored}");
    let browser = server.anonymous().await;
    browser.get(link).await.expect(200);
    assert_eq!(browser.post(link, &[("password", "winter melon soup")]).await.expect_redirect(), "/");
    assert_eq!(count(&server, "audit_events WHERE action = 'person.invitation_mailed'").await, 1);
}

#[actix_web::test]
async fn s16_one_session_is_ended_by_its_owner_and_by_nobody_else() {
    let server = server().await;
    let people = server.people().await;
    let other = server.anonymous().await;
    other.get("/login").await.expect(200);
    let form = [("login", "T001"), ("password", crate::harness::people::PASSWORD), ("next", "/")];
    other.post("/login", &form).await.expect(303);
    let page = people.ada.get("/account").await.expect(200);
    let id = page.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    people.bo.post(&format!("/account/sessions/{id}"), &[]).await.expect(404);
    other.get("/account").await.expect(200);
    people.ada.post(&format!("/account/sessions/{id}"), &[]).await.expect(303);
    other.get("/account").await.expect(303);
    people.ada.get("/account").await.expect(200);
    people.ada.post("/account/sessions/zz", &[]).await.expect(404);
}

#[actix_web::test]
async fn everybody_reads_what_is_stored_about_them_and_takes_it_along() {
    let server = server().await;
    let people = server.people().await;
    people.root.post(&format!("/people/{}/name", people.ada.id), &[("name", "林晓文")]).await.expect(303);
    let page = people.ada.get("/account/data").await.expect(200);
    for said in ["林晓文", "林晓雯", "East", "Name changed", "顾明远", "t001"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let file = people.ada.get("/account/data.json").await.expect(200);
    let data: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(data["names"][0]["name"], "林晓文");
    assert_eq!(data["groups"][0]["code"], "east");
    assert!(data["exams"].as_array().unwrap().is_empty() && data["audit"].as_array().unwrap().len() > 1);
    for secret in ["password_hash", "argon2", "id_hash", "token"] {
        assert!(!file.contains(secret), "{secret}");
    }
    assert!(!file.contains(&people.bo.id.to_string()));
}
