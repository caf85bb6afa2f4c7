//! Writing banks and imports. The only transactions of this room.

mod bulk;
mod columns;
mod commit;
mod edit;
mod finding;
mod images;
mod import;
mod decisions;
mod restore;
mod review;
mod revision;
mod rows;
mod shipped;
mod shipped_topics;
mod topics;
mod undo;
mod work;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use question_formats::Format;
use serde_json::{Value, json};

pub use bulk::{BulkSums, change_many, move_many, retire_many};
pub use commit::{Commit, commit, commit_telling};
pub use decisions::{GivenKey, KeyGiven, Which, decide, decide_several, discard, give_key};
pub use edit::{Edited, Saved, add_bank, keep_picture, save_question, save_settings};
pub use finding::catch_up;
pub use import::{Columns, NewImport, Target, plan_of, rows_of, start_import, store_reading};
pub use restore::{Turned, restore_revision, restore_version, retire};
pub use review::{Reviewed, Word, review, use_accepted};
pub use rows::{NewRow, RowChange, merge_rows, new_rows, replace_row, restore_row, save_row};
pub use shipped::{Loaded, ShippedError, load_shipped};
pub use topics::{TopicChange, add_topic, change_topic, merge_topic, remove_topic, separate_topic};
pub use undo::undo;
pub use work::{
    beat_work, begin_rereading, begin_writing, cancel_work, end_work, keep_file, stopped, take_over,
};

use super::model::NewBank;
use crate::audit::{self, Actor, Event};
use crate::base::text::cut;
use crate::db::schema::banks;
use crate::db::{BankId, Conn, ImportId};

/// Rows in one INSERT: far below the limit of bound values.
const BATCH: usize = 500;

/// Puts into the trail that a bank is given out as a file of this format.
///
/// # Errors
/// Whatever the database says; the file must not be given out then.
pub async fn note_export(conn: &mut Conn, actor: &Actor, code: &str, format: Format) -> QueryResult<()> {
    let event = Event {
        action: "bank.exported",
        subject_kind: "bank",
        subject_id: code.to_owned(),
        detail: json!({ "format": format.as_str() }),
    };
    audit::record(conn, actor, event).await
}

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

/// Writes into the audit trail what was done to a question.
async fn record_about_question(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    bank_code: &str,
    code: &str,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "question", subject_id: format!("{bank_code}/{code}"), detail };
    audit::record(conn, actor, event).await
}

/// Writes into the audit trail what was done to a bank.
async fn record_about_bank(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    bank_code: &str,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "bank", subject_id: bank_code.to_owned(), detail };
    audit::record(conn, actor, event).await
}

/// Codes of questions as the name of a revision that changed them.
fn names<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    cut(&codes.collect::<Vec<_>>().join(", "), 120)
}
