//! How passwords are stored, chosen and typed.

use std::fs;

use certamen::outbox::jobs::{Courier, deliver_due};
use certamen::outbox::model::Channel;

use crate::harness::client::Client;
use crate::harness::people::PASSWORD;
use crate::harness::process::Process;
use crate::harness::{Server, server};
use crate::second_factor::set_up;

#[actix_web::test]
async fn s01_a_password_that_was_stored_with_less_work_is_stored_anew_when_its_owner_signs_in() {
    let server = server().await;
    let _people = server.people().await;
    let stored = "SELECT password_hash FROM people WHERE employee_number = 'T001'";
    assert!(!server.text(stored).await.contains("m=19456"), "the tests hash with little work");
    let process = Process::serve(&server.database_url);
    Client::sign_in(&process.address, "T001", PASSWORD);
    let renewed = server.text(stored).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    Client::sign_in(&process.address, "T001", PASSWORD);
    assert_eq!(server.text(stored).await, renewed, "once is enough");
}

#[actix_web::test]
async fn s03_a_long_password_in_any_script_is_kept_whole() {
    let server = server().await;
    let people = server.people().await;
    let long = "墙角有三只猫在看雨".repeat(8);
    let change = [("current", PASSWORD), ("password", long.as_str())];
    people.ada.post("/account/password", &change).await.expect_redirect();
    let cut: String = long.chars().take(long.chars().count() - 1).collect();
    for (password, status) in [(cut.as_str(), 422), (long.as_str(), 303)] {
        let browser = server.anonymous().await;
        browser.get("/login").await.expect(200);
        let fields = [("login", "T001"), ("password", password), ("next", "/")];
        assert_eq!(browser.post("/login", &fields).await.status.as_u16(), status);
    }
}

#[actix_web::test]
async fn s04_nobody_chooses_their_own_name_number_or_company_as_a_password() {
    let server = server().await;
    let people = server.people().await;
    let organisation = server.app.config.site.organisation.clone();
    for password in [
        "T001T001T001".to_owned(),
        format!("{}1", people.ada.name.repeat(3)),
        organisation,
        "certamen99".into(),
    ] {
        let fields = [("current", PASSWORD), ("password", password.as_str())];
        let page = people.ada.post("/account/password", &fields).await.expect(422);
        assert!(page.contains("The password is too short") || page.contains("too common"), "{password}");
    }
}

#[actix_web::test]
async fn s05_a_password_manager_finds_the_fields_and_pasting_is_not_hindered() {
    let server = server().await;
    let people = server.people().await;
    let login = server.anonymous().await.get("/login").await.expect(200);
    let account = people.ada.get("/account").await.expect(200);
    for (page, token) in [
        (&login, "username"),
        (&login, "current-password"),
        (&account, "current-password"),
        (&account, "new-password"),
    ] {
        assert!(page.contains(&format!("autocomplete=\"{token}\"")), "{token}");
    }
    for page in [&login, &account] {
        assert!(page.contains("type=\"password\"") && !page.contains("onpaste"));
    }
}

/// Every message about an account that the server has written: to whom, which way, about what; in order.
async fn told(server: &Server) -> String {
    server
        .text(
            "SELECT string_agg(employee_number || ' ' || channel || ' ' || (payload->>'change'), ', '
                               ORDER BY outbox_messages.created_at, outbox_messages.id)
             FROM outbox_messages JOIN people ON people.id = person_id WHERE kind = 'account'",
        )
        .await
}

#[actix_web::test]
async fn s06_whoever_gets_a_new_password_is_told_in_the_inbox_and_by_mail() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::with_settings(&[("CERTAMEN_MAIL_DIR", folder.path().to_str().unwrap())]).await;
    let people = server.people().await;
    server.sql("UPDATE people SET email = 'ada@example.com' WHERE employee_number = 'T001'").await;
    let wrong = [("current", "not the one"), ("password", "grey cows sleep early")];
    people.ada.post("/account/password", &wrong).await.expect(422);
    assert_eq!(told(&server).await, "", "nothing happened");
    let change = [("current", PASSWORD), ("password", "grey cows sleep early")];
    people.ada.post("/account/password", &change).await.expect_redirect();
    assert_eq!(told(&server).await, "T001 inbox password_changed, T001 mail password_changed");
    let page = people.ada.get("/inbox").await.expect(200);
    assert!(page.contains("Your password was changed") && page.contains("tell an administrator"), "{page}");
    assert!(page.contains("href=\"/account\"") && !page.contains("Show the certificate"), "{page}");
    let courier = Courier::new(&server.app.config.notices).unwrap();
    assert_eq!(deliver_due(&server.app, &server.site, &courier, Channel::Mail).await.unwrap(), 1);
    let mail = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let mail = fs::read_to_string(mail).unwrap();
    assert!(mail.contains("To: ada@example.com") && !mail.contains("grey cows"), "{mail}");
    // With a link of HR, without an address, in the other language.
    let page = people.hui.post(&format!("/people/{}/link", people.bo.id), &[]).await.expect(200);
    let token = page.split("/welcome/").nth(1).unwrap()[..43].to_owned();
    assert!(!told(&server).await.contains("T002"), "a link alone changes nothing");
    let mut browser = server.anonymous().await;
    browser.language = "zh-CN";
    let welcome = format!("/welcome/{token}");
    browser.get(&welcome).await.expect(200);
    let chosen = [("password", "grey cows sleep early"), ("language", "zh-CN")];
    browser.post(&welcome, &chosen).await.expect_redirect();
    assert!(told(&server).await.ends_with("T002 inbox password_by_link"), "{}", told(&server).await);
    assert!(browser.get("/inbox").await.expect(200).contains("您的密码已通过链接重新设置"));
    // A first password replaces none.
    server.sql("UPDATE people SET password_hash = NULL WHERE employee_number = 'T003'").await;
    let page = people.hui.post(&format!("/people/{}/link", people.cai.id), &[]).await.expect(200);
    let token = page.split("/welcome/").nth(1).unwrap()[..43].to_owned();
    let browser = server.anonymous().await;
    browser.get(&format!("/welcome/{token}")).await.expect(200);
    browser.post(&format!("/welcome/{token}"), &chosen).await.expect_redirect();
    assert!(!told(&server).await.contains("T003"));
}

#[actix_web::test]
async fn s06_a_second_factor_that_comes_or_goes_is_told_to_its_owner() {
    let server = server().await;
    let people = server.people().await;
    server.sql("UPDATE people SET email = 'ada@example.com' WHERE employee_number = 'T001'").await;
    server.stop_clock().await;
    set_up(&server, &people.ada, people.ada.id).await;
    people.ada.post("/account/second-factor/remove", &[]).await.expect_redirect();
    set_up(&server, &people.ada, people.ada.id).await;
    let address = format!("/people/{}/second-factor", people.ada.id);
    people.root.post(&address, &[("reason", "")]).await.expect(422);
    people.root.post(&address, &[("reason", "lost telephone")]).await.expect_redirect();
    people.root.post(&address, &[("reason", "once more")]).await.expect_redirect();
    let told = told(&server).await;
    assert_eq!(
        told,
        "T001 inbox factor_added, T001 inbox factor_removed, T001 inbox factor_added, T001 inbox factor_taken_away",
        "mail is off: it would wait for ever"
    );
    server.sql("UPDATE sessions SET revoked_at = NULL").await;
    let page = people.ada.get("/inbox").await.expect(200);
    for said in
        ["Signing in now takes a second step", "was switched off", "An administrator has switched off"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
}
