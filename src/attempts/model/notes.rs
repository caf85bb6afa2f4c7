//! What is noted about a sitting, as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::integrity_notes;
use crate::db::{AttemptId, PersonId};
use crate::text_enum;

text_enum! {
    /// What was noted. Facts without a verdict.
    NoteKind {
        /// The page lost the focus, or was covered.
        FocusLost = "focus_lost",
        /// It came back; the amount is the seconds it was away.
        FocusReturned = "focus_returned",
        /// Text was pasted into an answer; the amount is its characters.
        Pasted = "pasted",
        /// The server could not be reached; the amount is the seconds.
        ConnectionGap = "connection_gap",
        /// The network address, when it is the first or another one.
        Address = "address",
        /// The trainee was told that they were away as often as the exam's limit; the amount is how often.
        LimitTold = "limit_told",
    }
}

/// A note as a page sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SittingNote {
    /// Made by the page, so that a note that is sent twice stands once.
    pub mark: String,
    /// What was noted.
    pub kind: NoteKind,
    /// The question shown then, from 1.
    pub position: Option<i16>,
    /// Seconds or characters, as the kind says.
    pub amount: Option<i32>,
    /// When the device says it was.
    pub device_at: Option<DateTime<Utc>>,
}

/// Row of `integrity_notes` to be written.
#[derive(Insertable)]
#[diesel(table_name = integrity_notes)]
pub(in crate::attempts) struct NewIntegrityNote<'a> {
    pub(in crate::attempts) id: Uuid,
    pub(in crate::attempts) attempt_id: AttemptId,
    pub(in crate::attempts) mark: &'a str,
    pub(in crate::attempts) kind: NoteKind,
    pub(in crate::attempts) position: Option<i16>,
    pub(in crate::attempts) amount: Option<i32>,
    pub(in crate::attempts) address: Option<&'a str>,
    pub(in crate::attempts) device_at: Option<DateTime<Utc>>,
    pub(in crate::attempts) delete_after: DateTime<Utc>,
}

/// A note as it is read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = integrity_notes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct IntegrityNote {
    /// What was noted.
    pub kind: NoteKind,
    /// The question shown then, from 1.
    pub position: Option<i16>,
    /// Seconds, characters or times, as the kind says.
    pub amount: Option<i32>,
    /// The address, where the kind is address.
    pub address: Option<String>,
    /// When the device says it was.
    pub device_at: Option<DateTime<Utc>>,
    /// When the server received it.
    pub noted_at: DateTime<Utc>,
}

/// An event of an attempt with the name of who acted. The kind is the stored word.
#[derive(Debug, Clone, Queryable)]
pub struct AttemptEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as the word in the database.
    pub kind: String,
    /// Who did it; `None` for the server.
    pub actor_id: Option<PersonId>,
    /// Their name now.
    pub actor: Option<String>,
    /// Facts.
    pub detail: serde_json::Value,
}

/// A save that was refused, as the journal holds it.
#[derive(Debug, Clone, Queryable)]
pub struct RefusedSave {
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The question, from 1.
    pub position: i16,
    /// Why it was refused.
    pub verdict: String,
    /// When the device says it was answered.
    pub client_at: Option<DateTime<Utc>>,
}
