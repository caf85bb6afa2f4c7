//! Marks that people give: claimed, given, changed. The last mark of an attempt makes its score, in the same transaction.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, SmallInt, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::closing::{CloseError, Tasks};
use super::score_event::{Fate, ScoreEvent, Stop, change_score};
use super::{lock, record};
use crate::attempts::marking::ByPeople;
use crate::attempts::model::{
    Attempt, AttemptState, EventKind, GradingTask, NewGradingTask, NewManualMark, Paper, StoredMark,
    StoredResponse, response_digest,
};
use crate::attempts::queries;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::{attempts, grading_tasks, manual_marks};
use crate::db::{self, AttemptId, Conn, ExamId, PersonId, QuestionVersionId};
use crate::web::Error;

/// How long an answer is kept for whoever has it in front of them. Long enough for a page of text; whoever went away keeps
/// it from nobody for longer.
pub const CLAIM: TimeDelta = TimeDelta::minutes(15);

/// How often a mark is tried when another transaction is in the way.
const TRIES: usize = 5;

/// Which answers somebody grades one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All of an exam.
    Exam,
    /// Those to one question, across people.
    Question(QuestionVersionId),
    /// Those of one person's attempt.
    Attempt(AttemptId),
}

/// An answer by its attempt and position.
pub type Place = (AttemptId, i16);

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = SqlUuid)]
    attempt_id: AttemptId,
    #[diesel(sql_type = SmallInt)]
    position: i16,
}

