//! Several gaps: answers embedded in the text.

use std::ops::Range;

use crate::model::{Answer, QuestionDraft, QuestionType};

use super::markup::{by_number, escaped, page_of};

/// The mark of a gap that is read back as it was.
const GAP: &str = "____";

/// Stands for a gap until the page is written; texts cannot have it, because XML does not.
const PLACE: char = '\u{fffe}';

/// Whether a question is written in this way.
pub(super) fn applies(draft: &QuestionDraft) -> bool {
    draft.question_type == QuestionType::FillBlank
        && matches!(&draft.answer, Some(Answer::Blanks(blanks)) if blanks.len() > 1)
}

/// The text with its answers, and the names of the fields that are changed by that.
pub(super) fn page(draft: &QuestionDraft) -> (String, Vec<&'static str>) {
    let Some(Answer::Blanks(blanks)) = &draft.answer else { return (String::new(), Vec::new()) };
    let mut losses = Vec::new();
    let stem: String = draft.stem.chars().filter(|character| *character != PLACE).collect();
    let marks = gaps(&stem);
    let in_place = marks.len() == blanks.len();
    if !in_place || marks.iter().any(|mark| stem.get(mark.clone()) != Some(GAP)) {
        losses.push("stem");
    }
    let text = if in_place { with_places(&stem, &marks) } else { with_places_below(&stem, blanks.len()) };
    let (weight, is_exact) = weight(draft.points, blanks.len());
    if !is_exact {
        losses.push("points");
    }
    let html = page_of(&text, &|part| protected(&places_kept(part)), &draft.media);
    let mut parts = html.split(PLACE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, accepted) in parts.zip(blanks) {
        let alternatives: Vec<String> = accepted
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| format!("={}", coded(text)))
            .collect();
        out.push_str(&format!("{{{weight}:SHORTANSWER:{}}}", alternatives.join("~")));
        out.push_str(part);
    }
    (out, losses)
}

/// HTML in which no brace begins an answer.
pub(super) fn protected(html: &str) -> String {
    html.replace('{', "&#123;")
}

fn places_kept(part: &str) -> String {
    part.split(PLACE).map(escaped).collect::<Vec<_>>().join(&PLACE.to_string())
}

/// The weight of each gap, and whether they add up to the points.
fn weight(points: Option<u32>, gaps: usize) -> (String, bool) {
    let Some(points) = points else { return (String::new(), true) };
    let whole = u32::try_from(gaps).ok().and_then(|gaps| {
        let hundredths = points.checked_div(gaps).filter(|each| each * gaps == points)?;
        (hundredths % 100 == 0 && hundredths > 0).then_some(hundredths / 100)
    });
    whole.map_or_else(|| ("1".to_owned(), false), |whole| (whole.to_string(), true))
}

/// An accepted text in the notation of a gap.
fn coded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '#' | '~' | '{' | '}' | '=' | '%' | '\\' | '/' => {
                by_number(character, &mut out);
            }
            // Without its backslash it would stand for anything.
            '*' => {
                by_number('\\', &mut out);
                out.push('*');
            }
            other => out.push_str(&escaped(other.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

fn with_places(stem: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(stem.len());
    let mut from = 0;
    for mark in marks {
        out.push_str(stem.get(from..mark.start).unwrap_or_default());
        out.push(PLACE);
        from = mark.end;
    }
    out.push_str(stem.get(from..).unwrap_or_default());
    out
}

fn with_places_below(stem: &str, gaps: usize) -> String {
    let mut out = format!("{stem}\n");
    for number in 1..=gaps {
        out.push_str(&format!("({number}) {PLACE} "));
    }
    out.trim_end().to_owned()
}

/// Where the marks of gaps stand: two or more underscores, or brackets with nothing but spaces in them.
fn gaps(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['_', '（', '(', '【', '['])) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        let underscores = rest.bytes().take_while(|byte| *byte == b'_').count();
        let length = if underscores > 0 { underscores } else { bracket(rest).unwrap_or(0) };
        if length > 1 {
            found.push(start..start + length);
        }
        at = start + length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    found
}

/// The length of empty brackets at the beginning of a text.
fn bracket(text: &str) -> Option<usize> {
    let mut characters = text.chars();
    let open = characters.next()?;
    let (close, needs_space) = match open {
        '（' => ('）', false),
        '(' => (')', true),
        '【' => ('】', false),
        '[' => (']', true),
        _ => return None,
    };
    let inner = characters.as_str();
    let after = inner.trim_start_matches([' ', '\u{a0}', '\u{3000}', '\t']);
    let spaces = inner.len() - after.len();
    (after.starts_with(close) && (spaces > 0 || !needs_space))
        .then(|| open.len_utf8() + spaces + close.len_utf8())
}
