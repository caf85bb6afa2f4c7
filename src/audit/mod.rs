//! The audit trail: who did what to what. Rows are written in the transaction of the change itself,
//! so a change without its row cannot exist. Rows are never changed or deleted (a trigger sees to it).

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::audit_events;
use crate::db::{Conn, PersonId};

pub mod queries;

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

#[derive(Insertable, Serialize)]
#[diesel(table_name = audit_events)]
struct NewAuditEvent<'a> {
    id: Uuid,
    actor_id: Option<PersonId>,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: &'a str,
    detail: &'a Value,
    request_id: Option<&'a str>,
}

/// Writes an audit row. Call it inside the transaction of the change.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn record(conn: &mut Conn, actor: &Actor, event: Event<'_>) -> QueryResult<()> {
    diesel::insert_into(audit_events::table)
        .values(NewAuditEvent {
            id: Uuid::now_v7(),
            actor_id: actor.person_id,
            action: event.action,
            subject_kind: event.subject_kind,
            subject_id: &event.subject_id,
            detail: &event.detail,
            request_id: actor.request_id.as_deref(),
        })
        .execute(conn)
        .await?;
    Ok(())
}
