//! Remembering what the columns of tables with some headings hold.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::audit::Actor;
use crate::banks::rules::{ColumnUses, headings_digest};
use crate::db::schema::column_mappings;
use crate::db::{Conn, app_now};

/// Remembers what a person said about the columns below these headings, inside the caller's transaction; forgets it when
/// the headings are to say it themselves.
pub(super) async fn remember_columns(
    conn: &mut Conn,
    actor: &Actor,
    headings: &[String],
    uses: &ColumnUses,
) -> QueryResult<()> {
    let Some(digest) = headings_digest(headings) else { return Ok(()) };
    if uses.is_empty() {
        diesel::delete(column_mappings::table.find(digest.to_vec())).execute(conn).await?;
        return Ok(());
    }
    let columns = serde_json::to_value(&uses.columns).unwrap_or_default();
    diesel::insert_into(column_mappings::table)
        .values((
            column_mappings::headings_digest.eq(digest.to_vec()),
            column_mappings::headings.eq(headings),
            column_mappings::uses.eq(&columns),
            column_mappings::changed_by.eq(actor.person_id),
        ))
        .on_conflict(column_mappings::headings_digest)
        .do_update()
        .set((
            column_mappings::uses.eq(&columns),
            column_mappings::changed_at.eq(app_now()),
            column_mappings::changed_by.eq(actor.person_id),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
