//! Reading banks, revisions, questions and imports.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use question_formats::Format;

use super::content;
use super::model::{
    Bank, BankListItem, Image, Import, ImportQuestion, ImportState, OpenImport, PoolEntry, PoolFilter,
    QuestionFilter, QuestionVersion, Revision, Shown, VersionInTime, VersionRow, from_json, kind_of,
};
use super::rules::{self, Existing, Planned, Row, Sums};
use crate::base::QuestionKind;
use crate::db::schema::{
    bank_questions, bank_revisions, banks, images, import_rows, imports, materials, person_names,
    question_images, question_versions, questions,
};
use crate::db::{BankId, Conn, ImportId, QuestionId, QuestionVersionId};

/// Columns of [`VersionRow`], for queries that join versions with questions, banks and (left) materials.
macro_rules! version_columns {
    () => {
        (
            question_versions::id,
            question_versions::question_id,
            questions::code,
            banks::code,
            question_versions::number,
            question_versions::kind,
            question_versions::topic,
            question_versions::difficulty,
            question_versions::points,
            question_versions::tags,
            question_versions::texts,
            question_versions::languages,
            question_versions::option_count,
            question_versions::answer,
            materials::texts.nullable(),
            question_versions::created_at,
        )
    };
}

fn all(rows: Vec<VersionRow>) -> QueryResult<Vec<QuestionVersion>> {
    rows.into_iter().map(QuestionVersion::try_from).collect()
}

/// The image with this name.
///
/// # Errors
/// Whatever the database says.
pub async fn image(conn: &mut Conn, name: &str) -> QueryResult<Option<Image>> {
    images::table.find(name).select(Image::as_select()).first(conn).await.optional()
}

/// The images that these versions name, each once. The files of all of them are in memory then.
///
/// # Errors
/// Whatever the database says.
pub async fn images_of(conn: &mut Conn, versions: &[QuestionVersionId]) -> QueryResult<Vec<Image>> {
    let named = question_images::table
        .filter(question_images::version_id.eq_any(versions))
        .select(question_images::image_name);
    images::table.filter(images::name.eq_any(named)).select(Image::as_select()).load(conn).await
}

/// The image with this name, when one of these versions names it where it may be shown now.
///
/// # Errors
/// Whatever the database says.
pub async fn image_shown(
    conn: &mut Conn,
    versions: &[QuestionVersionId],
    name: &str,
    shown: &[Shown],
) -> QueryResult<Option<Image>> {
    let named = question_images::table
        .filter(question_images::version_id.eq_any(versions))
        .filter(question_images::shown.eq_any(shown.to_vec()))
        .filter(question_images::image_name.eq(images::name));
    images::table
        .find(name)
        .filter(diesel::dsl::exists(named))
        .select(Image::as_select())
        .first(conn)
        .await
        .optional()
}

/// The versions with these ids, in any order. Ids that do not exist are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn versions(conn: &mut Conn, ids: &[QuestionVersionId]) -> QueryResult<Vec<QuestionVersion>> {
    let rows = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .left_join(materials::table)
        .filter(question_versions::id.eq_any(ids))
        .select(version_columns!())
        .load(conn)
        .await?;
    all(rows)
}

/// The questions of a bank's current revision that a section may draw, ascending by id of the version. Empty when
/// there is no such bank.
///
/// # Errors
/// Whatever the database says.
pub async fn pool(conn: &mut Conn, filter: &PoolFilter) -> QueryResult<Vec<PoolEntry>> {
    let mut query = bank_questions::table
        .inner_join(banks::table)
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(banks::code.eq(&filter.bank_code))
        .order(question_versions::id)
        .select((
            question_versions::id,
            question_versions::kind,
            question_versions::topic,
            question_versions::difficulty,
            question_versions::languages,
            question_versions::answer.is_not_null(),
        ))
        .into_boxed();
    if let Some(topic) = &filter.topic {
        query = query.filter(question_versions::topic.eq(topic));
    }
    if !filter.kinds.is_empty() {
        let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
        query = query.filter(question_versions::kind.eq_any(kinds));
    }
    if filter.difficulty_min > 1 || filter.difficulty_max < 5 {
        query =
            query.filter(question_versions::difficulty.between(filter.difficulty_min, filter.difficulty_max));
    }
    type Row = (QuestionVersionId, String, Option<String>, Option<i16>, Vec<String>, bool);
    let rows: Vec<Row> = query.load(conn).await?;
    rows.into_iter()
        .map(|(version_id, kind, topic, difficulty, languages, has_key)| {
            Ok(PoolEntry { version_id, kind: kind_of(&kind)?, topic, difficulty, languages, has_key })
        })
        .collect()
}

