//! Proof that a delivery comes from here and was not changed on its way.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What stands in the header `Certamen-Signature`: `t=` the time in seconds since 1970, `v1=` HMAC-SHA256 of that time, a
/// full stop and the body, with the secret as its key, in hexadecimal.
pub fn header(secret: &str, seconds: i64, body: &[u8]) -> String {
    let signed = [seconds.to_string().as_bytes(), b".", body].concat();
    format!("t={seconds},v1={}", hex::encode(hmac_sha256(secret.as_bytes(), &signed)))
}

/// HMAC-SHA256.
pub(super) fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    // It takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_rfc_4231() {
        let code = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex::encode(code), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    /// The vector of the guide: `printf '%s' '1763900000.{"event":"test"}' | openssl dgst -sha256 -hmac whsec_example`.
    #[test]
    fn the_header_is_that_of_the_guide() {
        let header = header("whsec_example", 1_763_900_000, br#"{"event":"test"}"#);
        assert_eq!(
            header,
            "t=1763900000,v1=9ea0176522f505f9738020c82d586b0105c99014c254159924d983d6ce6b20e7"
        );
    }
}
