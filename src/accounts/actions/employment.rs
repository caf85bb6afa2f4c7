//! Leaving, coming back, moving to another group, each with its day. What was stays on record.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::groups::join_group;
use super::record_about_person;
use super::roles::{keep_an_admin, lock_admins};
use crate::accounts::model::NewMembership;
use crate::accounts::rules::{self, DayProblem};
use crate::audit::Actor;
use crate::base::clock::{day_in, end_of_day, start_of_day};
use crate::db::schema::{employments, memberships, people};
use crate::db::{self, Conn, GroupId, PersonId};
use crate::web::Error;

/// What came of a leave, a return or a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is written.
    Done,
    /// It is so already; nothing was written.
    Nothing,
    /// It cannot be on that day; nothing was written.
    Day(DayProblem),
}

/// Ends a person's employment with the end of `last_day` (a day of `zone`, at most today): they leave their groups, report to
/// nobody, and cannot sign in any more. Papers and certificates stay.
///
/// # Errors
/// [`Error::Conflict`] when nobody who may sign in would be admin afterwards.
pub async fn leave(
    conn: &mut Conn,
    actor: &Actor,
    zone: Tz,
    person: PersonId,
    last_day: NaiveDate,
) -> Result<Moved, Error> {
    conn.transaction(async |conn| {
        lock_admins(conn).await?;
        let Some(since) = employed_since(conn, person).await? else { return Ok(Moved::Nothing) };
        let now = db::now(conn).await?;
        if let Err(problem) = rules::check_day(last_day, Some(day_in(since, zone)), day_in(now, zone)) {
            return Ok(Moved::Day(problem));
        }
        let end = end_of_day(last_day, zone).min(now);
        end_employments(conn, &[person], end, now).await?;
        keep_an_admin(conn).await?;
        record_about_person(conn, actor, "person.left", person, json!({ "last_day": last_day })).await?;
        Ok(Moved::Done)
    })
    .await
}

/// Begins a new employment on `first_day` (a day of `zone`, at most today), in this group if any is given; the account that
/// leaving blocked is open again.
///
/// # Errors
/// Whatever the database says.
pub async fn return_to_work(
    conn: &mut Conn,
    actor: &Actor,
    zone: Tz,
    person: PersonId,
    first_day: NaiveDate,
    group: Option<GroupId>,
) -> QueryResult<Moved> {
    conn.transaction(async |conn| {
        lock_person(conn, person).await?;
        if employed_since(conn, person).await?.is_some() {
            return Ok(Moved::Nothing);
        }
        let now = db::now(conn).await?;
        let left: Option<DateTime<Utc>> = employments::table
            .filter(employments::person_id.eq(person))
            .select(diesel::dsl::max(employments::valid_to))
            .first(conn)
            .await?;
        if let Err(problem) =
            rules::check_day(first_day, left.map(|left| day_in(left, zone)), day_in(now, zone))
        {
            return Ok(Moved::Day(problem));
        }
        let from = begin(first_day, zone, now).max(left.unwrap_or(DateTime::<Utc>::MIN_UTC));
        diesel::insert_into(employments::table)
            .values((
                employments::id.eq(Uuid::now_v7()),
                employments::person_id.eq(person),
                employments::valid_from.eq(from),
                employments::recorded_at.eq(now),
            ))
            .execute(conn)
            .await?;
        open_accounts(conn, &[person]).await?;
        if let Some(group) = group {
            join_group(conn, person, group, from).await?;
        }
        let detail = json!({ "first_day": first_day, "group": group });
        record_about_person(conn, actor, "person.returned", person, detail).await?;
        Ok(Moved::Done)
    })
    .await
}

