//! The form of a certification. What is stored is shown through the same fields as what was typed.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::Value;

use super::preview::Preview;
use crate::accounts::Role;
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::{indented, role_name};
use crate::base::clock::day_in;
use crate::certification::forms::{
    Offered, PARTS, from_field, group_field, minimum_field, part_field, part_how_field, renewal_field,
    role_field, role_from_field,
};
use crate::certification::model::{Holder, ProgrammeVersion, RequirementChoice, RoleHolder};
use crate::certification::rules::needs::{HowMany, Needs};
use crate::certification::rules::policy::Anniversary;
use crate::web::components::{Choice, Crumb};
use crate::web::{Fields, FormErrorItem, FormErrors, Language, Visit};

/// Names of the fields that are one line of text each.
const TEXTS: [&str; 8] =
    ["code", "title_zh", "title_en", "months", "level_zh", "level_en", "window_days", "grace_days"];

/// `certification/programme.hbs`: the form of a new or an existing certification.
#[derive(Debug, Serialize)]
pub struct ProgrammePage {
    /// Where the form is sent.
    pub action: String,
    /// Code and number of the rules of an existing one.
    pub existing: Option<Existing>,
    /// What stands in the lines of text.
    pub form: Value,
    /// The first day of changed rules, as typed.
    pub applies_from: String,
    /// Exams to choose from.
    pub exams: Vec<ExamRow>,
    /// How many of each part.
    pub parts: Vec<PartRow>,
    /// How many of the parts.
    pub ways: Vec<Choice>,
    /// Whether there is more than one part.
    pub has_parts: bool,
    /// What a renewal takes.
    pub renewals: Vec<Choice>,
    /// How many exams a renewal takes.
    pub renewal_how: Vec<Choice>,
    /// Where a renewal counts from.
    pub anniversaries: Vec<Choice>,
    /// Whether earlier passes count again.
    pub reuse_passes: bool,
    /// Certifications that can be asked for first.
    pub prerequisites: Vec<Choice>,
    /// Groups to choose from.
    pub groups: Vec<HolderRow>,
    /// Roles to choose from.
    pub roles: Vec<HolderRow>,
    /// Every version, newest first.
    pub versions: Vec<VersionRow>,
    /// Whom the typed rules would affect.
    pub preview: Option<Preview>,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
}

/// An existing certification.
#[derive(Debug, Serialize)]
pub struct Existing {
    /// Its code.
    pub code: String,
    /// The number of its last rules.
    pub number: i32,
}

/// An exam in the form.
#[derive(Debug, Serialize)]
pub struct ExamRow {
    title: String,
    code: String,
    part_name: String,
    parts: Vec<Choice>,
    minimum_name: String,
    minimum: String,
    problem: Option<String>,
    renewal_name: String,
    renews: bool,
}

/// A part in the form.
#[derive(Debug, Serialize)]
pub struct PartRow {
    name: String,
    label: String,
    choices: Vec<Choice>,
    problem: Option<String>,
}

/// A group or role in the form.
#[derive(Debug, Serialize)]
pub struct HolderRow {
    box_name: String,
    from_name: String,
    name: String,
    checked: bool,
    from: String,
    problem: Option<String>,
}

/// A version in the list of all.
#[derive(Debug, Serialize)]
pub struct VersionRow {
    number: i32,
    from: NaiveDate,
    is_planned: bool,
    written_at: DateTime<Utc>,
    written_by: Option<String>,
}

impl VersionRow {
    /// The row of a version.
    pub fn new(version: &ProgrammeVersion, today: NaiveDate, zone: Tz) -> Self {
        let from = version.applies_from.unwrap_or_else(|| day_in(version.created_at, zone));
        Self {
            number: version.number,
            from,
            is_planned: from > today,
            written_at: version.created_at,
            written_by: version.created_by.clone(),
        }
    }
}

