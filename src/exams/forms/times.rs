//! Shuffling, limit, window, attempts, pass mark and review of an exam.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::start_rules::{push_rules, read_rules};
use super::{DraftForm, number_between, optional_number, pair, whole};
use crate::base::clock::{LocalTimeProblem, local_input_value, parse_local};
use crate::exams::model::{Definition, StartRules};
use crate::exams::review::{ReviewPolicy, When};
use crate::web::{Fields, FormErrors, Visit};

/// Longest limit, in minutes: a week.
const LONGEST_LIMIT: i32 = 7 * 24 * 60;

/// Most attempts an exam may allow by number.
const MOST_ATTEMPTS: i32 = 100;

/// The three steps of a review as fields.
pub const REVIEW_FIELDS: [&str; 3] = ["review_score", "review_responses", "review_key"];

/// Shuffling, limit, window, attempts, pass mark, review.
pub struct TimesForm {
    shuffle_questions: bool,
    shuffle_options: bool,
    limit_minutes: Option<i32>,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    attempts_allowed: Option<i32>,
    pass_mark: i16,
    review: ReviewPolicy,
    start: StartRules,
}

impl DraftForm for TimesForm {
    const TELLS_EXTRA_TIME: bool = true;

    const FIELDS: &'static [&'static str] = &[
        "shuffle_questions",
        "shuffle_options",
        "limit_minutes",
        "opens_at",
        "opens_at_which",
        "closes_at",
        "closes_at_which",
        "attempts_allowed",
        "pass_mark",
        "review_score",
        "review_score_on",
        "review_score_on_which",
        "review_responses",
        "review_responses_on",
        "review_responses_on_which",
        "review_key",
        "review_key_on",
        "review_key_on_which",
        "start_mode",
        "late_entry_minutes",
        "cooldown_hours",
        "stop_after_pass",
        "passcode",
        "honour_zh",
        "honour_en",
    ];

    fn fields(definition: &Definition, zone: Tz) -> Fields {
        let number = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
        let mut pairs = vec![
            pair("limit_minutes", &number(definition.limit_minutes)),
            pair("attempts_allowed", &number(definition.attempts_allowed)),
            pair("pass_mark", &definition.pass_mark.to_string()),
        ];
        if definition.shuffle_questions {
            pairs.push(pair("shuffle_questions", "on"));
        }
        if definition.shuffle_options {
            pairs.push(pair("shuffle_options", "on"));
        }
        let review = definition.review;
        for (name, when) in REVIEW_FIELDS.into_iter().zip([review.score, review.responses, review.key]) {
            pairs.push(pair(name, when_word(when)));
            if let When::OnDate(at) = when {
                push_time(&mut pairs, &format!("{name}_on"), Some(at), zone);
            }
        }
        push_time(&mut pairs, "opens_at", definition.opens_at, zone);
        push_time(&mut pairs, "closes_at", definition.closes_at, zone);
        push_rules(&mut pairs, &definition.start);
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let limit_minutes = optional_number(fields, "limit_minutes", LONGEST_LIMIT).unwrap_or_else(|| {
            errors.add("limit_minutes", visit.text_with("exams-limit-form", [("most", LONGEST_LIMIT)]));
            None
        });
        let attempts_allowed =
            optional_number(fields, "attempts_allowed", MOST_ATTEMPTS).unwrap_or_else(|| {
                errors.add(
                    "attempts_allowed",
                    visit.text_with("exams-attempts-form", [("most", MOST_ATTEMPTS)]),
                );
                None
            });
        let pass_mark = number_between(fields, "pass_mark", 0, 100).unwrap_or_else(|| {
            errors.add("pass_mark", visit.text("exams-pass-mark-form"));
            0
        });
        let opens_at = local_time(fields, visit, "opens_at", &mut errors);
        let closes_at = local_time(fields, visit, "closes_at", &mut errors);
        if let (Some(opens_at), Some(closes_at)) = (opens_at, closes_at)
            && closes_at <= opens_at
        {
            errors.add("closes_at", visit.text("exams-window-order"));
        }
        let form = Self {
            shuffle_questions: fields.has("shuffle_questions"),
            shuffle_options: fields.has("shuffle_options"),
            limit_minutes,
            opens_at,
            closes_at,
            attempts_allowed,
            pass_mark: i16::try_from(pass_mark).unwrap_or_default(),
            review: review(fields, visit, &mut errors),
            start: read_rules(fields, visit, opens_at, &mut errors),
        };
        whole(form, errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition {
            shuffle_questions: self.shuffle_questions,
            shuffle_options: self.shuffle_options,
            limit_minutes: self.limit_minutes,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            attempts_allowed: self.attempts_allowed,
            pass_mark: self.pass_mark,
            review: self.review,
            start: self.start,
            ..definition.clone()
        }
    }
}

