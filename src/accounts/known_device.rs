//! Browsers that somebody signed in with before. Whoever tries passwords on a person's name from elsewhere makes them wait,
//! but not in such a browser (OWASP: "device cookies"). The cookie says nothing and opens nothing: it only decides which
//! failures are counted.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config::SecretKey;
use crate::db::PersonId;

/// Random bytes that tell one browser from another.
const NONCE: usize = 16;

/// The cookie's value for a browser in which this person just proved who they are.
#[must_use]
pub fn mark(key: &SecretKey, person: PersonId) -> String {
    let mut nonce = [0; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    let signed = [nonce.as_slice(), &signature(key, &nonce, person)].concat();
    URL_SAFE_NO_PAD.encode(signed)
}

/// What the failures of such a browser are counted under; `None` when the cookie is not ours or somebody else's.
#[must_use]
pub fn subject(key: &SecretKey, person: PersonId, cookie: &str) -> Option<[u8; 32]> {
    let signed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
    let (nonce, given) = signed.split_at_checked(NONCE)?;
    let is_ours: bool = signature(key, nonce, person).ct_eq(given).into();
    is_ours.then(|| Sha256::new().chain_update(b"known device").chain_update(&signed).finalize().into())
}

fn signature(key: &SecretKey, nonce: &[u8], person: PersonId) -> Vec<u8> {
    // HMAC takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.bytes()) else { return Vec::new() };
    mac.update(b"known device");
    mac.update(nonce);
    mac.update(person.0.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_browser_is_known_to_one_person_under_one_key() {
        let (key, ada, bo) = (SecretKey::of(b"one"), PersonId::new(), PersonId::new());
        let cookie = mark(&key, ada);
        let known = subject(&key, ada, &cookie).unwrap();
        assert_eq!(subject(&key, ada, &cookie), Some(known));
        assert_eq!(subject(&key, bo, &cookie), None);
        assert_eq!(subject(&SecretKey::of(b"two"), ada, &cookie), None);
        assert_ne!(subject(&key, ada, &mark(&key, ada)).unwrap(), known, "each browser waits for itself");
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_cookie_is_no_known_browser(cookie in "[A-Za-z0-9_=-]{0,80}") {
            prop_assert_eq!(subject(&SecretKey::of(b"one"), PersonId::new(), &cookie), None);
        }
    }
}