/// The fields as they would have been sent for what is stored.
pub fn stored_fields(
    code: &str,
    version: &ProgrammeVersion,
    holders: &[Holder],
    roles: &[RoleHolder],
    (today, zone): (NaiveDate, Tz),
) -> Fields {
    let policy = &version.policy;
    let number = |days: u32| days.to_string();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
    add("code", code.to_owned());
    add("title_zh", version.title_zh.clone());
    add("title_en", version.title_en.clone());
    add("months", version.validity_months.map(|months| months.to_string()).unwrap_or_default());
    add("level_zh", policy.level_zh.clone().unwrap_or_default());
    add("level_en", policy.level_en.clone().unwrap_or_default());
    add("window_days", policy.window_days.map(number).unwrap_or_default());
    add("grace_days", if policy.grace_days == 0 { String::new() } else { number(policy.grace_days) });
    add("anniversary", if policy.anniversary == Anniversary::Kept { "kept" } else { "moved" }.to_owned());
    if policy.reuse_passes {
        add("reuse_passes", "on".to_owned());
    }
    for prerequisite in &policy.prerequisites {
        add("prerequisites", prerequisite.clone());
    }
    if let Some(planned) = version.applies_from.filter(|day| *day > today) {
        add("applies_from", planned.to_string());
    }
    add("parts", if policy.needs.in_order { "order".to_owned() } else { how_word(policy.needs.how_many) });
    add("renewal", if policy.renewal.is_some() { "own" } else { "same" }.to_owned());
    pairs.extend(needs_pairs(&policy.needs));
    if let Some(renewal) = &policy.renewal {
        pairs.extend(renewal_pairs(renewal, &policy.needs));
    }
    for holder in holders {
        pairs.push((group_field(holder.group_id), "on".to_owned()));
        pairs.push((from_field(holder.group_id), day_in(holder.from, zone).to_string()));
    }
    for holder in roles {
        pairs.push((role_field(holder.role), "on".to_owned()));
        pairs.push((role_from_field(holder.role), day_in(holder.from, zone).to_string()));
    }
    Fields::from_pairs(pairs)
}

fn how_word(how_many: HowMany) -> String {
    match how_many {
        HowMany::All => "all".to_owned(),
        HowMany::AtLeast(number) => number.to_string(),
    }
}

fn needs_pairs(needs: &Needs) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (part, number) in needs.parts.iter().zip(1..) {
        pairs.push((part_how_field(number), how_word(part.how_many)));
        for exam in &part.exams {
            pairs.push((part_field(&exam.code), number.to_string()));
            if let Some(minimum) = exam.minimum_percent {
                pairs.push((minimum_field(&exam.code), minimum.to_string()));
            }
        }
    }
    pairs
}

/// An exam has one minimum in the form, that of the first certificate where it counts there.
fn renewal_pairs(renewal: &Needs, needs: &Needs) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for part in &renewal.parts {
        pairs.push(("renewal_how".to_owned(), how_word(part.how_many)));
        for exam in &part.exams {
            pairs.push((renewal_field(&exam.code), "on".to_owned()));
            if let (Some(minimum), false) = (exam.minimum_percent, needs.names(&exam.code)) {
                pairs.push((minimum_field(&exam.code), minimum.to_string()));
            }
        }
    }
    pairs
}

impl ProgrammePage {
    /// The form with these fields and what is wrong with them.
    pub fn new(
        offered: &Offered<'_>,
        fields: &Fields,
        errors: FormErrors,
        versions: &[ProgrammeVersion],
        visit: &Visit,
    ) -> Self {
        let language = visit.language;
        let new = visit.text("certification-new");
        let existing = offered.existing;
        let here = existing
            .map(|(_, version)| language.pick(&version.title_zh, &version.title_en).to_owned())
            .unwrap_or(new);
        let own = existing.map(|(code, _)| code);
        let several = (2..=PARTS).any(|part| {
            let part = part.to_string();
            fields.pairs().iter().any(|(name, value)| name.starts_with("part-") && *value == part)
        });
        Self {
            action: own
                .map_or_else(|| "/certifications/new".to_owned(), |code| format!("/certifications/{code}")),
            existing: existing
                .map(|(code, version)| Existing { code: code.to_owned(), number: version.number }),
            form: fields.echo(&TEXTS),
            applies_from: fields.get("applies_from").to_owned(),
            exams: offered.exams.iter().map(|exam| exam_row(exam, fields, &errors, visit)).collect(),
            parts: (1..=PARTS).map(|part| part_row(part, fields, &errors, visit)).collect(),
            ways: ways(fields.get("parts"), visit),
            has_parts: several,
            renewals: choices(
                visit,
                if fields.get("renewal") == "own" { "own" } else { "same" },
                &[("same", "programme-renewal-same"), ("own", "programme-renewal-own")],
            ),
            renewal_how: how_choices(fields.get("renewal_how"), visit),
            anniversaries: choices(
                visit,
                if fields.get("anniversary") == "kept" { "kept" } else { "moved" },
                &[("moved", "programme-anniversary-moved"), ("kept", "programme-anniversary-kept")],
            ),
            reuse_passes: fields.has("reuse_passes"),
            prerequisites: prerequisites(offered, fields, language),
            groups: group_rows(offered.groups, fields, &errors, language),
            roles: role_rows(fields, &errors, visit),
            versions: versions.iter().map(|one| VersionRow::new(one, offered.today, offered.zone)).collect(),
            preview: None,
            error_list: errors.list(),
            errors,
            crumbs: vec![
                Crumb::up("/certifications", visit.text("certification-list-title")),
                Crumb::here(here),
            ],
        }
    }
}

