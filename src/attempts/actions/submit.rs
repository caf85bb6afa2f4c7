//! Handing in: marks, result, receipt, and what the result leads to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use rand::Rng;
use serde_json::json;
use uuid::Uuid;

use super::by_hand;
use super::pause::go_on;
use crate::attempts::marking::{self, ByPeople, Marked};
use crate::attempts::model::{Attempt, AttemptState, EventKind, Paper, StoredResponse, SubmittedBy};
use crate::attempts::queries::{self, Work};
use crate::attempts::rules::{self, Arrival};
use crate::audit::Actor;
use crate::banks;
use crate::certification::actions::record_achievement;
use crate::certification::model::{ATTEMPT_EVIDENCE, Achievement, RESULT_EVIDENCE};
use crate::certification::queries::is_told;
use crate::config::SiteConfig;
use crate::db::failure::{Failure, meaning};
use crate::db::schema::attempts;
use crate::db::{AttemptId, Conn, PersonId, Prepare, QuestionVersionId, ResultId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::scoring::Key;
use crate::web::Error;

/// How often a hand-in is tried when another transaction is in the way.
const SUBMIT_TRIES: usize = 5;

/// What came of handing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is handed in, now or before: the receipt tells.
    Done,
    /// Another session took the attempt over; this page may no longer act in it.
    Superseded,
}

/// Hands in an attempt: marks it, writes the result, the receipt and what the result leads to, all in one
/// transaction. An attempt that was handed in before stays as it was. After the grace it is closed as the sweep does.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's; [`Error::Internal`] when it cannot be marked.
pub async fn submit(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    id: AttemptId,
    person: PersonId,
    epoch: i32,
    by: SubmittedBy,
) -> Result<Submitted, Error> {
    for _ in 0..SUBMIT_TRIES {
        let submitted = conn
            .transaction(async |conn| {
                let attempt = lock_own(conn, id, person).await?.ok_or(Error::NotFound)?;
                if attempt.is_open() && attempt.writer_epoch != epoch {
                    return Ok(Submitted::Superseded);
                }
                hand_in_locked(conn, actor, site, attempt, by).await?;
                Ok(Submitted::Done)
            })
            .await;
        if !matches!(submitted, Err(Error::Contended)) {
            return submitted;
        }
    }
    Err(Error::Busy)
}

/// Why an attempt was not closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CloseError {
    /// The database said something.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// What is stored cannot be marked.
    #[error("{0}")]
    Poison(String),
    /// A pass would be lost on which certificates rest, and nobody said what becomes of them.
    #[error("nobody said what becomes of the certificates")]
    Undecided,
}

impl CloseError {
    /// What it says about the database, when it says nothing about the attempt.
    pub(super) fn of_database(&self) -> Option<Failure> {
        match self {
            Self::Database(error) => Some(meaning(error)).filter(|failure| *failure != Failure::Other),
            Self::Poison(_) | Self::Undecided => None,
        }
    }
}

impl From<CloseError> for Error {
    fn from(error: CloseError) -> Self {
        match error {
            CloseError::Database(error) => error.into(),
            other @ (CloseError::Poison(_) | CloseError::Undecided) => Self::internal(other),
        }
    }
}

