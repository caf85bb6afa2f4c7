//! What bringing in one row would do, compared with what is known and what earlier rows said.

use std::collections::{BTreeSet, HashMap};

use super::known::Index;
use super::{
    Change, Choices, Column, Decision, Expected, GroupWish, Known, KnownPerson, Likeness, ManagerWish,
    RowPerson, Verdict,
};
use crate::accounts::model::Role;
use crate::base::text::fold_login;
use crate::db::{GroupId, PersonId};

/// What earlier rows said.
#[derive(Default)]
pub(super) struct Seen {
    logins: HashMap<String, usize>,
    people: HashMap<PersonId, usize>,
}

/// A cell that cannot be taken, and what was expected there.
pub(super) struct Wrong(Column, Expected);

impl From<Wrong> for Verdict {
    fn from(Wrong(column, expected): Wrong) -> Self {
        Self::Error(column, expected)
    }
}

/// What a row is compared with.
pub(super) struct Compare<'a> {
    pub(super) known: &'a Known,
    pub(super) index: &'a Index<'a>,
    pub(super) people: &'a HashMap<PersonId, &'a KnownPerson>,
    pub(super) choices: &'a Choices,
}

impl Compare<'_> {
    /// What the row would do.
    pub(super) fn row(&self, row: RowPerson, number: usize, seen: &mut Seen) -> Result<Verdict, Wrong> {
        for (column, login) in row.logins() {
            if let Some(earlier) = seen.logins.get(&login) {
                return Err(Wrong(column, Expected::OnceInFile(*earlier)));
            }
            seen.logins.insert(login, number);
        }
        let decision = self.choices.rows.get(&number);
        let Some(person) = self.who(&row, decision)? else {
            return self.somebody_new(row, decision);
        };
        if let Some(earlier) = seen.people.get(&person.id) {
            return Err(Wrong(Column::EmployeeNumber, Expected::OnePersonOnce(*earlier)));
        }
        seen.people.insert(person.id, number);
        self.somebody_known(row, person)
    }

    /// Who is meant: the employee number decides, without one the telephone number or the address.
    fn who(&self, row: &RowPerson, decision: Option<&Decision>) -> Result<Option<&KnownPerson>, Wrong> {
        if let Some(Decision::Person(id)) = decision
            && let Some(person) = self.people.get(id)
        {
            return Ok(Some(person));
        }
        if let Some(number) = &row.employee_number {
            return Ok(self.index.by_login.get(&fold_login(number)).copied());
        }
        let by_phone = row.phone.as_ref().and_then(|one| self.index.by_login.get(&fold_login(one)));
        let by_email = row.email.as_ref().and_then(|one| self.index.by_login.get(&fold_login(one)));
        match (by_phone, by_email) {
            (Some(one), Some(other)) if one.id != other.id => {
                Err(Wrong(Column::Email, Expected::NobodyElses(other.id)))
            }
            (one, other) => Ok(one.or(other).copied()),
        }
    }

    fn somebody_new(&self, row: RowPerson, decision: Option<&Decision>) -> Result<Verdict, Wrong> {
        let Some(name) = &row.name else { return Err(Wrong(Column::Name, Expected::Name)) };
        let mut alike: Vec<(PersonId, Likeness)> = Vec::new();
        for (column, login, likeness) in
            [(Column::Phone, &row.phone, Likeness::Phone), (Column::Email, &row.email, Likeness::Email)]
        {
            let Some(other) = login.as_ref().and_then(|one| self.index.by_login.get(&fold_login(one))) else {
                continue;
            };
            if decision == Some(&Decision::New) {
                return Err(Wrong(column, Expected::NobodyElses(other.id)));
            }
            alike.push((other.id, likeness));
        }
        if decision != Some(&Decision::New) {
            let named = self.index.alike(name, &row.groups, row.employee_number.is_some());
            alike.extend(named.into_iter().map(|(person, likeness)| (person.id, likeness)));
        }
        let mut met = BTreeSet::new();
        alike.retain(|(id, _)| met.insert(*id));
        if !alike.is_empty() {
            return Ok(Verdict::Duplicate(alike));
        }
        if row.role.is_some_and(|role| role != Role::Trainee) && !self.known.is_admin {
            return Err(Wrong(Column::Role, Expected::RoleOfYours));
        }
        self.groups_exist(&row)?;
        Ok(Verdict::New(row))
    }

    fn groups_exist(&self, row: &RowPerson) -> Result<(), Wrong> {
        let is_missing = row.groups.iter().any(|wish| matches!(wish, GroupWish::New(_)));
        if is_missing && !self.choices.add_groups {
            return Err(Wrong(Column::Group, Expected::Group));
        }
        Ok(())
    }

    fn somebody_known(&self, row: RowPerson, person: &KnownPerson) -> Result<Verdict, Wrong> {
        self.groups_exist(&row)?;
        let mut changes: Vec<Change> = Vec::new();
        let texts = [
            (Column::EmployeeNumber, &person.employee_number, &row.employee_number),
            (Column::Name, &Some(person.name.clone()), &row.name),
            (Column::LatinName, &person.latin_name, &row.latin_name),
            (Column::Phone, &person.phone, &row.phone),
            (Column::Email, &person.email, &row.email),
        ];
        for (column, now, new) in texts {
            // An empty cell takes nothing away.
            let Some(new) = new else { continue };
            let is_login = !matches!(column, Column::Name | Column::LatinName);
            let is_same = match now {
                _ if is_login && person.logins.contains(&fold_login(new)) => true,
                Some(now) if is_login => fold_login(now) == fold_login(new),
                Some(now) => now == new,
                None => false,
            };
            if is_same {
                continue;
            }
            if is_login {
                self.may_sign_in_by(column, new, person)?;
            }
            changes.push(Change::Text(column, now.clone(), new.clone()));
        }
        if let Some(groups) = other_groups(&person.groups, &row.groups) {
            changes.push(Change::Groups(person.groups.clone(), groups));
        }
        if let Some(role) = row.role.filter(|role| !person.roles.contains(role)) {
            if !self.known.is_admin && (role != Role::Trainee || !person.may_be_changed_by(false)) {
                return Err(Wrong(Column::Role, Expected::RoleOfYours));
            }
            changes.push(Change::Role(role));
        }
        let has_returned = person.hired_on.is_none();
        match row.hired_on {
            Some(day) if !has_returned && person.hired_on != Some(day) => {
                changes.push(Change::HiredOn(person.hired_on, day));
            }
            _ => {}
        }
        match &row.manager {
            Some(ManagerWish::Known(id)) if *id == person.id => {
                return Err(Wrong(Column::Manager, Expected::SomebodyElse));
            }
            Some(wish) if person.manager.map(ManagerWish::Known).as_ref() != Some(wish) => {
                changes.push(Change::Manager(person.manager, wish.clone()));
            }
            _ => {}
        }
        if has_returned {
            // Returning opens the account again, which is a change of sign-in.
            if !person.may_be_changed_by(self.known.is_admin) {
                return Err(Wrong(Column::EmployeeNumber, Expected::PersonOfYours));
            }
            return Ok(Verdict::Returned(person.id, changes, row));
        }
        Ok(if changes.is_empty() {
            Verdict::Same(person.id)
        } else {
            Verdict::Changed(person.id, changes, row)
        })
    }

    /// A new name to sign in with: nobody else's, and only of those whose sign-in the reader may change.
    fn may_sign_in_by(&self, column: Column, login: &str, person: &KnownPerson) -> Result<(), Wrong> {
        if !person.may_be_changed_by(self.known.is_admin) {
            return Err(Wrong(column, Expected::PersonOfYours));
        }
        match self.index.by_login.get(&fold_login(login)) {
            Some(other) if other.id != person.id => Err(Wrong(column, Expected::NobodyElses(other.id))),
            _ => Ok(()),
        }
    }
}

/// The groups a row asks for where they are others: one group that the person is in already changes nothing, several are
/// meant as all there are.
fn other_groups(now: &[GroupId], wished: &[GroupWish]) -> Option<Vec<GroupWish>> {
    let is_in = |wish: &GroupWish| matches!(wish, GroupWish::Known(id) if now.contains(id));
    let is_same = match wished {
        [] => true,
        [one] => is_in(one),
        several => several.iter().all(is_in) && several.len() == now.len(),
    };
    (!is_same).then(|| wished.to_vec())
}
