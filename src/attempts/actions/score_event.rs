//! The one door through which a score changes after the hand-in: a new result beside the old ones, an event, an audit
//! row, and the certificate it may lead to, all in the caller's transaction.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::submit::{CloseError, certify, mark};
use super::{note, record};
use crate::attempts::model::{Attempt, EventKind, NewResult, StoredResponse};
use crate::attempts::queries;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::results;
use crate::db::{Conn, ResultId};
use crate::exams;

/// Why and how a score changes.
#[derive(Debug)]
pub struct ScoreEvent<'a> {
    /// The word stored with the result: `file` or `paper`.
    pub cause: &'static str,
    /// The event in the timeline.
    pub kind: EventKind,
    /// Name of the audit row.
    pub action: &'static str,
    /// Why, in the words of whoever decided it.
    pub reason: &'a str,
    /// The answers the new score is computed from, at most one a position.
    pub responses: &'a [StoredResponse],
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
/// A new pass is told to certification. A pass that is lost is not taken back here: whoever decides sees it beforehand,
/// and revoking a certificate is a decision of its own.
pub(super) async fn change_score(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    attempt: &Attempt,
    event: &ScoreEvent<'_>,
) -> Result<Rescored, CloseError> {
    let exam = exams::queries::published_version(conn, attempt.version_id).await?;
    let before = queries::score_of(conn, attempt.id).await?;
    let paper = queries::paper(conn, attempt.id).await?;
    let marked = mark(conn, &paper, event.responses, exam.pass_mark).await?;
    let marks = serde_json::to_value(&marked.marks).map_err(|error| CloseError::Poison(error.to_string()))?;
    let last: Option<i32> = results::table
        .filter(results::attempt_id.eq(attempt.id))
        .select(diesel::dsl::max(results::number))
        .first(conn)
        .await?;
    let result = ResultId::new();
    diesel::insert_into(results::table)
        .values(NewResult {
            id: result,
            attempt_id: attempt.id,
            number: last.unwrap_or(0) + 1,
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
        "reason": event.reason, "cause": event.cause, "score": marked.score, "maximum": marked.maximum,
        "before": before.as_ref().map(|before| before.score),
    });
    if let (Value::Object(detail), Value::Object(more)) = (&mut detail, &event.detail) {
        detail.extend(more.clone());
    }
    note(conn, attempt.id, event.kind, actor, detail.clone()).await?;
    record(conn, actor, event.action, attempt.id, detail).await?;
    let passed_before = before.is_some_and(|before| before.passed);
    if !passed_before {
        let achieved_at = attempt.submitted_at.unwrap_or(attempt.started_at);
        certify(conn, site, attempt, &exam, &marked, achieved_at).await?;
    }
    Ok(Rescored { result, passed: marked.passed })
}
