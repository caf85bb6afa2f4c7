//! Writing the audit trail.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::{Actor, Event};
use crate::db::schema::audit_events;
use crate::db::{Conn, PersonId, Prepare};

#[derive(Insertable)]
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
    record_all(conn, actor, vec![event]).await
}

/// Writes the audit rows of what was done together, in one statement. Call it inside the transaction of the change.
///
/// # Errors
/// As [`record`].
pub async fn record_all(conn: &mut Conn, actor: &Actor, events: Vec<Event<'_>>) -> QueryResult<()> {
    let rows: Vec<NewAuditEvent<'_>> = events
        .iter()
        .map(|event| NewAuditEvent {
            id: Uuid::now_v7(),
            actor_id: actor.person_id,
            action: event.action,
            subject_kind: event.subject_kind,
            subject_id: &event.subject_id,
            detail: &event.detail,
            request_id: actor.request_id.as_deref(),
        })
        .collect();
    diesel::insert_into(audit_events::table).values(&rows).prepared().execute(conn).await?;
    Ok(())
}
