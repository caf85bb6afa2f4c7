//! Writing messages, delivering them, keeping those who get them. The only transactions of this room.

mod delivery;
mod endpoints;
mod invitations;

pub use delivery::{claim, send_again, settle};
pub use endpoints::{add_robot, add_webhook, remove_robot, remove_webhook, test_robot, test_webhook};
pub use invitations::mail_invitation;

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::model::{EventName, Kind, NewMessage, NewMessageRow, Recipient, State};
use crate::db::schema::outbox_messages;
use crate::db::{self, Conn, MessageId, PersonId, Prepare, WebhookId, app_now};

/// Rows in one statement.
const AT_ONCE: usize = 1000;

/// Writes messages, each once: those that were written before are left out. Runs inside the **caller's** transaction, so
/// that a message and its cause are there together or not at all. What goes to an inbox has arrived with it. Gives the
/// places of those that are new.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn enqueue(conn: &mut Conn, messages: &[NewMessage]) -> QueryResult<HashSet<usize>> {
    let mut written = HashSet::new();
    if messages.is_empty() {
        return Ok(written);
    }
    let now = db::now(conn).await?;
    let rows: Vec<NewMessageRow<'_>> = messages.iter().map(|one| row(one, now)).collect();
    for some in rows.chunks(AT_ONCE) {
        let new: Vec<MessageId> = diesel::insert_into(outbox_messages::table)
            .values(some)
            .on_conflict(outbox_messages::dedup_key)
            .do_nothing()
            .returning(outbox_messages::id)
            .load(conn)
            .await?;
        let new: HashSet<MessageId> = new.into_iter().collect();
        written
            .extend(rows.iter().enumerate().filter(|(_, row)| new.contains(&row.id)).map(|(place, _)| place));
    }
    Ok(written)
}

fn row(message: &NewMessage, now: chrono::DateTime<chrono::Utc>) -> NewMessageRow<'_> {
    let (mut person_id, mut robot_id, mut webhook_id) = (None, None, None);
    match message.recipient {
        Recipient::Mail(id) | Recipient::Inbox(id) => person_id = Some(id),
        Recipient::Robot(id) => robot_id = Some(id),
        Recipient::Webhook(id) => webhook_id = Some(id),
    }
    // An inbox is a list of these rows.
    let has_arrived = matches!(message.recipient, Recipient::Inbox(_));
    NewMessageRow {
        id: MessageId::new(),
        kind: message.kind,
        channel: message.recipient.channel(),
        person_id,
        robot_id,
        webhook_id,
        payload: &message.payload,
        dedup_key: message.key(),
        state: if has_arrived { State::Sent } else { State::Waiting },
        created_at: now,
        next_try_at: now,
        finished_at: has_arrived.then_some(now),
    }
}

/// Tells webhooks what happened: each event to each of `webhooks`, which are those that want to hear of it (see
/// [`super::queries::listening`]). `about` says what happened in its own words, so that it is told once; `facts` are what is
/// sent besides its name. Runs inside the **caller's** transaction.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn tell(
    conn: &mut Conn,
    webhooks: &[WebhookId],
    event: EventName,
    happened: Vec<(String, Value)>,
) -> QueryResult<usize> {
    if webhooks.is_empty() || happened.is_empty() {
        return Ok(0);
    }
    let at = db::now(conn).await?;
    let mut messages = Vec::new();
    for (about, facts) in happened {
        let mut payload = json!({ "event": event.as_str(), "at": at });
        if let (Some(payload), Value::Object(facts)) = (payload.as_object_mut(), facts) {
            payload.extend(facts);
        }
        messages.extend(webhooks.iter().map(|webhook| NewMessage {
            kind: Kind::Event,
            recipient: Recipient::Webhook(*webhook),
            payload: payload.clone(),
            about: format!("{}/{about}", event.as_str()),
        }));
    }
    Ok(enqueue(conn, &messages).await?.len())
}

/// Marks messages of a person's inbox as read: one, or all. How many were not.
///
/// # Errors
/// Whatever the database says.
pub async fn mark_read(conn: &mut Conn, person: PersonId, message: Option<MessageId>) -> QueryResult<usize> {
    let unread = outbox_messages::table
        .filter(outbox_messages::person_id.eq(person))
        .filter(outbox_messages::channel.eq(super::model::Channel::Inbox))
        .filter(outbox_messages::read_at.is_null());
    let read = outbox_messages::read_at.eq(app_now().nullable());
    match message {
        Some(id) => {
            diesel::update(unread.filter(outbox_messages::id.eq(id))).set(read).prepared().execute(conn).await
        }
        None => diesel::update(unread).set(read).prepared().execute(conn).await,
    }
}
