//! Writing a reviewed import into its bank.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::QuestionDraft;
use serde_json::json;

use super::decisions::{close, lock_draft};
use super::revision::{Change, Write, write_revision_telling};
use super::{insert_bank, lock_bank, record_about_import};
use crate::audit::Actor;
use crate::banks::model::{Import, ImportState, Outcome, RevisionSource, Verdict};
use crate::banks::queries::{self, Review};
use crate::banks::rules::{Existing, Planned, Sums};
use crate::db::schema::{banks, import_rows, imports};
use crate::db::{BankId, Conn, ImportId};
use crate::web::Error;

/// How a commit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commit {
    /// It is written.
    Done {
        /// Code of the bank.
        bank_code: String,
        /// The new revision; `None` when nothing changed.
        revision: Option<i32>,
        /// What became of the rows.
        sums: Sums,
    },
    /// Something else would be written than what the person saw. Nothing was written.
    Changed,
}

/// Writes what an import says into its bank: one transaction, one revision. `seen` is the mark of the plan the person
/// looked at; `None` writes whatever the plan is now.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn commit(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    source: RevisionSource,
    seen: Option<&str>,
) -> Result<Commit, Error> {
    commit_telling(conn, actor, id, source, seen, &|_, _| ()).await
}

/// The same, saying from time to time how many questions of how many are written.
///
/// # Errors
/// As [`commit`].
pub async fn commit_telling(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    source: RevisionSource,
    seen: Option<&str>,
    far: &(dyn Fn(usize, usize) + Sync),
) -> Result<Commit, Error> {
    let committed = conn
        .transaction(async |conn| {
            let import = lock_draft(conn, id).await?;
            let Some(bank) = target_bank(conn, actor, &import).await? else {
                return Ok(Commit::Changed);
            };
            let bank_code = lock_bank(conn, bank).await?;
            let review = queries::review(conn, id).await?.ok_or(Error::NotFound)?;
            if seen.is_some_and(|seen| seen != review.mark) {
                // A bank that was only made for this import goes with it.
                return if import.bank_id.is_none() {
                    Err(Error::Conflict("banks-import-changed"))
                } else {
                    Ok(Commit::Changed)
                };
            }
            let sums = review.sums;
            let outcomes = outcomes(&review.planned);
            let writes = writes(review);
            let change = Change {
                source,
                source_name: &import.file_name,
                writes: &writes,
                removed: &[],
                restored: &[],
            };
            let revision = write_revision_telling(conn, actor, bank, &bank_code, &change, far).await?;
            store_outcomes(conn, id, outcomes).await?;
            close(conn, actor, id, ImportState::Committed, Some(bank), revision).await?;
            let detail = json!({ "bank": bank_code, "revision": revision, "sums": sums });
            record_about_import(conn, actor, "import.committed", id, detail).await?;
            Ok(Commit::Done { bank_code, revision, sums })
        })
        .await;
    match committed {
        Err(Error::Conflict("banks-import-changed")) => Ok(Commit::Changed),
        other => other,
    }
}

/// The bank an import goes to, made now if it is to be. `None` when someone made a bank of that code meanwhile: then
/// the import goes there and has to be looked at again.
async fn target_bank(conn: &mut Conn, actor: &Actor, import: &Import) -> QueryResult<Option<BankId>> {
    if let Some(bank) = import.bank_id {
        return Ok(Some(bank));
    }
    let code = import.new_bank_code.as_deref().unwrap_or_default();
    let title = |title: &Option<String>| title.clone().unwrap_or_else(|| code.to_owned());
    let (zh, en) = (title(&import.new_bank_title_zh), title(&import.new_bank_title_en));
    if let Some(bank) = insert_bank(conn, actor, code, &zh, &en).await? {
        return Ok(Some(bank));
    }
    let other: BankId = banks::table.filter(banks::code.eq(code)).select(banks::id).first(conn).await?;
    diesel::update(imports::table.find(import.id))
        .set((imports::bank_id.eq(other), imports::new_bank_code.eq(None::<String>)))
        .execute(conn)
        .await?;
    Ok(None)
}

/// What is to be written. The rest of the review need not stand in memory while it is.
fn writes(review: Review) -> Vec<Write> {
    review
        .planned
        .into_iter()
        .zip(review.questions)
        .filter(|(planned, _)| matches!(planned.outcome, Outcome::Created | Outcome::Updated))
        .map(|(planned, row)| write_of(planned, &row.draft, &review.existing))
        .collect()
}

/// What a planned row asks to be written.
pub(super) fn write_of(planned: Planned, draft: &QuestionDraft, existing: &Existing) -> Write {
    let updated = planned.matched.and_then(|place| existing.questions.get(place));
    Write {
        code: updated.map(|question| question.question_code.clone()).or_else(|| draft.code.clone()),
        content: planned.content,
    }
}

/// The positions of the rows of each verdict and outcome.
type Outcomes = BTreeMap<(Verdict, Outcome), Vec<i32>>;

fn outcomes(planned: &[Planned]) -> Outcomes {
    let mut groups = Outcomes::new();
    for one in planned {
        groups.entry((one.verdict, one.outcome)).or_default().push(one.position);
    }
    groups
}

async fn store_outcomes(conn: &mut Conn, id: ImportId, groups: Outcomes) -> QueryResult<()> {
    for ((verdict, outcome), positions) in groups {
        diesel::update(
            import_rows::table
                .filter(import_rows::import_id.eq(id))
                .filter(import_rows::position.eq_any(positions)),
        )
        .set((import_rows::verdict.eq(verdict), import_rows::outcome.eq(outcome)))
        .execute(conn)
        .await?;
    }
    Ok(())
}
