//! Reading accounts at sign-on services, and where passwords are switched off.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::groups::GROUPS_ABOVE;
use crate::accounts::model::LinkedAccount;
use crate::accounts::sign_on::Subject;
use crate::base::text::fold_login;
use crate::db::schema::{employments, groups, identities, people, role_grants};
use crate::db::{Conn, GroupId, PersonId, Prepare};

/// Whose account at a service this is, as it is known since they first came with it.
///
/// # Errors
/// Whatever the database says.
pub async fn person_of_account(conn: &mut Conn, subject: &Subject) -> QueryResult<Option<PersonId>> {
    identities::table
        .filter(identities::provider.eq(&subject.provider))
        .filter(identities::subject.eq(&subject.subject))
        .select(identities::person_id)
        .first(conn)
        .await
        .optional()
}

/// Whose employee number this is, in any width and case.
///
/// # Errors
/// Whatever the database says.
pub async fn person_by_employee_number(conn: &mut Conn, number: &str) -> QueryResult<Option<PersonId>> {
    identities::table
        .filter(identities::provider.eq("local"))
        .filter(identities::kind.eq("employee_number"))
        .filter(identities::subject.eq(fold_login(number)))
        .select(identities::person_id)
        .first(conn)
        .await
        .optional()
}

/// Since when a person may not sign in, and whether they work here. Holds the person until the transaction ends, so that two who
/// come at once with one account wait for one another.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_for_sign_on(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<(Option<DateTime<Utc>>, bool)> {
    let blocked_at =
        people::table.find(person).select(people::blocked_at).for_no_key_update().first(conn).await?;
    let current =
        employments::table.filter(employments::person_id.eq(person)).filter(employments::valid_to.is_null());
    let is_employed = diesel::select(diesel::dsl::exists(current)).get_result(conn).await?;
    Ok((blocked_at, is_employed))
}

/// The accounts at services with which a person has come.
///
/// # Errors
/// Whatever the database says.
pub async fn linked_accounts(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<LinkedAccount>> {
    identities::table
        .filter(identities::person_id.eq(person))
        .filter(identities::provider.ne("local"))
        .order(identities::id)
        .select((identities::id, identities::provider, identities::subject, identities::created_at))
        .load(conn)
        .await
}

#[derive(QueryableByName)]
struct IsOff {
    #[diesel(sql_type = Bool)]
    is_off: bool,
}

/// Whether a person signs in with a service only: passwords are off for one of their groups or of those above, and they are no
/// administrator. Asked for nobody too, so that a name which does not exist takes as long as one that does.
///
/// # Errors
/// Whatever the database says.
pub async fn has_no_password(conn: &mut Conn, person: Option<PersonId>) -> QueryResult<bool> {
    let statement = format!(
        "{GROUPS_ABOVE} SELECT EXISTS (SELECT FROM groups JOIN above USING (id) WHERE groups.passwords_off)
            AND NOT EXISTS (SELECT FROM role_grants
                WHERE person_id = $1 AND role = 'admin' AND revoked_at IS NULL) AS is_off"
    );
    let row: IsOff =
        diesel::sql_query(statement).bind::<Nullable<SqlUuid>, _>(person).prepared().get_result(conn).await?;
    Ok(row.is_off)
}

/// Which of these people sign in with a service only.
///
/// # Errors
/// Whatever the database says.
pub async fn without_passwords(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashSet<PersonId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person_id: PersonId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "WITH RECURSIVE off AS (
            SELECT id FROM groups WHERE passwords_off
            UNION
            SELECT groups.id FROM groups JOIN off ON groups.parent_id = off.id
        )
        SELECT person_id FROM memberships JOIN off ON off.id = group_id
        WHERE valid_to IS NULL AND person_id = ANY($1) AND NOT EXISTS (SELECT FROM role_grants r
            WHERE r.person_id = memberships.person_id AND role = 'admin' AND revoked_at IS NULL)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// Whether passwords are off for a group itself.
///
/// # Errors
/// Whatever the database says.
pub async fn has_passwords_off(conn: &mut Conn, group: GroupId) -> QueryResult<bool> {
    groups::table.find(group).select(groups::passwords_off).first(conn).await
}

/// The names, in Chinese and in English, of the nearest group above this one for which passwords are off.
///
/// # Errors
/// Whatever the database says.
pub async fn passwords_off_above(conn: &mut Conn, group: GroupId) -> QueryResult<Option<(String, String)>> {
    #[derive(QueryableByName)]
    struct Names {
        #[diesel(sql_type = Text)]
        name_zh: String,
        #[diesel(sql_type = Text)]
        name_en: String,
    }
    let found: Option<Names> = diesel::sql_query(
        "WITH RECURSIVE above AS (
            SELECT parent_id AS id, 1 AS steps FROM groups WHERE id = $1
            UNION ALL
            SELECT groups.parent_id, steps + 1 FROM groups JOIN above ON groups.id = above.id
        )
        SELECT name_zh, name_en FROM groups JOIN above USING (id) WHERE passwords_off ORDER BY steps LIMIT 1",
    )
    .bind::<SqlUuid, _>(group)
    .get_result(conn)
    .await
    .optional()?;
    Ok(found.map(|names| (names.name_zh, names.name_en)))
}

/// How many administrators who may sign in have a password: those who get in whatever becomes of a service.
///
/// # Errors
/// Whatever the database says.
pub async fn count_admins_with_password(conn: &mut Conn) -> QueryResult<i64> {
    role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::role.eq("admin"))
        .filter(role_grants::revoked_at.is_null())
        .filter(people::blocked_at.is_null())
        .filter(people::password_hash.is_not_null())
        .count()
        .get_result(conn)
        .await
}
