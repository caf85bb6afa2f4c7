//! Writing banks and imports. The only transactions of this room.

mod shipped;

pub use shipped::{Loaded, ShippedError, load_shipped};

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::{Answer, Diagnostic, QuestionDraft, QuestionType, Severity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::content;
use super::model::{
    Content, Decision, Import, ImportState, NewBank, NewImportQuestion, NewImportRow, NewMaterial,
    NewMembership, NewQuestion, NewQuestionVersion, NewRevision, Outcome, RevisionSource, SkippedLines,
    Verdict, from_json,
};
use super::queries::{self, Review};
use super::rules::{self, Codes, Existing, Planned, Row, Sums};
use crate::audit::{self, Actor, Event};
use crate::db::schema::{
    bank_questions, bank_revisions, banks, import_rows, imports, materials, question_versions, questions,
};
use crate::db::{BankId, Conn, ImportId, MaterialId, QuestionId, QuestionVersionId, app_now};
use crate::formats::ReadFile;
use crate::web::Error;

/// Rows in one INSERT: far below the limit of bound values.
const BATCH: usize = 500;

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
}

/// Makes a bank inside the caller's transaction; `None` when the code is taken.
async fn insert_bank(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    title_zh: &str,
    title_en: &str,
) -> QueryResult<Option<BankId>> {
    let row = NewBank { id: BankId::new(), code, title_zh, title_en, created_by: actor.person_id };
    let id: Option<BankId> = diesel::insert_into(banks::table)
        .values(row)
        .on_conflict(banks::code)
        .do_nothing()
        .returning(banks::id)
        .get_result(conn)
        .await
        .optional()?;
    if let Some(id) = id {
        let event = Event {
            action: "bank.added",
            subject_kind: "bank",
            subject_id: code.to_owned(),
            detail: json!({ "id": id }),
        };
        audit::record(conn, actor, event).await?;
    }
    Ok(id)
}

/// Holds the bank against other writers until the caller's transaction ends.
async fn lock_bank(conn: &mut Conn, bank: BankId) -> QueryResult<String> {
    banks::table.find(bank).select(banks::code).for_update().first(conn).await
}

/// Keeps a file with what was read from it, for review. Nothing of it is in a bank.
///
/// # Errors
/// Whatever the database says.
pub async fn start_import(conn: &mut Conn, actor: &Actor, new: &NewImport<'_>) -> QueryResult<ImportId> {
    conn.transaction(async |conn| {
        let id = ImportId::new();
        let (bank_id, new_bank) = match &new.target {
            Target::Bank(id) => (Some(*id), None),
            Target::NewBank { code, title_zh, title_en } => {
                (None, Some((code.as_str(), title_zh.as_str(), title_en.as_str())))
            }
        };
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
            })
            .execute(conn)
            .await?;
        insert_rows(conn, id, bank_id, new.file).await?;
        let event = Event {
            action: "import.started",
            subject_kind: "import",
            subject_id: id.to_string(),
            detail: json!({ "questions": reading.questions.len(), "file": new.file_name }),
        };
        audit::record(conn, actor, event).await?;
        Ok(id)
    })
    .await
}

fn format_word(file: &ReadFile) -> Option<String> {
    serde_json::to_value(file.reading.format?).ok()?.as_str().map(str::to_owned)
}

fn skipped(file: &ReadFile) -> Value {
    let ranges = file.reading.skipped.iter().zip(&file.skipped_texts);
    let lines: Vec<SkippedLines> = ranges
        .map(|(range, text)| SkippedLines {
            from: range.from,
            to: range.to,
            reason: range.reason,
            text: storable(text),
        })
        .collect();
    serde_json::to_value(lines).unwrap_or_default()
}

/// Postgres keeps no NUL in texts.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Which question of the file a diagnostic is about: the one whose lines it points to.
fn owner(file: &ReadFile, diagnostic: &Diagnostic) -> Option<usize> {
    let line = diagnostic.place.as_ref()?.line_number()?;
    file.sources.iter().position(|source| (source.from..=source.to).contains(&line))
}

fn file_diagnostics(file: &ReadFile) -> Value {
    let whole: Vec<&Diagnostic> =
        file.reading.diagnostics.iter().filter(|one| owner(file, one).is_none()).collect();
    serde_json::to_value(whole).unwrap_or_default()
}

