//! Reading the results of an exam.

use diesel::QueryResult;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{ExamResultRow, PersonStanding};
use crate::db::{Conn, ExamId, PersonId};
use crate::web::Language;

/// `held`, `assigned`: who has to take exam $1. `tries`: its attempts with their current results. `stands`: how
/// each person with an attempt stands.
const BASE: &str = "
    WITH RECURSIVE held AS (
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
    ), tries AS (
        SELECT attempts.*, current.score, current.maximum, current.passed
          FROM attempts
          LEFT JOIN LATERAL (
              SELECT score, maximum, passed FROM results
               WHERE results.attempt_id = attempts.id ORDER BY results.number DESC LIMIT 1
          ) current ON true
         WHERE attempts.exam_id = $1 AND attempts.state <> 'voided'
    ), stands AS (
        SELECT person_id, count(*) AS attempt_count,
               CASE WHEN bool_or(coalesce(passed, false)) THEN 'passed'
                    WHEN bool_or(state = 'in_progress') THEN 'in_progress'
                    WHEN bool_or(state = 'submitted') THEN 'waiting'
                    ELSE 'failed' END AS standing
          FROM tries GROUP BY person_id
    )";

/// Everyone who has to take an exam or has taken it, with how they stand, in the order of their names as
/// readers of this language expect it.
///
/// # Errors
/// Whatever the database says.
pub async fn standings(
    conn: &mut Conn,
    exam: ExamId,
    language: Language,
) -> QueryResult<Vec<PersonStanding>> {
    let collation = match language {
        Language::Chinese => "zh-x-icu",
        Language::English => "en-x-icu",
    };
    diesel::sql_query(format!(
        "{BASE}, everyone AS (
             SELECT person_id FROM assigned UNION SELECT person_id FROM stands
         )
         SELECT everyone.person_id, coalesce(stands.standing, 'absent') AS standing
           FROM everyone
           JOIN person_names ON person_names.person_id = everyone.person_id
                            AND person_names.valid_to IS NULL
           LEFT JOIN stands ON stands.person_id = everyone.person_id
          ORDER BY person_names.name COLLATE \"{collation}\", everyone.person_id"
    ))
    .bind::<SqlUuid, _>(exam)
    .load(conn)
    .await
}

/// The results of these people in an exam, in the order of `people`.
///
/// # Errors
/// Whatever the database says.
pub async fn results_of(
    conn: &mut Conn,
    exam: ExamId,
    people: &[PersonId],
) -> QueryResult<Vec<ExamResultRow>> {
    diesel::sql_query(format!(
        "{BASE}, best AS (
             SELECT DISTINCT ON (person_id) * FROM tries WHERE person_id = ANY ($2)
              ORDER BY person_id, passed DESC NULLS LAST, score::numeric / maximum DESC NULLS LAST, number DESC
         )
         SELECT wanted.person_id, person_names.name, people.employee_number,
                wanted.person_id IN (SELECT person_id FROM assigned) AS assigned,
                coalesce(stands.attempt_count, 0) AS attempt_count,
                best.id AS attempt_id, best.number, best.started_at, best.submitted_at,
                best.score, best.maximum, coalesce(best.late, false) AS late,
                coalesce(best.submitted_by = 'staff_paper', false) AS on_paper,
                coalesce(stands.standing, 'absent') AS standing
           FROM unnest($2) WITH ORDINALITY AS wanted (person_id, place)
           JOIN people ON people.id = wanted.person_id
           JOIN person_names ON person_names.person_id = wanted.person_id AND person_names.valid_to IS NULL
           LEFT JOIN stands ON stands.person_id = wanted.person_id
           LEFT JOIN best ON best.person_id = wanted.person_id
          ORDER BY wanted.place"
    ))
    .bind::<SqlUuid, _>(exam)
    .bind::<Array<SqlUuid>, _>(people)
    .load(conn)
    .await
}
