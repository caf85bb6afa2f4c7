//! Whether everyone who has extra time gets it whole at an exam.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::terms::{accommodated, circumstances, current_frame, frame_of};
use crate::db::schema::{attempts, exam_versions};
use crate::db::{Conn, ExamId, ExamVersionId, PersonId};
use crate::exams::model::{Accommodated, ExtraTimeAt, VersionRow};
use crate::exams::terms::{Frame, Promise, Running, Terms};

/// An attempt as far as the promise of extra time needs it.
#[derive(Queryable)]
struct Sat {
    person_id: PersonId,
    version_id: ExamVersionId,
    state: String,
    started_at: DateTime<Utc>,
    deadline_at: Option<DateTime<Utc>>,
}

/// Everyone with extra time who has to take an exam, with what they were promised and what they get, by name.
///
/// # Errors
/// Whatever the database says; `NotFound` when the exam was never published.
pub async fn extra_time_at(
    conn: &mut Conn,
    exam: ExamId,
    now: DateTime<Utc>,
) -> QueryResult<Vec<ExtraTimeAt>> {
    let sitters = super::assignees(conn, exam).await?;
    let granted: Vec<PersonId> =
        super::grants_of(conn, exam).await?.iter().map(|row| row.person_id).collect();
    let mut people = accommodated(conn).await?;
    people.retain(|person| sitters.contains(&person.person_id) || granted.contains(&person.person_id));
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PersonId> = people.iter().map(|person| person.person_id).collect();
    let given = circumstances(conn, &ids, &[exam]).await?;
    let sat = sat_by(conn, exam, &ids).await?;
    let frames = frames_of(conn, &sat).await?;
    let current = current_frame(conn, exam).await?;
    Ok(people
        .into_iter()
        .map(|person| {
            let own: Vec<&Sat> = sat.iter().filter(|sat| sat.person_id == person.person_id).collect();
            let running = own.iter().find(|sat| sat.state == "in_progress");
            // An attempt that runs is held to the version it is pinned to, and to what stood before it.
            let at = running.map_or(now, |sat| sat.started_at);
            let frame = running.and_then(|sat| frames.get(&sat.version_id)).unwrap_or(&current);
            let starts: Vec<DateTime<Utc>> =
                own.iter().map(|sat| sat.started_at).filter(|start| *start < at).collect();
            let terms = Terms::of(frame, &given.at(person.person_id, exam), &starts, at);
            let running =
                running.map(|sat| Running { started_at: sat.started_at, deadline_at: sat.deadline_at });
            row(person, Promise::to(&terms, running, now))
        })
        .collect())
}

fn row(person: Accommodated, promise: Promise) -> ExtraTimeAt {
    ExtraTimeAt { person, promise }
}

async fn sat_by(conn: &mut Conn, exam: ExamId, people: &[PersonId]) -> QueryResult<Vec<Sat>> {
    attempts::table
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::person_id.eq_any(people))
        .filter(attempts::state.ne("voided"))
        .order((attempts::person_id, attempts::number))
        .select((
            attempts::person_id,
            attempts::version_id,
            attempts::state,
            attempts::started_at,
            attempts::deadline_at,
        ))
        .load(conn)
        .await
}

async fn frames_of(conn: &mut Conn, sat: &[Sat]) -> QueryResult<HashMap<ExamVersionId, Frame>> {
    let versions: Vec<ExamVersionId> = sat.iter().map(|sat| sat.version_id).collect();
    let rows: Vec<VersionRow> = exam_versions::table
        .filter(exam_versions::id.eq_any(versions))
        .select(VersionRow::as_select())
        .load(conn)
        .await?;
    rows.iter().map(|row| Ok((row.columns.id, frame_of(row)?))).collect()
}
