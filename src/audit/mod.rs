//! The audit trail: who did what to what. Rows are written in the transaction of the change itself,
//! so a change without its row cannot exist. Rows are never changed or deleted (a trigger sees to it).

pub mod actions;
pub mod queries;

pub use actions::{record, record_all};

use serde_json::Value;

use crate::db::PersonId;

/// Who acts, and in which request: goes into every audit row.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person; `None` for the server itself and the command line.
    pub person_id: Option<PersonId>,
    /// Id of the request as shown on error pages and in the log.
    pub request_id: Option<String>,
}

impl Actor {
    /// The server itself: sweeps, shipped banks, the command line.
    pub fn server() -> Self {
        Self { person_id: None, request_id: None }
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
    /// Facts about the change; never a password, an answer or a key.
    pub detail: Value,
}
