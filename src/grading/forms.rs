//! What trainers send on the pages of this room, turned into types.

mod queue;

pub use queue::{CHANGE_FIELDS, LONGEST, MARK_FIELDS, MarkForm, needed, until};

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::base::clock::day_in;
use crate::base::text::has_forbidden_controls;
use crate::db::PersonId;
use crate::exams::forms::{local_time, optional_number, push_time};
use crate::web::{Fields, FormErrors, Visit};

/// The fields of the form for a make-up exam.
pub const MAKE_UP_FIELDS: [&str; 7] =
    ["people", "opens_at", "opens_at_which", "closes_at", "closes_at_which", "attempts", "reason"];

/// Most attempts a make-up exam may have.
const MOST_ATTEMPTS: i32 = 10;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Hour of the day at which a make-up exam opens unless the trainer says otherwise.
const OPENS_AT: u32 = 9;

/// Days it stays open unless the trainer says otherwise.
const OPEN_DAYS: u64 = 7;

/// A make-up exam as it was sent.
pub struct MakeUpForm {
    /// Who may sit it.
    pub people: Vec<PersonId>,
    /// Start and end of the window.
    pub window: (DateTime<Utc>, DateTime<Utc>),
    /// How often each may start.
    pub attempts: i32,
    /// Why.
    pub reason: String,
}

impl MakeUpForm {
    /// The form as it is offered: from tomorrow at nine, for a week, one attempt, everyone in `people`.
    pub fn offered(people: &[PersonId], reason: String, zone: Tz, now: DateTime<Utc>) -> Fields {
        let mut pairs: Vec<(String, String)> =
            people.iter().map(|person| ("people".to_owned(), person.to_string())).collect();
        pairs.push(("attempts".to_owned(), "1".to_owned()));
        pairs.push(("reason".to_owned(), reason));
        push_time(&mut pairs, "opens_at", morning_in(1, zone, now), zone);
        push_time(&mut pairs, "closes_at", morning_in(1 + OPEN_DAYS, zone, now), zone);
        Fields::from_pairs(pairs)
    }

    /// Reads the form at `now`.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, now: DateTime<Utc>) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let people: Vec<PersonId> =
            fields.all("people").into_iter().filter_map(|id| id.parse().ok()).collect();
        if people.is_empty() {
            errors.add("people", visit.text("terms-make-up-nobody"));
        }
        let attempts = optional_number(fields, "attempts", MOST_ATTEMPTS).flatten();
        if attempts.is_none() {
            errors.add("attempts", visit.text_with("terms-make-up-attempts-form", [("most", MOST_ATTEMPTS)]));
        }
        let opens_at = window_end(fields, visit, "opens_at", &mut errors);
        let closes_at = window_end(fields, visit, "closes_at", &mut errors);
        if let (Some(opens_at), Some(closes_at)) = (opens_at, closes_at) {
            if closes_at <= opens_at {
                errors.add("closes_at", visit.text("exams-window-order"));
            }
            if closes_at <= now {
                errors.add("closes_at", visit.text("terms-make-up-past"));
            }
        }
        let reason = fields.get("reason");
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON || has_forbidden_controls(reason) {
            errors.add("reason", visit.text_with("terms-reason-form", [("most", LONGEST_REASON)]));
        }
        match (opens_at, closes_at, attempts) {
            (Some(opens_at), Some(closes_at), Some(attempts)) if errors.is_empty() => {
                Ok(Self { people, window: (opens_at, closes_at), attempts, reason: reason.to_owned() })
            }
            _ => Err(errors),
        }
    }
}

fn window_end(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> Option<DateTime<Utc>> {
    if fields.get(name).is_empty() {
        errors.add(name, visit.text("terms-make-up-time-missing"));
    }
    local_time(fields, visit, name, errors)
}

/// The morning so many days from today in the zone; `None` where clocks skip it.
fn morning_in(days: u64, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = day_in(now, zone).checked_add_days(Days::new(days))?;
    let morning = day.and_time(NaiveTime::from_hms_opt(OPENS_AT, 0, 0)?);
    zone.from_local_datetime(&morning).earliest().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_make_up_exam_is_offered_from_tomorrow_at_nine_in_the_companys_zone() {
        let now = "2026-11-22T17:30:00Z".parse().unwrap();
        for (zone, opens, closes) in [
            (chrono_tz::Asia::Shanghai, "2026-11-24T09:00", "2026-12-01T09:00"),
            (chrono_tz::Europe::Berlin, "2026-11-23T09:00", "2026-11-30T09:00"),
        ] {
            let person = PersonId::new();
            let fields = MakeUpForm::offered(&[person], "why".to_owned(), zone, now);
            assert_eq!((fields.get("opens_at"), fields.get("closes_at")), (opens, closes));
            assert_eq!(fields.all("people"), [person.to_string()]);
        }
    }
}
