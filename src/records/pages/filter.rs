//! The filter as a form, as words above what is shown, and the tabs between the views that share it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::status_word;
use super::views::ViewLink;
use crate::accounts::Role;
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::{group_name, indented, role_name};
use crate::certification::model::Programme;
use crate::certification::rules::standing::Knowledge;
use crate::records::filter::Filter;
use crate::records::model::Status;
use crate::web::components::{Choice, Tab};
use crate::web::{FormErrorItem, FormErrors, Visit};

/// The views of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// People × certifications.
    Matrix,
    /// One row a certificate or obligation.
    List,
    /// Who must hold what and does not.
    Gaps,
    /// What ends in the next twelve months.
    Expiring,
    /// Groups side by side, and pass rates over time.
    Compare,
}

impl View {
    const ALL: [Self; 5] = [Self::Matrix, Self::List, Self::Gaps, Self::Expiring, Self::Compare];

    /// Its address without a filter.
    pub fn path(self) -> &'static str {
        match self {
            Self::Matrix => "/records",
            Self::List => "/records?view=list",
            Self::Gaps => "/records/gaps",
            Self::Expiring => "/records/expiring",
            Self::Compare => "/records/compare",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Matrix => "records-view-matrix",
            Self::List => "records-view-list",
            Self::Gaps => "records-view-gaps",
            Self::Expiring => "records-view-expiring",
            Self::Compare => "records-view-compare",
        }
    }

    /// Whether it can be filtered by what becomes of certificates, or only by who and what.
    fn has_status(self) -> bool {
        matches!(self, Self::Matrix | Self::List)
    }

    /// The part of a filter that it goes by.
    pub fn of(self, filter: &Filter) -> Filter {
        if self.has_status() { filter.clone() } else { filter.people() }
    }
}

/// What stands in the address, with what the fields offer.
#[derive(Debug)]
pub struct Asked {
    /// As read.
    pub filter: Filter,
    /// As typed.
    pub typed: BTreeMap<String, String>,
    /// What cannot be read of it.
    pub errors: FormErrors,
    /// Today in the company's zone.
    pub today: NaiveDate,
    /// Groups in the order of the tree.
    pub groups: Vec<GroupInTree>,
    /// Certifications by code, as they count on the day that is asked for.
    pub programmes: Vec<Programme>,
    /// Views that were saved.
    pub views: Vec<ViewLink>,
}

impl Asked {
    /// The day that is asked for.
    pub fn day(&self) -> NaiveDate {
        self.filter.on.unwrap_or(self.today)
    }

    /// The same where it is over; `None` for today.
    pub fn past(&self) -> Option<NaiveDate> {
        self.filter.on.filter(|day| *day < self.today)
    }
}

/// A part of the filter in words.
#[derive(Debug, Serialize)]
struct Said {
    text: String,
    /// The same page without this part.
    without: String,
}

/// `records/filter.hbs`.
#[derive(Debug, Serialize)]
pub struct FilterForm {
    tabs: Vec<Tab>,
    action: &'static str,
    is_list: bool,
    has_status: bool,
    groups: Vec<Choice>,
    roles: Vec<Choice>,
    certifications: Vec<Choice>,
    statuses: Vec<Choice>,
    known: Vec<Choice>,
    typed: BTreeMap<String, String>,
    /// Kind of each field of a day: as text where what was typed is none, which a field of days would not show.
    kinds: BTreeMap<&'static str, &'static str>,
    today: NaiveDate,
    /// Whether one of the fields that are folded away is filled.
    has_more: bool,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    said: Vec<Said>,
    all_href: &'static str,
    /// Whether a past day is shown.
    is_past: bool,
    by_now: bool,
    day: NaiveDate,
    views: Vec<ViewLink>,
    /// Where this view gets a name.
    save_href: String,
}

/// Fields that are folded away.
const MORE: [&str; 7] = ["role", "within", "issued_from", "issued_to", "ends_from", "ends_to", "hired_since"];

