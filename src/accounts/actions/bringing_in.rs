//! Bringing in people from a spreadsheet: keeping it, saying what it means, bringing it in.

mod statements;
mod undoing;
mod writing;

pub use undoing::{ImportUndone, undo_people_import};

use std::collections::HashMap;

use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use self::writing::Writing;
use super::roles::lock_admins;
use crate::accounts::model::{
    ChangeKind, ImportOutcome, NewPeopleImport, PeopleImport, PeopleImportChange, PeopleImportState,
};
use crate::accounts::queries;
use crate::accounts::queries::Preview;
use crate::accounts::rules::bringing_in::{Cells, Choices, ColumnUses, Counts, KnownPerson, missing_groups};
use crate::audit::{self, Actor, Event};
use crate::db::schema::{people_import_changes, people_imports};
use crate::db::{self, Conn, PersonId, Prepare};

/// Rows of one statement.
const AT_ONCE: usize = 1000;

/// Keeps a spreadsheet with what its columns seem to hold. Nothing of it counts yet.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_people_import(
    conn: &mut Conn,
    actor: &Actor,
    file_name: &str,
    rows: &[Cells],
) -> QueryResult<Uuid> {
    conn.transaction(async |conn| {
        let id = Uuid::now_v7();
        diesel::insert_into(people_imports::table)
            .values(NewPeopleImport {
                id,
                file_name,
                cells: json!(rows),
                column_uses: json!(ColumnUses::guessed(rows)),
                created_by: actor.person_id,
            })
            .execute(conn)
            .await?;
        record(conn, actor, "people.read", id, json!({ "file": file_name, "rows": rows.len() })).await?;
        Ok(id)
    })
    .await
}

/// Says what the columns of an open spreadsheet hold and what is decided about its rows. `false` when it is not open any
/// more; nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn explain_people_import(
    conn: &mut Conn,
    actor: &Actor,
    id: Uuid,
    uses: &ColumnUses,
    choices: &Choices,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        if locked(conn, id).await?.state != PeopleImportState::Open {
            return Ok(false);
        }
        diesel::update(people_imports::table.find(id))
            .set((people_imports::column_uses.eq(json!(uses)), people_imports::choices.eq(json!(choices))))
            .prepared()
            .execute(conn)
            .await?;
        record(conn, actor, "people.explained", id, json!({ "columns": uses, "absent": choices.absent }))
            .await?;
        Ok(true)
    })
    .await
}

/// Throws an open spreadsheet away. `false` when it is not open any more.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn discard_people_import(conn: &mut Conn, actor: &Actor, id: Uuid) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        if locked(conn, id).await?.state != PeopleImportState::Open {
            return Ok(false);
        }
        diesel::update(people_imports::table.find(id))
            .set(people_imports::state.eq(PeopleImportState::Discarded))
            .prepared()
            .execute(conn)
            .await?;
        record(conn, actor, "people.discarded", id, json!({})).await?;
        Ok(true)
    })
    .await
}

/// What came of bringing in a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BroughtIn {
    /// It is done.
    Done(Counts),
    /// It would do something else than what the reviewer saw; nothing was written.
    Other,
    /// It is not open any more.
    NotOpen,
}

/// Brings in an open spreadsheet, compared anew with what is known now: all of it in one transaction. `seen` is
/// [`Counts::seen`] of what the reviewer saw. New people have no password: they get a link or a slip.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn bring_in_people(
    conn: &mut Conn,
    zone: Tz,
    actor: &Actor,
    is_admin: bool,
    id: Uuid,
    seen: &str,
) -> QueryResult<BroughtIn> {
    conn.transaction(async |conn| {
        // One spreadsheet at a time; a person who is added meanwhile takes the name to sign in with, and this one fails.
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('people brought in', 0))")
            .execute(conn)
            .await?;
        lock_admins(conn).await?;
        let import = locked(conn, id).await?;
        if import.state != PeopleImportState::Open {
            return Ok(BroughtIn::NotOpen);
        }
        let found = queries::preview_people_import(conn, zone, actor.person_id, is_admin, &import).await?;
        let counts = Counts::of(&found.verdicts, found.leaving.len());
        if counts.seen() != seen {
            return Ok(BroughtIn::Other);
        }
        let now = db::now(conn).await?;
        let mut writing = Writing::new(now, zone, actor);
        let groups = writing.add_groups(conn, missing_groups(&found.verdicts, &found.known)).await?;
        writing.take(&found, &groups);
        writing.write(conn).await?;
        let outcome = ImportOutcome { counts, groups: groups.added() };
        diesel::update(people_imports::table.find(id))
            .set((
                people_imports::state.eq(PeopleImportState::Committed),
                people_imports::counts.eq(Some(json!(outcome))),
                people_imports::committed_at.eq(Some(now)),
                people_imports::committed_by.eq(actor.person_id),
            ))
            .prepared()
            .execute(conn)
            .await?;
        note_changes(conn, zone, actor, is_admin, &import, &found, writing.touched()).await?;
        record(conn, actor, "people.brought_in", id, json!({ "counts": counts })).await?;
        Ok(BroughtIn::Done(counts))
    })
    .await
}

/// Writes down, person by person, what was before and what is now, and the audit rows.
async fn note_changes(
    conn: &mut Conn,
    zone: Tz,
    actor: &Actor,
    is_admin: bool,
    import: &PeopleImport,
    found: &Preview,
    touched: &[(ChangeKind, Option<usize>, PersonId)],
) -> QueryResult<()> {
    let before: HashMap<PersonId, &KnownPerson> =
        found.known.people.iter().map(|one| (one.id, one)).collect();
    let now_known = queries::import_known(conn, zone, is_admin).await?;
    let after: HashMap<PersonId, &KnownPerson> = now_known.people.iter().map(|one| (one.id, one)).collect();
    let rows: Vec<PeopleImportChange> = touched
        .iter()
        .map(|(kind, row, person)| PeopleImportChange {
            id: Uuid::now_v7(),
            import_id: import.id,
            row_number: row.and_then(|row| i32::try_from(row).ok()),
            person_id: *person,
            kind: *kind,
            before: json!(before.get(person)),
            after: json!(after.get(person)),
        })
        .collect();
    for some in rows.chunks(AT_ONCE) {
        diesel::insert_into(people_import_changes::table).values(some).execute(conn).await?;
    }
    let events = |(kind, row, person): &(ChangeKind, Option<usize>, PersonId)| Event {
        action: match kind {
            ChangeKind::New => "person.added",
            ChangeKind::Changed => "person.changed",
            ChangeKind::Returned => "person.returned",
            ChangeKind::Left => "person.left",
        },
        subject_kind: "person",
        subject_id: person.to_string(),
        detail: json!({ "import": import.id, "row": row }),
    };
    for some in touched.chunks(AT_ONCE) {
        audit::record_all(conn, actor, some.iter().map(events).collect()).await?;
    }
    Ok(())
}

async fn locked(conn: &mut Conn, id: Uuid) -> QueryResult<PeopleImport> {
    PeopleImport::query().filter(people_imports::id.eq(id)).for_update().first(conn).await
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "people_import", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