/// Every bank by code.
///
/// # Errors
/// Whatever the database says.
pub async fn list(conn: &mut Conn) -> QueryResult<Vec<BankListItem>> {
    let all: Vec<Bank> = banks::table.select(Bank::as_select()).order(banks::code).load(conn).await?;
    let counts: Vec<(BankId, i64)> = bank_questions::table
        .filter(bank_questions::to_revision.is_null())
        .group_by(bank_questions::bank_id)
        .select((bank_questions::bank_id, count_star()))
        .load(conn)
        .await?;
    let without_key: Vec<(BankId, i64)> = bank_questions::table
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(question_versions::answer.is_null())
        .filter(question_versions::kind.ne(QuestionKind::ShortAnswer.as_str()))
        .group_by(bank_questions::bank_id)
        .select((bank_questions::bank_id, count_star()))
        .load(conn)
        .await?;
    type Last = (BankId, Option<i32>, Option<DateTime<Utc>>);
    let last: Vec<Last> = bank_revisions::table
        .group_by(bank_revisions::bank_id)
        .select((bank_revisions::bank_id, max(bank_revisions::number), max(bank_revisions::created_at)))
        .load(conn)
        .await?;
    let counts: HashMap<BankId, i64> = counts.into_iter().collect();
    let without_key: HashMap<BankId, i64> = without_key.into_iter().collect();
    let last: HashMap<BankId, (Option<i32>, Option<DateTime<Utc>>)> =
        last.into_iter().map(|(bank, number, at)| (bank, (number, at))).collect();
    Ok(all
        .into_iter()
        .map(|bank| {
            let (number, changed_at) = last.get(&bank.id).copied().unwrap_or_default();
            BankListItem {
                question_count: counts.get(&bank.id).copied().unwrap_or(0),
                without_key: without_key.get(&bank.id).copied().unwrap_or(0),
                revision: number.unwrap_or(0),
                changed_at,
                code: bank.code,
                title_zh: bank.title_zh,
                title_en: bank.title_en,
            }
        })
        .collect())
}

/// The topics the current questions of a bank have, in order.
///
/// # Errors
/// Whatever the database says.
pub async fn topics(conn: &mut Conn, bank_code: &str) -> QueryResult<Vec<String>> {
    let found: Vec<Option<String>> = bank_questions::table
        .inner_join(banks::table)
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(banks::code.eq(bank_code))
        .filter(question_versions::topic.is_not_null())
        .select(question_versions::topic)
        .distinct()
        .order(question_versions::topic)
        .load(conn)
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// A bank by its code.
///
/// # Errors
/// Whatever the database says.
pub async fn bank_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Bank>> {
    banks::table.filter(banks::code.eq(code)).select(Bank::as_select()).first(conn).await.optional()
}

/// The current questions of a bank, in the order in which they came.
///
/// # Errors
/// Whatever the database says.
pub async fn current(conn: &mut Conn, bank: BankId) -> QueryResult<Vec<QuestionVersion>> {
    let rows = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .inner_join(bank_questions::table)
        .left_join(materials::table)
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .order((questions::code, question_versions::id))
        .select(version_columns!())
        .load(conn)
        .await?;
    all(rows)
}

/// The revisions of a bank, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn revisions(conn: &mut Conn, bank: BankId) -> QueryResult<Vec<Revision>> {
    bank_revisions::table
        .left_join(
            person_names::table.on(person_names::person_id
                .nullable()
                .eq(bank_revisions::created_by)
                .and(person_names::valid_to.is_null())),
        )
        .filter(bank_revisions::bank_id.eq(bank))
        .order(bank_revisions::number.desc())
        .select((
            bank_revisions::number,
            bank_revisions::created_at,
            person_names::name.nullable(),
            bank_revisions::source,
            bank_revisions::source_name,
            bank_revisions::added,
            bank_revisions::changed,
            bank_revisions::removed,
        ))
        .load(conn)
        .await
}

