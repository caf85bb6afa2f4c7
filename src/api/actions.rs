//! Making tokens and taking them back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::forms::TokenForm;
use super::model::Scope;
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
