//! What a table looks like to a person: its first rows, and the cells a question was read from.

use serde::{Deserialize, Serialize};

/// The first rows of a table that are not blank, cut to what a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHead {
    /// Name of the sheet; none for a text.
    pub sheet: Option<String>,
    /// The rows: number of the row (or line), from 1, and its cells from column A on.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// The cells of a spreadsheet that a question was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCells {
    /// Name of the sheet.
    pub sheet: String,
    /// First row of the question, from 1.
    pub row: usize,
    /// The cells that show something, each with its name (`B`, or `B7` where a question has several rows).
    pub cells: Vec<(String, String)>,
}
