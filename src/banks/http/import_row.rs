//! `/banks/import/{id}/rows/{position}`: one question of an import, to be changed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use question_formats::Severity;

use super::import_review::{address, import_id};
use crate::accounts::Trainer;
use crate::banks::actions::{self, NewRow, RowChange};
use crate::banks::forms::{ROW_FIELDS, ReviewQuery, row_edit};
use crate::banks::model::{Import, ImportQuestion, ImportState};
use crate::banks::pages::{RowContext, line_format, reader_language, row_page};
use crate::banks::{jobs, queries, rules};
use crate::db::{Conn, ImportId};
use crate::formats::{Hints, ReaderStopped};
use crate::web::{Error, Fields, Flash, FormErrors, Visit};

/// Longest text that is read once more, in characters.
const LONGEST: usize = 50_000;

/// A question of an import that is still open.
struct Opened {
    import: Import,
    row: ImportQuestion,
    /// The question before it.
    previous: Option<ImportQuestion>,
}

impl Opened {
    async fn of(conn: &mut Conn, id: ImportId, position: i32) -> Result<Self, Error> {
        let import = queries::import(conn, id).await?.ok_or(Error::NotFound)?;
        if import.state != ImportState::Draft {
            return Err(Error::Conflict("banks-import-closed"));
        }
        let row = queries::import_row(conn, id, position).await?.ok_or(Error::NotFound)?;
        let previous = queries::previous_row(conn, id, position).await?;
        Ok(Self { import, row, previous })
    }

