//! Taking an import back out of its bank.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Uuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::{lock_bank, record_about_import};
use crate::audit::{self, Actor, Event};
use crate::banks::model::{Import, RevisionSource};
use crate::banks::queries::{self, Undo};
use crate::db::schema::{bank_questions, bank_revisions, imports};
use crate::db::{BankId, Conn, ImportId, app_now};
use crate::web::Error;

/// What counted before a revision counts again from another one on.
const BRING_BACK: &str = "
    INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
    SELECT bank_id, question_id, version_id, $3 FROM bank_questions WHERE bank_id = $1 AND to_revision = $2";

/// Takes an import back: one new revision, in which the questions it added are gone and those it changed say again what
/// they said before. Nothing is deleted. Gives the new revision, or why it cannot be.
///
/// # Errors
/// [`Error::NotFound`] when there is no such import.
pub async fn undo(conn: &mut Conn, actor: &Actor, id: ImportId) -> Result<Result<i32, Undo>, Error> {
    conn.transaction(async |conn| {
        let import: Import =
            imports::table.find(id).select(Import::as_select()).for_update().first(conn).await?;
        let Some(bank) = import.bank_id else { return Ok(Err(Undo::Nothing)) };
        let bank_code = lock_bank(conn, bank).await?;
        let (bank, undone) = match queries::undo(conn, &import).await? {
            Undo::Possible(bank, revision) => (bank, revision),
            other => return Ok(Err(other)),
        };
        let (number, sums) = take_back(conn, actor, bank, undone, &import.file_name).await?;
        diesel::update(imports::table.find(id))
            .set((
                imports::undone_at.eq(app_now().nullable()),
                imports::undone_by.eq(actor.person_id),
                imports::undone_revision.eq(number),
            ))
            .execute(conn)
            .await?;
        let event = Event {
            action: "bank.revised",
            subject_kind: "bank",
            subject_id: bank_code.clone(),
            detail: json!({
                "revision": number, "undoes": undone, "file": import.file_name,
                "changed": sums.0, "removed": sums.1,
            }),
        };
        audit::record(conn, actor, event).await?;
        let detail = json!({ "bank": bank_code, "revision": number, "undoes": undone });
        record_about_import(conn, actor, "import.undone", id, detail).await?;
        Ok(Ok(number))
    })
    .await
}

/// Writes the revision that takes another one back. Gives its number, and how many questions say what they said before
/// and how many are gone.
async fn take_back(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    undone: i32,
    source_name: &str,
) -> QueryResult<(i32, (i32, i32))> {
    let of_bank = bank_questions::table.filter(bank_questions::bank_id.eq(bank));
    let written: i64 =
        of_bank.filter(bank_questions::from_revision.eq(undone)).count().get_result(conn).await?;
    let replaced: i64 =
        of_bank.filter(bank_questions::to_revision.eq(undone)).count().get_result(conn).await?;
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let (changed, removed) = (count(replaced), count(written - replaced));
    let number = queries::revision_number(conn, bank).await? + 1;
    diesel::insert_into(bank_revisions::table)
        .values((
            bank_revisions::bank_id.eq(bank),
            bank_revisions::number.eq(number),
            bank_revisions::created_by.eq(actor.person_id),
            bank_revisions::source.eq(RevisionSource::Import),
            bank_revisions::source_name.eq(source_name),
            bank_revisions::added.eq(0),
            bank_revisions::changed.eq(changed),
            bank_revisions::removed.eq(removed),
            bank_revisions::undoes.eq(undone),
        ))
        .execute(conn)
        .await?;
    let current = bank_questions::table
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::from_revision.eq(undone))
        .filter(bank_questions::to_revision.is_null());
    diesel::update(current).set(bank_questions::to_revision.eq(number)).execute(conn).await?;
    diesel::sql_query(BRING_BACK)
        .bind::<Uuid, _>(bank)
        .bind::<Integer, _>(undone)
        .bind::<Integer, _>(number)
        .execute(conn)
        .await?;
    Ok((number, (changed, removed)))
}
