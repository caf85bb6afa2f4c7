//! What a link of the chain covers, byte by byte, and which facts of an event are personal.
//!
//! A link's hash is HMAC-SHA256, with the audit key, over netstrings (`<length>:<bytes>,`; nothing known is `-,`), in this
//! order: `certamen-audit-1`, position, time of the link, hash of the link before (32 bytes), then of the event: id, time,
//! who (id of the person), action, kind of subject, subject, detail, commitments, request. Numbers are decimal, times
//! microseconds since 1970, ids 36 characters, detail and commitments what Postgres writes for `jsonb`.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::config::SecretKey;

/// What a hash covers changes only together with this word.
const FORMAT: &str = "certamen-audit-1";

/// What the first link names as the hash before it.
pub const NO_HASH: [u8; 32] = [0; 32];

/// Facts of any event that say something about a person beyond what was done.
const PERSONAL: &[&str] =
    &["address", "email", "employee_number", "latin_name", "login", "name", "phone", "user_agent"];

/// An event as the chain covers it. `detail` and `commitments` are the text Postgres writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Id of the event.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// What kind of thing it was done to.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Facts.
    pub detail: String,
    /// Digests of the personal facts beside it.
    pub commitments: String,
    /// The request.
    pub request_id: Option<String>,
}

/// Where in the chain a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1, without gaps.
    pub position: i64,
    /// When the link was made.
    pub chained_at: DateTime<Utc>,
    /// Hash of the link before; [`NO_HASH`] for the first.
    pub previous_hash: [u8; 32],
}

/// The hash of a link.
#[must_use]
pub fn link_hash(key: &SecretKey, place: &Place, event: &Covered) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.bytes()) else { return NO_HASH };
    mac.update(&encode(place, event));
    mac.finalize().into_bytes().into()
}

/// What a link's hash covers.
#[must_use]
pub fn encode(place: &Place, event: &Covered) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(384);
    put(&mut bytes, FORMAT.as_bytes());
    put(&mut bytes, place.position.to_string().as_bytes());
    put(&mut bytes, place.chained_at.timestamp_micros().to_string().as_bytes());
    put(&mut bytes, &place.previous_hash);
    put(&mut bytes, event.id.to_string().as_bytes());
    put(&mut bytes, event.at.timestamp_micros().to_string().as_bytes());
    put_or_nothing(&mut bytes, event.actor_id.map(|id| id.to_string()).as_deref());
    for text in [&event.action, &event.subject_kind, &event.subject_id, &event.detail, &event.commitments] {
        put(&mut bytes, text.as_bytes());
    }
    put_or_nothing(&mut bytes, event.request_id.as_deref());
    bytes
}

fn put(bytes: &mut Vec<u8>, field: &[u8]) {
    bytes.extend_from_slice(field.len().to_string().as_bytes());
    bytes.push(b':');
    bytes.extend_from_slice(field);
    bytes.push(b',');
}

fn put_or_nothing(bytes: &mut Vec<u8>, field: Option<&str>) {
    match field {
        Some(text) => put(bytes, text.as_bytes()),
        None => bytes.extend_from_slice(b"-,"),
    }
}

/// By what a key is told from others without telling it.
#[must_use]
pub fn key_id(key: &SecretKey) -> [u8; 8] {
    let digest = Sha256::new().chain_update(b"certamen audit key id").chain_update(key.bytes()).finalize();
    let mut id = [0; 8];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

/// What stands in the audit row instead of a personal fact.
#[must_use]
pub fn commitment(salt: &[u8; 16], value: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(value.as_bytes()).finalize())
}

/// Takes the personal facts out of the detail of an event: names, addresses, and what a person was before and after.
#[must_use]
pub fn split_personal(action: &str, detail: Value) -> (Value, Map<String, Value>) {
    let Value::Object(facts) = detail else { return (detail, Map::new()) };
    let is_about_person = action.starts_with("person.");
    let (personal, rest) = facts.into_iter().partition(|(field, value)| {
        let is_personal = PERSONAL.contains(&field.as_str())
            || (is_about_person && matches!(field.as_str(), "before" | "after"));
        is_personal && !value.is_null()
    });
    (Value::Object(rest), personal)
}

/// What differs between two objects, field by field: before and after. Of fields whose name holds `passcode` only that they
/// differ.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> (Value, Value) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return (before.clone(), after.clone());
    };
    let side = |own: &Map<String, Value>, other: &Map<String, Value>| {
        let differing = own.iter().filter(|(name, value)| other.get(*name) != Some(*value));
        let shown = |value: &Value| if value.is_null() { Value::Null } else { Value::from("…") };
        let told = differing.map(|(name, value)| {
            let value = if name.contains("passcode") { shown(value) } else { without_passcodes(value) };
            (name.clone(), value)
        });
        Value::Object(told.collect())
    };
    (side(old, new), side(new, old))
}

