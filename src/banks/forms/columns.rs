//! What a person says about the columns of a table.

use std::collections::BTreeMap;

use question_formats::{Column, TableHead};

use crate::banks::rules::{ColumnUses, column_letter};
use crate::web::{Fields, Visit};

/// What a column can hold, in the order of the page.
pub const COLUMNS: &[Column] = &[
    Column::Ignore,
    Column::Stem,
    Column::Option,
    Column::Options,
    Column::Answer,
    Column::Explanation,
    Column::Type,
    Column::Topic,
    Column::Difficulty,
    Column::Points,
    Column::Tags,
    Column::Code,
];

/// The word of what a column holds, as forms send it.
pub fn column_word(column: Column) -> String {
    let word = serde_json::to_value(column).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What the person chose; besides, a sentence when it cannot be used.
pub fn column_uses(fields: &Fields, tables: &[TableHead], visit: &Visit) -> (ColumnUses, Option<String>) {
    let none = TableHead::default();
    let table = tables.first().unwrap_or(&none);
    let width = table.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let columns: BTreeMap<String, Column> = (0..width)
        .filter_map(|index| {
            let letter = column_letter(index);
            let word = fields.get(&format!("column-{letter}"));
            let column = COLUMNS.iter().copied().find(|column| column_word(*column) == word)?;
            Some((letter, column)).filter(|_| column != Column::Ignore)
        })
        .collect();
    let first_row = fields.get("first_row").parse().ok();
    let first_row = first_row.filter(|row| table.rows.iter().any(|(number, _)| number == row));
    let stems = columns.values().filter(|column| **column == Column::Stem).count();
    let problem = match (stems, first_row) {
        (1, Some(_)) => None,
        (1, None) => Some("import-columns-no-row"),
        _ => Some("import-columns-one-stem"),
    };
    (ColumnUses { columns, first_row }, problem.map(|id| visit.text(id)))
}
