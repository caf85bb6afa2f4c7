//! Ending one session of one's own.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::record_about_person;
use crate::audit::Actor;
use crate::db::schema::sessions;
use crate::db::{self, Conn, PersonId};

/// Ends the session of a person with this hash. `false` when there is none that lives.
///
/// # Errors
/// Whatever the database says.
pub async fn end_session(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    id_hash: &[u8],
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let living = sessions::table
            .filter(sessions::id_hash.eq(id_hash))
            .filter(sessions::person_id.eq(person))
            .filter(sessions::revoked_at.is_null());
        let ended = diesel::update(living)
            .set(sessions::revoked_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if ended == 1 {
            record_about_person(conn, actor, "session.other_ended", person, json!({})).await?;
        }
        Ok(ended == 1)
    })
    .await
}
