//! What a method comes to in a small example, computed by the marking itself: what the form of a section shows.

use super::key::Key;
use super::labels::Labels;
use super::mark::{Asked, mark};
use super::method::Scoring;
use super::response::Response;
use crate::base::QuestionKind;

/// Options of the question of the example.
pub const EXAMPLE_OPTIONS: u8 = 5;

/// How many of them are right.
pub const EXAMPLE_RIGHT: u8 = 3;

/// One response to the question of the example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Right options chosen.
    pub right: u8,
    /// Wrong options chosen.
    pub wrong: u8,
    /// Points in 1/100 that it gives.
    pub points: i32,
}

/// What a method gives for some responses to a question worth `points` (1/100): of five options with three right ones,
/// or, where one answer is chosen, of five with one right one.
pub fn examples(scoring: Scoring, points: i32) -> Vec<Example> {
    let (kind, key, chosen): (_, u8, &[(u8, u8)]) = if scoring.fits(QuestionKind::MultipleChoice) {
        (QuestionKind::MultipleChoice, EXAMPLE_RIGHT, &[(3, 0), (2, 0), (2, 1), (1, 2), (0, 1)])
    } else {
        (QuestionKind::SingleChoice, 1, &[(1, 0), (0, 1)])
    };
    let labels = |indexes: std::ops::Range<u8>| indexes.fold(Labels::NONE, Labels::with);
    let asked = Asked { kind, option_count: EXAMPLE_OPTIONS, points };
    let given = chosen.iter().map(|(right, wrong)| {
        let given = labels(0..*right).in_either(labels(key..key.saturating_add(*wrong)));
        let mark = mark(scoring, &Key::Labels(labels(0..key)), &Response::Labels(given), asked);
        Example { right: *right, wrong: *wrong, points: mark.points }
    });
    given.collect()
}
