//! What a person sees of a table: its first rows, and the cells of each question.

use super::entry::Entry;
use super::model::{Row, Table, column_name};
use crate::model::{RowCells, TableHead};

/// Rows that are shown of a table.
const ROWS: usize = 12;
/// Columns that are shown of a table.
const COLUMNS: usize = 40;
/// Characters that are shown of a cell among the first rows.
const HEAD: usize = 200;
/// Characters that are kept of a cell beside its question.
const CELL: usize = 20_000;

/// The first rows of the tables that are not hidden.
pub(super) fn heads(tables: &[Table]) -> Vec<TableHead> {
    let shown = tables.iter().filter(|table| !table.is_hidden && !table.rows.is_empty());
    shown.map(|table| TableHead { sheet: table.sheet.clone(), rows: first_rows(table) }).collect()
}

fn first_rows(table: &Table) -> Vec<(usize, Vec<String>)> {
    let rows = table.rows.iter().filter(|row| !row.is_hidden).take(ROWS);
    rows.map(|row| {
        let width = row.width().min(COLUMNS);
        (row.number, (0..width).map(|column| cut(row.text(column), HEAD)).collect())
    })
    .collect()
}

/// The cells of the questions of a sheet; nothing for a text, whose lines are known.
pub(super) fn cells(table: &Table, entries: &[Entry]) -> Vec<RowCells> {
    let Some(sheet) = &table.sheet else { return Vec::new() };
    let of_entry = |entry: &Entry| {
        let rows: Vec<&Row> = entry.rows.iter().filter_map(|index| table.rows.get(*index)).collect();
        let name = |row: &Row, column: usize| {
            let letter = column_name(column);
            if rows.len() > 1 { format!("{letter}{}", row.number) } else { letter }
        };
        let cells = rows
            .iter()
            .flat_map(|row| row.filled().map(|(column, cell)| (name(row, column), cut(&cell.text, CELL))));
        RowCells { sheet: sheet.clone(), row: entry.place.ordinal(), cells: cells.collect() }
    };
    entries.iter().map(of_entry).collect()
}

fn cut(text: &str, longest: usize) -> String {
    let mut cut: String = text.chars().take(longest).collect();
    if text.chars().nth(longest).is_some() {
        cut.push('…');
    }
    cut
}
