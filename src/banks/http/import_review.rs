//! `/banks/import/{id}`: what was read from a file, row by row, and the decision about it.

use actix_web::{HttpResponse, web};

use crate::accounts::Trainer;
use crate::banks::actions::{self, Commit, KeyGiven};
use crate::banks::forms::{ReviewQuery, RowOrder, hints};
use crate::banks::model::{ImportState, RevisionSource, Verdict};
use crate::banks::pages::{outcome_words, reader_language, review_page};
use crate::banks::queries;
use crate::db::ImportId;
use crate::formats::ReaderStopped;
use crate::web::{Error, Fields, Flash, Visit};

fn import_id(text: &str) -> Result<ImportId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

fn address(id: ImportId) -> String {
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
    let review = queries::review(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let page = review_page(&trainer, &review, query.verdict(), query.page());
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
    let verdict = Verdict::parse(fields.get("verdict"))
        .map(|verdict| format!("verdict={}&", verdict.as_str()))
        .unwrap_or_default();
    let page: usize = fields.get("page").parse().unwrap_or(1);
    format!("{}?{verdict}page={page}#q{position}", address(id))
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
    let review = queries::review(&mut conn, id).await?.ok_or(Error::NotFound)?;
    if review.import.state != ImportState::Draft {
        return Err(Error::Conflict("banks-import-closed"));
    }
    let bytes = queries::import_content(&mut conn, id).await?;
    // Reading may take seconds; the connection goes back meanwhile.
    drop(conn);
    let hints = match hints(&fields, &review.import.file_name, visit) {
        Ok(hints) => hints,
        Err(sentence) => return Ok(visit.redirect_saying(&address(id), &Flash::warn(sentence))),
    };
    let file = match trainer.app.reader.read(&bytes, &hints).await {
        Ok(file) => file,
        Err(stopped) => {
            tracing::warn!(%stopped, "a question file could not be read");
            let sentence = ReaderStopped::message(reader_language(visit));
            return Ok(visit.redirect_saying(&address(id), &Flash::warn(sentence)));
        }
    };
    let mut conn = trainer.conn().await?;
    actions::reread(&mut conn, &trainer.actor(), id, &file).await?;
    Ok(visit.redirect_saying(&address(id), &Flash::ok(visit.text("banks-reread-done"))))
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
