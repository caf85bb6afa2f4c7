//! Reading sessions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;

use super::as_delta;
use crate::accounts::model::{Person, Role, SessionItem};
use crate::accounts::rules::{PROOF_LIFETIME, SESSION_IDLE};
use crate::db::schema::{outbox_messages, people, person_names, role_grants, sessions};
use crate::db::{Conn, PersonId, Prepare, app_now};

/// A living session and who it belongs to.
#[derive(Debug)]
pub struct SessionOwner {
    /// The person.
    pub person: Person,
    /// Language they chose.
    pub language: Option<String>,
    /// Zone they chose.
    pub zone: Option<String>,
    /// light or dark, if they chose.
    pub theme: Option<String>,
    /// Messages in their inbox that they have not read.
    pub unread: i64,
    /// Whether the last use was noted more than a minute ago.
    pub is_stale: bool,
    /// Whether the person proved a short while ago who they are.
    pub is_fresh: bool,
}

#[derive(Queryable)]
struct SessionRow {
    person_id: PersonId,
    name: String,
    language: Option<String>,
    zone: Option<String>,
    theme: Option<String>,
    last_seen_at: DateTime<Utc>,
    verified_at: DateTime<Utc>,
    now: DateTime<Utc>,
    role: Option<Role>,
    unread: Option<i64>,
}

/// Who is signed in under a session id with this hash; `None` when the session ended or the person is blocked.
///
/// # Errors
/// Whatever the database says.
pub async fn session_owner(conn: &mut Conn, id_hash: &[u8]) -> QueryResult<Option<SessionOwner>> {
    let idle = as_delta(SESSION_IDLE);
    // Asked along, so that every page knows it and none asks for it: one look into a small index.
    let unread = outbox_messages::table
        .filter(outbox_messages::person_id.eq(sessions::person_id.nullable()))
        .filter(outbox_messages::channel.eq("inbox"))
        .filter(outbox_messages::read_at.is_null())
        .count()
        .single_value();
    let rows: Vec<SessionRow> = sessions::table
        .inner_join(people::table)
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(sessions::person_id).and(person_names::valid_to.is_null())),
        )
        .left_join(
            role_grants::table
                .on(role_grants::person_id.eq(sessions::person_id).and(role_grants::revoked_at.is_null())),
        )
        .filter(sessions::id_hash.eq(id_hash))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(app_now()))
        .filter(people::blocked_at.is_null())
        .select((
            sessions::person_id,
            person_names::name,
            people::language,
            people::zone,
            people::theme,
            sessions::last_seen_at,
            sessions::verified_at,
            app_now(),
            role_grants::role.nullable(),
            unread,
        ))
        .load(conn)
        .await?;
    let roles = rows.iter().filter_map(|row| row.role).collect();
    Ok(rows.into_iter().next().filter(|row| row.now - row.last_seen_at < idle).map(|row| SessionOwner {
        person: Person { id: row.person_id, name: row.name, roles },
        language: row.language,
        zone: row.zone,
        theme: row.theme,
        unread: row.unread.unwrap_or(0),
        is_fresh: row.now - row.verified_at < as_delta(PROOF_LIFETIME),
        is_stale: row.now - row.last_seen_at > chrono::TimeDelta::seconds(60),
    }))
}

/// Notes that a session was used just now. Its commit does not wait for the disk: a crash may forget a second of it, and a
/// herd of people who press a button after a minute of reading is not slowed down.
///
/// # Errors
/// Whatever the database says.
pub async fn touch_session(conn: &mut Conn, id_hash: &[u8]) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE sessions SET last_seen_at = app_now()
         WHERE id_hash = $1 AND (SELECT set_config('synchronous_commit', 'off', true)) = 'off'",
    )
    .bind::<Binary, _>(id_hash)
    .prepared()
    .execute(conn)
    .await?;
    Ok(())
}

/// The living sessions of a person, last used first.
///
/// # Errors
/// Whatever the database says.
pub async fn sessions_of(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<SessionItem>> {
    let now = crate::db::now(conn).await?;
    sessions::table
        .filter(sessions::person_id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(now - as_delta(SESSION_IDLE)))
        .order(sessions::last_seen_at.desc())
        .select((
            sessions::id_hash,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::address,
            sessions::user_agent,
        ))
        .load(conn)
        .await
}
