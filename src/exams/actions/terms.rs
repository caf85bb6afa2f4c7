//! Giving extra time, longer windows and make-up exams, starting a room, noting who waits.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::note;
use crate::audit::{self, Actor, Event};
use crate::db::schema::{
    accommodations, exam_grants, exam_versions, room_starts, waiting, window_extensions,
};
use crate::db::{AccommodationId, Conn, ExamId, GrantId, PersonId, app_now};
use crate::exams::model::{NewAccommodation, NewExtension, NewGrant, NewRoomStart, Target};
use crate::exams::queries;

/// Extra time to be given to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExtraTime {
    /// Percent of the limit, or of the window where there is no limit; 0 to 300.
    pub percent: i32,
    /// Minutes besides, 0 to 600. One of the two is above 0.
    pub minutes: i32,
    /// From when it counts; `None` is at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it counts (exclusive); `None` is without end.
    pub valid_until: Option<DateTime<Utc>>,
    /// Why, 1 to 1,000 characters. It may be medical, so it stays out of the audit trail.
    pub reason: String,
}

/// Gives a person extra time in place of what they had. Within the caller's transaction, who raises the deadlines of
/// the person's open attempts afterwards: an attempt that begins meanwhile waits for its end.
///
/// # Errors
/// Whatever the database says.
pub async fn give_extra_time(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    given: &NewExtraTime,
) -> QueryResult<AccommodationId> {
    queries::claim_circumstances(conn, person.0).await?;
    let ended = withdraw_accommodation(conn, actor, person).await?;
    let id = AccommodationId::new();
    let row = NewAccommodation {
        id,
        person_id: person,
        percent: given.percent,
        minutes: given.minutes,
        valid_from: given.valid_from,
        valid_until: given.valid_until,
        reason: &given.reason,
        created_by: actor.person_id,
    };
    diesel::insert_into(accommodations::table).values(row).execute(conn).await?;
    let detail = json!({
        "accommodation": id, "before": ended.map_or_else(|| json!({}), |ended| ended.facts()), "after": {
            "percent": given.percent, "minutes": given.minutes,
            "valid_from": given.valid_from, "valid_until": given.valid_until,
        },
    });
    note_person(conn, actor, "person.extra_time_given", person, detail).await?;
    Ok(id)
}

