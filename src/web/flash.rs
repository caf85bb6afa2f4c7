//! One line that says what just happened, carried over a redirect in a cookie and shown once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Name of the cookie.
pub const COOKIE: &str = "said";

/// What just happened. The text is already in the reader's language; templates escape it like any other.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Flash {
    /// ok, warn or bad.
    pub kind: String,
    /// The sentence.
    pub text: String,
}

impl Flash {
    /// Something worked.
    pub fn ok(text: impl Into<String>) -> Self {
        Self { kind: "ok".to_owned(), text: text.into() }
    }

    /// Something needs attention.
    pub fn warn(text: impl Into<String>) -> Self {
        Self { kind: "warn".to_owned(), text: text.into() }
    }

    /// As a cookie value.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads what [`Flash::encode`] wrote; `None` for anything else.
    pub fn decode(value: &str) -> Option<Self> {
        let flash: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
        (matches!(flash.kind.as_str(), "ok" | "warn" | "bad") && flash.text.chars().count() <= 500)
            .then_some(flash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_survives_the_cookie_and_rubbish_does_not() {
        let flash = Flash::ok("已写入 31 题");
        assert_eq!(Flash::decode(&flash.encode()), Some(flash));
        assert_eq!(Flash::decode("rubbish"), None);
        assert_eq!(Flash::decode(&Flash { kind: "evil".into(), text: "x".into() }.encode()), None);
    }
}
