//! Writing the audit trail.

mod chain;
mod refusals;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use chain::{Chained, begin_with_new_key, chain};
pub use refusals::record_refusals;

use super::rules::split_personal;
use super::{Actor, Event, Whence};
use crate::db::schema::{audit_events, audit_personal};
use crate::db::{Conn, PersonId, Prepare};

/// Rows of one statement: the protocol carries 65,535 values at most.
const AT_ONCE: usize = 5000;

#[derive(Insertable)]
#[diesel(table_name = audit_events)]
struct NewAuditEvent<'a> {
    id: Uuid,
    actor_id: Option<PersonId>,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: String,
    detail: Value,
    request_id: Option<&'a str>,
    commitments: Value,
}

#[derive(Insertable)]
#[diesel(table_name = audit_personal)]
struct NewPersonal {
    event_id: Uuid,
    field: String,
    salt: Vec<u8>,
    value: String,
}

/// Writes an audit row. Call it inside the transaction of the change.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn record(conn: &mut Conn, actor: &Actor, event: Event<'_>) -> QueryResult<()> {
    record_all(conn, actor, vec![event]).await
}

/// Writes the audit rows of what was done together. Call it inside the transaction of the change.
///
/// # Errors
/// As [`record`].
pub async fn record_all(conn: &mut Conn, actor: &Actor, events: Vec<Event<'_>>) -> QueryResult<()> {
    let mut beside = Vec::new();
    let rows: Vec<NewAuditEvent<'_>> =
        events.into_iter().map(|event| row(actor, event, &mut beside)).collect();
    for some in rows.chunks(AT_ONCE) {
        diesel::insert_into(audit_events::table).values(some).prepared().execute(conn).await?;
    }
    for some in beside.chunks(AT_ONCE) {
        diesel::insert_into(audit_personal::table).values(some).prepared().execute(conn).await?;
    }
    Ok(())
}

/// The row of an event; its personal facts go to those beside.
fn row<'a>(actor: &'a Actor, event: Event<'a>, beside: &mut Vec<NewPersonal>) -> NewAuditEvent<'a> {
    let id = Uuid::now_v7();
    let (detail, mut personal) = split_personal(event.action, event.detail);
    if let Some(address) = &actor.address {
        personal.entry("address").or_insert_with(|| Value::from(address.as_str()));
    }
    let mut commitments = Map::new();
    for (field, value) in personal {
        let Whence { salt, value, commitment } = Whence::new(&value);
        commitments.insert(field.clone(), Value::from(commitment));
        beside.push(NewPersonal { event_id: id, field, salt: salt.to_vec(), value });
    }
    NewAuditEvent {
        id,
        actor_id: actor.person_id,
        action: event.action,
        subject_kind: event.subject_kind,
        subject_id: event.subject_id,
        detail,
        request_id: actor.request_id.as_deref(),
        commitments: Value::Object(commitments),
    }
}
