//! Giving back a certificate that was taken back.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::issuing::lock_holders;
use super::telling::{Happened, tell};
use crate::audit::{self, Actor, Event};
use crate::certification::model::{CertificateEvent, EventKind, ReinstatementReason};
use crate::certification::queries;
use crate::db::schema::certificate_events;
use crate::db::{self, CertificateId, Conn, Prepare};
use crate::outbox::model::EventName;

/// Gives a certificate back that was taken back. `false` when it is not revoked, or was never one because bringing it in
/// was undone; nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such certificate; otherwise whatever the database says.
pub async fn reinstate(
    conn: &mut Conn,
    actor: &Actor,
    id: CertificateId,
    reason: ReinstatementReason,
    note: Option<&str>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let found = queries::certificate(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
        lock_holders(conn, vec![(found.certificate.person_id, found.certificate.programme_id)]).await?;
        let found = queries::certificate(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
        if !found.can_be_reinstated() {
            return Ok(false);
        }
        let event = CertificateEvent {
            id: Uuid::now_v7(),
            certificate_id: id,
            kind: EventKind::Reinstated,
            at: db::now(conn).await?,
            actor_id: actor.person_id,
            reason: reason.as_str().to_owned(),
            note: note.map(str::to_owned),
            successor_id: None,
        };
        let happened = Happened { when: event.id.to_string(), ..Happened::once(id) };
        diesel::insert_into(certificate_events::table).values(event).prepared().execute(conn).await?;
        tell(conn, EventName::Reinstated, vec![happened]).await?;
        let event = Event {
            action: "certificate.reinstated",
            subject_kind: "certificate",
            subject_id: id.to_string(),
            detail: json!({ "number": found.certificate.number, "reason": reason.as_str() }),
        };
        audit::record(conn, actor, event).await?;
        Ok(true)
    })
    .await
}