/// The word of a moment in the form.
pub fn when_word(when: When) -> &'static str {
    match when {
        When::Never => "never",
        When::AtOnce => "at_once",
        When::AfterWindow => "after_window",
        When::OnDate(_) => "on_date",
    }
}

fn review(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> ReviewPolicy {
    let [score, responses, key] = REVIEW_FIELDS.map(|name| when(fields, visit, name, errors));
    let policy = ReviewPolicy { score, responses, key };
    if !policy.has_no_closed_step_below_an_open_one() {
        errors.add("review_key", visit.text("exams-review-order"));
    }
    policy
}

fn when(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> When {
    match fields.get(name) {
        "never" => When::Never,
        "at_once" => When::AtOnce,
        "after_window" => When::AfterWindow,
        "on_date" => {
            let on = format!("{name}_on");
            if fields.get(&on).is_empty() {
                errors.add(&on, visit.text("exams-review-date-missing"));
            }
            local_time(fields, visit, &on, errors).map_or(When::Never, When::OnDate)
        }
        _ => {
            errors.add(name, visit.text("exams-review-missing"));
            When::Never
        }
    }
}

/// A typed time in the company's zone; `None` when the field is empty. Where clocks go back, `<name>_which`
/// says which of the two times is meant.
pub fn local_time(
    fields: &Fields,
    visit: &Visit,
    name: &str,
    errors: &mut FormErrors,
) -> Option<DateTime<Utc>> {
    let typed = fields.optional(name)?;
    match parse_local(typed, visit.site().config().zone) {
        Ok(at) => Some(at),
        Err(LocalTimeProblem::Ambiguous { earlier, later }) => match fields.get(&format!("{name}_which")) {
            "earlier" => Some(earlier),
            "later" => Some(later),
            _ => {
                errors.add(name, visit.text("exams-time-twice"));
                None
            }
        },
        Err(LocalTimeProblem::Nonexistent) => {
            errors.add(name, visit.text("exams-time-skipped"));
            None
        }
        Err(LocalTimeProblem::Unreadable) => {
            errors.add(name, visit.text("exams-time-form"));
            None
        }
    }
}

/// Whether a typed time happens twice in the company's zone, so that the page must ask which is meant.
pub fn is_ambiguous(fields: &Fields, name: &str, zone: Tz) -> bool {
    matches!(parse_local(fields.get(name), zone), Err(LocalTimeProblem::Ambiguous { .. }))
}

/// The fields of a typed time as an instant fills them.
pub fn push_time(pairs: &mut Vec<(String, String)>, name: &str, at: Option<DateTime<Utc>>, zone: Tz) {
    let Some(at) = at else { return };
    let shown = local_input_value(at, zone);
    if let Err(LocalTimeProblem::Ambiguous { later, .. }) = parse_local(&shown, zone) {
        pairs.push(pair(&format!("{name}_which"), if at >= later { "later" } else { "earlier" }));
    }
    pairs.push((name.to_owned(), shown));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use chrono_tz::Europe::Berlin;

    #[test]
    fn a_time_that_comes_twice_is_shown_with_which_of_the_two_it_is() {
        for (at, which) in [("2026-10-25T00:30:00Z", "earlier"), ("2026-10-25T01:30:00Z", "later")] {
            let definition =
                Definition { opens_at: Some(at.parse().unwrap()), ..Definition::new("考", "E") };
            let fields = TimesForm::fields(&definition, Berlin);
            assert_eq!(fields.get("opens_at"), "2026-10-25T02:30");
            assert_eq!(fields.get("opens_at_which"), which);
            assert!(is_ambiguous(&fields, "opens_at", Berlin));
        }
    }
}
