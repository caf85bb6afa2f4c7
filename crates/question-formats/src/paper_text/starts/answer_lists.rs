//! Answers that are numbered lists: `答：1、…`, `2、…`, `3、…`, and then the section's next number.
//!
//! The entries look like questions whose numbers come in order. What tells them is that the list counts from 1 under
//! a question that has another number or just had it, and that the section's numbers go on behind it.

use super::evidence::Sums;
use super::points::Point;
use crate::paper_text::lines::Line;
use crate::paper_text::marks::{self, NumberMark};
use crate::paper_text::tags::{self, Tag};

/// The points that are entries of such lists, as indexes.
pub(super) fn entries(region: &[Line], points: &[Point], evidence: &Sums) -> Vec<usize> {
    (0..points.len()).filter_map(|index| list_under(region, points, evidence, index)).flatten().collect()
}

/// The entries under the question that begins at a point.
fn list_under(
    region: &[Line],
    points: &[Point],
    evidence: &Sums,
    index: usize,
) -> Option<std::ops::Range<usize>> {
    let question = points.get(index)?;
    let own = question.number.as_ref()?;
    let next = points.get(index + 1)?;
    let is_answered = evidence.between(question.line, next.line).answers > 0;
    let beside_tag = first_entry(region.get(question.line..next.line)?);
    let asks = evidence.lines.get(question.line).is_some_and(|line| line.asks);
    let below = next.number.as_ref().filter(|mark| mark.value == 1 && (asks || is_answered));
    let (first, mut expected) = match &beside_tag {
        Some(mark) => (mark, 2),
        None => (below?, 1),
    };
    let mut end = index + 1;
    while let Some(point) = points.get(end).filter(|point| goes_on(point, first, expected)) {
        let line_after = points.get(end + 1).map_or(region.len(), |after| after.line);
        let own_evidence = evidence.between(point.line, line_after);
        let asks = evidence.lines.get(point.line).is_some_and(|line| line.asks);
        if asks || own_evidence.answers > 0 {
            break;
        }
        expected += 1;
        end += 1;
    }
    let is_list = expected > 2;
    let is_closed = match points.get(end) {
        Some(after) => after.number.as_ref().is_some_and(|mark| mark.value == own.value + 1),
        None => is_answered,
    };
    (is_list && is_closed).then_some(index + 1..end)
}

/// The number 1 right behind an answer tag.
fn first_entry(lines: &[Line]) -> Option<NumberMark> {
    let pieces = lines.iter().flat_map(|line| tags::cut(line.all()));
    let body = pieces.into_iter().find(|piece| piece.tag == Some(Tag::Answer))?.body;
    marks::number(body.view).filter(|mark| mark.value == 1)
}

fn goes_on(point: &Point, first: &NumberMark, expected: u32) -> bool {
    point.number.as_ref().is_some_and(|mark| {
        mark.value == expected && mark.style == first.style && mark.separator == first.separator
    })
}