/// Moves a person to a group from `day` on (a day of `zone`, at most today): whatever they belonged to ends then.
///
/// # Errors
/// Whatever the database says.
pub async fn transfer(
    conn: &mut Conn,
    actor: &Actor,
    zone: Tz,
    person: PersonId,
    group: GroupId,
    day: NaiveDate,
) -> QueryResult<Moved> {
    conn.transaction(async |conn| {
        lock_person(conn, person).await?;
        let now = db::now(conn).await?;
        let current: Vec<(GroupId, DateTime<Utc>)> = memberships::table
            .filter(memberships::person_id.eq(person))
            .filter(memberships::valid_to.is_null())
            .select((memberships::group_id, memberships::valid_from))
            .load(conn)
            .await?;
        if current.iter().map(|(id, _)| *id).eq([group]) {
            return Ok(Moved::Nothing);
        }
        let others: Vec<_> = current.iter().filter(|(id, _)| *id != group).collect();
        let since = others.iter().map(|(_, from)| *from).max();
        let first = since.map(|since| day_in(since, zone));
        if let Err(problem) = rules::check_day(day, first, day_in(now, zone)) {
            return Ok(Moved::Day(problem));
        }
        let from = begin(day, zone, now).max(since.unwrap_or(DateTime::<Utc>::MIN_UTC));
        let left: Vec<(PersonId, GroupId)> = others.iter().map(|(id, _)| (person, *id)).collect();
        end_memberships(conn, &left, from).await?;
        if current.iter().all(|(id, _)| *id != group) {
            let row = NewMembership {
                id: Uuid::now_v7(),
                person_id: person,
                group_id: group,
                valid_from: from,
                recorded_at: now,
            };
            diesel::insert_into(memberships::table).values(row).execute(conn).await?;
        }
        let left: Vec<GroupId> = left.into_iter().map(|(_, id)| id).collect();
        let detail = json!({ "left": left, "joined": [group], "day": day });
        record_about_person(conn, actor, "person.transferred", person, detail).await?;
        Ok(Moved::Done)
    })
    .await
}

/// The instant a day begins; of today it is now.
fn begin(day: NaiveDate, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    if day == day_in(now, zone) { now } else { start_of_day(day, zone) }
}

async fn lock_person(conn: &mut Conn, person: PersonId) -> QueryResult<()> {
    people::table.find(person).select(people::id).for_update().first::<PersonId>(conn).await.map(|_| ())
}

async fn employed_since(conn: &mut Conn, person: PersonId) -> QueryResult<Option<DateTime<Utc>>> {
    employments::table
        .filter(employments::person_id.eq(person))
        .filter(employments::valid_to.is_null())
        .select(employments::valid_from)
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Ends employments at `end`, entered at `now`: groups and reporting lines end with them, sessions and links at once.
pub(super) async fn end_employments(
    conn: &mut Conn,
    people: &[PersonId],
    end: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if people.is_empty() {
        return Ok(());
    }
    // What began after that day, as entered later, ends as it begins.
    for sql in [
        "UPDATE employments SET valid_to = greatest($2, valid_from), ended_at = $3
         WHERE person_id = ANY ($1) AND valid_to IS NULL AND $3 IS NOT NULL",
        "UPDATE memberships SET valid_to = greatest($2, valid_from)
         WHERE person_id = ANY ($1) AND valid_to IS NULL AND $3 IS NOT NULL",
        "UPDATE reporting_lines SET valid_to = greatest($2, valid_from)
         WHERE person_id = ANY ($1) AND valid_to IS NULL AND $3 IS NOT NULL",
        "UPDATE people SET blocked_at = $3 WHERE id = ANY ($1) AND blocked_at IS NULL AND $2 IS NOT NULL",
        "UPDATE sessions SET revoked_at = $3
         WHERE person_id = ANY ($1) AND revoked_at IS NULL AND $2 IS NOT NULL",
        "UPDATE invitations SET used_at = $3
         WHERE person_id = ANY ($1) AND used_at IS NULL AND $2 IS NOT NULL",
    ] {
        diesel::sql_query(sql)
            .bind::<Array<SqlUuid>, _>(people)
            .bind::<Timestamptz, _>(end)
            .bind::<Timestamptz, _>(now)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Opens the accounts that were blocked by leaving, at the very time it was entered; those that somebody blocked stay so.
pub(super) async fn open_accounts(conn: &mut Conn, people: &[PersonId]) -> QueryResult<()> {
    if people.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE people SET blocked_at = NULL WHERE id = ANY ($1) AND EXISTS (
             SELECT 1 FROM employments e WHERE e.person_id = people.id AND e.ended_at = people.blocked_at)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends these memberships, not before they began.
pub(super) async fn end_memberships(
    conn: &mut Conn,
    pairs: &[(PersonId, GroupId)],
    at: DateTime<Utc>,
) -> QueryResult<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let (people, groups): (Vec<PersonId>, Vec<GroupId>) = pairs.iter().copied().unzip();
    diesel::sql_query(
        "UPDATE memberships m SET valid_to = greatest($3, m.valid_from) FROM unnest($1, $2) AS x (person, grp)
         WHERE m.person_id = x.person AND m.group_id = x.grp AND m.valid_to IS NULL",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Array<SqlUuid>, _>(groups)
    .bind::<Timestamptz, _>(at)
    .execute(conn)
    .await?;
    Ok(())
}
