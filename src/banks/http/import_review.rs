//! `/banks/import/{id}`: what was read from a file, row by row, and the decision about it.

use actix_web::{HttpResponse, web};
use question_formats::{Format, Language};

use super::export::file;
use crate::accounts::Trainer;
use crate::banks::actions::{self, Commit, KeyGiven};
use crate::banks::failed_rows::{FailedRows, failed_file};
use crate::banks::forms::{ReviewQuery, RowOrder, RowsOrder, hints};
use crate::banks::model::{Decision, ImportQuestion, ImportState, Outcome, Reread, RevisionSource};
use crate::banks::pages::{outcome_words, reader_language, review_page, why_not, work_page};
use crate::banks::rules::RowFilter;
use crate::banks::{jobs, queries};
use crate::db::{Conn, ImportId};
use crate::web::{Error, Fields, Flash, Visit};

pub(super) fn import_id(text: &str) -> Result<ImportId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

pub(super) fn address(id: ImportId) -> String {
    format!("/banks/import/{id}")
}

/// `GET /banks/import/{id}`.
pub(super) async fn show(
    trainer: Trainer,
    id: web::Path<String>,
    query: web::Query<ReviewQuery>,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    let mut conn = trainer.conn().await?;
    if let Some((work, is_silent)) = queries::work(&mut conn, id).await? {
        if is_silent && work.is_cancelled {
            actions::cancel_work(&mut conn, &trainer.actor(), id).await?;
            return Ok(trainer.redirect(&address(id)));
        }
        let taken = if is_silent { actions::take_over(&mut conn, id).await? } else { None };
        let import = queries::import(&mut conn, id).await?.ok_or(Error::NotFound)?;
        drop(conn);
        if let Some(worker) = taken {
            jobs::go_on(&trainer.app, &work, worker).await;
        }
        let page = work_page(&trainer, &import, &work);
        return trainer.page("banks/import-work", trainer.text("import-work-title"), page).respond();
    }
    drop(conn);
    let visit = Visit::clone(&trainer);
    let (filter, page) = (query.filter(), query.page());
    let page = jobs::beside(&trainer.app, id, async move |conn| {
        let review = queries::review(conn, id).await?.ok_or(Error::NotFound)?;
        let undo = queries::undo(conn, &review.import).await?;
        Ok(review_page(&visit, &review, &undo, filter, page))
    })
    .await?;
    trainer.page("banks/import-review", trainer.text("banks-review-title"), page).respond()
}

/// `POST /banks/import/{id}/rows/{position}`.
pub(super) async fn decide(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (id, position) = path.into_inner();
    let id = import_id(&id)?;
    let position: i32 = position.parse().map_err(|_| Error::NotFound)?;
    fields.only(&["do", "key", "verdict", "page"])?;
    let order = RowOrder::parse(&fields).ok_or(Error::BadRequest("error-unknown-field"))?;
    let visit: &Visit = &trainer;
    let mut conn = trainer.conn().await?;
    let back = back(id, position, &fields);
    let unfit = || visit.redirect_saying(&back, &Flash::warn(visit.text("banks-key-unfit")));
    match order {
        RowOrder::Decide(decision) => actions::decide(&mut conn, id, position, decision).await?,
        RowOrder::NoKey => return Ok(unfit()),
        RowOrder::Key(key) => match actions::give_key(&mut conn, id, position, &key).await? {
            KeyGiven::Done => {
                return Ok(visit.redirect_saying(&back, &Flash::ok(visit.text("banks-key-given"))));
            }
            KeyGiven::Unfit => return Ok(unfit()),
        },
    }
    Ok(visit.redirect(&back))
}

/// Back to where the trainer was in the list.
fn back(id: ImportId, position: i32, fields: &Fields) -> String {
    let filter = RowFilter::parse(fields.get("verdict")).as_str();
    let page: usize = fields.get("page").parse().unwrap_or(1);
    format!("{}?verdict={filter}&page={page}#q{position}", address(id))
}

/// `POST /banks/import/{id}/decide`: several questions at once.
pub(super) async fn decide_several(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&["do", "row", "verdict", "page"])?;
    let order = RowsOrder::parse(&fields).ok_or(Error::BadRequest("error-unknown-field"))?;
    let visit: &Visit = &trainer;
    let RowsOrder { which, decision } = order;
    let decide = async move |conn: &mut Conn| actions::decide_several(conn, id, &which, decision).await;
    let count = jobs::beside(&trainer.app, id, decide).await?;
    let word = match decision {
        Decision::Take => "import-taken",
        Decision::Leave => "import-left",
    };
    let said = match count {
        0 => Flash::warn(visit.text("import-none-ticked")),
        _ => Flash::ok(visit.text_with(word, [("n", count)])),
    };
    let filter = RowFilter::parse(fields.get("verdict")).as_str();
    let page: usize = fields.get("page").parse().unwrap_or(1);
    Ok(visit.redirect_saying(&format!("{}?verdict={filter}&page={page}", address(id)), &said))
}

