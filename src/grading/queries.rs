//! Reading the results of an exam.

mod history;
mod queue;

use std::collections::HashMap;

use diesel::QueryResult;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

pub use history::{exams_of, results_by_month};
pub use queue::{
    attempt_queues, disputes, exam_queues, last_graded, names_shown, progress, question_queues, waiting,
};

use super::model::{Asked, ExamResultRow, Named, PersonStanding, Someone, Standing, TryRow};
use crate::db::{Conn, PersonId};
use crate::exams;
use crate::exams::counting::{Counting, Tried, counts, standing};
use crate::web::Language;

/// `held`, `assigned`: who has to take exam $1. `tries`: its attempts with their current results.
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
               WHERE results.attempt_id = attempts.id AND attempts.state = 'graded' ORDER BY results.number DESC LIMIT 1
          ) current ON true
         WHERE attempts.exam_id = $1 AND attempts.state <> 'voided'
    )";

/// Columns of [`TryRow`].
const TRY: &str = "person_id, id, number, state, started_at, submitted_at, late, coalesce(submitted_by = 'staff_paper', false) AS on_paper, score, maximum, passed";

/// Everyone who has to take an exam or has taken it, with how they stand by this rule, in the order of their names as
/// readers of this language expect it.
///
/// # Errors
/// Whatever the database says.
pub async fn standings(
    conn: &mut Conn,
    asked: &Asked,
    language: Language,
) -> QueryResult<Vec<PersonStanding>> {
    let collation = match language {
        Language::Chinese => "zh-x-icu",
        Language::English => "en-x-icu",
    };
    let everyone: Vec<Someone> = diesel::sql_query(format!(
        "{BASE}, everyone AS (
             SELECT person_id FROM assigned UNION SELECT person_id FROM tries
         )
         SELECT everyone.person_id
           FROM everyone
           JOIN person_names ON person_names.person_id = everyone.person_id
                            AND person_names.valid_to IS NULL
          ORDER BY person_names.name COLLATE \"{collation}\", everyone.person_id"
    ))
    .bind::<SqlUuid, _>(asked.exam)
    .load(conn)
    .await?;
    let tries: Vec<TryRow> = diesel::sql_query(format!("{BASE} SELECT {TRY} FROM tries"))
        .bind::<SqlUuid, _>(asked.exam)
        .load(conn)
        .await?;
    let tries = by_person(tries);
    let mut standings: Vec<PersonStanding> = everyone
        .into_iter()
        .map(|Someone { person_id }| {
            let tried: Vec<Tried> = tries.get(&person_id).into_iter().flatten().map(TryRow::tried).collect();
            PersonStanding { person_id, standing: standing(asked.rule, &tried).into() }
        })
        .collect();
    let each = standings.iter_mut().map(|person| (person.person_id, &mut person.standing));
    mark_absent(conn, asked, each.collect()).await?;
    Ok(standings)
}

/// The results of these people in an exam by this rule, in the order of `people`.
///
/// # Errors
/// Whatever the database says.
pub async fn results_of(
    conn: &mut Conn,
    asked: &Asked,
    people: &[PersonId],
) -> QueryResult<Vec<ExamResultRow>> {
    let named: Vec<Named> = diesel::sql_query(format!(
        "{BASE}
         SELECT wanted.person_id, person_names.name, people.employee_number,
                wanted.person_id IN (SELECT person_id FROM assigned) AS assigned
           FROM unnest($2) WITH ORDINALITY AS wanted (person_id, place)
           JOIN people ON people.id = wanted.person_id
           JOIN person_names ON person_names.person_id = wanted.person_id AND person_names.valid_to IS NULL
          ORDER BY wanted.place"
    ))
    .bind::<SqlUuid, _>(asked.exam)
    .bind::<Array<SqlUuid>, _>(people)
    .load(conn)
    .await?;
    let tries: Vec<TryRow> =
        diesel::sql_query(format!("{BASE} SELECT {TRY} FROM tries WHERE person_id = ANY ($2)"))
            .bind::<SqlUuid, _>(asked.exam)
            .bind::<Array<SqlUuid>, _>(people)
            .load(conn)
            .await?;
    let mut tries = by_person(tries);
    let mut rows: Vec<ExamResultRow> = named
        .into_iter()
        .map(|one| row(asked.rule, &tries.remove(&one.person_id).unwrap_or_default(), one))
        .collect();
    mark_absent(conn, asked, rows.iter_mut().map(|row| (row.person_id, &mut row.standing)).collect()).await?;
    Ok(rows)
}

/// Whoever never began is absent once the exam is over for them: a longer window and a make-up exam count.
async fn mark_absent(
    conn: &mut Conn,
    asked: &Asked,
    mut people: Vec<(PersonId, &mut Standing)>,
) -> QueryResult<()> {
    people.retain(|(_, standing)| **standing == Standing::NotStarted);
    if !asked.published || people.is_empty() {
        return Ok(());
    }
    let ids: Vec<PersonId> = people.iter().map(|(person, _)| *person).collect();
    let coming = exams::queries::still_to_come(conn, asked.exam, &ids, asked.now).await?;
    for (person, standing) in people {
        if !coming.contains(&person) {
            *standing = Standing::Absent;
        }
    }
    Ok(())
}

fn by_person(tries: Vec<TryRow>) -> HashMap<PersonId, Vec<TryRow>> {
    let mut found: HashMap<PersonId, Vec<TryRow>> = HashMap::new();
    for one in tries {
        found.entry(one.person_id).or_default().push(one);
    }
    found
}

fn row(rule: Counting, tries: &[TryRow], named: Named) -> ExamResultRow {
    let tried: Vec<Tried> = tries.iter().map(TryRow::tried).collect();
    let counting = counts(rule, &tried).and_then(|index| tries.get(index));
    ExamResultRow {
        person_id: named.person_id,
        name: named.name,
        employee_number: named.employee_number,
        assigned: named.assigned,
        attempt_count: tries.len(),
        attempt_id: counting.map(|one| one.id),
        number: counting.map(|one| one.number),
        started_at: counting.map(|one| one.started_at),
        submitted_at: counting.and_then(|one| one.submitted_at),
        score: counting.and_then(|one| one.score),
        maximum: counting.and_then(|one| one.maximum),
        late: counting.is_some_and(|one| one.late),
        on_paper: counting.is_some_and(|one| one.on_paper),
        standing: standing(rule, &tried).into(),
    }
}
