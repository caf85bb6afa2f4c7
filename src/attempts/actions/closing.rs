//! The end of attempts: marks, results, receipts, and what the results lead to. Many end in as few statements as one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Binary, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use rand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::by_hand;
use crate::attempts::marking::{self, ByPeople, Marked};
use crate::attempts::model::{Attempt, AttemptState, EventKind, Paper, StoredResponse, SubmittedBy};
use crate::attempts::queries::{self, Work};
use crate::attempts::rules;
use crate::audit::{Actor, Whence};
use crate::banks;
use crate::certification::actions::record_achievements;
use crate::certification::model::{ATTEMPT_EVIDENCE, Achievement, RESULT_EVIDENCE};
use crate::certification::queries::is_told;
use crate::config::SiteConfig;
use crate::db::failure::{Failure, meaning};
use crate::db::{AttemptId, Conn, Prepare, QuestionVersionId, ResultId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::scoring::Key;
use crate::web::Error;

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
            Self::Database(error) => Some(meaning(error))
                .filter(|failure| matches!(failure, Failure::Passing | Failure::Unavailable)),
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

/// An open attempt that ends, and how.
pub(super) struct Ending<'a> {
    /// The attempt; the caller holds its lock.
    pub(super) attempt: &'a Attempt,
    /// What it is marked by.
    pub(super) work: &'a Work,
    /// When it counts as handed in.
    pub(super) submitted_at: DateTime<Utc>,
    /// Who closes it.
    pub(super) by: SubmittedBy,
    /// Whether it came in the grace.
    pub(super) late: bool,
}

/// Marks these attempts and writes all that follows from their end. When one of them cannot be closed, none is: the
/// caller's transaction must fail then.
pub(super) async fn close(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    endings: &[Ending<'_>],
) -> Result<(), CloseError> {
    let mut rows = Rows::default();
    let mut all_marked = Vec::with_capacity(endings.len());
    for ending in endings {
        let exam = exams::queries::published_version(conn, ending.attempt.version_id).await?;
        let Work { paper, responses, .. } = ending.work;
        let kept = by_hand::kept(conn, ending.attempt.id, paper, responses).await?;
        let marked = mark(conn, paper, responses, &kept, exam.pass_mark).await?;
        rows.push(ending, &exam, &marked)?;
        all_marked.push((ending, exam, marked));
    }
    let numbers = rows.write(conn, actor).await?;
    let mut passes = Vec::new();
    for ((ending, exam, marked), result) in all_marked.iter().zip(&rows.results) {
        if let Some(number) = numbers.get(result) {
            let verdict = Verdict::of(marked, *result, *number);
            passes.push(Verdicted {
                attempt: ending.attempt,
                exam,
                verdict,
                achieved_at: ending.submitted_at,
            });
        }
    }
    certify(conn, site, &passes).await?;
    Ok(())
}

/// What closing writes, column by column as `close.sql` takes it.
#[derive(Default)]
struct Rows {
    attempts: Vec<AttemptId>,
    states: Vec<AttemptState>,
    submitted_at: Vec<DateTime<Utc>>,
    received_at: Vec<DateTime<Utc>>,
    submitted_by: Vec<SubmittedBy>,
    late: Vec<bool>,
    receipts: Vec<String>,
    results: Vec<ResultId>,
    scores: Vec<i32>,
    maxima: Vec<i32>,
    pass_marks: Vec<i16>,
    passed: Vec<bool>,
    marks: Vec<Value>,
    events: Vec<Uuid>,
    kinds: Vec<EventKind>,
    audits: Vec<Uuid>,
    details: Vec<Value>,
    tasks: Tasks,
}

impl Rows {
    fn push(&mut self, ending: &Ending<'_>, exam: &PublishedExam, marked: &Marked) -> Result<(), CloseError> {
        let Ending { attempt, work, submitted_at, by, late } = *ending;
        let marks =
            serde_json::to_value(&marked.marks).map_err(|error| CloseError::Poison(error.to_string()))?;
        let mut bytes = [0; 5];
        rand::rng().fill_bytes(&mut bytes);
        let receipt = rules::receipt_from(bytes);
        self.details.push(json!({
            "exam": exam.code, "receipt": receipt, "by": by, "late": late, "answered": marked.answered,
            "for_people": marked.waiting.len(), "journal_saves": work.saves, "journal_sha256": work.journal_sha256,
        }));
        self.tasks.extend(attempt.id, &work.paper, marked);
        self.attempts.push(attempt.id);
        self.states.push(state_after(marked));
        self.submitted_at.push(submitted_at);
        self.received_at.push(work.now);
        self.submitted_by.push(by);
        self.late.push(late);
        self.receipts.push(receipt);
        self.results.push(ResultId::new());
        self.scores.push(marked.score);
        self.maxima.push(marked.maximum);
        self.pass_marks.push(exam.pass_mark);
        self.passed.push(marked.passed);
        self.marks.push(marks);
        self.events.push(Uuid::now_v7());
        let is_swept = by == SubmittedBy::Sweep;
        self.kinds.push(if is_swept { EventKind::ClosedBySweep } else { EventKind::Submitted });
        self.audits.push(Uuid::now_v7());
        Ok(())
    }

    /// Writes everything: the numbers of the results by their ids, without those that people have to grade first.
    async fn write(&self, conn: &mut Conn, actor: &Actor) -> QueryResult<HashMap<ResultId, i32>> {
        #[derive(QueryableByName)]
        struct Written {
            #[diesel(sql_type = SqlUuid)]
            id: ResultId,
            #[diesel(sql_type = Integer)]
            number: i32,
        }
        let whence = actor.whence();
        let written: Vec<Written> = diesel::sql_query(include_str!("close.sql"))
            .bind::<Array<SqlUuid>, _>(&self.attempts)
            .bind::<Array<Text>, _>(&self.states)
            .bind::<Array<Timestamptz>, _>(&self.submitted_at)
            .bind::<Array<Timestamptz>, _>(&self.received_at)
            .bind::<Array<Text>, _>(&self.submitted_by)
            .bind::<Array<Bool>, _>(&self.late)
            .bind::<Array<Text>, _>(&self.receipts)
            .bind::<Array<SqlUuid>, _>(&self.results)
            .bind::<Array<Integer>, _>(&self.scores)
            .bind::<Array<Integer>, _>(&self.maxima)
            .bind::<Array<SmallInt>, _>(&self.pass_marks)
            .bind::<Array<Bool>, _>(&self.passed)
            .bind::<Array<Jsonb>, _>(&self.marks)
            .bind::<Array<SqlUuid>, _>(&self.events)
            .bind::<Array<Text>, _>(&self.kinds)
            .bind::<Array<SqlUuid>, _>(&self.audits)
            .bind::<Array<Jsonb>, _>(&self.details)
            .bind::<Nullable<SqlUuid>, _>(actor.person_id)
            .bind::<Nullable<Text>, _>(actor.request_id.as_deref())
            .bind::<Array<SqlUuid>, _>(&self.tasks.attempts)
            .bind::<Array<SmallInt>, _>(&self.tasks.positions)
            .bind::<Array<SqlUuid>, _>(&self.tasks.questions)
            .bind::<Array<Integer>, _>(&self.tasks.points)
            .bind::<Jsonb, _>(whence.as_ref().map_or_else(|| json!({}), Whence::as_address))
            .bind::<Nullable<Binary>, _>(whence.as_ref().map(|whence| whence.salt.as_slice()))
            .bind::<Nullable<Text>, _>(whence.as_ref().map(|whence| whence.value.as_str()))
            .prepared()
            .load(conn)
            .await?;
        Ok(written.into_iter().map(|result| (result.id, result.number)).collect())
    }
}

/// Graded, or only handed in where people have to grade something first.
pub(super) fn state_after(marked: &Marked) -> AttemptState {
    if marked.waiting.is_empty() { AttemptState::Graded } else { AttemptState::Submitted }
}

/// Answers that people have to grade, column by column.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    pub(super) attempts: Vec<AttemptId>,
    pub(super) positions: Vec<i16>,
    pub(super) questions: Vec<QuestionVersionId>,
    pub(super) points: Vec<i32>,
}

