//! Who must hold what and does not.

use chrono::NaiveDate;
use serde::Serialize;

use super::filter::{Asked, FilterForm, View};
use super::href_of_page;
use super::matrix::{person_href, person_sub};
use crate::accounts::pages::indented;
use crate::records::model::{Cell, GapReason, GroupCount, ProgrammeGaps};
use crate::web::Visit;
use crate::web::components::Figure;
use crate::web::paging::{Pager, Paging};

/// A number that leads to what it counts; 0 leads nowhere.
#[derive(Debug, Serialize)]
pub(super) struct Count {
    number: i64,
    label: String,
    href: Option<String>,
}

/// A certification and how many lack it, by reason.
#[derive(Debug, Serialize)]
struct ProgrammeRow {
    title: String,
    href: String,
    bound: i64,
    lacking: i64,
    reasons: Vec<Count>,
}

/// A group and how many of its people lack something.
#[derive(Debug, Serialize)]
struct GroupRow {
    name: String,
    href: String,
    bound: i64,
    lacking: i64,
}

/// A person and what this person may not sell.
#[derive(Debug, Serialize)]
struct GapRow {
    href: String,
    name: String,
    sub: String,
    title: String,
    reason: GapReason,
    /// Last day of the certificate that has ended.
    ended_on: Option<NaiveDate>,
    certificate_href: Option<String>,
}

/// `records/gaps.hbs`.
#[derive(Debug, Serialize)]
pub struct GapsPage {
    lead: String,
    filter: FilterForm,
    figures: Vec<Figure>,
    reasons: Vec<String>,
    programmes: Vec<ProgrammeRow>,
    groups: Vec<GroupRow>,
    rows: Vec<GapRow>,
    /// The reason that is listed, in words.
    reason: Option<String>,
    all_href: String,
    pager: Option<Pager>,
}

/// What the page is made of.
pub struct Gaps {
    /// What was asked for.
    pub asked: Asked,
    /// The reason that is listed; `None` for all.
    pub reason: Option<GapReason>,
    /// By certification.
    pub programmes: Vec<ProgrammeGaps>,
    /// By group.
    pub groups: Vec<GroupCount>,
    /// The pairs of the page.
    pub cells: Vec<Cell>,
    /// Where in the list the page stands.
    pub paging: Paging,
}

impl Gaps {
    /// How many pairs are listed.
    pub fn listed(programmes: &[ProgrammeGaps], reason: Option<GapReason>) -> i64 {
        let of = |one: &ProgrammeGaps| reason.map_or_else(|| one.lacking(), |reason| one.count(reason));
        programmes.iter().map(of).sum()
    }
}

impl GapsPage {
    /// The page of what was found.
    pub fn new(found: &Gaps, visit: &Visit) -> Self {
        let filter = View::Gaps.of(&found.asked.filter);
        let lacking = Gaps::listed(&found.programmes, None);
        let bound: i64 = found.programmes.iter().map(|one| one.bound).sum();
        let day = found.asked.day().to_string();
        let numbers = [("lacking", lacking.to_string()), ("bound", bound.to_string()), ("day", day)];
        Self {
            lead: visit.text_with("records-gaps-lead", numbers),
            filter: FilterForm::new(View::Gaps, &found.asked, visit),
            figures: figures(found, visit),
            reasons: GapReason::ALL.iter().map(|reason| reason_word(*reason, visit)).collect(),
            programmes: found.programmes.iter().map(|one| programme_row(one, found, visit)).collect(),
            groups: group_rows(found, visit),
            rows: found.cells.iter().filter_map(|cell| row(cell, found.asked.past(), visit)).collect(),
            reason: found.reason.map(|reason| reason_word(reason, visit)),
            all_href: filter.on(View::Gaps.path()),
            pager: pager(found, visit),
        }
    }
}

