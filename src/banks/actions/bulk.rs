//! The same change of many questions: one revision, whatever their number.

use diesel::prelude::*;
use diesel_async::AsyncConnection;
use serde_json::json;

use super::restore::retire_within;
use super::revision::{Change, Write, write_revision};
use super::{lock_bank, names, record_about_bank};
use crate::audit::Actor;
use crate::banks::model::{QuestionVersion, RevisionSource};
use crate::banks::queries;
use crate::banks::rules::{BulkChange, Codes, changed_in_bulk};
use crate::db::{BankId, Conn, QuestionId};

/// What became of the questions that were chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BulkSums {
    /// Questions that were chosen.
    pub chosen: usize,
    /// Changed, moved or taken out.
    pub changed: usize,
    /// Those that were so already.
    pub same: usize,
    /// Those that the bank holds no more.
    pub gone: usize,
}

/// Changes many questions of a bank in the same way.
///
/// # Errors
/// Whatever the database says.
pub async fn change_many(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    codes: &[String],
    what: &BulkChange,
) -> QueryResult<BulkSums> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let versions = queries::current_of(conn, bank, codes).await?;
        let writes: Vec<Write> = versions
            .iter()
            .filter_map(|version| {
                let content = changed_in_bulk(&version.content, what)?;
                Some(Write { code: Some(version.question_code.clone()), content })
            })
            .collect();
        let written: Vec<&str> = writes.iter().filter_map(|write| write.code.as_deref()).collect();
        let change = Change {
            source: RevisionSource::Edited,
            source_name: &names(written.iter().copied()),
            writes: &writes,
            removed: &[],
            restored: &[],
        };
        if let Some(revision) = write_revision(conn, actor, bank, &bank_code, &change).await? {
            let detail = json!({ "revision": revision, "change": what, "questions": written });
            record_about_bank(conn, actor, "bank.questions_changed", &bank_code, detail).await?;
        }
        Ok(sums(codes, &versions, writes.len()))
    })
    .await
}

/// Takes many questions out of a bank: one revision.
///
/// # Errors
/// Whatever the database says.
pub async fn retire_many(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    codes: &[String],
) -> QueryResult<BulkSums> {
    conn.transaction(async |conn| {
        lock_bank(conn, bank).await?;
        let versions = queries::current_of(conn, bank, codes).await?;
        retire_within(conn, actor, bank, codes).await?;
        Ok(sums(codes, &versions, versions.len()))
    })
    .await
}

/// Moves questions to another bank: one revision in each. They keep their codes where these are free there; what they said
/// before stays with the bank they leave.
///
/// # Errors
/// Whatever the database says.
pub async fn move_many(
    conn: &mut Conn,
    actor: &Actor,
    (from, to): (BankId, BankId),
    codes: &[String],
) -> QueryResult<BulkSums> {
    conn.transaction(async |conn| {
        // Both banks in one order, whichever way others move theirs.
        let (from_code, to_code) = if from < to {
            let first = lock_bank(conn, from).await?;
            (first, lock_bank(conn, to).await?)
        } else {
            let first = lock_bank(conn, to).await?;
            (lock_bank(conn, from).await?, first)
        };
        let versions = queries::current_of(conn, from, codes).await?;
        let known = queries::codes_ever(conn, to).await?;
        let used = known.keys().map(String::as_str);
        let moved = versions.iter().map(|version| version.question_code.as_str());
        let mut free = Codes::after(&to_code, used.chain(moved));
        let writes: Vec<Write> = versions
            .iter()
            .map(|version| {
                let own = Some(version.question_code.clone()).filter(|code| !known.contains_key(code));
                Write { code: Some(own.unwrap_or_else(|| free.give())), content: version.content.clone() }
            })
            .collect();
        let arrived = Change {
            source: RevisionSource::Edited,
            source_name: &names(writes.iter().filter_map(|write| write.code.as_deref())),
            writes: &writes,
            removed: &[],
            restored: &[],
        };
        let arrived_in = write_revision(conn, actor, to, &to_code, &arrived).await?;
        let removed: Vec<QuestionId> = versions.iter().map(|version| version.question_id).collect();
        let left = Change {
            source: RevisionSource::Edited,
            source_name: &names(versions.iter().map(|version| version.question_code.as_str())),
            writes: &[],
            removed: &removed,
            restored: &[],
        };
        let left_in = write_revision(conn, actor, from, &from_code, &left).await?;
        if left_in.is_some() {
            let pairs: Vec<(&str, Option<&str>)> = versions
                .iter()
                .zip(&writes)
                .map(|(version, write)| (version.question_code.as_str(), write.code.as_deref()))
                .collect();
            let detail =
                json!({ "revision": left_in, "to": to_code, "revision_there": arrived_in, "questions": pairs });
            record_about_bank(conn, actor, "bank.questions_moved", &from_code, detail).await?;
        }
        Ok(sums(codes, &versions, versions.len()))
    })
    .await
}

fn sums(codes: &[String], versions: &[QuestionVersion], changed: usize) -> BulkSums {
    BulkSums {
        chosen: codes.len(),
        changed,
        same: versions.len().saturating_sub(changed),
        gone: codes.len().saturating_sub(versions.len()),
    }
}
