//! What a block is worth as a question, and what it is worth that a number follows another.

use super::points::Point;
use super::search::{Search, Way};
use crate::paper_text::marks::Style;
use crate::paper_text::words::Kind;

impl Search<'_> {
    /// What it is worth that this number follows the last one.
    pub(super) fn step(&self, way: &Way, point: &Point) -> i32 {
        let Some(mark) = &point.number else {
            return if way.is_first || way.last_unnumbered { -5 } else { -15 };
        };
        let mut worth = match way.last_number {
            Some(last) if mark.value == last + 1 => 15,
            _ if way.is_first && mark.value == 1 => 15,
            None => -5,
            Some(last) if way.is_first && mark.value > last => -5,
            Some(last) if mark.value == last => -5,
            Some(last) if mark.value == last + 2 => -3,
            Some(_) => -10,
        };
        let in_order = worth == 15;
        if way.last_style.is_some_and(|style| style != mark.style) {
            worth -= 6;
        } else if way.last_separator.is_some() && way.last_separator != mark.separator {
            worth -= 2;
        }
        let restarts = !way.is_first && way.last_number.is_some_and(|last| mark.value <= last);
        if restarts && matches!(self.kind, Some(Kind::Short | Kind::Case | Kind::Blank | Kind::TrueFalse)) {
            worth -= 20;
        }
        match mark.style {
            Style::Bare if in_order => worth -= 5,
            Style::Bare => worth -= 40,
            Style::Paren => worth -= 4,
            Style::Mark | Style::Titled => {}
        }
        if mark.doubtful {
            worth -= 5;
        }
        worth
    }

    /// What a block is worth as a question.
    pub(super) fn worth(&self, start: &Point, end: usize) -> i32 {
        let found = self.evidence.between(start.line, end);
        let first = self.evidence.lines.get(start.line).copied().unwrap_or_default();
        let keyed = found.keys + found.truth_keys + found.said_keys > 0 || found.answers > 0;
        let asked =
            first.asks || found.empty_brackets > 0 || found.keys > 0 || self.kind.is_some() && found.asks;
        let extra_answers = (found.answers - 1).max(0);
        let kind = start.tag.or(self.kind);
        if found.option_runs > 0 {
            // Manuals have lettered lists under numbered headings; without a key the stem must look like one.
            let offers = first.offers || found.empty_brackets > 0;
            let asks_itself =
                start.number.is_some() || first.asks && first.offers || found.empty_brackets > 0;
            let is_question = keyed || start.says_stem || offers && asks_itself;
            let in_words = matches!(kind, Some(Kind::Short | Kind::Case)) && start.number.is_none();
            let bare = !is_question && (kind.is_none() || in_words);
            let base = if bare { -40 } else { 30 };
            let long = if found.is_long_stem { 80 } else { 0 };
            return base - long + 15 * i32::from(keyed) + 10 * i32::from(asked)
                - 40 * (found.option_runs - 1)
                - 25 * extra_answers;
        }
        let extra_truths = (found.truth_keys - 1).max(0);
        match kind {
            Some(Kind::TrueFalse) => {
                let brackets = (found.truth_keys + found.empty_brackets + found.keys - 1).max(0);
                let base = if keyed || found.empty_brackets > 0 { 15 } else { 0 };
                base + 15 * i32::from(keyed) + 10 * i32::from(found.empty_brackets > 0)
                    - 30 * extra_answers
                    - 25 * brackets.min(4)
            }
            Some(Kind::Blank) => {
                15 + 10 * i32::from(found.empty_brackets > 0) + 15 * i32::from(found.answers > 0)
                    - 30 * extra_answers
            }
            Some(Kind::Short) => {
                let base = if found.asks || found.answers > 0 { 15 } else { 0 };
                base + 10 * i32::from(found.asks) + 15 * i32::from(found.answers > 0) - 30 * extra_answers
            }
            Some(Kind::Case) => {
                let asks = first.asks;
                let base = if asks || found.answers > 0 { 0 } else { -20 };
                base + 20 * i32::from(asks) + 20 * i32::from(found.answers > 0) - 30 * extra_answers
            }
            Some(Kind::Single | Kind::Multiple | Kind::Choice | Kind::Indefinite) => {
                // Options that were pictures; a numbered line of a program asks nothing.
                if keyed && start.number.is_some() && (asked || first.offers) { 5 } else { -20 }
            }
            None | Some(Kind::Mixed) if found.truth_keys > 0 && first.truth_keys > 0 => {
                15 - 25 * extra_truths
            }
            None | Some(Kind::Mixed) if found.answers == 1 && (first.asks || start.says_stem) => 25,
            None | Some(Kind::Mixed) if found.answers == 1 && start.number.is_some() => {
                2 + 18 * found.truth_answers
            }
            None | Some(Kind::Mixed) => -30,
        }
    }
}
