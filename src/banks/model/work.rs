//! What is being done to a large import in the background.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::import_work;
use crate::db::{ImportId, PersonId};
use crate::text_enum;

text_enum! {
    /// What is being done to an import.
    WorkStep {
        /// Its file is read and compared.
        Reading = "reading",
        /// Its questions go into the bank.
        Writing = "writing",
    }
}

/// What is being done to an import.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = import_work)]
pub struct Work {
    /// The import.
    pub import_id: ImportId,
    /// What is done.
    pub step: WorkStep,
    /// Questions that are done.
    pub done: i32,
    /// Questions in all; 0 while that is not known.
    pub total: i32,
    /// What the person saw who wants it written.
    pub seen_mark: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When the worker last showed that it is there.
    pub beat_at: DateTime<Utc>,
    /// Who asked for it.
    pub started_by: Option<PersonId>,
    /// Whether a person wants it to stop.
    pub is_cancelled: bool,
    /// Why it ended without being done; `None` while it goes on.
    pub problem: Option<String>,
}
