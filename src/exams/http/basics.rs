//! `/exams/{code}`: titles, instructions, languages.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{self, Filled};
use crate::accounts::Trainer;
use crate::exams::forms::BasicsForm;
use crate::exams::pages::{FormView, Head, View};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Language};

#[derive(Serialize)]
struct BasicsPage {
    head: Head,
    form: FormView,
    languages: Vec<Choice>,
}

/// `GET /exams/{code}`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    draft::show::<BasicsForm>(&trainer, &code, page).await
}

/// `POST /exams/{code}`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    draft::save::<BasicsForm>(&trainer, &code, fields, View::Basics, page).await
}

fn page(trainer: &Trainer, filled: Filled) -> Result<HttpResponse, Error> {
    let Filled { standing, now, fields, form, status, .. } = filled;
    let chosen = fields.all("languages");
    let languages = Language::ALL
        .iter()
        .map(|language| {
            let label = trainer.text(&format!("exams-language-{}", language.tag()));
            Choice::among(language.tag(), label, &chosen)
        })
        .collect();
    let head = Head::new(trainer, &standing, View::Basics, None, now);
    trainer
        .page("exams/basics", trainer.text("exams-tab-basics"), BasicsPage { head, form, languages })
        .with_status(status)
        .respond()
}