impl FilterForm {
    /// The form of a view.
    pub fn new(view: View, asked: &Asked, visit: &Visit) -> Self {
        let filter = view.of(&asked.filter);
        let address = filter.on(view.path());
        let save =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("address", &address).finish();
        let mut typed: BTreeMap<String, String> =
            FIELDS.iter().map(|field| ((*field).to_owned(), String::new())).collect();
        for (name, value) in &asked.typed {
            if let Some(field) = typed.get_mut(name) {
                value.trim().clone_into(field);
            }
        }
        let is_filled = |field: &&str| asked.typed.get(*field).is_some_and(|value| !value.trim().is_empty());
        Self {
            tabs: tabs(view, &asked.filter, visit),
            action: view.path().split('?').next().unwrap_or_default(),
            is_list: view == View::List,
            has_status: view.has_status(),
            groups: group_choices(&asked.groups, &filter, visit),
            roles: role_choices(&filter, visit),
            certifications: programme_choices(&asked.programmes, &filter, visit),
            statuses: status_choices(&filter, visit),
            known: known_choices(&filter, visit),
            kinds: FIELDS.map(|field| (field, kind(asked.errors.get(field)))).into(),
            today: asked.today,
            has_more: MORE.iter().any(is_filled),
            errors: asked.errors.clone(),
            error_list: asked.errors.list(),
            said: said(view, asked, visit),
            all_href: view.path(),
            is_past: asked.day() < asked.today,
            by_now: filter.known == Knowledge::Now,
            day: asked.day(),
            views: asked.views.clone(),
            save_href: format!("/records/views/new?{save}"),
            typed,
        }
    }

    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        !self.said.is_empty()
    }
}

/// Fields of text and days.
const FIELDS: [&str; 8] =
    ["within", "issued_from", "issued_to", "ends_from", "ends_to", "hired_since", "on", "name"];

fn kind(error: Option<&str>) -> &'static str {
    if error.is_some() { "text" } else { "date" }
}

fn tabs(current: View, filter: &Filter, visit: &Visit) -> Vec<Tab> {
    let tab = |view: View| Tab {
        href: filter.on(view.path()),
        label: visit.text(view.label()),
        count: None,
        current: view == current,
    };
    View::ALL.into_iter().map(tab).collect()
}

fn group_choices(groups: &[GroupInTree], filter: &Filter, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-group"), false);
    let each = groups.iter().map(|entry| {
        let is_chosen = filter.group.as_ref() == Some(&entry.group.code);
        Choice::new(&entry.group.code, indented(entry, visit.language), is_chosen)
    });
    std::iter::once(all).chain(each).collect()
}

fn role_choices(filter: &Filter, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-role"), false);
    let each = Role::ALL
        .iter()
        .map(|role| Choice::new(role.as_str(), role_name(visit, *role), filter.role == Some(*role)));
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

fn known_choices(filter: &Filter, visit: &Visit) -> Vec<Choice> {
    [("then", "records-by-then", Knowledge::Then), ("now", "records-by-now", Knowledge::Now)]
        .map(|(value, label, known)| Choice::new(value, visit.text(label), filter.known == known))
        .into()
}

/// Every part that filters, in words.
fn said(view: View, asked: &Asked, visit: &Visit) -> Vec<Said> {
    let filter = view.of(&asked.filter);
    let words = |part: &str, value: &str| -> String {
        let with = |id: &str, value: &str| visit.text_with(id, [("value", value)]);
        match part {
            "group" => {
                let found = asked.groups.iter().find(|entry| entry.group.code == value);
                let name = found.map_or(value, |entry| group_name(visit.language, &entry.group));
                with("records-said-group", name)
            }
            "role" => {
                let name = filter.role.map(|role| role_name(visit, role)).unwrap_or_default();
                with("records-said-role", &name)
            }
            "certification" => {
                let found = asked.programmes.iter().find(|one| one.code == value);
                let title = |one: &Programme| visit.language.pick(&one.title_zh, &one.title_en).to_owned();
                with("records-said-certification", &found.map_or_else(|| value.to_owned(), title))
            }
            "status" => {
                let word = filter.status.map(|status| status_word(status, visit.language, visit.site()));
                with("records-said-status", &word.unwrap_or_default())
            }
            "within" => visit.text_with("records-said-within", [("days", filter.within.unwrap_or_default())]),
            "issued_from" => with("records-said-issued-from", value),
            "issued_to" => with("records-said-issued-to", value),
            "ends_from" => with("records-said-ends-from", value),
            "ends_to" => with("records-said-ends-to", value),
            "hired_since" => with("records-said-hired-since", value),
            "on" => with("records-said-on", value),
            "known" => visit.text("records-said-known"),
            _ => with("records-said-name", value),
        }
    };
    let parts = filter.parts();
    parts
        .iter()
        .map(|(part, value)| Said {
            text: words(part, value),
            without: asked.filter.without(part).on(view.path()),
        })
        .collect()
}
