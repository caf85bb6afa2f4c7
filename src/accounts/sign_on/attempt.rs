//! One attempt to sign in with a service: everything that must be the same when the browser comes back follows from two
//! secrets, of which the database knows only the hashes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::Url;

use crate::web::cookies::Secret;

/// One attempt.
#[derive(Clone)]
pub struct Attempt {
    /// Travels with the browser to the service and back. Letters and digits only, as WeCom wants it.
    pub state: String,
    /// Stands in the token of the service, so that a token of another attempt is none of this one.
    pub nonce: String,
    /// Proves that who fetches the token also began (PKCE, RFC 7636).
    pub verifier: String,
    /// Where the service sends the browser back to.
    pub back: Url,
}

impl Attempt {
    /// The attempt with this state in the browser whose cookie is `browser`. `origin` is the configured one, so that nobody
    /// can send a browser elsewhere; `None` when it is no address.
    #[must_use]
    pub fn new(browser: &Secret, state: &Secret, origin: &str, slug: &str) -> Option<Self> {
        Some(Self {
            state: hex::encode(state.0),
            nonce: derived(browser, state, b"nonce")?,
            verifier: derived(browser, state, b"verifier")?,
            back: Url::parse(origin).ok()?.join(&format!("/login/with/{slug}/callback")).ok()?,
        })
    }

    /// Reads a state that came back; `None` for what is none.
    #[must_use]
    pub fn read_state(text: &str) -> Option<Secret> {
        hex::decode(text).ok()?.try_into().ok().map(Secret)
    }
}

/// 256 bits that only who knows both secrets can name: 43 characters, as PKCE asks for at least.
fn derived(browser: &Secret, state: &Secret, purpose: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&browser.0).ok()?;
    mac.update(b"certamen sign-on ");
    mac.update(purpose);
    mac.update(&state.0);
    Some(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn attempt(browser: u8, state: u8) -> Attempt {
        Attempt::new(&Secret([browser; 32]), &Secret([state; 32]), "https://a.example", "oidc").unwrap()
    }

    #[test]
    fn what_comes_back_is_the_same_in_the_same_browser_only() {
        let (one, again, other, later) = (attempt(1, 2), attempt(1, 2), attempt(3, 2), attempt(1, 4));
        assert_eq!((&one.nonce, &one.verifier), (&again.nonce, &again.verifier));
        assert_ne!(one.nonce, one.verifier);
        assert!(one.nonce != other.nonce && one.verifier != other.verifier && one.nonce != later.nonce);
        assert_eq!(one.verifier.len(), 43);
        assert_eq!(one.back.as_str(), "https://a.example/login/with/oidc/callback");
    }

    #[test]
    fn a_state_is_letters_and_digits_and_is_read_back() {
        let one = attempt(1, 250);
        assert!(one.state.chars().all(|sign| sign.is_ascii_alphanumeric()) && one.state.len() <= 128);
        assert!(Attempt::read_state(&one.state).unwrap() == Secret([250; 32]));
        assert!(Attempt::read_state("").is_none() && Attempt::read_state("00").is_none());
    }
}
