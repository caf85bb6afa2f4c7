//! The rows of the page as a file, the same rows in every format: CSV and JSON Lines as they are read, XLSX as a workbook
//! that is put together in a temporary file. All in constant memory, however many rows.

mod json_lines;
mod table;
pub mod xlsx;

use actix_web::web::Bytes;

pub use table::Table;

use super::model::Cell;
use crate::text_enum;
use crate::web::{Error, csv};

text_enum! {
    /// What kind of file.
    Format {
        /// Comma-separated values, UTF-8 with a byte order mark; opens in spreadsheets.
        Csv = "csv",
        /// A workbook of Excel, with days as days.
        Xlsx = "xlsx",
        /// One JSON object a line, with names that do not change and no words of a language.
        JsonLines = "jsonl",
    }
}

impl Format {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }
}

/// A format that is written line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// See [`Format::Csv`].
    Csv,
    /// See [`Format::JsonLines`].
    Json,
}

impl Lines {
    /// The format of the file.
    pub fn format(self) -> Format {
        match self {
            Self::Csv => Format::Csv,
            Self::Json => Format::JsonLines,
        }
    }

    /// What the file begins with.
    ///
    /// # Errors
    /// See [`csv::lines`].
    pub fn head(self, table: &Table) -> Result<Bytes, Error> {
        match self {
            Self::Csv => {
                let header = csv::lines([table.header()])?;
                Ok([csv::BYTE_ORDER_MARK, &header].concat().into())
            }
            Self::Json => Ok(Bytes::new()),
        }
    }

    /// Some rows.
    ///
    /// # Errors
    /// See [`csv::lines`] and [`Error::Internal`] for what cannot be JSON, which no row is.
    pub fn rows(self, table: &Table, cells: &[Cell]) -> Result<Bytes, Error> {
        match self {
            Self::Csv => csv::lines(cells.iter().map(|cell| table.row(cell).map(table::Field::to_text))),
            Self::Json => json_lines::rows(table.listed(), cells),
        }
    }
}
