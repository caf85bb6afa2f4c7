//! Takes back what a spreadsheet brought in, as long as nobody used it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{locked, record};
use crate::accounts::model::{ChangeKind, ImportOutcome, NewIdentity, PeopleImportChange, PeopleImportState};
use crate::accounts::queries;
use crate::accounts::rules::bringing_in::KnownPerson;
use crate::audit::Actor;
use crate::base::clock::start_of_day;
use crate::base::text::fold_login;
use crate::db::schema::{identities, people_imports};
use crate::db::{self, Conn, PersonId, Prepare};

/// What came of undoing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportUndone {
    /// Everything is as it was.
    Done,
    /// It is not brought in (any more).
    NotNow,
    /// These people changed since; nothing was undone.
    Changed(Vec<String>),
    /// New people were used: they signed in, sat an exam, got a certificate or a message. Nothing was undone.
    Used,
}

/// Takes back what a spreadsheet brought in: all of it or nothing.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn undo_people_import(
    conn: &mut Conn,
    zone: Tz,
    actor: &Actor,
    id: Uuid,
) -> QueryResult<ImportUndone> {
    let undone = conn.transaction(async |conn| undo(conn, zone, actor, id).await).await;
    match undone {
        // Whatever refers to a new person keeps the person: that is what being used means.
        Err(diesel::result::Error::DatabaseError(
            diesel::result::DatabaseErrorKind::ForeignKeyViolation,
            _,
        )) => Ok(ImportUndone::Used),
        other => other,
    }
}

async fn undo(conn: &mut Conn, zone: Tz, actor: &Actor, id: Uuid) -> QueryResult<ImportUndone> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('people brought in', 0))")
        .execute(conn)
        .await?;
    let import = locked(conn, id).await?;
    let (PeopleImportState::Committed, Some(at)) = (import.state, import.committed_at) else {
        return Ok(ImportUndone::NotNow);
    };
    let changes = queries::import_changes(conn, id).await?;
    let changed = changed_since(conn, zone, &changes, at).await?;
    if !changed.is_empty() {
        return Ok(ImportUndone::Changed(changed));
    }
    let of = |kinds: &[ChangeKind]| -> Vec<PersonId> {
        changes.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.person_id).collect()
    };
    let new = of(&[ChangeKind::New]);
    if have_password(conn, &new).await? {
        return Ok(ImportUndone::Used);
    }
    let others = of(&[ChangeKind::Changed, ChangeKind::Returned, ChangeKind::Left]);
    take_back(conn, &others, at).await?;
    block_again(conn, &of(&[ChangeKind::Returned])).await?;
    first_days(conn, zone, &changes).await?;
    remove(conn, &new).await?;
    // After the new ones are gone, so that a name to sign in with that passed to one of them is free again.
    sign_in_names(conn, &changes).await?;
    close_groups(conn, &import.outcome()).await?;
    let now = db::now(conn).await?;
    diesel::update(people_imports::table.find(id))
        .set((
            people_imports::state.eq(PeopleImportState::Undone),
            people_imports::undone_at.eq(Some(now)),
            people_imports::undone_by.eq(actor.person_id),
        ))
        .prepared()
        .execute(conn)
        .await?;
    record(conn, actor, "people.undone", id, json!({ "people": changes.len() })).await?;
    Ok(ImportUndone::Done)
}

/// Names of the people who are not any more as bringing them in left them, or were not at some time since.
async fn changed_since(
    conn: &mut Conn,
    zone: Tz,
    changes: &[PeopleImportChange],
    at: DateTime<Utc>,
) -> QueryResult<Vec<String>> {
    let known = queries::import_known(conn, zone, true).await?;
    let now: HashMap<PersonId, &KnownPerson> = known.people.iter().map(|one| (one.id, one)).collect();
    let ended = ended_since(conn, changes, at).await?;
    let is_other = |change: &&PeopleImportChange| {
        let after = KnownPerson::deserialize(&change.after).ok();
        now.get(&change.person_id).copied() != after.as_ref() || ended.contains(&change.person_id)
    };
    let name = |change: &PeopleImportChange| {
        now.get(&change.person_id).map_or_else(|| change.person_id.to_string(), |one| one.name.clone())
    };
    Ok(changes.iter().filter(is_other).map(name).collect())
}

