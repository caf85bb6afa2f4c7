//! Reading attempts, papers, answers and results.

mod by_hand;
mod snapshot;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use uuid::Uuid;

pub use by_hand::{
    dispute, disputes_of, grading_task, grading_tasks_of, manual_marks_of, past_scores, proofs_of,
    reason_of_last_file, resting_on,
};
pub use snapshot::{Snapshot, Work, snapshot, work};

use super::exposure::Exposure;
use super::model::{
    Attempt, AttemptEvent, AttemptState, ExamResultRow, HandInFile, IntegrityNote, NoteKind, Paper,
    PaperItem, RefusedSave, Score, StoredMark, StoredResponse,
};
use super::rules::GRACE;
use crate::db::schema::{
    attempt_events, attempts, hand_in_files, integrity_notes, papers, people, person_names, response_journal,
    responses, results, sessions,
};
use crate::db::{AttemptId, Conn, ExamId, ExamVersionId, JsonText, PersonId, Prepare, app_now};

/// An attempt of this person; `None` when there is none or it is somebody else's.
///
/// # Errors
/// Whatever the database says.
pub async fn attempt_of(conn: &mut Conn, id: AttemptId, person: PersonId) -> QueryResult<Option<Attempt>> {
    attempts::table
        .find(id)
        .filter(attempts::person_id.eq(person))
        .select(Attempt::as_select())
        .first(conn)
        .await
        .optional()
}

/// Every attempt of a person at an exam, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn attempts_at(conn: &mut Conn, exam: ExamId, person: PersonId) -> QueryResult<Vec<Attempt>> {
    attempts::table
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::person_id.eq(person))
        .order(attempts::number)
        .select(Attempt::as_select())
        .load(conn)
        .await
}

/// Those of these people who have an attempt at an exam, whatever became of it.
///
/// # Errors
/// Whatever the database says.
pub async fn who_sat(conn: &mut Conn, exam: ExamId, people: &[PersonId]) -> QueryResult<HashSet<PersonId>> {
    let people: Vec<PersonId> = attempts::table
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::person_id.eq_any(people))
        .select(attempts::person_id)
        .load(conn)
        .await?;
    Ok(people.into_iter().collect())
}

/// Whether a person made no attempt at the exam before this one that counts.
///
/// # Errors
/// Whatever the database says.
pub async fn is_first(conn: &mut Conn, attempt: &Attempt) -> QueryResult<bool> {
    let earlier = attempts::table
        .filter(attempts::exam_id.eq(attempt.exam_id))
        .filter(attempts::person_id.eq(attempt.person_id))
        .filter(attempts::number.lt(attempt.number))
        .filter(attempts::state.ne(AttemptState::Voided));
    diesel::select(diesel::dsl::not(diesel::dsl::exists(earlier))).get_result(conn).await
}

/// Every attempt of a person, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn attempts_of(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<Attempt>> {
    attempts::table
        .filter(attempts::person_id.eq(person))
        .order((attempts::started_at, attempts::id))
        .select(Attempt::as_select())
        .load(conn)
        .await
}

/// The latest deadline of the attempts at an exam that are open; `None` when none with a deadline is.
///
/// # Errors
/// Whatever the database says.
pub async fn last_deadline(conn: &mut Conn, exam: ExamId) -> QueryResult<Option<DateTime<Utc>>> {
    attempts::table
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::state.eq(AttemptState::InProgress))
        .select(diesel::dsl::max(attempts::deadline_at))
        .first(conn)
        .await
}

