//! Signing in and out.

use crate::harness::people::PASSWORD;
use crate::harness::server;

#[actix_web::test]
async fn a_person_signs_in_with_their_number_in_any_width_and_comes_back_to_where_they_wanted_to_go() {
    let server = server().await;
    let _people = server.people().await;
    for login in ["T001", "t001", "Ｔ００１"] {
        let browser = server.anonymous().await;
        assert_eq!(browser.get("/account?q=1").await.expect_redirect(), "/login?next=%2Faccount%3Fq%3D1");
        browser.get("/login?next=%2Faccount").await.expect(200);
        let answer =
            browser.post("/login", &[("login", login), ("password", PASSWORD), ("next", "/account")]).await;
        assert_eq!(answer.expect_redirect(), "/account");
        browser.get("/account").await.expect(200);
    }
}

#[actix_web::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let server = server().await;
    let _people = server.people().await;
    let mut answers = Vec::new();
    for login in ["T001", "T999"] {
        let browser = server.anonymous().await;
        browser.get("/login").await.expect(200);
        let body = browser
            .post("/login", &[("login", login), ("password", "wrong password"), ("next", "/")])
            .await
            .expect(422);
        answers.push(body.replace(login, "LOGIN").replace(&browser.csrf(), "TOKEN"));
    }
    let without_ids: Vec<String> =
        answers.iter().map(|body| body.lines().filter(|line| !line.contains("request")).collect()).collect();
    assert_eq!(without_ids[0], without_ids[1]);
}

#[actix_web::test]
async fn after_many_failures_one_waits_a_little_and_then_the_right_password_works() {
    let server = server().await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    server.stop_clock().await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(
            browser
                .post("/login", &[("login", "T001"), ("password", "wrong password"), ("next", "/")])
                .await
                .status
                .as_u16(),
        );
    }
    assert_eq!(statuses[..6], [422; 6]);
    assert_eq!(statuses[7], 429);
    server.move_clock("2 minutes").await;
    browser
        .post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")])
        .await
        .expect_redirect();
}

#[actix_web::test]
async fn a_whole_room_may_sign_in_from_one_address_at_once_and_who_guesses_names_there_must_wait() {
    let server = server().await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    browser
        .post("/login", &[("login", "T999"), ("password", "wrong password"), ("next", "/")])
        .await
        .expect(422);
    let four_hundred = |address: &str| {
        format!(
            "INSERT INTO login_failures (subject_hash, address)
             SELECT sha256(convert_to(n::text, 'UTF8')), {address} FROM generate_series(1, 400) n"
        )
    };
    // Tries whose passwords are still being checked have no address yet.
    server.sql(&four_hundred("''")).await;
    let right = [("login", "T001"), ("password", PASSWORD), ("next", "/")];
    browser.post("/login", &right).await.expect_redirect();
    // The address the wrong password came from, as the server noted it.
    server.sql(&four_hundred("(SELECT address FROM login_failures WHERE address <> '' LIMIT 1)")).await;
    let another = server.anonymous().await;
    another.get("/login").await.expect(200);
    another.post("/login", &right).await.expect(429);
}

#[actix_web::test]
async fn a_login_form_without_its_token_is_refused() {
    let server = server().await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    browser.post_raw("/login", &[("login", "T001"), ("password", PASSWORD)]).await.expect(403);
    browser
        .post_raw("/login", &[("csrf", "0000"), ("login", "T001"), ("password", PASSWORD)])
        .await
        .expect(403);
}

#[actix_web::test]
async fn s13_signing_in_gives_a_new_session_and_signing_out_ends_it_at_once() {
    let server = server().await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    browser.set_cookie("sid", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    browser.get("/login").await.expect(200);
    browser
        .post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")])
        .await
        .expect_redirect();
    let session = browser.cookie("sid").unwrap();
    assert_ne!(session, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    browser.post("/logout", &[]).await.expect_redirect();
    assert_eq!(browser.cookie("sid"), None);
    browser.set_cookie("sid", &session);
    assert!(browser.get("/account").await.expect_redirect().starts_with("/login"));
}

#[actix_web::test]
async fn a_blocked_person_is_out_on_the_next_request_and_cannot_come_back() {
    let server = server().await;
    let people = server.people().await;
    people.ada.get("/account").await.expect(200);
    server.sql("UPDATE people SET blocked_at = app_now() WHERE employee_number = 'T001'").await;
    people.ada.get("/account").await.expect_redirect();
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    browser.post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")]).await.expect(422);
}

#[actix_web::test]
async fn s27_a_link_out_of_this_site_is_not_followed_after_signing_in() {
    let server = server().await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    browser.get("/login?next=//evil.example/").await.expect(200);
    let answer = browser
        .post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "//evil.example/")])
        .await;
    assert_eq!(answer.expect_redirect(), "/");
}

#[actix_web::test]
async fn every_response_carries_the_security_headers_even_errors() {
    let server = server().await;
    let browser = server.anonymous().await;
    for path in ["/login", "/nowhere", "/static/css/certamen.css"] {
        let response = browser.get(path).await;
        let policy = response.headers.get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        for header in [
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "x-request-id",
            "cache-control",
        ] {
            assert!(response.headers.contains_key(header), "{path}: {header}");
        }
    }
}

#[actix_web::test]
async fn the_language_switch_is_remembered() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.ada.get("/account").await.expect(200).contains("<html lang=\"en\""));
    assert_eq!(
        people.ada.post("/language", &[("lang", "zh-CN"), ("back", "/account")]).await.expect_redirect(),
        "/account"
    );
    assert!(people.ada.get("/account").await.expect(200).contains("<html lang=\"zh-CN\""));
}

#[actix_web::test]
async fn f44_whoever_still_has_the_cookie_of_a_session_that_is_over_can_sign_in() {
    let server = server().await;
    let people = server.people().await;
    let ada = &people.ada;
    server.sql("UPDATE sessions SET revoked_at = app_now()").await;
    let page = ada.get("/login").await.expect(200);
    let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // The form goes out as a browser sends it: with the old cookie and the token of the page.
    let fields = [("csrf", token.as_str()), ("login", "nobody"), ("password", "wrong password")];
    let answer = ada.post_raw("/login", &fields).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
}
