//! Text gathered over several lines, joined again where it was wrapped.

use super::WRAPPED_WIDTH;
use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::{Slice, ends_sentence, join_wrapped};
use crate::paper_text::looks::Look;
use crate::paper_text::marks;

/// Text gathered over several lines.
#[derive(Default)]
pub(super) struct Gathered {
    pub text: String,
    /// How each character of the text looks; empty when nothing is known about it.
    pub looks: Vec<Look>,
    characters: usize,
    pub width: usize,
    pub ended: bool,
}

impl Gathered {
    pub(super) fn add(&mut self, slice: Slice<'_>, line_width: usize, glued: bool) {
        let next = slice.text();
        if next.is_empty() {
            return;
        }
        let before = self.text.len();
        if self.text.is_empty() {
            self.text.clone_from(&next);
        } else if glued {
            self.text.push_str(&next);
        } else if self.width >= WRAPPED_WIDTH && !self.ended && !begins_list_entry(slice.trim().view) {
            join_wrapped(&mut self.text, &next);
        } else {
            self.text.push('\n');
            self.text.push_str(&next);
        }
        let added = next.chars().count();
        self.characters += self.text.len().saturating_sub(before + next.len()) + added;
        if !self.looks.is_empty() || !slice.looks.is_empty() {
            self.looks.resize(self.characters.saturating_sub(added), Look::PLAIN);
            self.looks.extend(slice.trim().looks);
            self.looks.resize(self.characters, Look::PLAIN);
        }
        self.width = line_width;
        self.ended = ends_sentence(slice.view) || ends_with_key_bracket(slice.trim().view);
    }
}

/// A bracket for the key, filled or empty, ends what is asked; code or statements may follow.
fn ends_with_key_bracket(view: &[char]) -> bool {
    keys::brackets(view)
        .last()
        .is_some_and(|bracket| bracket.end == view.len() && bracket.content != Content::Other)
}

/// `(1)…`, `①…`, `1)…`: an entry of a list, which a wrapped line does not begin with.
pub(super) fn begins_list_entry(view: &[char]) -> bool {
    let first = view.first().copied().unwrap_or(' ');
    "①②③④⑤⑥⑦⑧⑨⑩·●○◆■★-—".contains(first)
        || marks::number(view).is_some_and(|mark| mark.style != marks::Style::Bare)
        || first == '(' && view.get(1).is_some_and(|one| "一二三四五六七八九十".contains(*one))
}
