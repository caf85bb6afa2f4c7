//! Reading tokens and what is given out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{ApiPerson, ApiToken};
use crate::certification;
use crate::certification::model::IssuedCertificate;
use crate::db::schema::{api_tokens, certificates, people, person_names};
use crate::db::{ApiTokenId, CertificateId, Conn, GroupId, PersonId, Prepare, app_now};

/// The token with this hash, whatever became of it, and the time of the database.
///
/// # Errors
/// Whatever the database says.
pub async fn token(conn: &mut Conn, hash: &[u8; 32]) -> QueryResult<Option<(ApiToken, DateTime<Utc>)>> {
    api_tokens::table
        .filter(api_tokens::token_hash.eq(hash.as_slice()))
        .select((ApiToken::as_select(), app_now()))
        .first(conn)
        .await
        .optional()
}

/// Notes that a token was used just now. Its commit does not wait for the disk.
///
/// # Errors
/// Whatever the database says.
pub async fn note_use(conn: &mut Conn, hash: &[u8; 32]) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE api_tokens SET last_used_at = app_now()
         WHERE token_hash = $1 AND (SELECT set_config('synchronous_commit', 'off', true)) = 'off'",
    )
    .bind::<Binary, _>(hash.as_slice())
    .prepared()
    .execute(conn)
    .await?;
    Ok(())
}

/// Every token with the name of who made it, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn tokens(conn: &mut Conn) -> QueryResult<Vec<(ApiToken, String)>> {
    api_tokens::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(api_tokens::created_by).and(person_names::valid_to.is_null())),
        )
        .order(api_tokens::id.desc())
        .select((ApiToken::as_select(), person_names::name))
        .load(conn)
        .await
}

/// A token; `None` when there is none with this id.
///
/// # Errors
/// Whatever the database says.
pub async fn token_by_id(conn: &mut Conn, id: ApiTokenId) -> QueryResult<Option<ApiToken>> {
    api_tokens::table.find(id).select(ApiToken::as_select()).first(conn).await.optional()
}

/// The next people by id, in these groups today if any are given.
///
/// # Errors
/// Whatever the database says.
pub async fn people(
    conn: &mut Conn,
    after: Option<Uuid>,
    count: i64,
    groups: Option<&[GroupId]>,
) -> QueryResult<Vec<ApiPerson>> {
    diesel::sql_query(include_str!("people.sql"))
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(count)
        .bind::<Nullable<Array<SqlUuid>>, _>(groups)
        .prepared()
        .load(conn)
        .await
}

/// The next ids of people.
///
/// # Errors
/// Whatever the database says.
pub async fn person_ids(conn: &mut Conn, after: Option<Uuid>, count: i64) -> QueryResult<Vec<PersonId>> {
    let after = PersonId(after.unwrap_or(Uuid::nil()));
    people::table
        .filter(people::id.gt(after))
        .order(people::id)
        .select(people::id)
        .limit(count)
        .load(conn)
        .await
}

/// The next certificates by id, of one person if one is given.
///
/// # Errors
/// Whatever the database says.
pub async fn certificates(
    conn: &mut Conn,
    after: Option<Uuid>,
    count: i64,
    person: Option<PersonId>,
) -> QueryResult<Vec<IssuedCertificate>> {
    let mut wanted = certificates::table
        .filter(certificates::id.gt(CertificateId(after.unwrap_or(Uuid::nil()))))
        .order(certificates::id)
        .select(certificates::id)
        .limit(count)
        .into_boxed();
    if let Some(person) = person {
        wanted = wanted.filter(certificates::person_id.eq(person));
    }
    let ids: Vec<CertificateId> = wanted.load(conn).await?;
    let mut found = certification::queries::certificates(conn, &ids).await?;
    found.sort_unstable_by_key(|issued| issued.certificate.id);
    Ok(found)
}
