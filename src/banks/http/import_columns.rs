//! `/banks/import/{id}/columns`: what the columns of a table hold, when its headings do not say it or say it wrong.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use question_formats::{Format, TableHead};

use super::import_review::{import_id, read_again};
use crate::accounts::Trainer;
use crate::banks::forms::column_uses;
use crate::banks::model::{Import, ImportState, Reread};
use crate::banks::pages::columns_page;
use crate::banks::queries;
use crate::banks::rules::ColumnUses;
use crate::db::{Conn, ImportId};
use crate::formats::Hints;
use crate::web::{Error, Fields, Flash, Visit};

async fn opened(conn: &mut Conn, id: ImportId) -> Result<(Import, Vec<TableHead>), Error> {
    let import = queries::import(conn, id).await?.ok_or(Error::NotFound)?;
    if import.state != ImportState::Draft {
        return Err(Error::Conflict("banks-import-closed"));
    }
    let tables = queries::import_tables(conn, id).await?;
    if tables.is_empty() { Err(Error::NotFound) } else { Ok((import, tables)) }
}

/// `GET /banks/import/{id}/columns`.
pub(super) async fn show(trainer: Trainer, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    let mut conn = trainer.conn().await?;
    let (import, tables) = opened(&mut conn, id).await?;
    let page = columns_page(&trainer, &import, &tables, &uses_of(&import), None);
    trainer.page("banks/import-columns", trainer.text("import-columns"), page).respond()
}

/// What was said about the columns of this import.
fn uses_of(import: &Import) -> ColumnUses {
    serde_json::from_value(import.column_uses.clone()).unwrap_or_default()
}

/// How the file of an import is read with these columns.
fn hints_of(import: &Import, uses: &ColumnUses) -> Hints {
    let format = import.format.as_deref().and_then(Format::by_name);
    Hints {
        format,
        encoding: Some(import.encoding.clone()).filter(|encoding| !encoding.is_empty()),
        file_name: Some(import.file_name.clone()),
        columns: uses.columns.clone(),
        first_row: uses.first_row,
        picture: false,
    }
}

/// `POST /banks/import/{id}/columns`.
pub(super) async fn send(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&["column-*", "first_row", "do"])?;
    let visit: &Visit = &trainer;
    let mut conn = trainer.conn().await?;
    let (import, tables) = opened(&mut conn, id).await?;
    let by_headings = fields.get("do") == "headings";
    let (uses, problem) = column_uses(&fields, &tables, visit);
    if let Some(problem) = problem.filter(|_| !by_headings) {
        let page = columns_page(visit, &import, &tables, &uses_of(&import), Some((&uses, problem)));
        let page = visit.page("banks/import-columns", visit.text("import-columns"), page);
        return page.with_status(StatusCode::UNPROCESSABLE_ENTITY).respond();
    }
    let remember_above = uses.first_row.or(uses_of(&import).first_row);
    let uses = if by_headings { ColumnUses::default() } else { uses };
    let how = Reread { hints: hints_of(&import, &uses), is_named: true, remember_above };
    let done = Flash::ok(visit.text("import-columns-done"));
    drop(conn);
    read_again(&trainer, id, how, &done).await
}
