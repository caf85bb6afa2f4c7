//! Starting, taking over, marking with a flag, handing in, sweeping. The only transactions of this room; those of
//! the answers themselves belong to the writer.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use rand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::drawing::{self, Outline, Section};
use super::marking::{self, Marked};
use super::model::{
    Attempt, AttemptState, EventKind, NewAttempt, NewAttemptEvent, NewPaper, NewResult, Paper, SubmittedBy,
};
use super::queries;
use super::rules::{self, Arrival, GRACE, StartDecision};
use crate::audit::{self, Actor, Event};
use crate::banks;
use crate::certification::actions::record_achievement;
use crate::certification::model::Achievement;
use crate::config::SiteConfig;
use crate::db::schema::{attempt_events, attempt_flags, attempts, papers, results};
use crate::db::{self, AttemptId, Conn, PersonId, Pool, QuestionVersionId, ResultId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::scoring::Key;
use crate::web::Error;

/// After so many failures the sweep leaves an attempt to people.
const SWEEP_TRIES: i32 = 5;

/// Pause after the first failure; doubled after each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// How often a start that lost a race looks again.
const START_TRIES: usize = 8;

/// What came of wanting to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new attempt, or the open one, now held by the session that asked.
    Attempt(AttemptId),
    /// Not now; why.
    Refused(StartDecision),
}

/// Starts an attempt at the exam with this code, or goes on with the open one: the session that asks holds it then.
/// However many starts come at once, one attempt begins.
///
/// # Errors
/// [`Error::NotFound`] when there is no such published exam or it is not assigned to the person.
pub async fn start(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    person: PersonId,
    exam_code: &str,
    session_hash: &[u8; 32],
) -> Result<Started, Error> {
    for _ in 0..START_TRIES {
        let started = conn
            .transaction(async |conn| try_start(conn, actor, site, person, exam_code, session_hash).await)
            .await?;
        if let Some(started) = started {
            return Ok(started);
        }
    }
    Err(Error::Busy)
}

/// `None` when something changed meanwhile and the start must be tried again.
async fn try_start(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    person: PersonId,
    exam_code: &str,
    session_hash: &[u8; 32],
) -> Result<Option<Started>, Error> {
    let exam = exams::queries::published(conn, exam_code).await?.ok_or(Error::NotFound)?;
    let now = db::now(conn).await?;
    let own = queries::attempts_at(conn, exam.exam_id, person).await?;
    let open = own.iter().find(|attempt| attempt.is_open());
    if let Some(open) = open {
        if rules::arrival(now, open.deadline_at) == Arrival::TooLate {
            hand_in_locked(conn, actor, site, open.id, SubmittedBy::Sweep).await?;
            return Ok(None);
        }
        take_over_locked(conn, actor, open.id, session_hash).await?;
        return Ok(Some(Started::Attempt(open.id)));
    }
    if !exams::queries::is_assigned(conn, person, exam.exam_id).await? {
        return Err(Error::NotFound);
    }
    let used = i32::try_from(own.iter().filter(|attempt| attempt.state != AttemptState::Voided).count())
        .unwrap_or(i32::MAX);
    let decision =
        rules::may_start(now, exam.opens_at, exam.closes_at, exam.attempts_allowed, used, open.is_some());
    if decision != StartDecision::Start {
        return Ok(Some(Started::Refused(decision)));
    }
    let number = own.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    begin(conn, actor, person, &exam, now, number, session_hash)
        .await
        .map(|begun| begun.map(Started::Attempt))
}

/// Draws the paper and writes the attempt; `None` when another start was faster.
async fn begin(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    exam: &PublishedExam,
    now: DateTime<Utc>,
    number: i32,
    session_hash: &[u8; 32],
) -> Result<Option<AttemptId>, Error> {
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    let excluded = queries::last_drawn(conn, exam.exam_id, person).await?;
    let paper = draw_paper(conn, exam, &seed, &excluded).await?;
    let id = AttemptId::new();
    let limit = exam.limit_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    let inserted = diesel::insert_into(attempts::table)
        .values(NewAttempt {
            id,
            exam_id: exam.exam_id,
            version_id: exam.version_id,
            person_id: person,
            number,
            holder_session: Some(session_hash),
            question_count: i16::try_from(paper.items.len()).map_err(Error::internal)?,
            started_at: now,
            deadline_at: rules::deadline(now, limit, exam.closes_at, TimeDelta::zero()),
        })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    let items = serde_json::to_value(&paper.items).map_err(Error::internal)?;
    diesel::insert_into(papers::table)
        .values(NewPaper {
            attempt_id: id,
            seed: &seed,
            excluded: &excluded,
            items: &items,
            maximum: paper.maximum,
        })
        .execute(conn)
        .await?;
    note(conn, id, EventKind::Started, actor, json!({ "number": number })).await?;
    let detail = json!({ "exam": exam.code, "number": number });
    record(conn, actor, "attempt.started", id, detail).await?;
    Ok(Some(id))
}

