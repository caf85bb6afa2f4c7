//! Finding questions by their words: what of a question is searched, by which terms the index knows it, and what of a
//! found text is marked.

use std::collections::BTreeSet;

use crate::banks::model::Content;
use crate::base::folding::{Folded, Script};
use crate::web::images::without_images;

/// Grows when terms or form are made in another way: what was made before is made anew.
pub const METHOD: i16 = 1;

/// Letters of a word that the index knows; longer words are told apart by the text itself.
const INDEXED_LETTERS: usize = 3;

/// Longest text a person may search for, in characters.
pub const LONGEST: usize = 100;

/// Most pieces of a search.
const MOST_PIECES: usize = 12;

/// What is kept of a version to find it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searchable {
    /// Pairs of neighbouring characters, single characters, beginnings of words.
    pub terms: Vec<String>,
    /// Everything the question says, folded.
    pub folded: String,
}

impl Searchable {
    /// Of a question with this code.
    pub fn of(code: &str, content: &Content) -> Self {
        let folded: Vec<Folded> = texts(code, content).iter().map(|text| Folded::of(text)).collect();
        let mut terms = BTreeSet::new();
        for (script, stretch) in folded.iter().flat_map(Folded::stretches) {
            terms.extend(indexed(script, &stretch));
        }
        let text: String = folded.iter().map(Folded::text).collect();
        Self { terms: terms.into_iter().collect(), folded: text.replace("  ", " ") }
    }
}

/// Everything of a question that a person may look for.
fn texts(code: &str, content: &Content) -> Vec<String> {
    let mut found = vec![code.to_owned()];
    found.extend(content.tags.iter().cloned());
    for text in content.texts.0.values() {
        let optional = text.explanation.iter().chain(&text.fact).chain(&text.reference);
        let all = std::iter::once(&text.stem).chain(&text.options).chain(optional);
        found.extend(all.map(|text| without_images(text)));
    }
    let materials = content.material.iter().flat_map(|texts| texts.values());
    found.extend(materials.map(|text| without_images(text)));
    found
}

/// The terms under which a stretch of a question is found.
fn indexed(script: Script, stretch: &[char]) -> Vec<String> {
    let text = |characters: &[char]| characters.iter().collect::<String>();
    match script {
        Script::Unspaced => stretch.windows(2).chain(stretch.windows(1)).map(text).collect(),
        Script::Spaced => (1..=INDEXED_LETTERS.min(stretch.len()))
            .filter_map(|length| stretch.get(..length))
            .map(text)
            .collect(),
    }
}

/// The terms a question must have in which a stretch stands that is sought.
fn required(script: Script, stretch: &[char]) -> Vec<String> {
    let text = |characters: &[char]| characters.iter().collect::<String>();
    match (script, stretch.len()) {
        (Script::Unspaced, 1) => vec![text(stretch)],
        (Script::Unspaced, _) => stretch.windows(2).map(text).collect(),
        (Script::Spaced, length) => {
            stretch.get(..length.min(INDEXED_LETTERS)).map(text).into_iter().collect()
        }
    }
}

/// What somebody looks for: pieces between spaces, all of which a question must have. Words are found by how they
/// begin, characters that are written without spaces wherever they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    typed: String,
    pieces: Vec<Vec<char>>,
    terms: Vec<String>,
}

impl Search {
    /// What a person typed; `None` when that is nothing. What has no letter, digit or ideograph finds nothing.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed: String = typed.trim().chars().take(LONGEST).collect();
        if typed.is_empty() {
            return None;
        }
        let mut pieces: Vec<Vec<char>> = Vec::new();
        let mut terms = BTreeSet::new();
        for piece in typed.split_whitespace().map(Folded::of).filter(|piece| !piece.is_empty()) {
            let stretches = piece.stretches();
            let unspaced = stretches.first().is_some_and(|(script, _)| *script == Script::Unspaced);
            terms.extend(stretches.iter().flat_map(|(script, stretch)| required(*script, stretch)));
            let text = piece.text();
            let text = if unspaced { text.trim() } else { text.trim_end() };
            if pieces.len() < MOST_PIECES {
                pieces.push(text.chars().collect());
            }
        }
        Some(Self { typed, pieces, terms: terms.into_iter().collect() })
    }

    /// What was typed, as it is shown again.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether nothing can be found by it.
    pub fn is_hopeless(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The terms a question must have, in order.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Patterns for `LIKE` that the folded text of a question must fit, all of them. They hold letters, digits,
    /// ideographs and spaces only, so nothing in them means something else.
    pub fn patterns(&self) -> Vec<String> {
        self.pieces.iter().map(|piece| format!("%{}%", piece.iter().collect::<String>())).collect()
    }

    /// The text in stretches, each with whether it was sought.
    pub fn marked(&self, text: &str) -> Vec<Marked> {
        let folded = Folded::of(text);
        let mut sought = vec![false; text.chars().count()];
        for (first, last) in self.pieces.iter().flat_map(|piece| folded.places(piece)) {
            sought.iter_mut().take(last + 1).skip(first).for_each(|one| *one = true);
        }
        let mut parts: Vec<Marked> = Vec::new();
        for (character, is_found) in text.chars().zip(sought) {
            match parts.last_mut().filter(|part| part.is_found == is_found) {
                Some(part) => part.text.push(character),
                None => parts.push(Marked { text: character.to_string(), is_found }),
            }
        }
        parts
    }

    /// The place in a text where the first thing that is sought stands, with some of what is around it. `None` when it
    /// holds nothing of it.
    pub fn glimpse(&self, text: &str) -> Option<Vec<Marked>> {
        let folded = Folded::of(text);
        let (first, _) = self.pieces.iter().flat_map(|piece| folded.places(piece)).min()?;
        let from = first.saturating_sub(GLIMPSE_BEFORE);
        let length = text.chars().count();
        let cut: String = text.chars().skip(from).take(GLIMPSE).collect();
        let mut shown = String::new();
        if from > 0 {
            shown.push('…');
        }
        shown.push_str(&cut);
        if from + GLIMPSE < length {
            shown.push('…');
        }
        Some(self.marked(&shown))
    }
}

