//! Certificates from a spreadsheet: what its columns hold, what each row says, and whether that can be brought in.

mod columns;

pub use crate::base::spreadsheet::Cells;
pub use columns::{Column, ColumnUses};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::last_day;
use crate::base::clock::parse_day as day;
pub use crate::base::text::fold_words as fold;
use crate::db::{CertificateId, PersonId, ProgrammeId};

/// A person who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// Who it is.
    pub id: PersonId,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Every name the person has or had, Latin ones too.
    pub names: Vec<String>,
}

/// A certification that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProgramme {
    /// Which one.
    pub id: ProgrammeId,
    /// Its code.
    pub code: String,
    /// Every title it has or had.
    pub titles: Vec<String>,
    /// Months a certificate is valid; `None` is without end.
    pub months: Option<u32>,
}

/// A certificate that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCertificate {
    /// Which one.
    pub id: CertificateId,
    /// Its number.
    pub number: String,
    /// The holder.
    pub person: PersonId,
    /// The certification.
    pub programme: ProgrammeId,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// All that rows are compared with.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Everyone.
    pub people: Vec<KnownPerson>,
    /// Every certification.
    pub programmes: Vec<KnownProgramme>,
    /// Every certificate that was not undone.
    pub certificates: Vec<KnownCertificate>,
    /// Code of the certification that somebody said is meant, by the folded words of the file.
    pub titles: BTreeMap<String, String>,
}

/// A certificate as a row says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCertificate {
    /// The holder.
    pub person: PersonId,
    /// The holder's name as written; `None` where the file says none.
    pub name: Option<String>,
    /// The certification.
    pub programme: ProgrammeId,
    /// The number.
    pub number: String,
    /// The day of issue, its first day.
    pub issued_on: NaiveDate,
    /// Its last day; `None` is without end.
    pub valid_to: Option<NaiveDate>,
}

/// Why a row contradicts what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// The number belongs to another certificate.
    NumberTaken(CertificateId),
    /// The same number stands in an earlier row.
    NumberTwice(usize),
    /// The number has the form of those given out here.
    NumberOfOurs,
    /// The person with this employee number has another name.
    OtherName(PersonId),
    /// Several people have this name.
    SeveralPeople,
    /// The person holds a certificate of this certification that was issued on the same day.
    SameDay(CertificateId),
}

/// What is expected in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A day such as 2024-03-01.
    Day,
    /// A day, or a word that says it is without end.
    DayOrNone,
    /// A day that is not after today.
    PastDay,
    /// A day that is not before the day of issue.
    LaterDay,
    /// A number of at most 60 characters.
    Number,
    /// An employee number or a name.
    Person,
    /// A name of at most 200 characters.
    Name,
    /// A certification.
    Programme,
}

/// What can be done with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be brought in.
    New(RowCertificate),
    /// It is there already.
    Same(CertificateId),
    /// It contradicts what is known.
    Conflict(Contradiction),
    /// Nobody is known by this number or name.
    UnknownPerson,
    /// No certification is known by these words.
    UnknownProgramme(String),
    /// A cell cannot be understood.
    Error(Column, Expected),
}

/// What can be done with each row on the day `today`, in their order.
pub fn verdicts(rows: &[Cells], uses: &ColumnUses, known: &Known, today: NaiveDate) -> Vec<(usize, Verdict)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let index = Index::new(known);
    rows.iter()
        .filter(|(number, _)| *number >= uses.first_row)
        .map(|(number, cells)| {
            let verdict = match read(cells, uses, known, &index, today) {
                Ok(row) => compared(row, *number, &index, &mut seen),
                Err(verdict) => verdict,
            };
            (*number, verdict)
        })
        .collect()
}

/// What is known, by what rows name it by.
struct Index<'a> {
    by_employee: BTreeMap<String, &'a KnownPerson>,
    by_name: BTreeMap<String, Vec<&'a KnownPerson>>,
    by_title: BTreeMap<String, &'a KnownProgramme>,
    by_number: BTreeMap<String, Vec<&'a KnownCertificate>>,
    by_day: BTreeMap<(PersonId, ProgrammeId, NaiveDate), CertificateId>,
}

impl<'a> Index<'a> {
    fn new(known: &'a Known) -> Self {
        let mut by_name: BTreeMap<String, Vec<&KnownPerson>> = BTreeMap::new();
        for person in &known.people {
            let mut names: Vec<String> = person.names.iter().map(|name| fold(name)).collect();
            names.sort();
            names.dedup();
            for name in names {
                let of_name = by_name.entry(name).or_default();
                if of_name.iter().all(|known| known.id != person.id) {
                    of_name.push(person);
                }
            }
        }
        let titles = known.programmes.iter().flat_map(|one| {
            let words = std::iter::once(&one.code).chain(&one.titles);
            words.map(move |word| (fold(word), one))
        });
        let mut by_title: BTreeMap<String, &KnownProgramme> = titles.collect();
        for (words, code) in &known.titles {
            if let Some(programme) = known.programmes.iter().find(|one| one.code == *code) {
                by_title.insert(words.clone(), programme);
            }
        }
        let mut by_number: BTreeMap<String, Vec<&KnownCertificate>> = BTreeMap::new();
        for one in &known.certificates {
            by_number.entry(fold(&one.number)).or_default().push(one);
        }
        Self {
            by_employee: known
                .people
                .iter()
                .filter_map(|one| Some((fold(one.employee_number.as_deref()?), one)))
                .collect(),
            by_name,
            by_title,
            by_number,
            by_day: known
                .certificates
                .iter()
                .map(|one| ((one.person, one.programme, one.valid_from), one.id))
                .collect(),
        }
    }
}

