//! What is asked of a person before a new attempt begins: the honour statement and the passcode.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::start::Given;
use crate::attempts::rules;
use crate::db::schema::passcode_tries;
use crate::db::{Conn, ExamId, PersonId, Prepare};
use crate::exams::model::PublishedExam;

/// Wrong passcodes a person may type one after the other before each further try has to wait.
pub const MOST_TRIES: i32 = 5;

/// How long a further try has to wait then.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// After so long without a try the count begins anew.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(15);

/// What is missing for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The honour statement is not ticked.
    Honour,
    /// The passcode is not typed.
    Passcode,
    /// What was typed is not the passcode.
    WrongPasscode,
    /// Too many wrong passcodes: the next try is taken later.
    TooManyTries,
}

/// What is missing for this person to begin a new attempt at `now`. A try at the passcode is counted before it is
/// compared, in one statement, so that many tries at once do not slip through.
pub(super) async fn missing(
    conn: &mut Conn,
    exam: &PublishedExam,
    person: PersonId,
    given: &Given,
    now: DateTime<Utc>,
) -> QueryResult<Option<Missing>> {
    let rules = &exam.definition.start;
    if rules.honour(true).is_some() && given.honour.is_none() {
        return Ok(Some(Missing::Honour));
    }
    let Some(passcode) = &rules.passcode else { return Ok(None) };
    if given.passcode.trim().is_empty() {
        return Ok(Some(Missing::Passcode));
    }
    if !count_try(conn, exam.exam_id, person, now).await? {
        return Ok(Some(Missing::TooManyTries));
    }
    if !rules::is_passcode(&given.passcode, passcode) {
        return Ok(Some(Missing::WrongPasscode));
    }
    diesel::delete(passcode_tries::table.find((exam.exam_id, person))).prepared().execute(conn).await?;
    Ok(None)
}

/// Whether nothing is missing for certain, without asking the database: a passcode is counted there.
pub(super) fn is_complete(exam: &PublishedExam, given: &Given) -> bool {
    let rules = &exam.definition.start;
    rules.passcode.is_none() && (rules.honour(true).is_none() || given.honour.is_some())
}

/// Counts a try; `false` when it has to wait.
async fn count_try(conn: &mut Conn, exam: ExamId, person: PersonId, now: DateTime<Utc>) -> QueryResult<bool> {
    let counted = diesel::sql_query(
        "INSERT INTO passcode_tries (exam_id, person_id, failures, failed_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (exam_id, person_id) DO UPDATE
            SET failures = CASE WHEN passcode_tries.failed_at < $4 THEN 1 ELSE passcode_tries.failures + 1 END,
                failed_at = $3
          WHERE passcode_tries.failures < $5 OR passcode_tries.failed_at <= $6",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<SqlUuid, _>(person)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - FORGOTTEN_AFTER)
    .bind::<Integer, _>(MOST_TRIES)
    .bind::<Timestamptz, _>(now - PAUSE)
    .prepared()
    .execute(conn)
    .await?;
    Ok(counted == 1)
}
