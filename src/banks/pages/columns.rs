//! The page on which a person says what the columns of a table hold.

use question_formats::{Column, TableHead};
use serde::Serialize;

use crate::banks::forms::{COLUMNS, column_word};
use crate::banks::model::Import;
use crate::banks::rules::{ColumnUses, column_letter, guessed};
use crate::web::Visit;
use crate::web::components::{Choice, Crumb};

/// What `banks/import-columns.hbs` shows.
#[derive(Debug, Serialize)]
pub struct ColumnsPage {
    crumbs: Vec<Crumb>,
    address: String,
    back: String,
    sheet: Option<String>,
    columns: Vec<ColumnView>,
    rows: Vec<RowCellsView>,
    first_rows: Vec<Choice>,
    is_mapped: bool,
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    letter: String,
    choices: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct RowCellsView {
    number: usize,
    cells: Vec<String>,
}

/// The page for the first table of an import. `sent` is what a person chose when something is wrong with it.
pub fn columns_page(
    visit: &Visit,
    import: &Import,
    tables: &[TableHead],
    known: &ColumnUses,
    sent: Option<(&ColumnUses, String)>,
) -> ColumnsPage {
    let guess = guessed(tables);
    let (uses, error) = match sent {
        Some((uses, error)) => (uses, Some(error)),
        None if known.is_empty() => (&guess, None),
        None => (known, None),
    };
    let none = TableHead::default();
    let table = tables.first().unwrap_or(&none);
    let width = table.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let address = format!("/banks/import/{}", import.id);
    ColumnsPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&address, import.file_name.clone()),
            Crumb::here(visit.text("import-columns")),
        ],
        sheet: table.sheet.clone(),
        columns: (0..width).map(|index| column(visit, &column_letter(index), uses)).collect(),
        rows: table.rows.iter().map(|(number, cells)| row(*number, cells, width)).collect(),
        first_rows: table
            .rows
            .iter()
            .map(|(number, _)| {
                let label = visit.text_with("import-columns-row", [("row", *number)]);
                Choice::new(number.to_string(), label, uses.first_row == Some(*number))
            })
            .collect(),
        is_mapped: !known.is_empty(),
        back: address.clone(),
        address: format!("{address}/columns"),
        error,
    }
}

fn column(visit: &Visit, letter: &str, uses: &ColumnUses) -> ColumnView {
    let chosen = uses.columns.get(letter).copied().unwrap_or(Column::Ignore);
    let choice =
        |column: &Column| Choice::new(column_word(*column), visit.text(message(*column)), *column == chosen);
    ColumnView { letter: letter.to_owned(), choices: COLUMNS.iter().map(choice).collect() }
}

/// The words for what a column holds.
fn message(column: Column) -> &'static str {
    match column {
        Column::Code => "import-column-code",
        Column::Type => "import-column-type",
        Column::Stem => "import-column-stem",
        Column::Option => "import-column-option",
        Column::Options => "import-column-options",
        Column::Answer => "import-column-answer",
        Column::Explanation => "import-column-explanation",
        Column::Points => "import-column-points",
        Column::Difficulty => "import-column-difficulty",
        Column::Tags => "import-column-tags",
        Column::Topic => "import-column-topic",
        _ => "import-column-ignore",
    }
}

fn row(number: usize, cells: &[String], width: usize) -> RowCellsView {
    let filled = cells.iter().cloned().chain(std::iter::repeat(String::new()));
    RowCellsView { number, cells: filled.take(width).collect() }
}
