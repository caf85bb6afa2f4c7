//! The rows of a spreadsheet of people, each with what it would do and why.

use std::collections::HashMap;

use serde::Serialize;

use super::Review;
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::{group_name, joined, role_name};
use crate::accounts::rules::bringing_in::{
    Change, Column, ColumnUses, Decision, Expected, GroupWish, Known, KnownPerson, Likeness, ManagerWish,
    RowPerson, Verdict,
};
use crate::db::{GroupId, PersonId};
use crate::web::components::{Choice, Pill};
use crate::web::{Language, Visit};

/// A row of the spreadsheet.
#[derive(Debug, Serialize)]
pub(super) struct ImportRow {
    number: usize,
    cells: Vec<NamedCell>,
    verdict: Pill,
    /// What changes, or why it cannot be taken.
    lines: Vec<String>,
    /// The page of the person who is meant.
    href: Option<String>,
    /// Name of the box that leaves the row out.
    skip: Option<String>,
    is_skipped: bool,
    /// Name of the choice who is meant.
    who: Option<String>,
    who_choices: Vec<Choice>,
}

impl ImportRow {
    /// Whether something can be decided about it.
    pub(super) fn is_decided_here(&self) -> bool {
        self.skip.is_some() || self.who.is_some()
    }
}

/// A cell with what it holds.
#[derive(Debug, Serialize)]
struct NamedCell {
    name: String,
    text: String,
}

/// Names by id.
pub(super) struct Names<'a> {
    people: HashMap<PersonId, &'a KnownPerson>,
    groups: HashMap<GroupId, String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(known: &'a Known, tree: &[GroupInTree], language: Language) -> Self {
        let group = |one: &GroupInTree| (one.group.id, group_name(language, &one.group).to_owned());
        Self {
            people: known.people.iter().map(|one| (one.id, one)).collect(),
            groups: tree.iter().map(group).collect(),
        }
    }

    pub(super) fn person(&self, id: PersonId) -> String {
        self.people.get(&id).map_or_else(String::new, |one| one.name.clone())
    }

    /// A person with number, so that two of one name are told apart.
    fn told_apart(&self, id: PersonId) -> String {
        let Some(person) = self.people.get(&id) else { return String::new() };
        let login = [&person.employee_number, &person.phone, &person.email].into_iter().flatten().next();
        let groups: Vec<&str> =
            person.groups.iter().filter_map(|one| self.groups.get(one)).map(String::as_str).collect();
        let parts = std::iter::once(person.name.as_str()).chain(login.map(String::as_str)).chain(groups);
        parts.collect::<Vec<_>>().join(" · ")
    }

    fn groups(&self, ids: &[GroupId]) -> Vec<String> {
        ids.iter().filter_map(|id| self.groups.get(id).cloned()).collect()
    }
}

/// A group that does not exist, as it is written.
pub fn wished_group(wish: &GroupWish) -> Option<String> {
    match wish {
        GroupWish::New(path) => Some(path.join(" / ")),
        GroupWish::Known(_) => None,
    }
}

/// What a column holds, in words.
pub(super) fn column_words(column: Column, visit: &Visit) -> String {
    visit.text(match column {
        Column::EmployeeNumber => "people-employee-number",
        Column::Name => "people-name",
        Column::LatinName => "people-latin-name",
        Column::Phone => "people-phone",
        Column::Email => "people-email",
        Column::Group => "people-group",
        Column::Role => "people-role",
        Column::HiredOn => "people-hired-on",
        Column::Manager => "people-reports-to",
    })
}

