//! How an exam is sat: questions on a page, notes about a sitting.

use chrono_tz::Tz;

use super::{DraftForm, number_between, optional_number, pair, whole};
use crate::exams::delivery::{Delivery, LONGEST_KEEPING, MOST_TIMES_AWAY, NotesPolicy, Paging};
use crate::exams::model::Definition;
use crate::web::{Fields, FormErrors, Visit};

/// Days notes are kept until a trainer says something else.
const USUAL_KEEPING: u16 = 90;

/// Questions on a page, notes about a sitting.
pub struct DeliveryForm(Delivery);

impl DraftForm for DeliveryForm {
    const FIELDS: &'static [&'static str] = &["paging", "notes", "keep_days", "tell_after"];

    fn fields(definition: &Definition, _: Tz) -> Fields {
        let delivery = definition.delivery;
        let keep_days = delivery.notes.map_or(USUAL_KEEPING, |notes| notes.keep_days);
        let tell_after = delivery.notes.and_then(|notes| notes.tell_after);
        let mut pairs = vec![
            pair("paging", delivery.paging.as_str()),
            pair("keep_days", &keep_days.to_string()),
            pair("tell_after", &tell_after.map(|times| times.to_string()).unwrap_or_default()),
        ];
        if delivery.notes.is_some() {
            pairs.push(pair("notes", "on"));
        }
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let paging = Paging::parse(fields.get("paging")).unwrap_or_else(|| {
            errors.add("paging", visit.text("delivery-paging-missing"));
            Paging::One
        });
        let mut notes = None;
        // What stands in the fields of notes that nobody wants is not looked at.
        if fields.has("notes") {
            let most = i32::from(LONGEST_KEEPING);
            let keep_days = number_between(fields, "keep_days", 1, most).unwrap_or_else(|| {
                errors.add("keep_days", visit.text_with("delivery-keep-form", [("most", most)]));
                1
            });
            let most = i32::from(MOST_TIMES_AWAY);
            let tell_after = optional_number(fields, "tell_after", most).unwrap_or_else(|| {
                errors.add("tell_after", visit.text_with("delivery-tell-form", [("most", most)]));
                None
            });
            notes = Some(NotesPolicy {
                keep_days: u16::try_from(keep_days).unwrap_or(1),
                tell_after: tell_after.and_then(|times| u16::try_from(times).ok()),
            });
        }
        whole(Self(Delivery { paging, notes }), errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition { delivery: self.0, ..definition.clone() }
    }
}
