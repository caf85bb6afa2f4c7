//! The marks of Markdown around the text of a paper: headings, lists, boxes, bold words.

use super::lines::Line;
use super::tags;

/// Whether a line has the mark of a heading.
pub(super) fn is_heading(source: &str) -> bool {
    let rest = source.trim_start_matches('#');
    rest.len() < source.len() && rest.starts_with([' ', '\u{3000}'])
}

/// Takes out the fences around what stands below a tag: `答：`, then the key between two lines of backticks. Gives the
/// numbers of the lines taken out.
pub(super) fn remove_fences(lines: &mut Vec<Line>) -> Vec<usize> {
    let is_fence = |line: &Line| line.view.starts_with(&['`'; 3]) && !line.view.contains(&' ');
    let mut removed = Vec::new();
    let mut below_tag = false;
    let mut inside = false;
    lines.retain(|line| {
        let fence = is_fence(line);
        let takes = fence && (below_tag || inside);
        if takes {
            inside = !inside;
            removed.push(line.number);
        }
        below_tag = !fence && ends_with_tag(line);
        !takes
    });
    removed
}

/// `答：` with nothing after it.
fn ends_with_tag(line: &Line) -> bool {
    tags::cut(line.all()).last().is_some_and(|piece| piece.tag.is_some() && piece.body.is_blank())
}

/// Without the mark of a Markdown heading, quotation or list, which stands before the paper's own numbers.
pub(super) fn without_list_mark(source: &str) -> &str {
    let rest = without_elements(source).trim_start_matches(['#', '>']).trim_start();
    if let Some(option) = rest.strip_prefix('&').filter(|rest| begins_option(rest)) {
        return option;
    }
    ["- ", "* ", "+ ", "• ", "● ", "· "]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .unwrap_or(rest)
        .trim_start()
}

/// `A. …` after the sign that some platforms print before each option.
fn begins_option(rest: &str) -> bool {
    rest.starts_with(|one: char| one.is_ascii_uppercase()) && rest.get(1..2).is_some_and(|mark| mark == ".")
}

/// Without the HTML elements that pages and Markdown leave around a line.
fn without_elements(source: &str) -> &str {
    const ELEMENTS: &[&str] = &[
        "<details>",
        "<details open>",
        "</details>",
        "<summary>",
        "</summary>",
        "<br>",
        "<br/>",
        "<br />",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "&nbsp;",
    ];
    let mut rest = source.trim();
    if rest.starts_with("<summary>") {
        return "";
    }
    while let Some(shorter) =
        ELEMENTS.iter().find_map(|one| rest.strip_prefix(one).or_else(|| rest.strip_suffix(one)))
    {
        rest = shorter.trim();
    }
    rest
}

/// A box of Markdown as the sign that papers use, and how many characters it takes: `[x] B. …`.
pub(super) fn checkbox(source: &str) -> Option<(char, usize)> {
    match source.get(..4)? {
        "[ ] " => Some(('□', 3)),
        "[x] " | "[X] " => Some(('☑', 3)),
        _ => None,
    }
}

/// Where two asterisks begin or end bold words, as positions of characters. Papers do not print them, but programs
/// raise numbers to a power with them.
pub(super) fn bold(source: &str) -> Vec<usize> {
    if !source.contains("**") {
        return Vec::new();
    }
    let characters: Vec<char> = source.chars().collect();
    let mut found: Vec<usize> = Vec::new();
    let mut in_code = false;
    let mut at = 0;
    while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
        let before = characters.get(..at).unwrap_or_default();
        match rest {
            ['`', after @ ..] if in_code || after.contains(&'`') => in_code = !in_code,
            ['*', '*', after @ ..] if !in_code => {
                let is_open = !found.len().is_multiple_of(2);
                if !is_power(before, after, is_open) {
                    found.push(at);
                }
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// `2 ** 3`, `x**2`, and the sign by itself as an option: `C. **`.
fn is_power(before: &[char], after: &[char], is_open: bool) -> bool {
    let operand = |one: &char| one.is_ascii_alphanumeric() || "()_".contains(*one);
    let spaced_before = before.last().is_some_and(|one| one.is_whitespace());
    let spaced_after = after.first().is_none_or(|one| one.is_whitespace());
    if spaced_before && spaced_after {
        let mut visible = before.iter().rev().filter(|one| !one.is_whitespace());
        return match (visible.next(), visible.next()) {
            (Some('.' | '、' | '．' | ')' | '）' | ':'), Some(label)) => label.is_ascii_uppercase(),
            (Some(last), _) => operand(last),
            (None, _) => false,
        };
    }
    !is_open && before.last().is_some_and(operand) && after.first().is_some_and(operand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_a_space_after_their_marks() {
        assert!(is_heading("## 填空题"));
        assert!(is_heading("###　１、报价"));
        assert!(!is_heading("#include <stdio.h>"));
        assert!(!is_heading("一、填空题"));
    }

    #[test]
    fn bold_marks_are_told_from_powers() {
        for (source, expected) in [
            ("先**报价**再约见", vec![1, 5]),
            ("1. ** 报价单归谁", vec![3]),
            ("**2 ** 3 的结果是 8。**", vec![0, 16]),
            ("x**2 for x in y", vec![]),
            ("`[x**2 for x in y]` 的**结果**", vec![21, 25]),
            ("C. **", vec![]),
            ("A. + B. * C. ** D. /", vec![]),
            ("**答案：** B", vec![0, 5]),
            ("下列哪项**正确", vec![4]),
        ] {
            assert_eq!(bold(source), expected, "{source}");
        }
    }
}
