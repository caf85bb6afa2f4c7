//! What a person sends who enters a result from paper, turned into types.

use chrono::{DateTime, Utc};

use super::rules::{SittingProblem, TypedProblem, sitting_problem, typed_response, typed_score};
use crate::attempts::actions::Sheet;
use crate::attempts::model::Paper;
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::web::markup::points_text;
use crate::web::{Fields, FormErrors, Visit};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 2000;

/// A result from paper.
#[derive(Debug)]
pub struct EntryForm {
    /// When the paper was sat.
    pub sat_at: DateTime<Utc>,
    /// The responses, or only the score.
    pub given: Sheet,
    /// Why it was sat on paper.
    pub reason: String,
}

/// Name of the field of a response, from 1. In three digits, so that the summary of mistakes has them in order.
pub fn response_field(position: usize) -> String {
    format!("response-{position:03}")
}

impl EntryForm {
    /// The fields of the page.
    pub const FIELDS: &'static [&'static str] =
        &["person", "paper", "sat_at", "sat_at_which", "how", "response-*", "score", "reason", "do"];

    /// Reads the form at `now`.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(
        fields: &Fields,
        visit: &Visit,
        exam: &PublishedExam,
        paper: &Paper,
        now: DateTime<Utc>,
    ) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let sat_at = sat_at(fields, visit, exam, now, &mut errors);
        let given = match fields.get("how") {
            "responses" => Sheet::Responses(responses(fields, visit, paper, &mut errors)),
            "score" => Sheet::Score(score(fields, visit, paper.maximum, &mut errors)),
            _ => {
                errors.add("how", visit.text("printing-how-missing"));
                Sheet::Score(0)
            }
        };
        let reason = unix_line_ends(fields.get("reason"));
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON || has_forbidden_controls(&reason) {
            errors.add("reason", visit.text("printing-reason-missing"));
        }
        match sat_at {
            Some(sat_at) if errors.is_empty() => Ok(Self { sat_at, given, reason }),
            _ => Err(errors),
        }
    }
}

fn sat_at(
    fields: &Fields,
    visit: &Visit,
    exam: &PublishedExam,
    now: DateTime<Utc>,
    errors: &mut FormErrors,
) -> Option<DateTime<Utc>> {
    let Some(sat_at) = exams::forms::local_time(fields, visit, "sat_at", errors) else {
        errors.add("sat_at", visit.text("exams-time-form"));
        return None;
    };
    match sitting_problem(sat_at, exam.published_at, now) {
        Some(SittingProblem::InFuture) => errors.add("sat_at", visit.text("printing-sat-in-future")),
        Some(SittingProblem::BeforePublishing) => {
            errors.add("sat_at", visit.text("printing-sat-before-publishing"));
        }
        None => {}
    }
    Some(sat_at)
}

fn responses(fields: &Fields, visit: &Visit, paper: &Paper, errors: &mut FormErrors) -> Vec<String> {
    let mut responses = Vec::with_capacity(paper.items.len());
    for (position, item) in (1..).zip(&paper.items) {
        let field = response_field(position);
        let typed = typed_response(item.kind, item.option_count, fields.raw(&field));
        responses.push(typed.unwrap_or_else(|problem| {
            errors.add(field, problem_words(visit, position, item.option_count, problem));
            String::new()
        }));
    }
    responses
}

/// What is wrong with a response, with the number of its question: the summary at the top of the page shows it too.
fn problem_words(visit: &Visit, position: usize, option_count: u8, problem: TypedProblem) -> String {
    let last = ('A'..='Z').nth(usize::from(option_count.saturating_sub(1))).unwrap_or('Z').to_string();
    let number = position.to_string();
    let words = |id: &str| visit.text_with(id, [("number", number.clone()), ("last", last.clone())]);
    match problem {
        TypedProblem::NotLetters | TypedProblem::NoSuchOption(_) => words("printing-response-letters"),
        TypedProblem::OnlyOne => words("printing-response-one"),
        TypedProblem::NotTrueOrFalse => words("printing-response-truth"),
        TypedProblem::NotText => words("printing-response-text"),
    }
}

fn score(fields: &Fields, visit: &Visit, maximum: i32, errors: &mut FormErrors) -> i32 {
    typed_score(fields.get("score"), maximum).unwrap_or_else(|| {
        let most = points_text(maximum.into());
        errors.add("score", visit.text_with("printing-score-form", [("most", most)]));
        0
    })
}
