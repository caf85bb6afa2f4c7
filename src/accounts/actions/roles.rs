//! Giving and taking roles. Somebody who may sign in is always admin.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::record_about_person;
use crate::accounts::model::{NewRoleGrant, Role};
use crate::accounts::queries;
use crate::audit::Actor;
use crate::db::schema::role_grants;
use crate::db::{self, Conn, PersonId};
use crate::web::Error;

/// Gives and takes roles. What the person has already is not given again, what they do not have is not taken.
///
/// # Errors
/// [`Error::Conflict`] when nobody who may sign in would be admin afterwards.
pub async fn change_roles(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    add: &[Role],
    remove: &[Role],
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        lock_admins(conn).await?;
        let (mut given, mut taken) = (Vec::new(), Vec::new());
        for role in add {
            if grant_role(conn, actor, person, *role).await? {
                given.push(role.as_str());
            }
        }
        for role in remove {
            if revoke_role(conn, actor, person, *role).await? {
                taken.push(role.as_str());
            }
        }
        if taken.contains(&Role::Admin.as_str()) {
            keep_an_admin(conn).await?;
        }
        if given.is_empty() && taken.is_empty() {
            return Ok(false);
        }
        let detail = json!({ "given": given, "taken": taken });
        record_about_person(conn, actor, "person.roles_changed", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Gives a role; whether the person did not have it yet.
pub(super) async fn grant_role(
    conn: &mut Conn,
    actor: &Actor,
    person_id: PersonId,
    role: Role,
) -> QueryResult<bool> {
    let granted_at = db::now(conn).await?;
    let given = diesel::insert_into(role_grants::table)
        .values(NewRoleGrant { id: Uuid::now_v7(), person_id, role, granted_by: actor.person_id, granted_at })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(given == 1)
}

async fn revoke_role(conn: &mut Conn, actor: &Actor, person: PersonId, role: Role) -> QueryResult<bool> {
    let revoked = diesel::update(
        role_grants::table
            .filter(role_grants::person_id.eq(person))
            .filter(role_grants::role.eq(role))
            .filter(role_grants::revoked_at.is_null()),
    )
    .set((role_grants::revoked_at.eq(db::app_now().nullable()), role_grants::revoked_by.eq(actor.person_id)))
    .execute(conn)
    .await?;
    Ok(revoked == 1)
}

/// Two admins who take the role from each other at the same time wait here for one another, so that
/// [`keep_an_admin`] sees what the other did.
pub(super) async fn lock_admins(conn: &mut Conn) -> QueryResult<()> {
    let _: Vec<Uuid> = role_grants::table
        .filter(role_grants::role.eq(Role::Admin))
        .filter(role_grants::revoked_at.is_null())
        .order(role_grants::id)
        .select(role_grants::id)
        .for_update()
        .load(conn)
        .await?;
    Ok(())
}

/// Undoes a change after which nobody could run the server.
pub(super) async fn keep_an_admin(conn: &mut Conn) -> Result<(), Error> {
    if queries::count_working_admins(conn).await? == 0 {
        return Err(Error::Conflict("people-last-admin"));
    }
    Ok(())
}
