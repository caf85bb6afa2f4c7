//! Who comes in, and as whom.
#![cfg(feature = "oidc")]

use std::sync::Arc;

use super::provider::{Algorithm, Provider};
use super::{come_back, press, server_with, sign_on, visit};
use crate::harness::{People, Server};

async fn ready() -> (Provider, Arc<Server>, People) {
    let provider = Provider::start().await;
    let server = server_with(&provider.settings()).await;
    let people = server.people().await;
    (provider, server, people)
}

#[actix_web::test]
async fn the_login_page_has_a_button_that_leads_to_the_service_and_back_to_the_page_one_wanted() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    let browser = server.anonymous().await;
    let page = browser.get("/login?next=%2Faccount%3Fq%3D1").await.expect(200);
    assert!(page.contains("/login/with/oidc?next&#x3D;%2Faccount%3Fq%3D1") && page.contains("Example ID"));
    assert_eq!(sign_on(&browser, "oidc", "/account?q=1").await.expect_redirect(), "/account?q=1");
    assert!(browser.get("/account").await.expect(200).contains("林晓雯"));
    assert_eq!(browser.cookie("on"), None);
    for action in ["session.signed_on", "person.account_linked"] {
        let rows = format!("SELECT count(*) FROM audit_events WHERE action = '{action}'");
        assert_eq!(server.count(&rows).await, 1, "{action}");
    }
}

#[actix_web::test]
async fn the_employee_number_counts_the_first_time_in_any_width_and_the_account_ever_after() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", " ｔ００１ ");
    let first = server.anonymous().await;
    sign_on(&first, "oidc", "/").await.expect_redirect();
    assert!(first.get("/account").await.expect(200).contains("林晓雯"));
    // Another number at the provider makes nobody another person.
    provider.is_now("sub-1", "T002");
    let later = server.anonymous().await;
    sign_on(&later, "oidc", "/").await.expect_redirect();
    assert!(later.get("/account").await.expect(200).contains("林晓雯"));
    assert_eq!(server.count("SELECT count(*) FROM identities WHERE kind = 'external'").await, 1);
}

#[actix_web::test]
async fn a_number_that_the_provider_writes_as_a_number_is_read_too() {
    let (provider, server, people) = ready().await;
    let id = people.bo.id;
    server.sql(&format!("UPDATE identities SET subject = '40017' WHERE person_id = '{id}'")).await;
    provider.is_now("sub-1", "");
    provider.state().employee_number = serde_json::json!(40017);
    let browser = server.anonymous().await;
    sign_on(&browser, "oidc", "/").await.expect_redirect();
    assert!(browser.get("/account").await.expect(200).contains("Bo Chen"));
}

#[actix_web::test]
async fn a_second_tab_that_begins_does_not_disturb_the_first() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    let browser = server.anonymous().await;
    let first = visit(&press(&browser, "oidc", "/").await).await;
    press(&browser, "oidc", "/account").await;
    assert_eq!(come_back(&browser, &first).await.expect_redirect(), "/");
    assert!(browser.get("/account").await.expect(200).contains("林晓雯"));
}

#[actix_web::test]
async fn signing_in_gives_a_session_that_nobody_could_know_before() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    let browser = server.anonymous().await;
    let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    browser.set_cookie("sid", planted);
    sign_on(&browser, "oidc", "/").await.expect_redirect();
    assert_ne!(browser.cookie("sid").unwrap(), planted);
    browser.get("/account").await.expect(200);
}

#[actix_web::test]
async fn one_is_never_led_out_of_this_site_afterwards() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    let long = format!("/{}", "x".repeat(5000));
    for next in ["//evil.example/", "https://evil.example/", "/\\evil.example", "/account\0", &long] {
        let browser = server.anonymous().await;
        assert_eq!(sign_on(&browser, "oidc", next).await.expect_redirect(), "/", "{next}");
    }
}

