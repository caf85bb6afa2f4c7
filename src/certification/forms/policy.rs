//! What it takes to get and to renew a certification, as HR puts it together in a form: each exam stands in one of a few
//! parts, and of each part all or so many are needed.

use fluent_bundle::FluentValue;

use super::Offered;
use crate::base::text::has_forbidden_controls;
use crate::certification::rules::deciding::is_circle;
use crate::certification::rules::needs::{HowMany, NeededExam, Needs, Part};
use crate::certification::rules::policy::{Anniversary, Policy};
use crate::web::{Fields, FormErrors, Visit};

/// Parts that the form offers.
pub const PARTS: usize = 4;
/// Longest name of a level in characters.
const LEVEL_CHARS: usize = 40;
/// Longest window and grace in days.
const MOST_DAYS: u32 = 3_650;
/// Days that every month has.
const SHORTEST_MONTH: u32 = 28;

/// Name of the choice of the part in which an exam counts.
pub fn part_field(exam: &str) -> String {
    format!("part-{exam}")
}

/// Name of the least percent of an exam.
pub fn minimum_field(exam: &str) -> String {
    format!("minimum-{exam}")
}

/// Name of the box that says an exam counts for renewal.
pub fn renewal_field(exam: &str) -> String {
    format!("renewal-{exam}")
}

/// Name of the choice of how many of a part are needed; parts count from 1.
pub fn part_how_field(part: usize) -> String {
    format!("how-{part}")
}

