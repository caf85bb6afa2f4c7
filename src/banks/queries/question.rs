//! Reading the questions of a bank, now and through its history.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::all;
use crate::banks::model::{QuestionVersion, VersionInTime, VersionRow};
use crate::db::schema::{bank_questions, banks, materials, question_versions, questions};
use crate::db::{BankId, Conn, QuestionId, QuestionVersionId};

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
