//! Results over exams: of one person, and by month.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::TRY;
use crate::db::{Conn, GroupId, PersonId, Prepare};
use crate::exams::counting::{Counting, Tried, counts, standing};
use crate::grading::model::{MonthOfResults, PersonAttempt, PersonExam, TryRow};

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    one: TryRow,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    title_zh: String,
    #[diesel(sql_type = Text)]
    title_en: String,
    #[diesel(sql_type = Text)]
    counting: String,
}

/// Every exam that a person sat, by code, with the attempts that were not voided.
///
/// # Errors
/// Whatever the database says.
pub async fn exams_of(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<PersonExam>> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "WITH tries AS (
             SELECT attempts.*, current.score, current.maximum, current.passed
               FROM attempts
               LEFT JOIN LATERAL (
                   SELECT score, maximum, passed FROM results
                    WHERE results.attempt_id = attempts.id AND attempts.state = 'graded'
                    ORDER BY results.number DESC LIMIT 1
               ) current ON true
              WHERE attempts.person_id = $1 AND attempts.state <> 'voided'
         ), versions AS (
             SELECT DISTINCT ON (exam_id) exam_id, title_zh, title_en,
                    coalesce(definition->>'counting', 'best') AS counting
               FROM exam_versions WHERE exam_id IN (SELECT exam_id FROM tries) ORDER BY exam_id, number DESC
         )
         SELECT tries.*, exams.code, versions.title_zh, versions.title_en, versions.counting
           FROM (SELECT {TRY}, exam_id FROM tries) tries
           JOIN exams ON exams.id = tries.exam_id
           JOIN versions ON versions.exam_id = tries.exam_id
          ORDER BY exams.code, tries.number"
    ))
    .bind::<SqlUuid, _>(person)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.chunk_by(|one, next| one.code == next.code).filter_map(exam).collect())
}

fn exam(own: &[Row]) -> Option<PersonExam> {
    let first = own.first()?;
    let rule = Counting::parse(&first.counting).unwrap_or_default();
    let tried: Vec<Tried> = own.iter().map(|row| row.one.tried()).collect();
    Some(PersonExam {
        code: first.code.clone(),
        title_zh: first.title_zh.clone(),
        title_en: first.title_en.clone(),
        standing: standing(rule, &tried).into(),
        counting: counts(rule, &tried),
        attempts: own
            .iter()
            .map(|row| PersonAttempt {
                number: row.one.number,
                started_at: row.one.started_at,
                submitted_at: row.one.submitted_at,
                result: row.one.result(),
            })
            .collect(),
    })
}

/// Results of the attempts that were handed in from one instant to before another, by month of the zone: those of one exam
/// or of all, and of the people who belong to one of these groups now or of everyone. Months without any are not there.
///
/// # Errors
/// Whatever the database says.
pub async fn results_by_month(
    conn: &mut Conn,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    zone: Tz,
    exam: Option<&str>,
    groups: Option<&[GroupId]>,
) -> QueryResult<Vec<MonthOfResults>> {
    diesel::sql_query(
        "SELECT date_trunc('month', attempts.submitted_at AT TIME ZONE $3)::date AS month, count(*) AS results,
                count(*) FILTER (WHERE current.passed) AS passed
           FROM attempts
           JOIN LATERAL (SELECT passed FROM results WHERE results.attempt_id = attempts.id
                          ORDER BY results.number DESC LIMIT 1) current ON true
          WHERE attempts.state = 'graded' AND attempts.submitted_at >= $1 AND attempts.submitted_at < $2
            AND ($4::text IS NULL OR attempts.exam_id = (SELECT id FROM exams WHERE code = $4))
            AND ($5::uuid[] IS NULL OR attempts.person_id IN (SELECT person_id FROM memberships
                                                              WHERE group_id = ANY ($5) AND valid_to IS NULL))
          GROUP BY 1 ORDER BY 1",
    )
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(until)
    .bind::<Text, _>(zone.name())
    .bind::<Nullable<Text>, _>(exam)
    .bind::<Nullable<Array<SqlUuid>>, _>(groups)
    .prepared()
    .load(conn)
    .await
}
