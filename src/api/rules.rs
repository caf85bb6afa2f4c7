//! What a token looks like, how long it may last, and how pages follow each other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::model::ApiToken;
use crate::web::cookies::Secret;

/// What every token begins with, so that people and programs that look for leaked secrets know it.
pub const PREFIX: &str = "certamen_";

/// Days a token may last at most.
pub const MOST_DAYS: i64 = 730;

/// Entries of a page unless something else is asked for.
pub const PAGE: i64 = 100;

/// Most entries of a page.
pub const MOST: i64 = 500;

/// A token as it is shown, once.
pub fn written(secret: &Secret) -> String {
    format!("{PREFIX}{}", secret.encode())
}

/// The secret in the value of an `Authorization` header; `None` when it holds no token of ours.
pub fn presented(header: &str) -> Option<Secret> {
    let (scheme, token) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    Secret::decode(token.trim().strip_prefix(PREFIX)?)
}

/// How a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens the door.
    Works,
    /// Its time is over.
    Over,
    /// It was taken back.
    Revoked,
}

/// How a token stands at `now`.
pub fn standing(token: &ApiToken, now: DateTime<Utc>) -> Standing {
    if token.revoked_at.is_some() {
        Standing::Revoked
    } else if token.expires_at <= now {
        Standing::Over
    } else {
        Standing::Works
    }
}

/// Whether its last use is to be noted again: to the minute is enough.
pub fn is_use_to_be_noted(token: &ApiToken, now: DateTime<Utc>) -> bool {
    token.last_used_at.is_none_or(|last| now - last >= TimeDelta::minutes(1))
}

/// Where a page ends: after the entry with this id.
pub fn cursor(after: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(after.as_bytes())
}

/// Reads what [`cursor`] wrote; `None` for anything else.
pub fn read_cursor(text: &str) -> Option<Uuid> {
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Reads how many entries a page is to have; `None` when that is no number from 1 to [`MOST`].
pub fn read_limit(text: Option<&str>) -> Option<i64> {
    let Some(text) = text else { return Some(PAGE) };
    text.parse().ok().filter(|limit| (1..=MOST).contains(limit))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_read_from_the_header_it_is_sent_in_and_from_nothing_else() {
        let secret = Secret([7; 32]);
        let token = written(&secret);
        assert!(token.starts_with("certamen_") && token.len() == 52, "{token}");
        for header in [format!("Bearer {token}"), format!("bearer   {token} ")] {
            assert_eq!(presented(&header).unwrap(), secret, "{header}");
        }
        for header in
            ["", "Bearer", "Bearer certamen_", "Basic dXNlcjpwYXNz", &token, &format!("Bearer x{token}")]
        {
            assert_eq!(presented(header), None, "{header}");
        }
    }

    #[test]
    fn a_page_has_one_to_five_hundred_entries() {
        assert_eq!(read_limit(None), Some(PAGE));
        for (text, limit) in
            [("1", Some(1)), ("500", Some(500)), ("0", None), ("501", None), ("-1", None), ("x", None)]
        {
            assert_eq!(read_limit(Some(text)), limit, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back_as_it_was_written(id: u128) {
            let id = Uuid::from_u128(id);
            prop_assert_eq!(read_cursor(&cursor(id)), Some(id));
        }

        #[test]
        fn whatever_is_sent_as_cursor_or_header_is_read_or_refused(text in ".{0,80}") {
            let _ = read_cursor(&text);
            let _ = presented(&text);
        }
    }
}
