//! Sessions: what they are made of, how long they last, where they end.

use std::sync::Arc;

use certamen::web::cookies::Secret;

use crate::harness::{Browser, Server, server};

#[actix_web::test]
async fn s12_a_session_is_256_random_bits_of_which_the_server_keeps_a_digest() {
    let server = server().await;
    let people = server.people().await;
    let secrets: Vec<Secret> = [&people.ada, &people.bo, &people.tian, &people.hui, &people.root]
        .map(|someone| Secret::decode(&someone.cookie("sid").unwrap()).unwrap())
        .into();
    let stored = server.text("SELECT string_agg(row_to_json(s)::text, ' ') FROM sessions s").await;
    for (place, secret) in secrets.iter().enumerate() {
        assert!(!secrets[..place].contains(secret));
        assert!(!stored.contains(&secret.encode()) && !stored.contains(&hex::encode(secret.0)));
        assert!(stored.contains(&hex::encode(secret.hash())));
    }
}

#[actix_web::test]
async fn s14_a_session_ends_a_day_after_it_was_last_used_and_a_week_after_it_began() {
    let server = server().await;
    let people = server.people().await;
    server.stop_clock().await;
    for used in 1..8 {
        server.move_clock(&format!("{} hours", used * 23)).await;
        people.ada.get("/account").await.expect(200);
    }
    server.move_clock("169 hours").await;
    assert!(people.ada.get("/account").await.expect_redirect().starts_with("/login"), "a week is over");
    assert!(people.bo.get("/account").await.expect_redirect().starts_with("/login"), "never used");
}

#[actix_web::test]
async fn s15_what_one_server_ends_or_takes_holds_on_another_with_the_next_request() {
    let server = server().await;
    let people = server.people().await;
    let second = Arc::new(Server::on(server.database_url.clone()).await);
    let there = |someone: &Browser| Secret::decode(&someone.cookie("sid").unwrap()).unwrap();
    let ada = Browser::with_session(&second, &there(&people.ada)).await;
    let bo = Browser::with_session(&second, &there(&people.bo)).await;
    let tian = Browser::with_session(&second, &there(&people.tian)).await;
    ada.get("/account").await.expect(200);
    bo.get("/account").await.expect(200);
    tian.get("/banks").await.expect(200);

    people.ada.post("/logout", &[]).await.expect_redirect();
    assert!(ada.get("/account").await.expect_redirect().starts_with("/login"));

    let page = format!("/people/{}", people.bo.id);
    people.root.post(&format!("{page}/block"), &[]).await.expect_redirect();
    assert!(bo.get("/account").await.expect_redirect().starts_with("/login"));

    let page = format!("/people/{}", people.tian.id);
    let roles = [("had", "trainer"), ("roles", "trainee")];
    people.root.post(&format!("{page}/roles"), &roles).await.expect_redirect();
    tian.get("/banks").await.expect(403);
}

#[actix_web::test]
async fn s18_over_https_the_cookies_belong_to_this_host_alone_and_to_no_script() {
    let server = server().await;
    let _people = server.people().await;
    let mut config = server.app.config.site.clone();
    config.public_origin = Some("https://certamen.example.com".into());
    let server = server.with_site(config);
    let page = server.anonymous().await.get("/login").await;
    let pre = page.header("set-cookie").to_owned();
    for part in ["__Host-pre=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(pre.contains(part), "{pre}");
    }
    assert!(!pre.contains("Domain"), "{pre}");
    let strict = page.header("strict-transport-security");
    assert!(strict.contains("max-age=31536000") && strict.contains("includeSubDomains"), "{strict}");
}
