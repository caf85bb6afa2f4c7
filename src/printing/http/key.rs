//! `/exams/{code}/print/{id}/key`: asked first, then shown, and noted who saw it. It never stands on the paper.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::sheets::{Opened, Wanted};
use crate::accounts::Trainer;
use crate::accounts::http::confirm::{Confirmation, before_change};
use crate::printing::actions;
use crate::printing::pages::{KeyPage, KeyQuestionPage, sheet_href};
use crate::web::{Error, Fields};

/// `GET /exams/{code}/print/{id}/key`.
pub(super) async fn ask(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let opened = Opened::load(&trainer, &mut conn, &path, wanted.language.as_deref()).await?;
    question(&trainer, &opened, None)
}

/// `POST /exams/{code}/print/{id}/key`.
pub(super) async fn show(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
    request: HttpRequest,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&trainer, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["sure"])?;
    let mut conn = trainer.conn().await?;
    let opened = Opened::load(&trainer, &mut conn, &path, wanted.language.as_deref()).await?;
    if !fields.has("sure") {
        return question(&trainer, &opened, Some(trainer.text("printing-key-not-sure")));
    }
    let versions = opened.versions(&mut conn).await?;
    let head = opened.head(&trainer, "/key", "printing-key-letter");
    let (exam, printed) = (&opened.exam, &opened.printed);
    let data =
        KeyPage::new(&trainer, exam, printed, &versions, opened.language, head).map_err(Error::internal)?;
    actions::reveal_key(&mut conn, &trainer.actor(), &exam.code, printed).await?;
    trainer.page("printing/key", trainer.text("printing-key"), data).respond()
}

fn question(trainer: &Trainer, opened: &Opened, error: Option<String>) -> Result<HttpResponse, Error> {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let data = KeyQuestionPage {
        head: opened.head(trainer, "/key", "printing-key-letter"),
        action: sheet_href(&opened.exam.code, &opened.printed, "/key", opened.language),
        error,
    };
    trainer.page("printing/key-question", trainer.text("printing-key"), data).with_status(status).respond()
}
