//! Reading what people were given beyond the published versions: what [`Terms`] are made of.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::IS_ASSIGNED;
use crate::accounts::queries::GROUPS_ABOVE_EACH;
use crate::base::text::is_code;
use crate::db::schema::{accommodations, exam_grants, exam_versions, people, person_names, waiting};
use crate::db::{Conn, ExamId, ExamVersionId, PersonId, Prepare};
use crate::exams::model::{
    Accommodated, Accommodation, CircumstanceKind, CircumstanceRow, EveryoneRow, GrantRow, PublishedExam,
    StartRules, VersionRow, WaitingPerson, frame,
};
use crate::exams::terms::{Circumstances, Everyone, ExtraTime, Frame, Terms};

/// What several people were given at several exams.
#[derive(Debug, Clone, Default)]
pub struct CircumstancesOf {
    extra: HashMap<PersonId, ExtraTime>,
    at: HashMap<(PersonId, ExamId), Circumstances>,
}

impl CircumstancesOf {
    /// What one person was given at one exam.
    pub fn at(&self, person: PersonId, exam: ExamId) -> Circumstances {
        let own = self.at.get(&(person, exam)).cloned().unwrap_or_default();
        Circumstances { extra: self.extra.get(&person).copied(), ..own }
    }

    fn add(&mut self, row: &CircumstanceRow) {
        let Some(person) = row.person_id else { return };
        let Some(exam) = row.exam_id else {
            self.extra.insert(person, row.extra_time());
            return;
        };
        let own = self.at.entry((person, exam)).or_default();
        match row.kind {
            CircumstanceKind::Grant => own.grants.extend(row.grant()),
            CircumstanceKind::Extension => own.extensions.push(row.extension()),
            CircumstanceKind::RoomStart => own.room_starts.push(row.made_at),
            CircumstanceKind::ExtraTime => {}
        }
    }
}

/// What these people were given at these exams, in one statement.
///
/// # Errors
/// Whatever the database says.
pub async fn circumstances(
    conn: &mut Conn,
    people: &[PersonId],
    exams: &[ExamId],
) -> QueryResult<CircumstancesOf> {
    let rows: Vec<CircumstanceRow> = diesel::sql_query(include_str!("circumstances.sql"))
        .bind::<Array<SqlUuid>, _>(people)
        .bind::<Array<SqlUuid>, _>(exams)
        .prepared()
        .load(conn)
        .await?;
    let mut found = CircumstancesOf::default();
    for row in &rows {
        found.add(row);
    }
    Ok(found)
}

/// Those of these people for whom an exam is not over at `now`, as far as they never began it: by the published window,
/// a longer one, or a make-up exam.
///
/// # Errors
/// Whatever the database says; `NotFound` when it was never published.
pub async fn still_to_come(
    conn: &mut Conn,
    exam: ExamId,
    people: &[PersonId],
    now: DateTime<Utc>,
) -> QueryResult<HashSet<PersonId>> {
    let frame = current_frame(conn, exam).await?;
    let given = circumstances(conn, people, &[exam]).await?;
    let comes = |person: &PersonId| Terms::of(&frame, &given.at(*person, exam), &[], now).has_chances;
    Ok(people.iter().copied().filter(comes).collect())
}

/// What the current version of an exam says about time.
///
/// # Errors
/// Whatever the database says; `NotFound` when it was never published.
pub async fn current_frame(conn: &mut Conn, exam: ExamId) -> QueryResult<Frame> {
    let row = exam_versions::table
        .filter(exam_versions::exam_id.eq(exam))
        .order(exam_versions::number.desc())
        .select(VersionRow::as_select())
        .first(conn)
        .await?;
    frame_of(&row)
}

