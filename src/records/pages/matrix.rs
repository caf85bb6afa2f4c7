//! People × certifications.

use chrono::NaiveDate;
use serde::Serialize;

use super::filter::{Asked, FilterForm, View};
use super::{figure_list, href_of_page};
use crate::records::filter::Filter;
use crate::records::model::{Cell, Figures, Status};
use crate::web::components::Figure;
use crate::web::paging::{Pager, Paging};
use crate::web::{Language, Visit};

/// A column of the table.
#[derive(Debug, Serialize)]
struct Column {
    code: String,
    title: String,
}

/// A person with one entry a column, in their order.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    name: String,
    sub: String,
    cells: Vec<Entry>,
}

/// How a person stands with the certification of a column.
#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    /// `None` where nothing is to be shown: not required, not known, or filtered away.
    state: Option<Status>,
    valid_to: Option<NaiveDate>,
    certificate_href: Option<String>,
    /// How it is by the other knowledge of a past day, where that is another.
    other: Option<Other>,
}

/// How a person stood by the other knowledge; no status where nothing is known by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Other {
    state: Option<Status>,
    valid_to: Option<NaiveDate>,
}

impl Other {
    /// What the other knowledge says of a pair of a past day, where it says something else.
    pub(super) fn of(cell: &Cell) -> Option<Self> {
        let own = Self { state: cell.state, valid_to: cell.valid_to };
        let other = Self { state: cell.other_state, valid_to: cell.other_valid_to };
        (own != other).then_some(other)
    }
}

/// `records/records.hbs`.
#[derive(Debug, Serialize)]
pub struct RecordsPage {
    /// The sentence under the title.
    lead: String,
    /// The file with the same rows.
    csv_href: String,
    /// The same as a workbook.
    xlsx_href: String,
    /// The same for programs.
    json_lines_href: String,
    /// The same filter as certificates in one file.
    zip_href: String,
    /// The filter.
    filter: FilterForm,
    /// Figures that are filters.
    figures: Vec<Figure>,
    /// Certifications, as columns.
    columns: Vec<Column>,
    /// People.
    rows: Vec<Row>,
    /// Whether anything is filtered.
    filtered: bool,
    /// Whether there is any certification.
    has_programmes: bool,
    /// Other pages.
    pager: Option<Pager>,
}

/// What the pages of people and of certificates are made of.
pub struct Found {
    /// What was asked for.
    pub asked: Asked,
    /// Counts.
    pub figures: Figures,
    /// The pairs of the page.
    pub cells: Vec<Cell>,
    /// Where in the list the page stands.
    pub paging: Paging,
}

impl RecordsPage {
    /// The page of what was found.
    pub fn new(found: &Found, visit: &Visit) -> Self {
        let Found { asked, figures, cells, paging } = found;
        let filter = &asked.filter;
        let columns: Vec<Column> = asked
            .programmes
            .iter()
            .filter(|programme| filter.certification.as_ref().is_none_or(|code| *code == programme.code))
            .map(|programme| Column {
                code: programme.code.clone(),
                title: visit.language.pick(&programme.title_zh, &programme.title_en).to_owned(),
            })
            .collect();
        Self {
            lead: lead(found, visit),
            csv_href: filter.on("/records.csv"),
            xlsx_href: filter.on("/records.xlsx"),
            json_lines_href: filter.on("/records.jsonl"),
            zip_href: filter.on("/records.zip"),
            filter: FilterForm::new(View::Matrix, asked, visit),
            rows: rows(cells, asked.past(), &columns, visit.language),
            columns,
            filtered: *filter != Filter::default(),
            has_programmes: !asked.programmes.is_empty(),
            pager: pager(filter, *paging, visit),
            figures: figure_list(figures, filter, View::Matrix.path(), visit),
        }
    }
}

/// How many people there are, on which day.
pub(super) fn lead(found: &Found, visit: &Visit) -> String {
    let day = found.asked.day().to_string();
    visit.text_with("records-lead", [("people", found.figures.people.to_string()), ("day", day)])
}

/// The record of a person, on the day that is shown where it is over.
pub(super) fn person_href(cell: &Cell, asked_on: Option<NaiveDate>) -> String {
    let path = format!("/records/people/{}", cell.person_id);
    asked_on.map_or(path.clone(), |day| format!("{path}?on={day}"))
}

fn rows(cells: &[Cell], asked_on: Option<NaiveDate>, columns: &[Column], language: Language) -> Vec<Row> {
    cells
        .chunk_by(|one, next| one.person_id == next.person_id)
        .filter_map(|own| {
            let person = own.first()?;
            Some(Row {
                href: person_href(person, asked_on),
                name: person.name.clone(),
                sub: person_sub(person, language),
                cells: columns.iter().map(|column| entry(column, own, asked_on.is_some())).collect(),
            })
        })
        .collect()
}

/// Groups and number of a person.
pub(super) fn person_sub(person: &Cell, language: Language) -> String {
    let groups = language.pick(&person.groups_zh, &person.groups_en);
    let number = person.employee_number.as_deref().unwrap_or_default();
    let sub: Vec<&str> = [groups, number].into_iter().filter(|text| !text.is_empty()).collect();
    sub.join(" · ")
}

fn entry(column: &Column, own: &[Cell], is_past: bool) -> Entry {
    let cell = own.iter().find(|cell| cell.code == column.code);
    Entry {
        title: column.title.clone(),
        state: cell.and_then(|cell| cell.state),
        valid_to: cell.and_then(|cell| cell.valid_to),
        certificate_href: cell.and_then(|cell| cell.certificate_id).map(|id| format!("/certificates/{id}")),
        other: cell.filter(|_| is_past).and_then(Other::of),
    }
}

fn pager(filter: &Filter, paging: Paging, visit: &Visit) -> Option<Pager> {
    if paging.total() == 0 {
        return None;
    }
    let shown = [("first", paging.first_row()), ("last", paging.last_row()), ("people", paging.total())];
    let address = |number: i64| href_of_page(filter.on(View::Matrix.path()), number);
    Some(Pager::new(paging, visit.text_with("records-sum", shown), address))
}
