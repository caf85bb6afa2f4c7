//! What a line of an Aiken file is.

use crate::about::{self, About};

/// The class of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing, or a single character.
    Blank,
    /// A lettered option: its letter in capitals, its text, and whether it is written as the format says.
    Option { label: char, text: String, is_plain: bool },
    /// The line with the key.
    Answer { key: Key, is_plain: bool },
    /// Why the key is right, which the format does not have.
    Explanation(String),
    /// What is said about a question, as other files do.
    About(About, String),
    /// Anything else.
    Text(String),
}

/// A key as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// What stands after the colon.
    pub(super) text: String,
    /// The letters it names, in capitals.
    pub(super) letters: Vec<char>,
    /// Whether it is one capital letter.
    pub(super) is_plain: bool,
}

/// The class of a line, from itself alone.
pub(super) fn classify(line: &str) -> Line {
    let line = line.trim();
    // The format's own program ignores lines of a single byte. Rules and fences come with text from chats and pages.
    let is_rule = |sign: char| line.len() > 2 && line.chars().all(|character| character == sign);
    if line.len() < 2 || ['-', '=', '*', '`', '~'].into_iter().any(is_rule) {
        return Line::Blank;
    }
    if let Some((rest, is_plain)) = answer(line) {
        return Line::Answer { key: key(rest), is_plain };
    }
    if let Some(text) = explanation(line) {
        return Line::Explanation(text.to_owned());
    }
    if let Some((about, value)) = about::line(line) {
        return Line::About(about, value.to_owned());
    }
    match option(line) {
        Some((label, text, is_plain)) => Line::Option { label, text: text.to_owned(), is_plain },
        None => Line::Text(line.to_owned()),
    }
}

/// The first line that shows that a text is Aiken: `ANSWER: B` after an option.
pub(crate) fn recognise(text: &str) -> Option<&str> {
    let mut after_option = false;
    text.lines().find(|line| match classify(line) {
        Line::Blank => false,
        Line::Option { .. } => {
            after_option = true;
            false
        }
        Line::Answer { key, is_plain } => {
            let is_key = is_plain && after_option && !key.letters.is_empty();
            after_option = false;
            is_key
        }
        // An option may go on in the next line.
        Line::Text(_) | Line::Explanation(_) | Line::About(..) => false,
    })
}

fn answer(line: &str) -> Option<(&str, bool)> {
    if let Some(rest) = line.strip_prefix("ANSWER:") {
        return Some((rest.trim(), true));
    }
    let words = ["正确答案", "参考答案", "答案", "Correct Answer", "Correct", "ANSWER", "ANS", "KEY"];
    let rest = words.into_iter().find_map(|word| without_prefix(line, word))?;
    let rest = rest.trim_start().strip_prefix([':', '：'])?;
    Some((rest.trim(), false))
}

fn explanation(line: &str) -> Option<&str> {
    let words = ["EXPLANATION", "FEEDBACK", "RATIONALE", "REASON", "解析", "答案解析"];
    let rest = words.into_iter().find_map(|word| without_prefix(line, word))?;
    Some(rest.trim_start().strip_prefix([':', '：'])?.trim())
}

/// The rest after a word, whatever its case.
fn without_prefix<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = line.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// `A) text` and `A. text`; beyond the format `a) text`, `A)text`, `(A) text`, `A: text`, `A、text`.
fn option(line: &str) -> Option<(char, &str, bool)> {
    let (line, has_bracket) = line.strip_prefix(['(', '（']).map_or((line, false), |rest| (rest, true));
    let letter = line.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = line.get(1..)?;
    let mark = rest.chars().next()?;
    let text = rest.get(mark.len_utf8()..)?;
    let is_mark =
        matches!(mark, ')' | '）') || (!has_bracket && matches!(mark, '.' | '．' | ':' | '：' | '、'));
    let is_set_apart = text.is_empty() || text.starts_with(char::is_whitespace);
    // `e.g.` and `C:\` are no options; full-width marks need no space after them.
    let needs_space = mark == ':' || (mark == '.' && letter.is_ascii_lowercase());
    if !is_mark || (needs_space && !is_set_apart && text.is_ascii()) {
        return None;
    }
    let is_plain = !has_bracket && letter.is_ascii_uppercase() && matches!(mark, ')' | '.') && is_set_apart;
    Some((letter.to_ascii_uppercase(), text.trim(), is_plain))
}

/// The letters of a key: `B`, `b`, `A, C`, `AC`, `A and C`, `B) text`. A word names none.
fn key(text: &str) -> Key {
    let plain = text.trim_end_matches(['.', ')', '。']);
    let mut characters = plain.chars();
    let is_plain = matches!((characters.next(), characters.next()), (Some('A'..='Z'), None)) && plain == text;
    let letters = if let Some((label, _, _)) = option(text).filter(|(_, text, _)| !text.is_empty()) {
        vec![label]
    } else {
        letters(plain)
    };
    Key { text: text.to_owned(), letters, is_plain }
}

fn letters(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    let separators = [',', ';', '&', '/', '+', '、', '，', '；', ' ', '\t'];
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        let is_joint = word.eq_ignore_ascii_case("and") || word == "和";
        let is_letters = word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && (word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_uppercase()));
        if is_letters && !is_joint {
            found.extend(word.chars().map(|letter| letter.to_ascii_uppercase()));
        } else if !is_joint {
            return Vec::new();
        }
    }
    found
}
