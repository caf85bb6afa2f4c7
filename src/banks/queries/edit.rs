//! What the form of a question needs to know about its bank.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::all;
use crate::banks::content;
use crate::banks::model::{Content, QuestionVersion, from_json};
use crate::db::schema::{bank_questions, banks, materials, question_versions, questions};
use crate::db::{BankId, Conn, MaterialId, QuestionId};

/// What the question with this code says now; `None` when the bank does not hold it.
///
/// # Errors
/// Whatever the database says.
pub async fn current_question(
    conn: &mut Conn,
    bank: BankId,
    code: &str,
) -> QueryResult<Option<QuestionVersion>> {
    Ok(current_of(conn, bank, &[code.to_owned()]).await?.pop())
}

/// The materials that current questions of a bank share, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn current_materials(
    conn: &mut Conn,
    bank: BankId,
) -> QueryResult<Vec<(MaterialId, BTreeMap<String, String>)>> {
    let rows: Vec<(MaterialId, Value)> = materials::table
        .filter(
            materials::id.eq_any(
                question_versions::table
                    .inner_join(bank_questions::table)
                    .filter(bank_questions::bank_id.eq(bank))
                    .filter(bank_questions::to_revision.is_null())
                    .filter(question_versions::material_id.is_not_null())
                    .select(question_versions::material_id.assume_not_null()),
            ),
        )
        .order(materials::id)
        .select((materials::id, materials::texts))
        .load(conn)
        .await?;
    rows.into_iter().map(|(id, texts)| Ok((id, from_json(texts)?))).collect()
}

/// A current question of any bank that asks the same with the same options, by bank and question code; not the one with
/// this code in this bank.
///
/// # Errors
/// Whatever the database says.
pub async fn same_elsewhere(
    conn: &mut Conn,
    content: &Content,
    own: (&str, Option<&str>),
) -> QueryResult<Option<(String, String)>> {
    let print = content::stored_fingerprint(content).to_vec();
    let found: Vec<(String, String)> = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .inner_join(bank_questions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(question_versions::fingerprint.eq(print))
        .order((banks::code, questions::code))
        .select((banks::code, questions::code))
        .load(conn)
        .await?;
    let is_other = |(bank, code): &(String, String)| (bank.as_str(), Some(code.as_str())) != own;
    Ok(found.into_iter().find(is_other))
}

/// Those of these questions that a bank holds now, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn current_of(
    conn: &mut Conn,
    bank: BankId,
    codes: &[String],
) -> QueryResult<Vec<QuestionVersion>> {
    let rows = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .inner_join(bank_questions::table)
        .left_join(materials::table)
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .filter(questions::code.eq_any(codes))
        .order(questions::code)
        .select(version_columns!())
        .load(conn)
        .await?;
    all(rows)
}

/// Code and id of those of these questions that a bank holds now, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn held(conn: &mut Conn, bank: BankId, codes: &[String]) -> QueryResult<Vec<(String, QuestionId)>> {
    questions::table
        .inner_join(bank_questions::table)
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .filter(questions::code.eq_any(codes))
        .order(questions::code)
        .select((questions::code, questions::id))
        .load(conn)
        .await
}
