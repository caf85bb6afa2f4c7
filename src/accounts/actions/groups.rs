//! Adding groups; who belongs to them from when to when.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::record_about_person;
use crate::accounts::model::{Group, NewMembership};
use crate::accounts::queries;
use crate::accounts::rules::{DayProblem, check_day};
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::db::schema::{group_moves, groups, memberships};
use crate::db::{self, Conn, GroupId, PersonId};
use crate::web::Error;

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

/// Gives a group other names. Whether anything changed.
///
/// # Errors
/// Whatever the database says.
pub async fn rename_group(
    conn: &mut Conn,
    actor: &Actor,
    group: GroupId,
    name_zh: &str,
    name_en: &str,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let changed = diesel::update(
            groups::table.find(group).filter(groups::name_zh.ne(name_zh).or(groups::name_en.ne(name_en))),
        )
        .set((groups::name_zh.eq(name_zh), groups::name_en.eq(name_en)))
        .execute(conn)
        .await?;
        if changed == 1 {
            let detail = json!({ "name_zh": name_zh, "name_en": name_en });
            record_about_group(conn, actor, "group.renamed", group, detail).await?;
        }
        Ok(changed == 1)
    })
    .await
}

/// What came of moving or closing a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupChange {
    /// It is written.
    Done,
    /// It is so already.
    Nothing,
    /// It would belong to itself or to a group below it.
    Circle,
    /// It cannot be on that day.
    Day(DayProblem),
    /// People belong to it, or open groups do.
    NotEmpty,
}

/// Lets a group belong to another one, or to none, from `day` on (a day of `zone`, at most today); those below it move with it.
///
/// # Errors
/// Whatever the database says.
pub async fn move_group(
    conn: &mut Conn,
    actor: &Actor,
    zone: Tz,
    group: GroupId,
    parent: Option<GroupId>,
    day: NaiveDate,
) -> QueryResult<GroupChange> {
    conn.transaction(async |conn| {
        lock_tree(conn).await?;
        let (from, created): (Option<GroupId>, DateTime<Utc>) =
            groups::table.find(group).select((groups::parent_id, groups::created_at)).first(conn).await?;
        if from == parent {
            return Ok(GroupChange::Nothing);
        }
        if let Some(parent) = parent
            && queries::with_subgroups(conn, group).await?.contains(&parent)
        {
            return Ok(GroupChange::Circle);
        }
        let last: Option<NaiveDate> = group_moves::table
            .filter(group_moves::group_id.eq(group))
            .select(diesel::dsl::max(group_moves::moved_on))
            .first(conn)
            .await?;
        let now = db::now(conn).await?;
        let earliest = last.unwrap_or_else(|| day_in(created, zone));
        if let Err(problem) = check_day(day, Some(earliest), day_in(now, zone)) {
            return Ok(GroupChange::Day(problem));
        }
        diesel::update(groups::table.find(group)).set(groups::parent_id.eq(parent)).execute(conn).await?;
        diesel::insert_into(group_moves::table)
            .values((
                group_moves::id.eq(Uuid::now_v7()),
                group_moves::group_id.eq(group),
                group_moves::from_parent_id.eq(from),
                group_moves::to_parent_id.eq(parent),
                group_moves::moved_on.eq(day),
                group_moves::moved_by.eq(actor.person_id),
            ))
            .execute(conn)
            .await?;
        let detail = json!({ "from": from, "to": parent, "day": day });
        record_about_group(conn, actor, "group.moved", group, detail).await?;
        Ok(GroupChange::Done)
    })
    .await
}

/// Closes a group to which nobody and no open group belongs any more. What was stays on record.
///
/// # Errors
/// Whatever the database says.
pub async fn close_group(conn: &mut Conn, actor: &Actor, group: GroupId) -> QueryResult<GroupChange> {
    conn.transaction(async |conn| {
        lock_tree(conn).await?;
        let is_open = groups::closed_at.is_null();
        let has_members = memberships::table
            .filter(memberships::group_id.eq(group))
            .filter(memberships::valid_to.is_null())
            .count()
            .get_result::<i64>(conn)
            .await?;
        let has_groups = groups::table
            .filter(groups::parent_id.eq(group))
            .filter(is_open)
            .count()
            .get_result::<i64>(conn)
            .await?;
        if has_members + has_groups > 0 {
            return Ok(GroupChange::NotEmpty);
        }
        let closed = diesel::update(groups::table.find(group).filter(is_open))
            .set(groups::closed_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if closed == 0 {
            return Ok(GroupChange::Nothing);
        }
        record_about_group(conn, actor, "group.closed", group, json!({})).await?;
        Ok(GroupChange::Done)
    })
    .await
}

/// Switches passwords off or on for a group and those below it. Sessions stay. Whether anything changed.
///
/// # Errors
/// [`Error::Conflict`] when no administrator has a password: nobody would get in where the service is away.
pub async fn switch_passwords(
    conn: &mut Conn,
    actor: &Actor,
    group: GroupId,
    off: bool,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        if off && queries::count_admins_with_password(conn).await? == 0 {
            return Err(Error::Conflict("groups-passwords-no-admin"));
        }
        let other = groups::table.find(group).filter(groups::passwords_off.ne(off));
        let changed = diesel::update(other).set(groups::passwords_off.eq(off)).execute(conn).await?;
        if changed == 1 {
            let action = if off { "group.passwords_off" } else { "group.passwords_on" };
            record_about_group(conn, actor, action, group, json!({})).await?;
        }
        Ok(changed == 1)
    })
    .await
}

/// One change of the tree at a time, so that no two make a circle together.
async fn lock_tree(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('groups', 0))").execute(conn).await?;
    Ok(())
}

async fn record_about_group(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    group: GroupId,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "group", subject_id: group.to_string(), detail };
    audit::record(conn, actor, event).await
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
    let recorded_at = db::now(conn).await?;
    let joined = diesel::insert_into(memberships::table)
        .values(NewMembership { id: Uuid::now_v7(), person_id, group_id, valid_from, recorded_at })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(joined == 1)
}
