//! Saved views.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::schema::{person_names, saved_views};
use crate::db::{Conn, PersonId};
use crate::records::model::SavedView;

/// The views that a person saved, then those that others share, each by name.
///
/// # Errors
/// Whatever the database says.
pub async fn views_for(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<SavedView>> {
    saved_views::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(saved_views::owner_id).and(person_names::valid_to.is_null())),
        )
        .filter(saved_views::owner_id.eq(person).or(saved_views::shared))
        .order((saved_views::owner_id.ne(person), saved_views::name, saved_views::id))
        .select((
            saved_views::id,
            saved_views::owner_id,
            person_names::name,
            saved_views::name,
            saved_views::address,
            saved_views::shared,
        ))
        .load(conn)
        .await
}

/// A view of its owner; `None` for other people's too.
///
/// # Errors
/// Whatever the database says.
pub async fn own_view(conn: &mut Conn, owner: PersonId, id: Uuid) -> QueryResult<Option<SavedView>> {
    Ok(views_for(conn, owner).await?.into_iter().find(|view| view.id == id && view.owner_id == owner))
}
