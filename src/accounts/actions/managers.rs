//! Who manages which group, from when to when.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::accounts::model::NewManager;
use crate::audit::{self, Actor, Event};
use crate::db::schema::group_managers;
use crate::db::{Conn, GroupId, PersonId, app_now};

/// Makes a person a manager of a group from now on. `false` when they are one already.
///
/// # Errors
/// Whatever the database says.
pub async fn add_manager(
    conn: &mut Conn,
    actor: &Actor,
    group: GroupId,
    person: PersonId,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let row =
            NewManager { id: Uuid::now_v7(), group_id: group, person_id: person, added_by: actor.person_id };
        let added = diesel::insert_into(group_managers::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if added == 1 {
            note(conn, actor, "group.manager_added", group, person).await?;
        }
        Ok(added == 1)
    })
    .await
}

/// Ends now that a person manages a group. `false` when they do not.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_manager(
    conn: &mut Conn,
    actor: &Actor,
    group: GroupId,
    person: PersonId,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let current = group_managers::table
            .filter(group_managers::group_id.eq(group))
            .filter(group_managers::person_id.eq(person))
            .filter(group_managers::valid_to.is_null());
        let ended = diesel::update(current)
            .set((
                group_managers::valid_to.eq(app_now().nullable()),
                group_managers::removed_by.eq(actor.person_id),
            ))
            .execute(conn)
            .await?;
        if ended == 1 {
            note(conn, actor, "group.manager_removed", group, person).await?;
        }
        Ok(ended == 1)
    })
    .await
}

async fn note(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    group: GroupId,
    person: PersonId,
) -> QueryResult<()> {
    let event = Event {
        action,
        subject_kind: "group",
        subject_id: group.to_string(),
        detail: json!({ "person": person }),
    };
    audit::record(conn, actor, event).await
}