/// People of whom something ended that was written at `at`: they changed, even if they changed back.
async fn ended_since(
    conn: &mut Conn,
    changes: &[PeopleImportChange],
    at: DateTime<Utc>,
) -> QueryResult<HashSet<PersonId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person_id: PersonId,
    }
    let people: Vec<PersonId> = changes.iter().map(|one| one.person_id).collect();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT person_id FROM (
             SELECT person_id FROM person_names WHERE valid_from = $2 AND valid_to IS NOT NULL
             UNION ALL SELECT person_id FROM memberships WHERE recorded_at = $2 AND valid_to IS NOT NULL
             UNION ALL SELECT person_id FROM reporting_lines WHERE valid_from = $2 AND valid_to IS NOT NULL
             UNION ALL SELECT person_id FROM employments WHERE recorded_at = $2 AND valid_to IS NOT NULL
             UNION ALL SELECT person_id FROM role_grants WHERE granted_at = $2 AND revoked_at IS NOT NULL
         ) AS ended WHERE person_id = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Timestamptz, _>(at)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

async fn have_password(conn: &mut Conn, people: &[PersonId]) -> QueryResult<bool> {
    use crate::db::schema::people as table;
    diesel::select(diesel::dsl::exists(
        table::table.filter(table::id.eq_any(people)).filter(table::password_hash.is_not_null()),
    ))
    .get_result(conn)
    .await
}

