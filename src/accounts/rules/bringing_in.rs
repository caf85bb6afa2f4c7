//! People from a spreadsheet: what its columns hold, what each row says, and what bringing it in would change.

mod columns;
mod compare;
mod known;
mod reading;

pub use crate::base::spreadsheet::Cells;
pub use columns::{Column, ColumnUses};
pub use known::{GroupWish, Known, KnownGroup, KnownPerson, Likeness, name_key};
pub use reading::{ManagerWish, RowPerson};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::compare::{Compare, Seen};
use self::known::Index;
use self::reading::read;
use crate::accounts::model::Role;
use crate::base::text::fold_login;
use crate::db::{GroupId, PersonId};

/// What the reviewer decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is left out.
    Skip,
    /// It is somebody new, however much alike.
    New,
    /// It is this person.
    Person(PersonId),
}

/// Who has left among those who are not in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Nobody: the list is not complete.
    #[default]
    Stay,
    /// Everyone.
    LeftAll,
    /// Those of this group (by code) and of those below it.
    LeftOf(String),
}

/// What the reviewer decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// By number of the row.
    #[serde(default)]
    pub rows: BTreeMap<usize, Decision>,
    /// Whether groups that do not exist are added.
    #[serde(default)]
    pub add_groups: bool,
    /// Who has left.
    #[serde(default)]
    pub absent: Absent,
}

/// What is expected in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A name of at most 200 characters.
    Name,
    /// A name whose characters can be printed on certificates.
    PrintableName,
    /// A number of at most 60 characters on one line.
    Number,
    /// An employee number, a telephone number or an e-mail address.
    Login,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// One that nobody else has.
    NobodyElses(PersonId),
    /// One that no earlier row has.
    OnceInFile(usize),
    /// A person whom no earlier row is about.
    OnePersonOnce(usize),
    /// A group that exists.
    Group,
    /// One of the roles.
    Role,
    /// A role that the reader may give.
    RoleOfYours,
    /// A person whose sign-in the reader may change.
    PersonOfYours,
    /// A day such as 2024-03-01.
    Day,
    /// A person by employee number, phone or e-mail.
    Manager,
    /// Somebody else.
    SomebodyElse,
}

/// What changes of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A text: what stands there now and what will.
    Text(Column, Option<String>, String),
    /// The groups.
    Groups(Vec<GroupId>, Vec<GroupWish>),
    /// A role more.
    Role(Role),
    /// The first day in the company.
    HiredOn(Option<NaiveDate>, NaiveDate),
    /// To whom they report.
    Manager(Option<PersonId>, ManagerWish),
}

/// What bringing in a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Somebody new.
    New(RowPerson),
    /// Nothing: everything is as the row says.
    Same(PersonId),
    /// Somebody changes.
    Changed(PersonId, Vec<Change>, RowPerson),
    /// Somebody who had left is there again.
    Returned(PersonId, Vec<Change>, RowPerson),
    /// Somebody has to say whether it is one of these.
    Duplicate(Vec<(PersonId, Likeness)>),
    /// The reviewer left it out.
    Skipped,
    /// A cell cannot be taken.
    Error(Column, Expected),
}

impl Verdict {
    /// Who is meant, if it is somebody who is there already.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Same(id) | Self::Changed(id, ..) | Self::Returned(id, ..) => Some(*id),
            _ => None,
        }
    }
}

/// How many rows of each kind there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Somebody new.
    pub new: usize,
    /// Somebody changes.
    pub changed: usize,
    /// Somebody is there again.
    pub returned: usize,
    /// Nothing changes.
    pub same: usize,
    /// Possible duplicates that nobody decided, rows that were left out, and errors.
    pub left_out: usize,
    /// People who left, because they are not in the list.
    pub left: usize,
}

impl Counts {
    /// Of these verdicts and so many who left.
    pub fn of(verdicts: &[(usize, Verdict)], left: usize) -> Self {
        let mut counts = Self { left, ..Self::default() };
        for (_, verdict) in verdicts {
            *match verdict {
                Verdict::New(_) => &mut counts.new,
                Verdict::Changed(..) => &mut counts.changed,
                Verdict::Returned(..) => &mut counts.returned,
                Verdict::Same(_) => &mut counts.same,
                Verdict::Duplicate(_) | Verdict::Skipped | Verdict::Error(..) => &mut counts.left_out,
            } += 1;
        }
        counts
    }

