//! What lines offer as evidence that a question stands there, line by line and for whole blocks.

use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::{Line, Slice};
use crate::paper_text::marks;
use crate::paper_text::options::{self, Strength};
use crate::paper_text::said_keys;
use crate::paper_text::tags::{self, Tag};
use crate::paper_text::words;

/// Lines a stem may have before its options.
const LONGEST_STEM: usize = 12;

/// What a line offers as evidence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    pub option_runs: i32,
    pub keys: i32,
    pub truth_keys: i32,
    pub empty_brackets: i32,
    pub answers: i32,
    /// Explanations that say the key.
    pub said_keys: i32,
    /// Answers that say true or false.
    pub truth_answers: i32,
    pub asks: bool,
    /// Reads like a stem with a choice to make.
    pub offers: bool,
    /// No options within the longest stem.
    pub is_long_stem: bool,
}

/// Evidence of a range of lines in constant time.
pub(super) struct Sums {
    pub sums: Vec<Evidence>,
    pub lines: Vec<Evidence>,
}

impl Sums {
    pub(super) fn of(region: &[Line]) -> Self {
        let mut sums = vec![Evidence::default()];
        let mut lines = Vec::with_capacity(region.len());
        let mut explaining = false;
        let mut total = Evidence::default();
        for (index, line) in region.iter().enumerate() {
            let (mut one, explains) = evidence(line, region.get(index + 1));
            // Options discussed right after 解析 are not the options of another question.
            if explaining && marks::number(&line.view).is_none() && one.option_runs > 0 {
                one.option_runs = 0;
            } else {
                explaining = false;
            }
            explaining |= explains;
            if is_number_alone(line)
                && let Some(stem) = region.get(index + 1)
            {
                let (next, _) = evidence(stem, region.get(index + 2));
                one.asks |= next.asks;
                one.offers |= next.offers;
            }
            total.option_runs += one.option_runs;
            total.answers += one.answers;
            total.truth_answers += one.truth_answers;
            total.said_keys += one.said_keys;
            sums.push(total);
            lines.push(one);
        }
        Self { sums, lines }
    }

    /// The evidence of a block. Brackets and asking words count in the stem only, which ends with the line the
    /// options begin in; nobody writes a stem of more than [`LONGEST_STEM`] lines.
    pub(super) fn between(&self, from: usize, to: usize) -> Evidence {
        let start = self.sums.get(from).copied().unwrap_or_default();
        let end = self.sums.get(to).copied().unwrap_or_default();
        let mut found = Evidence {
            option_runs: end.option_runs - start.option_runs,
            answers: end.answers - start.answers,
            truth_answers: end.truth_answers - start.truth_answers,
            said_keys: end.said_keys - start.said_keys,
            ..Evidence::default()
        };
        let mut stem_lines = 0;
        for (offset, line) in
            self.lines.get(from..to).unwrap_or_default().iter().take(LONGEST_STEM).enumerate()
        {
            found.keys += line.keys;
            found.truth_keys += line.truth_keys;
            found.empty_brackets += line.empty_brackets;
            found.asks |= line.asks && offset < 4;
            stem_lines = offset + 1;
            if line.option_runs > 0 {
                return found;
            }
        }
        found.is_long_stem = stem_lines == LONGEST_STEM;
        found
    }
}

/// `Question 21`, `3.`: the stem is on the next line.
fn is_number_alone(line: &Line) -> bool {
    marks::number(&line.view).is_some_and(|mark| mark.content >= line.view.len())
}

/// One line's evidence, and whether it holds an explanation.
fn evidence(line: &Line, next: Option<&Line>) -> (Evidence, bool) {
    let mark = marks::number(&line.view);
    let content = mark.as_ref().map_or(line.all(), |mark| line.all().from(mark.content));
    let mut found = Evidence::default();
    let mut explains = false;
    for piece in tags::cut(content) {
        match piece.tag {
            Some(Tag::Answer) => {
                found.answers += 1;
                found.truth_answers += i32::from(words::truth(&piece.body.plain()).is_some());
            }
            Some(Tag::Explanation) => {
                explains = true;
                found.said_keys += i32::from(said_keys::concluded(piece.body.view).is_some());
            }
            Some(_) => {}
            None => {
                let following = next.and_then(|next| options::leading(next.all())).map(|mark| mark.letter);
                found.option_runs += i32::from(begins_options(piece.body, following, mark.is_some()));
                let stem = before_options(piece.body, following);
                for bracket in keys::brackets(stem.view) {
                    let numbered = mark.is_some();
                    match bracket.content {
                        Content::Labels(_) => {
                            found.keys += i32::from(may_hold_key(stem.view, &bracket, numbered));
                        }
                        Content::Truth(_) => found.truth_keys += 1,
                        Content::Empty => found.empty_brackets += 1,
                        Content::MaybeTruth(_) | Content::Other => {}
                    }
                    if keys::closes_statement(piece.body.view, &bracket).is_some() {
                        found.truth_keys += 1;
                    }
                }
                let plain = piece.body.plain();
                found.empty_brackets += i32::from(stem.plain().contains("___"));
                found.offers |= words::offers_choice(&plain) || words::names_question(&plain);
                found.asks |= words::is_question_like(&plain) && plain.chars().count() <= 300;
            }
        }
    }
    let trailing_truth = matches!(keys::trailing(content.view), Some((keys::Key::Truth(_), _)));
    if trailing_truth || mark.as_ref().is_some_and(|mark| mark.lead_bracket.is_some()) {
        found.truth_keys += 1;
    }
    (found, explains)
}

/// The part of a line before its first option: what stands in brackets there may be a key, not a label.
fn before_options(slice: Slice<'_>, following: Option<char>) -> Slice<'_> {
    if options::leading(slice).is_some_and(|mark| mark.bracketed) {
        return slice.range(0, 0);
    }
    let run = options::run(slice, 'A', true, following);
    // One letter at the beginning may be an article: `A verbal promise …`.
    let is_run = run.len() >= 2 || matches!(following, Some('B' | 'C'));
    let first = run.first().filter(|_| is_run).map(|mark| mark.start);
    slice.range(0, first.unwrap_or(slice.view.len()))
}

/// Labels in a bracket are a key at the end of a stem, and inside a numbered stem in capitals; elsewhere `3(b)` and
/// `(a)` count the parts of a text.
fn may_hold_key(view: &[char], bracket: &keys::Bracket, numbered: bool) -> bool {
    let at_end =
        view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:、".contains(*one)));
    let capital =
        view.get(bracket.open..bracket.end).is_some_and(|inside| inside.iter().any(char::is_ascii_uppercase));
    at_end || numbered && capital
}

pub(super) fn begins_options(slice: Slice<'_>, following: Option<char>, numbered: bool) -> bool {
    let run = options::run(slice, 'A', true, following);
    if run.len() >= 2 || run.len() == 1 && matches!(following, Some('B' | 'C')) {
        return true;
    }
    !numbered
        && options::leading(slice).is_some_and(|mark| {
            mark.letter == 'A' && (mark.strength >= Strength::Glued || following == Some('B'))
        })
}
