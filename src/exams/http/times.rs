//! `/exams/{code}/times`: shuffling, limit, window, attempts, pass mark, review.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{load, save_draft};
use crate::accounts::Trainer;
use crate::base::clock::zone_label;
use crate::exams::forms::{REVIEW_FIELDS, TimesForm, draft_number, is_ambiguous};
use crate::exams::model::ExamListItem;
use crate::exams::pages::{FormView, Head, View};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash};

#[derive(Serialize)]
struct TimesPage {
    head: Head,
    form: FormView,
    shuffle_questions: bool,
    shuffle_options: bool,
    zone: String,
    window: Vec<TimeField>,
    review: Vec<ReviewStep>,
}

/// A typed time, with the question which of two is meant where clocks go back.
#[derive(Serialize)]
struct TimeField {
    id: String,
    label: String,
    hint: Option<String>,
    which_id: String,
    which: Option<Vec<Choice>>,
}

/// When one step of the review opens.
#[derive(Serialize)]
struct ReviewStep {
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
    on: TimeField,
}

/// `GET /exams/{code}/times`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let fields = TimesForm::fields(&standing.exam.draft, trainer.site().config().zone);
    let form = FormView::new(&fields, &TimesForm::FIELDS, standing.exam.draft_number);
    page(&trainer, &standing, now, &fields, form, StatusCode::OK)
}

/// `POST /exams/{code}/times`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let mut names = vec!["draft_number"];
    names.extend(TimesForm::FIELDS);
    fields.only(&names)?;
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let form = FormView::new(&fields, &TimesForm::FIELDS, number);
    let read = match TimesForm::parse(&fields, &trainer) {
        Ok(read) => read,
        Err(errors) => {
            let form = form.with_errors(errors);
            return page(&trainer, &standing, now, &fields, form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let draft = read.apply(&standing.exam.draft);
    if save_draft(&trainer, &mut conn, &standing, number, &draft).await?.is_some() {
        let said = Flash::ok(trainer.text("exams-saved"));
        return Ok(trainer.redirect_saying(&format!("/exams/{code}/times"), &said));
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
    let data = TimesPage {
        head: Head::new(trainer, standing, View::Times, None, now),
        form,
        shuffle_questions: fields.has("shuffle_questions"),
        shuffle_options: fields.has("shuffle_options"),
        zone: zone_label(trainer.site().config().zone, now),
        window: vec![
            time_field(trainer, fields, "opens_at", "exams-opens-at", Some("exams-opens-at-hint")),
            time_field(trainer, fields, "closes_at", "exams-closes-at", Some("exams-closes-at-hint")),
        ],
        review: REVIEW_FIELDS.into_iter().map(|name| review_step(trainer, fields, name)).collect(),
    };
    trainer.page("exams/times", trainer.text("exams-tab-times"), data).with_status(status).respond()
}

fn time_field(trainer: &Trainer, fields: &Fields, id: &str, label: &str, hint: Option<&str>) -> TimeField {
    let which_id = format!("{id}_which");
    let chosen = [fields.get(&which_id)];
    let which = is_ambiguous(fields, id, trainer.site().config().zone).then(|| {
        ["", "earlier", "later"]
            .into_iter()
            .map(|word| {
                let id = if word.is_empty() { "exams-time-which-choose" } else { word };
                let label = match id {
                    "earlier" => trainer.text("exams-time-which-earlier"),
                    "later" => trainer.text("exams-time-which-later"),
                    other => trainer.text(other),
                };
                Choice::among(word, label, &chosen)
            })
            .collect()
    });
    TimeField {
        id: id.to_owned(),
        label: trainer.text(label),
        hint: hint.map(|hint| trainer.text(hint)),
        which_id,
        which,
    }
}

fn review_step(trainer: &Trainer, fields: &Fields, name: &'static str) -> ReviewStep {
    let chosen = [fields.get(name)];
    let (label, on_label) = match name {
        "review_score" => ("exams-review-score", "exams-review-score-on"),
        "review_responses" => ("exams-review-responses", "exams-review-responses-on"),
        _ => ("exams-review-key", "exams-review-key-on"),
    };
    let choices = [
        ("at_once", "exams-when-at-once"),
        ("after_window", "exams-when-after-window"),
        ("on_date", "exams-when-on-date"),
        ("never", "exams-when-never"),
    ]
    .into_iter()
    .map(|(word, id)| Choice::among(word, trainer.text(id), &chosen))
    .collect();
    ReviewStep {
        id: name,
        label: trainer.text(label),
        choices,
        on: time_field(trainer, fields, &format!("{name}_on"), on_label, None),
    }
}
