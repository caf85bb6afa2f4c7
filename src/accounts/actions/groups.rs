//! Adding groups; who belongs to them from when to when.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::record_about_person;
use crate::accounts::model::{Group, NewMembership};
use crate::audit::{self, Actor, Event};
use crate::db::schema::{groups, memberships};
use crate::db::{self, Conn, GroupId, PersonId};

/// Adds a group below another one or at the top.
///
/// # Errors
/// Whatever the database says; `groups_code_taken` when the code is in use.
pub async fn add_group(conn: &mut Conn, actor: &Actor, group: Group) -> QueryResult<GroupId> {
    conn.transaction(async |conn| {
        let (id, code) = (group.id, group.code.clone());
        diesel::insert_into(groups::table).values(group).execute(conn).await?;
        let event = Event {
            action: "group.added",
            subject_kind: "group",
            subject_id: id.to_string(),
            detail: json!({ "code": code }),
        };
        audit::record(conn, actor, event).await?;
        Ok(id)
    })
    .await
}

/// Begins and ends memberships now. Whether anything changed.
///
/// # Errors
/// Whatever the database says.
pub async fn change_groups(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    add: &[GroupId],
    remove: &[GroupId],
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        let (mut joined, mut left) = (Vec::new(), Vec::new());
        for group in add {
            if join_group(conn, person, *group, now).await? {
                joined.push(*group);
            }
        }
        for group in remove {
            let ended = diesel::update(
                memberships::table
                    .filter(memberships::person_id.eq(person))
                    .filter(memberships::group_id.eq(*group))
                    .filter(memberships::valid_to.is_null()),
            )
            .set(memberships::valid_to.eq(now))
            .execute(conn)
            .await?;
            if ended == 1 {
                left.push(*group);
            }
        }
        if joined.is_empty() && left.is_empty() {
            return Ok(false);
        }
        let detail = json!({ "joined": joined, "left": left });
        record_about_person(conn, actor, "person.groups_changed", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Begins a membership; whether the person was no member yet.
pub(super) async fn join_group(
    conn: &mut Conn,
    person_id: PersonId,
    group_id: GroupId,
    valid_from: DateTime<Utc>,
) -> QueryResult<bool> {
    let joined = diesel::insert_into(memberships::table)
        .values(NewMembership { id: Uuid::now_v7(), person_id, group_id, valid_from })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(joined == 1)
}
