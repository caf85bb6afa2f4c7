//! An attempt that counts no more, and one that is opened again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::closing::{Verdict, Verdicted, certify};
use super::score_event::{Fate, take_back};
use super::{lock, note, record};
use crate::attempts::model::{Attempt, AttemptState, EventKind, SubmittedBy};
use crate::attempts::{queries, rules};
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::{attempts, grading_tasks, results};
use crate::db::{self, AttemptId, Conn, ExamId, ResultId};
use crate::exams;
use crate::web::Error;

/// Voids an attempt that was handed in: it counts no more, and what it proved is taken back. `false` when it is open or
/// void already; nothing changes then. Where only the first attempt counts, the next one takes its place.
///
/// # Errors
/// [`Error::NotFound`] when the exam has no such attempt.
pub async fn void(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    exam: ExamId,
    id: AttemptId,
    reason: &str,
    fate: Fate,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        let attempt = handed_in(conn, exam, id).await?;
        let Some(attempt) = attempt else { return Ok(false) };
        diesel::update(attempts::table.find(id))
            .set(attempts::state.eq(AttemptState::Voided))
            .execute(conn)
            .await?;
        forget_tasks(conn, id).await?;
        let detail = json!({ "reason": reason, "was": attempt.state, "revoked": fate == Fate::Revoke });
        note(conn, id, EventKind::Voided, actor, detail.clone()).await?;
        record(conn, actor, "attempt.voided", id, detail).await?;
        take_back(conn, actor, &attempt, reason, fate).await?;
        certify_next(conn, site, &attempt).await?;
        Ok(true)
    })
    .await
}

/// The attempt, locked, if it is handed in and counts.
async fn handed_in(conn: &mut Conn, exam: ExamId, id: AttemptId) -> Result<Option<Attempt>, Error> {
    queries::attempt_in(conn, id, exam).await?.ok_or(Error::NotFound)?;
    let attempt = lock(conn, id).await?;
    Ok(Some(attempt)
        .filter(|attempt| matches!(attempt.state, AttemptState::Submitted | AttemptState::Graded)))
}

/// What waits to be graded waits no more. The marks that were given stay in their journal.
async fn forget_tasks(conn: &mut Conn, id: AttemptId) -> QueryResult<()> {
    diesel::delete(grading_tasks::table.filter(grading_tasks::attempt_id.eq(id))).execute(conn).await?;
    Ok(())
}

/// What waits to be graded waits no more; marks that were given stay with the answers they were given for.
async fn forget_waiting(conn: &mut Conn, id: AttemptId) -> QueryResult<()> {
    let waiting =
        grading_tasks::table.filter(grading_tasks::attempt_id.eq(id)).filter(grading_tasks::points.is_null());
    diesel::delete(waiting).execute(conn).await?;
    Ok(())
}

/// Tells certification of the attempt that has become the first, where only the first certifies.
async fn certify_next(conn: &mut Conn, site: &SiteConfig, voided: &Attempt) -> QueryResult<()> {
    let own = queries::attempts_at(conn, voided.exam_id, voided.person_id).await?;
    let Some(next) = own.iter().find(|attempt| attempt.state != AttemptState::Voided) else { return Ok(()) };
    let exam = exams::queries::published_version(conn, next.version_id).await?;
    if exam.definition.counting.certifies(false)
        || next.state != AttemptState::Graded
        || next.number < voided.number
    {
        return Ok(());
    }
    let last: (ResultId, i32, i32, i32, bool) = results::table
        .filter(results::attempt_id.eq(next.id))
        .order(results::number.desc())
        .select((results::id, results::number, results::score, results::maximum, results::passed))
        .first(conn)
        .await?;
    let (result, number, score, maximum, passed) = last;
    let verdict = Verdict { result, number, score, maximum, passed };
    let achieved_at = next.submitted_at.unwrap_or(next.started_at);
    certify(conn, site, &[Verdicted { attempt: next, exam: &exam, verdict, achieved_at }]).await
}

/// What came of opening an attempt again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopened {
    /// The person may go on.
    Done,
    /// It is open or void, or was sat on paper.
    NotHandedIn,
    /// The person has another attempt open.
    OtherOpen,
    /// The end is over already.
    Past,
}

/// Opens an attempt again that was handed in: the person goes on with their answers until `until`. What it proved is taken
/// back; its results stay in the history, and a new one comes when it is handed in again. Marks that people gave are kept
/// for answers that do not change.
///
/// # Errors
/// [`Error::NotFound`] when the exam has no such attempt.
pub async fn reopen(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    id: AttemptId,
    until: DateTime<Utc>,
    reason: &str,
    fate: Fate,
) -> Result<Reopened, Error> {
    conn.transaction(async |conn| {
        let person = queries::attempt_in(conn, id, exam).await?.ok_or(Error::NotFound)?.person_id;
        // A start at the same moment waits, or has its attempt open when this one looks.
        exams::queries::claim_circumstances(conn, person.0).await?;
        let attempt = handed_in(conn, exam, id).await?;
        let Some(attempt) = attempt.filter(|attempt| attempt.submitted_by != Some(SubmittedBy::StaffPaper)) else {
            return Ok(Reopened::NotHandedIn);
        };
        let now = db::now(conn).await?;
        let Some(deadline) = rules::reopened_until(now, attempt.deadline_at, until) else {
            return Ok(Reopened::Past);
        };
        if queries::attempts_at(conn, exam, person).await?.iter().any(Attempt::is_open) {
            return Ok(Reopened::OtherOpen);
        }
        take_back(conn, actor, &attempt, reason, fate).await?;
        forget_waiting(conn, id).await?;
        diesel::update(attempts::table.find(id))
            .set((
                attempts::state.eq(AttemptState::InProgress),
                attempts::deadline_at.eq(Some(deadline)),
                attempts::writer_epoch.eq(attempt.writer_epoch + 1),
                attempts::holder_session.eq(None::<Vec<u8>>),
                attempts::submitted_at.eq(None::<DateTime<Utc>>),
                attempts::received_at.eq(None::<DateTime<Utc>>),
                attempts::submitted_by.eq(None::<SubmittedBy>),
                attempts::receipt.eq(None::<String>),
                attempts::late.eq(false),
                attempts::paused_at.eq(None::<DateTime<Utc>>),
                attempts::quarantined_at.eq(None::<DateTime<Utc>>),
                attempts::quarantine_reason.eq(None::<String>),
                attempts::sweep_failures.eq(0),
                attempts::sweep_after.eq(None::<DateTime<Utc>>),
            ))
            .execute(conn)
            .await?;
        let detail = json!({
            "reason": reason, "until": deadline, "was": attempt.state, "submitted_at": attempt.submitted_at,
            "receipt": attempt.receipt, "deadline_before": attempt.deadline_at, "revoked": fate == Fate::Revoke,
        });
        note(conn, id, EventKind::Reopened, actor, detail.clone()).await?;
        record(conn, actor, "attempt.reopened", id, detail).await?;
        Ok(Reopened::Done)
    })
    .await
}
