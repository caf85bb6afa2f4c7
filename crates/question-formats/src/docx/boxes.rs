//! Boxes before the labels of options: `☐ A. 甲  ☑ B. 乙`. They go; a tick stays as a look.

use super::line::Line;
use crate::paper_text::Look;

const EMPTY: &str = "☐□▢○◯";
const TICKED: &str = "☑☒■●✓✔√🗹";

/// Takes the boxes before labels out of a line.
pub(super) fn take(line: &mut Line) {
    let characters: Vec<char> = line.text.chars().collect();
    if !characters.iter().any(|one| EMPTY.contains(*one) || TICKED.contains(*one)) {
        return;
    }
    let mut kept = Line { notes: std::mem::take(&mut line.notes), ..Line::default() };
    let mut ticked = false;
    let mut at = 0;
    while let Some(character) = characters.get(at).copied() {
        if let Some(label) = label_after_box(&characters, at) {
            ticked = TICKED.contains(character);
            at = label;
            continue;
        }
        let look = line.looks.get(at).copied().unwrap_or_default();
        kept.push(character, if ticked { look.with(Look::TICKED) } else { look });
        at += 1;
    }
    *line = kept;
}

/// Where the label after a box begins; nothing when there is no box here, or no label after it.
fn label_after_box(characters: &[char], at: usize) -> Option<usize> {
    let here = characters.get(at)?;
    let before = at.checked_sub(1).and_then(|before| characters.get(before));
    if !(EMPTY.contains(*here) || TICKED.contains(*here)) || before.is_some_and(|one| !one.is_whitespace()) {
        return None;
    }
    let spaces = characters.get(at + 1..)?.iter().take_while(|one| one.is_whitespace()).count();
    let label = at + 1 + spaces;
    let is_letter = characters.get(label).is_some_and(|one| matches!(one, 'A'..='P' | 'Ａ'..='Ｐ'));
    let is_marked = characters.get(label + 1).is_some_and(|one| ".、．:：)）".contains(*one));
    (is_letter && is_marked).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, String) {
        let mut line = Line::plain(text);
        take(&mut line);
        let ticked = line.text.chars().zip(&line.looks).filter(|(_, look)| look.has(Look::TICKED));
        let ticked = ticked.map(|(character, _)| character).collect();
        (line.text, ticked)
    }

    #[test]
    fn boxes_before_labels_go_and_ticks_are_kept_as_looks() {
        assert_eq!(taken("☐ A. 甲\t☑B、乙 □ C. 丙"), ("A. 甲\tB、乙 C. 丙".to_owned(), "B、乙 ".to_owned()));
        for text in ["1. 打√或×", "√", "答案：√", "● 第一点", "X□A.甲"] {
            assert_eq!(taken(text), (text.to_owned(), String::new()));
        }
    }
}
