//! Taking questions out of a bank and bringing back what it said before. Nothing is ever deleted.

use diesel::prelude::*;
use diesel_async::AsyncConnection;
use serde_json::json;

use super::revision::{Change, write_revision};
use super::{lock_bank, names, record_about_bank, record_about_question};
use crate::audit::Actor;
use crate::banks::model::RevisionSource;
use crate::banks::queries;
use crate::db::{BankId, Conn, QuestionId, QuestionVersionId};

/// How bringing something back or taking it out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// It is written as this revision.
    Done(i32),
    /// It was so already. Nothing was written.
    Same,
    /// Somebody changed it after the person looked. Nothing was written.
    Stale,
}

/// Makes the bank hold what it held in an earlier revision: a new revision equal to that one. `seen` is the revision that
/// counted when the person looked.
///
/// # Errors
/// Whatever the database says.
pub async fn restore_revision(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    number: i32,
    seen: i32,
) -> QueryResult<Turned> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let current = queries::revision_number(conn, bank).await?;
        if current != seen {
            return Ok(Turned::Stale);
        }
        let changes = queries::changes(conn, bank, (current, number), i64::MAX, 0).await?;
        let removed: Vec<QuestionId> =
            changes.iter().filter(|one| one.after.is_none()).map(|one| one.question_id).collect();
        let restored: Vec<(QuestionId, QuestionVersionId)> =
            changes.iter().filter_map(|one| Some((one.question_id, one.after?))).collect();
        let change = Change {
            source: RevisionSource::Restored,
            source_name: &number.to_string(),
            writes: &[],
            removed: &removed,
            restored: &restored,
        };
        let written = write_revision(conn, actor, bank, &bank_code, &change).await?;
        Ok(written.map_or(Turned::Same, Turned::Done))
    })
    .await
}

/// Makes a question say again what a version of it said. `seen` is the version that counted when the person looked, `None` for
/// a question that was taken out.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such version.
pub async fn restore_version(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    (code, number): (&str, i32),
    seen: Option<QuestionVersionId>,
) -> QueryResult<Turned> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let found = queries::version_by_number(conn, bank, code, number).await?;
        let (question, version) = found.ok_or(diesel::result::Error::NotFound)?;
        let now = queries::current_question(conn, bank, code).await?;
        if now.as_ref().map(|now| now.id) != seen {
            return Ok(Turned::Stale);
        }
        if seen == Some(version) {
            return Ok(Turned::Same);
        }
        let change = Change {
            source: RevisionSource::Restored,
            source_name: code,
            writes: &[],
            removed: &[],
            restored: &[(question, version)],
        };
        let revision = write_revision(conn, actor, bank, &bank_code, &change).await?.unwrap_or_default();
        let detail = json!({ "revision": revision, "before": now.map(|now| now.number), "after": number });
        record_about_question(conn, actor, "question.restored", &bank_code, code, detail).await?;
        Ok(Turned::Done(revision))
    })
    .await
}

/// Takes questions out of a bank. Papers and published exams that have them keep them. Codes the bank does not hold are left
/// out.
///
/// # Errors
/// Whatever the database says.
pub async fn retire(conn: &mut Conn, actor: &Actor, bank: BankId, codes: &[String]) -> QueryResult<Turned> {
    conn.transaction(async |conn| retire_within(conn, actor, bank, codes).await).await
}

/// The same inside the caller's transaction.
pub(super) async fn retire_within(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    codes: &[String],
) -> QueryResult<Turned> {
    let bank_code = lock_bank(conn, bank).await?;
    let held = queries::held(conn, bank, codes).await?;
    let removed: Vec<QuestionId> = held.iter().map(|(_, id)| *id).collect();
    let name = names(held.iter().map(|(code, _)| code.as_str()));
    let change = Change {
        source: RevisionSource::Edited,
        source_name: &name,
        writes: &[],
        removed: &removed,
        restored: &[],
    };
    let Some(revision) = write_revision(conn, actor, bank, &bank_code, &change).await? else {
        return Ok(Turned::Same);
    };
    let codes: Vec<&str> = held.iter().map(|(code, _)| code.as_str()).collect();
    let detail = json!({ "revision": revision, "questions": codes });
    record_about_bank(conn, actor, "bank.questions_retired", &bank_code, detail).await?;
    Ok(Turned::Done(revision))
}