/// The row with what it would do.
pub(super) fn import_row(
    (number, cells, verdict): (usize, &[String], &Verdict),
    review: &Review<'_>,
    names: &Names<'_>,
    visit: &Visit,
) -> ImportRow {
    let (kind, shape, word) = match verdict {
        Verdict::New(_) => ("ok", "plus", "people-import-verdict-new"),
        Verdict::Same(_) => ("none", "pair", "people-import-verdict-same"),
        Verdict::Changed(..) => ("run", "run", "people-import-verdict-changed"),
        Verdict::Returned(..) => ("ok", "ok", "people-import-verdict-returned"),
        Verdict::Duplicate(_) => ("warn", "warn", "people-import-verdict-duplicate"),
        Verdict::Skipped => ("none", "none", "people-import-verdict-skipped"),
        Verdict::Error(..) => ("bad", "bad", "people-import-verdict-error"),
    };
    let named = review.uses.columns.iter().filter_map(|(place, column)| {
        let text = cells.get(*place).filter(|text| !text.is_empty())?.clone();
        Some(NamedCell { name: column_words(*column, visit), text })
    });
    let decision = review.choices.rows.get(&number);
    let is_duplicate = matches!(verdict, Verdict::Duplicate(_));
    let was_decided = matches!(decision, Some(Decision::New | Decision::Person(_)));
    let may_skip =
        matches!(verdict, Verdict::New(_) | Verdict::Changed(..) | Verdict::Returned(..) | Verdict::Skipped);
    let has_choice = is_duplicate || was_decided;
    ImportRow {
        number,
        cells: named.collect(),
        verdict: Pill { kind, shape, word: visit.text(word) },
        lines: lines(cells, verdict, review, names, visit),
        href: verdict.person().map(|id| format!("/people/{id}")),
        skip: (may_skip && !has_choice).then(|| format!("skip-{number}")),
        is_skipped: decision == Some(&Decision::Skip),
        who: has_choice.then(|| format!("who-{number}")),
        who_choices: if has_choice { who_choices(verdict, decision, names, visit) } else { Vec::new() },
    }
}

fn who_choices(
    verdict: &Verdict,
    decision: Option<&Decision>,
    names: &Names<'_>,
    visit: &Visit,
) -> Vec<Choice> {
    let mut choices = vec![
        Choice::new("", visit.text("people-import-who-open"), decision.is_none()),
        Choice::new("new", visit.text("people-import-who-new"), decision == Some(&Decision::New)),
        Choice::new("skip", visit.text("people-import-who-skip"), decision == Some(&Decision::Skip)),
    ];
    let mut people: Vec<PersonId> = match verdict {
        Verdict::Duplicate(alike) => alike.iter().map(|(id, _)| *id).collect(),
        _ => Vec::new(),
    };
    if let Some(Decision::Person(id)) = decision
        && !people.contains(id)
    {
        people.push(*id);
    }
    for id in people {
        let said = visit.text_with("people-import-who-is", [("name", names.told_apart(id))]);
        choices.push(Choice::new(id.to_string(), said, decision == Some(&Decision::Person(id))));
    }
    choices
}

fn lines(
    cells: &[String],
    verdict: &Verdict,
    review: &Review<'_>,
    names: &Names<'_>,
    visit: &Visit,
) -> Vec<String> {
    match verdict {
        Verdict::New(row) => new_lines(row, names, visit),
        Verdict::Changed(_, changes, _) | Verdict::Returned(_, changes, _) => {
            changes.iter().map(|change| change_line(change, names, visit)).collect()
        }
        Verdict::Duplicate(alike) => alike
            .iter()
            .map(|(id, likeness)| {
                let why = match likeness {
                    Likeness::Phone => "people-import-like-phone",
                    Likeness::Email => "people-import-like-email",
                    Likeness::Name => "people-import-like-name",
                    Likeness::SimilarName => "people-import-like-similar",
                };
                visit.text_with(why, [("name", names.told_apart(*id))])
            })
            .collect(),
        Verdict::Error(column, expected) => {
            vec![problem_words((*column, *expected), cells, review.uses, |id| names.told_apart(id), visit)]
        }
        Verdict::Same(_) | Verdict::Skipped => Vec::new(),
    }
}