/// The questions of a file as rows of an import, each with what the reader says about it.
pub fn rows_of(file: &ReadFile) -> Vec<Row> {
    let mut rows: Vec<Row> = (1..)
        .zip(&file.reading.questions)
        .map(|(position, draft)| Row {
            position,
            draft: draft.clone(),
            diagnostics: Vec::new(),
            decision: Decision::Take,
        })
        .collect();
    for diagnostic in &file.reading.diagnostics {
        if let Some(row) = owner(file, diagnostic).and_then(|index| rows.get_mut(index)) {
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
    let compared = rules::plan(&rows, &existing);
    for (row, planned) in rows.iter_mut().zip(compared) {
        row.decision = rules::first_decision(planned.verdict);
    }
    let planned = rules::plan(&rows, &existing);
    Ok((rows, existing, planned))
}

async fn insert_rows(
    conn: &mut Conn,
    import_id: ImportId,
    bank: Option<BankId>,
    file: &ReadFile,
) -> QueryResult<()> {
    let (rows, existing, planned) = plan_of(conn, bank, file).await?;
    let line = |line: usize| i32::try_from(line).ok();
    let texts: Vec<String> = file.sources.iter().map(|source| storable(&source.text)).collect();
    let mut values = Vec::with_capacity(rows.len());
    for (index, (row, planned)) in rows.iter().zip(&planned).enumerate() {
        let source = file.sources.get(index);
        values.push(NewImportQuestion {
            import_id,
            position: row.position,
            verdict: planned.verdict,
            draft: json_without_nul(serde_json::to_value(&row.draft).unwrap_or_default()),
            diagnostics: json_without_nul(serde_json::to_value(&row.diagnostics).unwrap_or_default()),
            source_from: source.and_then(|source| line(source.from)),
            source_to: source.and_then(|source| line(source.to)),
            source_text: texts.get(index).map_or("", String::as_str),
            question_id: planned
                .matched
                .and_then(|place| existing.questions.get(place))
                .map(|question| question.question_id),
            decision: row.decision,
        });
    }
    for batch in values.chunks(BATCH) {
        diesel::insert_into(import_rows::table).values(batch).execute(conn).await?;
    }
    Ok(())
}

/// Postgres keeps no NUL in JSON either.
fn json_without_nul(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => Value::String(storable(&text)),
        Value::Array(items) => items.into_iter().map(json_without_nul).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, json_without_nul(value))).collect())
        }
        other => other,
    }
}

/// Holds an import that is still a draft until the caller's transaction ends.
async fn lock_draft(conn: &mut Conn, id: ImportId) -> Result<Import, Error> {
    let import: Import = imports::table.find(id).select(Import::as_select()).for_update().first(conn).await?;
    match import.state {
        ImportState::Draft => Ok(import),
        ImportState::Committed | ImportState::Discarded => Err(Error::Conflict("banks-import-closed")),
    }
}

/// Puts another reading of the same file in the place of the first one. Decisions and mended keys are forgotten.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn reread(conn: &mut Conn, actor: &Actor, id: ImportId, file: &ReadFile) -> Result<(), Error> {
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
            ))
            .execute(conn)
            .await?;
        insert_rows(conn, id, import.bank_id, file).await?;
        let event = Event {
            action: "import.reread",
            subject_kind: "import",
            subject_id: id.to_string(),
            detail: json!({ "encoding": file.reading.encoding, "questions": file.reading.questions.len() }),
        };
        Ok(audit::record(conn, actor, event).await?)
    })
    .await
}

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
        let (draft, diagnostics): (Value, Value) = import_rows::table
            .find((id, position))
            .select((import_rows::draft, import_rows::diagnostics))
            .first(conn)
            .await?;
        let mut draft: QuestionDraft = from_json(draft)?;
        let mut diagnostics: Vec<Diagnostic> = from_json(diagnostics)?;
        if !set_key(&mut draft, key) {
            return Ok(KeyGiven::Unfit);
        }
        diagnostics.retain(|one| !(one.severity == Severity::Error && rules::is_about_key(one.code)));
        diesel::update(import_rows::table.find((id, position)))
            .set((
                import_rows::draft.eq(serde_json::to_value(&draft).unwrap_or_default()),
                import_rows::diagnostics.eq(serde_json::to_value(&diagnostics).unwrap_or_default()),
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
        let event = Event {
            action: "import.discarded",
            subject_kind: "import",
            subject_id: id.to_string(),
            detail: json!({}),
        };
        Ok(audit::record(conn, actor, event).await?)
    })
    .await
}

