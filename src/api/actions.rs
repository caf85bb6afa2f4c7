//! Making tokens, taking them back, and noting what is read with them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::forms::TokenForm;
use super::model::{ApiToken, Scope};
use crate::audit::{self, Actor, Event};
use crate::db::schema::api_tokens;
use crate::db::{ApiTokenId, Conn, PersonId, Prepare, app_now};
use crate::web::cookies::Secret;

/// Makes a token that is over at `expires_at`. Its secret is nowhere but in what is given back.
///
/// # Errors
/// Whatever the database says.
pub async fn create(
    conn: &mut Conn,
    actor: &Actor,
    maker: PersonId,
    form: &TokenForm,
    expires_at: DateTime<Utc>,
) -> QueryResult<Secret> {
    let secret = Secret::new();
    let id = ApiTokenId::new();
    let scopes: Vec<&str> = form.scopes.iter().map(|scope| Scope::as_str(*scope)).collect();
    conn.transaction(async |conn| {
        diesel::insert_into(api_tokens::table)
            .values((
                api_tokens::id.eq(id),
                api_tokens::name.eq(&form.name),
                api_tokens::token_hash.eq(secret.hash().as_slice()),
                api_tokens::scopes.eq(&scopes),
                api_tokens::created_by.eq(maker),
                api_tokens::expires_at.eq(expires_at),
            ))
            .prepared()
            .execute(conn)
            .await?;
        let detail = json!({ "name": form.name, "scopes": scopes, "expires_at": expires_at });
        record(conn, actor, "api_token.created", id, detail).await
    })
    .await?;
    Ok(secret)
}

/// Takes a token back. `false` when somebody else did already; nothing is written then.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke(conn: &mut Conn, actor: &Actor, who: PersonId, id: ApiTokenId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let name: Option<String> = diesel::update(api_tokens::table.find(id))
            .filter(api_tokens::revoked_at.is_null())
            .set((api_tokens::revoked_at.eq(app_now().nullable()), api_tokens::revoked_by.eq(who)))
            .returning(api_tokens::name)
            .get_result(conn)
            .await
            .optional()?;
        let Some(name) = name else { return Ok(false) };
        record(conn, actor, "api_token.revoked", id, json!({ "name": name })).await?;
        Ok(true)
    })
    .await
}

/// Puts into the trail that something was read with a token, once an hour for each address and kind, on whatever server: a list of
/// a thousand pages leaves one row. Without the row nothing is given out.
///
/// # Errors
/// Whatever the database says.
pub async fn note_read(conn: &mut Conn, actor: &Actor, token: &ApiToken, scope: Scope) -> QueryResult<()> {
    let address = actor.address.as_deref().unwrap_or_default();
    conn.transaction(async |conn| {
        if is_first_of_hour(conn, token.id, scope, address).await? {
            let detail = json!({ "name": token.name, "scope": scope.as_str() });
            record(conn, actor, "api_token.used", token.id, detail).await?;
        }
        Ok(())
    })
    .await
}

/// Whether this is the first reading of its hour; remembers that it was, and forgets what is older.
async fn is_first_of_hour(
    conn: &mut Conn,
    token: ApiTokenId,
    scope: Scope,
    address: &str,
) -> QueryResult<bool> {
    let first = diesel::sql_query(
        "INSERT INTO api_reads AS known (token_id, scope, address, noted_at)
         SELECT $1, $2, $3, app_now()
          WHERE NOT EXISTS (SELECT FROM api_reads
                             WHERE token_id = $1 AND scope = $2 AND address = $3
                               AND noted_at > app_now() - interval '1 hour')
         ON CONFLICT (token_id, scope, address) DO UPDATE SET noted_at = excluded.noted_at
             WHERE known.noted_at <= excluded.noted_at - interval '1 hour'",
    )
    .bind::<SqlUuid, _>(token)
    .bind::<Text, _>(scope.as_str())
    .bind::<Text, _>(address)
    .prepared()
    .execute(conn)
    .await?;
    if first == 0 {
        return Ok(false);
    }
    diesel::sql_query(
        "DELETE FROM api_reads WHERE token_id = $1 AND noted_at <= app_now() - interval '1 hour'",
    )
    .bind::<SqlUuid, _>(token)
    .prepared()
    .execute(conn)
    .await?;
    Ok(true)
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: ApiTokenId,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "api_token", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
