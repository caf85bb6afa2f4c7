//! Signing in with an account that another service of the company looks after.

mod coming_in;
mod passwords;
#[cfg(feature = "oidc")]
mod provider;
#[cfg(feature = "oidc")]
mod refusing;
mod stub;
mod wecom;
mod with_wecom;

use std::sync::Arc;

use certamen::calls::Caller;

use crate::harness::browser::Response;
use crate::harness::{Browser, Server};

/// Where people reach the server of these tests.
const ORIGIN: &str = "http://certamen.test";

/// A server with these settings.
async fn server_with(settings: &[(&'static str, String)]) -> Arc<Server> {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Server::with_settings(&settings).await
}

/// Presses the button of a service: where the browser is sent.
async fn press(browser: &Browser, service: &str, next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    browser.get(&format!("/login/with/{service}?next={next}")).await.expect_redirect()
}

/// Goes to the service, which sends back at once: the address it sends back to.
async fn visit(address: &str) -> String {
    let caller = Caller::new(true).unwrap();
    let request = hyper_request(address);
    let answer = caller.send(request).await.unwrap();
    assert_eq!(answer.status(), 302, "{}", String::from_utf8_lossy(answer.body()));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn hyper_request(address: &str) -> hyper::Request<Vec<u8>> {
    hyper::Request::get(address).body(Vec::new()).unwrap()
}

/// Comes back to the server.
async fn come_back(browser: &Browser, address: &str) -> Response {
    browser.get(address.strip_prefix(ORIGIN).expect("the service sends back to the configured origin")).await
}

/// The whole way with a service.
async fn sign_on(browser: &Browser, service: &str, next: &str) -> Response {
    let away = press(browser, service, next).await;
    come_back(browser, &visit(&away).await).await
}

/// Asserts that nobody is signed in and gives what the login page says once, the password form beside it.
#[track_caller]
fn refused(response: Response) -> String {
    let to = response.expect_redirect();
    assert!(to.starts_with("/login"), "{to}");
    to
}

/// What the login page says after a refusal.
async fn said(browser: &Browser, response: Response) -> String {
    let to = refused(response);
    assert_eq!(browser.cookie("sid"), None, "nobody is signed in");
    let page = browser.get(&to).await.expect(200);
    assert!(page.contains("name=\"password\""), "the password form is still there");
    page
}
