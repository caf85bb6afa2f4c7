//! What pages show of somebody's spreadsheet: its first rows, and the choice of what each column holds.

use serde::Serialize;

use super::Fields;
use super::components::Choice;
use crate::base::spreadsheet::{Cells, ColumnUses, Heading, width};
use crate::base::text::column_letter;

/// Rows shown above the choice of columns.
const SAMPLE: usize = 5;

/// A column, and what it may hold.
#[derive(Debug, Serialize)]
pub struct ColumnRow {
    letter: String,
    choices: Vec<Choice>,
}

/// One of the first rows.
#[derive(Debug, Serialize)]
pub struct SampleRow {
    number: usize,
    cells: Vec<String>,
}

/// The choice for every column of the widest row. `none` are the words for holding nothing of use, `words` those of each
/// thing a column may hold.
pub fn columns<C: Heading>(
    rows: &[Cells],
    uses: &ColumnUses<C>,
    none: &str,
    words: impl Fn(C) -> String,
) -> Vec<ColumnRow> {
    let row = |place: usize| {
        let held = uses.columns.get(&place);
        let nothing = Choice::new("", none, held.is_none());
        let all = C::ALL.iter().map(|one| Choice::new(one.as_str(), words(*one), held == Some(one)));
        ColumnRow { letter: column_letter(place), choices: std::iter::once(nothing).chain(all).collect() }
    };
    (0..width(rows)).map(row).collect()
}

/// The first rows.
pub fn sample(rows: &[Cells]) -> Vec<SampleRow> {
    let first = rows.iter().take(SAMPLE);
    first.map(|(number, cells)| SampleRow { number: *number, cells: cells.clone() }).collect()
}

/// What a form says that the columns hold, in its fields `column-A` and so on; `None` when two hold the same. Where it does
/// not say in which row the list begins, that stays as it was.
pub fn said_columns<C: Heading>(
    fields: &Fields,
    rows: &[Cells],
    before: &ColumnUses<C>,
) -> Option<ColumnUses<C>> {
    let words = (0..width(rows)).map(|place| fields.get(&format!("column-{}", column_letter(place))));
    ColumnUses::said(words, fields.get("first_row").parse().unwrap_or(before.first_row))
}
