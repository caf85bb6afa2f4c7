//! Reading the chain: how it stands, and everything it takes to check it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Double, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::audit::model::{ALARM_SECONDS, ChainState, Head, LinkRow, Waiting};
use crate::db::schema::audit_pending;
use crate::db::{Conn, Prepare};

/// The last link; `None` while there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn head(conn: &mut Conn) -> QueryResult<Option<Head>> {
    diesel::sql_query(
        "SELECT position, hash, key_id, chained_at FROM audit_chain ORDER BY position DESC LIMIT 1",
    )
    .prepared()
    .get_result(conn)
    .await
    .optional()
}

/// Whether rows can be written here: not into an empty or very old database, and not into a copy that only follows another.
///
/// # Errors
/// Whatever the database says.
pub async fn takes_rows(conn: &mut Conn) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Takes {
        #[diesel(sql_type = Bool)]
        takes: bool,
    }
    let takes: Takes = diesel::sql_query(
        "SELECT to_regclass('audit_personal') IS NOT NULL AND NOT pg_is_in_recovery() AS takes",
    )
    .get_result(conn)
    .await?;
    Ok(takes.takes)
}

/// What waits to be chained.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(conn: &mut Conn) -> QueryResult<Waiting> {
    diesel::sql_query(
        "SELECT count(*) AS count,
                greatest(coalesce(extract(epoch FROM app_now() - min(since)), 0), 0)::float8 AS oldest_seconds
           FROM audit_pending",
    )
    .prepared()
    .get_result(conn)
    .await
}

/// Whether anything waits to be chained.
///
/// # Errors
/// Whatever the database says.
pub async fn is_waiting(conn: &mut Conn) -> QueryResult<bool> {
    let any = audit_pending::table.select(audit_pending::event_id);
    diesel::select(diesel::dsl::exists(any)).get_result(conn).await
}

/// How the chain stands.
///
/// # Errors
/// Whatever the database says.
pub async fn chain_state(conn: &mut Conn) -> QueryResult<ChainState> {
    Ok(ChainState { head: head(conn).await?, waiting: waiting(conn).await? })
}

/// The links after `after` up to `until`, at most `limit`, with their events as far as they are there.
pub(crate) async fn links(conn: &mut Conn, after: i64, until: i64, limit: i64) -> QueryResult<Vec<LinkRow>> {
    diesel::sql_query(
        "SELECT c.position, c.chained_at, c.key_id, c.previous_hash, c.hash, e.id, e.at, e.actor_id, e.action,
                e.subject_kind, e.subject_id, e.detail::text AS detail, e.commitments::text AS commitments,
                e.request_id
           FROM (SELECT * FROM audit_chain WHERE position > $1 AND position <= $2
                  ORDER BY position LIMIT $3) AS c
           LEFT JOIN audit_events e ON e.id = c.event_id ORDER BY c.position",
    )
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(until)
    .bind::<BigInt, _>(limit)
    .prepared()
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    event_id: Uuid,
    #[diesel(sql_type = Text)]
    field: String,
}

/// The oldest event that is neither in the chain nor about to be.
pub(crate) async fn outside_the_chain(conn: &mut Conn) -> QueryResult<Option<Uuid>> {
    let found: Option<Found> = diesel::sql_query(
        "SELECT e.id AS event_id, '' AS field FROM audit_events e
          WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)
            AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.event_id = e.id
                               AND p.since > app_now() - make_interval(secs => $1))
          ORDER BY e.at, e.id LIMIT 1",
    )
    .bind::<Double, _>(ALARM_SECONDS)
    .get_result(conn)
    .await
    .optional()?;
    Ok(found.map(|found| found.event_id))
}

/// A personal fact that is not the one its event was written with; erased ones are none.
pub(crate) async fn changed_personal_fact(conn: &mut Conn) -> QueryResult<Option<(Uuid, String)>> {
    let found: Option<Found> = diesel::sql_query(
        "SELECT p.event_id, p.field FROM audit_personal p LEFT JOIN audit_events e ON e.id = p.event_id
          WHERE e.commitments ->> p.field
                IS DISTINCT FROM encode(sha256(p.salt || convert_to(p.value, 'UTF8')), 'hex')
          LIMIT 1",
    )
    .get_result(conn)
    .await
    .optional()?;
    Ok(found.map(|found| (found.event_id, found.field)))
}
