//! Keeping account of what is done to a large import in the background.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::decisions::{close, lock_draft};
use super::import::{Target, target_columns};
use super::record_about_import;
use crate::audit::Actor;
use crate::banks::model::{ImportState, NewImportRow, Reread, WorkStep};
use crate::banks::queries::IS_SILENT;
use crate::banks::rules::ColumnUses;
use crate::db::schema::{import_work, imports};
use crate::db::{Conn, ImportId, app_now};
use crate::web::Error;

/// Keeps a file that is to be read in the background: nothing is known about it yet. Gives the import and its worker.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_file(
    conn: &mut Conn,
    actor: &Actor,
    target: &Target,
    file_name: &str,
    bytes: &[u8],
) -> QueryResult<(ImportId, Uuid)> {
    conn.transaction(async |conn| {
        let id = ImportId::new();
        let (bank_id, new_bank) = target_columns(target);
        diesel::insert_into(imports::table)
            .values(NewImportRow {
                id,
                bank_id,
                new_bank_code: new_bank.map(|bank| bank.0),
                new_bank_title_zh: new_bank.map(|bank| bank.1),
                new_bank_title_en: new_bank.map(|bank| bank.2),
                file_name,
                content: bytes,
                format: None,
                encoding: "",
                line_count: 0,
                diagnostics: json!([]),
                skipped: json!([]),
                created_by: actor.person_id,
                tables: json!([]),
                column_uses: serde_json::to_value(ColumnUses::default()).unwrap_or_default(),
            })
            .execute(conn)
            .await?;
        let worker = insert_work(conn, actor, id, WorkStep::Reading, None, None).await?;
        record_about_import(conn, actor, "import.started", id, json!({ "file": file_name })).await?;
        Ok((id, worker.unwrap_or_default()))
    })
    .await
}

/// Begins to write a large import in the background. `None` when someone is at it already.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn begin_writing(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    seen: &str,
) -> Result<Option<Uuid>, Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        Ok(insert_work(conn, actor, id, WorkStep::Writing, Some(seen), None).await?)
    })
    .await
}

/// Begins to read a file under review once more, in the background. `None` when someone is at it already.
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is none.
pub async fn begin_rereading(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    reread: &Reread,
) -> Result<Option<Uuid>, Error> {
    let reread = serde_json::to_value(reread).map_err(|error| Error::internal(error.to_string()))?;
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        Ok(insert_work(conn, actor, id, WorkStep::Reading, None, Some(reread)).await?)
    })
    .await
}

async fn insert_work(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    step: WorkStep,
    seen: Option<&str>,
    reread: Option<Value>,
) -> QueryResult<Option<Uuid>> {
    let worker = Uuid::now_v7();
    let inserted = diesel::insert_into(import_work::table)
        .values((
            import_work::import_id.eq(id),
            import_work::worker.eq(worker),
            import_work::step.eq(step),
            import_work::seen_mark.eq(seen),
            import_work::started_by.eq(actor.person_id),
            import_work::reread.eq(reread),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok((inserted == 1).then_some(worker))
}

/// Takes over the work of a server that has stopped. Its transaction was rolled back, so the work begins anew. `None`
/// when someone else was quicker, or the worker is there after all.
///
/// # Errors
/// Whatever the database says.
pub async fn take_over(conn: &mut Conn, id: ImportId) -> QueryResult<Option<Uuid>> {
    let worker = Uuid::now_v7();
    let silent = diesel::dsl::sql::<Bool>(IS_SILENT);
    let taken =
        diesel::update(import_work::table.find(id).filter(import_work::problem.is_null()).filter(silent))
            .set((
                import_work::worker.eq(worker),
                import_work::beat_at.eq(app_now()),
                import_work::done.eq(0),
            ))
            .execute(conn)
            .await?;
    Ok((taken == 1).then_some(worker))
}

/// Shows that the worker is there and how far it is. `false` when it is to stop: a person wants it to, or another worker
/// has taken over.
///
/// # Errors
/// Whatever the database says.
pub async fn beat_work(conn: &mut Conn, worker: Uuid, done: i32, total: i32) -> QueryResult<bool> {
    let goes_on = diesel::update(
        import_work::table.filter(import_work::worker.eq(worker)).filter(import_work::is_cancelled.eq(false)),
    )
    .set((import_work::beat_at.eq(app_now()), import_work::done.eq(done), import_work::total.eq(total)))
    .execute(conn)
    .await?;
    Ok(goes_on == 1)
}

/// The work is done, or it ended with a problem (a message id) that the page tells.
///
/// # Errors
/// Whatever the database says.
pub async fn end_work(conn: &mut Conn, worker: Uuid, problem: Option<&str>) -> QueryResult<()> {
    let own = import_work::table.filter(import_work::worker.eq(worker));
    match problem {
        None => diesel::delete(own).execute(conn).await?,
        Some(problem) => diesel::update(own).set(import_work::problem.eq(problem)).execute(conn).await?,
    };
    Ok(())
}

/// Stops the work at an import. What was being read for the first time is given up; what was being read once more or
/// written stays the draft it was. When no worker is there any more this is done here and now.
///
/// # Errors
/// Whatever the database says.
pub async fn cancel_work(conn: &mut Conn, actor: &Actor, id: ImportId) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let silent = diesel::dsl::sql::<Bool>(IS_SILENT);
        let at_work = import_work::table
            .find(id)
            .filter(import_work::problem.is_null())
            .filter(diesel::dsl::not(silent));
        let running = diesel::update(at_work).set(import_work::is_cancelled.eq(true)).execute(conn).await?;
        if running == 0 {
            remove_work(conn, actor, id, None).await?;
        }
        Ok(())
    })
    .await
}

/// The worker has stopped because a person wanted it to.
///
/// # Errors
/// Whatever the database says.
pub async fn stopped(conn: &mut Conn, actor: &Actor, id: ImportId, worker: Uuid) -> Result<(), Error> {
    conn.transaction(async |conn| remove_work(conn, actor, id, Some(worker)).await).await
}

/// Takes the work at an import away, that of one worker or whoever's it is. Without a file that was to be read for the
/// first time there is nothing to review, and the import is given up.
async fn remove_work(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    worker: Option<Uuid>,
) -> Result<(), Error> {
    let ended: Option<(Uuid, WorkStep, Option<Value>)> = import_work::table
        .find(id)
        .select((import_work::worker, import_work::step, import_work::reread))
        .for_update()
        .first(conn)
        .await
        .optional()?;
    let Some((own, step, reread)) = ended.filter(|(own, ..)| worker.is_none_or(|worker| worker == *own))
    else {
        return Ok(());
    };
    diesel::delete(import_work::table.filter(import_work::worker.eq(own))).execute(conn).await?;
    if step == WorkStep::Reading && reread.is_none() {
        give_up(conn, actor, id).await?;
    }
    Ok(())
}

async fn give_up(conn: &mut Conn, actor: &Actor, id: ImportId) -> Result<(), Error> {
    match lock_draft(conn, id).await {
        Ok(_) => {
            close(conn, actor, id, ImportState::Discarded, None, None).await?;
            Ok(record_about_import(conn, actor, "import.discarded", id, json!({})).await?)
        }
        Err(Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
