//! `/exams/{code}/print`: the papers of an exam, and drawing another one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::accounts::Trainer;
use crate::db;
use crate::exams;
use crate::exams::pages::{Head, View};
use crate::printing::model::PaperLetter;
use crate::printing::pages::{ListPage, PaperRow};
use crate::printing::{actions, queries};
use crate::web::{Error, Fields, Flash};

/// `GET /exams/{code}/print`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    page(&trainer, &code, None).await
}

/// `POST /exams/{code}/print`: draws the paper with the chosen letter.
pub(super) async fn prepare(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["letter"])?;
    let Some(letter) = PaperLetter::parse(fields.get("letter")) else {
        return page(&trainer, &code, Some(trainer.text("printing-letter-missing"))).await;
    };
    let mut conn = trainer.conn().await?;
    actions::prepare(&mut conn, &trainer.actor(), &code, letter).await?;
    let said = trainer.text_with("printing-prepared", [("letter", letter.as_str())]);
    Ok(trainer.redirect_saying(&format!("/exams/{code}/print"), &Flash::ok(said)))
}

async fn page(trainer: &Trainer, code: &str, error: Option<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let standing = exams::queries::standing(&mut conn, code).await?.ok_or(Error::NotFound)?;
    let now = db::now(&mut conn).await?;
    let current = exams::queries::published(&mut conn, code).await?;
    let printed = queries::printed_papers(&mut conn, standing.exam.id).await?;
    let mut rows = Vec::with_capacity(printed.len());
    for paper in &printed {
        let exam = exams::queries::published_version(&mut conn, paper.version_id).await?;
        rows.push(PaperRow::new(trainer, &exam, paper));
    }
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = trainer.text("printing-title");
    let head = Head::new(trainer, &standing, View::Publish, Some(title.clone()), now);
    let data =
        ListPage::new(trainer, (head, View::Publish.path(code)), current.as_deref(), &printed, rows, error);
    trainer.page("printing/list", title, data).with_status(status).respond()
}
