//! Invitations by mail.

use diesel::prelude::*;
use diesel_async::AsyncConnection;
use serde_json::json;
use uuid::Uuid;

use super::enqueue;
use crate::audit::{self, Actor, Event};
use crate::db::{Conn, PersonId};
use crate::outbox::model::{Invitation, Kind, NewMessage, Recipient};

/// Has a person invited by mail to set their password: also whoever forgot it. `origin` is where the link will lead (scheme,
/// host and port).
///
/// # Errors
/// Whatever the database says.
pub async fn mail_invitation(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    origin: String,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let message = NewMessage {
            kind: Kind::Invitation,
            recipient: Recipient::Mail(person),
            payload: json!(Invitation { origin }),
            about: format!("invitation/{}", Uuid::now_v7()),
        };
        enqueue(conn, &[message]).await?;
        let event = Event {
            action: "person.invitation_mailed",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({}),
        };
        audit::record(conn, actor, event).await
    })
    .await
}
