//! Answers of several gaps run together behind their numbers: `（1）30（2）5%`, `①30②5%`, `1. 30  2. 5%`.

use crate::paper_text::lines::view_of;
use crate::paper_text::scan::Scan;

/// How the gaps are numbered.
#[derive(Clone, Copy, Debug)]
enum Style {
    Bracket,
    Ring,
    Mark,
}

/// The texts behind the numbers 1, 2, 3…, when there is exactly one for each of several gaps.
pub(super) fn split(printed: &str, count: usize) -> Option<Vec<String>> {
    let characters: Vec<char> = printed.chars().collect();
    let view = view_of(printed);
    let styles = [Style::Bracket, Style::Ring, Style::Mark];
    let (style, mut begin) =
        styles.into_iter().find_map(|style| Some((style, number_end(&view, 0, 1, style)?)))?;
    let mut texts = Vec::new();
    let mut value = 2;
    for at in 1..view.len() {
        if at >= begin
            && let Some(end) = number_end(&view, at, value, style)
        {
            texts.push(text(characters.get(begin..at)?));
            begin = end;
            value += 1;
        }
    }
    texts.push(text(characters.get(begin..)?));
    (count > 1 && texts.len() == count && texts.iter().all(|text| !text.is_empty())).then_some(texts)
}

/// A text without what separates it from its neighbours.
fn text(characters: &[char]) -> String {
    let text: String = characters.iter().collect();
    text.trim().trim_end_matches([';', '；', '、', ',', '，', '。']).trim().to_owned()
}

/// Where the text begins behind a number that stands at a position.
fn number_end(view: &[char], at: usize, value: u32, style: Style) -> Option<usize> {
    let mut scan = Scan::starting_at(view, at);
    match style {
        Style::Bracket => {
            scan.eat(|one| one == '(')?;
            scan.number(2).filter(|found| *found == value)?;
            scan.eat(|one| one == ')')?;
        }
        Style::Ring => {
            let ring = char::from_u32(u32::from('①') + value - 1).filter(|one| *one <= '⑳')?;
            scan.eat(|one| one == ring)?;
        }
        Style::Mark => {
            let is_apart = scan.before().is_none_or(|one| " ;,、。".contains(one));
            scan.number(2).filter(|found| is_apart && *found == value)?;
            let mark = scan.eat(|one| matches!(one, '.' | '、'))?;
            // `2.5%` is a number.
            if mark == '.' && scan.peek().is_some_and(|one| one.is_ascii_digit()) {
                return None;
            }
        }
    }
    Some(scan.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_text() {
        for (printed, expected) in [
            ("（1）30（2）5%", ["30", "5%"]),
            ("(1)30；(2)5%。", ["30", "5%"]),
            ("①30②5%", ["30", "5%"]),
            ("1. 30  2. 5%", ["30", "5%"]),
            ("1、约见 2、报价", ["约见", "报价"]),
            ("①约见\n②报价", ["约见", "报价"]),
        ] {
            let expected = expected.map(str::to_owned).to_vec();
            assert_eq!(split(printed, 2), Some(expected), "{printed}");
        }
    }

    #[test]
    fn other_counts_and_plain_texts_are_left_alone() {
        for printed in ["①30②5%③7", "30、5%", "1.5 2.5", "1.约见 2.2.5%", "（1）（2）5%", "①30"]
        {
            assert_eq!(split(printed, 2), None, "{printed}");
        }
        assert_eq!(split("①30", 1), None);
    }
}
