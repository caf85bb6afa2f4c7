//! Reading what people grade and what trainees dispute.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::attempts::actions::Among;
use crate::db::schema::grading_settings;
use crate::db::{Conn, ExamId, PersonId};
use crate::grading::model::{
    AttemptQueue, ExamQueue, LastGraded, ListedDispute, Progress, QuestionQueue, Waiting,
};

/// Attempts listed at once.
const MOST_ATTEMPTS: i64 = 200;

/// Disputes listed at once: the open ones come first.
const MOST_DISPUTES: i64 = 200;

/// The exams that have answers which people grade; those where most wait first.
///
/// # Errors
/// Whatever the database says.
pub async fn exam_queues(conn: &mut Conn) -> QueryResult<Vec<ExamQueue>> {
    diesel::sql_query(
        "SELECT exams.code, version.title_zh, version.title_en, queue.waiting, queue.total, queue.since
           FROM (SELECT task.exam_id, count(*) AS total, count(*) FILTER (WHERE task.points IS NULL) AS waiting,
                        min(task.created_at) FILTER (WHERE task.points IS NULL) AS since
                   FROM grading_tasks task GROUP BY task.exam_id) queue
           JOIN exams ON exams.id = queue.exam_id
           JOIN LATERAL (SELECT title_zh, title_en FROM exam_versions
                          WHERE exam_versions.exam_id = exams.id ORDER BY number DESC LIMIT 1) version ON true
          ORDER BY queue.waiting DESC, exams.code",
    )
    .load(conn)
    .await
}

/// The questions of an exam that people grade, those where most wait first.
///
/// # Errors
/// Whatever the database says.
pub async fn question_queues(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<QuestionQueue>> {
    diesel::sql_query(
        "SELECT question_version_id AS question, count(*) AS total, count(*) FILTER (WHERE points IS NULL) AS waiting
           FROM grading_tasks WHERE exam_id = $1
          GROUP BY question_version_id ORDER BY 3 DESC, question_version_id",
    )
    .bind::<SqlUuid, _>(exam)
    .load(conn)
    .await
}

/// The attempts at an exam that wait for a mark, in the order they began; at most so many as a page shows.
///
/// # Errors
/// Whatever the database says.
pub async fn attempt_queues(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<AttemptQueue>> {
    diesel::sql_query(
        "SELECT attempts.id AS attempt_id, person_names.name, attempts.number, attempts.submitted_at,
                queue.waiting, queue.total
           FROM (SELECT attempt_id, count(*) AS total, count(*) FILTER (WHERE points IS NULL) AS waiting
                   FROM grading_tasks WHERE exam_id = $1 GROUP BY attempt_id) queue
           JOIN attempts ON attempts.id = queue.attempt_id
           JOIN person_names ON person_names.person_id = attempts.person_id AND person_names.valid_to IS NULL
          WHERE queue.waiting > 0 ORDER BY attempts.id LIMIT $2",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<BigInt, _>(MOST_ATTEMPTS)
    .load(conn)
    .await
}

/// How far grading is among these answers.
///
/// # Errors
/// Whatever the database says.
pub async fn progress(conn: &mut Conn, exam: ExamId, among: Among) -> QueryResult<Progress> {
    let (question, attempt) = match among {
        Among::Exam => (None, None),
        Among::Question(question) => (Some(question), None),
        Among::Attempt(attempt) => (None, Some(attempt)),
    };
    diesel::sql_query(
        "SELECT count(points) AS graded, count(*) AS total FROM grading_tasks
          WHERE exam_id = $1 AND ($2 IS NULL OR question_version_id = $2) AND ($3 IS NULL OR attempt_id = $3)",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<Nullable<SqlUuid>, _>(question)
    .bind::<Nullable<SqlUuid>, _>(attempt)
    .get_result(conn)
    .await
}

/// The answer this person graded last at an exam, as long as its attempt waits for other marks.
///
/// # Errors
/// Whatever the database says.
pub async fn last_graded(conn: &mut Conn, exam: ExamId, person: PersonId) -> QueryResult<Option<LastGraded>> {
    diesel::sql_query(
        "SELECT task.attempt_id, task.position, task.points
           FROM grading_tasks task
           JOIN attempts ON attempts.id = task.attempt_id AND attempts.state = 'submitted'
          WHERE task.graded_by = $2 AND task.exam_id = $1 ORDER BY task.graded_at DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<SqlUuid, _>(person)
    .get_result(conn)
    .await
    .optional()
}

/// Whether whoever grades an exam sees names.
///
/// # Errors
/// Whatever the database says.
pub async fn names_shown(conn: &mut Conn, exam: ExamId) -> QueryResult<bool> {
    let shown: Option<bool> = grading_settings::table
        .find(exam)
        .select(grading_settings::names_shown)
        .first(conn)
        .await
        .optional()?;
    Ok(shown.unwrap_or(false))
}

/// What was disputed, open ones first, the oldest of them first; those that were answered, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn disputes(conn: &mut Conn) -> QueryResult<Vec<ListedDispute>> {
    diesel::sql_query(
        "SELECT disputes.id, version.title_zh, version.title_en, disputes.position, disputes.text, disputes.raised_at,
                disputes.answered_at
           FROM disputes
           JOIN attempts ON attempts.id = disputes.attempt_id
           JOIN exam_versions version ON version.id = attempts.version_id
          ORDER BY disputes.answered_at IS NOT NULL, disputes.answered_at DESC, disputes.raised_at, disputes.id
          LIMIT $1",
    )
    .bind::<BigInt, _>(MOST_DISPUTES)
    .load(conn)
    .await
}

/// What waits for trainers.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(conn: &mut Conn) -> QueryResult<Waiting> {
    diesel::sql_query(
        "SELECT (SELECT count(*) FROM grading_tasks WHERE points IS NULL) AS answers,
                (SELECT count(*) FROM disputes WHERE answered_at IS NULL) AS disputes",
    )
    .get_result(conn)
    .await
}
