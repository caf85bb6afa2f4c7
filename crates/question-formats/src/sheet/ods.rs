//! OpenDocument spreadsheets. The cells' own paragraphs say what they show, so those are read.

use std::collections::{BTreeSet, HashSet};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use super::collect::{Collected, Collector, Merged};
use crate::Limits;
use crate::archive::Archive;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::table::{Cell, Doubt};

const CONTENT: &str = "content.xml";
/// Rows that a sheet can have.
const ROWS: u32 = 1_048_576;
/// Elements in a cell whose text is not the cell's.
const ASIDE: &[&str] = &["annotation", "note", "frame", "custom-shape", "shapes", "forms"];

/// Reads a workbook.
///
/// # Errors
/// [`Code::EArchive`], [`Code::EArchiveTooLarge`] or [`Code::EXml`] when it is damaged or too large.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Collected, Diagnostic> {
    let mut archive = Archive::open(bytes, limits)?;
    let content = archive.read(CONTENT)?;
    let content = content.ok_or_else(|| Diagnostic::new(Code::EArchive).found(CONTENT))?;
    let text = String::from_utf8_lossy(&content);
    let mut walk = Walk::new(Collector::new(limits));
    walk.run(&text)?;
    Ok(walk.collector.finish())
}

/// Where the reader is.
struct Walk<'l> {
    collector: Collector<'l>,
    /// The style whose definition is being read, and those that hide their sheet.
    style: String,
    hiding_styles: HashSet<String>,
    /// Inside how many sheets: a cell may hold a table of its own.
    depth: usize,
    /// Inside how many elements that say nothing about the cell.
    aside: usize,
    hidden: BTreeSet<u32>,
    merged: Vec<Merged>,
    /// The row at hand, from 0, how often it stands there, and its cells.
    row: u32,
    row_repeats: u32,
    column: u32,
    cells: Vec<(u32, u32, Cell)>,
    cell: Option<OpenCell>,
}

/// A cell being read.
#[derive(Default)]
struct OpenCell {
    text: String,
    paragraphs: usize,
    number: Option<f64>,
    doubt: Option<Doubt>,
    repeats: u32,
    rows_spanned: u32,
}

impl<'l> Walk<'l> {
    fn new(collector: Collector<'l>) -> Self {
        Self {
            collector,
            style: String::new(),
            hiding_styles: HashSet::new(),
            depth: 0,
            aside: 0,
            hidden: BTreeSet::new(),
            merged: Vec::new(),
            row: 0,
            row_repeats: 1,
            column: 0,
            cells: Vec::new(),
            cell: None,
        }
    }

    fn run(&mut self, text: &str) -> Result<(), Diagnostic> {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag),
                Ok(Event::Empty(tag)) => {
                    self.start(&tag);
                    self.end(tag.local_name().as_ref());
                }
                Ok(Event::End(tag)) => self.end(tag.local_name().as_ref()),
                Ok(Event::Text(part)) => self.text(&part.xml10_content()),
                Ok(Event::CData(part)) => self.text(&part.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let name: &str = reference.as_ref();
                    let found = character.or_else(|| resolve_xml_entity(name).map(str::to_owned));
                    self.text(found.as_deref().unwrap_or_default());
                }
                Ok(Event::DocType(_)) => {
                    return Err(Diagnostic::new(Code::EXml).found("a document type (DTD) is not allowed"));
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(problem) => return Err(Diagnostic::new(Code::EXml).found(problem.to_string())),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "style" => self.style = attribute(tag, "style:name").unwrap_or_default(),
            "table-properties" if attribute(tag, "table:display").as_deref() == Some("false") => {
                self.hiding_styles.insert(self.style.clone());
            }
            "table" => self.start_table(tag),
            name if ASIDE.contains(&name) => self.aside += 1,
            _ if self.depth != 1 || self.aside > 0 => {}
            "table-row" => self.start_row(tag),
            "table-cell" | "covered-table-cell" => self.cell = Some(open_cell(tag)),
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "line-break" => self.text("\n"),
            "tab" => self.text("\t"),
            "s" => {
                let count = attribute(tag, "text:c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.text(&" ".repeat(count.min(100)));
            }
            _ => {}
        }
    }

    fn start_table(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        if self.depth == 1 {
            let name = attribute(tag, "table:name").unwrap_or_default();
            let style = attribute(tag, "table:style-name").unwrap_or_default();
            self.collector.begin(&name, self.hiding_styles.contains(&style));
            self.row = 0;
        }
    }

    fn start_row(&mut self, tag: &BytesStart<'_>) {
        self.column = 0;
        self.cells.clear();
        self.row_repeats = repeats(tag, "table:number-rows-repeated").min(ROWS.saturating_sub(self.row));
        let visibility = attribute(tag, "table:visibility").unwrap_or_default();
        if matches!(visibility.as_str(), "collapse" | "filter") && self.row_repeats < 10_000 {
            self.hidden.extend(self.row..self.row + self.row_repeats);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.collector.end(&self.hidden, &self.merged);
                    self.hidden.clear();
                    self.merged.clear();
                }
            }
            name if ASIDE.contains(&name) => self.aside = self.aside.saturating_sub(1),
            _ if self.depth != 1 || self.aside > 0 => {}
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.end_row(),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(open) = self.cell.take() else { return };
        let column = self.column;
        self.column = self.column.saturating_add(open.repeats);
        let mut cell = Cell { number: open.number, doubt: open.doubt, ..Cell::text(&open.text) };
        if let (true, Some(number)) = (cell.is_blank(), open.number) {
            cell.text = number.to_string();
        }
        if cell.is_blank() && cell.doubt.is_none() {
            return;
        }
        if open.rows_spanned > 1 {
            let rows = (self.row, self.row.saturating_add(open.rows_spanned - 1));
            self.merged.push(Merged { rows, columns: (column, column) });
        }
        self.cells.push((column, open.repeats, cell));
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            for offset in 0..self.row_repeats {
                if self.collector.is_full() {
                    let left = usize::try_from(self.row_repeats - offset).unwrap_or(usize::MAX);
                    self.collector.pass_over(self.row + offset, left);
                    break;
                }
                self.add_row(self.row + offset, &cells);
            }
        }
        self.row = self.row.saturating_add(self.row_repeats);
    }

    fn add_row(&mut self, row: u32, cells: &[(u32, u32, Cell)]) {
        for (column, repeats, cell) in cells {
            // One column beyond the limit is enough to report it.
            for offset in 0..(*repeats).min(1_024) {
                self.collector.add(row, column.saturating_add(offset), cell.clone());
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| self.aside == 0 && cell.paragraphs > 0) {
            cell.text.push_str(text);
        }
    }
}

fn open_cell(tag: &BytesStart<'_>) -> OpenCell {
    let kind = attribute(tag, "office:value-type").unwrap_or_default();
    let has_formula = attribute(tag, "table:formula").is_some();
    OpenCell {
        number: attribute(tag, "office:value")
            .and_then(|value| value.parse().ok())
            .filter(|value: &f64| value.is_finite()),
        doubt: match kind.as_str() {
            "date" | "time" => Some(Doubt::Date),
            "" if has_formula => Some(Doubt::NoValue),
            _ => None,
        },
        repeats: repeats(tag, "table:number-columns-repeated"),
        rows_spanned: repeats(tag, "table:number-rows-spanned"),
        ..OpenCell::default()
    }
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?.into_owned())
}
