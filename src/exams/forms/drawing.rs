//! Which questions a paper avoids, and which attempt counts.

use chrono_tz::Tz;

use super::{DraftForm, number_between, pair, whole};
use crate::exams::counting::Counting;
use crate::exams::model::Definition;
use crate::web::{Fields, FormErrors, Visit};

/// What a paper avoids, and which attempt counts.
pub struct DrawingForm {
    avoid_last_paper: bool,
    exposure_cap: Option<i16>,
    counting: Counting,
}

impl DraftForm for DrawingForm {
    const FIELDS: &'static [&'static str] = &["avoid_last_paper", "exposure_cap", "counting"];

    fn fields(definition: &Definition, _zone: Tz) -> Fields {
        let cap = definition.exposure_cap.map(|cap| cap.to_string()).unwrap_or_default();
        let mut pairs = vec![pair("exposure_cap", &cap), pair("counting", definition.counting.as_str())];
        if definition.avoid_last_paper {
            pairs.push(pair("avoid_last_paper", "on"));
        }
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let exposure_cap = fields.optional("exposure_cap").and_then(|_| {
            let cap = number_between(fields, "exposure_cap", 1, 99).and_then(|cap| i16::try_from(cap).ok());
            if cap.is_none() {
                errors.add("exposure_cap", visit.text("exams-exposure-form"));
            }
            cap
        });
        let counting = Counting::parse(fields.get("counting")).unwrap_or_else(|| {
            errors.add("counting", visit.text("exams-counting-missing"));
            Counting::Best
        });
        let form = Self { avoid_last_paper: fields.has("avoid_last_paper"), exposure_cap, counting };
        whole(form, errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition {
            avoid_last_paper: self.avoid_last_paper,
            exposure_cap: self.exposure_cap,
            counting: self.counting,
            ..definition.clone()
        }
    }
}
