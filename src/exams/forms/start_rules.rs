//! When and how an attempt may begin, as fields of the times of an exam.

use chrono::{DateTime, Utc};

use super::{optional_number, pair};
use crate::base::text::has_forbidden_controls;
use crate::exams::model::{StartMode, StartRules};
use crate::web::{Fields, FormErrors, Visit};

/// Longest late entry, in minutes: a day.
const LONGEST_LATE_ENTRY: i32 = 24 * 60;

/// Longest pause between attempts, in hours: ninety days.
const LONGEST_COOLDOWN: i32 = 90 * 24;

/// Length of a passcode, in characters.
const PASSCODE: std::ops::RangeInclusive<usize> = 4..=64;

/// Longest honour statement, in characters.
const LONGEST_HONOUR: usize = 500;

/// The fields as stored rules fill them.
pub(super) fn push_rules(pairs: &mut Vec<(String, String)>, rules: &StartRules) {
    let number = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
    pairs.extend([
        pair("start_mode", rules.mode.as_str()),
        pair("late_entry_minutes", &number(rules.late_entry_minutes)),
        pair("cooldown_hours", &number(rules.cooldown_hours)),
        pair("passcode", rules.passcode.as_deref().unwrap_or_default()),
        pair("honour_zh", &rules.honour_zh),
        pair("honour_en", &rules.honour_en),
    ]);
    if rules.stop_after_pass {
        pairs.push(pair("stop_after_pass", "on"));
    }
}

/// Reads the fields; `opens_at` is what was typed as the start of the window.
pub(super) fn read_rules(
    fields: &Fields,
    visit: &Visit,
    opens_at: Option<DateTime<Utc>>,
    errors: &mut FormErrors,
) -> StartRules {
    let mut number = |name: &str, message: &str, most: i32| {
        optional_number(fields, name, most).unwrap_or_else(|| {
            errors.add(name, visit.text_with(message, [("most", most)]));
            None
        })
    };
    let late_entry_minutes = number("late_entry_minutes", "terms-late-entry-form", LONGEST_LATE_ENTRY);
    let cooldown_hours = number("cooldown_hours", "terms-cooldown-form", LONGEST_COOLDOWN);
    let mode = StartMode::parse(fields.get("start_mode")).unwrap_or(StartMode::Trainee);
    if late_entry_minutes.is_some() && opens_at.is_none() && mode == StartMode::Trainee {
        errors.add("late_entry_minutes", visit.text("terms-late-entry-needs-opening"));
    }
    StartRules {
        late_entry_minutes,
        cooldown_hours,
        stop_after_pass: fields.has("stop_after_pass"),
        passcode: passcode(fields, visit, errors),
        honour_zh: honour(fields, visit, "honour_zh", errors),
        honour_en: honour(fields, visit, "honour_en", errors),
        mode,
    }
}

fn passcode(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Option<String> {
    let typed = fields.optional("passcode")?;
    if !PASSCODE.contains(&typed.chars().count()) || has_forbidden_controls(typed) || typed.contains('\n') {
        let range = [("least", *PASSCODE.start()), ("most", *PASSCODE.end())];
        errors.add("passcode", visit.text_with("terms-passcode-form", range));
    }
    Some(typed.to_owned())
}

fn honour(fields: &Fields, visit: &Visit, name: &str, errors: &mut FormErrors) -> String {
    let typed = fields.get(name);
    if typed.chars().count() > LONGEST_HONOUR || has_forbidden_controls(typed) {
        errors.add(name, visit.text_with("terms-honour-form", [("most", LONGEST_HONOUR)]));
    }
    typed.to_owned()
}
