//! Reading the room of an exam.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{Affected, Moment, Outage, Seat};
use crate::attempts::model::EventKind;
use crate::db::schema::person_names;
use crate::db::{Conn, ExamId, GroupId, PersonId, Prepare};
use crate::web::Language;

/// What a trainer is told of in the room.
const TOLD: &[EventKind] = &[
    EventKind::Started,
    EventKind::TakenOver,
    EventKind::DeadlineRaised,
    EventKind::Paused,
    EventKind::Resumed,
    EventKind::ReleasedDevice,
    EventKind::Submitted,
    EventKind::EndedByStaff,
    EventKind::ClosedBySweep,
    EventKind::Quarantined,
    EventKind::Reopened,
    EventKind::Voided,
];

/// Whose seats are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Everyone's.
    Everyone,
    /// Those of the people who are now in a group or below it.
    Group(GroupId),
    /// One person's.
    Person(PersonId),
}

/// The people in the room of an exam, in the order of names as readers of this language expect it.
///
/// # Errors
/// Whatever the database says.
pub async fn seats(
    conn: &mut Conn,
    exam: ExamId,
    within: Within,
    language: Language,
) -> QueryResult<Vec<Seat>> {
    let (person, group) = match within {
        Within::Everyone => (None, None),
        Within::Group(group) => (None, Some(group)),
        Within::Person(person) => (Some(person), None),
    };
    let collation = match language {
        Language::Chinese => "zh-x-icu",
        Language::English => "en-x-icu",
    };
    diesel::sql_query(format!(
        "WITH RECURSIVE held AS (
             SELECT person_id, group_id FROM assignments WHERE exam_id = $1 AND withdrawn_at IS NULL
         ), below AS (
             SELECT group_id AS id FROM held WHERE group_id IS NOT NULL
             UNION
             SELECT groups.id FROM groups JOIN below ON groups.parent_id = below.id
         ), assigned AS (
             SELECT person_id FROM held WHERE person_id IS NOT NULL
             UNION
             SELECT memberships.person_id FROM memberships JOIN below ON memberships.group_id = below.id
              WHERE memberships.valid_to IS NULL
         ), last AS (
             SELECT DISTINCT ON (person_id) * FROM attempts
              WHERE exam_id = $1 AND state <> 'voided' AND ($2 IS NULL OR person_id = $2)
              ORDER BY person_id, state = 'in_progress' DESC, number DESC
         ), everyone AS (
             SELECT person_id FROM assigned WHERE $2 IS NULL OR person_id = $2
             UNION
             SELECT person_id FROM last
         ), wanted AS (
             SELECT id FROM groups WHERE id = $3
             UNION
             SELECT groups.id FROM groups JOIN wanted ON groups.parent_id = wanted.id
         )
         SELECT everyone.person_id, person_names.name, people.employee_number,
                last.id AS attempt_id, last.state, last.question_count, last.started_at, last.submitted_at,
                last.deadline_at, last.paused_at, last.quarantined_at IS NOT NULL AS stuck,
                presence.seen_at AS heard_at, presence.changed_at, greatest(coalesce(presence.unsaved, 0) - answers.since, 0)::integer AS unsaved,
                coalesce(answers.answered, 0) AS answered, answers.saved_at,
                coalesce(happened.device_changes, 0) AS device_changes,
                coalesce(happened.minutes, 0) + coalesce(last.extra_seconds, 0) / 60 AS extra_minutes,
                waiting.seen_at AS waiting_at
           FROM everyone
           JOIN people ON people.id = everyone.person_id
           JOIN person_names ON person_names.person_id = everyone.person_id AND person_names.valid_to IS NULL
           LEFT JOIN last ON last.person_id = everyone.person_id
           LEFT JOIN attempt_presence presence ON presence.attempt_id = last.id
           LEFT JOIN waiting ON waiting.exam_id = $1 AND waiting.person_id = everyone.person_id
           LEFT JOIN LATERAL (
               -- What was saved after the page was last heard is no longer unsaved.
               SELECT count(*) FILTER (WHERE response <> '') AS answered, max(saved_at) AS saved_at,
                      count(*) FILTER (WHERE saved_at > presence.seen_at) AS since
                 FROM responses WHERE responses.attempt_id = last.id
           ) answers ON true
           LEFT JOIN LATERAL (
               SELECT count(*) FILTER (WHERE kind = 'taken_over') AS device_changes,
                      sum((detail->>'minutes')::bigint) FILTER (
                          WHERE kind = 'deadline_raised' AND jsonb_typeof(detail->'minutes') = 'number'
                      )::bigint AS minutes
                 FROM attempt_events WHERE attempt_events.attempt_id = last.id
           ) happened ON true
          WHERE $3 IS NULL OR EXISTS (
              SELECT FROM memberships JOIN wanted ON wanted.id = memberships.group_id
               WHERE memberships.person_id = everyone.person_id AND memberships.valid_to IS NULL
          )
          ORDER BY person_names.name COLLATE \"{collation}\", everyone.person_id"
    ))
    .bind::<SqlUuid, _>(exam)
    .bind::<Nullable<SqlUuid>, _>(person)
    .bind::<Nullable<SqlUuid>, _>(group)
    .prepared()
    .load(conn)
    .await
}