    /// How many people it would change.
    pub fn changes(&self) -> usize {
        self.new + self.changed + self.returned + self.left
    }

    /// What the reviewer saw, so that nothing else is brought in than that.
    pub fn seen(&self) -> String {
        format!("{}-{}-{}-{}", self.new, self.changed, self.returned, self.left)
    }
}

/// What bringing in each row would do, in their order.
pub fn verdicts(
    rows: &[Cells],
    uses: &ColumnUses,
    known: &Known,
    choices: &Choices,
) -> Vec<(usize, Verdict)> {
    let index = Index::new(known);
    let people: HashMap<PersonId, &KnownPerson> = known.people.iter().map(|one| (one.id, one)).collect();
    let rows = || rows.iter().filter(|(number, _)| *number >= uses.first_row);
    let mut own_numbers: HashMap<String, usize> = HashMap::new();
    for (number, cells) in rows() {
        let cell = uses.cell(cells, Column::EmployeeNumber);
        if !cell.is_empty() {
            own_numbers.entry(fold_login(cell)).or_insert(*number);
        }
    }
    let mut seen = Seen::default();
    let compare = Compare { known, index: &index, people: &people, choices };
    rows()
        .map(|(number, cells)| {
            let verdict = match read(cells, uses, known, &index, &own_numbers) {
                _ if choices.rows.get(number) == Some(&Decision::Skip) => Err(Verdict::Skipped),
                Err((column, expected)) => Err(Verdict::Error(column, expected)),
                Ok(row) => compare.row(row, *number, &mut seen).map_err(Verdict::from),
            };
            (*number, verdict.unwrap_or_else(|verdict| verdict))
        })
        .collect()
}

/// People who work here, are not in the list and belong to whom the choice is about. Never the reader, never an
/// administrator, never anybody whom the reader may not change, nor anybody a row may mean that was left out.
pub fn absent(
    verdicts: &[(usize, Verdict)],
    known: &Known,
    scope: Option<&[GroupId]>,
    choice: &Absent,
    reader: Option<PersonId>,
) -> Vec<PersonId> {
    if *choice == Absent::Stay {
        return Vec::new();
    }
    let mut named: HashSet<PersonId> = HashSet::new();
    for (_, verdict) in verdicts {
        match verdict {
            Verdict::Duplicate(alike) => named.extend(alike.iter().map(|(id, _)| *id)),
            other => named.extend(other.person()),
        }
    }
    let in_scope = |person: &KnownPerson| {
        scope.is_none_or(|groups| person.groups.iter().any(|one| groups.contains(one)))
    };
    known
        .people
        .iter()
        .filter(|person| person.hired_on.is_some() && in_scope(person))
        .filter(|person| !named.contains(&person.id) && Some(person.id) != reader)
        .filter(|person| person.may_be_changed_by(known.is_admin) && !person.roles.contains(&Role::Admin))
        .map(|person| person.id)
        .collect()
}

/// Whether so many of so many who work here may leave only after the number was typed once more: more than 10 and more
/// than a tenth.
pub fn asks_again(left: usize, working: usize) -> bool {
    left > 10 && left * 10 > working
}

/// A group that rows ask for and that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGroup {
    /// The path as rows write it.
    pub path: Vec<String>,
    /// The group it would lie below, if that is there.
    pub above: Option<GroupId>,
    /// The names below that.
    pub names: Vec<String>,
}

/// The groups that rows ask for and that do not exist, those above before those below.
pub fn missing_groups(verdicts: &[(usize, Verdict)], known: &Known) -> Vec<MissingGroup> {
    let index = Index::new(known);
    let mut paths: BTreeSet<Vec<String>> = BTreeSet::new();
    for (_, verdict) in verdicts {
        let (Verdict::New(row) | Verdict::Changed(_, _, row) | Verdict::Returned(_, _, row)) = verdict else {
            continue;
        };
        for wish in &row.groups {
            if let GroupWish::New(path) = wish {
                paths.insert(path.clone());
            }
        }
    }
    paths
        .into_iter()
        .map(|path| {
            let (above, names) = index.split(&path);
            MissingGroup { above, names: names.to_vec(), path }
        })
        .collect()
}

#[cfg(test)]
mod tests;
