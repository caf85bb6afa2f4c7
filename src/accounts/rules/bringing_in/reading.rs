//! What one row says.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use super::known::{GroupWish, Index, Known};
use super::{Column, ColumnUses, Expected};
use crate::accounts::model::Role;
use crate::accounts::rules::{is_email, is_phone};
use crate::base::clock::parse_day;
use crate::base::text::{fold_login, fold_words};
use crate::db::PersonId;

/// How many days ahead somebody may be hired.
const HIRED_AHEAD: u64 = 366;

/// To whom somebody reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManagerWish {
    /// Somebody who is there.
    Known(PersonId),
    /// The person of another row, who is new.
    Row(usize),
}

/// A person as a row says it. What the row leaves open is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowPerson {
    /// Full name.
    pub name: Option<String>,
    /// Name in Latin letters.
    pub latin_name: Option<String>,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Groups.
    pub groups: Vec<GroupWish>,
    /// A role.
    pub role: Option<Role>,
    /// First day in the company.
    pub hired_on: Option<NaiveDate>,
    /// To whom they report.
    pub manager: Option<ManagerWish>,
}

impl RowPerson {
    /// The names the person would sign in with, folded.
    pub fn logins(&self) -> Vec<(Column, String)> {
        [
            (Column::EmployeeNumber, &self.employee_number),
            (Column::Phone, &self.phone),
            (Column::Email, &self.email),
        ]
        .into_iter()
        .filter_map(|(column, login)| Some((column, fold_login(login.as_ref()?))))
        .collect()
    }
}

/// What a row says, or the cell that cannot be taken. `own_numbers` are the employee numbers of the file with their rows.
pub(super) fn read(
    cells: &[String],
    uses: &ColumnUses,
    known: &Known,
    index: &Index<'_>,
    own_numbers: &HashMap<String, usize>,
) -> Result<RowPerson, (Column, Expected)> {
    let cell = |column| Some(uses.cell(cells, column)).filter(|text| !text.is_empty());
    let row = RowPerson {
        name: cell(Column::Name).map(|text| name(Column::Name, text)).transpose()?,
        latin_name: cell(Column::LatinName).map(|text| name(Column::LatinName, text)).transpose()?,
        employee_number: cell(Column::EmployeeNumber)
            .map(|text| login(text, |text| text.chars().count() <= 60))
            .map(|found| found.ok_or((Column::EmployeeNumber, Expected::Number)))
            .transpose()?,
        phone: cell(Column::Phone)
            .map(|text| login(text, is_phone).ok_or((Column::Phone, Expected::Phone)))
            .transpose()?,
        email: cell(Column::Email)
            .map(|text| login(text, is_email).ok_or((Column::Email, Expected::Email)))
            .transpose()?,
        groups: groups(cell(Column::Group).unwrap_or_default(), index)?,
        role: cell(Column::Role).map(|text| role(text).ok_or((Column::Role, Expected::Role))).transpose()?,
        hired_on: cell(Column::HiredOn)
            .map(|text| day(text, known.today).ok_or((Column::HiredOn, Expected::Day)))
            .transpose()?,
        manager: None,
    };
    if row.employee_number.is_none() && row.phone.is_none() && row.email.is_none() {
        return Err((Column::EmployeeNumber, Expected::Login));
    }
    let manager = cell(Column::Manager)
        .map(|text| manager(text, index, own_numbers).ok_or((Column::Manager, Expected::Manager)))
        .transpose()?;
    let own = row.employee_number.as_ref().and_then(|number| own_numbers.get(&fold_login(number)));
    if matches!(&manager, Some(ManagerWish::Row(other)) if Some(other) == own) {
        return Err((Column::Manager, Expected::SomebodyElse));
    }
    Ok(RowPerson { manager, ..row })
}

fn name(column: Column, text: &str) -> Result<String, (Column, Expected)> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = if column == Column::Name { 200 } else { 100 };
    if text.chars().count() > longest || text.chars().any(char::is_control) {
        return Err((column, Expected::Name));
    }
    if !certificate_pdf::missing(&text).is_empty() {
        return Err((column, Expected::PrintableName));
    }
    Ok(text)
}

/// A name to sign in with, in half width.
fn login(text: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let is_line = !text.chars().any(char::is_control) && text.chars().count() <= 100;
    (is_line && is_right(text) && !fold_login(text).is_empty()).then(|| text.to_owned())
}

fn groups(text: &str, index: &Index<'_>) -> Result<Vec<GroupWish>, (Column, Expected)> {
    let text: String = text.nfkc().collect();
    let mut found = text
        .split([';', '\n'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| index.group(one).ok_or((Column::Group, Expected::Group)))
        .collect::<Result<Vec<_>, _>>()?;
    found.sort();
    found.dedup();
    Ok(found)
}

fn role(text: &str) -> Option<Role> {
    match fold_words(text).as_str() {
        "学员" | "员工" | "trainee" | "employee" => Some(Role::Trainee),
        "培训师" | "讲师" | "培训讲师" | "trainer" => Some(Role::Trainer),
        "人事" | "hr" | "human resources" => Some(Role::Hr),
        "管理员" | "admin" | "administrator" => Some(Role::Admin),
        _ => None,
    }
}

/// The first day in the company: at most a year ahead.
fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let last = today.checked_add_days(Days::new(HIRED_AHEAD))?;
    parse_day(text).filter(|day| *day <= last)
}

/// A person by a name they sign in with, of this file or known; by their name where only one has it.
fn manager(text: &str, index: &Index<'_>, own_numbers: &HashMap<String, usize>) -> Option<ManagerWish> {
    let login = fold_login(text);
    if let Some(person) = index.by_login.get(&login) {
        return Some(ManagerWish::Known(person.id));
    }
    if let Some(row) = own_numbers.get(&login) {
        return Some(ManagerWish::Row(*row));
    }
    index.only_one_named(text).map(ManagerWish::Known)
}
