//! Where the questions of a region begin.
//!
//! Many lines begin with a number: questions, but also entries of lists in explanations, materials and other
//! articles. Each choice of starts cuts the region into blocks; a block earns by what a question has (options, a
//! key, a bracket, asking words) and pays for what it should not have (two sets of options, numbers out of order).
//! The best choice is found by dynamic programming, so one misprint does not derail the rest.

mod answer_lists;
mod evidence;
mod points;
mod search;
mod worth;

use super::block::{self, has_end_key};
use super::keys;
use super::lines::{Line, view_of};
use super::marks::NumberMark;
use super::words::Kind;
use evidence::Sums;
use search::Search;

/// A question found in a region: line indexes, and whether text of something else follows it.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub from: usize,
    pub to: usize,
    pub number: Option<NumberMark>,
    pub is_tail: bool,
}

/// Finds the questions among `lines[from..to]`. `carried` is the number of the last question before.
pub(super) fn find(
    lines: &[Line],
    (from, to): (usize, usize),
    kind: Option<Kind>,
    carried: Option<u32>,
    double_spaced: bool,
) -> Vec<Start> {
    let Some(region) = lines.get(from..to) else { return Vec::new() };
    let evidence = Sums::of(region);
    let mut points = points::find(region, kind, double_spaced);
    if matches!(kind, Some(Kind::Short | Kind::Case)) {
        for entry in answer_lists::entries(region, &points, &evidence) {
            if let Some(point) = points.get_mut(entry) {
                point.may_be_question = false;
            }
        }
    }
    let search = Search { points: &points, evidence: &evidence, kind, carried, length: region.len() };
    search
        .run()
        .into_iter()
        .map(|start| Start { from: start.from + from, to: start.to + from, ..start })
        .collect()
}

/// Whether a block holds enough to be called a question: something that is asked, and where no heading says what
/// it is, what only a question has.
pub(super) fn holds_question(item: &block::RawItem, kind: Option<Kind>) -> bool {
    if item.stem.is_empty() && item.options.is_empty() {
        return false;
    }
    if kind.is_some() || item.tag.is_some() {
        return true;
    }
    item.options.len() >= 2
        || item.has_answer_tag
        || has_end_key(&view_of(&item.stem))
        || keys::trailing(&view_of(&item.stem)).is_some()
        || item.lead.is_some()
}
