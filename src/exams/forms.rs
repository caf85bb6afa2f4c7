//! What trainers send on the pages of this room, turned into types. A page shows its form from the same fields that it
//! reads, so that what was typed is never lost.

mod assignments;
mod basics;
mod delivery;
mod drawing;
mod quotas;
mod sections;
mod start_rules;
mod times;

use chrono_tz::Tz;
use fluent_bundle::FluentValue;
use unicode_normalization::UnicodeNormalization;

pub use assignments::AssignForm;
pub use basics::{BasicsForm, NewExamForm};
pub use delivery::DeliveryForm;
pub use drawing::DrawingForm;
pub use quotas::{MOST_QUOTAS, QuotaNames, quota_rows};
pub use sections::{SECTION_FIELDS, new_section_fields, parse_section, section_fields, source};
pub use times::{REVIEW_FIELDS, TimesForm, is_ambiguous, local_time, push_time, when_word};

use super::model::Definition;
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::web::{Error, Fields, FormErrors, Visit};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// Longest instructions, in characters.
const LONGEST_INSTRUCTIONS: usize = 5_000;

/// The number of the draft that the page was made from.
///
/// # Errors
/// [`Error::BadRequest`] when the form carries none.
pub fn draft_number(fields: &Fields) -> Result<i32, Error> {
    fields.get("draft_number").parse().map_err(|_| Error::BadRequest("error-unknown-field"))
}

/// A form that changes a part of the draft of an exam.
pub trait DraftForm: Sized {
    /// The fields of the form.
    const FIELDS: &'static [&'static str];

    /// Whether its page tells who has extra time.
    const TELLS_EXTRA_TIME: bool = false;

    /// The form as a definition fills it. Times are shown in `zone`, the company's.
    fn fields(definition: &Definition, zone: Tz) -> Fields;

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors>;

    /// The definition with what the form says.
    fn apply(self, definition: &Definition) -> Definition;
}

fn title(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let title = fields.get(name);
    if title.is_empty()
        || title.chars().count() > LONGEST_TITLE
        || title.contains(['\n', '\t'])
        || has_forbidden_controls(title)
    {
        errors.add(
            name,
            visit.text_with(
                "exams-title-form",
                [("field", FluentValue::from(name)), ("most", LONGEST_TITLE.into())],
            ),
        );
    }
    title.to_owned()
}

fn instructions(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let text = unix_line_ends(fields.get(name));
    if text.chars().count() > LONGEST_INSTRUCTIONS || has_forbidden_controls(&text) {
        errors.add(name, visit.text_with("exams-instructions-form", [("most", LONGEST_INSTRUCTIONS)]));
    }
    text
}

/// Digits typed in full width are digits too.
pub fn folded(text: &str) -> String {
    text.nfkc().collect()
}

/// The number in a field, typed in half or full width, if it is one between these two.
pub fn number_between(fields: &Fields, name: &str, least: i32, most: i32) -> Option<i32> {
    let text = folded(fields.get(name));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (least..=most).contains(number))
}

/// `Some(None)` for an empty field, `None` for something that is not a number from 1 to `most`.
pub fn optional_number(fields: &Fields, name: &str, most: i32) -> Option<Option<i32>> {
    if fields.get(name).is_empty() { Some(None) } else { number_between(fields, name, 1, most).map(Some) }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn whole<T>(form: T, errors: FormErrors) -> Result<T, FormErrors> {
    if errors.is_empty() { Ok(form) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_typed_in_full_width_and_must_be_in_their_range() {
        for (typed, read) in
            [("１０", Some(10)), ("10", Some(10)), ("0", None), ("501", None), ("+5", None), ("ten", None)]
        {
            let fields = Fields::from_pairs(vec![pair("count", typed)]);
            assert_eq!(number_between(&fields, "count", 1, 500), read, "{typed}");
        }
    }
}
