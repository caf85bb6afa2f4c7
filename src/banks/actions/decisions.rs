//! What a person decides about an import before it is committed: take or leave a row, give a key, give it up.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::{Answer, QuestionDraft, QuestionType, Severity};
use serde_json::json;

use super::record_about_import;
use super::rows::originals;
use crate::audit::Actor;
use crate::banks::model::{Decision, Import, ImportState};
use crate::banks::queries;
use crate::banks::rules::{self, RowFilter};
use crate::db::schema::{import_rows, imports};
use crate::db::{BankId, Conn, ImportId, JsonText, app_now};
use crate::web::Error;

/// Takes or leaves a question of an import.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is no such import or question.
pub async fn decide(conn: &mut Conn, id: ImportId, position: i32, decision: Decision) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let changed = diesel::update(import_rows::table.find((id, position)))
            .set(import_rows::decision.eq(decision))
            .execute(conn)
            .await?;
        if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
    })
    .await
}

/// Which questions of an import a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those at these positions.
    At(Vec<i32>),
    /// Those that a filter shows, compared with the banks as they are now.
    Shown(RowFilter),
}

/// Takes or leaves several questions of an import; how many there are.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn decide_several(
    conn: &mut Conn,
    id: ImportId,
    which: &Which,
    decision: Decision,
) -> Result<usize, Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let positions = match which {
            Which::At(positions) => positions.clone(),
            Which::Shown(filter) => {
                queries::review(conn, id).await?.ok_or(Error::NotFound)?.positions(*filter)
            }
        };
        let rows = import_rows::table.filter(import_rows::import_id.eq(id));
        let changed = diesel::update(rows.filter(import_rows::position.eq_any(positions)))
            .set(import_rows::decision.eq(decision))
            .execute(conn)
            .await?;
        Ok(changed)
    })
    .await
}

/// A key a person gives for a question whose file has none, or none that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenKey {
    /// Labels of the right options, as printed.
    Labels(Vec<String>),
    /// Whether the statement is true.
    Truth(bool),
}

/// How giving a key ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyGiven {
    /// The question has its key and is taken.
    Done,
    /// The key does not fit the question.
    Unfit,
}

/// Gives a question of an import its key, and takes it.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is no such import or question.
pub async fn give_key(
    conn: &mut Conn,
    id: ImportId,
    position: i32,
    key: &GivenKey,
) -> Result<KeyGiven, Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let row = queries::import_row(conn, id, position).await?.ok_or(Error::NotFound)?;
        let original = originals(&row);
        let (mut draft, mut diagnostics) = (row.draft, row.diagnostics);
        if !set_key(&mut draft, key) {
            return Ok(KeyGiven::Unfit);
        }
        diagnostics.retain(|one| !(one.severity == Severity::Error && rules::is_about_key(one.code)));
        diesel::update(import_rows::table.find((id, position)))
            .set((
                import_rows::draft.eq(JsonText::of(&draft)),
                import_rows::diagnostics.eq(JsonText::of(&diagnostics)),
                import_rows::original.eq(JsonText::of(&original)),
                import_rows::decision.eq(Decision::Take),
            ))
            .execute(conn)
            .await?;
        Ok(KeyGiven::Done)
    })
    .await
}

/// Whether the key fits; several labels make a single choice question multiple choice.
fn set_key(draft: &mut QuestionDraft, key: &GivenKey) -> bool {
    match (key, draft.question_type) {
        (GivenKey::Truth(truth), QuestionType::TrueFalse) => draft.answer = Some(Answer::Truth(*truth)),
        (GivenKey::Labels(labels), QuestionType::SingleChoice | QuestionType::MultipleChoice) => {
            let mut labels = labels.clone();
            labels.sort();
            labels.dedup();
            let known = |label: &String| draft.options.iter().any(|option| option.label == *label);
            if labels.is_empty() || !labels.iter().all(known) {
                return false;
            }
            if labels.len() > 1 {
                draft.question_type = QuestionType::MultipleChoice;
            }
            draft.answer = Some(Answer::Labels(labels));
            draft.drop_unfit_weights();
        }
        _ => return false,
    }
    true
}

/// Gives an import up. The bank stays as it is.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn discard(conn: &mut Conn, actor: &Actor, id: ImportId) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        close(conn, actor, id, ImportState::Discarded, None, None).await?;
        Ok(record_about_import(conn, actor, "import.discarded", id, json!({})).await?)
    })
    .await
}

/// Holds an import that is still a draft until the caller's transaction ends.
pub(super) async fn lock_draft(conn: &mut Conn, id: ImportId) -> Result<Import, Error> {
    let import: Import = imports::table.find(id).select(Import::as_select()).for_update().first(conn).await?;
    match import.state {
        ImportState::Draft => Ok(import),
        ImportState::Committed | ImportState::Discarded => Err(Error::Conflict("banks-import-closed")),
    }
}

/// Closes an import inside the caller's transaction, with the bank and the revision it became.
pub(super) async fn close(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    state: ImportState,
    bank: Option<BankId>,
    revision: Option<i32>,
) -> QueryResult<()> {
    diesel::update(imports::table.find(id))
        .set((
            imports::state.eq(state),
            imports::closed_at.eq(app_now().nullable()),
            imports::closed_by.eq(actor.person_id),
            imports::revision_number.eq(revision),
            bank.map(|bank| imports::bank_id.eq(bank)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
