//! The best choice of starts, by dynamic programming over the points.

use super::Start;
use super::evidence::Sums;
use super::points::Point;
use crate::paper_text::marks::Style;
use crate::paper_text::words::Kind;

/// How many later starting points a question may reach over.
const REACH: usize = 64;

/// The best way to reach a point, as a question or as something else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub score: i32,
    /// The point before, and whether a question began there.
    pub before: Option<(usize, bool)>,
    pub last_number: Option<u32>,
    pub last_style: Option<Style>,
    pub last_separator: Option<char>,
    /// No question of this region came before.
    pub is_first: bool,
    pub last_unnumbered: bool,
}

/// The search for the best choice of starts in one region.
pub(super) struct Search<'a> {
    pub points: &'a [Point],
    pub evidence: &'a Sums,
    pub kind: Option<Kind>,
    pub carried: Option<u32>,
    pub length: usize,
}

impl Search<'_> {
    pub(super) fn run(&self) -> Vec<Start> {
        let origin = Way {
            score: 0,
            before: None,
            last_number: self.carried,
            last_style: None,
            last_separator: None,
            is_first: true,
            last_unnumbered: false,
        };
        // Ways by point: as a question, as something else.
        let mut ways: Vec<(Option<Way>, Way)> = Vec::with_capacity(self.points.len());
        // The best way to be in something else, so far, and the point where that began.
        let mut outside = (None, origin);
        for (index, point) in self.points.iter().enumerate() {
            let mut question: Option<Way> = None;
            let mut other = Way { before: outside.0.map(|at| (at, false)), ..outside.1 };
            if point.may_be_question {
                let from_outside = self.enter(&outside.1, outside.0, false, point);
                better(&mut question, from_outside);
            }
            for earlier in index.saturating_sub(REACH)..index {
                let (Some(start), Some((Some(way), _))) = (self.points.get(earlier), ways.get(earlier))
                else {
                    continue;
                };
                let ended = self.closed(way, (earlier, start), point.line);
                if point.may_be_question {
                    let entered = self.enter(&ended, Some(earlier), true, point);
                    better(&mut question, entered);
                }
                let left = Way { score: ended.score - 2, before: Some((earlier, true)), ..ended };
                if left.score > other.score {
                    other = left;
                }
            }
            let leaves_question = other.before.is_some_and(|(_, was_question)| was_question);
            if leaves_question && other.score >= outside.1.score {
                outside = (Some(index), other);
            }
            ways.push((question, other));
        }
        self.trace(&ways, &outside)
    }

    /// The way after the question that began at a point ended before a line.
    fn closed(&self, way: &Way, (index, start): (usize, &Point), end: usize) -> Way {
        let unnumbered = start.number.is_none();
        let swallowed = if self.swallows_next(index, start, end) { 40 } else { 0 };
        Way {
            score: way.score + self.worth(start, end) - swallowed,
            before: way.before,
            last_number: start.number.as_ref().map(|mark| mark.value).or(way.last_number),
            last_style: start.number.as_ref().map(|mark| mark.style).or(way.last_style),
            last_separator: start.number.as_ref().map_or(way.last_separator, |mark| mark.separator),
            is_first: false,
            last_unnumbered: unnumbered,
        }
    }

    /// Whether the next number stands in what would be the stem: that is another question.
    fn swallows_next(&self, index: usize, start: &Point, end: usize) -> bool {
        let next = self.points.get(index + 1).filter(|next| next.line < end);
        let (Some(own), Some((line, mark))) =
            (&start.number, next.and_then(|next| Some((next.line, next.number.as_ref()?))))
        else {
            return false;
        };
        let before = self.evidence.between(start.line, line);
        // A statement with its mark is a whole question.
        (mark.value == own.value + 1 || before.truth_keys > 0 && mark.value > own.value)
            && mark.style == own.style
            && mark.separator == own.separator
            && !mark.doubtful
            && before.option_runs + before.answers == 0
    }

    /// The way with a question beginning at a point.
    fn enter(&self, way: &Way, before: Option<usize>, was_question: bool, point: &Point) -> Way {
        let cost = if was_question || before.is_none() { 0 } else { 3 };
        let step = self.step(way, point);
        Way { score: way.score + step - cost, before: before.map(|at| (at, was_question)), ..*way }
    }

    fn trace(&self, ways: &[(Option<Way>, Way)], outside: &(Option<usize>, Way)) -> Vec<Start> {
        let mut best_score = outside.1.score;
        let mut last: Option<(usize, bool)> = outside.0.map(|at| (at, false));
        for (index, (question, _)) in ways.iter().enumerate() {
            let (Some(way), Some(start)) = (question, self.points.get(index)) else { continue };
            let score = self.closed(way, (index, start), self.length).score;
            if ways.len() - index <= REACH && score > best_score {
                best_score = score;
                last = Some((index, true));
            }
        }
        let mut starts = Vec::new();
        let mut end = self.length;
        let mut is_tail = true;
        while let Some((index, is_question)) = last {
            let (Some(point), Some((question, other))) = (self.points.get(index), ways.get(index)) else {
                break;
            };
            if is_question {
                starts.push(Start { from: point.line, to: end, number: point.number.clone(), is_tail });
                last = question.and_then(|way| way.before);
            } else {
                last = other.before;
            }
            is_tail = !is_question;
            end = point.line;
        }
        starts.reverse();
        starts
    }
}

fn better(best: &mut Option<Way>, candidate: Way) {
    if best.is_none_or(|current| candidate.score > current.score) {
        *best = Some(candidate);
    }
}
