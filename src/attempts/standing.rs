//! How a person stands at an exam now: terms, facts for the start, and how much of their results is open to them.

use chrono::{DateTime, Utc};
use diesel::QueryResult;

use super::model::{Attempt, AttemptState};
use super::rules::Own;
use super::{overview, queries};
use crate::db::{Conn, PersonId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::review::{self, Opening, ReviewLevel, ReviewPolicy, When};
use crate::exams::terms::{Frame, Terms};

/// When the attempts began that count against the allowance, the first first. `own`: those at one exam, by number.
pub fn starts(own: &[Attempt]) -> Vec<DateTime<Utc>> {
    let counted = own.iter().filter(|attempt| attempt.state != AttemptState::Voided);
    let mut starts: Vec<DateTime<Utc>> = counted.map(|attempt| attempt.started_at).collect();
    starts.sort_unstable();
    starts
}

/// What a start depends on besides the terms.
pub fn own_facts(own: &[Attempt], knows_passed: bool) -> Own {
    let counted = own.iter().filter(|attempt| attempt.state != AttemptState::Voided);
    Own {
        is_sitting: own.iter().any(Attempt::is_open),
        knows_passed,
        handed_in_at: counted.filter_map(|attempt| attempt.submitted_at).max(),
    }
}

/// Whether a person knows that they passed: only what is open to them may decide about their next attempt.
///
/// # Errors
/// Whatever the database says.
pub async fn knows_passed(
    conn: &mut Conn,
    frame: &Frame,
    own: &[Attempt],
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    if !frame.stop_after_pass {
        return Ok(false);
    }
    let sat = overview::sat(conn, own, now).await?;
    Ok(sat.iter().any(|sat| sat.outcome.is_some_and(|outcome| outcome.passed)))
}

/// How much of the results of one person at one exam is open.
#[derive(Debug, Clone, Copy)]
pub struct Openness {
    /// When the exam is over for everyone; `None` is never.
    pub over_at: Option<DateTime<Utc>>,
    /// Whether the person has an attempt open or may still start one, which keeps the key closed.
    pub attempts_remain: bool,
}

impl Openness {
    /// As much as is open now.
    pub fn level(&self, policy: &ReviewPolicy, now: DateTime<Utc>) -> ReviewLevel {
        review::what_is_open(policy, now, self.over_at, self.attempts_remain)
    }

    /// When a level opens.
    pub fn opening(&self, policy: &ReviewPolicy, level: ReviewLevel) -> Opening {
        review::opening(policy, level, self.over_at, self.attempts_remain)
    }
}

/// How much is open of an attempt at this version. `own` holds all attempts of the person at the exam.
///
/// # Errors
/// Whatever the database says.
pub async fn openness(
    conn: &mut Conn,
    exam: &PublishedExam,
    person: PersonId,
    own: &[Attempt],
    now: DateTime<Utc>,
) -> QueryResult<Openness> {
    // What may still be started is for the version to say that is current now.
    let frame = exams::queries::current_frame(conn, exam.exam_id).await?;
    let given = exams::queries::circumstances(conn, &[person], &[exam.exam_id]).await?;
    let terms = Terms::of(&frame, &given.at(person, exam.exam_id), &starts(own), now);
    let facts = own_facts(own, knows_passed(conn, &frame, own, now).await?);
    Ok(Openness {
        over_at: over_for_all(conn, exam, &frame).await?,
        attempts_remain: facts.is_sitting
            || (terms.has_chances && !(terms.stop_after_pass && facts.knows_passed)),
    })
}

/// When the score of an attempt at this version opens. It waits for nobody's attempts, at most for the window: only then
/// the database is asked about everyone.
///
/// # Errors
/// Whatever the database says.
pub async fn score_opening(conn: &mut Conn, exam: &PublishedExam) -> QueryResult<Opening> {
    let policy = &exam.definition.review;
    let over_at = if policy.score == When::AfterWindow {
        let frame = exams::queries::current_frame(conn, exam.exam_id).await?;
        over_for_all(conn, exam, &frame).await?
    } else {
        None
    };
    Ok(review::opening(policy, ReviewLevel::Score, over_at, true))
}

/// When nobody can be sitting the exam any more: by this version, by the current one, by the attempts that are open.
async fn over_for_all(
    conn: &mut Conn,
    exam: &PublishedExam,
    current: &Frame,
) -> QueryResult<Option<DateTime<Utc>>> {
    let everyone = exams::queries::everyone(conn, exam.exam_id).await?;
    let by_version = [&exam.frame(), current].map(|frame| everyone.over_at(frame));
    let [Some(pinned), Some(current)] = by_version else { return Ok(None) };
    let running = queries::last_deadline(conn, exam.exam_id).await?;
    Ok(Some(pinned.max(current).max(running.unwrap_or(pinned))))
}
