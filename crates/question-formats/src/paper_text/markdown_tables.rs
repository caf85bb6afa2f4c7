//! Tables of questions in Markdown: each row becomes a line of a paper, in its place.

use std::borrow::Cow;

use super::right_marks;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    Kind,
    Stem,
    Option(char),
    Answer,
    Explanation,
    Other,
}

/// The text with the rows of its tables of questions written as questions; everything else stays as it is.
pub(super) fn unfold(text: &str) -> Cow<'_, str> {
    if !text.lines().any(is_separator) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + text.len() / 8);
    let mut columns: Vec<Column> = Vec::new();
    let mut is_layout = false;
    let mut previous: Option<&str> = None;
    for line in text.lines() {
        let cells = cells(line);
        if is_separator(line) {
            let header = previous.and_then(self::cells).unwrap_or_default();
            columns = columns_of(&header);
            is_layout = header.iter().all(|name| name.is_empty());
            result.push_str(if is_layout { "" } else { line });
        } else if cells.as_ref().is_some_and(|cells| cells.iter().all(|cell| cell.is_empty())) {
            // A row of empty cells holds no text.
        } else if let Some(cells) = cells.as_ref().filter(|_| !columns.is_empty()) {
            result.push_str(&question(&columns, cells));
        } else if let Some(option) = cells.as_ref().filter(|_| is_layout).and_then(|cells| option(cells)) {
            result.push_str(&option);
        } else {
            is_layout &= cells.is_some();
            columns.clear();
            result.push_str(line);
        }
        result.push('\n');
        previous = Some(line);
    }
    Cow::Owned(result)
}

/// `| a | b |` as its cells.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    Some(inner.split('|').map(str::trim).collect())
}

/// `|---|:--:|`
fn is_separator(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.starts_with('|')
        && trimmed.contains("--")
        && trimmed.chars().all(|one| matches!(one, '|' | '-' | ':' | ' '))
}

/// What the columns hold; nothing when it is no table of questions.
fn columns_of(header: &[&str]) -> Vec<Column> {
    let columns: Vec<Column> = header.iter().map(|name| column(name)).collect();
    let is_bank = columns.contains(&Column::Stem)
        && (columns.contains(&Column::Answer) || columns.contains(&Column::Option('A')));
    if is_bank { columns } else { Vec::new() }
}

fn column(name: &str) -> Column {
    let plain: String =
        name.chars().filter(|one| !matches!(one, ' ' | '*')).collect::<String>().to_lowercase();
    let letter = plain.strip_prefix("选项").or_else(|| plain.strip_suffix("选项")).unwrap_or(&plain);
    if let (Some(letter @ 'a'..='h'), 1) = (letter.chars().next(), letter.len()) {
        return Column::Option(letter.to_ascii_uppercase());
    }
    match plain.as_str() {
        "题号" | "序号" | "编号" | "#" | "no" | "no." => Column::Number,
        "题型" | "类型" | "type" => Column::Kind,
        "题干" | "题目" | "试题" | "问题" | "题目内容" | "question" | "stem" => Column::Stem,
        "答案" | "正确答案" | "参考答案" | "标准答案" | "answer" | "key" => Column::Answer,
        "解析" | "答案解析" | "explanation" => Column::Explanation,
        _ => Column::Other,
    }
}

/// `| * | c. | text |` in a table without a header, which only lays the options out.
fn option(cells: &[&str]) -> Option<String> {
    let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let (mark, label, text) = match filled.as_slice() {
        [label, text] => ("", *label, *text),
        [mark, label, text] if mark.chars().all(right_marks::is_lead) => (*mark, *label, *text),
        _ => return None,
    };
    let letter = label.trim_end_matches(['.', ')', '、', '．', ':']);
    let is_label = letter.len() == 1 && letter.bytes().all(|one| one.is_ascii_alphabetic());
    is_label.then(|| format!("{mark}{}. {text}", letter.to_ascii_uppercase()))
}

/// A row as one line of a paper. A row without a stem stays empty marks, which hold no text.
fn question(columns: &[Column], cells: &[&str]) -> String {
    let of = |wanted: Column| {
        columns.iter().zip(cells).find(|(column, _)| **column == wanted).map(|(_, cell)| *cell)
    };
    let filled = |wanted: Column| of(wanted).filter(|cell| !cell.is_empty());
    let number = filled(Column::Number).map(|number| format!("{}. ", number.trim_end_matches(['.', '、'])));
    let kind = filled(Column::Kind).map(|kind| format!("[{kind}] "));
    let mut line =
        [number.as_deref(), kind.as_deref(), filled(Column::Stem)].into_iter().flatten().collect::<String>();
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        if let Column::Option(letter) = column {
            line.push_str(&format!(" {letter}. {cell}"));
        }
    }
    for (name, wanted) in [("答案", Column::Answer), ("解析", Column::Explanation)] {
        if let Some(cell) = filled(wanted) {
            line.push_str(&format!(" 【{name}】{cell}"));
        }
    }
    if line.is_empty() { "-".to_owned() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_questions_and_other_tables_stay() {
        let text = "| 题号 | 题干 | A | B | 答案 |\n|---|---|---|---|---|\n| 1 | 先做什么？ | 报价 | 了解 | B |\n完\n";
        let unfolded = unfold(text);
        assert_eq!(unfolded.lines().nth(2), Some("1. 先做什么？ A. 报价 B. 了解 【答案】B"));
        assert_eq!(unfolded.lines().nth(3), Some("完"));
        let other = "| 姓名 | 部门 |\n|---|---|\n| 甲 | 乙 |\n";
        assert_eq!(unfold(other), other);
    }
}
