//! More time for attempts that run.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::whom::{Told, Whom, lock_open};
use super::{note, record};
use crate::attempts::model::{Attempt, EventKind};
use crate::attempts::rules::live::{self, Extension, Running};
use crate::audit::Actor;
use crate::db::schema::attempts;
use crate::db::{self, Conn, ExamId};
use crate::exams::actions::extend_window;
use crate::exams::model::Target;
use crate::web::Error;

/// Gives everyone who is meant this many more minutes, all in one transaction; for everyone or a group the window is open
/// longer too, for those who have not begun. Whoever sits the exam now is told what
/// came of it: whose grace is over gets nothing and is named, so that nobody is passed over in silence.
///
/// # Errors
/// When the database cannot do it; then nobody has got anything.
pub async fn extend(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    whom: &Whom,
    minutes: i32,
    reason: &str,
) -> Result<Vec<Told<Extension>>, Error> {
    let by = TimeDelta::minutes(i64::from(minutes));
    let window = match whom {
        Whom::Everyone => Some(Target::All),
        Whom::Group(group) => Some(Target::Group(*group)),
        Whom::People(_) => None,
    };
    conn.transaction(async |conn| {
        // Before attempts are locked: one that begins meanwhile waits for the end of this transaction.
        if let Some(target) = window {
            extend_window(conn, actor, exam, target, minutes, reason).await?;
        }
        let open = lock_open(conn, exam, whom).await?;
        let now = db::now(conn).await?;
        let mut told = Vec::with_capacity(open.len());
        for attempt in &open {
            let outcome = live::extend(Running::of(attempt), now, by);
            if let Extension::Until(until) = outcome {
                raise(conn, actor, attempt, until, minutes, reason).await?;
            }
            told.push(Told { person_id: attempt.person_id, outcome });
        }
        Ok(told)
    })
    .await
}

async fn raise(
    conn: &mut Conn,
    actor: &Actor,
    attempt: &Attempt,
    until: DateTime<Utc>,
    minutes: i32,
    reason: &str,
) -> QueryResult<()> {
    diesel::update(attempts::table.find(attempt.id))
        .filter(attempts::deadline_at.lt(until))
        .set(attempts::deadline_at.eq(Some(until)))
        .execute(conn)
        .await?;
    let detail = json!({ "from": attempt.deadline_at, "to": until, "minutes": minutes, "reason": reason });
    note(conn, attempt.id, EventKind::DeadlineRaised, actor, detail.clone()).await?;
    record(conn, actor, "attempt.extended", attempt.id, detail).await
}