/// Gives somebody the next answer that waits and that nobody else has in front of them: one they hold already first, else
/// the first after `after`, else the first of all. No two people ever hold the same one. `None` when none waits.
///
/// # Errors
/// Whatever the database says.
pub async fn claim_next(
    conn: &mut Conn,
    exam: ExamId,
    among: Among,
    after: Option<Place>,
    by: PersonId,
) -> Result<Option<Place>, Error> {
    let (question, attempt) = match among {
        Among::Exam => (None, None),
        Among::Question(question) => (Some(question), None),
        Among::Attempt(attempt) => (None, Some(attempt)),
    };
    let claimed: Option<Claimed> = diesel::sql_query(
        "UPDATE grading_tasks SET claimed_by = $2, claimed_until = app_now() + make_interval(secs => $7)
          WHERE (attempt_id, position) = (
                SELECT task.attempt_id, task.position
                  FROM grading_tasks task
                  JOIN attempts ON attempts.id = task.attempt_id AND attempts.state IN ('submitted', 'graded')
                 WHERE task.exam_id = $1 AND task.points IS NULL
                   AND ($3 IS NULL OR task.question_version_id = $3) AND ($4 IS NULL OR task.attempt_id = $4)
                   AND (task.claimed_until IS NULL OR task.claimed_until <= app_now() OR task.claimed_by = $2)
                 ORDER BY (task.claimed_by = $2 AND task.claimed_until > app_now()) IS TRUE DESC,
                          ((task.attempt_id, task.position) > ($5, $6)) IS TRUE DESC, task.attempt_id, task.position
                 LIMIT 1
                   FOR NO KEY UPDATE OF task SKIP LOCKED)
        RETURNING attempt_id, position",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<SqlUuid, _>(by)
    .bind::<Nullable<SqlUuid>, _>(question)
    .bind::<Nullable<SqlUuid>, _>(attempt)
    .bind::<Nullable<SqlUuid>, _>(after.map(|(attempt, _)| attempt))
    .bind::<Nullable<SmallInt>, _>(after.map(|(_, position)| position))
    .bind::<Integer, _>(super::seconds(CLAIM))
    .get_result(conn)
    .await
    .optional()?;
    Ok(claimed.map(|claimed| (claimed.attempt_id, claimed.position)))
}

/// Gives an answer back that this person holds, so that others get it.
///
/// # Errors
/// Whatever the database says.
pub async fn release_claim(conn: &mut Conn, place: Place, by: PersonId) -> Result<(), Error> {
    diesel::update(grading_tasks::table.find(place).filter(grading_tasks::claimed_by.eq(by)))
        .set((
            grading_tasks::claimed_by.eq(None::<PersonId>),
            grading_tasks::claimed_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// A mark somebody gives.
#[derive(Debug, Clone, Copy)]
pub struct GivenMark<'a> {
    /// The answer.
    pub place: Place,
    /// The exam it must belong to.
    pub exam: ExamId,
    /// Points in 1/100, from 0 to those of the question.
    pub points: i32,
    /// What is said to the trainee.
    pub comment: Option<&'a str>,
    /// Number of the mark that was seen beside the form, 0 for none: a mark that came meanwhile is not lost.
    pub seen: i32,
    /// Who gives it.
    pub by: PersonId,
    /// Why a mark is changed that makes part of a result; needed then.
    pub reason: Option<&'a str>,
    /// What becomes of certificates, should a pass be lost; `None` while nobody said it.
    pub fate: Option<Fate>,
}

/// What came of giving a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkGiven {
    /// It counts. Whether the attempt has a new result by it.
    Saved {
        /// Whether the attempt has a new result by it.
        scored: bool,
    },
    /// Somebody else has the answer in front of them or marked it meanwhile: as it stands now.
    Elsewhere(GradingTask),
    /// The result is there already: a change needs a reason, on the page of the attempt.
    Released,
    /// The attempt would pass no more, and nobody said what becomes of the certificates that rest on it: nothing is changed.
    Undecided,
}

/// Gives a mark, or changes one. The last mark of an attempt makes its result, with all that follows from it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such answer at the exam, or its attempt counts no more; [`Error::Busy`] when others
/// are always in the way.
pub async fn mark_by_hand(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    given: GivenMark<'_>,
) -> Result<MarkGiven, Error> {
    for _ in 0..TRIES {
        let marked = conn.transaction(async |conn| try_mark(conn, actor, site, given).await).await;
        match marked {
            Err(Stop::Failed(Error::Contended)) => {}
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Undecided) => return Ok(MarkGiven::Undecided),
            Ok(given) => return Ok(given),
        }
    }
    Err(Error::Busy)
}

async fn try_mark(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    given: GivenMark<'_>,
) -> Result<MarkGiven, Stop> {
    let (id, position) = given.place;
    let task = queries::grading_task(conn, id, position).await?;
    if task.is_none_or(|task| task.exam_id != given.exam) {
        return Err(Error::NotFound.into());
    }
    // All marks of an attempt come one after the other: only so it is known which one is the last.
    let attempt = lock(conn, id).await?;
    let task = queries::grading_task(conn, id, position).await?.ok_or(Error::NotFound)?;
    let now = db::now(conn).await?;
    if !matches!(attempt.state, AttemptState::Submitted | AttemptState::Graded) {
        return Err(Error::NotFound.into());
    }
    if task.mark_number != given.seen || (task.points.is_none() && task.is_elsewhere(given.by, now)) {
        return Ok(MarkGiven::Elsewhere(task));
    }
    let is_released = attempt.state == AttemptState::Graded;
    if is_released && task.points.is_some() && given.reason.is_none() {
        return Ok(MarkGiven::Released);
    }
    let points = given.points.clamp(0, task.maximum);
    write_mark(conn, &attempt, given, points).await?;
    let detail = json!({
        "position": position, "points": points, "before": task.points, "comment": given.comment, "reason": given.reason,
    });
    record(conn, actor, "attempt.answer_graded", id, detail).await?;
    let scored = score_if_whole(conn, actor, site, &attempt, given).await?;
    Ok(MarkGiven::Saved { scored })
}

async fn write_mark(
    conn: &mut Conn,
    attempt: &Attempt,
    given: GivenMark<'_>,
    points: i32,
) -> QueryResult<()> {
    let (attempt_id, position) = given.place;
    let responses = if attempt.state == AttemptState::Graded {
        counted(conn, attempt_id).await?.0
    } else {
        queries::responses_of(conn, attempt_id).await?
    };
    let response = responses.iter().find(|one| one.position == position);
    let digest = response_digest(response.map_or("", |one| one.response.as_str()));
    let last: Option<i32> = manual_marks::table
        .filter(manual_marks::attempt_id.eq(attempt_id))
        .filter(manual_marks::position.eq(position))
        .select(diesel::dsl::max(manual_marks::number))
        .first(conn)
        .await?;
    let number = last.unwrap_or(0) + 1;
    diesel::insert_into(manual_marks::table)
        .values(NewManualMark {
            id: Uuid::now_v7(),
            attempt_id,
            position,
            number,
            points,
            comment: given.comment,
            reason: given.reason,
            given_by: given.by,
        })
        .execute(conn)
        .await?;
    diesel::update(grading_tasks::table.find(given.place))
        .set((
            grading_tasks::points.eq(Some(points)),
            grading_tasks::comment.eq(given.comment),
            grading_tasks::mark_number.eq(number),
            grading_tasks::graded_by.eq(Some(given.by)),
            grading_tasks::graded_at.eq(db::app_now().nullable()),
            grading_tasks::response_sha256.eq(Some(digest.as_slice())),
            grading_tasks::claimed_by.eq(None::<PersonId>),
            grading_tasks::claimed_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the score when nothing waits any more: the first one, or a new one beside those that are there.
async fn score_if_whole(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    attempt: &Attempt,
    given: GivenMark<'_>,
) -> Result<bool, CloseError> {
    let tasks = queries::grading_tasks_of(conn, attempt.id).await?;
    let is_first = attempt.state == AttemptState::Submitted;
    if is_first && tasks.iter().any(|task| task.points.is_none()) {
        return Ok(false);
    }
    let mut by_people: ByPeople =
        tasks.iter().filter_map(|task| Some((task.position, task.points?))).collect();
    let responses = if is_first {
        queries::responses_of(conn, attempt.id).await?
    } else {
        // An answer that came later keeps the points of the one before until it is graded.
        let (counted, points) = counted(conn, attempt.id).await?;
        for task in tasks.iter().filter(|task| task.points.is_none()) {
            by_people.insert(task.position, points.get(&task.position).copied().unwrap_or(0));
        }
        counted
    };
    let reason = match given.reason {
        Some(reason) => reason.to_owned(),
        None if is_first => String::new(),
        // Nobody chose to change it: the answer is another one because of a file, for the reason that was given there.
        None => queries::reason_of_last_file(conn, attempt.id)
            .await?
            .ok_or_else(|| CloseError::Poison("a mark of a result changes without a reason".to_owned()))?,
    };
    let event = ScoreEvent {
        cause: if is_first { "graded" } else { "regraded" },
        kind: if is_first { EventKind::Graded } else { EventKind::Regraded },
        action: if is_first { "attempt.graded" } else { "attempt.regraded" },
        reason: &reason,
        responses: &responses,
        by_people: &by_people,
        fate: given.fate,
        detail: json!({ "position": given.place.1 }),
    };
    change_score(conn, actor, site, attempt, &event).await?;
    if is_first {
        diesel::update(attempts::table.find(attempt.id).filter(attempts::state.eq(AttemptState::Submitted)))
            .set(attempts::state.eq(AttemptState::Graded))
            .execute(conn)
            .await?;
    }
    Ok(true)
}

/// The answers the current score was computed from, and the points each was given.
pub(super) async fn counted(
    conn: &mut Conn,
    attempt: AttemptId,
) -> QueryResult<(Vec<StoredResponse>, ByPeople)> {
    let now = db::now(conn).await?;
    let score = queries::score_of(conn, attempt).await?.ok_or(diesel::result::Error::NotFound)?;
    let marks: Vec<_> = (1i16..).zip(queries::marks_of(&score)?).collect();
    let points = marks.iter().map(|(position, mark)| (*position, mark.points)).collect();
    let stored = |(position, mark): (i16, StoredMark)| StoredResponse {
        position,
        sequence: 0,
        response: mark.response,
        saved_at: now,
    };
    Ok((marks.into_iter().map(stored).collect(), points))
}

/// Puts answers into the queue of those that people grade.
pub(super) async fn add_tasks(conn: &mut Conn, exam_id: ExamId, tasks: &Tasks) -> QueryResult<()> {
    let questions = tasks.questions.iter().zip(&tasks.points);
    let places = tasks.attempts.iter().zip(&tasks.positions);
    let rows: Vec<NewGradingTask> = places
        .zip(questions)
        .map(|((attempt_id, position), (question, points))| NewGradingTask {
            attempt_id: *attempt_id,
            position: *position,
            exam_id,
            question_version_id: *question,
            maximum: *points,
        })
        .collect();
    diesel::insert_into(grading_tasks::table).values(rows).execute(conn).await?;
    Ok(())
}

/// The marks of an attempt that was opened again and is handed in anew, for the answers that are still those that were
/// marked. What was given for other answers is forgotten: people grade those again.
pub(super) async fn kept(
    conn: &mut Conn,
    attempt: AttemptId,
    paper: &Paper,
    responses: &[StoredResponse],
) -> QueryResult<ByPeople> {
    if !paper.items.iter().any(|item| item.kind.is_graded_by_people()) {
        return Ok(ByPeople::new());
    }
    let tasks = queries::grading_tasks_of(conn, attempt).await?;
    let kept: ByPeople = tasks
        .iter()
        .filter_map(|task| {
            let response = responses.iter().find(|one| one.position == task.position)?;
            Some((task.position, task.points_for(&response.response)?))
        })
        .collect();
    if kept.len() < tasks.len() {
        let places: Vec<i16> = kept.keys().copied().collect();
        let gone = grading_tasks::table
            .filter(grading_tasks::attempt_id.eq(attempt))
            .filter(grading_tasks::position.ne_all(places));
        diesel::delete(gone).execute(conn).await?;
    }
    Ok(kept)
}

/// Asks people to grade an answer again because another one came in its place; its old points count until then.
pub(super) async fn ask_again(
    conn: &mut Conn,
    attempt: &Attempt,
    position: i16,
    question: QuestionVersionId,
    maximum: i32,
) -> QueryResult<()> {
    let tasks = Tasks {
        attempts: vec![attempt.id],
        positions: vec![position],
        questions: vec![question],
        points: vec![maximum],
    };
    diesel::delete(grading_tasks::table.find((attempt.id, position))).execute(conn).await?;
    add_tasks(conn, attempt.exam_id, &tasks).await
}
