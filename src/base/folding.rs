//! One form for texts that are written differently: full or half width, upper or lower case, with or without accents,
//! in traditional or simplified characters. What is searched and what is sought are both brought into it.

use std::collections::HashMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A stretch of a folded text: characters written without spaces between words, or one word of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Chinese characters, kana, hangul: every character is a place where something may begin.
    Unspaced,
    /// Letters and digits: a word is found by how it begins.
    Spaced,
}

/// The folded characters of one character: none for what is no letter, digit or ideograph.
pub fn folded(character: char) -> impl Iterator<Item = (char, Script)> {
    let plain = std::iter::once(character).nfkd().filter(|one| !is_combining_mark(*one));
    let lower = plain.flat_map(char::to_lowercase).filter(|one| one.is_alphanumeric());
    lower
        .map(|one| (SIMPLIFIED.get(&one).copied().unwrap_or(one), script(one)))
        .collect::<Vec<_>>()
        .into_iter()
}

fn script(character: char) -> Script {
    let is_unspaced = matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if is_unspaced { Script::Unspaced } else { Script::Spaced }
}

/// Character by character, so that a word is folded alike whatever stands beside it.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    // The table is part of the program; without it only what is written the same is found.
    let Ok(table) = OpenCC::from_config(BuiltinConfig::T2s) else { return HashMap::new() };
    let ideographs =
        ('\u{3400}'..='\u{4dbf}').chain('\u{4e00}'..='\u{9fff}').chain('\u{20000}'..='\u{2ffff}');
    let simplified = |traditional: char| {
        let written = table.convert(traditional.encode_utf8(&mut [0; 4]));
        let mut characters = written.chars();
        characters.next().filter(|first| characters.next().is_none() && *first != traditional)
    };
    ideographs
        .filter_map(|traditional| {
            let once = simplified(traditional)?;
            Some((traditional, simplified(once).filter(|twice| *twice != traditional).unwrap_or(once)))
        })
        .collect()
});

/// A text in the form in which it is searched. Words of letters and digits stand between single spaces, characters that
/// need none stand side by side; whatever else there is ends a stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The characters, each with the index of the character it comes from.
    characters: Vec<(char, usize)>,
}

impl Folded {
    /// The folded form of a text. It begins and ends with a space, unless it is empty.
    pub fn of(text: &str) -> Self {
        let mut characters: Vec<(char, usize)> = Vec::new();
        let mut before = None;
        for (index, character) in text.chars().enumerate() {
            // A mark on the letter before it is no gap in the word.
            if is_combining_mark(character) {
                continue;
            }
            let mut is_gap = true;
            for (one, script) in folded(character) {
                is_gap = false;
                if before != Some(script) {
                    space(&mut characters, index);
                }
                characters.push((one, index));
                before = Some(script);
            }
            if is_gap {
                before = None;
            }
        }
        if let Some((_, last)) = characters.last().copied() {
            space(&mut characters, last);
        }
        Self { characters }
    }

    /// The form as a text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|(character, _)| *character).collect()
    }

    /// Whether there is nothing in it that could be sought.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// Its stretches, without the spaces between them.
    pub fn stretches(&self) -> Vec<(Script, Vec<char>)> {
        let characters: Vec<char> = self.characters.iter().map(|(character, _)| *character).collect();
        let stretches = characters.split(|character| *character == ' ').filter(|one| !one.is_empty());
        stretches.filter_map(|one| Some((script(*one.first()?), one.to_vec()))).collect()
    }

    /// Where `sought` (a piece of a folded text) stands: ranges of characters of the text this was made from, by first
    /// and last, in order.
    pub fn places(&self, sought: &[char]) -> Vec<(usize, usize)> {
        let found = self
            .characters
            .windows(sought.len().max(1))
            .filter(|window| !sought.is_empty() && window.iter().map(|(character, _)| character).eq(sought));
        let visible = |window: &&[(char, usize)]| {
            let mut own = window.iter().filter(|(character, _)| *character != ' ').map(|(_, index)| *index);
            let first = own.next()?;
            Some((first, own.next_back().unwrap_or(first)))
        };
        found.filter_map(|window| visible(&window)).collect()
    }
}

fn space(characters: &mut Vec<(char, usize)>, index: usize) {
    if characters.last().is_none_or(|(character, _)| *character != ' ') {
        characters.push((' ', index));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded_text(text: &str) -> String {
        Folded::of(text).text()
    }

    #[test]
    fn traditional_full_width_and_capital_letters_are_folded() {
        for (text, form) in [
            ("大客戶", " 大客户 "),
            ("大客户", " 大客户 "),
            ("處理客戶異議", " 处理客户异议 "),
            ("乾杯", " 干杯 "),
            ("ＦＡＢ法則", " fab 法则 "),
            ("使用FAB，说明B2B。", " 使用 fab 说明 b2b "),
            ("Café crème", " cafe creme "),
            ("cafe\u{301}", " cafe "),
            ("fab-017", " fab 017 "),
            ("涨 30%！", " 涨 30 "),
            ("客户，异议", " 客户 异议 "),
            ("，。%_'\"--", ""),
            ("", ""),
        ] {
            assert_eq!(folded_text(text), form, "{text}");
        }
    }

    #[test]
    fn a_folded_text_stays_as_it_is() {
        for text in ["處理客戶異議 FAB 017", "臺灣の客戶", "Ａｂｃ①㈱"] {
            let once = folded_text(text);
            assert_eq!(folded_text(&once), once, "{text}");
        }
    }

    #[test]
    fn what_is_found_is_told_by_its_place_in_the_text() {
        let folded = Folded::of("“大客戶”用 FAB。");
        let sought = |text: &str| folded.places(&text.chars().collect::<Vec<_>>());
        assert_eq!(sought("客户"), [(2, 3)]);
        assert_eq!(sought(" fa"), [(7, 8)]);
        assert_eq!(sought(""), []);
        assert_eq!(sought("异议"), []);
    }

    #[test]
    fn what_characters_become_becomes_nothing_else() {
        let again: Vec<_> = SIMPLIFIED.values().filter(|one| SIMPLIFIED.contains_key(one)).collect();
        assert!(again.is_empty() && SIMPLIFIED.len() > 2000, "{again:?}");
    }

    proptest::proptest! {
        #[test]
        fn folding_never_fails_and_folds_once(text in "\\PC{0,60}") {
            let once = folded_text(&text);
            proptest::prop_assert_eq!(folded_text(&once), once.clone());
            proptest::prop_assert!(!once.contains("  "));
        }
    }
}
