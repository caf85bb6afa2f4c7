//! What readers of other formats share with the reader of papers: its words, its keys, its options run together.

use super::assemble::{blanks, meaning, stem_keys};
use super::block::tagged;
use super::keys::{self, Content};
use super::lines::{self, view_of};
use super::marks;
use super::options;
use super::words::{self, KIND_NAMES};

pub(crate) use super::keys::Key;
pub(crate) use super::words::Kind;

/// What a printed key says, and what follows it. See [`keys::answer`].
pub(crate) fn key(printed: &str, options: &[(char, String)]) -> (Key, String) {
    keys::answer(printed, options)
}

/// Whether a word by itself means true or false.
pub(crate) fn truth(word: &str) -> Option<bool> {
    words::truth(meaning::bare(word))
}

/// Whether two options say true and false, in either order.
pub(crate) fn is_truth_pair(options: &[(char, String)]) -> bool {
    meaning::is_truth_pair(options)
}

/// The kind a word names exactly, such as `单选题`.
pub(crate) fn kind_named(word: &str) -> Option<Kind> {
    KIND_NAMES.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// The kind named somewhere in a short text, such as the name of a sheet; the first longest name counts.
pub(crate) fn kind_within(text: &str) -> Option<Kind> {
    let mut found: Option<(usize, usize, Kind)> = None;
    for (name, kind) in KIND_NAMES {
        let Some(at) = text.find(name) else { continue };
        if found.is_none_or(|(from, length, _)| at < from || at == from && name.len() > length) {
            found = Some((at, name.len(), *kind));
        }
    }
    found.map(|(_, _, kind)| kind)
}

/// Whether a text is the heading of a section, and of which kind of questions.
pub(crate) fn section(text: &str) -> Option<Kind> {
    marks::section(&view_of(text)).filter(|section| !section.is_key_list).map(|section| section.kind)
}

/// Whether a text asks something or leaves a gap.
pub(crate) fn asks(text: &str) -> bool {
    count_blanks(text) > 0
        || text.contains(['?', '？'])
        || text.contains("下列")
        || words::is_question_like(text)
}

/// Gaps to fill in that a stem shows.
pub(crate) fn count_blanks(stem: &str) -> usize {
    blanks::count_blanks(stem)
}

/// The answers of so many gaps: `|` between gaps, `;` between texts that one gap accepts.
pub(crate) fn split_blanks(printed: &str, count: usize) -> Vec<Vec<String>> {
    blanks::split_blanks(printed, count)
}

/// Difficulty 1 to 5 by a word, a digit or stars.
pub(crate) fn difficulty(text: &str) -> Option<u8> {
    tagged::difficulty(text)
}

/// The language of texts, by whether they have Chinese characters.
pub(crate) fn language_of(text: &str) -> &'static str {
    super::language_of(text)
}

/// A text with traditional characters of the words of papers made simplified ones.
pub(crate) fn simplified(text: &str) -> String {
    text.chars().map(super::traditional::simplified).collect()
}

/// The number a text begins with and what follows its mark: `12、下列…`.
pub(crate) fn leading_number(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|one: char| one.is_ascii_digit());
    let digits = text.get(..text.len() - rest.len()).filter(|digits| (1..=5).contains(&digits.len()))?;
    let after = rest.trim_start().strip_prefix(['.', '、', '．', ')', '）', ':', '：'])?;
    // `3.5 寸` and `10:30` are no numbers of questions.
    let is_number = !after.starts_with(|one: char| one.is_ascii_digit()) && !after.trim().is_empty();
    is_number.then(|| Some((digits.parse().ok()?, after.trim_start()))).flatten()
}

/// Options with their labels in one text, in the order A, B, C…, and what stands before the first one.
pub(crate) fn labelled_options(text: &str) -> Option<(String, Vec<(char, String)>)> {
    let flat = text.replace(['\n', '\t'], "  ");
    let line = lines::split(&flat).into_iter().next()?;
    let slice = line.all();
    let found = options::run(slice, 'A', true, None);
    let first = found.first()?;
    let before = slice.range(0, first.start).text();
    let texts = found.iter().enumerate().map(|(index, mark)| {
        let end = found.get(index + 1).map_or(slice.view.len(), |next| next.start);
        let text = slice.range(mark.text.min(end), end).text();
        (mark.letter, text.trim().to_owned())
    });
    Some((before.trim().to_owned(), texts.collect()))
}

/// The key in a bracket of a stem, and the stem without it: the only bracket that holds labels of these options or,
/// where there are none, a word for true or false at its end.
pub(crate) fn key_in_stem(stem: &str, options: &[(char, String)]) -> Option<(Key, String)> {
    let view = view_of(stem);
    let known = |label: &char| options.iter().any(|(letter, _)| letter == label);
    let mut fitting = keys::brackets(&view).into_iter().filter_map(|bracket| {
        let key = match &bracket.content {
            Content::Labels(labels) if labels.iter().all(known) => Key::Labels(labels.clone()),
            Content::Truth(value) if options.is_empty() || meaning::is_truth_pair(options) => {
                Key::Truth(*value)
            }
            Content::Labels(_) | Content::MaybeTruth(_) if options.is_empty() => {
                Key::Truth(keys::closes_statement(&view, &bracket)?)
            }
            _ => return None,
        };
        Some((bracket, key))
    });
    let (bracket, key) = fitting.next()?;
    if fitting.next().is_some() {
        return None;
    }
    let stem = stem_keys::without_keys(stem, std::slice::from_ref(&bracket), options.is_empty());
    Some((key, stem))
}