fn read(
    cells: &[String],
    uses: &ColumnUses,
    known: &Known,
    index: &Index<'_>,
    today: NaiveDate,
) -> Result<RowCertificate, Verdict> {
    let cell = |column| uses.cell(cells, column);
    let name = cell(Column::Name).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > 200 || name.chars().any(char::is_control)) {
        return Err(Verdict::Error(Column::Name, Expected::Name));
    }
    let person = person(cell(Column::EmployeeNumber).unwrap_or_default(), name, index)?;
    let words = cell(Column::Programme).unwrap_or_default();
    if words.is_empty() {
        return Err(Verdict::Error(Column::Programme, Expected::Programme));
    }
    let programme =
        index.by_title.get(&fold(words)).ok_or_else(|| Verdict::UnknownProgramme(words.to_owned()))?;
    let number = cell(Column::Number).unwrap_or_default();
    if number.is_empty() || number.chars().count() > 60 || number.chars().any(char::is_control) {
        return Err(Verdict::Error(Column::Number, Expected::Number));
    }
    let issued_on = day(cell(Column::IssuedOn).unwrap_or_default())
        .ok_or(Verdict::Error(Column::IssuedOn, Expected::Day))?;
    if issued_on > today {
        return Err(Verdict::Error(Column::IssuedOn, Expected::PastDay));
    }
    let valid_to = match cell(Column::ValidTo) {
        None => programme.months.map(|months| last_day(issued_on, months)),
        Some(text) if is_endless(text) => None,
        Some(text) => {
            let last = day(text).ok_or(Verdict::Error(Column::ValidTo, Expected::DayOrNone))?;
            if last < issued_on {
                return Err(Verdict::Error(Column::ValidTo, Expected::LaterDay));
            }
            Some(last)
        }
    };
    let row = RowCertificate {
        person,
        name: name.map(str::to_owned),
        programme: programme.id,
        number: number.to_owned(),
        issued_on,
        valid_to,
    };
    let is_known = index.by_number.contains_key(&fold(number));
    if !is_known && known.programmes.iter().any(|one| is_number_of_ours(number, &one.code)) {
        return Err(Verdict::Conflict(Contradiction::NumberOfOurs));
    }
    Ok(row)
}

/// Whose certificate it is: the employee number decides, and a name beside it must be one of that person's.
fn person(employee: &str, name: Option<&str>, index: &Index<'_>) -> Result<PersonId, Verdict> {
    let folded = name.map(fold);
    if !employee.is_empty() {
        let found = index.by_employee.get(&fold(employee)).ok_or(Verdict::UnknownPerson)?;
        let agrees = folded.is_none_or(|name| found.names.iter().any(|known| fold(known) == name));
        return if agrees {
            Ok(found.id)
        } else {
            Err(Verdict::Conflict(Contradiction::OtherName(found.id)))
        };
    }
    let Some(name) = folded else {
        return Err(Verdict::Error(Column::EmployeeNumber, Expected::Person));
    };
    match index.by_name.get(&name).map(Vec::as_slice) {
        Some([one]) => Ok(one.id),
        Some(_) => Err(Verdict::Conflict(Contradiction::SeveralPeople)),
        None => Err(Verdict::UnknownPerson),
    }
}

fn compared(
    row: RowCertificate,
    place: usize,
    index: &Index<'_>,
    seen: &mut BTreeMap<String, usize>,
) -> Verdict {
    let number = fold(&row.number);
    if let Some(earlier) = seen.get(&number) {
        return Verdict::Conflict(Contradiction::NumberTwice(*earlier));
    }
    seen.insert(number.clone(), place);
    let is_same = |one: &&&KnownCertificate| {
        one.person == row.person
            && one.programme == row.programme
            && one.valid_from == row.issued_on
            && one.valid_to == row.valid_to
    };
    let taken = index.by_number.get(&number).map(Vec::as_slice).unwrap_or_default();
    if let Some(same) = taken.iter().find(is_same) {
        return Verdict::Same(same.id);
    }
    if let Some(other) = taken.first() {
        return Verdict::Conflict(Contradiction::NumberTaken(other.id));
    }
    match index.by_day.get(&(row.person, row.programme, row.issued_on)) {
        Some(other) => Verdict::Conflict(Contradiction::SameDay(*other)),
        None => Verdict::New(row),
    }
}

/// Whether a number is one that this server gives out: code, year, running number of at least five digits.
fn is_number_of_ours(number: &str, code: &str) -> bool {
    let number = number.to_uppercase();
    let Some(rest) = number.strip_prefix(&format!("{}-", code.to_uppercase())) else { return false };
    let Some((year, running)) = rest.split_once('-') else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|one| one.is_ascii_digit());
    digits(year) && digits(running) && running.len() >= 5
}

fn is_endless(text: &str) -> bool {
    let words = [
        "长期",
        "长期有效",
        "永久",
        "永久有效",
        "无限期",
        "without end",
        "permanent",
        "unlimited",
        "never",
        "none",
    ];
    words.contains(&fold(text).as_str())
}

#[cfg(test)]
mod tests;
