//! Reading what comes near its last day, and who hears of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{Candidate, LinkOwner, ManagerOf, OwnDay, RobotOf};
use crate::db::schema::calendar_links;
use crate::db::{Conn, PersonId, Prepare};

/// Certificates whose last day lies between these days, both included, and of which somebody is to be reminded on the day
/// `today` of the company's zone.
///
/// # Errors
/// Whatever the database says.
pub async fn candidates(
    conn: &mut Conn,
    today: NaiveDate,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<Candidate>> {
    diesel::sql_query(include_str!("candidates.sql"))
        .bind::<Date, _>(from)
        .bind::<Date, _>(to)
        .bind::<Date, _>(today)
        .prepared()
        .load(conn)
        .await
}

/// Who manages the people $1: `up` are their groups, and the ones above as far as nobody else manages the ones below.
const NEAREST: &str = "
    WITH RECURSIVE managing AS (
        SELECT manager.group_id, manager.person_id, people.email IS NOT NULL AS has_mail
        FROM group_managers manager JOIN people ON people.id = manager.person_id
        WHERE manager.valid_to IS NULL AND people.blocked_at IS NULL
    ),
    up (person_id, group_id) AS (
        SELECT person_id, group_id FROM memberships WHERE person_id = ANY ($1) AND valid_to IS NULL
        UNION
        SELECT up.person_id, groups.parent_id FROM up JOIN groups ON groups.id = up.group_id
        WHERE groups.parent_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM managing
                          WHERE managing.group_id = up.group_id AND managing.person_id <> up.person_id)
    )
    SELECT DISTINCT up.person_id, managing.person_id AS manager_id, managing.has_mail
    FROM up JOIN managing ON managing.group_id = up.group_id AND managing.person_id <> up.person_id
    ORDER BY manager_id, up.person_id";

/// Who manages these people: the managers of their groups; where a group has none, those of the next one above. Nobody
/// manages themselves.
///
/// # Errors
/// Whatever the database says.
pub async fn managers(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<ManagerOf>> {
    diesel::sql_query(NEAREST).bind::<Array<SqlUuid>, _>(people).prepared().load(conn).await
}

/// Which chat robots hear of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn robots(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<RobotOf>> {
    diesel::sql_query(
        "WITH RECURSIVE up (person_id, group_id) AS (
             SELECT person_id, group_id FROM memberships WHERE person_id = ANY ($1) AND valid_to IS NULL
             UNION
             SELECT up.person_id, groups.parent_id FROM up JOIN groups ON groups.id = up.group_id
             WHERE groups.parent_id IS NOT NULL
         )
         SELECT robots.id AS robot_id, person.id AS person_id
         FROM robots CROSS JOIN unnest($1) AS person (id)
         WHERE robots.removed_at IS NULL
           AND (robots.group_id IS NULL
                OR EXISTS (SELECT FROM up WHERE up.person_id = person.id AND up.group_id = robots.group_id))
         ORDER BY robots.id, person.id",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .prepared()
    .load(conn)
    .await
}

/// The days of a person's own certificates that count.
///
/// # Errors
/// Whatever the database says.
pub async fn own_days(conn: &mut Conn, person: PersonId, today: NaiveDate) -> QueryResult<Vec<OwnDay>> {
    diesel::sql_query(include_str!("own_days.sql"))
        .bind::<SqlUuid, _>(person)
        .bind::<Date, _>(today)
        .prepared()
        .load(conn)
        .await
}

/// Since when a person has a calendar link that works.
///
/// # Errors
/// Whatever the database says.
pub async fn link_since(conn: &mut Conn, person: PersonId) -> QueryResult<Option<DateTime<Utc>>> {
    calendar_links::table
        .filter(calendar_links::person_id.eq(person))
        .filter(calendar_links::ended_at.is_null())
        .select(calendar_links::created_at)
        .first(conn)
        .await
        .optional()
}

/// Whose calendar a link with this hash shows; `None` when it works no more, or its person may not sign in.
///
/// # Errors
/// Whatever the database says.
pub async fn link_owner(conn: &mut Conn, token_hash: &[u8]) -> QueryResult<Option<LinkOwner>> {
    diesel::sql_query(
        "SELECT people.id AS person_id, people.language
         FROM calendar_links JOIN people ON people.id = calendar_links.person_id
         WHERE calendar_links.token_hash = $1 AND calendar_links.ended_at IS NULL AND people.blocked_at IS NULL",
    )
    .bind::<Binary, _>(token_hash)
    .prepared()
    .get_result(conn)
    .await
    .optional()
}
