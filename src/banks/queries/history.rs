//! Reading what revisions changed, who wrote what, and what was taken out.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::banks::model::{ChangeCounts, MemberChange, RetiredQuestion, UsingExam};
use crate::db::schema::{bank_questions, bank_revisions, person_names, question_versions, questions};
use crate::db::{BankId, Conn, QuestionId, QuestionVersionId};

/// What a bank held in two revisions, beside each other, where it differs. `$1` the bank, `$2` and `$3` the revisions.
const DIFFERENT: &str = "
    WITH old AS (
        SELECT question_id, version_id FROM bank_questions
        WHERE bank_id = $1 AND from_revision <= $2 AND (to_revision IS NULL OR to_revision > $2)
    ), new AS (
        SELECT question_id, version_id FROM bank_questions
        WHERE bank_id = $1 AND from_revision <= $3 AND (to_revision IS NULL OR to_revision > $3)
    ), different AS (
        SELECT question_id, old.version_id AS before, new.version_id AS after
        FROM old FULL JOIN new USING (question_id) WHERE old.version_id IS DISTINCT FROM new.version_id
    )";

/// The questions in which two revisions of a bank differ, by code: at most `limit` of them after `offset`.
///
/// # Errors
/// Whatever the database says.
pub async fn changes(
    conn: &mut Conn,
    bank: BankId,
    (from, to): (i32, i32),
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<MemberChange>> {
    diesel::sql_query(format!(
        "{DIFFERENT} SELECT question_id, code, before, after FROM different JOIN questions ON questions.id = question_id
         ORDER BY code LIMIT $4 OFFSET $5"
    ))
    .bind::<SqlUuid, _>(bank)
    .bind::<Integer, _>(from)
    .bind::<Integer, _>(to)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .load(conn)
    .await
}

/// How many questions differ between two revisions of a bank, and how.
///
/// # Errors
/// Whatever the database says.
pub async fn change_counts(
    conn: &mut Conn,
    bank: BankId,
    (from, to): (i32, i32),
) -> QueryResult<ChangeCounts> {
    diesel::sql_query(format!(
        "{DIFFERENT} SELECT count(*) FILTER (WHERE before IS NULL) AS added,
             count(*) FILTER (WHERE before IS NOT NULL AND after IS NOT NULL) AS changed,
             count(*) FILTER (WHERE after IS NULL) AS removed FROM different"
    ))
    .bind::<SqlUuid, _>(bank)
    .bind::<Integer, _>(from)
    .bind::<Integer, _>(to)
    .get_result(conn)
    .await
}

/// The bank's revision in which each of these versions first counted, with the name of who wrote it; `None` for the server
/// and the command line.
///
/// # Errors
/// Whatever the database says.
pub async fn authors(
    conn: &mut Conn,
    versions: &[QuestionVersionId],
) -> QueryResult<Vec<(QuestionVersionId, i32, Option<String>)>> {
    bank_questions::table
        .inner_join(
            bank_revisions::table.on(bank_revisions::bank_id
                .eq(bank_questions::bank_id)
                .and(bank_revisions::number.eq(bank_questions::from_revision))),
        )
        .left_join(
            person_names::table.on(person_names::person_id
                .nullable()
                .eq(bank_revisions::created_by)
                .and(person_names::valid_to.is_null())),
        )
        .filter(bank_questions::version_id.eq_any(versions))
        .distinct_on(bank_questions::version_id)
        .order((bank_questions::version_id, bank_questions::from_revision))
        .select((bank_questions::version_id, bank_questions::from_revision, person_names::name.nullable()))
        .load(conn)
        .await
}

/// Name of who wrote a version.
///
/// # Errors
/// Whatever the database says.
pub async fn written_by(conn: &mut Conn, version: QuestionVersionId) -> QueryResult<Option<String>> {
    Ok(authors(conn, &[version]).await?.into_iter().next().and_then(|(_, _, name)| name))
}

/// A version of a question of a bank by its number, with the question's id.
///
/// # Errors
/// Whatever the database says.
pub async fn version_by_number(
    conn: &mut Conn,
    bank: BankId,
    code: &str,
    number: i32,
) -> QueryResult<Option<(QuestionId, QuestionVersionId)>> {
    question_versions::table
        .inner_join(questions::table)
        .filter(questions::bank_id.eq(bank))
        .filter(questions::code.eq(code))
        .filter(question_versions::number.eq(number))
        .select((questions::id, question_versions::id))
        .first(conn)
        .await
        .optional()
}

/// The questions a bank held once and holds no more, by code: at most `limit` of them after `offset`.
///
/// # Errors
/// Whatever the database says.
pub async fn retired(
    conn: &mut Conn,
    bank: BankId,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<RetiredQuestion>> {
    diesel::sql_query(
        "SELECT q.code, last.version_id, last.to_revision AS revision, r.created_at AS at, n.name AS by
         FROM questions q
         CROSS JOIN LATERAL (
             SELECT version_id, to_revision FROM bank_questions
             WHERE question_id = q.id ORDER BY from_revision DESC LIMIT 1
         ) last
         JOIN bank_revisions r ON r.bank_id = q.bank_id AND r.number = last.to_revision
         LEFT JOIN person_names n ON n.person_id = r.created_by AND n.valid_to IS NULL
         WHERE q.bank_id = $1 ORDER BY q.code LIMIT $2 OFFSET $3",
    )
    .bind::<SqlUuid, _>(bank)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .load(conn)
    .await
}

/// How many questions a bank held once and holds no more.
///
/// # Errors
/// Whatever the database says.
pub async fn retired_count(conn: &mut Conn, bank: BankId) -> QueryResult<i64> {
    let current = bank_questions::table
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .select(bank_questions::question_id);
    questions::table
        .filter(questions::bank_id.eq(bank))
        .filter(diesel::dsl::not(questions::id.eq_any(current)))
        .count()
        .get_result(conn)
        .await
}

/// The exams whose current version may draw one of these questions in any of its versions, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn exams_using(conn: &mut Conn, bank: BankId, codes: &[String]) -> QueryResult<Vec<UsingExam>> {
    diesel::sql_query(
        "SELECT e.code, v.title_zh, v.title_en
         FROM exams e
         JOIN exam_versions v ON v.exam_id = e.id
              AND v.number = (SELECT max(number) FROM exam_versions WHERE exam_id = e.id)
         WHERE EXISTS (
             SELECT 1 FROM exam_sections s WHERE s.version_id = v.id AND s.pool && ARRAY(
                 SELECT qv.id FROM question_versions qv JOIN questions q ON q.id = qv.question_id
                 WHERE q.bank_id = $1 AND q.code = ANY($2)
             )
         ) ORDER BY e.code",
    )
    .bind::<SqlUuid, _>(bank)
    .bind::<diesel::sql_types::Array<Text>, _>(codes)
    .load(conn)
    .await
}
