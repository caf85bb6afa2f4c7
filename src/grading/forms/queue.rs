//! What trainers send where they grade, answer disputes, and change what a score rests on.

use chrono::{DateTime, Utc};

use crate::base::text::has_forbidden_controls;
use crate::exams::forms::{folded, local_time};
use crate::exams::rules::parse_points;
use crate::web::{Fields, FormErrors, Visit};

/// Longest comment, answer or reason, in characters.
pub const LONGEST: usize = 2000;

/// The fields of a mark.
pub const MARK_FIELDS: [&str; 6] = ["points", "comment", "seen", "among", "do", "fate"];

/// The fields of a change that needs a reason.
pub const CHANGE_FIELDS: [&str; 7] = ["points", "comment", "seen", "reason", "fate", "until", "until_which"];

/// A mark as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub struct MarkForm {
    /// Points in 1/100.
    pub points: i32,
    /// What is said to the trainee.
    pub comment: Option<String>,
    /// Number of the mark that was shown beside the form.
    pub seen: i32,
}

impl MarkForm {
    /// Reads the form for an answer that can be given so many points (1/100).
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, maximum: i32) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let points = points(fields, maximum);
        if points.is_none() {
            let most = crate::web::markup::points_text(maximum.into());
            errors.add("points", visit.text_with("hand-points-form", [("most", most)]));
        }
        let comment = fields.optional("comment");
        if comment.is_some_and(|comment| !fits(comment)) {
            errors.add("comment", visit.text_with("hand-text-form", [("most", LONGEST)]));
        }
        match points {
            Some(points) if errors.is_empty() => Ok(Self {
                points,
                comment: comment.map(str::to_owned),
                seen: fields.get("seen").parse().unwrap_or(0),
            }),
            _ => Err(errors),
        }
    }
}

/// The typed points, full-width digits and a comma too; `None` when they are none of this question.
fn points(fields: &Fields, maximum: i32) -> Option<i32> {
    let typed = folded(fields.get("points")).replace(',', ".");
    let typed = typed.strip_prefix('.').map_or(typed.clone(), |decimals| format!("0.{decimals}"));
    let is_nothing = !typed.is_empty() && typed.chars().all(|sign| matches!(sign, '0' | '.'));
    let points = if is_nothing { Some(0) } else { parse_points(&typed) };
    points.filter(|points| (0..=maximum).contains(points))
}

fn fits(text: &str) -> bool {
    text.chars().count() <= LONGEST && !has_forbidden_controls(text)
}

/// A text that has to be there: a reason, or the answer to a dispute.
pub fn needed(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let text = fields.get(name);
    if text.is_empty() || !fits(text) {
        errors.add(name, visit.text_with("hand-needed-form", [("most", LONGEST)]));
    }
    text.to_owned()
}

/// Until when the person may go on.
pub fn until(
    fields: &Fields,
    visit: &Visit,
    now: DateTime<Utc>,
    errors: &mut FormErrors,
) -> Option<DateTime<Utc>> {
    let until = local_time(fields, visit, "until", errors);
    if until.is_none_or(|until| until <= now) {
        errors.add("until", visit.text("hand-until-form"));
    }
    until
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_people_type_them_and_never_beyond_the_question() {
        for (typed, read) in [
            ("0", Some(0)),
            ("7", Some(700)),
            ("7.5", Some(750)),
            ("７，５", Some(750)),
            (".25", Some(25)),
            ("10", Some(1000)),
            ("10.01", None),
            ("-1", None),
            ("", None),
            ("seven", None),
        ] {
            let fields = Fields::from_pairs(vec![("points".to_owned(), typed.to_owned())]);
            assert_eq!(points(&fields, 1000), read, "{typed}");
        }
    }
}