/// Characters of a glimpse, and those before what was found.
const GLIMPSE: usize = 60;
const GLIMPSE_BEFORE: usize = 15;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Marked {
    /// The characters.
    pub text: String,
    /// Whether they were sought.
    pub is_found: bool,
}

impl Marked {
    /// A whole text nothing of which was sought.
    pub fn plain(text: impl Into<String>) -> Vec<Self> {
        vec![Self { text: text.into(), is_found: false }]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::banks::model::{QuestionText, Texts};
    use crate::base::QuestionKind;

    fn question(stem: &str) -> Content {
        let text = QuestionText { stem: stem.to_owned(), ..QuestionText::default() };
        Content {
            kind: QuestionKind::TrueFalse,
            topic: None,
            difficulty: None,
            points: None,
            tags: vec!["price".to_owned()],
            texts: Texts(BTreeMap::from([("zh-CN".to_owned(), text)])),
            answer: None,
            material: None,
            kept_options: None,
            weights: None,
        }
    }

    /// What the statement asks of a row.
    fn finds(typed: &str, stem: &str) -> bool {
        let search = Search::parse(typed).unwrap();
        let kept = Searchable::of("fab-017", &question(stem));
        let has_all = search.terms().iter().all(|term| kept.terms.contains(term));
        let fits = search.patterns().iter().all(|pattern| kept.folded.contains(pattern.trim_matches('%')));
        let found = !search.is_hopeless() && fits;
        assert!(!found || has_all, "{typed:?} is in the text but not in the terms of {stem:?}");
        found && has_all
    }

    #[test]
    fn questions_are_found_by_characters_in_either_script_and_by_beginnings_of_words() {
        let stem = "客戶提出價格異議時，Which benefit comes first？";
        for (typed, is_found) in [
            ("异议", true),
            ("異議", true),
            ("議", true),
            ("客户 异议", true),
            ("异议 客户", true),
            ("户异", false),
            ("价格异议时", true),
            ("异议时Which", true),
            ("BENEF", true),
            ("b", true),
            ("enefit", false),
            ("ｂｅｎｅｆｉｔ", true),
            ("benefits", false),
            ("fab-01", true),
            ("FAB017", false),
            ("price", true),
            ("%", false),
            ("' OR 1=1 --", false),
            ("客_户", false),
        ] {
            assert_eq!(finds(typed, stem), is_found, "{typed}");
        }
        assert_eq!(Search::parse(" \u{3000}"), None);
    }

    #[test]
    fn what_was_sought_is_marked_where_it_stands() {
        let marked = |typed: &str, text: &str| {
            let shown = |part: Marked| if part.is_found { format!("[{}]", part.text) } else { part.text };
            Search::parse(typed).unwrap().marked(text).into_iter().map(shown).collect::<String>()
        };
        assert_eq!(marked("客户", "大客戶和客户"), "大[客戶]和[客户]");
        assert_eq!(marked("fab 法则", "FAB法則，fable"), "[FAB法則]，[fab]le");
        assert_eq!(marked("%", "30%"), "30%");
        assert_eq!(marked("客户", ""), "");
    }

    #[test]
    fn a_glimpse_shows_what_is_around_the_place() {
        let long = format!("{}异议{}", "前".repeat(40), "后".repeat(80));
        let glimpse = Search::parse("異議").unwrap().glimpse(&long).unwrap();
        let text: String = glimpse.iter().map(|part| part.text.as_str()).collect();
        assert!(text.starts_with("…前") && text.ends_with("后…") && text.chars().count() == 62, "{text}");
        assert_eq!(glimpse.iter().find(|part| part.is_found).unwrap().text, "异议");
        assert_eq!(Search::parse("没有").unwrap().glimpse(&long), None);
    }

    proptest! {
        /// Any two neighbouring ideographs of a question find it.
        #[test]
        fn two_characters_suffice(stem in "[一-龥]{2,30}", at in 0..28_usize) {
            let characters: Vec<char> = stem.chars().collect();
            let at = at.min(characters.len() - 2);
            let sought: String = characters[at..at + 2].iter().collect();
            prop_assert!(finds(&sought, &stem));
        }

        /// Marking never loses or changes a character.
        #[test]
        fn marked_texts_stay_whole(typed in "\\PC{1,12}", text in "\\PC{0,60}") {
            if let Some(search) = Search::parse(&typed) {
                let whole: String = search.marked(&text).iter().map(|part| part.text.as_str()).collect();
                prop_assert_eq!(whole, text.clone());
                finds(&typed, &text);
            }
        }
    }
}