/// Number of a bank's current revision; 0 before the first.
///
/// # Errors
/// Whatever the database says.
pub async fn revision_number(conn: &mut Conn, bank: BankId) -> QueryResult<i32> {
    let last: Option<i32> = bank_revisions::table
        .filter(bank_revisions::bank_id.eq(bank))
        .select(max(bank_revisions::number))
        .first(conn)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Questions a page of a bank shows.
pub const QUESTIONS_A_PAGE: i64 = 20;

/// One page (from 1) of the current questions of a bank, by code, and how many there are on all pages.
///
/// # Errors
/// Whatever the database says.
pub async fn bank_page(
    conn: &mut Conn,
    bank: BankId,
    filter: &QuestionFilter,
    page: i64,
) -> QueryResult<(Vec<QuestionVersion>, i64)> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query
                .filter(bank_questions::bank_id.eq(bank))
                .filter(bank_questions::to_revision.is_null())
                .into_boxed();
            if let Some(kind) = filter.kind {
                query = query.filter(question_versions::kind.eq(kind.as_str()));
            }
            if let Some(difficulty) = filter.difficulty {
                query = query.filter(question_versions::difficulty.eq(difficulty));
            }
            if filter.without_key {
                query = query
                    .filter(question_versions::answer.is_null())
                    .filter(question_versions::kind.ne(QuestionKind::ShortAnswer.as_str()));
            }
            if let Some(text) = &filter.text {
                let pattern = containing(text);
                query = query.filter(
                    diesel::dsl::sql::<Bool>(
                        "(EXISTS (SELECT 1 FROM jsonb_each(question_versions.texts) AS one
                          WHERE one.value->>'stem' ILIKE ",
                    )
                    .bind::<Text, _>(pattern.clone())
                    .sql(" OR one.value->>'options' ILIKE ")
                    .bind::<Text, _>(pattern.clone())
                    .sql(") OR questions.code ILIKE ")
                    .bind::<Text, _>(pattern)
                    .sql(")"),
                );
            }
            query
        }};
    }
    let count = filtered!(
        question_versions::table
            .inner_join(questions::table.inner_join(banks::table))
            .inner_join(bank_questions::table)
            .select(count_star())
    );
    let total = count.first(conn).await?;
    let rows = filtered!(
        question_versions::table
            .inner_join(questions::table.inner_join(banks::table))
            .inner_join(bank_questions::table)
            .left_join(materials::table)
            .select(version_columns!())
    );
    let rows = rows
        .order((questions::code, question_versions::id))
        .limit(QUESTIONS_A_PAGE)
        .offset((page.max(1) - 1).saturating_mul(QUESTIONS_A_PAGE))
        .load(conn)
        .await?;
    Ok((all(rows)?, total))
}

/// What `ILIKE` finds a text by, wherever it stands.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// Every version of a question, newest first, with the revisions in which it counted.
///
/// # Errors
/// Whatever the database says.
pub async fn history(
    conn: &mut Conn,
    bank_code: &str,
    question_code: &str,
) -> QueryResult<Vec<VersionInTime>> {
    let rows: Vec<VersionRow> = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .left_join(materials::table)
        .filter(banks::code.eq(bank_code))
        .filter(questions::code.eq(question_code))
        .order(question_versions::number.desc())
        .select(version_columns!())
        .load(conn)
        .await?;
    let versions = all(rows)?;
    let ids: Vec<QuestionVersionId> = versions.iter().map(|version| version.id).collect();
    let ranges: Vec<(QuestionVersionId, i32, Option<i32>)> = bank_questions::table
        .filter(bank_questions::version_id.eq_any(&ids))
        .order(bank_questions::from_revision)
        .select((bank_questions::version_id, bank_questions::from_revision, bank_questions::to_revision))
        .load(conn)
        .await?;
    Ok(versions
        .into_iter()
        .map(|version| {
            let own = ranges.iter().filter(|(id, _, _)| *id == version.id);
            let ranges = own.map(|(_, from, to)| (*from, *to)).collect();
            VersionInTime { version, ranges }
        })
        .collect())
}

/// Every question a bank ever had: id and last version number, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn codes_ever(conn: &mut Conn, bank: BankId) -> QueryResult<HashMap<String, (QuestionId, i32)>> {
    let rows: Vec<(String, QuestionId, Option<i32>)> = questions::table
        .inner_join(question_versions::table)
        .filter(questions::bank_id.eq(bank))
        .group_by((questions::code, questions::id))
        .select((questions::code, questions::id, max(question_versions::number)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(code, id, number)| (code, (id, number.unwrap_or(0)))).collect())
}

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
    let rows: Vec<super::model::ImportQuestionRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .order(import_rows::position)
        .select(super::model::ImportQuestionRow::as_select())
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
