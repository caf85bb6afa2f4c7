//! The baseline: the same bytes through the underlying library alone, with nothing kept but a count.

use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use question_formats::Format;

use crate::Failed;

/// Sends the bytes through and counts what comes out: lines, records, events or cells.
pub(crate) fn pass(format: Format, bytes: &[u8]) -> Result<usize, Failed> {
    match format {
        Format::Toml => Ok(toml::from_str::<toml::Table>(std::str::from_utf8(bytes)?)?.len()),
        Format::Csv => records(bytes),
        Format::Xlsx => cells(bytes),
        Format::MoodleXml => events(bytes),
        Format::Qti21 | Format::Qti30 => members(bytes),
        _ => Ok(lines(bytes)),
    }
}

fn lines(bytes: &[u8]) -> usize {
    let (text, _, _) = encoding_rs::UTF_8.decode(bytes);
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

fn records(bytes: &[u8]) -> Result<usize, Failed> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let mut count = 0;
    for record in reader.records() {
        count += record?.len();
    }
    Ok(count)
}

fn cells(bytes: &[u8]) -> Result<usize, Failed> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut count = 0;
    for name in workbook.sheet_names() {
        count += workbook.worksheet_range(&name)?.used_cells().count();
    }
    Ok(count)
}

fn events(bytes: &[u8]) -> Result<usize, Failed> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut count = 0;
    loop {
        match reader.read_event()? {
            quick_xml::events::Event::Eof => return Ok(count),
            _ => count += 1,
        }
    }
}

fn members(bytes: &[u8]) -> Result<usize, Failed> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut count = 0;
    let mut unpacked = Vec::new();
    for index in 0..archive.len() {
        unpacked.clear();
        archive.by_index(index)?.read_to_end(&mut unpacked)?;
        count += events(&unpacked)?;
    }
    Ok(count)
}
