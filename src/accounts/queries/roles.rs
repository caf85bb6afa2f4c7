//! Reading who has or had which role.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::model::{Role, RoleSpell};
use crate::db::schema::{people, role_grants};
use crate::db::{Conn, PersonId};

/// Whether anyone has the role of admin.
///
/// # Errors
/// Whatever the database says.
pub async fn has_admin(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        role_grants::table
            .filter(role_grants::role.eq(Role::Admin))
            .filter(role_grants::revoked_at.is_null()),
    ))
    .get_result(conn)
    .await
}

/// How many people who may sign in are admins.
///
/// # Errors
/// Whatever the database says.
pub async fn count_working_admins(conn: &mut Conn) -> QueryResult<i64> {
    role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::role.eq(Role::Admin))
        .filter(role_grants::revoked_at.is_null())
        .filter(people::blocked_at.is_null())
        .count()
        .get_result(conn)
        .await
}

/// The current roles of each of these people, in the order of [`Role::ALL`].
///
/// # Errors
/// Whatever the database says.
pub async fn roles_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashMap<PersonId, Vec<Role>>> {
    let rows: Vec<(PersonId, Role)> = role_grants::table
        .filter(role_grants::person_id.eq_any(people))
        .filter(role_grants::revoked_at.is_null())
        .select((role_grants::person_id, role_grants::role))
        .load(conn)
        .await?;
    let mut found: HashMap<PersonId, Vec<Role>> = HashMap::new();
    for (person, role) in rows {
        found.entry(person).or_default().push(role);
    }
    found.values_mut().for_each(|roles| roles.sort());
    Ok(found)
}

/// Every role a person has or had, those that hold first, then newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn role_history(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<RoleSpell>> {
    role_grants::table
        .filter(role_grants::person_id.eq(id))
        .order((role_grants::revoked_at.desc().nulls_first(), role_grants::granted_at.desc()))
        .select((role_grants::role, role_grants::granted_at, role_grants::revoked_at))
        .load(conn)
        .await
}
