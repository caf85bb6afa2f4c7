//! A line of the text taken out of a document.

use crate::model::Diagnostic;
use crate::paper_text::Look;

/// A line with the look of each of its characters, and what there is to say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub text: String,
    pub looks: Vec<Look>,
    /// Diagnostics without a place; the line is theirs.
    pub notes: Vec<Diagnostic>,
}

impl Line {
    /// A line of plain text.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        let looks = vec![Look::PLAIN; text.chars().count()];
        Self { text, looks, notes: Vec::new() }
    }

    pub(super) fn push(&mut self, character: char, look: Look) {
        self.text.push(character);
        self.looks.push(look);
    }

    /// Appends another line.
    pub(super) fn append(&mut self, other: Self) {
        self.text.push_str(&other.text);
        self.looks.extend(other.looks);
        self.notes.extend(other.notes);
    }

    /// The same line with plain text before it.
    pub(super) fn after(self, before: impl Into<String>) -> Self {
        let mut line = Self::plain(before);
        line.append(self);
        line
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Gaps drawn as underlined spaces become underscores; a line of nothing else is a line to write on.
    pub(super) fn draw_gaps(&mut self) {
        let underlined_space =
            |(character, look): (char, &Look)| character.is_whitespace() && look.has(Look::UNDERLINED);
        if self.is_blank() || !self.text.chars().zip(&self.looks).any(underlined_space) {
            return;
        }
        let mut drawn = Self { notes: std::mem::take(&mut self.notes), ..Self::default() };
        let mut gap: Vec<(char, Look)> = Vec::new();
        for (character, look) in self.text.chars().zip(self.looks.iter().copied()) {
            if look.has(Look::UNDERLINED) {
                gap.push((character, look));
                continue;
            }
            drawn.close_gap(&mut gap, Some(character));
            drawn.push(character, look);
        }
        drawn.close_gap(&mut gap, None);
        *self = drawn;
    }

    /// `next` is what stands after the gap: an empty bracket is a gap already.
    fn close_gap(&mut self, gap: &mut Vec<(char, Look)>, next: Option<char>) {
        let in_bracket = self.text.ends_with(['(', '（']) && matches!(next, Some(')' | '）'));
        let is_empty = gap.iter().all(|(character, _)| character.is_whitespace());
        let is_wide = gap.len() > 1 || gap.iter().any(|(character, _)| *character == '\t');
        if is_empty && is_wide && !in_bracket {
            gap.clear();
            self.append(Self::plain("____"));
        }
        for (character, look) in gap.drain(..) {
            self.push(character, look);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        // Letters stand for themselves, capitals and full stops for underlined ones and underlined spaces.
        let mut line = Line::default();
        for character in text.chars() {
            let underlined = character.is_uppercase() || character == '.';
            let look = if underlined { Look::UNDERLINED } else { Look::PLAIN };
            line.push(if character == '.' { ' ' } else { character }, look);
        }
        line.draw_gaps();
        assert_eq!(line.text.chars().count(), line.looks.len());
        line.text
    }

    #[test]
    fn underlined_spaces_are_gaps_and_underlined_words_are_not() {
        assert_eq!(drawn("ab....cd"), "ab____cd");
        assert_eq!(drawn("ab.cd"), "ab cd");
        assert_eq!(drawn("ab..C..d"), "ab  C  d");
        assert_eq!(drawn("....."), "     ");
        assert_eq!(drawn("a..."), "a____");
        assert_eq!(drawn("a(...)b"), "a(   )b");
    }
}
