//! `/exams/{code}`: titles, instructions, languages.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{load, save_draft};
use crate::accounts::Trainer;
use crate::exams::forms::{BasicsForm, draft_number};
use crate::exams::model::ExamListItem;
use crate::exams::pages::{FormView, Head, View};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, Language};

#[derive(Serialize)]
struct BasicsPage {
    head: Head,
    form: FormView,
    languages: Vec<Choice>,
}

/// `GET /exams/{code}`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let fields = BasicsForm::fields(&standing.exam.draft);
    let form = FormView::new(&fields, &BasicsForm::FIELDS, standing.exam.draft_number);
    page(&trainer, &standing, now, &fields, form, StatusCode::OK)
}

/// `POST /exams/{code}`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let mut names = vec!["draft_number"];
    names.extend(BasicsForm::FIELDS);
    fields.only(&names)?;
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let form = FormView::new(&fields, &BasicsForm::FIELDS, number);
    let read = match BasicsForm::parse(&fields, &trainer) {
        Ok(read) => read,
        Err(errors) => {
            let form = form.with_errors(errors);
            return page(&trainer, &standing, now, &fields, form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let draft = read.apply(&standing.exam.draft);
    if save_draft(&trainer, &mut conn, &standing, number, &draft).await?.is_some() {
        let said = Flash::ok(trainer.text("exams-saved"));
        return Ok(trainer.redirect_saying(&format!("/exams/{code}"), &said));
    }
    let (standing, now) = load(&mut conn, &code).await?;
    let form = form.on_top_of(&trainer, &standing.exam);
    page(&trainer, &standing, now, &fields, form, StatusCode::CONFLICT)
}

fn page(
    trainer: &Trainer,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    fields: &Fields,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let chosen = fields.all("languages");
    let languages = Language::ALL
        .iter()
        .map(|language| {
            let label = trainer.text(&format!("exams-language-{}", language.tag()));
            Choice::among(language.tag(), label, &chosen)
        })
        .collect();
    let head = Head::new(trainer, standing, View::Basics, None, now);
    trainer
        .page("exams/basics", trainer.text("exams-tab-basics"), BasicsPage { head, form, languages })
        .with_status(status)
        .respond()
}