fn choices(visit: &Visit, chosen: &str, all: &[(&str, &str)]) -> Vec<Choice> {
    all.iter().map(|(value, message)| Choice::new(*value, visit.text(message), *value == chosen)).collect()
}

/// All, or at least one, two, three…
fn how_choices(chosen: &str, visit: &Visit) -> Vec<Choice> {
    let chosen = if chosen.is_empty() { "all" } else { chosen };
    let all = Choice::new("all", visit.text("programme-how-all"), chosen == "all");
    let some = (1..=6).map(|number| {
        let value = number.to_string();
        let label = visit.text_with("programme-how-some", [("number", number)]);
        let is_chosen = chosen == value;
        Choice::new(value, label, is_chosen)
    });
    std::iter::once(all).chain(some).collect()
}

fn ways(chosen: &str, visit: &Visit) -> Vec<Choice> {
    let mut found = how_choices(chosen, visit);
    found.truncate(PARTS);
    found.insert(1, Choice::new("order", visit.text("programme-how-order"), chosen == "order"));
    found
}

/// The title of an exam with its code.
fn exam_row(exam: &RequirementChoice, fields: &Fields, errors: &FormErrors, visit: &Visit) -> ExamRow {
    let (part_name, minimum_name) = (part_field(&exam.code), minimum_field(&exam.code));
    let chosen = fields.get(&part_name);
    let mut parts = vec![Choice::new("", visit.text("programme-part-none"), chosen.is_empty())];
    for number in 1..=PARTS {
        let value = number.to_string();
        let is_chosen = chosen == value;
        parts.push(Choice::new(value, visit.text_with("programme-part", [("number", number)]), is_chosen));
    }
    let renewal_name = renewal_field(&exam.code);
    ExamRow {
        title: visit.language.pick(&exam.title_zh, &exam.title_en).to_owned(),
        code: exam.code.clone(),
        parts,
        part_name,
        minimum: fields.raw(&minimum_name).to_owned(),
        problem: errors.get(&minimum_name).map(str::to_owned),
        minimum_name,
        renews: fields.has(&renewal_name),
        renewal_name,
    }
}

fn part_row(number: usize, fields: &Fields, errors: &FormErrors, visit: &Visit) -> PartRow {
    let name = part_how_field(number);
    PartRow {
        label: visit.text_with("programme-how-of-part", [("number", number)]),
        choices: how_choices(fields.get(&name), visit),
        problem: errors.get(&name).map(str::to_owned),
        name,
    }
}

fn prerequisites(offered: &Offered<'_>, fields: &Fields, language: Language) -> Vec<Choice> {
    let chosen = fields.all("prerequisites");
    let own = offered.existing.map(|(code, _)| code);
    offered
        .programmes
        .iter()
        .filter(|programme| own != Some(programme.code.as_str()))
        .map(|programme| {
            let title = language.pick(&programme.title_zh, &programme.title_en);
            Choice::among(programme.code.clone(), title, &chosen)
        })
        .collect()
}

fn group_rows(
    tree: &[GroupInTree],
    fields: &Fields,
    errors: &FormErrors,
    language: Language,
) -> Vec<HolderRow> {
    tree.iter()
        .map(|entry| {
            let names = (group_field(entry.group.id), from_field(entry.group.id));
            holder_row(names, indented(entry, language), fields, errors)
        })
        .collect()
}

fn role_rows(fields: &Fields, errors: &FormErrors, visit: &Visit) -> Vec<HolderRow> {
    Role::ALL
        .iter()
        .map(|role| {
            let names = (role_field(*role), role_from_field(*role));
            holder_row(names, role_name(visit, *role), fields, errors)
        })
        .collect()
}

fn holder_row(
    (box_name, from_name): (String, String),
    name: String,
    fields: &Fields,
    errors: &FormErrors,
) -> HolderRow {
    HolderRow {
        checked: fields.has(&box_name),
        from: fields.raw(&from_name).to_owned(),
        problem: errors.get(&from_name).map(str::to_owned),
        box_name,
        from_name,
        name,
    }
}
