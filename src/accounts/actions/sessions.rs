//! Beginning and ending sessions.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::record_about_person;
use super::sign_in::Origin;
use crate::accounts::model::NewSession;
use crate::accounts::rules::SESSION_LIFETIME;
use crate::audit::Actor;
use crate::db::schema::{login_failures, sessions};
use crate::db::{self, Conn, PersonId};
use crate::web::cookies::Secret;

/// A session that just began.
#[derive(Debug)]
pub struct Opened {
    /// Its secret, for the cookie.
    pub session: Secret,
    /// Whose it is.
    pub person: PersonId,
}

/// Begins a session for a person who proved who they are, and forgets the failures on their name.
///
/// # Errors
/// Whatever the database says.
pub async fn begin_session(
    conn: &mut Conn,
    person: PersonId,
    origin: &Origin,
    subject_hash: Option<&[u8]>,
) -> QueryResult<Opened> {
    let secret = Secret::new();
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        if let Some(subject_hash) = subject_hash {
            forget_failures(conn, subject_hash).await?;
        }
        let user_agent: Option<String> =
            origin.user_agent.as_deref().map(|agent| agent.chars().take(300).collect());
        diesel::insert_into(sessions::table)
            .values(NewSession {
                id_hash: &secret.hash(),
                person_id: person,
                expires_at: now + TimeDelta::from_std(SESSION_LIFETIME).unwrap_or_default(),
                address: Some(&origin.address),
                user_agent: user_agent.as_deref(),
            })
            .execute(conn)
            .await?;
        record_about_person(conn, &origin.actor(person), "session.begun", person, json!({})).await
    })
    .await?;
    Ok(Opened { session: secret, person })
}

/// Ends one session of a person.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_out(conn: &mut Conn, actor: &Actor, person: PersonId, secret: &Secret) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let hash = secret.hash();
        let own = sessions::table.find(hash.as_slice()).filter(sessions::person_id.eq(person));
        let ended = diesel::update(own.filter(sessions::revoked_at.is_null()))
            .set(sessions::revoked_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if ended == 1 {
            record_about_person(conn, actor, "session.ended", person, json!({})).await?;
        }
        Ok(())
    })
    .await
}

/// Notes that a person proved once more who they are, in one session of theirs.
///
/// # Errors
/// Whatever the database says.
pub async fn note_proof(conn: &mut Conn, actor: &Actor, person: PersonId, own: &Secret) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let hash = own.hash();
        diesel::update(sessions::table.find(hash.as_slice()).filter(sessions::person_id.eq(person)))
            .set(sessions::verified_at.eq(db::app_now()))
            .execute(conn)
            .await?;
        record_about_person(conn, actor, "session.confirmed", person, json!({})).await
    })
    .await
}

/// Ends all sessions of a person but this one; how many ended.
///
/// # Errors
/// Whatever the database says.
pub async fn end_other_sessions(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    own: &Secret,
) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        let ended = end_sessions(conn, person, &[own.hash().to_vec()]).await?;
        record_about_person(conn, actor, "session.others_ended", person, json!({ "ended": ended })).await?;
        Ok(ended)
    })
    .await
}

/// Ends a person's sessions except those with the given hashes; how many ended.
pub(super) async fn end_sessions(
    conn: &mut Conn,
    person: PersonId,
    except: &[Vec<u8>],
) -> QueryResult<usize> {
    diesel::update(
        sessions::table
            .filter(sessions::person_id.eq(person))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::id_hash.ne_all(except)),
    )
    .set(sessions::revoked_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await
}

/// Forgets the failures of whoever just proved who they are.
pub(super) async fn forget_failures(conn: &mut Conn, subject_hash: &[u8]) -> QueryResult<()> {
    diesel::delete(login_failures::table.filter(login_failures::subject_hash.eq(subject_hash)))
        .execute(conn)
        .await?;
    Ok(())
}
