//! A form whose page is from an earlier sign-in is kept, and sent on when its owner says so.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;
use certamen::web::cookies::Secret;
use certamen::web::csrf;

use crate::harness::browser::Response;
use crate::harness::{Browser, server};

const GROUPS: &str = "SELECT count(*) FROM groups WHERE code = 'kept'";

/// The form of a new group as a browser sends it from a page that carries this token.
async fn add_group(browser: &Browser, token: &str, origin: Option<&str>) -> Response {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("csrf", token),
            ("code", "kept"),
            ("name_zh", "保留<b>"),
            ("name_en", "Kept"),
            ("parent", ""),
        ])
        .finish();
    let request = TestRequest::post()
        .uri("/groups")
        .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .insert_header(("Host", "certamen.example"))
        .set_payload(body);
    let request = match origin {
        Some(origin) => request.insert_header(("Origin", origin)),
        None => request,
    };
    browser.send(request).await
}

const OURS: Option<&str> = Some("http://certamen.example");

#[actix_web::test]
async fn a_form_from_before_a_new_sign_in_is_kept_and_goes_through_when_it_is_sent_on() {
    let server = server().await;
    let people = server.people().await;
    let old = csrf::token(&Secret::new());
    let page = add_group(&people.root, &old, OURS).await.expect(403);
    assert!(page.contains("This has not been sent yet") && page.contains("保留&lt;b&gt;"), "{page}");
    assert!(
        page.contains(&people.root.csrf()) && !page.contains(&old),
        "the token is that of the session now"
    );
    assert_eq!(server.count(GROUPS).await, 0);
    add_group(&people.root, &people.root.csrf(), OURS).await.expect_redirect();
    assert_eq!(server.count(GROUPS).await, 1);
}

#[actix_web::test]
async fn whoever_was_signed_out_in_another_tab_is_told_and_keeps_what_was_typed() {
    let server = server().await;
    let people = server.people().await;
    let open_page = people.root.csrf();
    let session = Secret::decode(&people.root.cookie("sid").unwrap()).unwrap();
    Browser::with_session(&server, &session).await.post("/logout", &[]).await.expect_redirect();
    let page = add_group(&people.root, &open_page, OURS).await.expect(403);
    assert!(page.contains("You are signed out") && page.contains("保留&lt;b&gt;"), "{page}");

    let visitor = server.anonymous().await;
    let page = add_group(&visitor, &open_page, OURS).await.expect(403);
    assert!(page.contains("You are signed out") && page.contains("保留&lt;b&gt;"), "{page}");
    assert_eq!(server.count(GROUPS).await, 0);
}

#[actix_web::test]
async fn nothing_is_kept_of_what_another_site_or_nobody_sent() {
    let server = server().await;
    let people = server.people().await;
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let page = add_group(&people.root, "0000", origin).await.expect(403);
        assert!(page.contains("has been open for too long") && !page.contains("保留"), "{origin:?}: {page}");
    }
}

#[actix_web::test]
async fn passwords_are_not_kept_in_the_page_that_sends_on() {
    let server = server().await;
    let people = server.people().await;
    let body = "csrf=0&current_password=certain-secret&password=another-secret&name=x";
    let request = TestRequest::post()
        .uri("/account/password")
        .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .insert_header(("Sec-Fetch-Site", "same-origin"))
        .set_payload(body);
    let page = people.ada.send(request).await.expect(403);
    assert!(!page.contains("-secret") && page.contains("Passwords and codes are not kept"), "{page}");
}
