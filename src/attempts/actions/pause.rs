//! Letting the time of attempts stand still, and giving back what that took.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::whom::{Told, Whom, lock_open};
use super::{note, record};
use crate::attempts::model::{Attempt, EventKind};
use crate::attempts::rules::live::{self, Pausing, Running};
use crate::audit::Actor;
use crate::db::schema::attempts;
use crate::db::{self, Conn, ExamId};
use crate::web::Error;

/// Stops the time of everyone who is meant, in one transaction.
///
/// # Errors
/// When the database cannot do it; then nobody is paused.
pub async fn pause(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    whom: &Whom,
    reason: &str,
) -> Result<Vec<Told<Pausing>>, Error> {
    conn.transaction(async |conn| {
        let open = lock_open(conn, exam, whom).await?;
        let now = db::now(conn).await?;
        let mut told = Vec::with_capacity(open.len());
        for attempt in &open {
            let outcome = live::pause(Running::of(attempt), now);
            if outcome == Pausing::Paused {
                diesel::update(attempts::table.find(attempt.id))
                    .filter(attempts::paused_at.is_null())
                    .set(attempts::paused_at.eq(Some(now)))
                    .execute(conn)
                    .await?;
                let detail = json!({ "reason": reason });
                note(conn, attempt.id, EventKind::Paused, actor, detail.clone()).await?;
                record(conn, actor, "attempt.paused", attempt.id, detail).await?;
            }
            told.push(Told { person_id: attempt.person_id, outcome });
        }
        Ok(told)
    })
    .await
}

/// Lets the time of everyone who is meant and paused go on, in one transaction. Each deadline rises by exactly the length
/// of the pause. Tells the new deadlines; `None` is without limit.
///
/// # Errors
/// When the database cannot do it; then everyone is paused as before.
pub async fn resume(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    whom: &Whom,
    reason: &str,
) -> Result<Vec<Told<Option<DateTime<Utc>>>>, Error> {
    conn.transaction(async |conn| {
        let open = lock_open(conn, exam, whom).await?;
        let now = db::now(conn).await?;
        let mut told = Vec::new();
        for attempt in &open {
            if let Some(paused_at) = attempt.paused_at {
                let outcome = go_on(conn, actor, attempt, paused_at, now, reason).await?;
                told.push(Told { person_id: attempt.person_id, outcome });
            }
        }
        Ok(told)
    })
    .await
}

/// Ends the pause of one attempt that is locked; its deadline from now on.
pub(super) async fn go_on(
    conn: &mut Conn,
    actor: &Actor,
    attempt: &Attempt,
    paused_at: DateTime<Utc>,
    now: DateTime<Utc>,
    reason: &str,
) -> QueryResult<Option<DateTime<Utc>>> {
    let deadline = live::after_pause(attempt.deadline_at, paused_at, now);
    diesel::update(attempts::table.find(attempt.id))
        .filter(attempts::paused_at.eq(paused_at))
        .set((attempts::paused_at.eq(None::<DateTime<Utc>>), attempts::deadline_at.eq(deadline)))
        .execute(conn)
        .await?;
    let seconds = (now - paused_at).num_seconds().max(0);
    let detail = json!({ "from": attempt.deadline_at, "to": deadline, "seconds": seconds, "reason": reason });
    note(conn, attempt.id, EventKind::Resumed, actor, detail.clone()).await?;
    record(conn, actor, "attempt.resumed", attempt.id, detail).await?;
    Ok(deadline)
}
