//! Closing the attempts that nobody handed in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use futures_util::future::join_all;
use serde_json::json;

use super::submit::{CloseError, Closing, close};
use super::{lock, note, record};
use crate::attempts::model::{Attempt, EventKind, SubmittedBy};
use crate::attempts::queries;
use crate::attempts::rules::GRACE;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::failure::Failure;
use crate::db::schema::attempts;
use crate::db::{self, AttemptId, Conn, Pool};
use crate::operation::admission::Admission;
use crate::web::Error;

/// After so many failures the sweep leaves an attempt to people.
const SWEEP_TRIES: i32 = 5;

/// Pause after the first failure; doubled after each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// So many attempts are closed at once, each on a connection of its own: they share their commits, and most of the pool is
/// left to people.
const LANES: usize = 4;

/// The longest that closing one attempt waits for people who hand in or start at the same moment: its score is that of its
/// deadline, whenever it is closed.
const GIVES_WAY: Duration = Duration::from_millis(50);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Attempts that were due when it began.
    pub due: usize,
    /// Attempts it closed; the rest was closed by somebody else or failed.
    pub closed: usize,
    /// Attempts that could not be closed; they are tried again later, at last given to people.
    pub failed: usize,
}

/// Closes attempts whose grace is over, at most `limit`, each in its own transaction, a few at once, and slower while there
/// is a crowd at the doors of this server. Any number of servers may sweep at once. What one attempt holds never keeps the
/// others open.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sweep(pool: &Pool, site: &SiteConfig, doors: &Admission, limit: i64) -> Result<Swept, Error> {
    let mut conn = pool.get().await?;
    let now = db::now(&mut conn).await?;
    let due = queries::overdue(&mut conn, now, limit).await?;
    drop(conn);
    let mut swept = Swept { due: due.len(), ..Swept::default() };
    let share = due.len().div_ceil(LANES).max(1);
    let lanes = due.chunks(share).map(|ids| sweep_in_turn(pool, site, doors, now, ids));
    for lane in join_all(lanes).await {
        let lane = lane?;
        swept.closed += lane.closed;
        swept.failed += lane.failed;
    }
    Ok(swept)
}

/// One lane: its attempts, one after the other.
async fn sweep_in_turn(
    pool: &Pool,
    site: &SiteConfig,
    doors: &Admission,
    now: DateTime<Utc>,
    due: &[AttemptId],
) -> Result<Swept, Error> {
    let mut conn = pool.get().await?;
    let mut swept = Swept::default();
    for id in due.iter().copied() {
        doors.give_way(GIVES_WAY).await;
        match conn.transaction(async |conn| sweep_one(conn, site, id).await).await {
            Ok(true) => swept.closed += 1,
            Ok(false) => {}
            Err(error) if error.of_database() == Some(Failure::Unavailable) => return Err(error.into()),
            Err(error) if error.of_database().is_some() => swept.failed += 1,
            Err(error) => {
                tracing::error!(attempt = %id, %error, "an attempt could not be closed");
                note_failure(&mut conn, id, now, &error.to_string()).await?;
                swept.failed += 1;
            }
        }
    }
    Ok(swept)
}

/// Closes one attempt unless somebody else has it locked or closed it already.
async fn sweep_one(conn: &mut Conn, site: &SiteConfig, id: AttemptId) -> Result<bool, CloseError> {
    let attempt: Option<Attempt> = attempts::table
        .find(id)
        .select(Attempt::as_select())
        .for_no_key_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()?;
    let Some(attempt) = attempt.filter(|attempt| attempt.is_open() && attempt.paused_at.is_none()) else {
        return Ok(false);
    };
    let work = queries::work(conn, id).await?;
    let now = work.now;
    let Some(deadline) = attempt.deadline_at.filter(|deadline| now >= *deadline + GRACE) else {
        return Ok(false);
    };
    let closing = Closing { submitted_at: deadline, received_at: now, by: SubmittedBy::Sweep, late: false };
    close(conn, &Actor::server(), site, &attempt, &work, &closing).await?;
    Ok(true)
}

/// Counts a failure: the next try comes later each time, and after the last the attempt is left to people.
async fn note_failure(conn: &mut Conn, id: AttemptId, now: DateTime<Utc>, reason: &str) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let attempt = lock(conn, id).await?;
        if !attempt.is_open() {
            return Ok(());
        }
        let failures = attempt.sweep_failures + 1;
        let pause = FIRST_PAUSE * 2i32.saturating_pow(attempt.sweep_failures.unsigned_abs().min(16));
        diesel::update(attempts::table.find(id))
            .set((attempts::sweep_failures.eq(failures), attempts::sweep_after.eq(Some(now + pause))))
            .execute(conn)
            .await?;
        if failures < SWEEP_TRIES {
            return Ok(());
        }
        diesel::update(attempts::table.find(id))
            .set((
                attempts::quarantined_at.eq(db::app_now().nullable()),
                attempts::quarantine_reason.eq(Some(reason)),
            ))
            .execute(conn)
            .await?;
        let detail = json!({ "reason": reason, "failures": failures });
        note(conn, id, EventKind::Quarantined, &Actor::server(), detail.clone()).await?;
        record(conn, &Actor::server(), "attempt.quarantined", id, detail).await?;
        Ok(())
    })
    .await
}