async fn draw_paper(
    conn: &mut Conn,
    exam: &PublishedExam,
    seed: &[u8; 32],
    excluded: &[Uuid],
) -> Result<Paper, Error> {
    let sections: Vec<Section> = exam
        .sections
        .iter()
        .map(|section| Section {
            position: section.position,
            pool: section.pool.clone(),
            count: usize::try_from(section.draw_count).unwrap_or(0),
            points: section.points,
            scoring: section.scoring,
        })
        .collect();
    let chosen = drawing::choose(&sections, seed, excluded, exam.definition.shuffle_questions)
        .map_err(Error::internal)?;
    let ids: Vec<QuestionVersionId> = chosen.iter().flatten().copied().map(QuestionVersionId).collect();
    let outlines: HashMap<Uuid, Outline> = banks::queries::versions(conn, &ids)
        .await?
        .into_iter()
        .map(|version| (version.id.0, (version.kind, u8::try_from(version.option_count).unwrap_or(0))))
        .collect();
    drawing::lay_out(&sections, &chosen, &outlines, seed, exam.definition.shuffle_options)
        .map_err(Error::internal)
}

/// Goes on with an attempt in another session: its epoch rises, so that the session before writes no more.
/// The session that holds it already changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's.
pub async fn take_over(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    person: PersonId,
    session_hash: &[u8; 32],
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
        take_over_locked(conn, actor, id, session_hash).await
    })
    .await
}

async fn take_over_locked(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    session_hash: &[u8; 32],
) -> Result<(), Error> {
    let attempt = lock(conn, id).await?;
    if !attempt.is_open() || attempt.is_held_by(session_hash) {
        return Ok(());
    }
    let epoch = attempt.writer_epoch + 1;
    diesel::update(attempts::table.find(id))
        .set((attempts::writer_epoch.eq(epoch), attempts::holder_session.eq(Some(session_hash.as_slice()))))
        .execute(conn)
        .await?;
    note(conn, id, EventKind::TakenOver, actor, json!({ "epoch": epoch })).await?;
    record(conn, actor, "attempt.taken_over", id, json!({ "epoch": epoch })).await?;
    Ok(())
}

/// The attempt, locked until the end of the transaction. Saves wait for it meanwhile.
async fn lock(conn: &mut Conn, id: AttemptId) -> QueryResult<Attempt> {
    attempts::table.find(id).select(Attempt::as_select()).for_no_key_update().first(conn).await
}

/// Marks a question to look at again, or takes the mark away. Nothing happens in an attempt that was handed in.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's or has no such question.
pub async fn set_flag(
    conn: &mut Conn,
    id: AttemptId,
    person: PersonId,
    position: i16,
    flagged: bool,
) -> Result<(), Error> {
    let attempt = queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
    if position < 1 || position > attempt.question_count {
        return Err(Error::NotFound);
    }
    if !attempt.is_open() {
        return Ok(());
    }
    let row = (attempt_flags::attempt_id.eq(id), attempt_flags::position.eq(position));
    if flagged {
        diesel::insert_into(attempt_flags::table).values(row).on_conflict_do_nothing().execute(conn).await?;
    } else {
        diesel::delete(attempt_flags::table.find((id, position))).execute(conn).await?;
    }
    Ok(())
}

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
    conn.transaction(async |conn| {
        queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
        let attempt = lock(conn, id).await?;
        if attempt.is_open() && attempt.writer_epoch != epoch {
            return Ok(Submitted::Superseded);
        }
        hand_in_locked(conn, actor, site, id, by).await?;
        Ok(Submitted::Done)
    })
    .await
}

/// Why an attempt was not closed.
#[derive(Debug, thiserror::Error)]
enum CloseError {
    /// The database said something.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// What is stored cannot be marked.
    #[error("{0}")]
    Poison(String),
}

impl CloseError {
    /// Whether the connection itself is gone, so that it says nothing about the attempt.
    fn is_lost_connection(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        matches!(
            self,
            Self::Database(
                Diesel::DatabaseError(
                    DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                    _
                ) | Diesel::BrokenTransactionManager
            )
        )
    }
}

impl From<CloseError> for Error {
    fn from(error: CloseError) -> Self {
        match error {
            CloseError::Database(error) => error.into(),
            poison @ CloseError::Poison(_) => Self::internal(poison),
        }
    }
}

/// Closes an attempt that is still open, by the rule of its deadline; anything else stays as it is.
async fn hand_in_locked(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    id: AttemptId,
    by: SubmittedBy,
) -> Result<(), CloseError> {
    let attempt = lock(conn, id).await?;
    if !attempt.is_open() {
        return Ok(());
    }
    let now = db::now(conn).await?;
    let closing = match (rules::arrival(now, attempt.deadline_at), attempt.deadline_at) {
        (Arrival::TooLate, Some(deadline)) => {
            Closing { submitted_at: deadline, received_at: now, by: SubmittedBy::Sweep, late: false }
        }
        (arrival, _) => Closing { submitted_at: now, received_at: now, by, late: arrival == Arrival::Late },
    };
    close(conn, actor, site, &attempt, &closing).await
}

