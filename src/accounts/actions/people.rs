//! Adding, renaming, blocking people; what they chose for their pages.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::groups::join_group;
use super::invitations::end_invitations;
use super::record_about_person;
use super::roles::{grant_role, keep_an_admin, lock_admins};
use super::sessions::end_sessions;
use crate::accounts::model::{
    NewEmployment, NewIdentity, NewPerson, NewPersonName, NewPersonRow, Preferences,
};
use crate::accounts::queries;
use crate::audit::Actor;
use crate::base::text::fold_login;
use crate::db::schema::{employments, identities, people, person_names};
use crate::db::{self, Conn, PersonId};
use crate::web::{Error, Language};

/// Adds a person with names, ways to sign in, roles and groups.
///
/// # Errors
/// Whatever the database says; `identities_subject_taken` when a number, address or telephone is someone else's.
pub async fn add_person(conn: &mut Conn, actor: &Actor, person: &NewPerson) -> QueryResult<PersonId> {
    conn.transaction(async |conn| insert_person(conn, actor, person).await).await
}

/// The same inside the caller's transaction.
pub(super) async fn insert_person(
    conn: &mut Conn,
    actor: &Actor,
    person: &NewPerson,
) -> QueryResult<PersonId> {
    let id = PersonId::new();
    let now = db::now(conn).await?;
    diesel::insert_into(people::table)
        .values(NewPersonRow {
            id,
            employee_number: person.employee_number.as_deref(),
            email: person.email.as_deref(),
            phone: person.phone.as_deref(),
            password_hash: person.password_hash.as_deref(),
            password_changed_at: person.password_hash.as_ref().map(|_| now),
        })
        .execute(conn)
        .await?;
    diesel::insert_into(person_names::table)
        .values(NewPersonName {
            id: Uuid::now_v7(),
            person_id: id,
            name: &person.name,
            latin_name: person.latin_name.as_deref(),
            valid_from: now,
        })
        .execute(conn)
        .await?;
    diesel::insert_into(employments::table)
        .values(NewEmployment { id: Uuid::now_v7(), person_id: id, valid_from: now })
        .execute(conn)
        .await?;
    let logins =
        [("employee_number", &person.employee_number), ("email", &person.email), ("phone", &person.phone)];
    let rows: Vec<NewIdentity<'_>> = logins
        .into_iter()
        .filter_map(|(kind, login)| Some((kind, login.as_deref()?)))
        .map(|(kind, login)| NewIdentity {
            id: Uuid::now_v7(),
            person_id: id,
            provider: "local",
            subject: fold_login(login),
            kind,
        })
        .collect();
    diesel::insert_into(identities::table).values(rows).execute(conn).await?;
    for role in &person.roles {
        grant_role(conn, actor, id, *role).await?;
    }
    for group in &person.groups {
        join_group(conn, id, *group, now).await?;
    }
    let roles: Vec<_> = person.roles.iter().map(|role| role.as_str()).collect();
    let detail = json!({ "roles": roles, "groups": person.groups });
    record_about_person(conn, actor, "person.added", id, detail).await?;
    Ok(id)
}

/// Gives a person a new name from now on; the old one stays with its dates. Whether it is another name.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such person.
pub async fn rename(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    name: &str,
    latin_name: Option<&str>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        // Two renames at once wait for one another here, so that one current name remains.
        people::table.find(person).select(people::id).for_update().first::<PersonId>(conn).await?;
        let (old, old_latin) = queries::current_name(conn, person).await?;
        if old == name && old_latin.as_deref() == latin_name {
            return Ok(false);
        }
        let now = db::now(conn).await?;
        diesel::update(
            person_names::table
                .filter(person_names::person_id.eq(person))
                .filter(person_names::valid_to.is_null()),
        )
        .set(person_names::valid_to.eq(now))
        .execute(conn)
        .await?;
        let row = NewPersonName { id: Uuid::now_v7(), person_id: person, name, latin_name, valid_from: now };
        diesel::insert_into(person_names::table).values(row).execute(conn).await?;
        let detail = json!({
            "before": { "name": old, "latin_name": old_latin },
            "after": { "name": name, "latin_name": latin_name },
        });
        record_about_person(conn, actor, "person.renamed", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Keeps a person from signing in: their sessions and one-time links end now. Whether they were free before.
///
/// # Errors
/// [`Error::Conflict`] when nobody who may sign in would be admin afterwards.
pub async fn block(conn: &mut Conn, actor: &Actor, person: PersonId) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        lock_admins(conn).await?;
        let blocked = diesel::update(people::table.find(person).filter(people::blocked_at.is_null()))
            .set(people::blocked_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if blocked == 0 {
            return Ok(false);
        }
        keep_an_admin(conn).await?;
        end_sessions(conn, person, &[]).await?;
        end_invitations(conn, person).await?;
        record_about_person(conn, actor, "person.blocked", person, json!({})).await?;
        Ok(true)
    })
    .await
}

/// Lets a blocked person sign in again. Whether they were blocked.
///
/// # Errors
/// Whatever the database says.
pub async fn unblock(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let freed = diesel::update(people::table.find(person).filter(people::blocked_at.is_not_null()))
            .set(people::blocked_at.eq(None::<DateTime<Utc>>))
            .execute(conn)
            .await?;
        if freed == 1 {
            record_about_person(conn, actor, "person.unblocked", person, json!({})).await?;
        }
        Ok(freed == 1)
    })
    .await
}

/// Remembers the language a person chose.
///
/// # Errors
/// Whatever the database says.
pub async fn choose_language(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    language: Language,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let (_, zone, theme) = preferences(conn, person).await?;
        store_preferences(conn, actor, person, (Some(language.tag().to_owned()), zone, theme)).await
    })
    .await
}

/// Remembers what a person chose for their pages.
///
/// # Errors
/// Whatever the database says.
pub async fn choose(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    preferences: Preferences,
) -> QueryResult<()> {
    let chosen = (
        preferences.language.map(|language| language.tag().to_owned()),
        preferences.zone.map(|zone| zone.name().to_owned()),
        preferences.theme.map(|theme| theme.as_str().to_owned()),
    );
    conn.transaction(async |conn| store_preferences(conn, actor, person, chosen).await).await
}

/// Language, zone and theme as they are stored.
type Stored = (Option<String>, Option<String>, Option<String>);

/// What a person chose so far; nobody else changes it until the transaction ends.
async fn preferences(conn: &mut Conn, person: PersonId) -> QueryResult<Stored> {
    people::table
        .find(person)
        .select((people::language, people::zone, people::theme))
        .for_update()
        .first(conn)
        .await
}

async fn store_preferences(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    chosen: Stored,
) -> QueryResult<()> {
    let before = preferences(conn, person).await?;
    if before == chosen {
        return Ok(());
    }
    diesel::update(people::table.find(person))
        .set((people::language.eq(&chosen.0), people::zone.eq(&chosen.1), people::theme.eq(&chosen.2)))
        .execute(conn)
        .await?;
    let said =
        |(language, zone, theme): &Stored| json!({ "language": language, "zone": zone, "theme": theme });
    let detail = json!({ "before": said(&before), "after": said(&chosen) });
    record_about_person(conn, actor, "person.preferences_changed", person, detail).await
}
