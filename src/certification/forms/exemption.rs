//! Exempting somebody, and ending that.

use chrono::NaiveDate;

use super::{NOTE_CHARS, parse_day};
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::certification::rules::standing::Spell;
use crate::web::{Fields, FormErrors, Visit};

/// From when to when somebody need not hold a certification, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct ExemptionForm {
    /// The days.
    pub days: Spell,
    /// Why.
    pub reason: String,
}

impl ExemptionForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let from = parse_day(fields.get("from"));
        if from.is_none() {
            errors.add("from", visit.text("exemption-from-wrong"));
        }
        let to = last_day(fields, from, visit, &mut errors);
        let reason = reason(fields, visit, &mut errors);
        match from {
            Some(from) if errors.is_empty() => Ok(Self { days: Spell { from, to }, reason }),
            _ => Err(errors),
        }
    }
}

fn last_day(
    fields: &Fields,
    from: Option<NaiveDate>,
    visit: &Visit,
    errors: &mut FormErrors,
) -> Option<NaiveDate> {
    let to = parse_day(fields.optional("to")?);
    if to.is_none_or(|to| from.is_some_and(|from| to < from)) {
        errors.add("to", visit.text("exemption-to-wrong"));
    }
    to
}

fn reason(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> String {
    let reason = unix_line_ends(fields.get("reason"));
    if reason.is_empty() || reason.chars().count() > NOTE_CHARS || has_forbidden_controls(&reason) {
        errors.add("reason", visit.text("exemption-reason-wrong"));
    }
    reason
}

/// Why an exemption ends before its time.
#[derive(Debug, PartialEq, Eq)]
pub struct EndForm {
    /// Why.
    pub reason: String,
}

impl EndForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let reason = reason(fields, visit, &mut errors);
        if errors.is_empty() { Ok(Self { reason }) } else { Err(errors) }
    }
}
