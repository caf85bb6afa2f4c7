//! What the text after an answer tag says.

use super::{Key, labels};
use crate::paper_text::scan::Scan;
use crate::paper_text::words::{is_plain_truth, truth};

/// Reads the text after an answer tag; the second value is what follows the key.
///
/// `option_texts` gives the options by label, so that a key that repeats an option's text is understood.
pub(in crate::paper_text) fn answer(printed: &str, option_texts: &[(char, String)]) -> (Key, String) {
    let plain: String = printed.chars().map(to_plain).collect();
    let text = plain.trim().trim_start_matches([':', '：']).trim();
    let text = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text).trim();
    let text = text.strip_prefix('选').map_or(text, str::trim);
    let bare = text.trim_end_matches(['。', '.', ';', '；', ',', '，', '、', '!', ' ', '\\']);
    // Lines to write on are no answer.
    let is_drawn = bare.chars().all(|one| one == '_' || one.is_whitespace());
    if is_drawn || matches!(bare, "略" | "无" | "暂无" | "没有" | "/" | "-") {
        return (Key::Nothing, String::new());
    }
    // `no` is a word, not the labels N and O.
    let is_word = bare.chars().count() > 1 && truth(bare).is_some();
    if let Some(found) = labels(bare).filter(|_| !is_word) {
        return (Key::Labels(found), String::new());
    }
    if let Some(value) = truth(bare) {
        return (Key::Truth(value), String::new());
    }
    if let Some(found) = labels_with_texts(bare, option_texts) {
        return (Key::Labels(found), String::new());
    }
    if let Some((key, rest)) = key_then_text(text, option_texts) {
        return (key, as_printed(printed, &plain, &rest));
    }
    (Key::Text, String::new())
}

/// A part of a plain copy as it was printed.
fn as_printed(printed: &str, plain: &str, part: &str) -> String {
    let before = plain.rfind(part).and_then(|at| plain.get(..at)).unwrap_or_default();
    printed.chars().skip(before.chars().count()).take(part.chars().count()).collect()
}

fn to_plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' | '\t' | '\n' => ' ',
        '【' | '[' => '(',
        '】' | ']' => ')',
        other => crate::paper_text::traditional::simplified(other),
    }
}

/// The key is given as texts, with labels or without: `A.甲┋C.丙`, `B、乙`, `甲`.
fn labels_with_texts(text: &str, options: &[(char, String)]) -> Option<Vec<char>> {
    let compare = |one: &str| crate::fingerprint::comparable(one.trim_matches(['。', '.', ';', '，', ',']));
    let mut found = Vec::new();
    for part in text.split(['┋', '║', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let mut characters = part.chars();
        let first = characters.next()?;
        let rest = characters.as_str().trim_start_matches(['.', '、', ':', ')', '．', ' ']);
        let by_label = options.iter().find(|(label, text)| {
            *label == first.to_ascii_uppercase() && !rest.is_empty() && compare(text) == compare(rest)
        });
        let mut by_text =
            options.iter().filter(|(_, text)| !text.is_empty() && compare(text) == compare(part));
        let label = match by_label {
            Some((label, _)) => *label,
            None => {
                let (label, _) = by_text.next()?;
                if by_text.next().is_some() {
                    return None;
                }
                *label
            }
        };
        found.push(label);
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty()).then_some(found)
}

/// A key and then something else: `B。因为…`, `A（第3章）`, `C 解释`. Doubt about the key makes it no key.
fn key_then_text(text: &str, options: &[(char, String)]) -> Option<(Key, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut scan = Scan::new(&characters);
    let mut letters = String::new();
    while let Some(letter) = scan.eat(|one| one.is_ascii_uppercase()) {
        letters.push(letter);
        let mut ahead = scan;
        ahead.skip(|one| ", 、;".contains(one));
        let label_follows = ahead.peek().is_some_and(|one| one.is_ascii_uppercase())
            && !ahead.peek_at(1).is_some_and(|one| one.is_ascii_lowercase() || one == '.');
        if label_follows {
            scan = ahead;
        }
    }
    let (key, at) = if letters.is_empty() {
        truth_then_text(&characters)?
    } else {
        (Key::Labels(labels(&letters)?), scan.at)
    };
    let rest: String = characters.get(at..)?.iter().collect();
    let follows = rest.chars().next()?;
    let separated = " (。.,;:、\n".contains(follows);
    let trimmed = rest.trim_start_matches([' ', '。', '.', ',', ';', ':', '、', ')', '\n']);
    let doubtful = ["或", "和", "及", "与", "?", "也", "还是", "/", "不", "都", "错", "不确定"]
        .iter()
        .any(|word| trimmed.starts_with(word));
    if !separated || doubtful {
        return None;
    }
    // `B. 签约` where option B is something else is not a key with an explanation but a puzzle.
    if let Key::Labels(found) = &key
        && let ([label], Some('.' | '、')) = (found.as_slice(), rest.chars().next())
        && let Some((_, option)) = options.iter().find(|(letter, _)| letter == label)
    {
        let same =
            crate::fingerprint::comparable(trimmed).starts_with(&crate::fingerprint::comparable(option));
        if !same && trimmed.chars().count() <= 30 && !option.is_empty() && follows != '。' {
            let other = options.iter().any(|(letter, text)| {
                letter != label
                    && crate::fingerprint::comparable(text) == crate::fingerprint::comparable(trimmed)
            });
            if other {
                return None;
            }
        }
    }
    Some((key, trimmed.to_owned()))
}

fn truth_then_text(characters: &[char]) -> Option<(Key, usize)> {
    let end = characters.iter().position(|one| " (。.,;:、\n".contains(*one))?;
    let word: String = characters.get(..end)?.iter().collect();
    is_plain_truth(&word).then(|| truth(&word).map(|value| (Key::Truth(value), end))).flatten()
}