impl Tasks {
    /// What people have to grade of one marked paper.
    pub(super) fn of(attempt: AttemptId, paper: &Paper, marked: &Marked) -> Self {
        let mut tasks = Self::default();
        tasks.extend(attempt, paper, marked);
        tasks
    }

    fn extend(&mut self, attempt: AttemptId, paper: &Paper, marked: &Marked) {
        for (position, item) in marked.waiting.iter().filter_map(|place| Some((*place, paper.item(*place)?)))
        {
            self.attempts.push(attempt);
            self.positions.push(position);
            self.questions.push(item.version_id);
            self.points.push(item.points);
        }
    }
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

/// An attempt with the result that certification may be told of.
#[derive(Clone, Copy)]
pub(super) struct Verdicted<'a> {
    /// The attempt.
    pub(super) attempt: &'a Attempt,
    /// Its exam as it was published.
    pub(super) exam: &'a PublishedExam,
    /// Its result.
    pub(super) verdict: Verdict,
    /// When the work was done.
    pub(super) achieved_at: DateTime<Utc>,
}

/// Tells certification of those that passed, unless only the first attempt counts and this is a later one. Call it last:
/// it ends in the counter of certificate numbers, which everyone who passes waits for.
pub(super) async fn certify(conn: &mut Conn, site: &SiteConfig, all: &[Verdicted<'_>]) -> QueryResult<()> {
    let mut achievements = Vec::new();
    for one in all {
        let counting = one.exam.definition.counting;
        // Which attempt it is matters to one rule only.
        if one.verdict.passed && (counting.certifies(false) || queries::is_first(conn, one.attempt).await?) {
            achievements.push(achievement(conn, one).await?);
        }
    }
    if !achievements.is_empty() {
        record_achievements(conn, site, achievements).await?;
    }
    Ok(())
}

async fn achievement(conn: &mut Conn, passed: &Verdicted<'_>) -> QueryResult<Achievement> {
    let Verdicted { attempt, exam, verdict, achieved_at } = *passed;
    // What proves a pass: the attempt, or a later result of it where the attempt proved one before.
    let told = verdict.number > 1 && is_told(conn, ATTEMPT_EVIDENCE, attempt.id.0).await?;
    let (evidence_kind, evidence_id) =
        if told { (RESULT_EVIDENCE, verdict.result.0) } else { (ATTEMPT_EVIDENCE, attempt.id.0) };
    Ok(Achievement {
        person_id: attempt.person_id,
        requirement_code: exam.code.clone(),
        evidence_kind,
        evidence_id,
        title_zh: exam.title_zh.clone(),
        title_en: exam.title_en.clone(),
        score: verdict.score,
        maximum: verdict.maximum,
        achieved_at,
    })
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
