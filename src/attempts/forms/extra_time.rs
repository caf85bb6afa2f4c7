//! Extra time as HR and admins type it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::base::clock::end_of_day;
use crate::base::text::has_forbidden_controls;
use crate::exams::actions::NewExtraTime;
use crate::exams::forms::optional_number;
use crate::web::{Fields, FormErrors, Visit};

/// The fields of the form.
pub const EXTRA_TIME_FIELDS: [&str; 5] = ["percent", "minutes", "from", "until", "reason"];

/// Most extra percent.
const MOST_PERCENT: i32 = 300;

/// Most extra minutes.
const MOST_MINUTES: i32 = 600;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Reads the form. Days are the company's: from the start of the first to the end of the last.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn extra_time(fields: &Fields, visit: &Visit) -> Result<NewExtraTime, FormErrors> {
    let mut errors = FormErrors::none();
    let zone = visit.site().config().zone;
    let mut number = |name: &str, message: &str, most: i32| {
        optional_number(fields, name, most).unwrap_or_else(|| {
            errors.add(name, visit.text_with(message, [("most", most)]));
            None
        })
    };
    let percent = number("percent", "terms-percent-form", MOST_PERCENT);
    let minutes = number("minutes", "terms-minutes-form", MOST_MINUTES);
    if percent.is_none() && minutes.is_none() {
        errors.add("percent", visit.text("terms-extra-missing"));
    }
    let from = day(fields, visit, "from", &mut errors);
    let until = day(fields, visit, "until", &mut errors);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        errors.add("until", visit.text("terms-days-order"));
    }
    let reason = fields.get("reason");
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON || has_forbidden_controls(reason) {
        errors.add("reason", visit.text_with("terms-reason-form", [("most", LONGEST_REASON)]));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(NewExtraTime {
        percent: percent.unwrap_or(0),
        minutes: minutes.unwrap_or(0),
        valid_from: from.and_then(|day| start_of_day(day, zone)),
        valid_until: until.map(|day| end_of_day(day, zone)),
        reason: reason.to_owned(),
    })
}

fn day(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> Option<NaiveDate> {
    let typed = fields.optional(name)?;
    let day = typed.parse().ok();
    if day.is_none() {
        errors.add(name, visit.text("terms-day-form"));
    }
    day
}

/// A day begins where the one before ends. `None` at the beginning of the calendar.
fn start_of_day(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    day.checked_sub_days(Days::new(1)).map(|before| end_of_day(before, zone))
}