/// Takes away the rows that were written at `at`, and opens again those that ended then.
async fn take_back(conn: &mut Conn, people: &[PersonId], at: DateTime<Utc>) -> QueryResult<()> {
    for sql in [
        "DELETE FROM person_names WHERE person_id = ANY ($1) AND valid_from = $2",
        "UPDATE person_names SET valid_to = NULL WHERE person_id = ANY ($1) AND valid_to = $2",
        "DELETE FROM memberships WHERE person_id = ANY ($1) AND recorded_at = $2",
        "UPDATE memberships SET valid_to = NULL WHERE person_id = ANY ($1) AND valid_to = $2",
        "DELETE FROM reporting_lines WHERE person_id = ANY ($1) AND valid_from = $2",
        "UPDATE reporting_lines SET valid_to = NULL WHERE person_id = ANY ($1) AND valid_to = $2",
        "DELETE FROM role_grants WHERE person_id = ANY ($1) AND granted_at = $2",
        "UPDATE people SET blocked_at = NULL WHERE id = ANY ($1) AND blocked_at = $2",
        "DELETE FROM employments WHERE person_id = ANY ($1) AND recorded_at = $2",
        "UPDATE employments SET valid_to = NULL, ended_at = NULL WHERE person_id = ANY ($1) AND ended_at = $2",
    ] {
        diesel::sql_query(sql)
            .bind::<Array<SqlUuid>, _>(people)
            .bind::<Timestamptz, _>(at)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Those who had left are blocked again as leaving had blocked them.
async fn block_again(conn: &mut Conn, people: &[PersonId]) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE people SET blocked_at = left_at.at FROM (
             SELECT person_id, max(ended_at) AS at FROM employments WHERE person_id = ANY ($1) GROUP BY person_id
         ) AS left_at
         WHERE people.id = left_at.person_id AND people.blocked_at IS NULL",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .execute(conn)
    .await?;
    Ok(())
}

/// First days in the company as they were.
async fn first_days(conn: &mut Conn, zone: Tz, changes: &[PeopleImportChange]) -> QueryResult<()> {
    let (mut people, mut days) = (Vec::new(), Vec::new());
    for (person, before, after) in pairs(changes) {
        if let Some(day) =
            before.hired_on.filter(|_| before.hired_on != after.hired_on && after.hired_on.is_some())
        {
            people.push(person);
            days.push(start_of_day(day, zone));
        }
    }
    diesel::sql_query(
        "UPDATE employments e SET valid_from = x.day FROM unnest($1, $2) AS x (person, day)
         WHERE e.person_id = x.person AND e.valid_to IS NULL",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Array<Timestamptz>, _>(days)
    .execute(conn)
    .await?;
    Ok(())
}

/// The names people sign in with as they were.
async fn sign_in_names(conn: &mut Conn, changes: &[PeopleImportChange]) -> QueryResult<()> {
    let mut rows: Vec<NewIdentity<'_>> = Vec::new();
    for kind in ["employee_number", "phone", "email"] {
        for (person, before, after) in pairs(changes) {
            let of = |one: &KnownPerson| match kind {
                "phone" => one.phone.clone(),
                "email" => one.email.clone(),
                _ => one.employee_number.clone(),
            };
            let (before, after) = (of(&before), of(&after));
            if before == after {
                continue;
            }
            diesel::delete(
                identities::table
                    .filter(identities::person_id.eq(person))
                    .filter(identities::kind.eq(kind))
                    .filter(identities::provider.eq("local")),
            )
            .execute(conn)
            .await?;
            diesel::sql_query(format!("UPDATE people SET {kind} = $1 WHERE id = $2"))
                .bind::<diesel::sql_types::Nullable<diesel::sql_types::Text>, _>(before.as_deref())
                .bind::<SqlUuid, _>(person)
                .execute(conn)
                .await?;
            rows.extend(before.map(|login| NewIdentity {
                id: Uuid::now_v7(),
                person_id: person,
                provider: "local",
                subject: fold_login(&login),
                kind,
            }));
        }
    }
    diesel::insert_into(identities::table).values(rows).execute(conn).await?;
    Ok(())
}

/// People who were there before, as they were and as they were afterwards.
fn pairs(changes: &[PeopleImportChange]) -> impl Iterator<Item = (PersonId, KnownPerson, KnownPerson)> + '_ {
    changes.iter().filter_map(|one| {
        let before = KnownPerson::deserialize(&one.before).ok()?;
        Some((one.person_id, before, KnownPerson::deserialize(&one.after).ok()?))
    })
}

/// People who are taken away by one statement: each is looked for in every table that may refer to one, and a statement has
/// its time.
const AT_ONCE: usize = 250;

/// Takes new people away with all that was written of them. Whatever else refers to one refuses it.
async fn remove(conn: &mut Conn, people: &[PersonId]) -> QueryResult<()> {
    for table in
        ["reporting_lines", "identities", "role_grants", "memberships", "employments", "person_names"]
    {
        diesel::sql_query(format!("DELETE FROM {table} WHERE person_id = ANY ($1)"))
            .bind::<Array<SqlUuid>, _>(people)
            .execute(conn)
            .await?;
    }
    diesel::sql_query("DELETE FROM invitations WHERE person_id = ANY ($1)")
        .bind::<Array<SqlUuid>, _>(people)
        .execute(conn)
        .await?;
    for some in people.chunks(AT_ONCE) {
        diesel::sql_query("DELETE FROM people WHERE id = ANY ($1)")
            .bind::<Array<SqlUuid>, _>(some)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Groups that were added are closed again where nobody belongs to them and none lies below.
async fn close_groups(conn: &mut Conn, outcome: &Option<ImportOutcome>) -> QueryResult<()> {
    let groups = outcome.as_ref().map(|one| one.groups.clone()).unwrap_or_default();
    diesel::sql_query(
        "UPDATE groups SET closed_at = app_now() WHERE id = ANY ($1) AND closed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.group_id = groups.id AND m.valid_to IS NULL)
           AND NOT EXISTS (SELECT 1 FROM groups below WHERE below.parent_id = groups.id
                             AND below.closed_at IS NULL AND NOT below.id = ANY ($1))",
    )
    .bind::<Array<SqlUuid>, _>(groups)
    .execute(conn)
    .await?;
    Ok(())
}