async fn close(
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
            let writes = writes(&review);
            let change = Change { source, source_name: &import.file_name, writes: &writes, removed: &[] };
            let revision = write_revision(conn, actor, bank, &bank_code, &change).await?;
            store_outcomes(conn, id, &review.planned).await?;
            close(conn, actor, id, ImportState::Committed, Some(bank), revision).await?;
            let detail = json!({ "bank": bank_code, "revision": revision, "sums": review.sums });
            let event = Event {
                action: "import.committed",
                subject_kind: "import",
                subject_id: id.to_string(),
                detail,
            };
            audit::record(conn, actor, event).await?;
            Ok(Commit::Done { bank_code, revision, sums: review.sums })
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

fn writes(review: &Review) -> Vec<Write> {
    review
        .planned
        .iter()
        .zip(&review.questions)
        .filter(|(planned, _)| matches!(planned.outcome, Outcome::Created | Outcome::Updated))
        .map(|(planned, row)| write_of(planned, &row.draft, &review.existing))
        .collect()
}

/// What a planned row asks to be written.
fn write_of(planned: &Planned, draft: &QuestionDraft, existing: &Existing) -> Write {
    let updated = planned.matched.and_then(|place| existing.questions.get(place));
    Write {
        code: updated.map(|question| question.question_code.clone()).or_else(|| draft.code.clone()),
        content: planned.content.clone(),
    }
}

async fn store_outcomes(conn: &mut Conn, id: ImportId, planned: &[Planned]) -> QueryResult<()> {
    let mut groups: BTreeMap<(Verdict, Outcome), Vec<i32>> = BTreeMap::new();
    for one in planned {
        groups.entry((one.verdict, one.outcome)).or_default().push(one.position);
    }
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

/// A question to be written: a new version of the one with this code, or a new question.
#[derive(Debug, Clone)]
struct Write {
    /// Its code; `None` takes the next free one.
    code: Option<String>,
    /// What it says.
    content: Content,
}

/// What a revision changes.
struct Change<'a> {
    /// How it came to be.
    source: RevisionSource,
    /// Name of the file.
    source_name: &'a str,
    /// Questions to write.
    writes: &'a [Write],
    /// Questions to take out.
    removed: &'a [QuestionId],
}

/// Writes the next revision inside the caller's transaction, which holds the bank; `None` when there is nothing to
/// write.
async fn write_revision(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    bank_code: &str,
    change: &Change<'_>,
) -> QueryResult<Option<i32>> {
    if change.writes.is_empty() && change.removed.is_empty() {
        return Ok(None);
    }
    let known = queries::codes_ever(conn, bank).await?;
    let current: Vec<QuestionId> = bank_questions::table
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .select(bank_questions::question_id)
        .load(conn)
        .await?;
    let used = known.keys().map(String::as_str);
    let mut codes =
        Codes::after(bank_code, used.chain(change.writes.iter().filter_map(|write| write.code.as_deref())));
    let named: Vec<Named<'_>> =
        change.writes.iter().map(|write| Named::new(write, &known, &mut codes)).collect();
    let replaced: Vec<QuestionId> =
        named.iter().map(|one| one.question_id).filter(|id| current.contains(id)).collect();
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let number = queries::revision_number(conn, bank).await? + 1;
    let (added, changed) = (count(named.len() - replaced.len()), count(replaced.len()));
    diesel::insert_into(bank_revisions::table)
        .values(NewRevision {
            bank_id: bank,
            number,
            created_by: actor.person_id,
            source: change.source,
            source_name: change.source_name,
            added,
            changed,
            removed: count(change.removed.len()),
        })
        .execute(conn)
        .await?;
    insert_questions(conn, bank, &named).await?;
    let versions = insert_versions(conn, bank, &named).await?;
    end_memberships(conn, bank, &replaced, change.removed, number).await?;
    let members: Vec<NewMembership> = named
        .iter()
        .zip(versions)
        .map(|(one, version_id)| NewMembership {
            bank_id: bank,
            question_id: one.question_id,
            version_id,
            from_revision: number,
        })
        .collect();
    for batch in members.chunks(BATCH) {
        diesel::insert_into(bank_questions::table).values(batch).execute(conn).await?;
    }
    let event = Event {
        action: "bank.revised",
        subject_kind: "bank",
        subject_id: bank_code.to_owned(),
        detail: json!({
            "revision": number, "source": change.source, "file": change.source_name,
            "added": added, "changed": changed, "removed": change.removed.len(),
        }),
    };
    audit::record(conn, actor, event).await?;
    Ok(Some(number))
}

/// A write with its question.
struct Named<'a> {
    question_id: QuestionId,
    code: String,
    is_new: bool,
    number: i32,
    content: &'a Content,
}

