//! Reading what people grade, the scores of an attempt in history, and disputes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::attempts::model::{Attempt, Dispute, GradingTask, ManualMark, PastScore};
use crate::certification;
use crate::certification::model::IssuedCertificate;
use crate::db::schema::{disputes, grading_tasks, hand_in_files, manual_marks, person_names, results};
use crate::db::{AttemptId, Conn, ExamId, ResultId};

/// An answer that people grade.
///
/// # Errors
/// Whatever the database says.
pub async fn grading_task(
    conn: &mut Conn,
    attempt: AttemptId,
    position: i16,
) -> QueryResult<Option<GradingTask>> {
    grading_tasks::table
        .find((attempt, position))
        .select(GradingTask::as_select())
        .first(conn)
        .await
        .optional()
}

/// The answers of an attempt that people grade, in the order of the paper.
///
/// # Errors
/// Whatever the database says.
pub async fn grading_tasks_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<GradingTask>> {
    grading_tasks::table
        .filter(grading_tasks::attempt_id.eq(attempt))
        .order(grading_tasks::position)
        .select(GradingTask::as_select())
        .load(conn)
        .await
}

/// Every mark that people gave in an attempt, by question and number.
///
/// # Errors
/// Whatever the database says.
pub async fn manual_marks_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<ManualMark>> {
    manual_marks::table
        .left_join(
            person_names::table
                .on(person_names::person_id.eq(manual_marks::given_by).and(person_names::valid_to.is_null())),
        )
        .filter(manual_marks::attempt_id.eq(attempt))
        .order((manual_marks::position, manual_marks::number))
        .select((
            manual_marks::position,
            manual_marks::number,
            manual_marks::points,
            manual_marks::comment,
            manual_marks::reason,
            manual_marks::given_at,
            person_names::name.nullable(),
        ))
        .load(conn)
        .await
}

/// Every score of an attempt, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn past_scores(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<PastScore>> {
    results::table
        .left_join(person_names::table.on(
            person_names::person_id.nullable().eq(results::created_by).and(person_names::valid_to.is_null()),
        ))
        .filter(results::attempt_id.eq(attempt))
        .order(results::number)
        .select((
            results::number,
            results::cause,
            results::score,
            results::maximum,
            results::passed,
            results::created_at,
            person_names::name.nullable(),
        ))
        .load(conn)
        .await
}

/// The ids under which an attempt may have been told to certification.
///
/// # Errors
/// Whatever the database says.
pub async fn proofs_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<Uuid>> {
    let ids: Vec<ResultId> =
        results::table.filter(results::attempt_id.eq(attempt)).select(results::id).load(conn).await?;
    Ok(ids.into_iter().map(|id| id.0).chain([attempt.0]).collect())
}

/// Why the file was accepted that was accepted last for an attempt; `None` when none was.
///
/// # Errors
/// Whatever the database says.
pub async fn reason_of_last_file(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Option<String>> {
    hand_in_files::table
        .filter(hand_in_files::attempt_id.eq(attempt))
        .filter(hand_in_files::accepted_at.is_not_null())
        .order(hand_in_files::accepted_at.desc())
        .select(hand_in_files::reason.assume_not_null())
        .first(conn)
        .await
        .optional()
}

/// The certificates that rest on what an attempt proved and count, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn resting_on(conn: &mut Conn, attempt: &Attempt) -> QueryResult<Vec<IssuedCertificate>> {
    let proofs = proofs_of(conn, attempt.id).await?;
    certification::queries::resting_on(conn, attempt.person_id, &proofs).await
}

/// What was objected to in an attempt, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn disputes_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<Dispute>> {
    disputes::table
        .filter(disputes::attempt_id.eq(attempt))
        .order((disputes::raised_at, disputes::id))
        .select(Dispute::as_select())
        .load(conn)
        .await
}

/// One dispute with the exam it is about.
///
/// # Errors
/// Whatever the database says.
pub async fn dispute(conn: &mut Conn, id: Uuid) -> QueryResult<Option<(Dispute, ExamId)>> {
    use crate::db::schema::attempts;
    disputes::table
        .inner_join(attempts::table)
        .filter(disputes::id.eq(id))
        .select((Dispute::as_select(), attempts::exam_id))
        .first(conn)
        .await
        .optional()
}
