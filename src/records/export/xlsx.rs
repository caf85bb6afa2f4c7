//! The rows as a workbook: days as days, the header frozen and with a filter, one sheet after the other when a sheet is full.

use std::fs::File;
use std::io::{Seek, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::table::{COLUMNS, Field, Table};
use crate::records::actions::Rows;
use crate::records::model::Cell;
use crate::web::Error;

/// Rows of a sheet, its header among them: all that Excel opens.
const SHEET: u32 = 1_048_576;

/// Widths of the columns in characters.
const WIDTHS: [f64; COLUMNS] = [16.0, 14.0, 24.0, 18.0, 28.0, 12.0, 10.0, 12.0, 12.0, 20.0, 16.0];

/// Puts the workbook together on this thread, in a temporary file, and gives that from its beginning. `name` stands on the
/// sheets (1 to 25 characters). Can be dropped between two chunks.
///
/// # Errors
/// Whatever the database says among the rows; [`Error::Internal`] when the temporary file cannot be written.
pub async fn write(table: &Table, name: &str, chunks: Rows<Vec<Cell>>) -> Result<File, Error> {
    write_sheets(table, name, chunks, SHEET).await
}

async fn write_sheets(
    table: &Table,
    name: &str,
    mut chunks: Rows<Vec<Cell>>,
    rows_each: u32,
) -> Result<File, Error> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut sheets = 1;
    let mut sheet = begin(&mut workbook, table, name, sheets).map_err(Error::internal)?;
    let mut row = 1;
    while let Some(cells) = chunks.next().await? {
        for cell in &cells {
            if row == rows_each {
                end(sheet, row).map_err(Error::internal)?;
                sheets += 1;
                sheet = begin(&mut workbook, table, name, sheets).map_err(Error::internal)?;
                row = 1;
            }
            write_row(sheet, row, table, cell, &day).map_err(Error::internal)?;
            row += 1;
        }
    }
    end(sheet, row).map_err(Error::internal)?;
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    workbook.save_to_writer(&mut file).map_err(Error::internal)?;
    file.flush().and_then(|()| file.rewind()).map_err(Error::internal)?;
    Ok(file)
}

/// A new sheet with its header.
fn begin<'a>(
    workbook: &'a mut Workbook,
    table: &Table,
    name: &str,
    number: u32,
) -> Result<&'a mut Worksheet, XlsxError> {
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(if number == 1 { name.to_owned() } else { format!("{name} {number}") })?;
    sheet.set_freeze_panes(1, 0)?;
    for ((column, width), title) in (0..).zip(WIDTHS).zip(table.header()) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    Ok(sheet)
}

fn end(sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
    let last = u16::try_from(COLUMNS - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, rows - 1, last)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    cell: &Cell,
    day: &Format,
) -> Result<(), XlsxError> {
    for (column, field) in (0..).zip(table.row(cell)) {
        match field {
            Field::Text("") => {}
            // A string stays a string, whatever it begins with.
            Field::Text(text) => drop(sheet.write_string(row, column, text)?),
            Field::Day(date) => drop(sheet.write_datetime_with_format(row, column, date, day)?),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::io::Read;

    use super::*;
    use crate::certification::rules::standing::Knowledge;
    use crate::config::Config;
    use crate::db::PersonId;
    use crate::records::model::{Listed, Status};
    use crate::web::{Language, Site};

    fn cell(name: &str) -> Cell {
        Cell {
            person_id: PersonId::new(),
            name: name.to_owned(),
            employee_number: Some("007".to_owned()),
            groups_zh: String::new(),
            groups_en: String::new(),
            code: "fab".to_owned(),
            title_zh: "卖点".to_owned(),
            title_en: "FAB".to_owned(),
            required: true,
            state: Some(Status::Valid),
            level_zh: None,
            level_en: None,
            issued_at: None,
            score: None,
            maximum: None,
            in_grace: false,
            other_state: None,
            other_valid_to: None,
            certificate_id: None,
            number: None,
            valid_from: chrono::NaiveDate::from_ymd_opt(2024, 2, 29),
            valid_to: None,
        }
    }

    async fn parts(rows_each: u32, rows: usize) -> Vec<(String, String)> {
        let site = Site::load(Config::from_vars(&std::collections::BTreeMap::new()).unwrap().site).unwrap();
        let table = Table::new(Language::English, Listed { is_past: false, known: Knowledge::Then }, &site);
        let chunks: Vec<_> = (0..rows).map(|number| vec![cell(&format!("=row {number}"))]).collect();
        let file = write_sheets(&table, "Records", chunks.into(), rows_each).await.unwrap();
        let mut zip = zip::ZipArchive::new(file).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let mut parts = Vec::new();
        for name in names.into_iter().filter(|name| name.starts_with("xl/worksheets/")) {
            let mut text = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            parts.push((name, text));
        }
        parts.sort();
        parts
    }

    #[tokio::test]
    async fn a_full_sheet_is_followed_by_another_with_the_same_header() {
        let sheets = parts(4, 7).await;
        assert_eq!(sheets.len(), 3);
        let rows: Vec<usize> = sheets.iter().map(|(_, text)| text.matches("<row ").count()).collect();
        assert_eq!(rows, [4, 4, 2]);
        for (name, text) in &sheets {
            assert!(text.contains("Employee number") || text.contains("<c r=\"A1\""), "{name}");
            assert!(text.contains("<pane ySplit=\"1\""), "{name} has no frozen header");
            assert!(text.contains("<autoFilter "), "{name} has no filter");
        }
    }

    #[tokio::test]
    async fn a_name_like_a_formula_is_a_string_and_a_day_is_a_number_of_days() {
        let (_, sheet) = parts(SHEET, 1).await.remove(0);
        assert!(!sheet.contains("<f>"));
        assert!(sheet.contains("=row 0"));
        // 29 February 2024 is day 45351 of Excel's calendar.
        assert!(sheet.contains("<v>45351.0</v>"), "{sheet}");
    }
}
