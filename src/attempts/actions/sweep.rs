//! Closing the attempts that nobody handed in.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::closing::{CloseError, Ending, close};
use super::{lock, note, record};
use crate::attempts::model::{Attempt, EventKind, SubmittedBy};
use crate::attempts::queries::{self, Work};
use crate::attempts::rules::GRACE;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::failure::Failure;
use crate::db::schema::attempts;
use crate::db::{self, AttemptId, Conn, Pool};
use crate::web::Error;

/// After so many failures the sweep leaves an attempt to people.
const SWEEP_TRIES: i32 = 5;

/// Pause after the first failure; doubled after each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// So many attempts are closed in one transaction: enough that its statements weigh little, few enough that whoever hands
/// in meanwhile waits only a moment for its end.
const AT_ONCE: usize = 25;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Attempts that were due and that nobody else held.
    pub due: usize,
    /// Attempts it closed.
    pub closed: usize,
    /// Attempts that could not be closed; they are tried again later, at last given to people.
    pub failed: usize,
}

/// Closes attempts whose grace is over, at most `limit`, many in one transaction. Any number of servers may sweep at once:
/// each takes what nobody else has. When those of one transaction cannot be closed together, each is closed by itself, so
/// that what one attempt holds never keeps the others open.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sweep(pool: &Pool, site: &SiteConfig, limit: usize) -> Result<Swept, Error> {
    let mut conn = pool.get().await?;
    let now = db::now(&mut conn).await?;
    let mut swept = Swept::default();
    while swept.due < limit {
        let taken = sweep_together(&mut conn, site, now, AT_ONCE.min(limit - swept.due)).await?;
        if taken.due == 0 {
            break;
        }
        swept.due += taken.due;
        swept.closed += taken.closed;
        swept.failed += taken.failed;
    }
    Ok(swept)
}

/// One transaction; where it fails, one for each of its attempts.
async fn sweep_together(
    conn: &mut Conn,
    site: &SiteConfig,
    now: DateTime<Utc>,
    limit: usize,
) -> Result<Swept, Error> {
    let mut taken = Vec::new();
    let together = conn
        .transaction(async |conn| {
            let due = queries::take_overdue(conn, now, limit).await?;
            taken = due.iter().map(|attempt| attempt.id).collect();
            close_overdue(conn, site, &due).await
        })
        .await;
    match together {
        Ok(closed) => Ok(Swept { due: taken.len(), closed, failed: 0 }),
        Err(error) if error.of_database() == Some(Failure::Unavailable) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, count = taken.len(), "attempts are closed one by one");
            sweep_one_by_one(conn, site, now, &taken).await
        }
    }
}

async fn sweep_one_by_one(
    conn: &mut Conn,
    site: &SiteConfig,
    now: DateTime<Utc>,
    ids: &[AttemptId],
) -> Result<Swept, Error> {
    let mut swept = Swept { due: ids.len(), ..Swept::default() };
    for id in ids.iter().copied() {
        let closed = conn
            .transaction(async |conn| {
                let due = queries::take_attempt(conn, id).await?;
                close_overdue(conn, site, due.as_slice()).await
            })
            .await;
        match closed {
            Ok(closed) => swept.closed += closed,
            Err(error) if error.of_database() == Some(Failure::Unavailable) => return Err(error.into()),
            Err(error) if error.of_database().is_some() => swept.failed += 1,
            Err(error) => {
                tracing::error!(attempt = %id, %error, "an attempt could not be closed");
                note_failure(conn, id, now, &error.to_string()).await?;
                swept.failed += 1;
            }
        }
    }
    Ok(swept)
}

/// Closes those of these attempts, of which the caller holds the locks, that are open and whose grace is over: how many.
async fn close_overdue(conn: &mut Conn, site: &SiteConfig, taken: &[Attempt]) -> Result<usize, CloseError> {
    let running = |attempt: &&Attempt| attempt.is_open() && attempt.paused_at.is_none();
    let running: Vec<&Attempt> = taken.iter().filter(running).collect();
    if running.is_empty() {
        return Ok(0);
    }
    let ids: Vec<AttemptId> = running.iter().map(|attempt| attempt.id).collect();
    let works = queries::work(conn, &ids).await?;
    let endings: Vec<Ending<'_>> =
        running.into_iter().filter_map(|attempt| ending(attempt, &works)).collect();
    close(conn, &Actor::server(), site, &endings).await?;
    Ok(endings.len())
}

fn ending<'a>(attempt: &'a Attempt, works: &'a HashMap<AttemptId, Work>) -> Option<Ending<'a>> {
    let work = works.get(&attempt.id)?;
    let submitted_at = attempt.deadline_at.filter(|deadline| work.now >= *deadline + GRACE)?;
    Some(Ending { attempt, work, submitted_at, by: SubmittedBy::Sweep, late: false })
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
