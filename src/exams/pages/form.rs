//! A form of these pages: what was typed or stored, what is wrong with it, who else saved meanwhile.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::exams::forms::is_ambiguous;
use crate::exams::model::Exam;
use crate::web::components::Choice;
use crate::web::{Fields, FormErrorItem, FormErrors, Visit};

/// A form as a page shows it: what was typed or stored, and what is wrong with it.
#[derive(Serialize)]
pub struct FormView {
    values: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    draft_number: i32,
    stale: Option<Stale>,
}

/// Somebody else saved the draft while the form was open.
#[derive(Serialize)]
pub struct Stale {
    who: String,
    at: DateTime<Utc>,
}

impl FormView {
    /// A form with these fields, made from this draft.
    pub fn new(fields: &Fields, names: &[&str], draft_number: i32) -> Self {
        Self {
            values: fields.echo(names),
            errors: FormErrors::none(),
            error_list: Vec::new(),
            draft_number,
            stale: None,
        }
    }

    /// The same with what is wrong.
    pub fn with_errors(mut self, errors: FormErrors) -> Self {
        self.error_list = errors.list();
        self.errors = errors;
        self
    }

    /// The same after somebody else saved the draft: the next save builds on theirs.
    pub fn on_top_of(mut self, visit: &Visit, exam: &Exam) -> Self {
        let who = exam.changed_by.clone().unwrap_or_else(|| visit.text("exams-somebody"));
        self.stale = Some(Stale { who, at: exam.changed_at });
        self.draft_number = exam.draft_number;
        self
    }
}

/// A typed time in the company's zone, with the question which of two is meant where clocks go back.
#[derive(Serialize)]
pub struct TimeField {
    id: String,
    label: String,
    hint: Option<String>,
    which_id: String,
    which: Option<Vec<Choice>>,
}

impl TimeField {
    /// The field with this name, label and hint (ids of words), as it was filled.
    pub fn new(visit: &Visit, fields: &Fields, id: &str, label: &str, hint: Option<&str>) -> Self {
        let which_id = format!("{id}_which");
        let chosen = [fields.get(&which_id)];
        let which = is_ambiguous(fields, id, visit.site().config().zone).then(|| {
            [
                ("", "exams-time-which-choose"),
                ("earlier", "exams-time-which-earlier"),
                ("later", "exams-time-which-later"),
            ]
            .into_iter()
            .map(|(word, label)| Choice::among(word, visit.text(label), &chosen))
            .collect()
        });
        Self {
            id: id.to_owned(),
            label: visit.text(label),
            hint: hint.map(|hint| visit.text(hint)),
            which_id,
            which,
        }
    }
}
