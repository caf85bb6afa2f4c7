//! The chainer: one at a time, whichever server comes first. Whoever writes an audit row never waits for it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::record;
use crate::audit::model::{EventRow, Head};
use crate::audit::queries;
use crate::audit::rules::{Covered, NO_HASH, Place, key_id, link_hash};
use crate::audit::{Actor, Event};
use crate::config::SecretKey;
use crate::db::{self, Conn, Prepare};

/// Held by whoever adds links. Any number will do, as long as every server uses the same.
const CHAIN_LOCK: i64 = 0x6175_6469_7463_6861;

/// What became of a try to add links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chained {
    /// So many links were added.
    Added(usize),
    /// Another server is at it.
    Elsewhere,
    /// The last link was made with another key: nothing is added until somebody says that this one counts from now on.
    OtherKey,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Adds at most `limit` of the events that wait to the chain, in the order they happened.
///
/// # Errors
/// Whatever the database says; nothing was added then.
pub async fn chain(conn: &mut Conn, key: &SecretKey, limit: i64) -> QueryResult<Chained> {
    conn.transaction(async |conn| add_links(conn, key, limit, false).await).await
}

/// Goes on with another key: says so in the trail and makes that event the first link of the new key.
///
/// # Errors
/// Whatever the database says.
pub async fn begin_with_new_key(conn: &mut Conn, key: &SecretKey, reason: &str) -> QueryResult<Chained> {
    conn.transaction(async |conn| {
        let detail = json!({ "key": hex::encode(key_id(key)), "reason": reason });
        let event =
            Event { action: "audit.key_changed", subject_kind: "audit", subject_id: "chain".into(), detail };
        record(conn, &Actor::server(), event).await?;
        add_links(conn, key, i64::MAX, true).await
    })
    .await
}

async fn add_links(conn: &mut Conn, key: &SecretKey, limit: i64, any_key: bool) -> QueryResult<Chained> {
    let lock: Held = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS held")
        .bind::<BigInt, _>(CHAIN_LOCK)
        .prepared()
        .get_result(conn)
        .await?;
    if !lock.held {
        return Ok(Chained::Elsewhere);
    }
    let head = queries::head(conn).await?;
    if !any_key && head.as_ref().is_some_and(|head| head.key_id != key_id(key)) {
        return Ok(Chained::OtherKey);
    }
    let events = take_waiting(conn, limit).await?;
    if events.is_empty() {
        return Ok(Chained::Added(0));
    }
    let now = db::now(conn).await?;
    let links = Links::after(head, key, now, &events);
    links.insert(conn).await?;
    Ok(Chained::Added(events.len()))
}

/// Takes events out of the queue. Only what is committed is seen, so that a link never names an event that vanishes.
async fn take_waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Covered>> {
    let rows: Vec<EventRow> = diesel::sql_query(
        "WITH taken AS (
             DELETE FROM audit_pending
              WHERE event_id IN (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT $1)
             RETURNING event_id)
         SELECT e.id, e.at, e.actor_id, e.action, e.subject_kind, e.subject_id, e.detail::text AS detail,
                e.commitments::text AS commitments, e.request_id
           FROM taken JOIN audit_events e ON e.id = taken.event_id ORDER BY e.at, e.id",
    )
    .bind::<BigInt, _>(limit)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.into_iter().filter_map(EventRow::covered).collect())
}

/// Links to be added, column by column.
struct Links {
    first: i64,
    now: DateTime<Utc>,
    key_id: [u8; 8],
    events: Vec<Uuid>,
    previous: Vec<Vec<u8>>,
    hashes: Vec<Vec<u8>>,
}

impl Links {
    fn after(head: Option<Head>, key: &SecretKey, now: DateTime<Utc>, events: &[Covered]) -> Self {
        let first = head.as_ref().map_or(0, |head| head.position) + 1;
        let mut last: [u8; 32] = head.and_then(|head| head.hash.try_into().ok()).unwrap_or(NO_HASH);
        let mut links = Self {
            first,
            now,
            key_id: key_id(key),
            events: events.iter().map(|event| event.id).collect(),
            previous: Vec::with_capacity(events.len()),
            hashes: Vec::with_capacity(events.len()),
        };
        for (position, event) in (first..).zip(events) {
            let hash = link_hash(key, &Place { position, chained_at: now, previous_hash: last }, event);
            links.previous.push(last.to_vec());
            links.hashes.push(hash.to_vec());
            last = hash;
        }
        links
    }

    async fn insert(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::sql_query(
            "INSERT INTO audit_chain (position, event_id, chained_at, key_id, previous_hash, hash)
             SELECT $1 + link.number - 1, link.event, $2, $3, link.previous, link.hash
               FROM unnest($4::uuid[], $5::bytea[], $6::bytea[]) WITH ORDINALITY
                 AS link (event, previous, hash, number)",
        )
        .bind::<BigInt, _>(self.first)
        .bind::<Timestamptz, _>(self.now)
        .bind::<Binary, _>(self.key_id.as_slice())
        .bind::<Array<SqlUuid>, _>(&self.events)
        .bind::<Array<Binary>, _>(&self.previous)
        .bind::<Array<Binary>, _>(&self.hashes)
        .prepared()
        .execute(conn)
        .await?;
        Ok(())
    }
}
