//! Two records of one person become one: exams, certificates, groups and names to sign in with pass to the kept one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Actor, Event};
use crate::certification::model::RENEWED;
use crate::db::{Conn, PersonId};

/// What came of merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// One record has everything.
    Done,
    /// One of them sits an exam now; nothing was changed.
    SitsExam,
    /// One of them was merged before.
    Gone,
}

/// Statements with $1 the kept and $2 the merged record, in this order. Each ends with both parameters in use.
const STEPS: &[&str] = &[
    // Exams: attempts keep their order behind those of the kept record.
    "UPDATE attempts SET person_id = $1, number = attempts.number + coalesce(
         (SELECT max(other.number) FROM attempts other WHERE other.person_id = $1 AND other.exam_id = attempts.exam_id), 0)
     WHERE person_id = $2",
    "UPDATE achievements SET person_id = $1 WHERE person_id = $2",
    "UPDATE paper_entries SET person_id = $1 WHERE person_id = $2",
    "UPDATE certificates SET person_id = $1 WHERE person_id = $2",
    "UPDATE exemptions SET person_id = $1 WHERE person_id = $2",
    "UPDATE accommodations SET person_id = $1 WHERE person_id = $2 AND (withdrawn_at IS NOT NULL OR NOT EXISTS
         (SELECT 1 FROM accommodations other WHERE other.person_id = $1 AND other.withdrawn_at IS NULL))",
    "UPDATE exam_grants SET person_id = $1 WHERE person_id = $2 AND (withdrawn_at IS NOT NULL OR NOT EXISTS
         (SELECT 1 FROM exam_grants other WHERE other.person_id = $1 AND other.withdrawn_at IS NULL
            AND other.exam_id = exam_grants.exam_id))",
    "UPDATE assignments SET person_id = $1 WHERE person_id = $2 AND NOT EXISTS
         (SELECT 1 FROM assignments other WHERE other.person_id = $1 AND other.exam_id = assignments.exam_id)",
    // Groups, managers.
    "UPDATE memberships SET person_id = $1 WHERE person_id = $2 AND (valid_to IS NOT NULL OR NOT EXISTS
         (SELECT 1 FROM memberships other WHERE other.person_id = $1 AND other.group_id = memberships.group_id
            AND other.valid_to IS NULL))",
    "UPDATE memberships SET valid_to = greatest(app_now(), valid_from)
     WHERE person_id = $2 AND valid_to IS NULL AND $1 IS NOT NULL",
    "UPDATE group_managers SET person_id = $1 WHERE person_id = $2 AND (valid_to IS NOT NULL OR NOT EXISTS
         (SELECT 1 FROM group_managers other WHERE other.person_id = $1 AND other.group_id = group_managers.group_id
            AND other.valid_to IS NULL))",
    "UPDATE group_managers SET valid_to = greatest(app_now(), valid_from)
     WHERE person_id = $2 AND valid_to IS NULL AND $1 IS NOT NULL",
    "UPDATE reporting_lines SET valid_to = greatest(app_now(), valid_from) WHERE valid_to IS NULL
         AND (person_id = $2 OR (person_id = $1 AND manager_id = $2))",
    "UPDATE reporting_lines SET manager_id = $1 WHERE manager_id = $2 AND person_id <> $1",
    // Employment: the earlier beginning counts, whoever works here still does.
    "UPDATE employments SET valid_from = least(valid_from,
         (SELECT min(valid_from) FROM employments other WHERE other.person_id = $2 AND other.valid_to IS NULL))
     WHERE person_id = $1 AND valid_to IS NULL",
    "UPDATE employments SET person_id = $1 WHERE person_id = $2 AND (valid_to IS NOT NULL OR NOT EXISTS
         (SELECT 1 FROM employments other WHERE other.person_id = $1 AND other.valid_to IS NULL))",
    "UPDATE employments SET valid_to = valid_from, ended_at = app_now()
     WHERE person_id = $2 AND valid_to IS NULL AND $1 IS NOT NULL",
    "UPDATE people SET blocked_at = NULL WHERE id = $1 AND $2 IS NOT NULL
       AND EXISTS (SELECT 1 FROM employments e WHERE e.person_id = people.id AND e.valid_to IS NULL)
       AND EXISTS (SELECT 1 FROM employments e WHERE e.person_id = people.id AND e.ended_at = people.blocked_at)",
    // Signing in.
    "UPDATE identities SET person_id = $1 WHERE person_id = $2",
    "UPDATE sessions SET revoked_at = app_now() WHERE person_id = $2 AND revoked_at IS NULL AND $1 IS NOT NULL",
    "UPDATE invitations SET used_at = app_now() WHERE person_id = $2 AND used_at IS NULL AND $1 IS NOT NULL",
    "INSERT INTO role_grants (id, person_id, role, granted_at)
     SELECT gen_random_uuid(), $1, role, app_now() FROM role_grants WHERE person_id = $2 AND revoked_at IS NULL
     ON CONFLICT DO NOTHING",
    "UPDATE role_grants SET revoked_at = app_now() WHERE person_id = $2 AND revoked_at IS NULL AND $1 IS NOT NULL",
    "UPDATE people SET email = coalesce(people.email, other.email), phone = coalesce(people.phone, other.phone),
         password_hash = coalesce(people.password_hash, other.password_hash),
         password_changed_at = coalesce(people.password_changed_at, other.password_changed_at)
     FROM people other WHERE people.id = $1 AND other.id = $2",
    "UPDATE people SET email = NULL, phone = NULL, password_hash = NULL, blocked_at = coalesce(blocked_at, app_now())
     WHERE id = $2 AND $1 IS NOT NULL",
    "UPDATE person_names SET valid_to = greatest(app_now(), valid_from)
     WHERE person_id = $2 AND valid_to IS NULL AND $1 IS NOT NULL",
    "UPDATE outbox_messages SET person_id = $1 WHERE person_id = $2",
];

