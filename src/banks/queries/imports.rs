//! Reading imports, beside the bank as it is now.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::TryStreamExt;
use question_formats::{Format, Place, QuestionDraft, QuestionType};
use serde_json::Value;

use super::current;
use crate::banks::content;
use crate::banks::model::{
    Bank, Import, ImportQuestion, ImportQuestionRow, ImportState, OpenImport, from_json, kind_of,
};
use crate::banks::rules::{self, Elsewhere, Existing, Planned, Row, RowFacts, RowFilter, Sums};
use crate::db::schema::{
    bank_questions, banks, import_rows, imports, person_names, question_versions, questions,
};
use crate::db::{BankId, Conn, ImportId, JsonText};

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
    // One after the other: the rows as the database sends them need not stand in memory together.
    import_rows::table
        .filter(import_rows::import_id.eq(id))
        .order(import_rows::position)
        .select(ImportQuestionRow::as_select())
        .load_stream::<ImportQuestionRow>(conn)
        .await?
        .and_then(async |row| import_question(row))
        .try_collect()
        .await
}

/// One question of an import; `None` when it has none at this position.
///
/// # Errors
/// Whatever the database says.
pub async fn import_row(conn: &mut Conn, id: ImportId, position: i32) -> QueryResult<Option<ImportQuestion>> {
    let row: Option<ImportQuestionRow> = import_rows::table
        .find((id, position))
        .select(ImportQuestionRow::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(import_question).transpose()
}

/// The question of an import that stands before this position.
///
/// # Errors
/// Whatever the database says.
pub async fn previous_row(
    conn: &mut Conn,
    id: ImportId,
    position: i32,
) -> QueryResult<Option<ImportQuestion>> {
    let row: Option<ImportQuestionRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::position.lt(position))
        .order(import_rows::position.desc())
        .select(ImportQuestionRow::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(import_question).transpose()
}

/// How many questions an import has.
///
/// # Errors
/// Whatever the database says.
pub async fn question_count(conn: &mut Conn, id: ImportId) -> QueryResult<usize> {
    let count: i64 =
        import_rows::table.filter(import_rows::import_id.eq(id)).count().get_result(conn).await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The import with this id, without its rows.
///
/// # Errors
/// Whatever the database says.
pub async fn import(conn: &mut Conn, id: ImportId) -> QueryResult<Option<Import>> {
    imports::table.find(id).select(Import::as_select()).first(conn).await.optional()
}

fn import_question(row: ImportQuestionRow) -> QueryResult<ImportQuestion> {
    Ok(ImportQuestion {
        position: row.position,
        verdict: row.verdict,
        draft: row.draft.parse()?,
        diagnostics: row.diagnostics.parse()?,
        source_from: row.source_from,
        source_to: row.source_to,
        source_text: row.source_text,
        decision: row.decision,
        outcome: row.outcome,
        original: row.original.as_ref().map(JsonText::parse).transpose()?.unwrap_or_default(),
        resembles: row.resembles.parse()?,
    })
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
    let elsewhere = elsewhere(conn, bank, &prints).await?;
    let questions = match bank {
        Some(bank) => current(conn, bank).await?,
        None => Vec::new(),
    };
    Ok(Existing { questions, elsewhere })
}

type ElsewhereRow = (Vec<u8>, String, String, BankId, String, Value, Option<Value>);

/// Current questions of other banks with one of these fingerprints.
async fn elsewhere(
    conn: &mut Conn,
    bank: Option<BankId>,
    prints: &[Vec<u8>],
) -> QueryResult<HashMap<Vec<u8>, Vec<Elsewhere>>> {
    let found: Vec<ElsewhereRow> = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .inner_join(bank_questions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(question_versions::fingerprint.eq_any(prints))
        .order((banks::code, questions::code))
        .select((
            question_versions::fingerprint,
            banks::code,
            questions::code,
            banks::id,
            question_versions::kind,
            question_versions::texts,
            question_versions::answer,
        ))
        .load(conn)
        .await?;
    let mut elsewhere: HashMap<Vec<u8>, Vec<Elsewhere>> = HashMap::new();
    for (print, bank_code, question, id, kind, texts, answer) in found {
        if Some(id) == bank {
            continue;
        }
        let content = content::bare(kind_of(&kind)?, from_json(texts)?, answer);
        let language = content::fingerprints(&content).into_iter().next().map(|one| one.language);
        let key = language.and_then(|language| rules::key_print(&content, &language));
        elsewhere.entry(print).or_default().push(Elsewhere { bank: bank_code, question, key });
    }
    Ok(elsewhere)
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
    let mut questions = import_questions(conn, id).await?;
    let rows = to_rows(&mut questions, import.format.as_deref() == Some(Format::Toml.as_str()));
    let existing = existing(conn, import.bank_id, &rows).await?;
    // Thousands of questions take a while to compare: answers of a running exam do not wait behind them.
    let compared = tokio::task::spawn_blocking(move || {
        let planned = rules::plan(&rows, &existing);
        for (question, row) in questions.iter_mut().zip(rows) {
            (question.draft, question.diagnostics) = (row.draft, row.diagnostics);
        }
        let sums = Sums::of(planned.iter().map(|one| (one.verdict, one.outcome)));
        let mark = rules::mark(&planned, &existing);
        (questions, existing, planned, sums, mark)
    });
    let (questions, existing, planned, sums, mark) =
        compared.await.map_err(|problem| diesel::result::Error::QueryBuilderError(problem.into()))?;
    Ok(Some(Review { import, bank, questions, existing, planned, sums, mark }))
}

impl Review {
    /// How each question stands, in their order: compared with the banks as they are now while the import is open, else
    /// as it was.
    pub fn facts(&self) -> Vec<RowFacts> {
        let is_open = self.import.state == ImportState::Draft;
        self.questions
            .iter()
            .zip(&self.planned)
            .map(|(row, planned)| RowFacts {
                verdict: if is_open { planned.verdict } else { row.verdict },
                has_warning: row.has_warning(),
                has_doubt: row.has_doubt(),
                is_similar: is_open && rules::foreign(row, planned, &self.existing).next().is_some(),
            })
            .collect()
    }

    /// The positions of the questions that a filter shows.
    pub fn positions(&self, filter: RowFilter) -> Vec<i32> {
        let rows = self.questions.iter().zip(self.facts());
        rows.filter(|(_, facts)| filter.takes(facts)).map(|(row, _)| row.position).collect()
    }
}

/// The questions as the rules take them. Their drafts and diagnostics are moved, to be put back afterwards: thousands of
/// them need not stand in memory twice.
fn to_rows(questions: &mut [ImportQuestion], says_everything: bool) -> Vec<Row> {
    questions
        .iter_mut()
        .map(|question| Row {
            position: question.position,
            draft: std::mem::replace(
                &mut question.draft,
                QuestionDraft::new(QuestionType::ShortAnswer, Place::line(1), ""),
            ),
            diagnostics: std::mem::take(&mut question.diagnostics),
            decision: question.decision,
            says_everything,
        })
        .collect()
}
