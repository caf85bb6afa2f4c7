//! What the templates of this room get, and the lines of the file.

mod compare;
mod expiring;
mod filter;
mod gaps;
mod list;
mod matrix;
mod person;
mod plot;
mod views;

pub use compare::{ComparePage, Comparison, first_month};
pub use expiring::{ExpiringPage, last_day};
pub use filter::{Asked, FilterForm, View};
pub use gaps::{Gaps, GapsPage};
pub use list::ListPage;
pub use matrix::{Found, RecordsPage};
pub use person::{PastDay, PersonPage, Record};
pub use views::{ViewLink, ViewPage};

use serde::Serialize;

use super::filter::Filter;
use super::model::{Figures, Status};
use crate::web::components::Figure;
use crate::web::{Language, Site, Visit};

/// `records/unreadable.hbs`: a filter that cannot be read, with what was typed.
#[derive(Debug, Serialize)]
pub struct UnreadablePage {
    /// The filter.
    pub filter: FilterForm,
}

/// A status in words.
pub fn status_word(status: Status, language: Language, site: &Site) -> String {
    site.text(language, &format!("component-status-{}", status.as_str()))
}

/// The figures, each leading to its rows on the page at `path`; the last one counts people and leads nowhere.
pub fn figure_list(figures: &Figures, filter: &Filter, path: &str, visit: &Visit) -> Vec<Figure> {
    let of_status = |status: Status, number: i64, shape, kind| {
        let is_chosen = filter.status == Some(status);
        let target = filter.with_status((!is_chosen).then_some(status));
        let text = status_word(status, visit.language, visit.site());
        Figure { shape: Some(shape), kind, href: Some(target.on(path)), ..Figure::new(number, text) }
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

/// The address of a page of a long list.
fn href_of_page(path: String, number: i64) -> String {
    let glue = if path.contains('?') { '&' } else { '?' };
    if number == 1 { path } else { format!("{path}{glue}page={number}") }
}
