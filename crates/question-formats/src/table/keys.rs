//! What a key cell says: labels, a word for true or false, the text of an option, or its position.

use serde_json::Value;

use super::entry::Entry;
use super::option_cell::LabelledText;
use crate::fingerprint::comparable;
use crate::paper_text::shared::{self, Key};

/// Separators between the texts of several right options, in the order in which they are tried.
const SEPARATORS: &[&str] =
    &["┋", "║", "┃", "\n", "|", "｜", "##", "#", "&&", "&", "$;$", "$", "；", ";", "、", "，", ","];

/// A key as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) key: Key,
    /// What follows the key in its cell.
    pub(super) rest: String,
    /// Whether it was concluded from the positions of the options.
    pub(super) by_position: bool,
}

/// Reads a printed key. `positions` tells whether numbers may be positions of options, from 1.
pub(super) fn read(printed: &str, options: &[LabelledText], positions: bool) -> Read {
    let plain = |key: Key| Read { key, rest: String::new(), by_position: false };
    let listed = from_json(printed);
    let printed = listed.as_deref().unwrap_or(printed).trim();
    if printed.is_empty() {
        return plain(Key::Nothing);
    }
    // An option that says `B` or `3` is meant by its text only when no label says the same.
    if let Some(labels) = own_labels(printed, options) {
        return plain(Key::Labels(labels));
    }
    if let Some(labels) = by_text(printed, options) {
        return plain(Key::Labels(labels));
    }
    if let Some(labels) = stems(printed).and_then(|places| at_positions(&places, options)) {
        return plain(Key::Labels(labels));
    }
    if let Some(labels) = numbers(printed).and_then(|numbers| at_positions(&numbers, options)) {
        return Read {
            key: if positions { Key::Labels(labels) } else { Key::Text },
            rest: String::new(),
            by_position: positions,
        };
    }
    let (key, rest) = shared::key(printed, options);
    Read { key, rest, by_position: false }
}

/// The key of an entry as far as it can be told without knowing the rest of the file.
pub(super) fn quick(entry: &Entry) -> Key {
    match &entry.marked {
        Some(labels) => Key::Labels(labels.clone()),
        None => read(&entry.answer, &entry.options, false).key,
    }
}

/// Whether the keys of these entries that are numbers can be positions from 1: none is 0 and none lies beyond the options.
pub(super) fn numbers_are_positions(entries: &[Entry]) -> bool {
    entries.iter().filter(|entry| entry.marked.is_none()).all(|entry| {
        let listed = from_json(&entry.answer);
        let printed = listed.as_deref().unwrap_or(&entry.answer).trim();
        let choice = entry.options.len() >= 2 && by_text(printed, &entry.options).is_none();
        match numbers(printed).filter(|_| choice) {
            Some(numbers) => at_positions(&numbers, &entry.options).is_some(),
            None => true,
        }
    })
}

/// `["A","C"]` as `A|C`.
fn from_json(printed: &str) -> Option<String> {
    listed(printed).map(|items| items.join("|"))
}

