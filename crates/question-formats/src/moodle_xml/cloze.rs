//! Questions with answers embedded in their text: `{1:SHORTANSWER:=net 30~=30 days}`.

use crate::messages::Code;
use crate::model::{Answer, Diagnostic, QuestionType};

use super::kinds::{Refusal, has_wildcard, literal};
use super::question::Reader;
use super::texts::source;
use super::{carried, number};
use crate::toml_bank::label_at;

/// What stands for a gap.
const GAP: &str = "____";

/// What is asked for in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Choice,
}

/// A gap as it is written.
#[derive(Debug, PartialEq, Eq)]
struct Gap<'a> {
    weight: Option<u32>,
    kind: Kind,
    alternatives: Vec<Alternative<'a>>,
}

/// One of the answers in a gap.
#[derive(Debug, PartialEq, Eq)]
struct Alternative<'a> {
    text: &'a str,
    percent: Percent,
    has_feedback: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Percent {
    Full,
    Part,
    None,
}

/// A piece of the question text.
enum Piece<'a> {
    Text(&'a str),
    Gap(Gap<'a>),
    /// A gap that a draft cannot hold.
    Other,
}

/// Reads a question whose gaps all have texts or numbers to accept, or one right choice. Others are not supported.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let Some(holder) = reader.element.first("questiontext") else { return Err(Refusal::NotSupported) };
    let source = source(holder);
    let (_, own) = carried::split_material(&source);
    let pieces = pieces(own);
    let mut summary = Summary::default();
    let mut gaps = Vec::new();
    for piece in &pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Other => return Err(Refusal::NotSupported),
            Piece::Gap(gap) => {
                let accepted = accepted(gap, &mut summary);
                if accepted.is_empty() {
                    return Err(Refusal::NotSupported);
                }
                summary.add(gap.weight);
                gaps.push((gap, accepted));
            }
        }
    }
    reader.draft.inferred.push("type".to_owned());
    match gaps.as_slice() {
        [] => return Err(Refusal::NotSupported),
        [(gap, _)] if gap.kind == Kind::Choice => {
            summary.has_choices = false;
            choose(reader, gap)?;
        }
        _ => {
            reader.draft.question_type = QuestionType::FillBlank;
            reader.draft.answer =
                Some(Answer::Blanks(gaps.into_iter().map(|(_, accepted)| accepted).collect()));
        }
    }
    let page = page(&pieces, summary.has_choices);
    reader.draft.stem = reader.texts.read(&page, holder, reader.format);
    if reader.draft.points.is_none() && summary.is_weighted {
        reader.draft.points = Some(summary.points.saturating_mul(100)).filter(|points| *points > 0);
    }
    summary.report(reader);
    Ok(())
}

/// A question with one gap and texts to choose from is a single choice question.
fn choose(reader: &mut Reader<'_>, gap: &Gap<'_>) -> Result<(), Refusal> {
    let alternatives: Vec<&Alternative<'_>> =
        gap.alternatives.iter().filter(|alternative| !alternative.text.trim().is_empty()).collect();
    let texts = alternatives.iter().map(|alternative| plain(alternative.text));
    reader.draft.options = super::kinds::options(texts)?;
    let right = alternatives.iter().position(|alternative| alternative.percent == Percent::Full);
    reader.draft.question_type = QuestionType::SingleChoice;
    reader.draft.answer = right.and_then(label_at).map(|label| Answer::Labels(vec![label]));
    Ok(())
}

/// The text with a mark for each gap, and what can be chosen where that is not said elsewhere.
fn page(pieces: &[Piece<'_>], with_choices: bool) -> String {
    let mut page = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => page.push_str(text),
            Piece::Gap(gap) => {
                page.push_str(GAP);
                if with_choices && gap.kind == Kind::Choice {
                    page.push_str(&choices(gap));
                }
            }
            Piece::Other => {}
        }
    }
    page
}

/// What there is to say about the gaps of a question.
#[derive(Default)]
struct Summary {
    points: u32,
    is_weighted: bool,
    has_choices: bool,
    has_tolerance: bool,
    has_wildcard: bool,
    has_part: bool,
    has_feedback: bool,
}

impl Summary {
    fn add(&mut self, weight: Option<u32>) {
        self.is_weighted |= weight.is_some();
        self.points = self.points.saturating_add(weight.unwrap_or(1));
    }

    fn report(&self, reader: &mut Reader<'_>) {
        if self.has_choices {
            reader.not_kept("cloze: MULTICHOICE");
        }
        if self.has_feedback {
            reader.not_kept("answer/feedback");
        }
        for (is_so, found) in [
            (self.has_tolerance, "cloze: NUMERICAL ±"),
            (self.has_wildcard, "cloze: *"),
            (self.has_part, "cloze: %"),
        ] {
            if is_so {
                reader.report(Diagnostic::new(Code::WScoring).found(found));
            }
        }
    }
}

