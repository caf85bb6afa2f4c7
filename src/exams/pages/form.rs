//! A form of these pages: what was typed or stored, what is wrong with it, who else saved meanwhile.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::exams::model::Exam;
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
