//! Reading banks, their revisions, and which questions a section of an exam may draw.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::review::mark_waiting;
use super::topic_tree;
use crate::banks::model::{Bank, BankListItem, PoolEntry, PoolFilter, Revision, kind_of};
use crate::banks::rules::TopicTree;
use crate::base::QuestionKind;
use crate::db::schema::{bank_questions, bank_revisions, banks, person_names, question_versions, questions};
use crate::db::{BankId, Conn, QuestionVersionId};

/// The questions of a bank's current revision that a section may draw, ascending by id of the version. Empty when
/// there is no such bank.
///
/// # Errors
/// Whatever the database says.
pub async fn pool(conn: &mut Conn, filter: &PoolFilter) -> QueryResult<Vec<PoolEntry>> {
    let tree = topic_tree(conn).await?;
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
        query = query.filter(question_versions::topic.eq_any(tree.words_within(topic)));
    }
    if !filter.kinds.is_empty() {
        let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
        query = query.filter(question_versions::kind.eq_any(kinds));
    }
    if filter.difficulty_min > 1 || filter.difficulty_max < 5 {
        query =
            query.filter(question_versions::difficulty.between(filter.difficulty_min, filter.difficulty_max));
    }
    let rows: Vec<PoolRow> = query.load(conn).await?;
    let mut entries: Vec<PoolEntry> =
        rows.into_iter().map(|row| pool_entry(row, &tree)).collect::<QueryResult<_>>()?;
    mark_waiting(conn, entries.iter_mut()).await?;
    Ok(entries)
}

type PoolRow = (QuestionVersionId, String, Option<String>, Option<i16>, Vec<String>, bool);

fn pool_entry(row: PoolRow, tree: &TopicTree) -> QueryResult<PoolEntry> {
    let (version_id, kind, topic, difficulty, languages, has_key) = row;
    let topics = topic.map(|topic| tree.found_under(&topic)).unwrap_or_default();
    Ok(PoolEntry { version_id, kind: kind_of(&kind)?, topics, difficulty, languages, has_key, waits: false })
}

/// The questions with these codes as a bank's current revision holds them, in this order; `None` for those it does not
/// hold.
///
/// # Errors
/// Whatever the database says.
pub async fn pool_of_codes(
    conn: &mut Conn,
    bank_code: &str,
    codes: &[String],
) -> QueryResult<Vec<(String, Option<PoolEntry>)>> {
    let rows: Vec<(String, PoolRow)> = bank_questions::table
        .inner_join(banks::table)
        .inner_join(questions::table)
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(banks::code.eq(bank_code))
        .filter(questions::code.eq_any(codes))
        .select((
            questions::code,
            (
                question_versions::id,
                question_versions::kind,
                question_versions::topic,
                question_versions::difficulty,
                question_versions::languages,
                question_versions::answer.is_not_null(),
            ),
        ))
        .load(conn)
        .await?;
    let tree = topic_tree(conn).await?;
    let entry = |(code, row): (String, PoolRow)| Ok((code, pool_entry(row, &tree)?));
    let mut found: HashMap<String, PoolEntry> = rows.into_iter().map(entry).collect::<QueryResult<_>>()?;
    mark_waiting(conn, found.values_mut()).await?;
    Ok(codes.iter().map(|code| (code.clone(), found.remove(code))).collect())
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

/// How many questions a bank has now in exactly these languages; of all banks together when none is named.
///
/// # Errors
/// Whatever the database says.
pub async fn language_counts(conn: &mut Conn, bank: Option<BankId>) -> QueryResult<Vec<(Vec<String>, i64)>> {
    let mut query = bank_questions::table
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .group_by(question_versions::languages)
        .select((question_versions::languages, count_star()))
        .into_boxed();
    if let Some(bank) = bank {
        query = query.filter(bank_questions::bank_id.eq(bank));
    }
    query.load(conn).await
}

/// A bank by its code.
///
/// # Errors
/// Whatever the database says.
pub async fn bank_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Bank>> {
    banks::table.filter(banks::code.eq(code)).select(Bank::as_select()).first(conn).await.optional()
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
            bank_revisions::undoes,
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
