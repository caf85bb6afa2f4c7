//! Small tables as files that spreadsheets open: a heading and rows, all of it text.

use actix_web::HttpResponse;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::web::csv::{self, BYTE_ORDER_MARK};
use crate::web::{Error, download};

/// The table as CSV, to be saved under this name (letters, digits, dots and dashes).
///
/// # Errors
/// See [`csv::lines`].
pub fn csv_file(name: &str, rows: &[Vec<String>]) -> Result<HttpResponse, Error> {
    let lines = csv::lines(rows)?;
    let body = [BYTE_ORDER_MARK, &lines].concat();
    Ok(download::head(name, "text/csv; charset=utf-8").body(body))
}

/// The table as a workbook, its first row bold and every cell a text, so that numbers keep their zeros.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn xlsx_file(name: &str, rows: &[Vec<String>]) -> Result<HttpResponse, Error> {
    let bytes = workbook(rows).map_err(Error::internal)?;
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download::head(name, media_type).body(bytes))
}

fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (bold, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    for column in (0..).take(width) {
        sheet.set_column_width(column, 18)?.set_column_format(column, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (number, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string_with_format(number, column, cell, if number == 0 { &bold } else { &text })?;
        }
    }
    workbook.save_to_buffer()
}
