//! What open pages say about themselves, for the room board.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, SmallInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::attempts::model::{Heard, Pulse};
use crate::db::{AttemptId, Conn, PersonId, Prepare};

/// Notes what a page said and answers with how its attempt stands, all in one statement. A page that writes with an
/// older epoch, or of an attempt that was handed in, is answered and not noted.
///
/// # Errors
/// Whatever the database says.
pub async fn note_presence(
    conn: &mut Conn,
    id: AttemptId,
    person: PersonId,
    heard: Heard,
) -> QueryResult<Option<Pulse>> {
    diesel::sql_query(
        "WITH clock AS MATERIALIZED (
             SELECT app_now() AS now
         ), attempt AS MATERIALIZED (
             SELECT id, state, writer_epoch, holder_session, deadline_at, paused_at
             FROM attempts WHERE id = $1 AND person_id = $2
         ), heard AS (
             INSERT INTO attempt_presence AS kept (attempt_id, seen_at, changed_at, unsaved, position)
             SELECT attempt.id, clock.now, clock.now, $4, $5
             FROM attempt, clock
             WHERE attempt.state = 'in_progress' AND attempt.writer_epoch = $3
             ON CONFLICT (attempt_id) DO UPDATE
             SET seen_at = excluded.seen_at, unsaved = excluded.unsaved, position = excluded.position,
                 changed_at = CASE
                     WHEN (kept.unsaved, kept.position) IS DISTINCT FROM (excluded.unsaved, excluded.position)
                     THEN excluded.seen_at ELSE kept.changed_at END
         )
         SELECT clock.now, attempt.state, attempt.writer_epoch, attempt.holder_session, attempt.deadline_at,
                attempt.paused_at
         FROM attempt, clock",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(person)
    .bind::<Integer, _>(heard.epoch)
    .bind::<Integer, _>(i32::from(heard.unsaved))
    .bind::<Nullable<SmallInt>, _>(heard.position.filter(|position| *position >= 1))
    .prepared()
    .get_result(conn)
    .await
    .optional()
}