/// The paper of an attempt.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when the stored paper cannot be read.
pub async fn paper(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Paper> {
    let (items, maximum): (JsonText, i32) =
        papers::table.find(attempt).select((papers::items, papers::maximum)).first(conn).await?;
    Ok(Paper { items: items.parse()?, maximum })
}

/// The questions of a paper as far as a save needs them; `None` when there is no such attempt.
///
/// # Errors
/// As [`paper`].
pub async fn paper_items(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Option<Vec<PaperItem>>> {
    paper(conn, attempt).await.map(|paper| paper.items).optional()
}

/// The current answers of an attempt, in the order of the paper. Cleared ones are there, empty.
///
/// # Errors
/// Whatever the database says.
pub async fn responses_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<StoredResponse>> {
    responses::table
        .filter(responses::attempt_id.eq(attempt))
        .order(responses::position)
        .select(StoredResponse::as_select())
        .load(conn)
        .await
}

/// The score that counts for each of these attempts; none for those that have not been graded.
///
/// # Errors
/// Whatever the database says.
pub async fn scores_of(conn: &mut Conn, ids: &[AttemptId]) -> QueryResult<Vec<Score>> {
    results::table
        .filter(results::attempt_id.eq_any(ids))
        .order((results::attempt_id, results::number.desc()))
        .distinct_on(results::attempt_id)
        .select(Score::as_select())
        .load(conn)
        .await
}

/// The score that counts for one attempt.
///
/// # Errors
/// Whatever the database says.
pub async fn score_of(conn: &mut Conn, id: AttemptId) -> QueryResult<Option<Score>> {
    Ok(scores_of(conn, &[id]).await?.into_iter().next())
}

/// What each question was given, in the order of the paper.
///
/// # Errors
/// `DeserializationError` when the stored marks cannot be read.
pub fn marks_of(score: &Score) -> QueryResult<Vec<StoredMark>> {
    Vec::deserialize(&score.marks).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// The question versions of the last paper this person had in an exam; empty before the first attempt.
///
/// # Errors
/// As [`paper`].
pub async fn last_drawn(conn: &mut Conn, exam: ExamId, person: PersonId) -> QueryResult<Vec<Uuid>> {
    let items: Option<JsonText> = papers::table
        .inner_join(attempts::table)
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::person_id.eq(person))
        .order(attempts::number.desc())
        .select(papers::items)
        .first(conn)
        .await
        .optional()?;
    let items: Vec<PaperItem> = items.map_or(Ok(Vec::new()), |items| items.parse())?;
    Ok(items.into_iter().map(|item| item.version_id.0).collect())
}

/// How many papers of a version hold each question.
///
/// # Errors
/// Whatever the database says.
pub async fn exposure(conn: &mut Conn, exam: ExamId, version: ExamVersionId) -> QueryResult<Exposure> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        question: Uuid,
        #[diesel(sql_type = BigInt)]
        papers: i64,
    }
    let own = attempts::table.filter(attempts::exam_id.eq(exam)).filter(attempts::version_id.eq(version));
    let papers: i64 = own.count().get_result(conn).await?;
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT (item ->> 'version_id')::uuid AS question, count(*) AS papers
           FROM attempts
           JOIN papers ON papers.attempt_id = attempts.id
          CROSS JOIN jsonb_array_elements(papers.items) AS item
          WHERE attempts.exam_id = $1 AND attempts.version_id = $2
          GROUP BY 1",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<SqlUuid, _>(version)
    .prepared()
    .load(conn)
    .await?;
    Ok(Exposure { papers, holding: rows.into_iter().map(|row| (row.question, row.papers)).collect() })
}

/// Whether a living session with this hash belongs to the person of this attempt.
///
/// # Errors
/// Whatever the database says.
pub async fn is_owned_by_session(
    conn: &mut Conn,
    attempt: AttemptId,
    session_hash: &[u8; 32],
) -> QueryResult<bool> {
    let owned = attempts::table
        .inner_join(sessions::table.on(sessions::person_id.eq(attempts::person_id)))
        .filter(attempts::id.eq(attempt))
        .filter(sessions::id_hash.eq(session_hash.as_slice()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(app_now()));
    diesel::select(diesel::dsl::exists(owned)).get_result(conn).await
}

/// Whether the session with this hash is open.
///
/// # Errors
/// Whatever the database says.
pub async fn is_session_alive(conn: &mut Conn, session_hash: &[u8]) -> QueryResult<bool> {
    let alive = sessions::table
        .find(session_hash)
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(app_now()));
    diesel::select(diesel::dsl::exists(alive)).get_result(conn).await
}

/// The network address noted last for an attempt.
///
/// # Errors
/// Whatever the database says.
pub async fn last_address(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Option<String>> {
    integrity_notes::table
        .filter(integrity_notes::attempt_id.eq(attempt))
        .filter(integrity_notes::kind.eq(NoteKind::Address))
        .order((integrity_notes::noted_at.desc(), integrity_notes::id.desc()))
        .select(integrity_notes::address)
        .first(conn)
        .await
        .optional()
        .map(Option::flatten)
}

/// How many notes an attempt has.
///
/// # Errors
/// Whatever the database says.
pub async fn count_notes(conn: &mut Conn, attempt: AttemptId) -> QueryResult<i64> {
    integrity_notes::table.filter(integrity_notes::attempt_id.eq(attempt)).count().get_result(conn).await
}

/// How often the page of an attempt was left.
///
/// # Errors
/// Whatever the database says.
pub async fn times_away(conn: &mut Conn, attempt: AttemptId) -> QueryResult<usize> {
    let count: i64 = integrity_notes::table
        .filter(integrity_notes::attempt_id.eq(attempt))
        .filter(integrity_notes::kind.eq(NoteKind::FocusLost))
        .count()
        .get_result(conn)
        .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// What was noted about a sitting, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn notes_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<IntegrityNote>> {
    integrity_notes::table
        .filter(integrity_notes::attempt_id.eq(attempt))
        .order((integrity_notes::noted_at, integrity_notes::id))
        .select(IntegrityNote::as_select())
        .load(conn)
        .await
}

/// What happened in an attempt besides the answers, first to last.
///
/// # Errors
/// Whatever the database says.
pub async fn events_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<Vec<AttemptEvent>> {
    attempt_events::table
        .left_join(
            person_names::table.on(person_names::person_id
                .nullable()
                .eq(attempt_events::actor_id)
                .and(person_names::valid_to.is_null())),
        )
        .filter(attempt_events::attempt_id.eq(attempt))
        .order((attempt_events::at, attempt_events::id))
        .select((
            attempt_events::at,
            attempt_events::kind,
            attempt_events::actor_id,
            person_names::name.nullable(),
            attempt_events::detail,
        ))
        .load(conn)
        .await
}

/// The saves of an attempt that were refused, first to last, at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn refused_saves(conn: &mut Conn, attempt: AttemptId, limit: i64) -> QueryResult<Vec<RefusedSave>> {
    response_journal::table
        .filter(response_journal::attempt_id.eq(attempt))
        .filter(response_journal::verdict.ne("stored"))
        .order(response_journal::received_at)
        .limit(limit)
        .select((
            response_journal::received_at,
            response_journal::position,
            response_journal::verdict,
            response_journal::client_at,
        ))
        .load(conn)
        .await
}

