//! A cursor over the grammar's copy of a line.

/// Reads forward through characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    characters: &'a [char],
    /// Position of the next character.
    pub at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(characters: &'a [char]) -> Self {
        Self { characters, at: 0 }
    }

    pub(super) fn starting_at(characters: &'a [char], at: usize) -> Self {
        Self { characters, at }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    /// The character just before the cursor.
    pub(super) fn before(&self) -> Option<char> {
        self.characters.get(self.at.checked_sub(1)?).copied()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.characters.len()
    }

    pub(super) fn skip(&mut self, is_skipped: impl Fn(char) -> bool) -> usize {
        let before = self.at;
        while self.peek().is_some_and(&is_skipped) {
            self.at += 1;
        }
        self.at - before
    }

    pub(super) fn spaces(&mut self) -> usize {
        self.skip(|character| character == ' ')
    }

    pub(super) fn eat(&mut self, is_wanted: impl Fn(char) -> bool) -> Option<char> {
        let character = self.peek().filter(|character| is_wanted(*character))?;
        self.at += 1;
        Some(character)
    }

    /// Whether a word stands here.
    pub(super) fn sees(&self, word: &str) -> bool {
        let mut at = self.at;
        word.chars().all(|wanted| {
            let same = self.characters.get(at) == Some(&wanted);
            at += 1;
            same
        })
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let seen = self.sees(word);
        if seen {
            self.at += word.chars().count();
        }
        seen
    }

    /// The longest of several words, listed longest first.
    pub(super) fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.eat_word(word))
    }

    /// A number of at most `most` digits; nothing is eaten when there are more.
    pub(super) fn number(&mut self, most: usize) -> Option<u32> {
        let mut ahead = *self;
        let count = ahead.skip(|character| character.is_ascii_digit());
        if count == 0 || count > most {
            return None;
        }
        let digits: String = self.characters.get(self.at..ahead.at)?.iter().collect();
        let value = digits.parse().ok()?;
        *self = ahead;
        Some(value)
    }

    /// Chinese numerals, as in headings.
    pub(super) fn chinese_number(&mut self) -> usize {
        self.skip(|character| "一二三四五六七八九十百零".contains(character))
    }

    pub(super) fn rest(&self) -> &'a [char] {
        self.characters.get(self.at..).unwrap_or_default()
    }
}
