//! Gaps to fill in: how many a stem has, what they are filled with, and how their answers are listed.

use super::numbered_gaps;
use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::view_of;
use crate::paper_text::marks::{self, Style};

/// Gaps to fill in: runs of underscores and empty brackets.
pub(in crate::paper_text) fn count_blanks(stem: &str) -> usize {
    let view = view_of(stem);
    let brackets =
        keys::brackets(&view).into_iter().filter(|bracket| bracket.content == Content::Empty).count();
    let mut lines = 0;
    let mut run = 0;
    for character in view.iter().chain(std::iter::once(&' ')) {
        if matches!(character, '_' | '＿' | '﹍') {
            run += 1;
        } else {
            lines += usize::from(run >= 2);
            run = 0;
        }
    }
    // Underscores inside brackets are one gap, not two.
    let inside = keys::brackets(&view)
        .iter()
        .filter(|bracket| view.get(bracket.open..bracket.end).is_some_and(|inner| inner.contains(&'_')))
        .count();
    brackets + lines - inside.min(lines)
}

/// Gaps that are filled in: `（ 30 ）` with spaces on both sides. Gives the stem with empty gaps and the texts.
pub(in crate::paper_text) fn filled_blanks(stem: &str) -> Option<(String, Vec<String>)> {
    let characters: Vec<char> = stem.chars().collect();
    let view = view_of(stem);
    let mut texts = Vec::new();
    let mut result = String::new();
    let mut at = 0;
    for bracket in keys::brackets(&view) {
        let inner = characters.get(bracket.open + 1..bracket.end - 1)?;
        let padded = inner.len() > 2
            && inner.first().is_some_and(|one| one.is_whitespace())
            && inner.last().is_some_and(|one| one.is_whitespace());
        let text: String = inner.iter().collect::<String>().trim().to_owned();
        if !padded || text.is_empty() {
            continue;
        }
        result.extend(characters.get(at..bracket.open)?);
        result.push_str("（  ）");
        texts.push(text);
        at = bracket.end;
    }
    result.extend(characters.get(at..)?);
    if texts.is_empty() { underlined_blanks(stem) } else { Some((result, texts)) }
}

/// `__KA__`: the text of a gap written on its line. Longer lines are empty gaps, and what stands between two of
/// them is the stem.
fn underlined_blanks(stem: &str) -> Option<(String, Vec<String>)> {
    let mut texts = Vec::new();
    let mut result = String::new();
    let mut rest = stem;
    while let Some((before, after)) = rest.split_once("__") {
        result.push_str(before);
        result.push_str("____");
        match after.split_once("__") {
            Some((text, tail)) if is_gap_text(text) && !tail.starts_with('_') => {
                texts.push(text.trim().to_owned());
                rest = tail;
            }
            _ => return None,
        }
    }
    result.push_str(rest);
    (!texts.is_empty()).then_some((result, texts))
}

fn is_gap_text(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
        && text.chars().count() <= 40
        && !text.contains(['_', '，', '。', ',', '\n'])
}

/// The answers of the gaps: `|` between gaps, `;` between texts that one gap accepts.
pub(in crate::paper_text) fn split_blanks(printed: &str, count: usize) -> Vec<Vec<String>> {
    let printed = printed.trim().trim_end_matches(['。', '；', ';']);
    let group = |text: &str| -> Vec<String> {
        let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    if printed.starts_with("第1空") {
        let gaps = printed.split('第').filter_map(|part| part.split_once('空'));
        return gaps.map(|(_, texts)| group(texts.trim_start_matches([':', '：', ' ', '.', '、']))).collect();
    }
    // `(1) 约见` on a line of its own for each gap.
    let numbered: Option<Vec<Vec<String>>> = printed
        .lines()
        .map(|line| Some(without_order_mark(line)).filter(|text| text != line.trim()))
        .map(|text| text.map(|text| group(&text)))
        .collect();
    if let Some(gaps) = numbered.filter(|gaps| gaps.len() == count) {
        return gaps;
    }
    if let Some(gaps) = numbered_gaps::split(printed, count) {
        return gaps.iter().map(|text| group(text)).collect();
    }
    if printed.contains(['|', '｜']) {
        return printed.split(['|', '｜']).map(group).collect();
    }
    if count == 1 {
        return vec![group(printed)];
    }
    let separators: [&[char]; 5] = [&[';', '；'], &['、'], &[',', '，'], &['\n'], &[' ', '\u{3000}']];
    for separator in separators {
        let parts: Vec<Vec<String>> = printed
            .split(separator)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| vec![without_order_mark(part)])
            .collect();
        if parts.len() == count {
            return parts;
        }
    }
    vec![group(printed)]
}

/// `(1)约见` without its mark.
fn without_order_mark(text: &str) -> String {
    let view = view_of(text);
    match marks::number(&view) {
        Some(mark) if mark.style == Style::Paren => text.chars().skip(mark.content).collect(),
        _ => text.trim_start_matches(['①', '②', '③', '④', '⑤', '⑥']).to_owned(),
    }
}
