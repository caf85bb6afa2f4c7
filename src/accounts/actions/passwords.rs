//! Setting passwords. Whoever sets one ends the sessions that began with the old one.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::invitations::end_invitations;
use super::record_about_person;
use super::sessions::{Opened, begin_session, end_sessions};
use super::sign_in::Origin;
use crate::audit::Actor;
use crate::db::schema::people;
use crate::db::{self, Conn, PersonId};

/// Changes a person's password after they gave the old one; all their sessions end and a new one begins.
///
/// # Errors
/// Whatever the database says.
pub async fn change_password(
    conn: &mut Conn,
    person: PersonId,
    password_hash: &str,
    origin: &Origin,
) -> QueryResult<Opened> {
    conn.transaction(async |conn| {
        store_password(conn, &origin.actor(person), person, password_hash).await?;
        begin_session(conn, person, origin, None).await
    })
    .await
}

/// Sets a password without asking for the old one, as the command line does; all sessions and one-time links end.
///
/// # Errors
/// Whatever the database says.
pub async fn reset_password(conn: &mut Conn, person: PersonId, password_hash: &str) -> QueryResult<()> {
    conn.transaction(async |conn| {
        store_password(conn, &Actor::server(), person, password_hash).await?;
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

/// Stores a password inside the caller's transaction and ends all sessions of the person.
pub(super) async fn store_password(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    password_hash: &str,
) -> QueryResult<()> {
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
