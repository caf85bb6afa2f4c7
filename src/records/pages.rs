//! What the templates of this room get, and the lines of the file.

use chrono::NaiveDate;
use serde::Serialize;

use super::filter::Filter;
use super::model::{Cell, Figures, Status};
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::indented;
use crate::certification::model::Programme;
use crate::web::components::{Choice, Figure};
use crate::web::paging::{Pager, Paging};
use crate::web::{Language, Site, Visit};

/// A column of the table.
#[derive(Debug, Serialize)]
pub struct Column {
    code: String,
    title: String,
}

/// A person with one entry a column, in their order.
#[derive(Debug, Serialize)]
pub struct Row {
    href: String,
    name: String,
    sub: String,
    cells: Vec<Entry>,
}

/// How a person stands with the certification of a column.
#[derive(Debug, Serialize)]
pub struct Entry {
    title: String,
    /// `None` where nothing is to be shown: not required, or filtered away.
    state: Option<&'static str>,
    valid_to: Option<NaiveDate>,
    certificate_href: Option<String>,
    /// How it is today, where a past day is shown and today is another; an empty status where nothing is to be shown today.
    since: Option<Since>,
}

/// How a person stands today with what is shown of a past day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Since {
    state: Option<&'static str>,
    valid_to: Option<NaiveDate>,
}

