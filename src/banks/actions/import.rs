//! Keeping a file that was read, with what was read from it, for review.

use std::borrow::Cow;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::{Diagnostic, Format, QuestionDraft};
use serde_json::{Value, json};

use super::columns::remember_columns;
use super::decisions::lock_draft;
use super::images::store_images;
use super::{BATCH, record_about_import};
use crate::audit::Actor;
use crate::banks::model::{Decision, NewImportQuestion, NewImportRow, SkippedLines, Verdict};
use crate::banks::queries;
use crate::banks::rules::{self, ColumnUses, Existing, Planned, Row, headings};
use crate::db::json::without_nul;
use crate::db::schema::{import_rows, imports};
use crate::db::{BankId, Conn, ImportId, JsonText, QuestionId};
use crate::formats::{Owners, ReadFile};
use crate::web::Error;

/// Where the questions of a file go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into a bank that exists.
    Bank(BankId),
    /// Into a bank that the commit makes.
    NewBank {
        /// Its code.
        code: String,
        /// Its title in Chinese.
        title_zh: String,
        /// Its title in English.
        title_en: String,
    },
}

/// The bank there is, or code and titles of the one to be made.
pub(super) fn target_columns(target: &Target) -> (Option<BankId>, Option<(&str, &str, &str)>) {
    match target {
        Target::Bank(id) => (Some(*id), None),
        Target::NewBank { code, title_zh, title_en } => (None, Some((code, title_zh, title_en))),
    }
}

/// A file that was read and waits for review.
pub struct NewImport<'a> {
    /// Where it goes.
    pub target: Target,
    /// Its name.
    pub file_name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What was read from it.
    pub file: &'a ReadFile,
    /// What its columns hold, as a person once said.
    pub uses: &'a ColumnUses,
}

/// With which columns a table was read again.
pub struct Columns<'a> {
    /// What they hold; nothing where the headings say it.
    pub uses: &'a ColumnUses,
    /// The row below the headings for which this is remembered, or forgotten when nothing is said; `None` remembers
    /// nothing.
    pub remember_above: Option<usize>,
}

/// Keeps a file with what was read from it, for review. Nothing of it is in a bank.
///
/// # Errors
/// Whatever the database says.
pub async fn start_import(conn: &mut Conn, actor: &Actor, new: &NewImport<'_>) -> QueryResult<ImportId> {
    conn.transaction(async |conn| {
        let id = ImportId::new();
        let (bank_id, new_bank) = target_columns(&new.target);
        let reading = &new.file.reading;
        diesel::insert_into(imports::table)
            .values(NewImportRow {
                id,
                bank_id,
                new_bank_code: new_bank.map(|bank| bank.0),
                new_bank_title_zh: new_bank.map(|bank| bank.1),
                new_bank_title_en: new_bank.map(|bank| bank.2),
                file_name: new.file_name,
                content: new.bytes,
                format: format_word(new.file),
                encoding: &reading.encoding,
                line_count: i32::try_from(reading.lines).unwrap_or(i32::MAX),
                diagnostics: file_diagnostics(new.file),
                skipped: skipped(new.file),
                created_by: actor.person_id,
                tables: tables(new.file),
                column_uses: serde_json::to_value(new.uses).unwrap_or_default(),
            })
            .execute(conn)
            .await?;
        insert_rows(conn, id, bank_id, new.file, &|_, _| ()).await?;
        let detail = json!({ "questions": reading.questions.len(), "file": new.file_name });
        record_about_import(conn, actor, "import.started", id, detail).await?;
        Ok(id)
    })
    .await
}

/// Puts a reading of its file in the place of what is stored of an import. Decisions and mended keys are forgotten. Says
/// from time to time how many questions of how many are stored.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn store_reading(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    file: &ReadFile,
    columns: &Columns<'_>,
    far: &(dyn Fn(usize, usize) + Sync),
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let import = lock_draft(conn, id).await?;
        diesel::delete(import_rows::table.filter(import_rows::import_id.eq(id))).execute(conn).await?;
        diesel::update(imports::table.find(id))
            .set((
                imports::format.eq(format_word(file)),
                imports::encoding.eq(&file.reading.encoding),
                imports::line_count.eq(i32::try_from(file.reading.lines).unwrap_or(i32::MAX)),
                imports::diagnostics.eq(file_diagnostics(file)),
                imports::skipped.eq(skipped(file)),
                imports::tables.eq(tables(file)),
                imports::column_uses.eq(serde_json::to_value(columns.uses).unwrap_or_default()),
            ))
            .execute(conn)
            .await?;
        let above = columns.remember_above.and_then(|row| headings(&file.reading.tables, row));
        if let Some(headings) = above {
            remember_columns(conn, actor, headings, columns.uses).await?;
        }
        insert_rows(conn, id, import.bank_id, file, far).await?;
        let detail = json!({ "encoding": file.reading.encoding, "questions": file.reading.questions.len() });
        Ok(record_about_import(conn, actor, "import.reread", id, detail).await?)
    })
    .await
}

