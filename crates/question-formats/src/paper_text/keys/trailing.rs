//! Keys at the very end of a stem, without brackets.

use super::{Content, Key, brackets, labels};
use crate::paper_text::words::{is_plain_truth, truth};

/// A key at the very end of a stem without brackets, after a colon, question mark or full stop; gives where it
/// begins. After a mere space it may be a name (维生素 D).
pub(in crate::paper_text) fn trailing(view: &[char]) -> Option<(Key, usize)> {
    let end = view.iter().rposition(|one| *one != ' ')? + 1;
    let trimmed = view.get(..end)?;
    let start = trimmed.iter().rposition(|one| " :?。.!_".contains(*one))? + 1;
    let word: String = trimmed.get(start..)?.iter().collect();
    let before = trimmed.get(..start)?.iter().rev().find(|one| **one != ' ')?;
    let after_mark = ":?。!_".contains(*before) || *before == '.';
    if !after_mark || word.chars().count() > 8 {
        return None;
    }
    // `…每( )年复审一次。C`: after a full stop, where the gap is left open.
    let is_open = || brackets(trimmed).iter().any(|bracket| bracket.content == Content::Empty);
    if word.chars().all(|one| one.is_ascii_uppercase()) && (!matches!(before, '.' | '。') || is_open()) {
        return labels(&word).map(|found| (Key::Labels(found), start));
    }
    let truth_after_sentence = is_plain_truth(&word) && matches!(before, '。' | '.' | '!');
    truth_after_sentence.then(|| truth(&word).map(|value| (Key::Truth(value), start))).flatten()
}

/// A mark or letter for true or false at the very end of a statement, where such questions are asked.
pub(in crate::paper_text) fn trailing_truth(view: &[char]) -> Option<(bool, usize)> {
    let end = view.iter().rposition(|one| !" 。.".contains(*one))?;
    let last = view.get(end)?.to_string();
    let before = view.get(..end)?.iter().rev().find(|one| **one != ' ')?;
    let is_mark = is_plain_truth(&last) && !last.chars().all(|one| "对错是否真假".contains(one));
    let is_letter = matches!(last.as_str(), "T" | "F") && "。.!".contains(*before);
    if is_mark || is_letter { truth(&last).map(|value| (value, end)) } else { None }
}
