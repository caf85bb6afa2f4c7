//! The cookies: session, pre-session, second step, known browser, language. Their names and marks depend on the scheme people use.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;

/// A random 256-bit secret that lives in a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);

impl Secret {
    /// A new one from the operating system's generator.
    pub fn new() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// As it stands in a cookie or link: base64url without padding.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads what [`Secret::encode`] wrote; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// What the database stores instead of it.
    pub fn hash(&self) -> [u8; 32] {
        use sha2::{Digest, Sha256};
        Sha256::digest(self.0).into()
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How cookies are named and marked.
#[derive(Debug, Clone, Copy)]
pub struct CookieStyle {
    /// Whether people come over https.
    pub https: bool,
}

impl CookieStyle {
    fn name(self, plain: &'static str, host: &'static str) -> &'static str {
        if self.https { host } else { plain }
    }

    /// Name of the session cookie.
    pub fn session(self) -> &'static str {
        self.name("sid", "__Host-sid")
    }

    /// Name of the cookie that carries the CSRF secret before anyone is signed in.
    pub fn pre_session(self) -> &'static str {
        self.name("pre", "__Host-pre")
    }

    /// Name of the cookie of who gave the password and still owes a code.
    pub fn second_step(self) -> &'static str {
        self.name("step", "__Host-step")
    }

    /// Name of the cookie of a browser that was sent to a sign-on service.
    pub fn sign_on(self) -> &'static str {
        self.name("on", "__Host-on")
    }

    /// Name of the cookie by which a browser is known that a person signed in with.
    pub fn known_device(self) -> &'static str {
        self.name("known", "__Host-known")
    }

    /// A cookie for this browser session, not readable by scripts.
    pub fn make(self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .secure(self.https)
            .same_site(SameSite::Lax)
            .finish()
    }

    /// A cookie that is kept for a year.
    pub fn make_lasting(self, name: &'static str, value: String) -> Cookie<'static> {
        let mut cookie = self.make(name, value);
        cookie.set_max_age(time::Duration::days(365));
        cookie
    }

    /// A cookie that is kept for ten minutes.
    pub fn make_brief(self, name: &'static str, value: String) -> Cookie<'static> {
        let mut cookie = self.make(name, value);
        cookie.set_max_age(time::Duration::minutes(10));
        cookie
    }

    /// A cookie that removes the one of this name.
    pub fn remove(self, name: &'static str) -> Cookie<'static> {
        let mut cookie = self.make(name, String::new());
        cookie.set_max_age(time::Duration::ZERO);
        cookie
    }
}

/// The secret in the cookie `name`, if there is one that can be read.
pub fn secret(request: &HttpRequest, name: &str) -> Option<Secret> {
    request.cookie(name).and_then(|cookie| Secret::decode(cookie.value()))
}