#[actix_web::test]
async fn the_way_back_comes_from_the_settings_and_not_from_what_a_request_says_of_itself() {
    let (_provider, server, _people) = ready().await;
    let browser = server.anonymous().await;
    let request = actix_web::test::TestRequest::get()
        .uri("/login/with/oidc")
        .insert_header(("Host", "evil.example"))
        .insert_header(("X-Forwarded-Host", "evil.example"));
    let away = browser.send(request).await.expect_redirect();
    assert!(
        away.contains("redirect_uri=http%3A%2F%2Fcertamen.test%2Flogin%2Fwith%2Foidc%2Fcallback"),
        "{away}"
    );
    assert!(!away.contains("evil"));
}

#[actix_web::test]
async fn whoever_has_a_second_step_owes_its_code_after_the_service_too() {
    let (provider, server, people) = ready().await;
    provider.is_now("sub-1", "T001");
    server
        .sql(&format!(
            "INSERT INTO second_factors (person_id, secret, confirmed_at)
             VALUES ('{}', decode(repeat('00', 48), 'hex'), app_now())",
            people.ada.id
        ))
        .await;
    let browser = server.anonymous().await;
    let to = sign_on(&browser, "oidc", "/account").await.expect_redirect();
    assert_eq!(to, "/login/code?next=%2Faccount");
    assert_eq!(browser.cookie("sid"), None);
    browser.get(&to).await.expect(200);
}

#[actix_web::test]
async fn whoever_has_no_password_proves_who_they_are_by_signing_in_once_more() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-9", "A001");
    let browser = server.anonymous().await;
    sign_on(&browser, "oidc", "/").await.expect_redirect();
    server.sql("UPDATE people SET password_hash = NULL WHERE employee_number = 'A001'").await;
    server.sql("UPDATE sessions SET verified_at = app_now() - interval '1 hour'").await;
    let form = [("passwords", "on")];
    let asked = browser.post("/groups/east/passwords", &form).await.expect(403);
    assert!(asked.contains("/login/with/oidc?next"), "{asked}");
    sign_on(&browser, "oidc", "/groups/east").await.expect_redirect();
    assert_eq!(browser.post("/groups/east/passwords", &form).await.expect_redirect(), "/groups/east");
}

#[actix_web::test]
async fn a_provider_that_changes_its_key_is_understood_at_once() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    sign_on(&server.anonymous().await, "oidc", "/").await.expect_redirect();
    provider.state().key = 8;
    let browser = server.anonymous().await;
    assert_eq!(sign_on(&browser, "oidc", "/").await.expect_redirect(), "/");
    browser.get("/account").await.expect(200);
}

#[actix_web::test]
async fn a_token_that_is_signed_as_most_providers_do_lets_in() {
    let (provider, server, _people) = ready().await;
    provider.is_now("sub-1", "T001");
    provider.state().algorithm = Algorithm::Rs256;
    let browser = server.anonymous().await;
    assert_eq!(sign_on(&browser, "oidc", "/account").await.expect_redirect(), "/account");
    assert!(browser.get("/account").await.expect(200).contains("林晓雯"));
    // From one kind of key to the other, as when a provider renews them.
    provider.state().algorithm = Algorithm::Es256;
    let browser = server.anonymous().await;
    assert_eq!(sign_on(&browser, "oidc", "/").await.expect_redirect(), "/");
}

#[actix_web::test]
async fn who_has_a_new_account_at_the_provider_comes_in_when_an_administrator_forgot_the_old_one() {
    let (provider, server, people) = ready().await;
    provider.is_now("sub-1", "T001");
    sign_on(&server.anonymous().await, "oidc", "/").await.expect_redirect();
    provider.is_now("sub-2", "T001");
    let browser = server.anonymous().await;
    assert!(super::said(&browser, sign_on(&browser, "oidc", "/").await).await.contains("another account"));
    let page = format!("/people/{}", people.ada.id);
    assert!(people.root.get(&page).await.expect(200).contains("sub-1"));
    let account = server.text("SELECT id::text FROM identities WHERE subject = 'sub-1'").await;
    people.hui.post(&format!("{page}/account"), &[("account", &account)]).await.expect(403);
    people.root.post(&format!("{page}/account"), &[("account", &account)]).await.expect_redirect();
    sign_on(&browser, "oidc", "/").await.expect_redirect();
    assert!(browser.get("/account").await.expect(200).contains("林晓雯"));
}
