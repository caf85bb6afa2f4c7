//! `/exams/{code}/drawing`: which questions a paper avoids, and which attempt counts.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{self, Filled};
use crate::accounts::Trainer;
use crate::exams::counting::Counting;
use crate::exams::forms::DrawingForm;
use crate::exams::pages::{FormView, Head, View, counting_words};
use crate::web::components::Choice;
use crate::web::{Error, Fields};

#[derive(Serialize)]
struct DrawingPage {
    head: Head,
    form: FormView,
    avoid_last_paper: bool,
    counting: Vec<Choice>,
}

/// `GET /exams/{code}/drawing`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    draft::show::<DrawingForm>(&trainer, &code, page).await
}

/// `POST /exams/{code}/drawing`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    draft::save::<DrawingForm>(&trainer, &code, fields, View::Sections, page).await
}

fn page(trainer: &Trainer, filled: Filled) -> Result<HttpResponse, Error> {
    let Filled { standing, now, fields, form, status, .. } = filled;
    let title = trainer.text("exams-drawing");
    let chosen = [fields.get("counting")];
    let counting = |rule: Counting| Choice::among(rule.as_str(), counting_words(trainer, rule), &chosen);
    let data = DrawingPage {
        head: Head::new(trainer, &standing, View::Sections, Some(title.clone()), now),
        form,
        avoid_last_paper: fields.has("avoid_last_paper"),
        counting: Counting::ALL.into_iter().map(counting).collect(),
    };
    trainer.page("exams/drawing", title, data).with_status(status).respond()
}
