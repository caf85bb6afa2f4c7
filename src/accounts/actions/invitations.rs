//! One-time links: the one that makes the first admin, and those with which people set their password.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::passwords::store_password;
use super::people::insert_person;
use super::record_about_person;
use super::second_factor::{Begun, begin};
use super::sessions::{Opened, begin_session};
use super::sign_in::Origin;
use crate::accounts::model::{AccountChange, NewInvitation, NewPerson};
use crate::accounts::queries;
use crate::accounts::rules::INVITATION_LIFETIME;
use crate::audit::{self, Actor, Event};
use crate::db::schema::invitations;
use crate::db::{self, Conn, PersonId};
use crate::web::cookies::Secret;

/// Makes the one-time link that makes the first admin; earlier ones stop working. `None` when there is an admin.
///
/// # Errors
/// Whatever the database says.
pub async fn invite_first_admin(conn: &mut Conn) -> QueryResult<Option<Secret>> {
    conn.transaction(async |conn| {
        if queries::has_admin(conn).await? {
            return Ok(None);
        }
        diesel::delete(
            invitations::table
                .filter(invitations::purpose.eq("first_admin"))
                .filter(invitations::used_at.is_null()),
        )
        .execute(conn)
        .await?;
        invite(conn, "first_admin", None).await.map(Some)
    })
    .await
}

/// Makes a one-time link with which a person sets their password; earlier ones stop working.
///
/// # Errors
/// Whatever the database says.
pub async fn invite_to_set_password(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        end_invitations(conn, person).await?;
        record_about_person(conn, actor, "person.invited", person, json!({})).await?;
        invite(conn, "set_password", Some(person)).await
    })
    .await
}

/// Makes a one-time link for each of these people, in their order; earlier ones stop working. All in one transaction.
///
/// # Errors
/// Whatever the database says.
pub async fn invite_many(conn: &mut Conn, actor: &Actor, people: &[PersonId]) -> QueryResult<Vec<Secret>> {
    conn.transaction(async |conn| {
        let mut secrets = Vec::with_capacity(people.len());
        for person in people {
            end_invitations(conn, *person).await?;
            secrets.push(invite(conn, "set_password", Some(*person)).await?);
        }
        let events = people.iter().map(|person| Event {
            action: "person.invited",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({ "slip": true }),
        });
        if !people.is_empty() {
            audit::record_all(conn, actor, events.collect()).await?;
        }
        Ok(secrets)
    })
    .await
}

/// Makes the link inside the caller's transaction.
async fn invite(conn: &mut Conn, purpose: &'static str, person_id: Option<PersonId>) -> QueryResult<Secret> {
    let token = Secret::new();
    let now = db::now(conn).await?;
    let expires_at = now + TimeDelta::from_std(INVITATION_LIFETIME).unwrap_or_default();
    diesel::insert_into(invitations::table)
        .values(NewInvitation { token_hash: &token.hash(), purpose, person_id, expires_at })
        .execute(conn)
        .await?;
    Ok(token)
}

/// Uses the link of the first admin: adds the person as admin and begins their session.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the link was used meanwhile; otherwise whatever the database says,
/// for example that the name is taken.
pub async fn accept_first_admin(
    conn: &mut Conn,
    token: &Secret,
    person: &NewPerson,
    origin: &Origin,
) -> QueryResult<Opened> {
    conn.transaction(async |conn| {
        use_invitation(conn, token).await?;
        let id = insert_person(conn, &Actor::server(), person).await?;
        begin_session(conn, id, origin, None).await
    })
    .await
}

/// Uses a link to set a password: sets it, ends all other sessions, begins a new one, or the step before it for who has a
/// second factor: a link proves no more than a password. Who had a password before is told, also by mail where that is on
/// (`by_mail`).
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the link was used meanwhile.
pub async fn accept_set_password(
    conn: &mut Conn,
    token: &Secret,
    person: PersonId,
    password_hash: &str,
    origin: &Origin,
    by_mail: bool,
) -> QueryResult<Begun> {
    conn.transaction(async |conn| {
        use_invitation(conn, token).await?;
        let told = (AccountChange::PasswordByLink, by_mail);
        store_password(conn, &origin.actor(person), person, password_hash, told).await?;
        begin(conn, person, origin, None).await
    })
    .await
}

/// Uses up a link; two who use it at once are told apart here.
async fn use_invitation(conn: &mut Conn, token: &Secret) -> QueryResult<()> {
    let used = diesel::update(
        invitations::table
            .find(token.hash().as_slice())
            .filter(invitations::used_at.is_null())
            .filter(invitations::expires_at.gt(db::app_now())),
    )
    .set(invitations::used_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await?;
    if used == 1 { Ok(()) } else { Err(diesel::result::Error::NotFound) }
}

/// Ends the one-time links of a person that nobody used yet.
pub(super) async fn end_invitations(conn: &mut Conn, person: PersonId) -> QueryResult<()> {
    diesel::update(
        invitations::table.filter(invitations::person_id.eq(person)).filter(invitations::used_at.is_null()),
    )
    .set(invitations::used_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await?;
    Ok(())
}