/// The same value with every passcode in it hidden, however deep.
fn without_passcodes(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let hidden = fields.iter().map(|(name, value)| {
                let is_secret = name.contains("passcode") && !value.is_null();
                (name.clone(), if is_secret { Value::from("…") } else { without_passcodes(value) })
            });
            Value::Object(hidden.collect())
        }
        Value::Array(items) => items.iter().map(without_passcodes).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;
    use serde_json::json;

    fn place() -> Place {
        let chained_at = Utc.timestamp_micros(1_700_000_000_000_001).unwrap();
        Place { position: 7, chained_at, previous_hash: [9; 32] }
    }

    fn event() -> Covered {
        Covered {
            id: Uuid::from_u128(1),
            at: Utc.timestamp_micros(1_700_000_000_000_000).unwrap(),
            actor_id: None,
            action: "exam.published".into(),
            subject_kind: "exam".into(),
            subject_id: "e1".into(),
            detail: "{}".into(),
            commitments: "{}".into(),
            request_id: Some("abc".into()),
        }
    }

    #[test]
    fn what_a_link_covers_is_written_down_byte_by_byte() {
        let mut expected = b"16:certamen-audit-1,1:7,16:1700000000000001,32:".to_vec();
        expected.extend([9; 32]);
        expected.extend_from_slice(
            b",36:00000000-0000-0000-0000-000000000001,16:1700000000000000,-,14:exam.published,4:exam,2:e1,2:{},2:{},3:abc,",
        );
        assert_eq!(encode(&place(), &event()), expected);
    }

    #[test]
    fn every_field_of_link_and_event_counts() {
        let key = SecretKey::of(&[1; 32]);
        let hash = link_hash(&key, &place(), &event());
        assert_ne!(hash, link_hash(&SecretKey::of(&[2; 32]), &place(), &event()));
        assert_ne!(key_id(&key), key_id(&SecretKey::of(&[2; 32])));
        let soon = chrono::TimeDelta::microseconds(1);
        for other in [
            Place { position: 8, ..place() },
            Place { chained_at: place().chained_at + soon, ..place() },
            Place { previous_hash: [8; 32], ..place() },
        ] {
            assert_ne!(hash, link_hash(&key, &other, &event()));
        }
        for other in [
            Covered { id: Uuid::from_u128(2), ..event() },
            Covered { at: event().at + soon, ..event() },
            Covered { actor_id: Some(Uuid::from_u128(3)), ..event() },
            Covered { action: "exam.made".into(), ..event() },
            Covered { subject_kind: "bank".into(), ..event() },
            Covered { subject_id: "e2".into(), ..event() },
            Covered { detail: "{\"a\": 1}".into(), ..event() },
            Covered { commitments: "{\"a\": 1}".into(), ..event() },
            Covered { request_id: None, ..event() },
        ] {
            assert_ne!(hash, link_hash(&key, &place(), &other), "{other:?}");
        }
    }

    proptest! {
        /// Two different events never look the same to the hash, wherever one field ends and the next begins.
        #[test]
        fn no_two_events_are_encoded_alike(one in "[0-9:,a-]{0,6}", two in "[0-9:,a-]{0,6}", three in "[0-9:,a-]{0,6}", four in "[0-9:,a-]{0,6}") {
            let with = |kind: &str, id: &str| {
                encode(&place(), &Covered { subject_kind: kind.into(), subject_id: id.into(), ..event() })
            };
            prop_assert_eq!(with(&one, &two) == with(&three, &four), one == three && two == four);
        }
    }

    #[test]
    fn only_what_differs_is_told_and_no_passcode() {
        let before = json!({ "a": 1, "b": 2, "passcode": "old", "deep": { "passcode": "old", "n": 1 } });
        let after = json!({ "a": 1, "b": 3, "passcode": "new", "deep": { "passcode": "new", "n": 2 } });
        assert_eq!(
            differences(&before, &after),
            (
                json!({ "b": 2, "passcode": "…", "deep": { "passcode": "…", "n": 1 } }),
                json!({ "b": 3, "passcode": "…", "deep": { "passcode": "…", "n": 2 } })
            )
        );
    }

    #[test]
    fn names_and_addresses_stand_beside_the_row_and_what_was_done_in_it() {
        let (rest, personal) =
            split_personal("session.begun", json!({ "address": "10.0.0.1", "browser": 1, "name": null }));
        assert_eq!(rest, json!({ "browser": 1, "name": null }));
        assert_eq!(Value::Object(personal), json!({ "address": "10.0.0.1" }));
        let (rest, personal) =
            split_personal("person.renamed", json!({ "before": "A", "after": "B", "reason": "r" }));
        assert_eq!(
            (rest, Value::Object(personal)),
            (json!({ "reason": "r" }), json!({ "before": "A", "after": "B" }))
        );
        let (rest, _) = split_personal("exam.times_saved", json!({ "before": 1, "after": 2 }));
        assert_eq!(rest, json!({ "before": 1, "after": 2 }));
    }
}
