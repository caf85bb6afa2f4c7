//! Saving, renaming, sharing and deleting views.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Actor, Event};
use crate::db::schema::saved_views;
use crate::db::{self, Conn, PersonId};

/// A view to be saved.
#[derive(Debug, Clone, Copy)]
pub struct NewView<'a> {
    /// Its name, 1–80 characters.
    pub name: &'a str,
    /// Path and query, as [`crate::records::forms::address`] lets them through.
    pub address: &'a str,
    /// Whether everyone who may see the records sees it.
    pub shared: bool,
}

/// Saves a view for its owner. `None` when the owner has one of this name; nothing is written then.
///
/// # Errors
/// Whatever the database says.
pub async fn save_view(
    conn: &mut Conn,
    actor: &Actor,
    owner: PersonId,
    new: NewView<'_>,
) -> QueryResult<Option<Uuid>> {
    conn.transaction(async |conn| {
        let id = Uuid::now_v7();
        let saved = diesel::insert_into(saved_views::table)
            .values((
                saved_views::id.eq(id),
                saved_views::owner_id.eq(owner),
                saved_views::name.eq(new.name),
                saved_views::address.eq(new.address),
                saved_views::shared.eq(new.shared),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if saved == 0 {
            return Ok(None);
        }
        let detail = json!({ "name": new.name, "address": new.address, "shared": new.shared });
        record(conn, actor, "view.saved", id, detail).await?;
        Ok(Some(id))
    })
    .await
}

/// Renames an own view, shares it or keeps it for oneself. `false` when the owner has another one of this name; nothing
/// is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the owner has no such view.
pub async fn change_view(
    conn: &mut Conn,
    actor: &Actor,
    (owner, id): (PersonId, Uuid),
    name: &str,
    shared: bool,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let own = saved_views::table.find(id).filter(saved_views::owner_id.eq(owner));
        own.select(saved_views::id).for_update().first::<Uuid>(conn).await?;
        let taken = saved_views::table
            .filter(saved_views::owner_id.eq(owner))
            .filter(saved_views::name.eq(name))
            .filter(saved_views::id.ne(id));
        if diesel::select(diesel::dsl::exists(taken)).get_result(conn).await? {
            return Ok(false);
        }
        diesel::update(own)
            .set((
                saved_views::name.eq(name),
                saved_views::shared.eq(shared),
                saved_views::changed_at.eq(db::app_now()),
            ))
            .execute(conn)
            .await?;
        record(conn, actor, "view.changed", id, json!({ "name": name, "shared": shared })).await?;
        Ok(true)
    })
    .await
}

/// Deletes an own view.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the owner has no such view.
pub async fn delete_view(conn: &mut Conn, actor: &Actor, (owner, id): (PersonId, Uuid)) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let own = saved_views::table.find(id).filter(saved_views::owner_id.eq(owner));
        let name: String = diesel::delete(own).returning(saved_views::name).get_result(conn).await?;
        record(conn, actor, "view.deleted", id, json!({ "name": name })).await
    })
    .await
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &'static str,
    id: Uuid,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "view", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
