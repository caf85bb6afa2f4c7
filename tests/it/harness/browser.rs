//! A browser without a window: keeps cookies, sends the token of the forms it was shown, follows no redirect by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::test;
use certamen::web::cookies::Secret;
use certamen::web::csrf;

use super::{Server, service};

/// What came back.
pub struct Response {
    pub status: StatusCode,
    pub headers: actix_web::http::header::HeaderMap,
    /// What came as text; what is no text in it is replaced.
    pub body: String,
    /// What came as it came.
    pub bytes: actix_web::web::Bytes,
}

impl Response {
    /// A header of the answer; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts the status and gives the body, with the body in the message when it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Asserts a redirect (303) and gives where it leads.
    #[track_caller]
    pub fn expect_redirect(self) -> String {
        assert_eq!(self.status.as_u16(), 303, "{}", self.body);
        self.location().to_owned()
    }
}

/// A browser. Cheap to make; several of one server do not share anything.
pub struct Browser {
    server: Arc<Server>,
    cookies: std::sync::Mutex<BTreeMap<String, String>>,
    /// `Accept-Language` it sends.
    pub language: &'static str,
}

impl Browser {
    pub async fn new(server: &Arc<Server>) -> Self {
        Self { server: Arc::clone(server), cookies: Default::default(), language: "en" }
    }

    /// A browser in which the session with this secret is open.
    pub async fn with_session(server: &Arc<Server>, secret: &Secret) -> Self {
        let browser = Self::new(server).await;
        browser.set_cookie("sid", &secret.encode());
        browser
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// The token a form of this browser's session carries.
    pub fn csrf(&self) -> String {
        let secret =
            self.cookie("sid").or_else(|| self.cookie("pre")).and_then(|value| Secret::decode(&value));
        secret.map(|secret| csrf::token(&secret)).unwrap_or_default()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(test::TestRequest::get().uri(path)).await
    }

    /// Sends a form with its token. Before anyone is signed in, the login page must have been opened once.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let token = self.csrf();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// Sends a form exactly as given, without a token of its own.
    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(
            test::TestRequest::post()
                .uri(path)
                .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
                .set_payload(body),
        )
        .await
    }

    /// Sends JSON with the token in the header, as scripts of our pages do.
    pub async fn post_json(&self, path: &str, body: &serde_json::Value) -> Response {
        let request = test::TestRequest::post()
            .uri(path)
            .insert_header(("X-CSRF-Token", self.csrf()))
            .insert_header(("Accept", "application/json"))
            .set_json(body);
        self.send(request).await
    }

    /// Sends a form with a file.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        bytes: &[u8],
    ) -> Response {
        let token = self.csrf();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.upload_raw(path, &all, file_name, bytes).await
    }

    /// The same without a token of its own.
    pub async fn upload_raw(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        bytes: &[u8],
    ) -> Response {
        const BOUNDARY: &str = "----certamen-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = test::TestRequest::post()
            .uri(path)
            .insert_header((CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")))
            .set_payload(body);
        self.send(request).await
    }

    /// Sends any request with this browser's cookies.
    pub async fn send(&self, request: test::TestRequest) -> Response {
        let mut request = request
            .insert_header(("Accept-Language", self.language))
            .peer_addr("127.0.0.1:5555".parse().unwrap());
        for (name, value) in self.cookies.lock().unwrap().iter() {
            request = request.cookie(actix_web::cookie::Cookie::new(name.clone(), value.clone()));
        }
        let response = service::call(&self.server, request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in response.response().cookies() {
            if cookie.value().is_empty() {
                self.cookies.lock().unwrap().remove(cookie.name());
            } else {
                self.set_cookie(cookie.name(), cookie.value());
            }
        }
        let bytes = test::read_body(response).await;
        Response { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }
}
