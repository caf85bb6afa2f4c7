//! Which questions a section may draw, whether an exam can be published, and in which state it is.

mod check;
mod stock;

use chrono::{DateTime, Utc};

pub use check::{CellPlace, Check, Problem, check};
pub use stock::{CellStock, Part, Stock, Unusable, UnusableQuestion};

use super::draw::SectionCells;
use super::model::CurrentVersion;

/// Most sections an exam may have.
pub const MOST_SECTIONS: usize = 30;

/// Most questions a paper may have.
pub const MOST_QUESTIONS: i32 = 500;

/// Most points a question may have, in 1/100.
pub const MOST_POINTS: i32 = 100_000;

/// Codes that are addresses of pages.
const RESERVED_CODES: &[&str] = &["new"];

/// Whether an exam may have this code, which must be well formed already.
pub fn is_free_for_exams(code: &str) -> bool {
    !RESERVED_CODES.contains(&code)
}

/// The sections of an exam as the draw takes them.
pub fn sections_drawn(stocks: &[Stock]) -> Vec<SectionCells> {
    stocks.iter().map(Stock::section_cells).collect()
}

/// Where an exam stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExamState {
    /// Nothing is published yet.
    Draft,
    /// Published; the window is still to come.
    Waiting,
    /// Published and open.
    Open,
    /// The window is over.
    Closed,
}

/// The state of an exam by its current version.
pub fn state(current: Option<&CurrentVersion>, now: DateTime<Utc>) -> ExamState {
    match current {
        None => ExamState::Draft,
        Some(version) if version.closes_at.is_some_and(|closes_at| closes_at <= now) => ExamState::Closed,
        Some(version) if version.opens_at.is_some_and(|opens_at| opens_at > now) => ExamState::Waiting,
        Some(_) => ExamState::Open,
    }
}

/// Points as a person types them, in 1/100: `2`, `2.5`, `0.25`. `None` for anything else, more than two
/// decimals, nothing, or more than [`MOST_POINTS`].
pub fn parse_points(text: &str) -> Option<i32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || decimals.len() > 2 || !is_number(whole) || !is_number(decimals)
    {
        return None;
    }
    let hundredths: i32 = format!("{decimals:0<2}").parse().ok()?;
    let points = whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    (1..=MOST_POINTS).contains(&points).then_some(points)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::exams::counting::Counting;

    fn now() -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_exam_is_a_draft_then_waits_opens_and_closes() {
        let at = |text: &str| Some(text.parse().unwrap());
        let version = |opens_at, closes_at| CurrentVersion {
            number: 1,
            opens_at,
            closes_at,
            published_at: now(),
            counting: Counting::Best,
        };
        for (current, expected) in [
            (None, ExamState::Draft),
            (Some(version(None, None)), ExamState::Open),
            (Some(version(at("2026-11-22T02:00:01Z"), None)), ExamState::Waiting),
            (Some(version(at("2026-11-22T02:00:00Z"), at("2026-11-22T02:00:01Z"))), ExamState::Open),
            (Some(version(None, at("2026-11-22T02:00:00Z"))), ExamState::Closed),
        ] {
            assert_eq!(state(current.as_ref(), now()), expected);
        }
    }

    #[test]
    fn points_are_read_exactly_and_never_guessed() {
        for (text, points) in [
            ("2", Some(200)),
            ("2.5", Some(250)),
            ("0.25", Some(25)),
            ("1000", Some(100_000)),
            ("2.", Some(200)),
            ("0", None),
            ("1000.01", None),
            ("2.555", None),
            ("-1", None),
            ("+1", None),
            (".5", None),
            ("", None),
            ("two", None),
            ("99999999999", None),
        ] {
            assert_eq!(parse_points(text), points, "{text:?}");
        }
    }

    #[test]
    fn no_exam_takes_the_address_of_a_page() {
        assert!(!is_free_for_exams("new"));
        assert!(is_free_for_exams("newcomers"));
    }
}