/// The questions of a file as rows of an import, each with what the reader says about it and without the files of its
/// images.
pub fn rows_of(file: &ReadFile) -> Vec<Row> {
    let mut rows: Vec<Row> = (1..)
        .zip(&file.reading.questions)
        .map(|(position, draft)| Row {
            position,
            draft: QuestionDraft { media: Vec::new(), ..draft.clone() },
            diagnostics: Vec::new(),
            decision: Decision::Take,
            says_everything: file.reading.format == Some(Format::Toml),
        })
        .collect();
    let owners = Owners::of(file);
    for diagnostic in &file.reading.diagnostics {
        let index = diagnostic.place.as_ref().and_then(|place| owners.find(place));
        if let Some(row) = index.and_then(|index| rows.get_mut(index)) {
            row.diagnostics.push(diagnostic.clone());
        }
    }
    rows
}

/// The plan of a file that nobody reviewed: what is clear is taken, the rest left.
///
/// # Errors
/// Whatever the database says.
pub async fn plan_of(
    conn: &mut Conn,
    bank: Option<BankId>,
    file: &ReadFile,
) -> QueryResult<(Vec<Row>, Existing, Vec<Planned>)> {
    let mut rows = rows_of(file);
    let existing = queries::existing(conn, bank, &rows).await?;
    // Thousands of questions take a while to compare: answers of a running exam do not wait behind them.
    let compared = tokio::task::spawn_blocking(move || {
        let mut planned = rules::plan(&rows, &existing);
        for (row, planned) in rows.iter_mut().zip(&mut planned) {
            rules::decide_first(row, planned);
        }
        (rows, existing, planned)
    });
    compared.await.map_err(|problem| diesel::result::Error::QueryBuilderError(problem.into()))
}

async fn insert_rows(
    conn: &mut Conn,
    import_id: ImportId,
    bank: Option<BankId>,
    file: &ReadFile,
    far: &(dyn Fn(usize, usize) + Sync),
) -> QueryResult<()> {
    store_images(conn, &file.reading.questions).await?;
    let (rows, existing, planned) = plan_of(conn, bank, file).await?;
    let compared: Vec<Compared> = planned
        .into_iter()
        .map(|planned| {
            let matched = planned.matched.and_then(|place| existing.questions.get(place));
            Compared { verdict: planned.verdict, question_id: matched.map(|question| question.question_id) }
        })
        .collect();
    drop(existing);
    // What repeats a question is told to do so, and nothing else.
    let is_known = |one: &Compared| matches!(one.verdict, Verdict::Same | Verdict::Duplicate);
    let drafts: Vec<(i32, &QuestionDraft)> = rows
        .iter()
        .zip(&compared)
        .filter(|(_, one)| !is_known(one))
        .map(|(row, _)| (row.position, &row.draft))
        .collect();
    let mut resemblances = queries::resemblances(conn, &drafts).await?.into_iter();
    let line = |line: usize| i32::try_from(line).ok();
    let mut sources = file.sources.iter();
    let mut all = rows.iter().zip(&compared);
    let mut stored = 0;
    loop {
        // What is written stands in memory for a few questions at a time.
        let values: Vec<NewImportQuestion> = all
            .by_ref()
            .take(BATCH)
            .map(|(row, compared)| {
                let source = sources.next();
                let resembles =
                    if is_known(compared) { Vec::new() } else { resemblances.next().unwrap_or_default() };
                NewImportQuestion {
                    import_id,
                    position: row.position,
                    verdict: compared.verdict,
                    draft: JsonText::of(&row.draft),
                    diagnostics: JsonText::of(&row.diagnostics),
                    source_from: source.and_then(|source| line(source.from)),
                    source_to: source.and_then(|source| line(source.to)),
                    source_text: source.map_or(Cow::Borrowed(""), |source| storable(&source.text)),
                    question_id: compared.question_id,
                    decision: row.decision,
                    resembles: JsonText::of(&resembles),
                    original: None,
                }
            })
            .collect();
        if values.is_empty() {
            return Ok(());
        }
        far(stored, rows.len());
        stored += values.len();
        diesel::insert_into(import_rows::table).values(values).execute(conn).await?;
    }
}

/// What is kept of the comparison of a row with the banks.
struct Compared {
    verdict: Verdict,
    question_id: Option<QuestionId>,
}

fn format_word(file: &ReadFile) -> Option<String> {
    serde_json::to_value(file.reading.format?).ok()?.as_str().map(str::to_owned)
}

fn tables(file: &ReadFile) -> Value {
    without_nul(serde_json::to_value(&file.reading.tables).unwrap_or_default())
}

fn skipped(file: &ReadFile) -> Value {
    let ranges = file.reading.skipped.iter().zip(&file.skipped_texts);
    let lines: Vec<SkippedLines> = ranges
        .map(|(range, text)| SkippedLines { range: range.clone(), text: storable(text).into_owned() })
        .collect();
    serde_json::to_value(lines).unwrap_or_default()
}

fn file_diagnostics(file: &ReadFile) -> Value {
    let owners = Owners::of(file);
    let is_free = |one: &&Diagnostic| one.place.as_ref().and_then(|place| owners.find(place)).is_none();
    let whole: Vec<&Diagnostic> = file.reading.diagnostics.iter().filter(is_free).collect();
    serde_json::to_value(whole).unwrap_or_default()
}

/// Postgres keeps no NUL in texts.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}
