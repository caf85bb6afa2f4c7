//! Whom new rules affect, before they are published.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::certification::model::PersonLine;
use crate::certification::rules::standing::{Standing, State};
use crate::db::PersonId;

/// People named on the page; the others are counted.
const NAMED: usize = 200;

/// What new rules would change on their first day.
#[derive(Debug, Serialize)]
pub struct Preview {
    day: NaiveDate,
    affected: usize,
    rows: Vec<PreviewRow>,
    /// Affected people that are not named.
    more: usize,
    counts: Vec<StateCount>,
    must_before: usize,
    must_after: usize,
}

/// A person for whom something changes.
#[derive(Debug, Serialize)]
struct PreviewRow {
    href: String,
    name: String,
    employee_number: Option<String>,
    before: State,
    after: State,
    must_before: bool,
    must_after: bool,
}

/// How many people have a state, before and after.
#[derive(Debug, Serialize)]
struct StateCount {
    state: State,
    before: usize,
    after: usize,
}

/// Where somebody stands under the rules as they are and under the new ones.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Who it is.
    pub person: PersonId,
    /// Under the rules as they are.
    pub before: Standing,
    /// Under the new ones.
    pub after: Standing,
}

impl Difference {
    fn matters(&self) -> bool {
        self.before.state != self.after.state || self.before.must_hold != self.after.must_hold
    }
}

/// Those for whom something changes.
pub fn affected(all: &[Difference]) -> Vec<PersonId> {
    all.iter().filter(|one| one.matters()).map(|one| one.person).collect()
}

impl Preview {
    /// The differences on the first day of the new rules, with the names of those affected.
    pub fn new(day: NaiveDate, all: &[Difference], names: &HashMap<PersonId, PersonLine>) -> Self {
        let mut rows: Vec<PreviewRow> = all
            .iter()
            .filter(|one| one.matters())
            .filter_map(|one| {
                let line = names.get(&one.person)?;
                Some(PreviewRow {
                    href: format!("/people/{}/certifications", one.person),
                    name: line.name.clone(),
                    employee_number: line.employee_number.clone(),
                    before: one.before.state,
                    after: one.after.state,
                    must_before: one.before.must_hold,
                    must_after: one.after.must_hold,
                })
            })
            .collect();
        rows.sort_by(|one, other| {
            (one.after, &one.employee_number, &one.name).cmp(&(
                other.after,
                &other.employee_number,
                &other.name,
            ))
        });
        let affected = rows.len();
        rows.truncate(NAMED);
        Self {
            day,
            affected,
            more: affected - rows.len(),
            rows,
            counts: counts(all),
            must_before: all.iter().filter(|one| one.before.must_hold).count(),
            must_after: all.iter().filter(|one| one.after.must_hold).count(),
        }
    }
}

fn counts(all: &[Difference]) -> Vec<StateCount> {
    let mut before: BTreeMap<State, usize> = BTreeMap::new();
    let mut after: BTreeMap<State, usize> = BTreeMap::new();
    for one in all {
        *before.entry(one.before.state).or_default() += 1;
        *after.entry(one.after.state).or_default() += 1;
    }
    let states: BTreeSet<State> = before.keys().chain(after.keys()).copied().collect();
    states
        .into_iter()
        .map(|state| StateCount {
            state,
            before: before.get(&state).copied().unwrap_or_default(),
            after: after.get(&state).copied().unwrap_or_default(),
        })
        .collect()
}
