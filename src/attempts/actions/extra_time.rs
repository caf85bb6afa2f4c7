//! Giving a person extra time, also in the attempts they are sitting.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::{note, record, seconds};
use crate::attempts::model::{Attempt, AttemptState, EventKind};
use crate::attempts::rules::{Arrival, arrival};
use crate::attempts::{queries, standing};
use crate::audit::Actor;
use crate::db::schema::attempts;
use crate::db::{self, Conn, PersonId};
use crate::exams;
use crate::exams::actions::NewExtraTime;
use crate::exams::terms::{ExtraTime, Terms};
use crate::web::Error;

/// What came of giving extra time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accommodated {
    /// Attempts that were running and end later now.
    pub raised: usize,
}

/// Gives a person extra time in place of what they had, and raises the deadlines of the attempts they are sitting by
/// what they have more than before. No deadline is ever lowered.
///
/// # Errors
/// Whatever the database says.
pub async fn accommodate(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    given: &NewExtraTime,
) -> Result<Accommodated, Error> {
    conn.transaction(async |conn| {
        exams::actions::give_extra_time(conn, actor, person, given).await?;
        let open: Vec<Attempt> = attempts::table
            .filter(attempts::person_id.eq(person))
            .filter(attempts::state.eq(AttemptState::InProgress))
            .order(attempts::id)
            .select(Attempt::as_select())
            .for_no_key_update()
            .load(conn)
            .await?;
        let mut done = Accommodated::default();
        for attempt in &open {
            if raise(conn, actor, attempt, given).await? {
                done.raised += 1;
            }
        }
        Ok(done)
    })
    .await
}

/// Raises the deadline of one open attempt, which is locked, by what the extra time is more than the one in it.
async fn raise(
    conn: &mut Conn,
    actor: &Actor,
    attempt: &Attempt,
    given: &NewExtraTime,
) -> Result<bool, Error> {
    let now = db::now(conn).await?;
    let whole = ExtraTime {
        percent: given.percent,
        minutes: given.minutes,
        valid_from: given.valid_from,
        valid_until: given.valid_until,
    };
    let (Some(deadline), true) = (attempt.deadline_at, whole.holds_at(now)) else { return Ok(false) };
    if arrival(attempt.clock(now), Some(deadline)) == Arrival::TooLate {
        return Ok(false);
    }
    let extra = seconds(extra_of(conn, attempt, whole).await?);
    let more = extra.saturating_sub(attempt.extra_seconds);
    if more <= 0 {
        return Ok(false);
    }
    let later = deadline.checked_add_signed(TimeDelta::seconds(i64::from(more))).unwrap_or(deadline);
    diesel::update(attempts::table.find(attempt.id))
        .set((attempts::deadline_at.eq(Some(later)), attempts::extra_seconds.eq(extra)))
        .execute(conn)
        .await?;
    let detail = json!({ "from": deadline, "to": later, "extra_seconds": extra, "cause": "extra_time" });
    note(conn, attempt.id, EventKind::DeadlineRaised, actor, detail.clone()).await?;
    record(conn, actor, "attempt.deadline_raised", attempt.id, detail).await?;
    Ok(true)
}

/// What extra time comes to in an attempt: by the version it is pinned to and the window it began in.
async fn extra_of(conn: &mut Conn, attempt: &Attempt, extra: ExtraTime) -> QueryResult<TimeDelta> {
    let exam = exams::queries::published_version(conn, attempt.version_id).await?;
    let own = queries::attempts_at(conn, attempt.exam_id, attempt.person_id).await?;
    let before: Vec<Attempt> = own.into_iter().filter(|one| one.number < attempt.number).collect();
    let given = exams::queries::circumstances(conn, &[attempt.person_id], &[attempt.exam_id]).await?;
    let mut circumstances = given.at(attempt.person_id, attempt.exam_id);
    // It counts now; that it did not when the attempt began is no reason to withhold it.
    circumstances.extra = Some(ExtraTime { valid_from: None, valid_until: None, ..extra });
    let terms = Terms::of(&exam.frame(), &circumstances, &standing::starts(&before), attempt.started_at);
    Ok(terms.extra)
}