/// The attempt if it is this person's, locked until the end of the transaction.
async fn lock_own(conn: &mut Conn, id: AttemptId, person: PersonId) -> QueryResult<Option<Attempt>> {
    attempts::table
        .find(id)
        .filter(attempts::person_id.eq(person))
        .select(Attempt::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Closes an attempt that is still open, by the rule of its deadline; anything else stays as it is. The caller holds the
/// lock of the attempt.
pub(super) async fn hand_in_locked(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    mut attempt: Attempt,
    by: SubmittedBy,
) -> Result<(), CloseError> {
    if !attempt.is_open() {
        return Ok(());
    }
    let work = queries::work(conn, attempt.id).await?;
    let now = work.now;
    if let Some(paused_at) = attempt.paused_at {
        // Handing in ends a pause: what it took is given back first, so that nothing comes after the deadline.
        attempt.deadline_at = go_on(conn, actor, &attempt, paused_at, now, "handed_in").await?;
    }
    let closing = match (rules::arrival(now, attempt.deadline_at), attempt.deadline_at) {
        (Arrival::TooLate, Some(deadline)) => {
            Closing { submitted_at: deadline, received_at: now, by: SubmittedBy::Sweep, late: false }
        }
        (arrival, _) => Closing { submitted_at: now, received_at: now, by, late: arrival == Arrival::Late },
    };
    close(conn, actor, site, &attempt, &work, &closing).await
}

/// How an attempt ends.
pub(super) struct Closing {
    pub(super) submitted_at: DateTime<Utc>,
    pub(super) received_at: DateTime<Utc>,
    pub(super) by: SubmittedBy,
    pub(super) late: bool,
}

/// Marks an open attempt of which the caller holds the lock, and writes all that follows from it.
pub(super) async fn close(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    attempt: &Attempt,
    work: &Work,
    closing: &Closing,
) -> Result<(), CloseError> {
    let exam = exams::queries::published_version(conn, attempt.version_id).await?;
    let kept = by_hand::kept(conn, attempt.id, &work.paper, &work.responses).await?;
    let marked = mark(conn, &work.paper, &work.responses, &kept, exam.pass_mark).await?;
    let state = state_after(&marked);
    let tasks = tasks(&work.paper, &marked);
    let result = ResultId::new();
    let marks = serde_json::to_value(&marked.marks).map_err(|error| CloseError::Poison(error.to_string()))?;
    let mut bytes = [0; 5];
    rand::rng().fill_bytes(&mut bytes);
    let receipt = rules::receipt_from(bytes);
    let kind = if closing.by == SubmittedBy::Sweep { EventKind::ClosedBySweep } else { EventKind::Submitted };
    let detail = json!({
        "exam": exam.code, "receipt": receipt, "by": closing.by, "late": closing.late,
        "answered": marked.answered, "for_people": marked.waiting.len(), "journal_saves": work.saves, "journal_sha256": work.journal_sha256,
    });
    let closed: Closed = diesel::sql_query(include_str!("close.sql"))
        .bind::<SqlUuid, _>(attempt.id)
        .bind::<SqlUuid, _>(result)
        .bind::<Integer, _>(marked.score)
        .bind::<Integer, _>(marked.maximum)
        .bind::<SmallInt, _>(exam.pass_mark)
        .bind::<Bool, _>(marked.passed)
        .bind::<Jsonb, _>(&marks)
        .bind::<Timestamptz, _>(closing.submitted_at)
        .bind::<Timestamptz, _>(closing.received_at)
        .bind::<Text, _>(closing.by)
        .bind::<Bool, _>(closing.late)
        .bind::<Text, _>(&receipt)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<Text, _>(kind)
        .bind::<Nullable<SqlUuid>, _>(actor.person_id)
        .bind::<Jsonb, _>(json!({ "receipt": receipt }))
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<Jsonb, _>(detail)
        .bind::<Nullable<Text>, _>(actor.request_id.as_deref())
        .bind::<Text, _>(state)
        .bind::<Array<SmallInt>, _>(&tasks.positions)
        .bind::<Array<SqlUuid>, _>(&tasks.questions)
        .bind::<Array<Integer>, _>(&tasks.points)
        .prepared()
        .get_result(conn)
        .await?;
    if closed.number > 0 {
        let verdict = Verdict::of(&marked, result, closed.number);
        certify(conn, site, attempt, &exam, verdict, closing.submitted_at).await?;
    }
    Ok(())
}

/// What the closing statement says.
#[derive(QueryableByName)]
struct Closed {
    /// Number of the result; 0 when people have to grade first.
    #[diesel(sql_type = Integer)]
    number: i32,
}

/// Graded, or only handed in where people have to grade something first.
pub(super) fn state_after(marked: &Marked) -> AttemptState {
    if marked.waiting.is_empty() { AttemptState::Graded } else { AttemptState::Submitted }
}

/// The answers of a paper that people have to grade, column by column.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    pub(super) positions: Vec<i16>,
    pub(super) questions: Vec<QuestionVersionId>,
    pub(super) points: Vec<i32>,
}

/// What people have to grade of a marked paper.
pub(super) fn tasks(paper: &Paper, marked: &Marked) -> Tasks {
    let mut tasks = Tasks::default();
    for (position, item) in marked.waiting.iter().filter_map(|place| Some((*place, paper.item(*place)?))) {
        tasks.positions.push(position);
        tasks.questions.push(item.version_id);
        tasks.points.push(item.points);
    }
    tasks
}

/// A result as far as certification is told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    /// The result.
    pub(super) result: ResultId,
    /// Counts the results of the attempt from 1.
    pub(super) number: i32,
    /// Points in 1/100.
    pub(super) score: i32,
    /// Possible points in 1/100.
    pub(super) maximum: i32,
    /// Whether it passed.
    pub(super) passed: bool,
}

