//! Fingerprints by which two questions are found to be the same although they are written differently.
//!
//! Width, spacing, quotation marks, a leading number and a trailing bracket or full stop do not count;
//! neither does the order of the options.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::{QuestionDraft, QuestionType};

/// Identifies a question by its kind, stem and options.
#[must_use]
pub fn fingerprint(draft: &QuestionDraft) -> [u8; 32] {
    let mut options: Vec<String> = draft.options.iter().map(|option| comparable(&option.text)).collect();
    options.sort();
    let mut digest = Sha256::new();
    digest.update(type_class(draft.question_type));
    digest.update([0]);
    digest.update(comparable_stem(&draft.stem));
    for option in options {
        digest.update([0]);
        digest.update(option);
    }
    digest.finalize().into()
}

/// Identifies a question by its stem alone: equal stems with other options or another key are near-duplicates.
#[must_use]
pub fn stem_fingerprint(draft: &QuestionDraft) -> [u8; 32] {
    Sha256::digest(comparable_stem(&draft.stem)).into()
}

/// Single and multiple choice with the same stem and options are the same question with a disputed key, so
/// they share a class.
fn type_class(question_type: QuestionType) -> &'static str {
    match question_type {
        QuestionType::SingleChoice | QuestionType::MultipleChoice => "choice",
        other => other.as_str(),
    }
}

/// A text as it is compared: one width, no spaces, one kind of quotation mark, lower case.
#[must_use]
pub fn comparable(text: &str) -> String {
    text.nfkc()
        .filter(|character| !character.is_whitespace() && !is_invisible(*character))
        .map(|character| match character {
            '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' => '"',
            '‘' | '’' | '`' => '\'',
            '。' => '.',
            '、' => ',',
            '—' | '–' | '―' | '−' => '-',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}')
}

fn comparable_stem(stem: &str) -> String {
    let text = comparable(stem);
    let unnumbered = without_leading_number(&text);
    let mut rest = unnumbered;
    loop {
        let shorter = rest.trim_end_matches(['.', '?', ':', ',', ';', '!']);
        let shorter =
            ["()", "[]", "【】"].iter().fold(shorter, |rest, pair| rest.strip_suffix(pair).unwrap_or(rest));
        if shorter == rest {
            return rest.to_owned();
        }
        rest = shorter;
    }
}

fn without_leading_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    if rest.len() == text.len() {
        return text;
    }
    match rest.strip_prefix(['.', ',', ')']) {
        Some(after) if !after.starts_with(|character: char| character.is_ascii_digit()) => after,
        _ => text,
    }
}