/// What a version says about time.
pub(super) fn frame_of(row: &VersionRow) -> QueryResult<Frame> {
    let version = &row.columns;
    // Of the definition only the rules of starting are wanted.
    let start: StartRules = match version.definition.get("start") {
        Some(start) => serde_json::from_value(start.clone()).map_err(super::unreadable)?,
        None => StartRules::default(),
    };
    let window = (version.opens_at, version.closes_at, row.published_at);
    Ok(frame(window, version.limit_seconds, version.attempts_allowed, &start))
}

/// What holds at `now` for a person at an exam. `starts`: when their attempts that count began, the first first.
///
/// # Errors
/// Whatever the database says.
pub async fn terms(
    conn: &mut Conn,
    exam: &PublishedExam,
    person: PersonId,
    starts: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> QueryResult<Terms> {
    let own = circumstances(conn, &[person], &[exam.exam_id]).await?.at(person, exam.exam_id);
    Ok(Terms::of(&exam.frame(), &own, starts, now))
}

/// Somebody who stands at the door of an exam.
#[derive(Debug, QueryableByName)]
pub struct AtTheDoor {
    /// Who.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Whether what they were given at the exam is held for them. Always so when the lock was waited for.
    #[diesel(sql_type = Bool)]
    pub is_held: bool,
    /// Whether they have to take the exam, or were given an attempt at it.
    #[diesel(sql_type = Bool)]
    pub is_assigned: bool,
    /// The time at which it is held.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    version_id: ExamVersionId,
}

/// What to do when somebody is changing what a person was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Wait until that is done.
    Waits,
    /// Say that it is not held.
    Tries,
}

/// Keeps what people were given at an exam from changing until the end of the transaction: whoever gives extra time
/// or a longer window waits, and raises the deadline of the attempt that begins meanwhile. To be asked before
/// [`circumstances`]. Starts do not wait for one another. Gives the current version and a row for each of `people`, in no
/// order; `None` when there is no such exam, it was never published, or nobody is asked about.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_the_doors(
    conn: &mut Conn,
    people: &[PersonId],
    code: &str,
    hold: Hold,
) -> QueryResult<Option<(Arc<PublishedExam>, Vec<AtTheDoor>)>> {
    if !is_code(code) {
        return Ok(None);
    }
    // The time is read after the locks are held.
    let rows: Vec<AtTheDoor> = diesel::sql_query(format!(
        "{GROUPS_ABOVE_EACH}
         SELECT asked.person_id, version.id AS version_id, {IS_ASSIGNED} AS is_assigned,
                CASE WHEN $3 THEN pg_advisory_xact_lock_shared(hashtextextended('terms ' || asked.person_id, 0)) IS NOT NULL
                              AND pg_advisory_xact_lock_shared(hashtextextended('terms ' || exams.id, 0)) IS NOT NULL
                     ELSE pg_try_advisory_xact_lock_shared(hashtextextended('terms ' || asked.person_id, 0))
                      AND pg_try_advisory_xact_lock_shared(hashtextextended('terms ' || exams.id, 0)) END AS is_held,
                app_now() AS now
           FROM exams
          CROSS JOIN LATERAL (SELECT id FROM exam_versions
                               WHERE exam_id = exams.id ORDER BY number DESC LIMIT 1) version
          CROSS JOIN unnest($1) AS asked (person_id)
          WHERE exams.code = $2"
    ))
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Text, _>(code)
    .bind::<Bool, _>(hold == Hold::Waits)
    .prepared()
    .load(conn)
    .await?;
    let [first, ..] = rows.as_slice() else { return Ok(None) };
    let exam = super::published_version(conn, first.version_id).await?;
    Ok(Some((exam, rows)))
}

