//! `/exams` and `/exams/new`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::accounts::Trainer;
use crate::db::{self, violated_constraint};
use crate::exams::forms::NewExamForm;
use crate::exams::model::Definition;
use crate::exams::pages::{FormView, ListRow};
use crate::exams::{actions, queries};
use crate::web::{Error, Fields, Flash, FormErrors};

#[derive(Serialize)]
struct ListPage {
    rows: Vec<ListRow>,
}

#[derive(Serialize)]
struct NewPage {
    form: FormView,
}

/// `GET /exams`.
pub(super) async fn show(trainer: Trainer) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let now = db::now(&mut conn).await?;
    let all = queries::list(&mut conn).await?;
    let rows = all.iter().map(|standing| ListRow::new(&trainer, standing, now)).collect();
    trainer.page("exams/list", trainer.text("exams-title"), ListPage { rows }).respond()
}

/// `GET /exams/new`.
pub(super) async fn new(trainer: Trainer) -> Result<HttpResponse, Error> {
    new_page(&trainer, &Fields::default(), FormErrors::none(), StatusCode::OK)
}

/// `POST /exams/new`.
pub(super) async fn create(trainer: Trainer, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&NewExamForm::FIELDS)?;
    let form = match NewExamForm::parse(&fields, &trainer) {
        Ok(form) => form,
        Err(errors) => return new_page(&trainer, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let mut conn = trainer.conn().await?;
    let definition = Definition::new(form.title_zh, form.title_en);
    match actions::create(&mut conn, &trainer.actor(), &form.code, definition).await {
        Ok(_) => {
            let said = Flash::ok(trainer.text("exams-created"));
            Ok(trainer.redirect_saying(&format!("/exams/{}/sections", form.code), &said))
        }
        Err(error) if violated_constraint(&error) == Some("exams_code_taken") => {
            let mut errors = FormErrors::none();
            errors.add("code", trainer.text("exams-code-taken"));
            new_page(&trainer, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => Err(error.into()),
    }
}

fn new_page(
    trainer: &Trainer,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let form = FormView::new(fields, &NewExamForm::FIELDS, 0).with_errors(errors);
    trainer.page("exams/new", trainer.text("exams-new"), NewPage { form }).with_status(status).respond()
}