/// What happened in the room of an exam lately, or to one person there, newest first. What was done to many at once is one
/// moment.
///
/// # Errors
/// Whatever the database says.
pub async fn moments(
    conn: &mut Conn,
    exam: ExamId,
    one: Option<PersonId>,
    since: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<Moment>> {
    let kinds: Vec<&str> = TOLD.iter().map(|kind| kind.as_str()).collect();
    diesel::sql_query(
        "SELECT max(happened.at) AS at, happened.kind, count(*) AS people, min(person_names.name) AS name,
                min(actor.name) AS actor, (array_agg(happened.detail))[1] AS detail
           FROM attempts
           JOIN attempt_events happened ON happened.attempt_id = attempts.id AND happened.kind = ANY ($3)
           JOIN person_names ON person_names.person_id = attempts.person_id AND person_names.valid_to IS NULL
           LEFT JOIN person_names actor ON actor.person_id = happened.actor_id AND actor.valid_to IS NULL
                                       AND actor.person_id <> attempts.person_id
          WHERE attempts.exam_id = $1 AND ($2 IS NULL OR attempts.person_id = $2)
            AND (attempts.state = 'in_progress' OR attempts.started_at > $4)
          GROUP BY happened.kind, happened.actor_id IS DISTINCT FROM attempts.person_id,
                   CASE WHEN happened.kind IN ('started', 'submitted', 'closed_by_sweep')
                        THEN date_trunc('minute', happened.at) ELSE date_trunc('second', happened.at) END,
                   happened.detail->>'reason', happened.detail->>'minutes'
          ORDER BY max(happened.at) DESC
          LIMIT $5",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<Nullable<SqlUuid>, _>(one)
    .bind::<Array<Text>, _>(kinds)
    .bind::<Timestamptz, _>(since)
    .bind::<BigInt, _>(limit)
    .prepared()
    .load(conn)
    .await
}

/// Every time that was lost for many at once since then, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn outages(conn: &mut Conn, since: DateTime<Utc>) -> QueryResult<Vec<Outage>> {
    diesel::sql_query(
        "SELECT kind, from_at, to_at FROM outages WHERE to_at > $1 ORDER BY noted_at DESC, id DESC LIMIT 50",
    )
    .bind::<Timestamptz, _>(since)
    .prepared()
    .load(conn)
    .await
}

/// The attempts at an exam that were open at some time between these two and that the server handed in, or that are still
/// open, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn affected(
    conn: &mut Conn,
    exam: ExamId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> QueryResult<Vec<Affected>> {
    diesel::sql_query(
        "SELECT attempts.person_id, person_names.name, people.employee_number,
                attempts.state = 'in_progress' AS open, attempts.started_at, attempts.deadline_at,
                attempts.submitted_at, attempts.question_count,
                (SELECT count(*) FROM responses
                  WHERE responses.attempt_id = attempts.id AND responses.response <> '') AS answered,
                (SELECT results.passed FROM results WHERE results.attempt_id = attempts.id AND attempts.state = 'graded'
                  ORDER BY results.number DESC LIMIT 1) AS passed
           FROM attempts
           JOIN people ON people.id = attempts.person_id
           JOIN person_names ON person_names.person_id = attempts.person_id AND person_names.valid_to IS NULL
          WHERE attempts.exam_id = $1 AND attempts.started_at < $3
            AND attempts.deadline_at + interval '60 seconds' > $2
            AND (attempts.state = 'in_progress' OR attempts.submitted_by = 'sweep')
          ORDER BY person_names.name, attempts.person_id, attempts.number",
    )
    .bind::<SqlUuid, _>(exam)
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(to)
    .prepared()
    .load(conn)
    .await
}

/// The current names of these people, in the order of names.
///
/// # Errors
/// Whatever the database says.
pub async fn names_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<String>> {
    person_names::table
        .filter(person_names::person_id.eq_any(people))
        .filter(person_names::valid_to.is_null())
        .order(person_names::name)
        .select(person_names::name)
        .load(conn)
        .await
}
