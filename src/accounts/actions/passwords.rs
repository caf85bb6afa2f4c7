//! Setting passwords. Whoever sets one ends the sessions that began with the old one.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::invitations::end_invitations;
use super::record_about_person;
use super::sessions::{Opened, begin_session, end_sessions};
use super::sign_in::Origin;
use super::telling::tell;
use crate::accounts::model::AccountChange;
use crate::accounts::queries;
use crate::audit::Actor;
use crate::db::schema::people;
use crate::db::{self, Conn, PersonId};

/// Changes a person's password after they gave the old one; all their sessions end and a new one begins. They are told, also
/// by mail where that is on (`by_mail`).
///
/// # Errors
/// Whatever the database says.
pub async fn change_password(
    conn: &mut Conn,
    person: PersonId,
    password_hash: &str,
    origin: &Origin,
    by_mail: bool,
) -> QueryResult<Opened> {
    conn.transaction(async |conn| {
        let told = (AccountChange::PasswordChanged, by_mail);
        store_password(conn, &origin.actor(person), person, password_hash, told).await?;
        begin_session(conn, person, origin, None).await
    })
    .await
}

/// Sets a password without asking for the old one, as the command line does; all sessions and one-time links end. The person
/// is told in the inbox: whoever is at the command line need not know whether mail is on.
///
/// # Errors
/// Whatever the database says.
pub async fn reset_password(conn: &mut Conn, person: PersonId, password_hash: &str) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let told = (AccountChange::PasswordReset, false);
        store_password(conn, &Actor::server(), person, password_hash, told).await?;
        end_invitations(conn, person).await
    })
    .await
}

/// Stores the same password as another hash, unless it was changed meanwhile.
pub(super) async fn renew_hash(
    conn: &mut Conn,
    person: PersonId,
    stored: &str,
    password_hash: &str,
) -> QueryResult<()> {
    let unchanged = people::table.find(person).filter(people::password_hash.eq(stored));
    diesel::update(unchanged).set(people::password_hash.eq(password_hash)).execute(conn).await?;
    Ok(())
}

/// Stores a password inside the caller's transaction and ends all sessions of the person. Where there was one before, the
/// person is told what happened to it, by mail too or not.
pub(super) async fn store_password(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    password_hash: &str,
    (change, by_mail): (AccountChange, bool),
) -> QueryResult<()> {
    if queries::password_hash(conn, person).await?.is_some() {
        tell(conn, person, change, by_mail).await?;
    }
    diesel::update(people::table.find(person))
        .set((
            people::password_hash.eq(password_hash),
            people::password_changed_at.eq(db::app_now().nullable()),
        ))
        .execute(conn)
        .await?;
    end_sessions(conn, person, &[]).await?;
    record_about_person(conn, actor, "person.password_set", person, json!({})).await
}
