//! Writing banks and imports. The only transactions of this room.

mod columns;
mod commit;
mod images;
mod import;
mod decisions;
mod revision;
mod rows;
mod shipped;
mod undo;
mod work;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

pub use commit::{Commit, commit};
pub use decisions::{GivenKey, KeyGiven, Which, decide, decide_several, discard, give_key};
pub use import::{Columns, NewImport, Target, plan_of, reread, rows_of, start_import, store_reading};
pub use rows::{NewRow, RowChange, merge_rows, new_rows, replace_row, restore_row, save_row};
pub use shipped::{Loaded, ShippedError, load_shipped};
pub use undo::undo;
pub use work::{beat_work, begin_writing, cancel_work, end_work, keep_file, stopped, take_over};

use super::model::NewBank;
use crate::audit::{self, Actor, Event};
use crate::db::schema::banks;
use crate::db::{BankId, Conn, ImportId};

/// Rows in one INSERT: far below the limit of bound values.
const BATCH: usize = 500;

/// Makes a bank inside the caller's transaction; `None` when the code is taken.
async fn insert_bank(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    title_zh: &str,
    title_en: &str,
) -> QueryResult<Option<BankId>> {
    let row = NewBank { id: BankId::new(), code, title_zh, title_en, created_by: actor.person_id };
    let id: Option<BankId> = diesel::insert_into(banks::table)
        .values(row)
        .on_conflict(banks::code)
        .do_nothing()
        .returning(banks::id)
        .get_result(conn)
        .await
        .optional()?;
    if let Some(id) = id {
        let event = Event {
            action: "bank.added",
            subject_kind: "bank",
            subject_id: code.to_owned(),
            detail: json!({ "id": id }),
        };
        audit::record(conn, actor, event).await?;
    }
    Ok(id)
}

/// Holds the bank against other writers until the caller's transaction ends.
async fn lock_bank(conn: &mut Conn, bank: BankId) -> QueryResult<String> {
    banks::table.find(bank).select(banks::code).for_update().first(conn).await
}

/// Writes into the audit trail what was done to an import.
async fn record_about_import(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    import: ImportId,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "import", subject_id: import.to_string(), detail };
    audit::record(conn, actor, event).await
}
