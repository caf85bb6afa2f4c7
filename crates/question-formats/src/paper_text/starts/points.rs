//! The places of a region where a question, or something else, may begin.

use super::evidence::begins_options;
use crate::paper_text::block::has_end_key;
use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::{Line, Slice, ends_sentence, width};
use crate::paper_text::marks::{self, NumberMark, Style};
use crate::paper_text::options::{self, Strength};
use crate::paper_text::tags::{self, Tag};
use crate::paper_text::words::{self, Kind};

/// A place where a question or something else may begin.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub line: usize,
    pub number: Option<NumberMark>,
    /// The kind a tag on the line names.
    pub tag: Option<Kind>,
    /// The line says that a stem begins: `题目：`.
    pub says_stem: bool,
    pub may_be_question: bool,
}

/// Every place where something may begin.
pub(super) fn find(region: &[Line], kind: Option<Kind>, double_spaced: bool) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, line) in region.iter().enumerate() {
        let label = options::leading(line.all()).is_some_and(|mark| mark.strength >= Strength::Weak)
            && !key_before_number(region, index);
        if let Some(number) = marks::number(&line.view)
            .filter(|_| !label || line.view.first() == Some(&'l') || line.view.first() == Some(&'I'))
        {
            points.push(Point {
                line: index,
                tag: tag_of(line, Some(&number)),
                says_stem: says_stem(line.all().from(number.content)),
                number: Some(number),
                may_be_question: true,
            });
        } else if !label && may_begin_unnumbered(region, index, kind, double_spaced) {
            points.push(Point {
                line: index,
                tag: tag_of(line, None),
                says_stem: says_stem(line.all()),
                number: None,
                may_be_question: true,
            });
        } else if words::is_site_text(&line.all().plain()) || is_title_of_long_text(region, index) {
            points.push(Point {
                line: index,
                tag: None,
                says_stem: false,
                number: None,
                may_be_question: false,
            });
        }
    }
    if matches!(kind, Some(Kind::Short | Kind::Case | Kind::Blank) | None) {
        set_parts_aside(region, kind, &mut points);
    }
    points
}

/// `(1)` and `1)` count the parts of an answer where questions are numbered `1.`, and `1.` does where they are numbered
/// `题目 1`.
fn set_parts_aside(region: &[Line], kind: Option<Kind>, points: &mut [Point]) {
    let style = |point: &Point| point.number.as_ref().map(|mark| mark.style);
    let marked = points.iter().any(|point| style(point) == Some(Style::Mark));
    let titled = kind.is_some() && points.iter().find_map(style) == Some(Style::Titled);
    for point in points {
        let part = match style(point) {
            Some(Style::Paren) => marked || titled,
            Some(Style::Mark) => titled,
            _ => false,
        };
        let offers = || {
            region.get(point.line).is_some_and(|line| {
                !keys::brackets(&line.view).iter().all(|bracket| bracket.content == Content::Other)
            }) || options_are_near(region, point.line)
        };
        point.may_be_question &= !part || kind.is_none() && offers();
    }
}

/// `(A) 1. …`: the key stands before the number. An option that begins with a number has its like on the next line.
fn key_before_number(region: &[Line], index: usize) -> bool {
    let lead = |line: &Line| marks::number(&line.view).filter(|mark| mark.lead_bracket.is_some());
    let label = |line: &Line| options::leading(line.all()).map(|mark| mark.letter);
    let Some((line, mark)) = region.get(index).and_then(|line| Some((line, lead(line)?))) else {
        return false;
    };
    let content = line.all().from(mark.content);
    let own = label(line).unwrap_or('A');
    let more =
        options::run(content, options::next_letter(own), true, None).first().is_some_and(|one| one.bracketed);
    let next = region.get(index + 1);
    let continues = next.is_some_and(|next| {
        label(next) == Some(options::next_letter(own))
            && lead(next).is_none_or(|next| next.value != mark.value + 1)
    });
    !more && !continues
}

/// The kind a tag at the beginning of a question names.
fn tag_of(line: &Line, number: Option<&NumberMark>) -> Option<Kind> {
    let content = line.view.get(number.map_or(0, |mark| mark.content)..)?;
    marks::type_tag(content)
        .map(|(kind, _)| kind)
        .or_else(|| marks::trailing_type_tag(content).map(|(kind, _)| kind))
}

/// Whether a text begins with a tag for the stem.
fn says_stem(slice: Slice<'_>) -> bool {
    tags::cut(slice).first().is_some_and(|piece| piece.tag == Some(Tag::Stem))
}

fn is_title_of_long_text(region: &[Line], index: usize) -> bool {
    let Some(line) = region.get(index) else { return false };
    let title = line.view.len() <= 40 && !ends_sentence(&line.view) && !marks::starts_with_label(&line.view);
    title && region.get(index + 1).is_some_and(|next| width(&next.view) > 150)
}

/// Whether a line without a number may be the beginning of a question.
fn may_begin_unnumbered(region: &[Line], index: usize, kind: Option<Kind>, double_spaced: bool) -> bool {
    let Some(line) = region.get(index) else { return false };
    if line.glued {
        return false;
    }
    let pieces = tags::cut(line.all());
    let first_tag = pieces.first().and_then(|piece| piece.tag);
    if first_tag == Some(Tag::Stem) || marks::type_tag(&line.view).is_some() {
        return true;
    }
    if first_tag.is_some() {
        return false;
    }
    let plain = line.all().plain();
    if words::ends_asking(&plain) && answer_is_next(region, index) {
        return true;
    }
    let previous = index.checked_sub(1).and_then(|before| region.get(before));
    let after_question = previous.is_none_or(|before| {
        options::leading(before.all()).is_some_and(|mark| mark.strength >= Strength::Weak)
            || options::run(before.all(), 'A', true, None).len() >= 2
            || tags::cut(before.all()).iter().any(|piece| piece.tag.is_some())
            || has_end_key(&before.view)
    });
    let after_break = after_question || line.after_blank && !double_spaced;
    if !after_break {
        return false;
    }
    if kind == Some(Kind::TrueFalse) || kind.is_none() {
        let closed = keys::brackets(&line.view).last().is_some_and(|bracket| {
            matches!(bracket.content, Content::Truth(_))
                || kind.is_some()
                    && matches!(bracket.content, Content::MaybeTruth(_) | Content::Empty | Content::Labels(_))
        });
        if closed && (has_end_key(&line.view) || kind.is_some()) {
            return true;
        }
    }
    options_are_near(region, index)
}

fn answer_is_next(region: &[Line], index: usize) -> bool {
    region
        .get(index + 1)
        .is_some_and(|next| tags::cut(next.all()).first().is_some_and(|piece| piece.tag == Some(Tag::Answer)))
}

/// Options begin in this line or in one of the next, before anything is numbered or tagged.
fn options_are_near(region: &[Line], index: usize) -> bool {
    for (ahead, line) in region.iter().skip(index).take(4).enumerate() {
        let following = region
            .get(index + ahead + 1)
            .and_then(|next| options::leading(next.all()))
            .map(|mark| mark.letter);
        if ahead > 0
            && (marks::number(&line.view).is_some_and(|mark| mark.style != Style::Bare)
                || line.after_blank && ahead > 1)
        {
            return false;
        }
        if begins_options(line.all(), following, false) {
            return ahead > 0 || options::leading(line.all()).is_none_or(|mark| mark.letter != 'A');
        }
    }
    false
}
