//! The brackets of a stem, and what they hold as far as keys are concerned.

use super::labels;
use crate::paper_text::scan::Scan;
use crate::paper_text::words::{is_plain_truth, truth};

/// A bracket in a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paper_text) struct Bracket {
    /// Position of the opening bracket.
    pub open: usize,
    /// Position after the closing bracket.
    pub end: usize,
    pub content: Content,
}

/// What a bracket holds, as far as keys are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paper_text) enum Content {
    Empty,
    /// Labels, sorted, each once.
    Labels(Vec<char>),
    Truth(bool),
    /// A letter or word that means true or false only where such questions are asked.
    MaybeTruth(bool),
    Other,
}

/// The brackets of a stem, innermost first where they are nested.
pub(in crate::paper_text) fn brackets(view: &[char]) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in view.iter().enumerate() {
        match character {
            '(' | '【' | '[' => open = Some(at),
            ')' | '】' | ']' => {
                if let Some(start) = open.take() {
                    let (start, end) = widen(view, start, at + 1);
                    let inside = view.get(start..end).unwrap_or_default();
                    let content = if is_call(view, start, inside) { Content::Other } else { content(inside) };
                    found.push(Bracket { open: start, end, content });
                }
            }
            _ => {}
        }
    }
    if let Some(start) = open {
        found.extend(unclosed(view, start));
    }
    found
}

/// `main()`, `add(b)`, `if (true) {`: brackets of a program, not of a paper.
fn is_call(view: &[char], open: usize, inside: &[char]) -> bool {
    let before = open.checked_sub(1).and_then(|at| view.get(at));
    let after_name =
        before.is_some_and(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || "_}]".contains(*one));
    after_name
        && inside.first() == Some(&'(')
        && !inside.iter().any(char::is_ascii_uppercase)
        && inside.iter().all(char::is_ascii)
        && !inside.contains(&' ')
}

/// Takes in brackets that hold nothing but this bracket.
fn widen(view: &[char], mut start: usize, mut end: usize) -> (usize, usize) {
    loop {
        let before = view.get(..start).unwrap_or_default().iter().rposition(|one| *one != ' ');
        let after =
            view.get(end..).unwrap_or_default().iter().position(|one| *one != ' ').map(|offset| end + offset);
        match (before, after) {
            (Some(left), Some(right))
                if view.get(left).is_some_and(|one| "([【".contains(*one))
                    && view.get(right).is_some_and(|one| ")]】".contains(*one)) =>
            {
                start = left;
                end = right + 1;
            }
            _ => return (start, end),
        }
    }
}

/// `（ABCD。` at the end of a line: the right bracket was forgotten.
fn unclosed(view: &[char], start: usize) -> Option<Bracket> {
    let mut scan = Scan::starting_at(view, start + 1);
    scan.skip(|one| one.is_ascii_uppercase() || one == ' ' || "√×✓✗对错".contains(one));
    let end = scan.at;
    scan.skip(|one| "。.?;, ".contains(one));
    if !scan.is_done() || end == start + 1 {
        return None;
    }
    let found = content(view.get(start..end)?);
    (found != Content::Empty && found != Content::Other).then_some(Bracket {
        open: start,
        end,
        content: found,
    })
}

fn content(with_brackets: &[char]) -> Content {
    let text: String = with_brackets
        .iter()
        .filter(|one| !matches!(one, '(' | ')' | '[' | ']' | '【' | '】' | ' ' | '_'))
        .collect();
    if text.is_empty() || text.chars().all(|one| ".、,".contains(one)) {
        return Content::Empty;
    }
    if let Some(labels) = labels(&text) {
        // T and F are letters too, but no paper has twenty options.
        return Content::Labels(labels);
    }
    match truth(&text) {
        // `if (true)` is code: an English word counts where it closes a statement.
        Some(value) if is_plain_truth(&text) && !text.is_ascii() => Content::Truth(value),
        Some(value) => Content::MaybeTruth(value),
        None => Content::Other,
    }
}

/// The word true or false in a bracket at the end of a statement, or its letter (T or F, Y or N) after the end of a
/// sentence. Inside a sentence such a bracket holds a unit or an abbreviation.
pub(in crate::paper_text) fn closes_statement(view: &[char], bracket: &Bracket) -> Option<bool> {
    let inside: String =
        view.get(bracket.open..bracket.end)?.iter().filter(|one| one.is_alphanumeric()).collect();
    let before = view.get(..bracket.open)?.iter().rev().find(|one| **one != ' ')?;
    let at_end = view.get(bracket.end..)?.iter().all(|one| " 。.".contains(*one));
    let letter = matches!(inside.as_str(), "T" | "F" | "Y" | "N") && "。.?!".contains(*before);
    let word = inside.is_ascii() && is_plain_truth(&inside);
    (at_end && (letter || word)).then(|| truth(&inside)).flatten()
}
