//! Codes of authenticator apps (RFC 6238 with SHA-1, 30 seconds, 6 digits, as all apps know them), recovery codes, and how
//! both are stored.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha1::Sha1;
use sha2::Sha256;

use crate::base::crockford;
use crate::config::SecretKey;
use crate::db::PersonId;

/// Seconds for which a code counts.
const STEP: i64 = 30;

/// Steps before and after the current one whose codes are taken too: clocks differ, people type slowly.
const TOLERANCE: i64 = 1;

/// Codes that are given out for who loses the app.
pub const RECOVERY_CODES: usize = 10;

/// Random bytes of a recovery code: 50 bits would do, but digits are five bits each.
const RECOVERY_BYTES: usize = 10;

/// Digits of a recovery code in a group.
const GROUP: usize = 4;

/// Bytes of the nonce before the ciphertext.
const NONCE: usize = 12;

/// The secret that server and app share.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret([u8; 20]);

impl AppSecret {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        let mut bytes = [0; 20];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// As people type it into an app that cannot scan: base 32 (RFC 4648).
    #[must_use]
    pub fn text(&self) -> String {
        const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        crockford::encode(&self.0)
            .chars()
            .filter_map(|digit| DIGITS.get(usize::from(crockford::value(digit)?)).copied().map(char::from))
            .collect()
    }

    /// The address behind the QR code, as apps read it.
    #[must_use]
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let plain = |text: &str| {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
        };
        let (issuer, account) = (plain(issuer), plain(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.text())
    }

    /// The step around `now` (seconds since 1970) whose code this is and that comes after `last`, the last one used.
    #[must_use]
    pub fn step_of(&self, code: &str, now: i64, last: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
        let current = now.div_euclid(STEP);
        (current - TOLERANCE..=current + TOLERANCE)
            .find(|step| *step > last && equal(&self.code(*step), &digits))
    }

    /// The code of a step.
    #[must_use]
    pub fn code(&self, step: i64) -> String {
        format!("{:06}", truncated(&self.0, step) % 1_000_000)
    }

    /// As it is stored: nonce, then what only the key opens, and only for this person.
    #[must_use]
    pub fn seal(&self, key: &SecretKey, person: PersonId) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: &self.0, aad: person.0.as_bytes() };
        let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// The stored one; `None` when key or person are others.
    #[must_use]
    pub fn open(stored: &[u8], key: &SecretKey, person: PersonId) -> Option<Self> {
        let (nonce, sealed) = stored.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        let payload = Payload { msg: sealed, aad: person.0.as_bytes() };
        let opened = cipher(key).decrypt(&Nonce::from(nonce), payload).ok()?;
        opened.try_into().ok().map(Self)
    }
}

impl Default for AppSecret {
    fn default() -> Self {
        Self::new()
    }
}

fn cipher(key: &SecretKey) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key.bytes()))
}

/// RFC 4226, 5.3.
fn truncated(secret: &[u8], step: i64) -> u32 {
    // HMAC takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return 0 };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = digest.last().map_or(0, |last| usize::from(last & 0x0f));
    digest.iter().skip(offset).take(4).fold(0, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff
}

fn equal(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// A new recovery code, as it is shown: `XXXX-XXXX-XXXX-XXXX`.
#[must_use]
pub fn new_recovery_code() -> String {
    let mut bytes = [0; RECOVERY_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let digits: Vec<char> = crockford::encode(&bytes).chars().collect();
    digits.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is stored instead of a recovery code, however it was typed; `None` when it cannot be one.
#[must_use]
pub fn recovery_hash(key: &SecretKey, person: PersonId, typed: &str) -> Option<[u8; 32]> {
    let digits: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(crockford::read_digit)
        .collect::<Option<_>>()?;
    if digits.len() != RECOVERY_BYTES * 8 / 5 {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).ok()?;
    mac.update(b"certamen recovery code");
    mac.update(person.0.as_bytes());
    mac.update(digits.as_bytes());
    Some(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = AppSecret(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(seconds / STEP), code);
        }
        assert_eq!(secret.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_counts_one_step_early_or_late_and_never_again_nor_one_before_it() {
        let secret = AppSecret::new();
        let (now, step) = (1_000 * STEP + 7, 1_000);
        for (other, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = secret.step_of(&secret.code(step + other), now, 0);
            assert_eq!(found, counts.then_some(step + other), "{other}");
        }
        let spaced = secret.code(step).chars().map(|digit| format!("{digit} ")).collect::<String>();
        assert_eq!(secret.step_of(&spaced, now, 0), Some(step));
        assert_eq!(secret.step_of(&secret.code(step), now, step), None);
        assert_eq!(secret.step_of(&secret.code(step - 1), now, step), None);
        for nonsense in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(secret.step_of(nonsense, now, 0), None);
        }
    }

    #[test]
    fn a_stored_secret_opens_with_the_key_and_for_its_person_only() {
        let (secret, person, key) = (AppSecret::new(), PersonId::new(), SecretKey::of(b"key"));
        let stored = secret.seal(&key, person).unwrap();
        assert_eq!(stored.len(), 48);
        assert!(AppSecret::open(&stored, &key, person).unwrap() == secret);
        assert!(AppSecret::open(&stored, &SecretKey::of(b"other"), person).is_none());
        assert!(AppSecret::open(&stored, &key, PersonId::new()).is_none());
    }

    #[test]
    fn the_address_behind_the_qr_code_names_company_and_person() {
        let address = AppSecret(*b"12345678901234567890").address("澄海 A&B", "c1@example.com");
        assert_eq!(
            address,
            "otpauth://totp/%E6%BE%84%E6%B5%B7%20A%26B:c1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%BE%84%E6%B5%B7%20A%26B"
        );
    }

    #[test]
    fn a_recovery_code_may_be_typed_in_any_case_and_belongs_to_one_person() {
        let (person, key, code) = (PersonId::new(), SecretKey::of(b"key"), new_recovery_code());
        assert_eq!(code.len(), 19);
        let hash = recovery_hash(&key, person, &code).unwrap();
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(recovery_hash(&key, person, &typed), Some(hash));
        assert_ne!(recovery_hash(&key, PersonId::new(), &code), Some(hash));
        assert_eq!(recovery_hash(&key, person, "123456"), None);
    }
}
