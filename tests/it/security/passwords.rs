//! How passwords are stored, chosen and typed.

use crate::harness::client::Client;
use crate::harness::people::PASSWORD;
use crate::harness::process::Process;
use crate::harness::server;

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