/// The texts a gap accepts; none when they cannot be told.
fn accepted(gap: &Gap<'_>, summary: &mut Summary) -> Vec<String> {
    let mut accepted = Vec::new();
    for alternative in &gap.alternatives {
        summary.has_feedback |= alternative.has_feedback;
        summary.has_part |= alternative.percent == Percent::Part;
        if alternative.percent != Percent::Full {
            continue;
        }
        let text = plain(alternative.text);
        match gap.kind {
            Kind::Text => {
                summary.has_wildcard |= has_wildcard(&text);
                accepted.push(literal(&text));
            }
            Kind::Number => {
                let (value, tolerance) = text.split_once(':').unwrap_or((&text, ""));
                summary.has_tolerance |= number::parse(tolerance).is_some_and(|number| number.get() != 0.0);
                accepted.push(value.trim().to_owned());
            }
            Kind::Choice => accepted.push(text),
        }
    }
    accepted.retain(|text| !text.is_empty() && text != "*");
    if gap.kind == Kind::Choice {
        summary.has_choices = true;
        if accepted.len() != 1 {
            accepted.clear();
        }
    }
    accepted
}

/// What can be chosen in a gap, in an order that tells nothing.
fn choices(gap: &Gap<'_>) -> String {
    let alternatives = gap.alternatives.iter();
    let mut texts: Vec<String> = alternatives.map(|alternative| unescaped(alternative.text.trim())).collect();
    texts.sort_unstable();
    texts.dedup();
    format!(" ({})", texts.join(" / "))
}

/// An answer without its escapes and without what an editor put around it.
fn plain(text: &str) -> String {
    let unescaped = unescaped(text);
    if unescaped.contains('<') {
        crate::html::to_text(&unescaped, &mut |_, _| String::new()).text
    } else {
        crate::html::decoded(&unescaped).trim().to_owned()
    }
}

/// A backslash makes the signs of this notation plain; before an asterisk it has its meaning later.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_escape = character == '\\'
            && characters
                .peek()
                .is_some_and(|next| matches!(next, '}' | '{' | '#' | '~' | '=' | '/' | '"' | '\\'));
        if !is_escape {
            out.push(character);
        } else if let Some(next) = characters.next() {
            out.push(next);
        }
    }
    out
}

/// Takes a question text apart.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    // Once a gap is not closed, no later one is.
    let mut can_close = true;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + found;
        at = start + 1;
        let Some((weight, kind, body)) = text.get(at..).and_then(head).filter(|_| can_close) else {
            continue;
        };
        let body_start = text.len() - body.len();
        let Some(length) = body_end(body) else {
            can_close = false;
            continue;
        };
        pieces.push(Piece::Text(text.get(from..start).unwrap_or_default()));
        let body = body.get(..length).unwrap_or_default();
        pieces.push(match kind {
            Some(kind) => Piece::Gap(Gap { weight, kind, alternatives: alternatives(body) }),
            None => Piece::Other,
        });
        at = body_start + length + 1;
        from = at;
    }
    pieces.push(Piece::Text(text.get(from..).unwrap_or_default()));
    pieces
}

/// Weight and kind at the beginning of a gap, and what follows them. A kind that a draft cannot hold is none.
fn head(text: &str) -> Option<(Option<u32>, Option<Kind>, &str)> {
    const LONGEST: usize = 40;
    let digits = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let weight = text.get(..digits)?.parse().ok();
    let rest = text.get(digits..)?.strip_prefix(':')?;
    let length = rest.bytes().take(LONGEST).position(|byte| byte == b':')?;
    let kind = match rest.get(..length)? {
        "NUMERICAL" | "NM" => Some(Kind::Number),
        "SHORTANSWER" | "SA" | "MW" | "SHORTANSWER_C" | "SAC" | "MWC" => Some(Kind::Text),
        name if name.starts_with("MULTICHOICE")
            || matches!(name, "MC" | "MCV" | "MCH" | "MCS" | "MCVS" | "MCHS") =>
        {
            Some(Kind::Choice)
        }
        name if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') => {
            None
        }
        _ => return None,
    };
    Some((weight, kind, rest.get(length + 1..)?))
}

/// Where a gap ends: at the first brace that is not escaped.
fn body_end(body: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'}' if !is_escaped => return Some(at),
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

fn alternatives(body: &str) -> Vec<Alternative<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in body.match_indices('~') {
        if !is_escaped(body, at) {
            found.push(alternative(body.get(start..at).unwrap_or_default()));
            start = at + 1;
        }
    }
    found.push(alternative(body.get(start..).unwrap_or_default()));
    found
}

/// Whether the sign at a position has an odd number of backslashes before it.
fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes().get(..at).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count() % 2
        == 1
}

fn alternative(text: &str) -> Alternative<'_> {
    let text = text.trim_start();
    let (percent, rest) = match text.strip_prefix('=') {
        Some(rest) => (Percent::Full, rest),
        None => match text.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
            Some((percent, rest)) => (part(percent), rest),
            None => (Percent::None, text),
        },
    };
    // A `#` begins the feedback, but not in a reference such as `&#45;`.
    let end = rest
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| !is_escaped(rest, *at) && !rest.get(..*at).is_some_and(|before| before.ends_with('&')));
    let (text, feedback) = end.and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""));
    Alternative { text, percent, has_feedback: feedback.trim().len() > 1 }
}

fn part(percent: &str) -> Percent {
    match number::weight(percent) {
        Some(weight) if weight >= 99.9 => Percent::Full,
        Some(weight) if weight > 0.0 => Percent::Part,
        _ => Percent::None,
    }
}