impl Verdict {
    /// Of a marked paper.
    pub(super) fn of(marked: &Marked, result: ResultId, number: i32) -> Self {
        Self { result, number, score: marked.score, maximum: marked.maximum, passed: marked.passed }
    }
}

/// Tells certification of an attempt that passed, unless only the first attempt counts and this is a later one.
pub(super) async fn certify(
    conn: &mut Conn,
    site: &SiteConfig,
    attempt: &Attempt,
    exam: &PublishedExam,
    verdict: Verdict,
    achieved_at: DateTime<Utc>,
) -> QueryResult<()> {
    let counting = exam.definition.counting;
    // Which attempt it is matters to one rule only.
    if verdict.passed && (counting.certifies(false) || queries::is_first(conn, attempt).await?) {
        let (evidence_kind, evidence_id) = evidence(conn, attempt, verdict).await?;
        // Last, because it ends in the counter of certificate numbers, which everyone who passes waits for.
        let achievement = Achievement {
            person_id: attempt.person_id,
            requirement_code: exam.code.clone(),
            evidence_kind,
            evidence_id,
            title_zh: exam.title_zh.clone(),
            title_en: exam.title_en.clone(),
            score: verdict.score,
            maximum: verdict.maximum,
            achieved_at,
        };
        record_achievement(conn, site, &achievement).await?;
    }
    Ok(())
}

/// What proves a pass: the attempt, or a later result of it where the attempt proved one before.
async fn evidence(conn: &mut Conn, attempt: &Attempt, verdict: Verdict) -> QueryResult<(&'static str, Uuid)> {
    let told = verdict.number > 1 && is_told(conn, ATTEMPT_EVIDENCE, attempt.id.0).await?;
    Ok(if told { (RESULT_EVIDENCE, verdict.result.0) } else { (ATTEMPT_EVIDENCE, attempt.id.0) })
}

/// Marks a paper with these answers and the points that people gave.
pub(super) async fn mark(
    conn: &mut Conn,
    paper: &Paper,
    responses: &[StoredResponse],
    by_people: &ByPeople,
    pass_mark: i16,
) -> Result<Marked, CloseError> {
    let keys = keys_of(conn, paper).await?;
    marking::mark_with(paper, &keys, responses, by_people, pass_mark)
        .map_err(|problem| CloseError::Poison(problem.to_string()))
}

/// The keys of the questions of a paper, as far as they are known.
pub(super) async fn keys_of(
    conn: &mut Conn,
    paper: &Paper,
) -> Result<HashMap<QuestionVersionId, Key>, CloseError> {
    let ids: Vec<QuestionVersionId> = paper.items.iter().map(|item| item.version_id).collect();
    let mut keys = HashMap::new();
    for version in banks::queries::versions(conn, &ids).await? {
        if let Some(key) =
            Key::of(&version.content).map_err(|problem| CloseError::Poison(problem.to_string()))?
        {
            keys.insert(version.id, key);
        }
    }
    Ok(keys)
}
