//! Reading what waits for a second person.

use std::collections::HashSet;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::banks::model::{PoolEntry, ReviewState, WaitingQuestion};
use crate::db::schema::{bank_questions, banks, question_versions, questions, version_reviews};
use crate::db::{BankId, Conn, QuestionVersionId};

/// Current questions of a bank that exams do not draw yet, those that wait longest first: at most `limit` of them after
/// `offset`.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(
    conn: &mut Conn,
    bank: BankId,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<WaitingQuestion>> {
    diesel::sql_query(
        "SELECT r.version_id, r.state, r.author_id, a.name AS author, w.name AS reviewer, r.note, m.from_revision AS revision,
                (SELECT b.version_id FROM bank_questions b
                 WHERE b.question_id = m.question_id AND b.from_revision < m.from_revision
                 ORDER BY b.from_revision DESC LIMIT 1) AS before
         FROM bank_questions m
         JOIN version_reviews r ON r.version_id = m.version_id AND r.state <> 'active'
         LEFT JOIN person_names a ON a.person_id = r.author_id AND a.valid_to IS NULL
         LEFT JOIN person_names w ON w.person_id = r.reviewed_by AND w.valid_to IS NULL
         WHERE m.bank_id = $1 AND m.to_revision IS NULL
         ORDER BY r.state, r.version_id LIMIT $2 OFFSET $3",
    )
    .bind::<SqlUuid, _>(bank)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .load(conn)
    .await
}

/// How many current questions of a bank wait, and how many were accepted and are not drawn yet.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting_counts(conn: &mut Conn, bank: BankId) -> QueryResult<(i64, i64)> {
    let counted: Vec<(ReviewState, i64)> = bank_questions::table
        .inner_join(question_versions::table.inner_join(version_reviews::table))
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .group_by(version_reviews::state)
        .select((version_reviews::state, count_star()))
        .load::<(String, i64)>(conn)
        .await?
        .into_iter()
        .filter_map(|(state, count)| Some((ReviewState::parse(&state)?, count)))
        .collect();
    let count = |wanted| counted.iter().filter(|(state, _)| *state == wanted).map(|(_, count)| count).sum();
    Ok((count(ReviewState::Draft), count(ReviewState::Reviewed)))
}

/// How far a version is; `None` when nobody has to look at it.
///
/// # Errors
/// Whatever the database says.
pub async fn review_state(conn: &mut Conn, version: QuestionVersionId) -> QueryResult<Option<ReviewState>> {
    version_reviews::table
        .inner_join(question_versions::table.inner_join(questions::table.inner_join(banks::table)))
        .filter(version_reviews::version_id.eq(version))
        .filter(banks::needs_review)
        .select(version_reviews::state)
        .first::<String>(conn)
        .await
        .optional()
        .map(|state| state.and_then(|state| ReviewState::parse(&state)))
}

/// Marks the questions that exams may not draw yet, because their bank asks for a second person.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn mark_waiting<'a>(
    conn: &mut Conn,
    entries: impl Iterator<Item = &'a mut PoolEntry>,
) -> QueryResult<()> {
    let entries: Vec<&mut PoolEntry> = entries.collect();
    let ids: Vec<QuestionVersionId> = entries.iter().map(|entry| entry.version_id).collect();
    let waiting: HashSet<QuestionVersionId> = version_reviews::table
        .inner_join(question_versions::table.inner_join(questions::table.inner_join(banks::table)))
        .filter(version_reviews::version_id.eq_any(ids))
        .filter(version_reviews::state.ne(ReviewState::Active))
        .filter(banks::needs_review)
        .select(version_reviews::version_id)
        .load::<QuestionVersionId>(conn)
        .await?
        .into_iter()
        .collect();
    for entry in entries {
        entry.waits = waiting.contains(&entry.version_id);
    }
    Ok(())
}
