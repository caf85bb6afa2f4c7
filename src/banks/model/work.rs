//! What is being done to a large import in the background.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::schema::import_work;
use crate::db::{ImportId, PersonId};
use crate::formats::Hints;
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
    /// How a file under review is read once more; `None` for the first reading and for writing.
    pub reread: Option<Value>,
}

/// How a file under review is read once more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reread {
    /// What the person said about the file.
    pub hints: Hints,
    /// Whether the person said what the columns hold, or that the headings say it. Else what is known about columns below
    /// such headings counts.
    pub is_named: bool,
    /// The row below the headings for which what was said is remembered, or forgotten when nothing was; `None` remembers
    /// nothing.
    pub remember_above: Option<usize>,
}
