//! Events, who acts, links of the chain.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use rand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{Covered, commitment};
use crate::db::PersonId;

/// Who acts, from where, and in which request: goes into every audit row.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    /// The person; `None` for the server itself and the command line.
    pub person_id: Option<PersonId>,
    /// Id of the request as shown on error pages and in the log.
    pub request_id: Option<String>,
    /// Address the request came from.
    pub address: Option<String>,
}

impl Actor {
    /// The server itself: sweeps, shipped banks, the command line.
    pub fn server() -> Self {
        Self::default()
    }

    /// A person, where no request is known.
    pub fn person(person: PersonId) -> Self {
        Self { person_id: Some(person), ..Self::default() }
    }

    /// Where the request came from, as it is stored beside an audit row.
    pub fn whence(&self) -> Option<Whence> {
        self.address.as_deref().map(|address| Whence::new(&Value::from(address)))
    }
}

/// One personal fact as it is stored: the value beside the audit row, its digest in it.
#[derive(Debug, Clone)]
pub struct Whence {
    /// Random bytes that go into the digest.
    pub salt: [u8; 16],
    /// The fact as JSON.
    pub value: String,
    /// Digest of both, in hex.
    pub commitment: String,
}

impl Whence {
    /// With a salt of its own.
    pub fn new(value: &Value) -> Self {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        let value = value.to_string();
        Self { commitment: commitment(&salt, &value), salt, value }
    }

    /// The commitments of a row that has only this fact beside it, as its address.
    pub fn as_address(&self) -> Value {
        json!({ "address": self.commitment })
    }
}

/// One thing that was done.
#[derive(Debug)]
pub struct Event<'a> {
    /// What was done, as `room.verb`, for example `exam.published`.
    pub action: &'a str,
    /// What kind of thing it was done to, for example `exam`.
    pub subject_kind: &'a str,
    /// Id or code of that thing.
    pub subject_id: String,
    /// Facts about the change; never a password, an answer or a key. Names and addresses in it are stored beside the row.
    pub detail: Value,
}

/// A link of the chain with its event, as far as it is there.
#[derive(Debug, QueryableByName)]
pub(crate) struct LinkRow {
    #[diesel(sql_type = BigInt)]
    pub(super) position: i64,
    #[diesel(sql_type = Timestamptz)]
    pub(super) chained_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    pub(super) key_id: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub(super) previous_hash: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub(super) hash: Vec<u8>,
    #[diesel(embed)]
    pub(super) event: EventRow,
}

/// An event as the chain covers it; without an id it is gone.
#[derive(Debug, QueryableByName)]
pub(crate) struct EventRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    action: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subject_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subject_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    detail: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    commitments: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    request_id: Option<String>,
}

impl EventRow {
    /// What the hash covers; `None` when the event is gone.
    pub(super) fn covered(self) -> Option<Covered> {
        Some(Covered {
            id: self.id?,
            at: self.at?,
            actor_id: self.actor_id,
            action: self.action?,
            subject_kind: self.subject_kind?,
            subject_id: self.subject_id?,
            detail: self.detail?,
            commitments: self.commitments?,
            request_id: self.request_id,
        })
    }
}

/// The last link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Head {
    /// Its position.
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    /// Its hash.
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// Which key made it.
    #[diesel(sql_type = Binary)]
    pub key_id: Vec<u8>,
    /// When it was made.
    #[diesel(sql_type = Timestamptz)]
    pub chained_at: DateTime<Utc>,
}

/// What waits to be chained.
#[derive(Debug, Clone, Copy, PartialEq, QueryableByName)]
pub struct Waiting {
    /// How many events.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// Since when the oldest waits, in seconds; 0 when none does.
    #[diesel(sql_type = Double)]
    pub oldest_seconds: f64,
}

/// How the chain stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainState {
    /// The last link; `None` when nothing was chained yet.
    pub head: Option<Head>,
    /// What waits.
    pub waiting: Waiting,
}

/// Seconds after which an event that is not chained is an alarm.
pub const ALARM_SECONDS: f64 = 60.0;

impl ChainState {
    /// Whether the chain does not grow as it should.
    pub fn is_late(&self) -> bool {
        self.waiting.oldest_seconds > ALARM_SECONDS
    }

    /// Whether the last link was made with another key than this server's.
    pub fn has_other_key(&self, own: &[u8]) -> bool {
        self.head.as_ref().is_some_and(|head| head.key_id != own)
    }
}
