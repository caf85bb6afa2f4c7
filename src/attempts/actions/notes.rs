//! What is noted about a sitting where its exam says so, and its end.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::note;
use crate::attempts::model::{Attempt, EventKind, NewIntegrityNote, NoteKind, SittingNote};
use crate::attempts::queries;
use crate::audit::Actor;
use crate::db::schema::integrity_notes;
use crate::db::{self, AttemptId, Conn};
use crate::exams::delivery::NotesPolicy;
use crate::web::Error;

/// Most notes of one attempt: what comes after them is dropped, the address excepted.
const MOST_OF_ATTEMPT: i64 = 1000;

/// Notes deleted at once.
const DELETED_AT_ONCE: i64 = 5000;

/// Keeps notes of an open attempt, and the address they came from when it is another one. Notes that are there already
/// change nothing. How often the trainee was away, when that is to be told.
///
/// # Errors
/// Whatever the database says.
pub async fn note_sitting(
    conn: &mut Conn,
    attempt: &Attempt,
    policy: NotesPolicy,
    notes: &[SittingNote],
    address: &str,
) -> Result<Option<usize>, Error> {
    conn.transaction(async |conn| {
        let delete_after = db::now(conn).await? + TimeDelta::days(i64::from(policy.keep_days));
        let row = |mark, kind| NewIntegrityNote {
            id: Uuid::now_v7(),
            attempt_id: attempt.id,
            mark,
            kind,
            position: None,
            amount: None,
            address: None,
            device_at: None,
            delete_after,
        };
        let seen = queries::last_address(conn, attempt.id).await?;
        let address_mark = Uuid::now_v7().to_string();
        let mut rows = Vec::new();
        if seen.as_deref() != Some(address) {
            rows.push(NewIntegrityNote { address: Some(address), ..row(&address_mark, NoteKind::Address) });
        }
        let room = MOST_OF_ATTEMPT - queries::count_notes(conn, attempt.id).await?;
        rows.extend(notes.iter().take(usize::try_from(room).unwrap_or(0)).map(|one| NewIntegrityNote {
            position: one.position.filter(|position| *position <= attempt.question_count),
            amount: one.amount,
            device_at: one.device_at,
            ..row(&one.mark, one.kind)
        }));
        insert(conn, &rows).await?;
        let away = queries::times_away(conn, attempt.id).await?;
        if !policy.is_limit_reached(away) {
            return Ok(None);
        }
        let amount = i32::try_from(away).ok();
        insert(conn, &[NewIntegrityNote { amount, ..row("limit", NoteKind::LimitTold) }]).await?;
        Ok(Some(away))
    })
    .await
}

async fn insert(conn: &mut Conn, rows: &[NewIntegrityNote<'_>]) -> QueryResult<usize> {
    diesel::insert_into(integrity_notes::table).values(rows).on_conflict_do_nothing().execute(conn).await
}

/// Deletes notes whose time has passed; their attempts keep an event that says how many there were.
///
/// # Errors
/// When the database cannot be reached.
pub async fn delete_old_notes(conn: &mut Conn) -> Result<usize, Error> {
    conn.transaction(async |conn| {
        let old: Vec<Uuid> = integrity_notes::table
            .filter(integrity_notes::delete_after.le(db::app_now()))
            .order(integrity_notes::id)
            .limit(DELETED_AT_ONCE)
            .select(integrity_notes::id)
            .for_update()
            .skip_locked()
            .load(conn)
            .await?;
        let attempts: Vec<AttemptId> =
            diesel::delete(integrity_notes::table.filter(integrity_notes::id.eq_any(&old)))
                .returning(integrity_notes::attempt_id)
                .get_results(conn)
                .await?;
        let mut counts: BTreeMap<AttemptId, usize> = BTreeMap::new();
        for attempt in &attempts {
            *counts.entry(*attempt).or_default() += 1;
        }
        for (attempt, count) in counts {
            note(conn, attempt, EventKind::Integrity, &Actor::server(), json!({ "deleted": count })).await?;
        }
        Ok(attempts.len())
    })
    .await
}
