//! Tables of keys: numbers above answers, or numbers beside answers.

use super::{Row, is_key, is_number};
use crate::docx::line::Line;

/// Keys on one line of the text.
const PER_LINE: usize = 20;

/// The lines of a table that holds nothing but numbers and keys; nothing for other tables. A sheet to fill in has numbers and no
/// keys: it becomes a single line that says nothing.
pub(super) fn lines(rows: &[Row]) -> Option<Vec<Line>> {
    across(rows).or_else(|| down(rows))
}

/// Rows in pairs: `题号 | 1 | 2` above `答案 | A | B`, with or without the words.
fn across(rows: &[Row]) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    let mut rows = rows.iter().filter(|row| row.filled().next().is_some()).peekable();
    let mut pairs = 0;
    while let Some(row) = rows.next() {
        if row.filled().count() == 1 && pairs_follow(rows.peek()) {
            lines.extend(row.filled().flat_map(|cell| cell.lines.clone()));
            continue;
        }
        let numbers = numbers_of(row)?;
        let keys = rows.next_if(|next| keys_of(next).is_some()).and_then(keys_of).unwrap_or_default();
        pairs += 1;
        let entries: Vec<(String, String)> = numbers
            .into_iter()
            .filter_map(|(column, number)| {
                let key = keys.iter().find(|(at, _)| *at == column)?;
                Some((number, key.1.clone()))
            })
            .collect();
        if entries.is_empty() {
            let sheet: Vec<String> = row.filled().map(super::Cell::compact).collect();
            lines.push(Line::plain(format!("{} 答案", sheet.join(" "))));
        } else {
            lines.extend(entry_lines(&entries));
        }
    }
    (pairs > 0).then_some(lines)
}

fn pairs_follow(row: Option<&&Row>) -> bool {
    row.is_some_and(|row| numbers_of(row).is_some())
}

/// The numbers of a row by their columns.
fn numbers_of(row: &Row) -> Option<Vec<(usize, String)>> {
    let mut cells = row.filled().peekable();
    let headed = cells.next_if(|cell| is_number_word(&cell.compact())).is_some();
    let numbers: Vec<(usize, String)> = cells
        .map(|cell| Some(cell.compact()).filter(|text| is_number(text)).map(|text| (cell.column, text)))
        .collect::<Option<_>>()?;
    (numbers.len() >= if headed { 1 } else { 3 }).then_some(numbers)
}

/// The keys of a row by their columns.
fn keys_of(row: &Row) -> Option<Vec<(usize, String)>> {
    let mut cells = row.filled().peekable();
    let headed = cells.next_if(|cell| is_answer_word(&cell.compact())).is_some();
    let keys: Vec<(usize, String)> = cells
        .map(|cell| Some(cell.compact()).filter(|text| is_key(text)).map(|text| (cell.column, text)))
        .collect::<Option<_>>()?;
    (headed || !keys.is_empty()).then_some(keys)
}

/// Columns in pairs: `题号 | 答案 | 题号 | 答案`.
fn down(rows: &[Row]) -> Option<Vec<Line>> {
    let mut rows = rows.iter().filter(|row| row.filled().next().is_some());
    let heading = rows.next()?;
    let words: Vec<String> = heading.filled().map(super::Cell::compact).collect();
    let is_heading = words.len() >= 2
        && words.len().is_multiple_of(2)
        && words.chunks(2).all(|pair| match pair {
            [number, key] => is_number_word(number) && is_answer_word(key),
            _ => false,
        });
    if !is_heading {
        return None;
    }
    let columns: Vec<(usize, usize)> = {
        let starts: Vec<usize> = heading.filled().map(|cell| cell.column).collect();
        starts.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
    };
    let rows: Vec<&Row> = rows.collect();
    let mut lines = Vec::new();
    for (number_at, key_at) in columns {
        let mut entries = Vec::new();
        for row in &rows {
            let number = row.at(number_at).map(super::Cell::compact).unwrap_or_default();
            let key = row.at(key_at).map(super::Cell::compact).unwrap_or_default();
            if number.is_empty() && key.is_empty() {
                continue;
            }
            if !is_number(&number) || !(key.is_empty() || is_key(&key)) {
                return None;
            }
            if !key.is_empty() {
                entries.push((number, key));
            }
        }
        lines.extend(entry_lines(&entries));
    }
    Some(lines)
}

fn entry_lines(entries: &[(String, String)]) -> Vec<Line> {
    let mut lines = Vec::new();
    for chunk in entries.chunks(PER_LINE) {
        let numbers: Vec<&str> =
            chunk.iter().map(|(number, _)| number.trim_end_matches(['.', '、', '．'])).collect();
        let keys: Vec<String> = chunk.iter().map(|(_, key)| joined(key)).collect();
        lines.push(Line::plain(format!("题号 {}", numbers.join(" "))));
        lines.push(Line::plain(format!("答案 {}", keys.join(" "))));
    }
    lines
}

/// `A、C` as `AC`: between keys only spaces separate.
fn joined(key: &str) -> String {
    key.chars().filter(|one| !"、,，/;；".contains(*one)).collect()
}

fn is_number_word(text: &str) -> bool {
    matches!(text.trim_end_matches([':', '：']), "题号" | "序号" | "题目" | "题" | "编号" | "题目序号")
}

fn is_answer_word(text: &str) -> bool {
    matches!(
        text.trim_end_matches([':', '：']),
        "答案" | "选项" | "正确答案" | "参考答案" | "标准答案" | "答" | "得分" | "正确选项"
    )
}
