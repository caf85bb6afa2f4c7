//! Certifications: their list, and the form of one.

use std::collections::HashMap;

use serde::Serialize;

use crate::accounts::model::GroupInTree;
use crate::accounts::pages::indented;
use crate::base::clock::day_in;
use crate::certification::forms::{from_field, group_field};
use crate::certification::model::{Holder, Programme, ProgrammeListItem, RequirementChoice};
use crate::web::components::{Choice, Crumb};
use crate::web::{Fields, FormErrorItem, FormErrors, Language, Visit};

/// One certification in `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
pub struct ProgrammeRow {
    #[serde(flatten)]
    item: ProgrammeListItem,
    title: String,
    exams: Vec<String>,
}

/// `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
pub struct ProgrammesPage {
    rows: Vec<ProgrammeRow>,
}

impl ProgrammesPage {
    /// The list, with the exams' titles of today.
    pub fn new(
        list: Vec<ProgrammeListItem>,
        exams: &HashMap<String, RequirementChoice>,
        language: Language,
    ) -> Self {
        let row = |item: ProgrammeListItem| ProgrammeRow {
            title: language.pick(&item.title_zh, &item.title_en).to_owned(),
            exams: item.requirement_codes.iter().map(|code| exam_title(code, exams, language)).collect(),
            item,
        };
        Self { rows: list.into_iter().map(row).collect() }
    }
}

fn exam_title(code: &str, exams: &HashMap<String, RequirementChoice>, language: Language) -> String {
    exams.get(code).map_or(code, |exam| language.pick(&exam.title_zh, &exam.title_en)).to_owned()
}

/// `certification/programme.hbs`: the form of a new or an existing certification.
#[derive(Debug, Serialize)]
pub struct ProgrammePage {
    /// Where the form is sent.
    pub action: String,
    /// Code and number of the rules of an existing one.
    pub existing: Option<Existing>,
    /// What stands in the fields.
    pub form: ProgrammeFields,
    /// Exams to choose from.
    pub exams: Vec<Choice>,
    /// Groups to choose from.
    pub groups: Vec<GroupRow>,
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
    /// The number of its current rules.
    pub number: i32,
}

/// The text fields of the form.
#[derive(Debug, Default, Serialize)]
pub struct ProgrammeFields {
    /// Code.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Months; empty is without end.
    pub months: String,
}

impl ProgrammeFields {
    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            code: fields.raw("code").to_owned(),
            title_zh: fields.raw("title_zh").to_owned(),
            title_en: fields.raw("title_en").to_owned(),
            months: fields.raw("months").to_owned(),
        }
    }

    /// What is stored.
    pub fn stored(programme: &Programme) -> Self {
        Self {
            code: programme.code.clone(),
            title_zh: programme.title_zh.clone(),
            title_en: programme.title_en.clone(),
            months: programme.validity_months.map(|months| months.to_string()).unwrap_or_default(),
        }
    }
}

/// The exams with those ticked that `is_chosen` says.
pub fn exam_choices(
    offered: &[RequirementChoice],
    language: Language,
    is_chosen: impl Fn(&str) -> bool,
) -> Vec<Choice> {
    offered
        .iter()
        .map(|exam| {
            let label = format!("{}（{}）", language.pick(&exam.title_zh, &exam.title_en), exam.code);
            let label = if language == Language::English {
                label.replace('（', " (").replace('）', ")")
            } else {
                label
            };
            Choice::new(&exam.code, label, is_chosen(&exam.code))
        })
        .collect()
}

/// A group in the form of a certification.
#[derive(Debug, Serialize)]
pub struct GroupRow {
    box_name: String,
    from_name: String,
    name: String,
    checked: bool,
    from: String,
    problem: Option<String>,
}

/// The groups as they are stored.
pub fn stored_groups(tree: &[GroupInTree], holders: &[Holder], visit: &Visit) -> Vec<GroupRow> {
    let zone = visit.site().config().zone;
    group_rows(tree, visit.language, |entry| {
        let holder = holders.iter().find(|holder| holder.group_id == entry.group.id);
        (
            holder.is_some(),
            holder.map(|holder| day_in(holder.from, zone).to_string()).unwrap_or_default(),
            None,
        )
    })
}

/// The groups as they were typed.
pub fn typed_groups(
    tree: &[GroupInTree],
    fields: &Fields,
    errors: &FormErrors,
    visit: &Visit,
) -> Vec<GroupRow> {
    group_rows(tree, visit.language, |entry| {
        let from = from_field(entry.group.id);
        let problem = errors.get(&from).map(str::to_owned);
        (fields.has(&group_field(entry.group.id)), fields.raw(&from).to_owned(), problem)
    })
}

fn group_rows(
    tree: &[GroupInTree],
    language: Language,
    state: impl Fn(&GroupInTree) -> (bool, String, Option<String>),
) -> Vec<GroupRow> {
    tree.iter()
        .map(|entry| {
            let (checked, from, problem) = state(entry);
            GroupRow {
                box_name: group_field(entry.group.id),
                from_name: from_field(entry.group.id),
                name: indented(entry, language),
                checked,
                from,
                problem,
            }
        })
        .collect()
}
