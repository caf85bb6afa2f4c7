//! A table as its format's reader hands it over.

use crate::decode::unified;
use crate::model::Place;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// What the cell shows, without space at its ends.
    pub(crate) text: String,
    /// Its number, where it holds one.
    pub(crate) number: Option<f64>,
    /// Why the text may not be what its author typed.
    pub(crate) doubt: Option<Doubt>,
    /// Whether the text stands in a cell above, with which this one is merged.
    pub(crate) is_merged: bool,
}

impl Cell {
    /// A cell that holds text.
    pub(crate) fn text(text: &str) -> Self {
        Self { text: clean(text), ..Self::default() }
    }

    /// Whether nothing is shown.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// Why the text of a cell may not be what its author typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The program may have made a date of it.
    Date,
    /// A formula without a stored value.
    NoValue,
    /// A formula that failed.
    Error,
}

/// A row that is not blank.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// Row of the sheet or line of the text, from 1.
    pub(crate) number: usize,
    /// Last line, for rows of a text that go over several.
    pub(crate) last: usize,
    /// The cells that hold something, by column from 0, in order.
    pub(crate) cells: Vec<(usize, Cell)>,
    /// Whether the sheet hides it.
    pub(crate) is_hidden: bool,
}

impl Row {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }

    /// The text of a column; empty where there is none.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_str())
    }

    /// Columns that show something, with their cells.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().map(|(column, cell)| (*column, cell)).filter(|(_, cell)| !cell.is_blank())
    }

    /// What the columns show, in order, without blank ones.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.filled().map(|(_, cell)| cell.text.as_str())
    }

    /// Columns up to the last that shows something.
    pub(crate) fn width(&self) -> usize {
        self.filled().map(|(column, _)| column + 1).max().unwrap_or_default()
    }

    /// Whether no column shows anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }
}

/// A sheet, or the whole of a text table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// Name of the sheet; none for a text.
    pub(crate) sheet: Option<String>,
    /// Rows that are not blank, in order.
    pub(crate) rows: Vec<Row>,
    /// Whether the whole sheet is hidden.
    pub(crate) is_hidden: bool,
}

impl Table {
    /// Where a row is, or a cell of it.
    pub(crate) fn place(&self, row: usize, column: Option<usize>) -> Place {
        match &self.sheet {
            Some(sheet) => Place::Row { sheet: sheet.clone(), row, cell: column.map(column_name) },
            None => Place::line(row),
        }
    }
}

/// The name a spreadsheet gives a column from 0: `A`, `Z`, `AA`.
pub(crate) fn column_name(index: usize) -> String {
    let mut rest = index;
    let mut letters = Vec::new();
    loop {
        letters.extend(u8::try_from(rest % 26).ok().map(|offset| char::from(b'A' + offset)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The column from 0 that a spreadsheet gives this name; case does not count.
pub(crate) fn column_index(name: &str) -> Option<usize> {
    let name = name.trim();
    if name.is_empty() || name.len() > 3 {
        return None;
    }
    let mut index = 0_usize;
    for letter in name.chars() {
        let digit =
            u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from('A')).filter(|at| *at < 26)?;
        index = index * 26 + usize::try_from(digit).ok()? + 1;
    }
    Some(index - 1)
}

/// A text with plain line feeds and no radicals for characters, without the marks that programs leave at the ends of a
/// cell.
fn clean(text: &str) -> String {
    let text = text.replace("_x000D_", "\n").replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}' | '\0')
    });
    text.chars().map(unified).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (16_383, "XFD")] {
            assert_eq!(column_name(index), name);
            assert_eq!(column_index(&name.to_lowercase()), Some(index));
        }
        for name in ["", "1", "ABCD", "甲"] {
            assert_eq!(column_index(name), None, "{name}");
        }
    }
}
