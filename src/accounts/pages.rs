//! What the templates of this room get.

pub mod import;

use serde::Serialize;

use super::model::{Group, GroupInTree, PersonListItem, Role};
use crate::db::GroupId;
use crate::web::components::{Choice, Crumb};
use crate::web::{Language, Visit};

/// The way to a page below the list of people.
pub fn below_people(visit: &Visit, page: &str) -> [Crumb; 2] {
    [Crumb::up("/people", visit.text("people-title")), Crumb::here(page)]
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

/// The group's name behind as many spaces as it lies deep.
pub fn indented(entry: &GroupInTree, language: Language) -> String {
    format!("{}{}", "\u{3000}".repeat(entry.depth), group_name(language, &entry.group))
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
