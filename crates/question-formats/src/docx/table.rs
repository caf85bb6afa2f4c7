//! Tables as lines: a table may hold the whole paper, a question's options, or the keys.

mod columns;
mod keys;

use super::line::Line;

/// Columns a cell can span; a document says what it likes.
const COLUMNS: usize = 64;

/// Cells wider than this have a line of their own.
const NARROW: usize = 30;

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub lines: Vec<Line>,
    /// How many columns it covers.
    pub span: usize,
    /// It goes on with the cell above.
    pub continues: bool,
    /// Its first column, from 0.
    column: usize,
}

impl Cell {
    fn is_blank(&self) -> bool {
        self.lines.iter().all(Line::is_blank)
    }

    /// All its lines in one, without the spaces around them.
    fn text(&self) -> String {
        let lines: Vec<&str> =
            self.lines.iter().map(|line| line.text.trim()).filter(|text| !text.is_empty()).collect();
        lines.join("\n")
    }

    /// Its text without any spaces.
    fn compact(&self) -> String {
        self.lines.iter().flat_map(|line| line.text.chars()).filter(|one| !one.is_whitespace()).collect()
    }

    /// Its lines that say something.
    fn into_lines(self) -> impl Iterator<Item = Line> {
        self.lines.into_iter().filter(|line| !line.is_blank() || !line.notes.is_empty())
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    cells: Vec<Cell>,
    /// The column after the last cell.
    end: usize,
}

impl Row {
    /// Leaves columns free before the next cell.
    pub(super) fn skip_columns(&mut self, count: usize) {
        self.end += count.min(COLUMNS);
    }

    pub(super) fn push(&mut self, mut cell: Cell) {
        cell.span = cell.span.clamp(1, COLUMNS);
        cell.column = self.end;
        self.end += cell.span;
        self.cells.push(cell);
    }

    fn filled(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| !cell.is_blank())
    }

    /// The cell that covers a column.
    fn at(&self, column: usize) -> Option<&Cell> {
        self.cells.iter().find(|cell| (cell.column..cell.column + cell.span).contains(&column))
    }
}

/// The lines of a table.
pub(super) fn lines(rows: Vec<Row>) -> Vec<Line> {
    if let Some(lines) = keys::lines(&rows) {
        return lines;
    }
    if let Some(at) = rows.iter().take(4).position(|row| columns::Columns::of(row).is_some()) {
        return columns::lines(rows, at);
    }
    let answers = columns::answer_column(&rows);
    rows.into_iter().flat_map(|row| row_lines(row, answers)).collect()
}

/// The lines of a row whose columns have no names.
fn row_lines(mut row: Row, answers: Option<usize>) -> Vec<Line> {
    row.cells.retain(|cell| !cell.is_blank() || cell.lines.iter().any(|line| !line.notes.is_empty()));
    let answer = answers
        .filter(|_| row.cells.len() > 1)
        .and_then(|column| row.cells.pop_if(|cell| cell.column == column));
    let number = row.cells.first().map(Cell::compact).filter(|text| is_number(text));
    if number.is_some() && row.cells.len() > 1 {
        row.cells.remove(0);
    }
    let mut lines = side_by_side(row.cells);
    if let (Some(number), Some(first)) = (number, lines.first_mut())
        && first.text.trim() != number
    {
        let rest = std::mem::take(first);
        *first = rest.after(format!("{}. ", number.trim_end_matches(['.', '、', '．'])));
    }
    lines.extend(answer.into_iter().flat_map(|cell| tagged(cell, "答案：")));
    lines
}

/// The cells of a row: short ones in one line, others below each other.
fn side_by_side(cells: Vec<Cell>) -> Vec<Line> {
    let cells: Vec<Vec<Line>> = cells.into_iter().map(|cell| cell.into_lines().collect()).collect();
    let is_short =
        |lines: &Vec<Line>| lines.len() == 1 && lines.iter().all(|line| line.looks.len() <= NARROW);
    let begins_again = cells.iter().skip(1).flatten().any(|line| begins_with_number(&line.text));
    if !cells.iter().all(is_short) || begins_again {
        return cells.into_iter().flatten().collect();
    }
    let mut cells = cells.into_iter().flatten();
    let Some(mut joined) = cells.next() else { return Vec::new() };
    for line in cells {
        joined.append(line.after("\t"));
    }
    vec![joined]
}

/// The lines of a cell with a tag before the first.
fn tagged(cell: Cell, tag: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = cell.into_lines().collect();
    if let Some(first) = lines.first_mut() {
        let rest = std::mem::take(first);
        *first = rest.after(tag);
    }
    lines
}

/// `12`, `12.`
fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches(['.', '、', '．']);
    (1..=4).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_digit())
}

/// `12. …`, `（3）…`
fn begins_with_number(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['(', '（']);
    let rest = text.trim_start_matches(|one: char| one.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', '、', '．', ')', '）'])
}

/// `A. …`, `（B）…`, `C、…`
fn begins_with_label(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['(', '（', '[', '【']);
    let mut characters = text.chars();
    let letter = characters.next().is_some_and(|one| matches!(one, 'A'..='P' | 'a'..='p' | 'Ａ'..='Ｐ'));
    let mark = characters.next();
    letter && mark.is_none_or(|one| ".、．:：)）]】 \t\u{3000}".contains(one))
}

/// Letters of options or a word for true or false, and nothing else.
fn is_key(text: &str) -> bool {
    let is_letters = |text: &str| {
        text.chars().all(|one| matches!(one, 'A'..='H' | 'Ａ'..='Ｈ' | '、' | ',' | '，' | '/' | ';' | '；'))
    };
    let is_truth = matches!(
        text,
        "√" | "×"
            | "✓"
            | "✗"
            | "✔"
            | "✘"
            | "对"
            | "错"
            | "正确"
            | "错误"
            | "T"
            | "F"
            | "是"
            | "否"
            | "☑"
            | "☒"
    );
    !text.is_empty() && text.chars().count() <= 12 && (is_truth || is_letters(text))
}