/// What of somebody new is not simply as the cell says.
fn new_lines(row: &RowPerson, names: &Names<'_>, visit: &Visit) -> Vec<String> {
    let mut lines = Vec::new();
    let groups = group_words(&row.groups, names, visit);
    if !groups.is_empty() {
        lines.push(visit.text_with("people-import-new-group", [("groups", groups)]));
    }
    if let Some(role) = row.role {
        lines.push(visit.text_with("people-import-new-role", [("role", role_name(visit, role))]));
    }
    lines
}

fn group_words(wishes: &[GroupWish], names: &Names<'_>, visit: &Visit) -> String {
    let words: Vec<String> = wishes
        .iter()
        .filter_map(|wish| match wish {
            GroupWish::Known(id) => names.groups.get(id).cloned(),
            new => wished_group(new),
        })
        .collect();
    joined(visit.language, &words)
}

/// Old and new of one thing that changes.
fn change_line(change: &Change, names: &Names<'_>, visit: &Visit) -> String {
    let nothing = || visit.text("people-import-nothing-there");
    let (field, old, new) = match change {
        Change::Text(column, old, new) => {
            (column_words(*column, visit), old.clone().unwrap_or_else(nothing), new.clone())
        }
        Change::Groups(old, new) => {
            let old = names.groups(old);
            let old = if old.is_empty() { nothing() } else { joined(visit.language, &old) };
            (column_words(Column::Group, visit), old, group_words(new, names, visit))
        }
        Change::Role(role) => {
            return visit.text_with("people-import-new-role", [("role", role_name(visit, *role))]);
        }
        Change::HiredOn(old, new) => {
            let old = old.map_or_else(nothing, |day| day.to_string());
            (column_words(Column::HiredOn, visit), old, new.to_string())
        }
        Change::Manager(old, new) => {
            let old = old.map_or_else(nothing, |id| names.person(id));
            let new = match new {
                ManagerWish::Known(id) => names.person(*id),
                ManagerWish::Row(row) => visit.text_with(
                    "people-import-row-number",
                    [("row", i64::try_from(*row).unwrap_or_default())],
                ),
            };
            (column_words(Column::Manager, visit), old, new)
        }
    };
    visit.text_with("people-import-change", [("field", field), ("old", old), ("new", new)])
}

/// Where the problem is, what was found, what was expected.
pub fn problem_words(
    (column, expected): (Column, Expected),
    cells: &[String],
    uses: &ColumnUses,
    person: impl Fn(PersonId) -> String,
    visit: &Visit,
) -> String {
    let found = uses.cell(cells, column);
    let found = if found.is_empty() { visit.text("people-import-empty") } else { found.to_owned() };
    let cell = uses.letter(column).unwrap_or_else(|| column_words(column, visit));
    let said = [("cell", cell), ("found", found), ("expected", expected_words(expected, person, visit))];
    visit.text_with("people-import-problem", said)
}

fn expected_words(expected: Expected, person: impl Fn(PersonId) -> String, visit: &Visit) -> String {
    let row = |row: usize| [("row", i64::try_from(row).unwrap_or_default())];
    visit.text(match expected {
        Expected::NobodyElses(id) => {
            return visit.text_with("people-import-expected-nobody-elses", [("name", person(id))]);
        }
        Expected::OnceInFile(number) => return visit.text_with("people-import-expected-once", row(number)),
        Expected::OnePersonOnce(number) => {
            return visit.text_with("people-import-expected-one-person", row(number));
        }
        Expected::Name => "people-import-expected-name",
        Expected::PrintableName => "people-import-expected-printable",
        Expected::Number => "people-import-expected-number",
        Expected::Login => "people-import-expected-login",
        Expected::Phone => "people-import-expected-phone",
        Expected::Email => "people-import-expected-email",
        Expected::Group => "people-import-expected-group",
        Expected::Role => "people-import-expected-role",
        Expected::RoleOfYours => "people-import-expected-role-yours",
        Expected::PersonOfYours => "people-import-expected-person-yours",
        Expected::Day => "people-import-expected-day",
        Expected::Manager => "people-import-expected-manager",
        Expected::SomebodyElse => "people-import-expected-somebody-else",
    })
}
