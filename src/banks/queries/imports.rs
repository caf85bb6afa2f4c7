//! Reading imports, beside the bank as it is now.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use question_formats::Format;

use super::current;
use crate::banks::content;
use crate::banks::model::{
    Bank, Import, ImportQuestion, ImportQuestionRow, ImportState, OpenImport, from_json,
};
use crate::banks::rules::{self, Existing, Planned, Row, Sums};
use crate::db::schema::{
    bank_questions, banks, import_rows, imports, person_names, question_versions, questions,
};
use crate::db::{BankId, Conn, ImportId};

/// Imports that wait for a person, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn open_imports(conn: &mut Conn) -> QueryResult<Vec<OpenImport>> {
    imports::table
        .left_join(banks::table)
        .left_join(person_names::table.on(
            person_names::person_id.nullable().eq(imports::created_by).and(person_names::valid_to.is_null()),
        ))
        .filter(imports::state.eq(ImportState::Draft))
        .order(imports::created_at.desc())
        .limit(50)
        .select((
            imports::id,
            imports::file_name,
            banks::code.nullable(),
            imports::new_bank_code,
            imports::created_at,
            person_names::name.nullable(),
        ))
        .load(conn)
        .await
}

/// The file of an import.
///
/// # Errors
/// Whatever the database says.
pub async fn import_content(conn: &mut Conn, id: ImportId) -> QueryResult<Vec<u8>> {
    imports::table.find(id).select(imports::content).first(conn).await
}

/// The questions of an import in the order of the file.
///
/// # Errors
/// Whatever the database says.
pub async fn import_questions(conn: &mut Conn, id: ImportId) -> QueryResult<Vec<ImportQuestion>> {
    let rows: Vec<ImportQuestionRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .order(import_rows::position)
        .select(ImportQuestionRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ImportQuestion {
                position: row.position,
                verdict: row.verdict,
                draft: from_json(row.draft)?,
                diagnostics: from_json(row.diagnostics)?,
                source_from: row.source_from,
                source_to: row.source_to,
                source_text: row.source_text,
                decision: row.decision,
                outcome: row.outcome,
            })
        })
        .collect()
}

/// What there is already, as far as these rows can meet it: the current questions of the bank, and those of other
/// banks with the same fingerprint.
///
/// # Errors
/// Whatever the database says.
pub async fn existing(conn: &mut Conn, bank: Option<BankId>, rows: &[Row]) -> QueryResult<Existing> {
    let prints: Vec<Vec<u8>> = rows
        .iter()
        .flat_map(|row| content::fingerprints(&content::from_draft(&row.draft)))
        .map(|one| one.whole.to_vec())
        .collect();
    let found: Vec<(Vec<u8>, String, String, BankId)> = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .inner_join(bank_questions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(question_versions::fingerprint.eq_any(prints))
        .order((banks::code.desc(), questions::code.desc()))
        .select((question_versions::fingerprint, banks::code, questions::code, banks::id))
        .load(conn)
        .await?;
    let elsewhere = found
        .into_iter()
        .filter(|(_, _, _, id)| Some(*id) != bank)
        .map(|(print, bank, question, _)| (print, (bank, question)))
        .collect();
    let questions = match bank {
        Some(bank) => current(conn, bank).await?,
        None => Vec::new(),
    };
    Ok(Existing { questions, elsewhere })
}

/// An import beside the bank as it is now.
pub struct Review {
    /// The import.
    pub import: Import,
    /// Its bank; `None` while it is to make one.
    pub bank: Option<Bank>,
    /// Its questions.
    pub questions: Vec<ImportQuestion>,
    /// What the bank and others hold now.
    pub existing: Existing,
    /// What a commit would do now, in the order of `questions`.
    pub planned: Vec<Planned>,
    /// Counts of `planned`.
    pub sums: Sums,
    /// Says whether something else would be written than what a person saw.
    pub mark: String,
}

/// An import with what a commit would do now; `None` when there is no such import.
///
/// # Errors
/// Whatever the database says.
pub async fn review(conn: &mut Conn, id: ImportId) -> QueryResult<Option<Review>> {
    let import = imports::table.find(id).select(Import::as_select()).first(conn).await.optional()?;
    let Some(import) = import else { return Ok(None) };
    let bank = match import.bank_id {
        Some(bank) => banks::table.find(bank).select(Bank::as_select()).first(conn).await.optional()?,
        None => None,
    };
    let questions = import_questions(conn, id).await?;
    let rows = to_rows(&questions, import.format.as_deref() == Some(Format::Toml.as_str()));
    let existing = existing(conn, import.bank_id, &rows).await?;
    let planned = rules::plan(&rows, &existing);
    let sums = Sums::of(planned.iter().map(|one| (one.verdict, one.outcome)));
    let mark = rules::mark(&planned, &existing);
    Ok(Some(Review { import, bank, questions, existing, planned, sums, mark }))
}

fn to_rows(questions: &[ImportQuestion], says_everything: bool) -> Vec<Row> {
    questions
        .iter()
        .map(|question| Row {
            position: question.position,
            draft: question.draft.clone(),
            diagnostics: question.diagnostics.clone(),
            decision: question.decision,
            says_everything,
        })
        .collect()
}