/// The texts of a list in the notation of JSON or Python.
pub(super) fn listed(printed: &str) -> Option<Vec<String>> {
    if !printed.starts_with('[') {
        return None;
    }
    let value: Value =
        serde_json::from_str(printed).or_else(|_| serde_json::from_str(&printed.replace('\'', "\""))).ok()?;
    value
        .as_array()?
        .iter()
        .map(|item| match item {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect()
}

/// Labels of these options with or without separators, or `选项A`.
fn own_labels(printed: &str, options: &[LabelledText]) -> Option<Vec<char>> {
    if options.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    let text: String = printed.chars().map(half_width).collect();
    let text = text.replace("选项", "").replace('项', "").replace("Option", "").replace("option", "");
    let mut lower = 0_usize;
    for character in text.chars() {
        if character.is_ascii_alphabetic() {
            lower += usize::from(character.is_ascii_lowercase());
            found.push(character.to_ascii_uppercase());
        } else if !(character.is_whitespace() || is_mark(character)) {
            return None;
        }
    }
    let known = |label: &char| options.iter().any(|(letter, _)| letter == label);
    let one_case = lower == 0 || lower == found.len();
    if found.is_empty() || !one_case || !found.iter().all(known) {
        return None;
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

fn is_mark(character: char) -> bool {
    matches!(
        character,
        ',' | ';'
            | '、'
            | '|'
            | '/'
            | '.'
            | '。'
            | '&'
            | '+'
            | '#'
            | '$'
            | '┋'
            | '║'
            | '┃'
            | '-'
            | '_'
            | '\\'
            | '('
            | ')'
            | '【'
            | '】'
            | '['
            | ']'
            | '"'
            | '\''
            | '“'
            | '”'
    )
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// The key repeats the text of an option, or of several between separators.
fn by_text(printed: &str, options: &[LabelledText]) -> Option<Vec<char>> {
    if let Some(label) = option_that_says(printed, options) {
        return Some(vec![label]);
    }
    SEPARATORS.iter().find_map(|separator| {
        let parts: Vec<&str> =
            printed.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 {
            return None;
        }
        let mut labels: Vec<char> =
            parts.iter().map(|part| option_that_says(part, options)).collect::<Option<_>>()?;
        labels.sort_unstable();
        labels.dedup();
        Some(labels)
    })
}

/// The one option that says this, with its label or without.
fn option_that_says(text: &str, options: &[LabelledText]) -> Option<char> {
    let compare = |text: &str| comparable(text).trim_end_matches(['.', ';', ',']).to_owned();
    let wanted = compare(text);
    if wanted.is_empty() {
        return None;
    }
    let labelled = options.iter().find(|(label, option)| {
        super::option_cell::own_label(text, *label)
            .is_some_and(|rest| !rest.is_empty() && compare(rest) == compare(option))
    });
    if let Some((label, _)) = labelled {
        return Some(*label);
    }
    let mut same = options.iter().filter(|(_, option)| compare(option) == wanted);
    let (label, _) = same.next()?;
    same.next().is_none().then_some(*label)
}

/// Whole numbers between marks: `2`, `1,3`, `1.0`.
fn numbers(printed: &str) -> Option<Vec<usize>> {
    let printed = printed.strip_suffix(".0").unwrap_or(printed);
    if !printed.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    printed
        .split(|character: char| {
            is_mark(character) || character.is_whitespace() || character == '，' || character == '；'
        })
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect()
}

/// The signs that count options in some Chinese tables.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";

/// Places, from 1, that `甲乙丁` says by the signs that count in Chinese lists.
fn stems(printed: &str) -> Option<Vec<usize>> {
    let signs = printed.chars().filter(|sign| !sign.is_whitespace() && !is_mark(*sign));
    let places: Vec<usize> = signs
        .map(|sign| STEMS.chars().position(|stem| stem == sign).map(|at| at + 1))
        .collect::<Option<_>>()?;
    (!places.is_empty()).then_some(places)
}

fn at_positions(numbers: &[usize], options: &[LabelledText]) -> Option<Vec<char>> {
    let mut labels: Vec<char> = numbers
        .iter()
        .map(|number| options.get(number.checked_sub(1)?).map(|(label, _)| *label))
        .collect::<Option<_>>()?;
    labels.sort_unstable();
    labels.dedup();
    Some(labels)
}

/// Labels in the order printed, for questions whose options are to be put in order.
pub(super) fn order(printed: &str, options: &[LabelledText]) -> Option<Vec<char>> {
    let letters: Vec<char> = printed
        .chars()
        .map(half_width)
        .filter(char::is_ascii_alphabetic)
        .map(|one| one.to_ascii_uppercase())
        .collect();
    let others = printed.chars().map(half_width).any(|one| {
        !(one.is_ascii_alphabetic() || one.is_whitespace() || is_mark(one) || matches!(one, '→' | '>' | '<'))
    });
    let known = letters.iter().all(|label| options.iter().any(|(letter, _)| letter == label));
    (!others && known && letters.len() == options.len()).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn options() -> Vec<LabelledText> {
        [('A', "报价"), ('B', "约见"), ('C', "签约"), ('D', "催款, 对账")]
            .map(|(label, text)| (label, text.to_owned()))
            .into()
    }

    #[test]
    fn a_key_is_labels_texts_or_a_word() {
        let key = |printed: &str| read(printed, &options(), false).key;
        for printed in [
            "AC",
            "A,C",
            "A、C",
            "C;A",
            "a c",
            "A|C",
            "A#C",
            "A&C",
            "A┋C",
            "[\"A\",\"C\"]",
            "ＡＣ",
            "选项A,选项C",
            "A-C",
        ] {
            assert_eq!(key(printed), Key::Labels(vec!['A', 'C']), "{printed}");
        }
        for printed in ["报价#签约", "A.报价┋C.签约", "报价\n签约", "['报价', '签约']", "报价,签约"]
        {
            assert_eq!(key(printed), Key::Labels(vec!['A', 'C']), "{printed}");
        }
        assert_eq!(key("催款，对账"), Key::Labels(vec!['D']));
        assert_eq!(key("对"), Key::Truth(true));
        assert_eq!(key(""), Key::Nothing);
        assert_eq!(key("报价或签约"), Key::Text);
        assert_eq!(read("B。先约见", &options(), false).rest, "先约见");
    }

    #[test]
    fn numbers_are_positions_only_where_that_is_sure() {
        assert_eq!(read("2", &options(), true).key, Key::Labels(vec!['B']));
        assert_eq!(read("1,3", &options(), true).key, Key::Labels(vec!['A', 'C']));
        assert_eq!(read("2", &options(), false).key, Key::Text);
        let entry = |answer: &str| {
            let mut entry = Entry::new(Place::line(1));
            entry.options = options();
            entry.answer = answer.to_owned();
            entry
        };
        assert!(numbers_are_positions(&[entry("1"), entry("4"), entry("A")]));
        assert!(!numbers_are_positions(&[entry("0"), entry("3")]));
        assert!(!numbers_are_positions(&[entry("5")]));
        let digits: Vec<LabelledText> =
            [('A', "2"), ('B', "1")].map(|(label, text)| (label, text.to_owned())).into();
        assert_eq!(read("1", &digits, true).key, Key::Labels(vec!['B']));
    }

    #[test]
    fn an_order_keeps_its_order() {
        assert_eq!(order("C-A-B-D", &options()), Some(vec!['C', 'A', 'B', 'D']));
        assert_eq!(order("CAB", &options()), None);
    }
}