/// What the paper of an attempt was drawn with.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when it is not 32 bytes.
pub async fn seed_of(conn: &mut Conn, attempt: AttemptId) -> QueryResult<[u8; 32]> {
    let seed: Vec<u8> = papers::table.find(attempt).select(papers::seed).first(conn).await?;
    seed.try_into()
        .map_err(|_| diesel::result::Error::DeserializationError("a seed of another length".into()))
}

/// A file that was brought for an attempt at this exam.
///
/// # Errors
/// Whatever the database says.
pub async fn hand_in_file(conn: &mut Conn, id: Uuid, exam: ExamId) -> QueryResult<Option<HandInFile>> {
    hand_in_files::table
        .inner_join(attempts::table)
        .filter(hand_in_files::id.eq(id))
        .filter(attempts::exam_id.eq(exam))
        .select(HandInFile::as_select())
        .first(conn)
        .await
        .optional()
}

/// An attempt at this exam; `None` when there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn attempt_in(conn: &mut Conn, id: AttemptId, exam: ExamId) -> QueryResult<Option<Attempt>> {
    attempts::table
        .find(id)
        .filter(attempts::exam_id.eq(exam))
        .select(Attempt::as_select())
        .first(conn)
        .await
        .optional()
}

/// Attempts whose grace is over and which the sweep may try now, at most `limit`, in the order of their ids, without those
/// that somebody else holds; locked until the end of the transaction.
///
/// # Errors
/// Whatever the database says.
pub async fn take_overdue(conn: &mut Conn, now: DateTime<Utc>, limit: usize) -> QueryResult<Vec<Attempt>> {
    attempts::table
        .filter(attempts::state.eq(AttemptState::InProgress))
        .filter(attempts::quarantined_at.is_null())
        .filter(attempts::paused_at.is_null())
        .filter(attempts::deadline_at.le(now - GRACE))
        .filter(attempts::sweep_after.is_null().or(attempts::sweep_after.le(now)))
        .order(attempts::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Attempt::as_select())
        .for_no_key_update()
        .skip_locked()
        .load(conn)
        .await
}

/// An attempt unless somebody else holds it; locked until the end of the transaction.
///
/// # Errors
/// Whatever the database says.
pub async fn take_attempt(conn: &mut Conn, id: AttemptId) -> QueryResult<Option<Attempt>> {
    attempts::table
        .find(id)
        .select(Attempt::as_select())
        .for_no_key_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()
}

/// Every attempt at an exam with the score that counts, by name and number.
///
/// # Errors
/// Whatever the database says.
pub async fn results_of_exam(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<ExamResultRow>> {
    let newer = diesel::alias!(results as newer);
    let is_current = diesel::dsl::not(diesel::dsl::exists(
        newer
            .filter(newer.field(results::attempt_id).eq(results::attempt_id))
            .filter(newer.field(results::number).gt(results::number)),
    ));
    attempts::table
        .inner_join(people::table)
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(attempts::person_id).and(person_names::valid_to.is_null())),
        )
        .left_join(results::table.on(results::attempt_id.eq(attempts::id).and(is_current)))
        .filter(attempts::exam_id.eq(exam))
        .order((person_names::name, attempts::person_id, attempts::number))
        .select((
            attempts::person_id,
            person_names::name,
            attempts::id,
            attempts::number,
            attempts::state,
            attempts::started_at,
            attempts::submitted_at,
            results::score.nullable(),
            results::maximum.nullable(),
            results::passed.nullable(),
            attempts::late,
        ))
        .load(conn)
        .await
}
