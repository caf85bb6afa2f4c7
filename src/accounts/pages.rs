//! What the templates of this room get.

use serde::Serialize;

use super::model::{Group, GroupInTree, PersonListItem, Role};
use crate::db::GroupId;
use crate::web::{FormErrors, Language, Visit};

/// An entry of a select or a row to tick.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Letter before a row; rows here have none.
    pub key: Option<String>,
    /// Whether a row is ticked.
    pub checked: bool,
    /// Whether an entry is chosen.
    pub selected: bool,
}

impl Choice {
    /// An entry that is chosen (or ticked) or not.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), key: None, checked: chosen, selected: chosen }
    }
}

/// A line of the error summary.
#[derive(Debug, Serialize)]
pub struct ErrorItem {
    field: String,
    text: String,
}

/// The error summary of a form.
pub fn error_list(errors: &FormErrors) -> Vec<ErrorItem> {
    errors
        .list()
        .into_iter()
        .map(|item| ErrorItem { field: item.field.to_owned(), text: item.text.to_owned() })
        .collect()
}

/// A step of the way to a page.
#[derive(Debug, Serialize)]
pub struct Crumb {
    label: String,
    href: Option<&'static str>,
}

/// The way to a page below the list of people.
pub fn below_people(visit: &Visit, page: &str) -> [Crumb; 2] {
    [
        Crumb { label: visit.text("people-title"), href: Some("/people") },
        Crumb { label: page.to_owned(), href: None },
    ]
}

/// The name of a role in the reader's language.
pub fn role_name(visit: &Visit, role: Role) -> String {
    visit.text(match role {
        Role::Trainee => "people-role-trainee",
        Role::Trainer => "people-role-trainer",
        Role::Hr => "people-role-hr",
        Role::Admin => "people-role-admin",
    })
}

/// Every role as a row to tick or an entry to choose.
pub fn role_choices(visit: &Visit, chosen: &[Role]) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice::new(role.as_str(), role_name(visit, *role), chosen.contains(role)))
        .collect()
}

/// Every group as a row to tick or an entry to choose, in the order of the tree, with the names of those above it.
pub fn group_choices(language: Language, tree: &[GroupInTree], chosen: &[GroupId]) -> Vec<Choice> {
    tree.iter()
        .map(|entry| {
            let label = full_name(language, tree, &entry.group);
            Choice::new(entry.group.code.clone(), label, chosen.contains(&entry.group.id))
        })
        .collect()
}

/// The name of a group after the names of those above it: East › East 1.
fn full_name(language: Language, tree: &[GroupInTree], group: &Group) -> String {
    let mut names = vec![group_name(language, group)];
    let mut above = group.parent_id;
    while let Some(next) = above.and_then(|id| tree.iter().find(|entry| entry.group.id == id)) {
        names.push(group_name(language, &next.group));
        above = next.group.parent_id;
    }
    names.reverse();
    names.join(" › ")
}

/// The name of a group in the reader's language.
pub fn group_name(language: Language, group: &Group) -> &str {
    language.pick(&group.name_zh, &group.name_en)
}

/// The groups with these codes; `None` when one does not exist.
pub fn groups_with_codes(tree: &[GroupInTree], codes: &[&str]) -> Option<Vec<GroupId>> {
    codes
        .iter()
        .map(|code| tree.iter().find(|entry| entry.group.code == *code).map(|entry| entry.group.id))
        .collect()
}

/// Several names in one line, as the language separates them.
pub fn joined(language: Language, names: &[String]) -> String {
    names.join(language.pick("、", ", "))
}

/// A row of the list of people.
#[derive(Debug, Serialize)]
pub struct PersonRow {
    href: String,
    name: String,
    sub: String,
    roles: String,
    groups: String,
    is_blocked: bool,
    has_password: bool,
}

impl PersonRow {
    /// The row of a person.
    pub fn new(visit: &Visit, person: &PersonListItem) -> Self {
        let sub: Vec<&str> = [&person.latin_name, &person.employee_number]
            .into_iter()
            .filter_map(|one| one.as_deref())
            .collect();
        let roles: Vec<String> = person.roles.iter().map(|role| role_name(visit, *role)).collect();
        let groups: Vec<String> =
            person.groups.iter().map(|group| group_name(visit.language, group).to_owned()).collect();
        Self {
            href: format!("/people/{}", person.id),
            name: person.name.clone(),
            sub: sub.join(" · "),
            roles: joined(visit.language, &roles),
            groups: joined(visit.language, &groups),
            is_blocked: person.is_blocked,
            has_password: person.has_password,
        }
    }
}

/// The pages of a long list.
#[derive(Debug, Serialize)]
pub struct Pager {
    sum: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
}

#[derive(Debug, Serialize)]
struct PageLink {
    label: String,
    href: Option<String>,
    current: bool,
}

impl Pager {
    /// Page `number` (from 1) of `total` rows, `size` a page. `address` gives the address of a page.
    pub fn new(visit: &Visit, number: i64, size: i64, total: i64, address: impl Fn(i64) -> String) -> Self {
        let last = ((total - 1).max(0) / size) + 1;
        let from = ((number - 1) * size + 1).min(total);
        let to = (number * size).min(total);
        let mut pages = Vec::new();
        let mut before = 0;
        for one in 1..=last {
            if one != 1 && one != last && (one - number).abs() > 2 {
                continue;
            }
            if one != before + 1 {
                pages.push(PageLink { label: "…".to_owned(), href: None, current: false });
            }
            before = one;
            let current = one == number;
            pages.push(PageLink { label: one.to_string(), href: (!current).then(|| address(one)), current });
        }
        Self {
            sum: visit.text_with("people-pages", [("from", from), ("to", to), ("total", total)]),
            previous: (number > 1).then(|| address(number - 1)),
            next: (number < last).then(|| address(number + 1)),
            pages,
        }
    }
}

/// The number of a page as it stands in an address: 1 for anything that is none.
pub fn page_number(text: Option<&str>) -> i64 {
    text.and_then(|text| text.parse().ok()).filter(|number| (1..=1_000_000).contains(number)).unwrap_or(1)
}
