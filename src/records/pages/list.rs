//! One row a certificate or obligation.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::filter::{FilterForm, View};
use super::matrix::{Found, Other, lead, person_href, person_sub};
use super::{figure_list, href_of_page};
use crate::base::clock::day_in;
use crate::base::percent;
use crate::records::model::{Cell, Sort, SortBy, Status};
use crate::web::Visit;
use crate::web::components::Figure;
use crate::web::markup::percent_text;
use crate::web::paging::Pager;

/// A column that the list can be sorted by.
#[derive(Debug, Serialize)]
struct Heading {
    label: String,
    /// The same list sorted by it; the other way round where it is sorted so already.
    href: String,
    /// `ascending`, `descending` or `None`, as `aria-sort` has it.
    sorted: Option<&'static str>,
    is_number: bool,
}

/// A certificate or obligation of a person.
#[derive(Debug, Serialize)]
struct ListRow {
    href: String,
    name: String,
    sub: String,
    title: String,
    level: Option<String>,
    required: bool,
    state: Option<Status>,
    number: Option<String>,
    certificate_href: Option<String>,
    issued_on: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    /// Whether there is a certificate and it has no end.
    is_without_end: bool,
    percent: Option<String>,
    other: Option<Other>,
}

/// `records/list.hbs`.
#[derive(Debug, Serialize)]
pub struct ListPage {
    lead: String,
    csv_href: String,
    /// The same as a workbook.
    xlsx_href: String,
    /// The same for programs.
    json_lines_href: String,
    zip_href: String,
    filter: FilterForm,
    figures: Vec<Figure>,
    headings: Vec<Heading>,
    rows: Vec<ListRow>,
    pager: Option<Pager>,
    filtered: bool,
}

impl ListPage {
    /// The page of what was found, sorted so.
    pub fn new(found: &Found, sort: Sort, visit: &Visit) -> Self {
        let filter = &found.asked.filter;
        let asked_on = found.asked.past();
        let zone = visit.site().config().zone;
        let form = FilterForm::new(View::List, &found.asked, visit);
        Self {
            lead: lead(found, visit),
            csv_href: filter.on("/records.csv"),
            xlsx_href: filter.on("/records.xlsx"),
            json_lines_href: filter.on("/records.jsonl"),
            zip_href: filter.on("/records.zip"),
            figures: figure_list(&found.figures, filter, View::List.path(), visit),
            headings: SortBy::ALL.iter().map(|column| heading(*column, sort, found, visit)).collect(),
            rows: found.cells.iter().map(|cell| row(cell, asked_on, zone, visit)).collect(),
            pager: pager(found, sort, visit),
            filtered: form.is_filtered(),
            filter: form,
        }
    }
}

/// The list in an order.
fn sorted(sort: Sort, found: &Found) -> String {
    let path = found.asked.filter.on(View::List.path());
    let order = if sort.is_descending { "&order=desc" } else { "" };
    if sort == Sort::default() { path } else { format!("{path}&sort={}{order}", sort.by.as_str()) }
}

fn heading(column: SortBy, sort: Sort, found: &Found, visit: &Visit) -> Heading {
    let is_current = sort.by == column;
    let next = Sort { by: column, is_descending: is_current && !sort.is_descending };
    let sorted_so = if sort.is_descending { "descending" } else { "ascending" };
    Heading {
        label: visit.text(match column {
            SortBy::Name => "records-name",
            SortBy::Certification => "records-certification",
            SortBy::Status => "records-status",
            SortBy::Number => "records-certificate-number",
            SortBy::Issued => "records-issued-on",
            SortBy::Ends => "records-valid-to",
            SortBy::Score => "records-score",
        }),
        href: sorted(next, found),
        sorted: is_current.then_some(sorted_so),
        is_number: column == SortBy::Score,
    }
}

fn row(cell: &Cell, asked_on: Option<NaiveDate>, zone: Tz, visit: &Visit) -> ListRow {
    let language = visit.language;
    let level = match (&cell.level_zh, &cell.level_en) {
        (Some(chinese), Some(english)) => Some(language.pick(chinese, english).to_owned()),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    ListRow {
        href: person_href(cell, asked_on),
        name: cell.name.clone(),
        sub: person_sub(cell, language),
        title: language.pick(&cell.title_zh, &cell.title_en).to_owned(),
        level,
        required: cell.required,
        state: cell.state,
        number: cell.number.clone(),
        certificate_href: cell.certificate_id.map(|id| format!("/certificates/{id}")),
        issued_on: cell.issued_at.map(|at| day_in(at, zone)),
        valid_to: cell.valid_to,
        is_without_end: cell.certificate_id.is_some() && cell.valid_to.is_none(),
        percent: cell
            .score
            .zip(cell.maximum)
            .map(|(score, maximum)| percent_text(percent::tenths(score, maximum).into())),
        other: asked_on.and_then(|_| Other::of(cell)),
    }
}

fn pager(found: &Found, sort: Sort, visit: &Visit) -> Option<Pager> {
    let paging = found.paging;
    if paging.total() == 0 {
        return None;
    }
    let shown = [("first", paging.first_row()), ("last", paging.last_row()), ("rows", paging.total())];
    let address = |number: i64| href_of_page(sorted(sort, found), number);
    Some(Pager::new(paging, visit.text_with("records-list-sum", shown), address))
}
