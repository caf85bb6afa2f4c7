//! Brackets of a stem that hold its key.

use crate::paper_text::keys::{self, Bracket, Content, Key};
use crate::paper_text::lines::view_of;

pub(super) fn content_of(inside: &str) -> Content {
    let view: Vec<char> = format!("({inside})").chars().collect();
    keys::brackets(&view).into_iter().next().map_or(Content::Other, |bracket| bracket.content)
}

pub(super) fn key_of(content: &Content) -> Option<Key> {
    match content {
        Content::Labels(labels) => Some(Key::Labels(labels.clone())),
        Content::Truth(value) | Content::MaybeTruth(value) => Some(Key::Truth(*value)),
        Content::Empty | Content::Other => None,
    }
}

pub(super) fn is_at_end(view: &[char], bracket: &Bracket) -> bool {
    view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:、".contains(*one)))
}

/// `（A）（B）（C）`: labels in a row of brackets are one key.
pub(super) fn merge_neighbours(view: &[char], brackets: Vec<Bracket>) -> Vec<Bracket> {
    let mut merged: Vec<Bracket> = Vec::new();
    for bracket in brackets {
        if let (Some(last), Content::Labels(more)) = (merged.last_mut(), &bracket.content)
            && let Content::Labels(labels) = &mut last.content
            && view
                .get(last.end..bracket.open)
                .is_some_and(|between| between.iter().all(|one| " 、,".contains(*one)))
        {
            labels.extend(more.iter().copied());
            labels.sort_unstable();
            labels.dedup();
            last.end = bracket.end;
            continue;
        }
        merged.push(bracket);
    }
    merged
}

/// `…不用维护。（ ）`: a statement that waits for a mark.
pub(super) fn ends_with_empty_bracket(stem: &str) -> bool {
    let view = view_of(stem);
    keys::brackets(&view)
        .last()
        .is_some_and(|bracket| bracket.content == Content::Empty && is_at_end(&view, bracket))
}

/// Takes keys out of a stem: at its end the bracket goes, inside a sentence it becomes an empty one.
pub(in crate::paper_text) fn without_keys(stem: &str, brackets: &[Bracket], is_statement: bool) -> String {
    let characters: Vec<char> = stem.chars().collect();
    let view = view_of(stem);
    let mut result = String::with_capacity(stem.len());
    let mut at = 0;
    for bracket in brackets {
        result.extend(characters.get(at..bracket.open).unwrap_or_default());
        if bracket.open == 0 && is_statement {
            at = bracket.end;
            continue;
        }
        if is_at_end(&view, bracket) {
            result.truncate(result.trim_end().len());
        } else {
            result.push_str("（  ）");
        }
        at = bracket.end;
    }
    let rest: String = characters.get(at..).unwrap_or_default().iter().collect();
    let rest = if at > 0 && rest.trim().chars().all(|one| "。.？?!！".contains(one)) {
        rest.trim()
    } else {
        &rest
    };
    // `…的是?（B）。`: one mark at the end is enough.
    let ends = result.ends_with(['?', '？', '。', '.', '!', '！', ':', '：']);
    if !(ends && rest.trim().chars().all(|one| "。.？?!！".contains(one))) {
        result.push_str(rest);
    }
    result
}
