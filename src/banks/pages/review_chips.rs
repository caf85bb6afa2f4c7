//! The filters of the review page, each with how many rows it shows.

use serde::Serialize;

use super::review_row::verdict_view;
use crate::banks::model::Verdict;
use crate::banks::rules::{RowFacts, RowFilter};
use crate::web::Visit;

/// A filter of the review.
#[derive(Debug, Serialize)]
pub struct Chip {
    label: String,
    shape: Option<&'static str>,
    count: usize,
    href: String,
    current: bool,
}

/// The filters in the order in which a person works: what needs them first. Those that most files have no use for are
/// only there when they show something.
const FILTERS: &[(RowFilter, bool)] = &[
    (RowFilter::All, true),
    (RowFilter::Problems, true),
    (RowFilter::Verdict(Verdict::Error), true),
    (RowFilter::Verdict(Verdict::KeyConflict), false),
    (RowFilter::Verdict(Verdict::Duplicate), true),
    (RowFilter::Similar, false),
    (RowFilter::Warning, false),
    (RowFilter::Verdict(Verdict::Changed), true),
    (RowFilter::Verdict(Verdict::New), true),
    (RowFilter::Verdict(Verdict::Same), true),
];

/// The filters with how many of these rows each shows.
pub(super) fn chips(
    visit: &Visit,
    facts: &[RowFacts],
    wanted: RowFilter,
    address: impl Fn(RowFilter) -> String,
) -> Vec<Chip> {
    FILTERS
        .iter()
        .map(|(filter, always)| (*filter, *always, facts.iter().filter(|one| filter.takes(one)).count()))
        .filter(|(filter, always, count)| *always || *count > 0 || *filter == wanted)
        .map(|(filter, _, count)| Chip {
            label: filter_word(visit, filter),
            shape: shape(visit, filter),
            count,
            href: address(filter),
            current: filter == wanted,
        })
        .collect()
}

/// The words for a filter.
pub(super) fn filter_word(visit: &Visit, filter: RowFilter) -> String {
    match filter {
        RowFilter::All => visit.text("banks-verdict-all"),
        RowFilter::Problems => visit.text("import-filter-problems"),
        RowFilter::Warning => visit.text("import-filter-warnings"),
        RowFilter::Similar => visit.text("import-filter-similar"),
        RowFilter::Verdict(verdict) => verdict_view(visit, verdict).word,
    }
}

fn shape(visit: &Visit, filter: RowFilter) -> Option<&'static str> {
    match filter {
        RowFilter::All => None,
        RowFilter::Problems | RowFilter::Warning => Some("warn"),
        RowFilter::Similar => Some("pair"),
        RowFilter::Verdict(verdict) => Some(verdict_view(visit, verdict).shape),
    }
}
