//! Work handed in as a file, as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::hand_in_files;
use crate::db::{AttemptId, PersonId};

/// Row of `hand_in_files` to be written.
#[derive(Insertable)]
#[diesel(table_name = hand_in_files)]
pub(in crate::attempts) struct NewHandInFile<'a> {
    pub(in crate::attempts) id: Uuid,
    pub(in crate::attempts) attempt_id: AttemptId,
    pub(in crate::attempts) content: &'a [u8],
    pub(in crate::attempts) sha256: &'a [u8],
    pub(in crate::attempts) uploaded_by: PersonId,
}

/// A file as it is read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = hand_in_files)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct HandInFile {
    /// Which one.
    pub id: Uuid,
    /// The attempt it belongs to.
    pub attempt_id: AttemptId,
    /// The file as it came, sealed.
    pub content: Vec<u8>,
    /// When it was accepted; `None` while it was not.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Option<String>,
}