/// Of two certificates of one certification that count, the one issued later does from now on.
const CERTIFICATES: &[&str] = &[
    "INSERT INTO certificate_events (id, certificate_id, kind, actor_id, reason, successor_id)
     SELECT gen_random_uuid(), CASE WHEN a.issued_at >= b.issued_at THEN b.id ELSE a.id END, 'superseded', $3, $4,
            CASE WHEN a.issued_at >= b.issued_at THEN a.id ELSE b.id END
     FROM current_certificates own JOIN current_certificates other USING (programme_id)
     JOIN certificates a ON a.id = own.certificate_id JOIN certificates b ON b.id = other.certificate_id
     WHERE own.person_id = $1 AND other.person_id = $2",
    "WITH loser AS (
         SELECT CASE WHEN a.issued_at >= b.issued_at THEN b.id ELSE a.id END AS id
         FROM current_certificates own JOIN current_certificates other USING (programme_id)
         JOIN certificates a ON a.id = own.certificate_id JOIN certificates b ON b.id = other.certificate_id
         WHERE own.person_id = $1 AND other.person_id = $2 AND $3 IS NOT DISTINCT FROM $3 AND $4 IS NOT NULL)
     DELETE FROM current_certificates USING loser WHERE certificate_id = loser.id",
    "UPDATE current_certificates SET person_id = $1
     WHERE person_id = $2 AND $3 IS NOT DISTINCT FROM $3 AND $4 IS NOT NULL",
];

/// Merges the record `merged` into `kept`, which then has the employee number of `merged` if `takes_number`. The other number
/// still finds the person.
///
/// # Errors
/// Whatever the database says.
pub async fn merge_people(
    conn: &mut Conn,
    actor: &Actor,
    kept: PersonId,
    merged: PersonId,
    takes_number: bool,
) -> QueryResult<Merged> {
    conn.transaction(async |conn| {
        // In the order of their ids, so that two who merge the same two wait for one another.
        diesel::sql_query("SELECT id FROM people WHERE id IN ($1, $2) ORDER BY id FOR UPDATE")
            .bind::<SqlUuid, _>(kept)
            .bind::<SqlUuid, _>(merged)
            .execute(conn)
            .await?;
        if count(conn, "SELECT count(*) AS n FROM person_merges WHERE merged_id IN ($1, $2)", kept, merged)
            .await?
            > 0
        {
            return Ok(Merged::Gone);
        }
        let open = "SELECT count(*) AS n FROM attempts WHERE person_id IN ($1, $2) AND state = 'in_progress'";
        if count(conn, open, kept, merged).await? > 0 {
            return Ok(Merged::SitsExam);
        }
        diesel::sql_query(
            "INSERT INTO person_merges (id, kept_id, merged_id, merged_by) VALUES ($3, $1, $2, $4)",
        )
        .bind::<SqlUuid, _>(kept)
        .bind::<SqlUuid, _>(merged)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<Nullable<SqlUuid>, _>(actor.person_id)
        .execute(conn)
        .await?;
        for sql in CERTIFICATES {
            diesel::sql_query(*sql)
                .bind::<SqlUuid, _>(kept)
                .bind::<SqlUuid, _>(merged)
                .bind::<Nullable<SqlUuid>, _>(actor.person_id)
                .bind::<Text, _>(RENEWED)
                .execute(conn)
                .await?;
        }
        for sql in STEPS {
            run(conn, sql, kept, merged).await?;
        }
        if takes_number {
            numbers(conn, kept, merged).await?;
        }
        for (subject, detail) in [(kept, json!({ "merged": merged })), (merged, json!({ "into": kept }))] {
            let event = Event {
                action: "person.merged",
                subject_kind: "person",
                subject_id: subject.to_string(),
                detail,
            };
            audit::record(conn, actor, event).await?;
        }
        Ok(Merged::Done)
    })
    .await
}

async fn run(conn: &mut Conn, sql: &'static str, kept: PersonId, merged: PersonId) -> QueryResult<usize> {
    diesel::sql_query(sql).bind::<SqlUuid, _>(kept).bind::<SqlUuid, _>(merged).execute(conn).await
}

async fn count(conn: &mut Conn, sql: &'static str, kept: PersonId, merged: PersonId) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row =
        diesel::sql_query(sql).bind::<SqlUuid, _>(kept).bind::<SqlUuid, _>(merged).get_result(conn).await?;
    Ok(row.n)
}

/// Lets the kept record bear the number of the merged one. A number belongs to one record at a time.
async fn numbers(conn: &mut Conn, kept: PersonId, merged: PersonId) -> QueryResult<()> {
    use crate::db::schema::people;
    let number: Option<String> =
        people::table.find(merged).select(people::employee_number).first(conn).await?;
    let Some(number) = number else { return Ok(()) };
    diesel::update(people::table.find(merged))
        .set(people::employee_number.eq(None::<String>))
        .execute(conn)
        .await?;
    diesel::update(people::table.find(kept)).set(people::employee_number.eq(number)).execute(conn).await?;
    Ok(())
}