/// How an attempt ends.
struct Closing {
    submitted_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    by: SubmittedBy,
    late: bool,
}

async fn close(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    attempt: &Attempt,
    closing: &Closing,
) -> Result<(), CloseError> {
    let exam = exams::queries::published_version(conn, attempt.version_id).await?;
    let marked = mark(conn, attempt, exam.pass_mark).await?;
    let marks = serde_json::to_value(&marked.marks).map_err(|error| CloseError::Poison(error.to_string()))?;
    diesel::insert_into(results::table)
        .values(NewResult {
            id: ResultId::new(),
            attempt_id: attempt.id,
            number: 1,
            cause: "submitted",
            score: marked.score,
            maximum: marked.maximum,
            pass_mark: exam.pass_mark,
            passed: marked.passed,
            marks: &marks,
        })
        .execute(conn)
        .await?;
    let mut bytes = [0; 5];
    rand::rng().fill_bytes(&mut bytes);
    let receipt = rules::receipt_from(bytes);
    diesel::update(attempts::table.find(attempt.id))
        .set((
            attempts::state.eq(AttemptState::Graded),
            attempts::submitted_at.eq(Some(closing.submitted_at)),
            attempts::received_at.eq(Some(closing.received_at)),
            attempts::submitted_by.eq(Some(closing.by)),
            attempts::late.eq(closing.late),
            attempts::receipt.eq(Some(&receipt)),
        ))
        .execute(conn)
        .await?;
    let kind = if closing.by == SubmittedBy::Sweep { EventKind::ClosedBySweep } else { EventKind::Submitted };
    note(conn, attempt.id, kind, actor, json!({ "receipt": receipt })).await?;
    let (saves, digest) = queries::journal_digest(conn, attempt.id).await?;
    let detail = json!({
        "exam": exam.code, "receipt": receipt, "by": closing.by, "late": closing.late,
        "answered": marked.answered, "journal_saves": saves, "journal_sha256": digest,
    });
    record(conn, actor, "attempt.submitted", attempt.id, detail).await?;
    if marked.passed {
        // Last, because it ends in the counter of certificate numbers, which everyone who passes waits for.
        let achievement = Achievement {
            person_id: attempt.person_id,
            requirement_code: exam.code,
            evidence_kind: "attempt",
            evidence_id: attempt.id.0,
            title_zh: exam.title_zh,
            title_en: exam.title_en,
            score: marked.score,
            maximum: marked.maximum,
            achieved_at: closing.submitted_at,
        };
        record_achievement(conn, site, &achievement).await?;
    }
    Ok(())
}

async fn mark(conn: &mut Conn, attempt: &Attempt, pass_mark: i16) -> Result<Marked, CloseError> {
    let poison = |error: &dyn std::fmt::Display| CloseError::Poison(error.to_string());
    let paper = queries::paper(conn, attempt.id).await?;
    let ids: Vec<QuestionVersionId> = paper.items.iter().map(|item| item.version_id).collect();
    let mut keys = HashMap::new();
    for version in banks::queries::versions(conn, &ids).await? {
        let answer = version.answer.unwrap_or(Value::Null);
        if let Some(key) = Key::from_json(&answer).map_err(|error| poison(&error))? {
            keys.insert(version.id, key);
        }
    }
    let responses = queries::responses_of(conn, attempt.id).await?;
    marking::mark_paper(&paper, &keys, &responses, pass_mark).map_err(|error| poison(&error))
}

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

/// Closes attempts whose grace is over, at most `limit`, each in its own transaction and in the order of their ids.
/// Any number of servers may sweep at once. What one attempt holds never keeps the others open.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sweep(pool: &Pool, site: &SiteConfig, limit: i64) -> Result<Swept, Error> {
    let mut conn = pool.get().await?;
    let now = db::now(&mut conn).await?;
    let due = queries::overdue(&mut conn, now, limit).await?;
    let mut swept = Swept { due: due.len(), ..Swept::default() };
    for id in due {
        match conn.transaction(async |conn| sweep_one(conn, site, id).await).await {
            Ok(true) => swept.closed += 1,
            Ok(false) => {}
            Err(error) if error.is_lost_connection() => return Err(error.into()),
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
    let Some(attempt) = attempt.filter(Attempt::is_open) else { return Ok(false) };
    let now = db::now(conn).await?;
    let Some(deadline) = attempt.deadline_at.filter(|deadline| now >= *deadline + GRACE) else {
        return Ok(false);
    };
    let closing = Closing { submitted_at: deadline, received_at: now, by: SubmittedBy::Sweep, late: false };
    close(conn, &Actor::server(), site, &attempt, &closing).await?;
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

async fn note(
    conn: &mut Conn,
    attempt_id: AttemptId,
    kind: EventKind,
    actor: &Actor,
    detail: Value,
) -> QueryResult<()> {
    let id = Uuid::now_v7();
    diesel::insert_into(attempt_events::table)
        .values(NewAttemptEvent { id, attempt_id, kind, actor_id: actor.person_id, detail: &detail })
        .execute(conn)
        .await?;
    Ok(())
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: AttemptId,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "attempt", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