/// `POST /banks/import/{id}/reread`.
pub(super) async fn reread(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&["format", "encoding"])?;
    let visit: &Visit = &trainer;
    let mut conn = trainer.conn().await?;
    let import = queries::import(&mut conn, id).await?.ok_or(Error::NotFound)?;
    if import.state != ImportState::Draft {
        return Err(Error::Conflict("banks-import-closed"));
    }
    drop(conn);
    let hints = match hints(&fields, &import.file_name, visit) {
        Ok(hints) => hints,
        Err(sentence) => return Ok(visit.redirect_saying(&address(id), &Flash::warn(sentence))),
    };
    let how = Reread { hints, is_named: false, remember_above: None };
    read_again(&trainer, id, how, &Flash::ok(visit.text("banks-reread-done"))).await
}

/// Reads a file under review once more, in the background. `done` is said when that took only a moment.
pub(super) async fn read_again(
    trainer: &Trainer,
    id: ImportId,
    how: Reread,
    done: &Flash,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let worker = actions::begin_rereading(&mut conn, &trainer.actor(), id, &how).await?;
    drop(conn);
    let Some(worker) = worker else { return Ok(trainer.redirect(&address(id))) };
    jobs::read_again(&trainer.app, trainer.actor(), id, worker, how).await;
    let mut conn = trainer.conn().await?;
    if queries::work(&mut conn, id).await?.is_some() {
        return Ok(trainer.redirect(&address(id)));
    }
    Ok(trainer.redirect_saying(&address(id), done))
}

/// `POST /banks/import/{id}/commit`.
pub(super) async fn commit(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&["mark"])?;
    let visit: &Visit = &trainer;
    let mut conn = trainer.conn().await?;
    if queries::question_count(&mut conn, id).await? >= jobs::MANY_QUESTIONS {
        let actor = trainer.actor();
        let worker = actions::begin_writing(&mut conn, &actor, id, fields.get("mark")).await?;
        drop(conn);
        if let Some(worker) = worker {
            jobs::write(&trainer.app, actor, id, worker, fields.get("mark").to_owned()).await;
        }
        return Ok(visit.redirect(&address(id)));
    }
    let seen = Some(fields.get("mark"));
    match actions::commit(&mut conn, &trainer.actor(), id, RevisionSource::Import, seen).await? {
        Commit::Done { sums, .. } => {
            let said = Flash::ok(outcome_words(visit, "banks-committed", &sums));
            Ok(visit.redirect_saying(&address(id), &said))
        }
        Commit::Changed => {
            let said = Flash::warn(visit.text("banks-import-changed"));
            Ok(visit.redirect_saying(&address(id), &said))
        }
    }
}

/// `POST /banks/import/{id}/discard`.
pub(super) async fn discard(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    actions::discard(&mut conn, &trainer.actor(), id).await?;
    Ok(trainer.redirect_saying("/banks", &Flash::ok(trainer.text("banks-discarded"))))
}

/// `POST /banks/import/{id}/undo`.
pub(super) async fn undo(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    let said = match actions::undo(&mut conn, &trainer.actor(), id).await? {
        Ok(revision) => Flash::ok(trainer.text_with("import-undone", [("revision", revision)])),
        Err(why) => Flash::warn(why_not(&trainer, &why)),
    };
    Ok(trainer.redirect_saying(&address(id), &said))
}

/// `GET /banks/import/{id}/failed`: the questions with errors as a file to be corrected and sent again.
pub(super) async fn failed(trainer: Trainer, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    let language = reader_language(&trainer);
    let read = async move |conn: &mut Conn| failed_questions(conn, id, language).await;
    let (format, bytes) = jobs::beside(&trainer.app, id, read).await?;
    Ok(file("certamen-to-correct", format, bytes))
}

async fn failed_questions(
    conn: &mut Conn,
    id: ImportId,
    language: Language,
) -> Result<(Format, Vec<u8>), Error> {
    let review = queries::review(conn, id).await?.ok_or(Error::NotFound)?;
    let content = queries::import_content(conn, id).await?;
    let tables = queries::import_tables(conn, id).await?;
    let is_open = review.import.state == ImportState::Draft;
    let rows: Vec<&ImportQuestion> = review
        .questions
        .iter()
        .zip(&review.planned)
        .filter(|(row, planned)| {
            let outcome = if is_open { Some(planned.outcome) } else { row.outcome };
            outcome == Some(Outcome::Failed)
        })
        .map(|(row, _)| row)
        .collect();
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    let failed =
        FailedRows { import: &review.import, content: &content, tables: &tables, rows: &rows, language };
    failed_file(&failed)
}

/// `POST /banks/import/{id}/stop`: what is done in the background ends.
pub(super) async fn stop(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let id = import_id(&id)?;
    fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    queries::import(&mut conn, id).await?.ok_or(Error::NotFound)?;
    actions::cancel_work(&mut conn, &trainer.actor(), id).await?;
    Ok(trainer.redirect(&address(id)))
}
