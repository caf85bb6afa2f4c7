//! Taking what is due, and writing down what became of it.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Actor, Event};
use crate::db::schema::{delivery_tries, outbox_messages};
use crate::db::{self, Conn, MessageId, Prepare, app_now};
use crate::outbox::model::{Channel, Claimed, NewTry, State};
use crate::outbox::rules::{MOST_TRIES, Trouble, pause_after};

/// Takes messages of one way whose time has come, at most `limit`, for this server alone: until two minutes have passed no
/// other one takes them, longer than any try lasts. If this server ends before it says what became of them, they are tried
/// again then.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(conn: &mut Conn, channel: Channel, limit: i64) -> QueryResult<Vec<Claimed>> {
    diesel::sql_query(include_str!("claim.sql"))
        .bind::<Text, _>(channel)
        .bind::<BigInt, _>(limit)
        .prepared()
        .load(conn)
        .await
}

/// Writes down what became of a try. `false` when somebody else took the message meanwhile: then only the try is noted.
///
/// # Errors
/// Whatever the database says.
pub async fn settle(
    conn: &mut Conn,
    claimed: &Claimed,
    outcome: &Result<Option<u16>, Trouble>,
    took: Duration,
    chance: f64,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        let error = outcome.as_ref().err().map(Trouble::stored);
        let status = match outcome {
            Ok(status) => status.map(i32::from),
            Err(trouble) => trouble.status(),
        };
        let own = outbox_messages::table
            .filter(outbox_messages::id.eq(claimed.id))
            .filter(outbox_messages::claim.eq(claimed.claim))
            .filter(outbox_messages::state.eq(State::Waiting));
        let (state, next) = match outcome {
            Ok(_) => (State::Sent, now),
            Err(trouble) if trouble.is_final() || claimed.tries >= MOST_TRIES => (State::GivenUp, now),
            Err(_) => (State::Waiting, now + pause_after(claimed.tries, chance)),
        };
        let changed = diesel::update(own)
            .set((
                outbox_messages::state.eq(state),
                outbox_messages::next_try_at.eq(next),
                outbox_messages::finished_at.eq((state != State::Waiting).then_some(now)),
                outbox_messages::last_error.eq(&error),
            ))
            .prepared()
            .execute(conn)
            .await?;
        let one = NewTry {
            id: Uuid::now_v7(),
            message_id: claimed.id,
            milliseconds: i32::try_from(took.as_millis()).unwrap_or(i32::MAX),
            status,
            error: error.as_deref(),
        };
        diesel::insert_into(delivery_tries::table).values(one).prepared().execute(conn).await?;
        Ok(changed == 1)
    })
    .await
}

/// Has a message sent again: one that was given up or waits for its next try, and to a webhook also one that was sent.
/// `false` when it cannot be.
///
/// # Errors
/// Whatever the database says.
pub async fn send_again(conn: &mut Conn, actor: &Actor, id: MessageId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let again = outbox_messages::table
            .filter(outbox_messages::id.eq(id))
            .filter(outbox_messages::channel.ne(Channel::Inbox))
            .filter(outbox_messages::state.ne(State::Sent).or(outbox_messages::channel.eq(Channel::Webhook)));
        let changed = diesel::update(again)
            .set((
                outbox_messages::state.eq(State::Waiting),
                outbox_messages::tries.eq(0),
                outbox_messages::next_try_at.eq(app_now()),
                outbox_messages::claim.eq(None::<Uuid>),
                outbox_messages::finished_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            ))
            .execute(conn)
            .await?;
        if changed == 0 {
            return Ok(false);
        }
        let event = Event {
            action: "message.sent_again",
            subject_kind: "message",
            subject_id: id.to_string(),
            detail: json!({}),
        };
        audit::record(conn, actor, event).await?;
        Ok(true)
    })
    .await
}