/// Ends the extra time of a person. Attempts that run keep what is in their deadline. `false` when there was none.
///
/// # Errors
/// Whatever the database says.
pub async fn end_extra_time(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        queries::claim_circumstances(conn, person.0).await?;
        let Some(ended) = withdraw_accommodation(conn, actor, person).await? else { return Ok(false) };
        let detail = json!({ "accommodation": ended.id, "before": ended.facts(), "after": {} });
        note_person(conn, actor, "person.extra_time_ended", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Extra time that was ended.
#[derive(Queryable)]
struct Ended {
    id: AccommodationId,
    percent: i32,
    minutes: i32,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

impl Ended {
    /// As the audit trail says it. Why it was given is not told there.
    fn facts(&self) -> Value {
        json!({
            "percent": self.percent, "minutes": self.minutes,
            "valid_from": self.valid_from, "valid_until": self.valid_until,
        })
    }
}

async fn withdraw_accommodation(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
) -> QueryResult<Option<Ended>> {
    let held = accommodations::table
        .filter(accommodations::person_id.eq(person))
        .filter(accommodations::withdrawn_at.is_null());
    diesel::update(held)
        .set((
            accommodations::withdrawn_at.eq(app_now().nullable()),
            accommodations::withdrawn_by.eq(actor.person_id),
        ))
        .returning((
            accommodations::id,
            accommodations::percent,
            accommodations::minutes,
            accommodations::valid_from,
            accommodations::valid_until,
        ))
        .get_result(conn)
        .await
        .optional()
}

async fn note_person(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    person: PersonId,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "person", subject_id: person.to_string(), detail };
    audit::record(conn, actor, event).await
}

/// Lets the window of an exam close later, by 1 to 600 minutes more, for those who have not started; extensions add
/// up. Within the caller's transaction, to be called before attempts are locked: who raises deadlines of attempts
/// that run does it afterwards, and an attempt that begins meanwhile waits for the end of the transaction.
///
/// # Errors
/// Whatever the database says; a violated check when minutes or reason (1 to 1,000 characters) are out of range.
pub async fn extend_window(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    target: Target,
    minutes: i32,
    reason: &str,
) -> QueryResult<()> {
    queries::claim_circumstances(conn, exam.0).await?;
    let closes_at: Option<Option<DateTime<Utc>>> = exam_versions::table
        .filter(exam_versions::exam_id.eq(exam))
        .order(exam_versions::number.desc())
        .select(exam_versions::closes_at)
        .first(conn)
        .await
        .optional()?;
    let (person_id, group_id) = target.columns();
    let row = NewExtension {
        id: Uuid::now_v7(),
        exam_id: exam,
        person_id,
        group_id,
        closes_at: closes_at.flatten(),
        minutes,
        reason,
        created_by: actor.person_id,
    };
    diesel::insert_into(window_extensions::table).values(row).execute(conn).await?;
    let detail = json!({ "person": person_id, "group": group_id, "minutes": minutes, "reason": reason });
    note(conn, actor, "exam.window_extended", exam, detail).await
}

/// Lets people sit an exam again in a window of their own: all of them or, when something goes wrong, none.
///
/// # Errors
/// Whatever the database says; a violated check when the window is not in order or a number out of range.
pub async fn grant_make_up(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    people: &[PersonId],
    window: (DateTime<Utc>, DateTime<Utc>),
    extra_attempts: i32,
    reason: &str,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let (opens_at, closes_at) = window;
        let rows: Vec<NewGrant<'_>> = people
            .iter()
            .map(|person_id| NewGrant {
                id: GrantId::new(),
                exam_id: exam,
                person_id: *person_id,
                opens_at,
                closes_at,
                extra_attempts,
                reason,
                created_by: actor.person_id,
            })
            .collect();
        diesel::insert_into(exam_grants::table).values(rows).execute(conn).await?;
        let detail = json!({
            "people": people, "opens_at": opens_at, "closes_at": closes_at,
            "extra_attempts": extra_attempts, "reason": reason,
        });
        note(conn, actor, "exam.make_up_granted", exam, detail).await
    })
    .await
}

/// Takes a make-up exam of this exam back. An attempt that was started goes on. `false` when it was taken back
/// before or is another exam's.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw_grant(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    grant: GrantId,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let held = exam_grants::table
            .find(grant)
            .filter(exam_grants::exam_id.eq(exam))
            .filter(exam_grants::withdrawn_at.is_null());
        let ended = diesel::update(held)
            .set((
                exam_grants::withdrawn_at.eq(app_now().nullable()),
                exam_grants::withdrawn_by.eq(actor.person_id),
            ))
            .execute(conn)
            .await?;
        if ended == 1 {
            note(conn, actor, "exam.make_up_withdrawn", exam, json!({ "grant": grant })).await?;
        }
        Ok(ended == 1)
    })
    .await
}

/// Lets people begin an exam that staff start. It counts for the window that is open now.
///
/// # Errors
/// Whatever the database says.
pub async fn start_room(conn: &mut Conn, actor: &Actor, exam: ExamId, target: Target) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let (person_id, group_id) = target.columns();
        let row = NewRoomStart {
            id: Uuid::now_v7(),
            exam_id: exam,
            person_id,
            group_id,
            created_by: actor.person_id,
        };
        diesel::insert_into(room_starts::table).values(row).execute(conn).await?;
        note(conn, actor, "exam.room_started", exam, json!({ "person": person_id, "group": group_id })).await
    })
    .await
}

/// Notes that a person has the waiting page of an exam open now. Presence is not audited.
///
/// # Errors
/// Whatever the database says.
pub async fn note_waiting(conn: &mut Conn, exam: ExamId, person: PersonId) -> QueryResult<()> {
    diesel::insert_into(waiting::table)
        .values((waiting::exam_id.eq(exam), waiting::person_id.eq(person), waiting::seen_at.eq(app_now())))
        .on_conflict((waiting::exam_id, waiting::person_id))
        .do_update()
        .set(waiting::seen_at.eq(app_now()))
        .execute(conn)
        .await?;
    Ok(())
}