impl<'a> Named<'a> {
    fn new(write: &'a Write, known: &HashMap<String, (QuestionId, i32)>, codes: &mut Codes) -> Self {
        let code = write.code.clone().unwrap_or_else(|| codes.give());
        let old = known.get(&code);
        Self {
            question_id: old.map_or_else(QuestionId::new, |(id, _)| *id),
            is_new: old.is_none(),
            number: old.map_or(0, |(_, number)| *number) + 1,
            code,
            content: &write.content,
        }
    }
}

async fn insert_questions(conn: &mut Conn, bank: BankId, named: &[Named<'_>]) -> QueryResult<()> {
    let rows: Vec<NewQuestion<'_>> = named
        .iter()
        .filter(|one| one.is_new)
        .map(|one| NewQuestion { id: one.question_id, bank_id: bank, code: &one.code })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(questions::table).values(batch).execute(conn).await?;
    }
    Ok(())
}

/// Writes the versions and gives their ids, in the order of `named`; ids rise in that order.
async fn insert_versions(
    conn: &mut Conn,
    bank: BankId,
    named: &[Named<'_>],
) -> QueryResult<Vec<QuestionVersionId>> {
    let materials = store_materials(conn, bank, named).await?;
    let mut ids = Vec::with_capacity(named.len());
    for batch in named.chunks(BATCH) {
        let rows: Vec<NewQuestionVersion<'_>> = batch
            .iter()
            .map(|one| {
                let content = one.content;
                NewQuestionVersion {
                    id: QuestionVersionId::new(),
                    question_id: one.question_id,
                    number: one.number,
                    kind: content.kind.as_str(),
                    topic: content.topic.as_deref(),
                    difficulty: content.difficulty,
                    points: content.points,
                    tags: &content.tags,
                    material_id: content
                        .material
                        .as_ref()
                        .and_then(|texts| materials.get(&material_digest(texts)).copied()),
                    texts: serde_json::to_value(&content.texts).unwrap_or_default(),
                    languages: content.texts.languages(),
                    option_count: content.option_count(),
                    answer: content.answer.as_ref(),
                    fingerprint: content::stored_fingerprint(content).to_vec(),
                    content_digest: content.digest().to_vec(),
                }
            })
            .collect();
        ids.extend(rows.iter().map(|row| row.id));
        diesel::insert_into(question_versions::table).values(rows).execute(conn).await?;
    }
    Ok(ids)
}

fn material_digest(texts: &BTreeMap<String, String>) -> Vec<u8> {
    Sha256::digest(serde_json::to_vec(texts).unwrap_or_default()).to_vec()
}

async fn store_materials(
    conn: &mut Conn,
    bank: BankId,
    named: &[Named<'_>],
) -> QueryResult<HashMap<Vec<u8>, MaterialId>> {
    let texts: BTreeMap<Vec<u8>, &BTreeMap<String, String>> = named
        .iter()
        .filter_map(|one| one.content.material.as_ref())
        .map(|texts| (material_digest(texts), texts))
        .collect();
    let rows: Vec<NewMaterial> = texts
        .iter()
        .map(|(digest, texts)| NewMaterial {
            id: MaterialId::new(),
            bank_id: bank,
            digest: digest.clone(),
            texts: serde_json::to_value(texts).unwrap_or_default(),
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(materials::table).values(batch).on_conflict_do_nothing().execute(conn).await?;
    }
    let digests: Vec<&Vec<u8>> = texts.keys().collect();
    let ids: Vec<(Vec<u8>, MaterialId)> = materials::table
        .filter(materials::bank_id.eq(bank))
        .filter(materials::digest.eq_any(digests))
        .select((materials::digest, materials::id))
        .load(conn)
        .await?;
    Ok(ids.into_iter().collect())
}

async fn end_memberships(
    conn: &mut Conn,
    bank: BankId,
    replaced: &[QuestionId],
    removed: &[QuestionId],
    number: i32,
) -> QueryResult<()> {
    let ended: Vec<QuestionId> = replaced.iter().chain(removed).copied().collect();
    diesel::update(
        bank_questions::table
            .filter(bank_questions::bank_id.eq(bank))
            .filter(bank_questions::to_revision.is_null())
            .filter(bank_questions::question_id.eq_any(ended)),
    )
    .set(bank_questions::to_revision.eq(number))
    .execute(conn)
    .await?;
    Ok(())
}