    fn page(
        &self,
        visit: &Visit,
        back: &ReviewQuery,
        sent: Option<(&Fields, FormErrors)>,
        is_stale: bool,
    ) -> Result<HttpResponse, Error> {
        let status = if sent.is_none() {
            StatusCode::OK
        } else if is_stale {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let page = back.page().to_string();
        let context = RowContext {
            import: &self.import,
            has_previous: self.previous.is_some(),
            sent,
            is_stale,
            verdict: back.filter().as_str(),
            page: &page,
        };
        let page = row_page(visit, &self.row, context);
        visit.page("banks/import-row", visit.text("import-row-title"), page).with_status(status).respond()
    }
}

fn place(path: web::Path<(String, String)>) -> Result<(ImportId, i32), Error> {
    let (id, position) = path.into_inner();
    Ok((import_id(&id)?, position.parse().map_err(|_| Error::NotFound)?))
}

/// The list as the person left it, at this question.
fn back(id: ImportId, position: i32, query: &ReviewQuery) -> String {
    format!("{}?verdict={}&page={}#q{position}", address(id), query.filter().as_str(), query.page())
}

fn query_of(fields: &Fields) -> ReviewQuery {
    ReviewQuery {
        verdict: fields.optional("verdict").map(str::to_owned),
        page: fields.optional("page").map(str::to_owned),
    }
}

/// The address of this page.
fn own_address(id: ImportId, position: i32, query: &ReviewQuery) -> String {
    format!("{}/rows/{position}?verdict={}&page={}", address(id), query.filter().as_str(), query.page())
}

/// `GET /banks/import/{id}/rows/{position}`.
pub(super) async fn show(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    query: web::Query<ReviewQuery>,
) -> Result<HttpResponse, Error> {
    let (id, position) = place(path)?;
    let mut conn = trainer.conn().await?;
    let opened = Opened::of(&mut conn, id, position).await?;
    opened.page(&trainer, &query, None, false)
}

/// `POST /banks/import/{id}/rows/{position}/edit`.
pub(super) async fn edit(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (id, position) = place(path)?;
    fields.only(ROW_FIELDS)?;
    let visit: &Visit = &trainer;
    let query = query_of(&fields);
    let mut conn = trainer.conn().await?;
    let opened = Opened::of(&mut conn, id, position).await?;
    let edit = match row_edit(&fields, &opened.row.draft, visit) {
        Ok(edit) => edit,
        Err(errors) => return opened.page(visit, &query, Some((&fields, errors)), false),
    };
    let Ok(mut draft) = rules::edited(&opened.row.draft, &edit) else {
        let mut errors = FormErrors::none();
        errors.add("key_text", visit.text("import-key-unclear"));
        return opened.page(visit, &query, Some((&fields, errors)), false);
    };
    let diagnostics = rules::checked(&mut draft, &opened.row.diagnostics);
    drop(conn);
    let (seen, actor) = (fields.get("seen").to_owned(), trainer.actor());
    let error = diagnostics.iter().find(|one| one.severity == Severity::Error);
    let error = error.map(|error| error.message(reader_language(visit)));
    let save = async move |conn: &mut Conn| {
        actions::save_row(conn, &actor, id, position, &seen, &draft, &diagnostics).await
    };
    match jobs::beside(&trainer.app, id, save).await? {
        RowChange::Stale => {
            let opened = Opened::of(&mut *trainer.conn().await?, id, position).await?;
            opened.page(visit, &query, Some((&fields, FormErrors::none())), true)
        }
        RowChange::Done => Ok(match error {
            Some(error) => {
                let said = visit.text_with("import-row-saved-with-errors", [("error", error)]);
                visit.redirect_saying(&own_address(id, position, &query), &Flash::warn(said))
            }
            None => {
                visit.redirect_saying(&back(id, position, &query), &Flash::ok(visit.text("import-row-saved")))
            }
        }),
    }
}

/// `POST /banks/import/{id}/rows/{position}/split`: cut at a line, or the lines read once more as they were typed.
pub(super) async fn split(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (id, position) = place(path)?;
    fields.only(&["at", "text", "verdict", "page"])?;
    let visit: &Visit = &trainer;
    let query = query_of(&fields);
    let mut conn = trainer.conn().await?;
    let opened = Opened::of(&mut conn, id, position).await?;
    // Reading may take seconds; the connection goes back meanwhile.
    drop(conn);
    let own = own_address(id, position, &query);
    let refused = |word: &str| Ok(visit.redirect_saying(&own, &Flash::warn(visit.text(word))));
    let first = opened.row.source_from.unwrap_or(1);
    let parts = match (fields.optional("at"), fields.optional("text")) {
        (Some(at), _) => {
            let cut = at.parse().ok().and_then(|at| {
                let (one, two) = rules::split_lines(&opened.row.source_text, first, at)?;
                Some(vec![(first, one), (at, two)])
            });
            match cut {
                Some(parts) => parts,
                None => return refused("import-split-nothing"),
            }
        }
        (None, Some(text)) if text.chars().count() <= LONGEST => {
            vec![(first, crate::base::text::unix_line_ends(text))]
        }
        _ => return refused("import-split-nothing"),
    };
    let mut rows = Vec::new();
    for (from, text) in parts {
        let read = read_lines(&trainer, &opened.import, from, &text).await?;
        if read.is_empty() {
            return refused("import-split-unread");
        }
        rows.extend(read);
    }
    let (actor, count) = (trainer.actor(), rows.len());
    let replace = async move |conn: &mut Conn| actions::replace_row(conn, &actor, id, position, &rows).await;
    jobs::beside(&trainer.app, id, replace).await?;
    let said = visit.text_with("import-split-done", [("n", count)]);
    Ok(visit.redirect_saying(&back(id, position, &query), &Flash::ok(said)))
}

/// The questions that these lines hold; none for a file whose lines do not stand for themselves.
async fn read_lines(
    trainer: &Trainer,
    import: &Import,
    first: i32,
    text: &str,
) -> Result<Vec<NewRow>, Error> {
    let Some(format) = line_format(import) else { return Ok(Vec::new()) };
    let hints = Hints { format: Some(format), encoding: Some("utf-8".to_owned()), ..Hints::default() };
    match trainer.app.reader.read(text.as_bytes(), &hints).await {
        Ok(file) => Ok(actions::new_rows(&file, usize::try_from(first - 1).unwrap_or(0))),
        Err(stopped) => {
            tracing::warn!(%stopped, "lines of a question file could not be read");
            Err(Error::internal(ReaderStopped::message(question_formats::Language::En)))
        }
    }
}

/// `POST /banks/import/{id}/rows/{position}/merge`: one question with the one before.
pub(super) async fn merge(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (id, position) = place(path)?;
    fields.only(&["verdict", "page"])?;
    let visit: &Visit = &trainer;
    let query = query_of(&fields);
    let mut conn = trainer.conn().await?;
    let opened = Opened::of(&mut conn, id, position).await?;
    drop(conn);
    let Some(previous) = &opened.previous else { return Err(Error::NotFound) };
    let text = [previous.source_text.as_str(), opened.row.source_text.as_str()].join("\n");
    let first = previous.source_from.unwrap_or(1);
    // Lines that were cut apart are one question when they are read together; others are put together as they are.
    let mut read = match previous.source_to.zip(opened.row.source_from) {
        Some((end, begin)) if begin >= end => read_lines(&trainer, &opened.import, first, &text).await?,
        _ => Vec::new(),
    };
    let whole = match (read.pop(), read.is_empty()) {
        (Some(one), true) => one,
        _ => {
            let mut draft = rules::joined(&previous.draft, &opened.row.draft);
            let before = [previous.diagnostics.as_slice(), &opened.row.diagnostics].concat();
            let diagnostics = rules::checked(&mut draft, &before);
            NewRow {
                draft,
                diagnostics,
                source_from: previous.source_from,
                source_to: opened.row.source_to,
                source_text: text,
            }
        }
    };
    let (actor, before) = (trainer.actor(), previous.position);
    let merge =
        async move |conn: &mut Conn| actions::merge_rows(conn, &actor, id, before, position, &whole).await;
    jobs::beside(&trainer.app, id, merge).await?;
    let said = Flash::ok(visit.text("import-merged"));
    Ok(visit.redirect_saying(&own_address(id, before, &query), &said))
}

/// `POST /banks/import/{id}/rows/{position}/restore`: the question as it was read.
pub(super) async fn restore(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (id, position) = place(path)?;
    fields.only(&["verdict", "page"])?;
    let query = query_of(&fields);
    let actor = trainer.actor();
    let restore = async move |conn: &mut Conn| actions::restore_row(conn, &actor, id, position).await;
    jobs::beside(&trainer.app, id, restore).await?;
    let said = Flash::ok(trainer.text("import-row-restored"));
    Ok(trainer.redirect_saying(&back(id, position, &query), &said))
}
