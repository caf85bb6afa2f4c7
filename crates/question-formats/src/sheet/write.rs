//! The template with one row a question as an Excel workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, QuestionDraft};
use crate::table::template;
use crate::write::Written;

/// Characters (UTF-16 units) that a cell can hold.
const CELL: usize = 32_767;
/// Rows that a sheet can hold.
const ROWS: usize = 1_048_576;
/// Width of a column in characters, at least and at most.
const WIDTHS: (usize, usize) = (6, 48);

/// Writes the template as a workbook with one sheet. Every cell is text, so nothing is taken for a formula.
pub(crate) fn write_xlsx(bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    let mut made = template::rows(bank, questions);
    leave_out_long_rows(&mut made, questions);
    match workbook(&made.rows) {
        Ok(bytes) => Written { bytes, losses: made.losses },
        // Every limit of the format was checked before; what is left is told rather than lost.
        Err(problem) => {
            let loss = Diagnostic::new(Code::EQuestionNotWritten).found(problem.to_string());
            Written { bytes: Vec::new(), losses: vec![loss] }
        }
    }
}

/// Writes rows as they are; none when a cell or the sheet cannot hold them.
pub(crate) fn write_rows(rows: &[Vec<String>]) -> Option<Vec<u8>> {
    let fits = rows.iter().flatten().all(|cell| cell.encode_utf16().count() <= CELL) && rows.len() <= ROWS;
    if fits { workbook(rows).ok() } else { None }
}

/// Questions with a text too long for a cell, or beyond the last row, cannot be written.
fn leave_out_long_rows(made: &mut template::Rows, questions: &[QuestionDraft]) {
    let fits = |row: &Vec<String>| row.iter().all(|cell| cell.encode_utf16().count() <= CELL);
    if made.rows.iter().all(fits) && made.rows.len() <= ROWS {
        return;
    }
    let mut losses = Written::default();
    let rows = std::mem::take(&mut made.rows);
    let written = std::mem::take(&mut made.positions);
    for (at, (row, position)) in rows.into_iter().zip(std::iter::once(0).chain(written)).enumerate() {
        if at == 0 || fits(&row) && made.rows.len() < ROWS {
            made.rows.push(row);
        } else if position < questions.len() {
            losses.leave_out(position, &format!("> {CELL} characters"));
        }
    }
    made.losses.extend(losses.losses);
}

fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same questions give the same bytes, whenever they are written.
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let heading = Format::new().set_bold().set_text_wrap();
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let sheet = workbook.add_worksheet();
    sheet.set_name("题库")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, width) in (0_u16..).zip(widths(rows)) {
        sheet.set_column_width(column, width)?;
    }
    for (at, row) in (0_u32..).zip(rows) {
        let format = if at == 0 { &heading } else { &body };
        for (column, cell) in (0_u16..).zip(row) {
            if !cell.is_empty() {
                sheet.write_string_with_format(at, column, cell, format)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// A width for each column by its longest line among the first rows; Chinese characters are twice as wide.
fn widths(rows: &[Vec<String>]) -> Vec<f64> {
    const SAMPLE: usize = 200;
    let columns = rows.first().map_or(0, Vec::len);
    let width = |cell: &String| {
        let line = |line: &str| line.chars().map(|one| if one.is_ascii() { 1 } else { 2 }).sum::<usize>();
        cell.lines().map(line).max().unwrap_or_default()
    };
    (0..columns)
        .map(|column| {
            let cells = rows.iter().take(SAMPLE).filter_map(|row| row.get(column));
            let widest = cells.map(width).max().unwrap_or_default() + 2;
            u32::try_from(widest.clamp(WIDTHS.0, WIDTHS.1)).map_or(10.0, f64::from)
        })
        .collect()
}
