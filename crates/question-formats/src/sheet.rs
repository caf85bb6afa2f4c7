//! Spreadsheets: Excel workbooks old and new, OpenDocument.
//!
//! Each format has its own reader, which fills tables through one [`collect::Collector`] that keeps to the limits.
//! [`xlsx`] looks at the file's XML first and then lets `calamine` read its cells. [`ods`] reads the paragraphs that say
//! what cells show, which that library leaves out, and [`biff`] the records of the old binary format, where it trusts
//! the sizes and positions that a file claims. What the tables mean is found out in [`crate::table`].

mod biff;
mod collect;
mod display;
mod markup;
mod ods;
mod ole;
mod write;
mod xlsx;

#[cfg(test)]
mod tests;

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{Diagnostic, Format, Reading};
use crate::table;
use collect::Collected;

pub(crate) use write::{write_rows, write_xlsx};

/// What an OLE file is: a workbook, or something else, for which a Word document stands.
pub(crate) fn old_office_kind(bytes: &[u8]) -> Format {
    match ole::Container::open(bytes) {
        Ok(container) if container.has("Workbook") || container.has("Book") => Format::Xls,
        _ => Format::Doc,
    }
}

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], format: Format, options: &ReadOptions) -> Reading {
    let collected: Result<Collected, Diagnostic> = match format {
        Format::Xls => biff::read(bytes, &options.limits),
        Format::Ods => ods::read(bytes, &options.limits),
        _ => xlsx::read(bytes, &options.limits),
    };
    match collected {
        Ok(collected) => tables(collected, format, options),
        Err(diagnostic) => Reading::refused(Some(format), diagnostic),
    }
}

/// The tables of a workbook, whatever they are about.
pub(crate) fn plain(
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
) -> Result<Vec<table::Table>, Box<Diagnostic>> {
    let collected = match format {
        Format::Xls => biff::read(bytes, &options.limits)?,
        Format::Ods => ods::read(bytes, &options.limits)?,
        _ => xlsx::read(bytes, &options.limits)?,
    };
    match collected.rows_beyond {
        0 => Ok(collected.tables),
        beyond => Err(Box::new(
            Diagnostic::new(Code::ETableTooLarge)
                .found(format!("+{beyond} rows"))
                .expected(format!("{} rows", options.limits.rows)),
        )),
    }
}

/// Reads the tables of a web page or of an Excel workbook written as XML, which programs export as `.xls`. None when it
/// holds no table of questions.
pub(crate) fn read_markup(text: &str, options: &ReadOptions) -> Option<Reading> {
    let reading = tables(markup::read(text, &options.limits)?, Format::OtherXml, options);
    (!reading.questions.is_empty()).then_some(reading)
}

fn tables(collected: Collected, format: Format, options: &ReadOptions) -> Reading {
    let mut reading = Reading { format: Some(format), ..Reading::default() };
    reading.diagnostics = collected.diagnostics;
    table::read(&collected.tables, options, &mut reading);
    table::count_failed(&mut reading, collected.rows_beyond);
    reading
}
