//! `/exams/{code}/times`: shuffling, limit, window, attempts, pass mark, review.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{self, Filled};
use crate::accounts::Trainer;
use crate::base::clock::zone_label;
use crate::exams::forms::{REVIEW_FIELDS, TimesForm, is_ambiguous};
use crate::exams::pages::{FormView, Head, View};
use crate::web::components::Choice;
use crate::web::{Error, Fields};

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
    draft::show::<TimesForm>(&trainer, &code, page).await
}

/// `POST /exams/{code}/times`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    draft::save::<TimesForm>(&trainer, &code, fields, View::Times, page).await
}

fn page(trainer: &Trainer, filled: Filled) -> Result<HttpResponse, Error> {
    let Filled { standing, now, fields, form, status } = filled;
    let data = TimesPage {
        head: Head::new(trainer, &standing, View::Times, None, now),
        form,
        shuffle_questions: fields.has("shuffle_questions"),
        shuffle_options: fields.has("shuffle_options"),
        zone: zone_label(trainer.site().config().zone, now),
        window: vec![
            time_field(trainer, &fields, "opens_at", "exams-opens-at", Some("exams-opens-at-hint")),
            time_field(trainer, &fields, "closes_at", "exams-closes-at", Some("exams-closes-at-hint")),
        ],
        review: REVIEW_FIELDS.into_iter().map(|name| review_step(trainer, &fields, name)).collect(),
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
