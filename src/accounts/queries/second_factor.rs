//! Reading second factors.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::schema::{people, recovery_codes, second_factors, sign_in_settings, sign_in_steps};
use crate::db::{Conn, PersonId, Prepare, app_now};

/// A stored second factor.
#[derive(Debug, Queryable)]
pub struct StoredFactor {
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// The last step whose code was used.
    pub last_step: i64,
    /// When it was set up; `None` while it is being set up.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// The second factor of a person, set up or being set up.
///
/// # Errors
/// Whatever the database says.
pub async fn second_factor(conn: &mut Conn, person: PersonId) -> QueryResult<Option<StoredFactor>> {
    second_factors::table
        .find(person)
        .select((second_factors::secret, second_factors::last_step, second_factors::confirmed_at))
        .first(conn)
        .await
        .optional()
}

/// Whether a person needs a code to sign in.
///
/// # Errors
/// Whatever the database says.
pub async fn has_second_factor(conn: &mut Conn, person: PersonId) -> QueryResult<bool> {
    let set_up = second_factors::table.find(person).filter(second_factors::confirmed_at.is_not_null());
    diesel::select(diesel::dsl::exists(set_up.select(second_factors::person_id)))
        .prepared()
        .get_result(conn)
        .await
}

/// How many recovery codes of a person still work.
///
/// # Errors
/// Whatever the database says.
pub async fn recovery_codes_left(conn: &mut Conn, person: PersonId) -> QueryResult<i64> {
    recovery_codes::table
        .filter(recovery_codes::person_id.eq(person))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)
        .await
}

/// Whether an administrator decided that staff need a second factor; `None` when nobody decided.
///
/// # Errors
/// Whatever the database says.
pub async fn second_factor_setting(conn: &mut Conn) -> QueryResult<Option<bool>> {
    let decided: Option<String> = sign_in_settings::table
        .select(sign_in_settings::second_factor)
        .limit(1)
        .prepared()
        .get_result(conn)
        .await
        .optional()?;
    Ok(decided.map(|word| word == "required"))
}

/// Whose sign-in waits for a code under an id with this hash, and the hash of the name that was typed; `None` when it is
/// over or the person is blocked.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_in_step(
    conn: &mut Conn,
    id_hash: &[u8],
) -> QueryResult<Option<(PersonId, Option<Vec<u8>>)>> {
    sign_in_steps::table
        .inner_join(people::table)
        .filter(sign_in_steps::id_hash.eq(id_hash))
        .filter(sign_in_steps::used_at.is_null())
        .filter(sign_in_steps::expires_at.gt(app_now()))
        .filter(people::blocked_at.is_null())
        .select((sign_in_steps::person_id, sign_in_steps::subject_hash))
        .first(conn)
        .await
        .optional()
}