/// A reason in words.
pub(super) fn reason_word(reason: GapReason, visit: &Visit) -> String {
    visit.text(match reason {
        GapReason::Never => "records-gap-never",
        GapReason::InGrace => "records-gap-in-grace",
        GapReason::Expired => "records-gap-expired",
        GapReason::Revoked => "records-gap-revoked",
    })
}

/// The address of the list of one reason or of all.
fn href(found: &Gaps, certification: Option<&str>, reason: Option<GapReason>) -> String {
    let mut filter = View::Gaps.of(&found.asked.filter);
    if let Some(code) = certification {
        filter.certification = Some(code.to_owned());
    }
    let path = filter.on(View::Gaps.path());
    let glue = if path.contains('?') { '&' } else { '?' };
    reason.map_or(path.clone(), |reason| format!("{path}{glue}reason={}", reason.as_str()))
}

fn figures(found: &Gaps, visit: &Visit) -> Vec<Figure> {
    GapReason::ALL
        .iter()
        .map(|reason| {
            let number = Gaps::listed(&found.programmes, Some(*reason));
            let is_chosen = found.reason == Some(*reason);
            let target = href(found, None, (!is_chosen).then_some(*reason));
            let (shape, kind) = match reason {
                GapReason::Never => ("none", None),
                GapReason::InGrace => ("clock", Some("warn")),
                GapReason::Expired => ("clock", Some("bad")),
                GapReason::Revoked => ("bad", Some("bad")),
            };
            let text = reason_word(*reason, visit);
            Figure { shape: Some(shape), kind, href: Some(target), ..Figure::new(number, text) }
        })
        .collect()
}

fn programme_row(one: &ProgrammeGaps, found: &Gaps, visit: &Visit) -> ProgrammeRow {
    let reasons = GapReason::ALL.iter().map(|reason| {
        let number = one.count(*reason);
        Count {
            number,
            label: reason_word(*reason, visit),
            href: (number > 0).then(|| href(found, Some(&one.code), Some(*reason))),
        }
    });
    ProgrammeRow {
        title: visit.language.pick(&one.title_zh, &one.title_en).to_owned(),
        href: href(found, Some(&one.code), None),
        bound: one.bound,
        lacking: one.lacking(),
        reasons: reasons.collect(),
    }
}

/// Groups in the order of the tree.
fn group_rows(found: &Gaps, visit: &Visit) -> Vec<GroupRow> {
    let filter = View::Gaps.of(&found.asked.filter);
    found
        .asked
        .groups
        .iter()
        .filter_map(|entry| {
            let count = found.groups.iter().find(|count| count.group_id == entry.group.id)?;
            let mut filter = filter.clone();
            filter.group = Some(entry.group.code.clone());
            Some(GroupRow {
                name: indented(entry, visit.language),
                href: filter.on(View::Gaps.path()),
                bound: count.bound,
                lacking: count.lacking,
            })
        })
        .collect()
}

fn row(cell: &Cell, asked_on: Option<NaiveDate>, visit: &Visit) -> Option<GapRow> {
    let reason = cell.gap()?;
    let has_ended = matches!(reason, GapReason::Expired | GapReason::InGrace);
    Some(GapRow {
        href: person_href(cell, asked_on),
        name: cell.name.clone(),
        sub: person_sub(cell, visit.language),
        title: visit.language.pick(&cell.title_zh, &cell.title_en).to_owned(),
        reason,
        ended_on: cell.valid_to.filter(|_| has_ended),
        certificate_href: cell.certificate_id.map(|id| format!("/certificates/{id}")),
    })
}

fn pager(found: &Gaps, visit: &Visit) -> Option<Pager> {
    let paging = found.paging;
    if paging.total() == 0 {
        return None;
    }
    let shown = [("first", paging.first_row()), ("last", paging.last_row()), ("rows", paging.total())];
    let address = |number: i64| href_of_page(href(found, None, found.reason), number);
    Some(Pager::new(paging, visit.text_with("records-list-sum", shown), address))
}