/// Waits for starts that read what this person or at this exam was given, and keeps others from reading it until the
/// end of the transaction. To be asked before attempts are locked.
///
/// # Errors
/// Whatever the database says.
pub async fn claim_circumstances(conn: &mut Conn, of: Uuid) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('terms ' || $1, 0))")
        .bind::<SqlUuid, _>(of)
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Everything anybody was given at an exam.
///
/// # Errors
/// Whatever the database says.
pub async fn everyone(conn: &mut Conn, exam: ExamId) -> QueryResult<Everyone> {
    let rows: Vec<EveryoneRow> = diesel::sql_query(include_str!("everyone.sql"))
        .bind::<SqlUuid, _>(exam)
        .prepared()
        .load(conn)
        .await?;
    let mut everyone = Everyone::default();
    for row in rows {
        match row.given.kind {
            CircumstanceKind::ExtraTime => everyone.extras.push(row.given.extra_time()),
            CircumstanceKind::Grant => everyone.grants.extend(row.given.grant()),
            CircumstanceKind::Extension => everyone.extensions.push((row.reach(), row.given.extension())),
            CircumstanceKind::RoomStart => {}
        }
    }
    Ok(everyone)
}

/// The extra time somebody has, with who gave it and why.
///
/// # Errors
/// Whatever the database says.
pub async fn accommodation_of(conn: &mut Conn, person: PersonId) -> QueryResult<Option<Accommodation>> {
    let history = accommodations_of(conn, person).await?;
    Ok(history.into_iter().find(|row| row.withdrawn_at.is_none()))
}

/// Every extra time a person has or had, the last given first.
///
/// # Errors
/// Whatever the database says.
pub async fn accommodations_of(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<Accommodation>> {
    let given_by = person_names::person_id
        .nullable()
        .eq(accommodations::created_by)
        .and(person_names::valid_to.is_null());
    accommodations::table
        .left_join(person_names::table.on(given_by))
        .filter(accommodations::person_id.eq(person))
        .order((accommodations::created_at.desc(), accommodations::id.desc()))
        .select((
            accommodations::id,
            accommodations::percent,
            accommodations::minutes,
            accommodations::valid_from,
            accommodations::valid_until,
            accommodations::reason,
            accommodations::created_at,
            person_names::name.nullable(),
            accommodations::withdrawn_at,
        ))
        .load(conn)
        .await
}

/// Everyone who has extra time, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn accommodated(conn: &mut Conn) -> QueryResult<Vec<Accommodated>> {
    accommodations::table
        .inner_join(people::table.on(people::id.eq(accommodations::person_id)))
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .filter(accommodations::withdrawn_at.is_null())
        .order((person_names::name, people::id))
        .select((
            people::id,
            person_names::name,
            people::employee_number,
            accommodations::percent,
            accommodations::minutes,
            accommodations::valid_from,
            accommodations::valid_until,
            accommodations::created_at,
        ))
        .load(conn)
        .await
}

/// The make-up exams given at an exam that were not taken back, the last given first.
///
/// # Errors
/// Whatever the database says.
pub async fn grants_of(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<GrantRow>> {
    exam_grants::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(exam_grants::person_id).and(person_names::valid_to.is_null())),
        )
        .filter(exam_grants::exam_id.eq(exam))
        .filter(exam_grants::withdrawn_at.is_null())
        .order((exam_grants::created_at.desc(), person_names::name, exam_grants::id))
        .select((
            exam_grants::id,
            exam_grants::person_id,
            person_names::name,
            exam_grants::opens_at,
            exam_grants::closes_at,
            exam_grants::extra_attempts,
            exam_grants::reason,
            exam_grants::created_at,
        ))
        .load(conn)
        .await
}

/// Those whose waiting page was heard of since `since`, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting_at(
    conn: &mut Conn,
    exam: ExamId,
    since: DateTime<Utc>,
) -> QueryResult<Vec<WaitingPerson>> {
    waiting::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(waiting::person_id).and(person_names::valid_to.is_null())),
        )
        .filter(waiting::exam_id.eq(exam))
        .filter(waiting::seen_at.gt(since))
        .order((person_names::name, waiting::person_id))
        .select((waiting::person_id, person_names::name, waiting::seen_at))
        .load(conn)
        .await
}
