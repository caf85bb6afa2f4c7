//! The one door through which a score comes to be or changes after the hand-in: a new result beside the old ones, an event,
//! an audit row, and the certificate it may lead to or takes away, all in the caller's transaction.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::closing::{CloseError, Verdict, Verdicted, certify, mark};
use super::{note, record};
use crate::attempts::marking::ByPeople;
use crate::attempts::model::{Attempt, AttemptState, EventKind, NewResult, StoredResponse};
use crate::attempts::queries;
use crate::audit::Actor;
use crate::certification;
use crate::certification::model::RevocationReason;
use crate::config::SiteConfig;
use crate::db::schema::results;
use crate::db::{Conn, ResultId};
use crate::exams;
use crate::web::Error;

/// What becomes of the certificates that rest on an attempt, when it proves nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fate {
    /// They stay valid.
    #[default]
    Keep,
    /// They are revoked as issued in error.
    Revoke,
}

/// Why and how a score changes.
#[derive(Debug)]
pub struct ScoreEvent<'a> {
    /// The word stored with the result: `file`, `graded` or `regraded`.
    pub cause: &'static str,
    /// The event in the timeline.
    pub kind: EventKind,
    /// Name of the audit row.
    pub action: &'static str,
    /// Why, in the words of whoever decided it; empty where the last mark makes the first score.
    pub reason: &'a str,
    /// The answers the new score is computed from, at most one a position.
    pub responses: &'a [StoredResponse],
    /// The points that people gave.
    pub by_people: &'a ByPeople,
    /// What becomes of certificates when a pass is lost; `None` while nobody said it.
    pub fate: Option<Fate>,
    /// More facts for event and audit.
    pub detail: Value,
}

/// What a score event led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescored {
    /// The new result.
    pub result: ResultId,
    /// Whether it passed.
    pub passed: bool,
}

/// Writes a new score of an attempt that was handed in. The caller holds the lock of the attempt.
///
/// A new pass is told to certification. A pass that is lost is taken back there, so that it proves nothing later; what
/// becomes of certificates that rest on it is what whoever decided chose. Where nobody did, it is
/// [`CloseError::Undecided`], and the caller's transaction must fail: no certificate outlives its pass without a word.
pub(super) async fn change_score(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    attempt: &Attempt,
    event: &ScoreEvent<'_>,
) -> Result<Rescored, CloseError> {
    let exam = exams::queries::published_version(conn, attempt.version_id).await?;
    // What an attempt had before it was reopened counts no more.
    let before = queries::score_of(conn, attempt.id).await?.filter(|_| attempt.state == AttemptState::Graded);
    let paper = queries::paper(conn, attempt.id).await?;
    let marked = mark(conn, &paper, event.responses, event.by_people, exam.pass_mark).await?;
    if !marked.waiting.is_empty() {
        return Err(CloseError::Poison(format!("questions {:?} are not graded", marked.waiting)));
    }
    let marks = serde_json::to_value(&marked.marks).map_err(|error| CloseError::Poison(error.to_string()))?;
    let last: Option<i32> = results::table
        .filter(results::attempt_id.eq(attempt.id))
        .select(diesel::dsl::max(results::number))
        .first(conn)
        .await?;
    let number = last.unwrap_or(0) + 1;
    let result = ResultId::new();
    diesel::insert_into(results::table)
        .values(NewResult {
            id: result,
            attempt_id: attempt.id,
            number,
            cause: event.cause,
            score: marked.score,
            maximum: marked.maximum,
            pass_mark: exam.pass_mark,
            passed: marked.passed,
            marks: &marks,
            created_by: actor.person_id,
        })
        .execute(conn)
        .await?;
    let mut detail = json!({
        "cause": event.cause, "score": marked.score, "maximum": marked.maximum, "result": result,
        "before": before.as_ref().map(|before| before.score),
    });
    if let (Value::Object(detail), Value::Object(more)) = (&mut detail, &event.detail) {
        detail.extend(more.clone());
        if !event.reason.is_empty() {
            detail.insert("reason".to_owned(), event.reason.into());
        }
    }
    note(conn, attempt.id, event.kind, actor, detail.clone()).await?;
    record(conn, actor, event.action, attempt.id, detail).await?;
    let passed_before = before.is_some_and(|before| before.passed);
    if passed_before && !marked.passed {
        let is_asked = !queries::resting_on(conn, attempt).await?.is_empty();
        let fate = match event.fate {
            None if is_asked => return Err(CloseError::Undecided),
            fate => fate.unwrap_or_default(),
        };
        take_back(conn, actor, attempt, event.reason, fate).await?;
    }
    if !passed_before {
        let achieved_at = attempt.submitted_at.unwrap_or(attempt.started_at);
        let verdict = Verdict::of(&marked, result, number);
        certify(conn, site, &[Verdicted { attempt, exam: &exam, verdict, achieved_at }]).await?;
    }
    Ok(Rescored { result, passed: marked.passed })
}

/// Why a transaction with a score event is taken back.
pub(super) enum Stop {
    /// As [`CloseError::Undecided`].
    Undecided,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<CloseError> for Stop {
    fn from(error: CloseError) -> Self {
        match error {
            CloseError::Undecided => Self::Undecided,
            other => Self::Failed(other.into()),
        }
    }
}

/// Takes back what an attempt proved. Certificates that rest on it are revoked where `fate` says so.
pub(super) async fn take_back(
    conn: &mut Conn,
    actor: &Actor,
    attempt: &Attempt,
    reason: &str,
    fate: Fate,
) -> QueryResult<()> {
    let proofs = queries::proofs_of(conn, attempt.id).await?;
    certification::actions::withdraw(conn, actor, &proofs, reason).await?;
    if fate == Fate::Revoke {
        for resting in certification::queries::resting_on(conn, attempt.person_id, &proofs).await? {
            let reason_class = RevocationReason::IssuedInError;
            certification::actions::revoke_within(
                conn,
                actor,
                resting.certificate.id,
                reason_class,
                Some(reason),
            )
            .await?;
        }
    }
    Ok(())
}
