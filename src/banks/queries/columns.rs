//! What is known about the columns of tables.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use question_formats::TableHead;
use serde_json::Value;

use crate::banks::model::from_json;
use crate::banks::rules::{ColumnUses, headings_digest};
use crate::db::schema::{column_mappings, imports};
use crate::db::{Conn, ImportId};

/// What a person once said about the columns of a table with these headings; nothing when nobody did.
///
/// # Errors
/// Whatever the database says.
pub async fn known_columns(conn: &mut Conn, tables: &[TableHead]) -> QueryResult<ColumnUses> {
    let rows: Vec<(Vec<u8>, usize)> = tables
        .iter()
        .take(1)
        .flat_map(|table| &table.rows)
        .filter_map(|(number, cells)| Some((headings_digest(cells)?.to_vec(), *number)))
        .collect();
    let digests: Vec<&Vec<u8>> = rows.iter().map(|(digest, _)| digest).collect();
    let found: Vec<(Vec<u8>, Value)> = column_mappings::table
        .filter(column_mappings::headings_digest.eq_any(digests))
        .select((column_mappings::headings_digest, column_mappings::uses))
        .load(conn)
        .await?;
    for (digest, number) in rows {
        if let Some((_, uses)) = found.iter().find(|(known, _)| *known == digest) {
            return Ok(ColumnUses { columns: from_json(uses.clone())?, first_row: Some(number + 1) });
        }
    }
    Ok(ColumnUses::default())
}

/// The first rows of the tables of an import.
///
/// # Errors
/// Whatever the database says.
pub async fn import_tables(conn: &mut Conn, id: ImportId) -> QueryResult<Vec<TableHead>> {
    from_json(imports::table.find(id).select(imports::tables).first(conn).await?)
}
