//! `/exams/{code}/times`: shuffling, limit, window, attempts, pass mark, review.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{self, Filled};
use crate::accounts::Trainer;
use crate::base::clock::zone_label;
use crate::exams::forms::{REVIEW_FIELDS, TimesForm};
use crate::exams::model::{ExtraTimeAt, StartMode};
use crate::exams::pages::{FormView, Head, TimeField, View, extra_words};
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
    start_modes: Vec<Choice>,
    stop_after_pass: bool,
    /// Who has extra time; `None` before publishing.
    extra_time: Option<ExtraTimeView>,
}

/// When one step of the review opens.
#[derive(Serialize)]
struct ReviewStep {
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
    on: TimeField,
}

/// Who has extra time at this exam, and whether all get it whole. Never why.
#[derive(Serialize)]
struct ExtraTimeView {
    people: Vec<PersonWithExtra>,
    /// Names of those who would not get all of it.
    cut: Vec<String>,
}

/// A person with extra time.
#[derive(Serialize)]
struct PersonWithExtra {
    name: String,
    employee_number: Option<String>,
    words: String,
}

impl ExtraTimeView {
    fn new(trainer: &Trainer, people: &[ExtraTimeAt]) -> Self {
        let cut = people.iter().filter(|row| row.promise.is_cut());
        Self {
            cut: cut.map(|row| row.person.name.clone()).collect(),
            people: people
                .iter()
                .map(|row| PersonWithExtra {
                    name: row.person.name.clone(),
                    employee_number: row.person.employee_number.clone(),
                    words: extra_words(trainer, row.person.percent, row.person.minutes),
                })
                .collect(),
        }
    }
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
    let Filled { standing, now, fields, form, status, extra_time } = filled;
    let data = TimesPage {
        head: Head::new(trainer, &standing, View::Times, None, now),
        form,
        shuffle_questions: fields.has("shuffle_questions"),
        shuffle_options: fields.has("shuffle_options"),
        zone: zone_label(trainer.site().config().zone, now),
        window: vec![
            TimeField::new(trainer, &fields, "opens_at", "exams-opens-at", Some("exams-opens-at-hint")),
            TimeField::new(trainer, &fields, "closes_at", "exams-closes-at", Some("exams-closes-at-hint")),
        ],
        review: REVIEW_FIELDS.into_iter().map(|name| review_step(trainer, &fields, name)).collect(),
        start_modes: start_modes(trainer, &fields),
        stop_after_pass: fields.has("stop_after_pass"),
        extra_time: extra_time.map(|people| ExtraTimeView::new(trainer, &people)),
    };
    trainer.page("exams/times", trainer.text("exams-tab-times"), data).with_status(status).respond()
}

fn start_modes(trainer: &Trainer, fields: &Fields) -> Vec<Choice> {
    let chosen = match fields.get("start_mode") {
        "" => [StartMode::Trainee.as_str()],
        word => [word],
    };
    [(StartMode::Trainee, "terms-mode-trainee"), (StartMode::Staff, "terms-mode-staff")]
        .into_iter()
        .map(|(mode, label)| Choice::among(mode.as_str(), trainer.text(label), &chosen))
        .collect()
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
        on: TimeField::new(trainer, fields, &format!("{name}_on"), on_label, None),
    }
}