/// Reads it; what is wrong goes to `errors`, and it is then incomplete.
pub(super) fn policy(
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> Policy {
    let level = |name: &str, errors: &mut FormErrors| level(fields, name, visit, errors);
    let (level_zh, level_en) = (level("level_zh", errors), level("level_en", errors));
    if level_zh.is_some() != level_en.is_some() {
        let missing = if level_zh.is_some() { "level_en" } else { "level_zh" };
        errors.add(missing, visit.text("programme-level-both"));
    }
    let anniversary =
        if fields.get("anniversary") == "kept" { Anniversary::Kept } else { Anniversary::Moved };
    let policy = Policy {
        needs: needs(fields, visit, offered, errors),
        renewal: renewal(fields, visit, offered, errors),
        level_zh,
        level_en,
        window_days: days(fields, "window_days", visit, errors),
        grace_days: days(fields, "grace_days", visit, errors).unwrap_or_default(),
        anniversary,
        reuse_passes: fields.has("reuse_passes"),
        prerequisites: prerequisites(fields, visit, offered, errors),
    };
    check_window(&policy, fields, visit, errors);
    policy
}

/// Where the anniversary is kept, each renewal adds its months: without a window one could pile them up.
fn check_window(policy: &Policy, fields: &Fields, visit: &Visit, errors: &mut FormErrors) {
    let months = fields.get("months").parse::<u32>().ok();
    if policy.anniversary == Anniversary::Kept && policy.window_days.is_none() && months.is_some() {
        errors.add("window_days", visit.text("programme-window-needed"));
    }
    if let (Some(window), Some(months)) = (policy.window_days, months)
        && months <= 600
        && window >= months * SHORTEST_MONTH
    {
        errors.add("window_days", visit.text("programme-window-long"));
    }
}

fn level(fields: &Fields, name: &str, visit: &Visit, errors: &mut FormErrors) -> Option<String> {
    let typed = fields.optional(name)?;
    if typed.chars().count() > LEVEL_CHARS || has_forbidden_controls(typed) {
        errors
            .add(name, visit.text_with("programme-level-wrong", [("most", FluentValue::from(LEVEL_CHARS))]));
    }
    Some(typed.to_owned())
}

fn days(fields: &Fields, name: &str, visit: &Visit, errors: &mut FormErrors) -> Option<u32> {
    let typed = fields.optional(name)?;
    let days = typed.parse().ok().filter(|days| *days <= MOST_DAYS);
    if days.is_none() {
        errors.add(name, visit.text_with("programme-days-wrong", [("most", FluentValue::from(MOST_DAYS))]));
    }
    days
}

fn exam(code: &str, fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> NeededExam {
    let name = minimum_field(code);
    let typed = fields.optional(&name);
    let minimum_percent =
        typed.and_then(|typed| typed.parse().ok()).filter(|percent| (1..=100).contains(percent));
    if typed.is_some() && minimum_percent.is_none() {
        errors.add(name, visit.text("programme-minimum-wrong"));
    }
    NeededExam { code: code.to_owned(), minimum_percent }
}

/// How many of so many exams or parts.
fn how_many(fields: &Fields, name: &str, of: usize, visit: &Visit, errors: &mut FormErrors) -> HowMany {
    match fields.get(name) {
        "" | "all" => HowMany::All,
        typed => {
            let number = typed.parse::<u32>().ok().filter(|number| *number >= 1);
            let is_possible =
                number.and_then(|number| usize::try_from(number).ok()).is_some_and(|number| number <= of);
            if !is_possible {
                let count = FluentValue::from(of);
                errors.add(name, visit.text_with("programme-how-many-wrong", [("count", count)]));
            }
            number.map_or(HowMany::All, HowMany::AtLeast)
        }
    }
}

fn needs(fields: &Fields, visit: &Visit, offered: &Offered<'_>, errors: &mut FormErrors) -> Needs {
    let is_known = |code: &str| offered.exams.iter().any(|exam| exam.code == code);
    let named = fields.pairs().iter().filter(|(_, value)| !value.trim().is_empty());
    if named.clone().filter_map(|(name, _)| name.strip_prefix("part-")).any(|code| !is_known(code)) {
        errors.add("exams", visit.text("certification-exams-unknown"));
    }
    let mut parts = Vec::new();
    for number in 1..=PARTS {
        let wanted = number.to_string();
        let exams: Vec<NeededExam> = offered
            .exams
            .iter()
            .filter(|one| fields.get(&part_field(&one.code)) == wanted)
            .map(|one| exam(&one.code, fields, visit, errors))
            .collect();
        if !exams.is_empty() {
            let name = part_how_field(number);
            let how_many = how_many(fields, &name, exams.len(), visit, errors);
            parts.push(Part { how_many, exams });
        }
    }
    if parts.is_empty() {
        errors.add("exams", visit.text("certification-exams-missing"));
    }
    let in_order = fields.get("parts") == "order";
    let all =
        if in_order { HowMany::All } else { how_many(fields, "parts", parts.len().max(1), visit, errors) };
    Needs { how_many: all, in_order: in_order && parts.len() > 1, parts }
}

fn renewal(fields: &Fields, visit: &Visit, offered: &Offered<'_>, errors: &mut FormErrors) -> Option<Needs> {
    if fields.get("renewal") != "own" {
        return None;
    }
    let exams: Vec<NeededExam> = offered
        .exams
        .iter()
        .filter(|one| fields.has(&renewal_field(&one.code)))
        .map(|one| exam(&one.code, fields, visit, errors))
        .collect();
    if exams.is_empty() {
        errors.add("renewal", visit.text("programme-renewal-missing"));
    }
    let how_many = how_many(fields, "renewal_how", exams.len().max(1), visit, errors);
    let parts = vec![Part { how_many, exams }];
    Some(Needs { how_many: HowMany::All, in_order: false, parts })
}

fn prerequisites(
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> Vec<String> {
    let chosen = fields.all("prerequisites");
    let own = offered.existing.map(|(code, _)| code);
    let found: Vec<String> = offered
        .programmes
        .iter()
        .map(|programme| &programme.code)
        .filter(|code| own != Some(code.as_str()) && chosen.contains(&code.as_str()))
        .cloned()
        .collect();
    if chosen.iter().any(|code| !found.iter().any(|one| one == code)) {
        errors.add("prerequisites", visit.text("programme-prerequisites-unknown"));
    }
    if let Some(own) = own {
        let others = offered.programmes.iter().filter(|programme| programme.code != own);
        let mut all: Vec<(&str, &[String])> = others
            .map(|programme| (programme.code.as_str(), programme.policy.prerequisites.as_slice()))
            .collect();
        all.push((own, &found));
        if is_circle(&all, own) {
            errors.add("prerequisites", visit.text("programme-prerequisites-circle"));
        }
    }
    found
}