/// `records/records.hbs`.
#[derive(Debug, Serialize)]
pub struct RecordsPage {
    /// The sentence under the title.
    pub lead: String,
    /// The file with the same rows.
    pub csv_href: String,
    /// The same as a workbook.
    pub xlsx_href: String,
    /// The same for programs.
    pub json_lines_href: String,
    /// The same filter as certificates in one file.
    pub zip_href: String,
    /// Groups to choose from.
    pub groups: Vec<Choice>,
    /// Certifications to choose from.
    pub certifications: Vec<Choice>,
    /// Statuses to choose from.
    pub statuses: Vec<Choice>,
    /// Days to look ahead; empty for no such filter.
    pub within: String,
    /// The day that is shown; empty for today.
    pub on: String,
    /// Today, the last day that can be asked for.
    pub today: NaiveDate,
    /// Whether that day is over.
    pub is_past: bool,
    /// Part of a name.
    pub name: String,
    /// Figures that are filters.
    pub figures: Vec<Figure>,
    /// Certifications, as columns.
    pub columns: Vec<Column>,
    /// People.
    pub rows: Vec<Row>,
    /// Whether anything is filtered.
    pub filtered: bool,
    /// Whether there is any certification.
    pub has_programmes: bool,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// Everything the page is made of.
pub struct Found {
    /// What is to be shown.
    pub filter: Filter,
    /// The day that is shown.
    pub day: NaiveDate,
    /// Today in the company's zone.
    pub today: NaiveDate,
    /// How the same people stand today, where the day is over.
    pub since: Option<Vec<Cell>>,
    /// Groups in the order of the tree.
    pub groups: Vec<GroupInTree>,
    /// Certifications by code.
    pub programmes: Vec<Programme>,
    /// Counts.
    pub figures: Figures,
    /// The pairs of the page.
    pub cells: Vec<Cell>,
    /// Where in the list of people the page stands.
    pub paging: Paging,
}

impl RecordsPage {
    /// The page of what was found.
    pub fn new(found: Found, visit: &Visit) -> Self {
        let Found { filter, day, today, since, groups, programmes, figures, cells, paging } = found;
        let language = visit.language;
        let columns: Vec<Column> = programmes
            .iter()
            .filter(|programme| filter.certification.as_ref().is_none_or(|code| *code == programme.code))
            .map(|programme| Column {
                code: programme.code.clone(),
                title: language.pick(&programme.title_zh, &programme.title_en).to_owned(),
            })
            .collect();
        Self {
            lead: visit.text_with(
                "records-lead",
                [("people", figures.people.to_string()), ("day", day.to_string())],
            ),
            csv_href: filter.on("/records.csv"),
            xlsx_href: filter.on("/records.xlsx"),
            json_lines_href: filter.on("/records.jsonl"),
            zip_href: filter.on("/records.zip"),
            groups: group_choices(&groups, &filter, visit),
            certifications: programme_choices(&programmes, &filter, visit),
            statuses: status_choices(&filter, visit),
            within: filter.within.map(|days| days.to_string()).unwrap_or_default(),
            name: filter.name.clone().unwrap_or_default(),
            on: filter.on.map(|day| day.to_string()).unwrap_or_default(),
            today,
            is_past: since.is_some(),
            rows: rows(&cells, since.as_deref(), &columns, language),
            columns,
            filtered: filter != Filter::default(),
            has_programmes: !programmes.is_empty(),
            pager: pager(&filter, paging, visit),
            figures: figure_list(&figures, &filter, visit),
        }
    }
}

fn group_choices(groups: &[GroupInTree], filter: &Filter, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-group"), false);
    let each = groups.iter().map(|entry| {
        let is_chosen = filter.group.as_ref() == Some(&entry.group.code);
        Choice::new(&entry.group.code, indented(entry, visit.language), is_chosen)
    });
    std::iter::once(all).chain(each).collect()
}

fn programme_choices(programmes: &[Programme], filter: &Filter, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-certification"), false);
    let each = programmes.iter().map(|programme| {
        let title = visit.language.pick(&programme.title_zh, &programme.title_en);
        Choice::new(&programme.code, title, filter.certification.as_ref() == Some(&programme.code))
    });
    std::iter::once(all).chain(each).collect()
}

fn status_choices(filter: &Filter, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-status"), false);
    let each = Status::ALL.iter().map(|status| {
        let word = status_word(*status, visit.language, visit.site());
        Choice::new(status.as_str(), word, filter.status == Some(*status))
    });
    std::iter::once(all).chain(each).collect()
}

/// A status in words.
pub fn status_word(status: Status, language: Language, site: &Site) -> String {
    site.text(language, &format!("component-status-{}", status.as_str()))
}

/// The figures, each leading to its rows; the last one counts people and leads nowhere.
pub fn figure_list(figures: &Figures, filter: &Filter, visit: &Visit) -> Vec<Figure> {
    let of_status = |status: Status, number: i64, shape, kind| {
        let is_chosen = filter.status == Some(status);
        let target = filter.with_status((!is_chosen).then_some(status));
        let text = status_word(status, visit.language, visit.site());
        Figure { shape: Some(shape), kind, href: Some(target.on("/records")), ..Figure::new(number, text) }
    };
    let mut list = vec![
        of_status(Status::Valid, figures.valid, "ok", Some("ok")),
        of_status(Status::Expiring, figures.expiring, "warn", Some("warn")),
        of_status(Status::Expired, figures.expired, "clock", Some("bad")),
        of_status(Status::Missing, figures.missing, "none", None),
    ];
    if figures.revoked > 0 {
        list.insert(3, of_status(Status::Revoked, figures.revoked, "bad", Some("bad")));
    }
    list.push(Figure {
        of: Some(figures.bound.to_string()),
        ..Figure::new(figures.bound - figures.lacking, visit.text("records-complete"))
    });
    list
}

fn rows(cells: &[Cell], since: Option<&[Cell]>, columns: &[Column], language: Language) -> Vec<Row> {
    cells
        .chunk_by(|one, next| one.person_id == next.person_id)
        .filter_map(|own| {
            let person = own.first()?;
            let today: Option<Vec<&Cell>> =
                since.map(|all| all.iter().filter(|cell| cell.person_id == person.person_id).collect());
            let groups = language.pick(&person.groups_zh, &person.groups_en);
            let number = person.employee_number.as_deref().unwrap_or_default();
            let sub: Vec<&str> = [groups, number].into_iter().filter(|text| !text.is_empty()).collect();
            Some(Row {
                href: format!("/people/{}", person.person_id),
                name: person.name.clone(),
                sub: sub.join(" · "),
                cells: columns.iter().map(|column| entry(column, own, today.as_deref())).collect(),
            })
        })
        .collect()
}

fn entry(column: &Column, own: &[Cell], today: Option<&[&Cell]>) -> Entry {
    let shown = |cell: Option<&Cell>| Since {
        state: cell.map(|cell| cell.state.as_str()),
        valid_to: cell.and_then(|cell| cell.valid_to),
    };
    let cell = own.iter().find(|cell| cell.code == column.code);
    let then = shown(cell);
    let since = today.map(|today| shown(today.iter().copied().find(|cell| cell.code == column.code)));
    Entry {
        title: column.title.clone(),
        state: cell.map(|cell| cell.state.as_str()),
        valid_to: cell.and_then(|cell| cell.valid_to),
        certificate_href: cell.and_then(|cell| cell.certificate_id).map(|id| format!("/certificates/{id}")),
        since: since.filter(|since| *since != then),
    }
}

fn pager(filter: &Filter, paging: Paging, visit: &Visit) -> Option<Pager> {
    if paging.total() == 0 {
        return None;
    }
    let shown = [("first", paging.first_row()), ("last", paging.last_row()), ("people", paging.total())];
    let address = |number: i64| {
        let path = filter.on("/records");
        let glue = if path.contains('?') { '&' } else { '?' };
        if number == 1 { path } else { format!("{path}{glue}page={number}") }
    };
    Some(Pager::new(paging, visit.text_with("records-sum", shown), address))
}
