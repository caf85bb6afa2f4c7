//! Numbers of pages that a website wrote in front of the text of each page: `…以下哪种促销方` and on the next line
//! `3、式属于…`. They count 1, 2, 3 through the whole file and say nothing about the questions.

use super::lines::{self, Line};
use super::marks;
use super::options;

/// A page of a document is not shorter than this, on the average of all pages.
const SHORTEST_PAGE: usize = 150;
/// A page whose lines are run together is not shorter than this.
const SHORTEST_DENSE_PAGE: usize = 200;

/// Takes the numbers off and joins the page to the one before, where its last line was cut. Returns the numbers of
/// the lines in which nothing is left.
pub(super) fn remove_numbers(lines: &mut Vec<Line>) -> Vec<usize> {
    let Some(chain) = chain(lines) else { return Vec::new() };
    let mut emptied = Vec::new();
    let mut result: Vec<Line> = Vec::with_capacity(lines.len());
    let mut pages = chain.into_iter().peekable();
    for (index, mut line) in lines.drain(..).enumerate() {
        if pages.next_if_eq(&index).is_none() {
            result.push(line);
            continue;
        }
        let length = prefix(&line.view).map_or(0, |(_, length)| length);
        line.raw.drain(..length.min(line.raw.len()));
        line.view.drain(..length.min(line.view.len()));
        line.looks.drain(..length.min(line.looks.len()));
        if line.all().is_blank() {
            emptied.push(line.number);
            continue;
        }
        match result.last_mut().filter(|before| is_open(before)) {
            Some(before) => {
                before.joined.push((before.raw.len(), line.number));
                before.raw.append(&mut line.raw);
                before.view.append(&mut line.view);
                before.looks.append(&mut line.looks);
            }
            None => result.push(line),
        }
    }
    *lines = result;
    emptied
}

/// A number at the beginning of a line with the mark these websites use, and where it ends.
fn prefix(view: &[char]) -> Option<(u32, usize)> {
    let mut scan = super::scan::Scan::new(view);
    let value = scan.number(3)?;
    scan.eat(|one| one == '、')?;
    scan.spaces();
    Some((value, scan.at))
}

/// The lines that begin pages, when the numbers there can be nothing else.
fn chain(lines: &[Line]) -> Option<Vec<usize>> {
    let numbered: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| prefix(&line.view).map(|(value, _)| (index, value)))
        .collect();
    let in_order = numbered.iter().zip(1..).all(|((_, value), expected)| *value == expected);
    let (first, last) = (numbered.first()?.0, numbered.last()?.0);
    if numbered.len() < 2 || !in_order {
        return None;
    }
    // Questions are numbered in another way, or inside the lines.
    let others = lines
        .iter()
        .filter(|line| prefix(&line.view).is_none())
        .filter(|line| marks::number(&line.view).is_some_and(|mark| mark.style == marks::Style::Mark))
        .count();
    let starts_cut = numbered
        .iter()
        .skip(1)
        .filter(|(index, _)| index.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(is_open))
        .count();
    let characters: usize = lines.get(first..last)?.iter().map(|line| line.view.len()).sum();
    let page = characters / (numbered.len() - 1);
    let several = numbered
        .iter()
        .filter_map(|(index, _)| lines.get(*index))
        .filter(|line| options::marks(&line.view).iter().filter(|mark| mark.letter == 'A').count() >= 2)
        .count();
    let dense = page >= SHORTEST_DENSE_PAGE && several * 2 >= numbered.len();
    let spread = page >= SHORTEST_PAGE && others >= numbered.len();
    let cut_often = starts_cut * 2 >= numbered.len() - 1;
    ((dense || spread) && cut_often).then(|| numbered.into_iter().map(|(index, _)| index).collect())
}

/// Whether a line was cut off: it ends neither as a sentence nor with a bracket.
fn is_open(line: &Line) -> bool {
    let last = line.view.iter().rev().find(|one| **one != ' ');
    !lines::ends_sentence(&line.view) && last.is_some_and(|one| !matches!(one, ')' | '】' | ']'))
}

#[cfg(test)]
mod tests {
    use super::super::lines::split;
    use super::*;

    fn cleaned(text: &str) -> Vec<String> {
        let mut lines = split(text);
        remove_numbers(&mut lines);
        lines.iter().map(|line| line.all().text()).collect()
    }

    #[test]
    fn page_numbers_go_and_broken_sentences_are_joined() {
        let question = |number: usize| {
            format!("{number}. 第{number}种办法叫作什么名字呢，请选择一项( )\nA. 甲办法\nB. 乙办法\n")
        };
        let body: String = (1..=20).map(question).collect();
        let text = format!("1、销售测试题\n{body}21. 以下哪种促销方\n2、式属于营业推广( )\nA. 甲\nB. 乙\n");
        let lines = cleaned(&text);
        assert_eq!(lines.first().map(String::as_str), Some("销售测试题"));
        assert!(lines.iter().any(|line| line == "21. 以下哪种促销方式属于营业推广( )"));
    }

    #[test]
    fn numbers_of_questions_stay() {
        let text = "1、甲是什么\nA、一\nB、二\n2、乙是什么\nA、一\nB、二\n";
        assert_eq!(cleaned(text).first().map(String::as_str), Some("1、甲是什么"));
    }
}
