//! Older Excel workbooks: the records of BIFF8 and BIFF5 in an OLE container.

mod strings;

use std::collections::BTreeSet;

use encoding_rs::Encoding;

use self::strings::{Unicode, shared_strings};
use super::collect::{Collected, Collector, Merged};
use super::display::{builtin_format, number_cell};
use super::ole::{Container, word16, word32};
use crate::Limits;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::table::{Cell, Doubt};

/// The kinds of records that matter.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_1904: u16 = 0x0022;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const CODEPAGE: u16 = 0x0042;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_RK: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const CELL_STYLE: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const SHARED_STRINGS: u16 = 0x00fc;
    pub(super) const SHARED_LABEL: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const NUMBER_FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// A record; long ones go on in records of their own.
#[derive(Clone)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records of a stream from an offset on, to its end or to where it is cut short.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let kind = word16(stream, at)?;
        let length = usize::from(word16(stream, at + 2)?);
        let start = at + 4;
        let data = stream.get(start..start.checked_add(length)?)?;
        at = start + length;
        Some(Record { kind, data })
    })
}

/// Reads a workbook.
///
/// # Errors
/// [`Code::EArchive`] when it is damaged or locked with a password.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Collected, Diagnostic> {
    let container = Container::open(bytes)?;
    let name = if container.has("Workbook") { "Workbook" } else { "Book" };
    let stream = container.stream(name)?;
    let workbook = Workbook::read(&stream, limits)?;
    let mut collector = Collector::new(limits);
    for sheet in &workbook.sheets {
        SheetReader::new(&workbook, &mut collector).read(&stream, sheet);
    }
    Ok(collector.finish())
}

/// What holds for all sheets.
struct Workbook {
    is_unicode: bool,
    encoding: &'static Encoding,
    is_1904: bool,
    /// The number format of each cell style.
    formats: Vec<String>,
    strings: Vec<String>,
    sheets: Vec<SheetEntry>,
}

struct SheetEntry {
    name: String,
    offset: usize,
    is_hidden: bool,
}

impl Workbook {
    fn read(stream: &[u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let mut workbook = Self {
            is_unicode: true,
            encoding: encoding_rs::GBK,
            is_1904: false,
            formats: Vec::new(),
            strings: Vec::new(),
            sheets: Vec::new(),
        };
        let mut codes: Vec<(u16, String)> = Vec::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut strings: Vec<&[u8]> = Vec::new();
        let mut last = 0;
        for Record { kind, data } in records(stream, 0) {
            match kind {
                kind::BEGIN => workbook.is_unicode = word16(data, 0) == Some(0x0600),
                kind::PASSWORD => {
                    return Err(Diagnostic::new(Code::EArchive).found("password"));
                }
                kind::CODEPAGE => workbook.encoding = encoding(word16(data, 0)),
                kind::DATE_1904 => workbook.is_1904 = word16(data, 0) == Some(1),
                kind::NUMBER_FORMAT => codes.extend(workbook.number_format(data)),
                kind::CELL_STYLE => styles.push(word16(data, 2).unwrap_or_default()),
                kind::SHEET => workbook.sheets.extend(workbook.sheet(data)),
                kind::SHARED_STRINGS => strings = vec![data],
                kind::CONTINUE if last == kind::SHARED_STRINGS => strings.push(data),
                kind::END => break,
                _ => {}
            }
            if kind != kind::CONTINUE {
                last = kind;
            }
        }
        workbook.strings = shared_strings(&strings, limits);
        let code = |id: &u16| {
            let own = codes.iter().rev().find(|(known, _)| known == id).map(|(_, code)| code.clone());
            own.unwrap_or_else(|| builtin_format(u32::from(*id)).to_owned())
        };
        workbook.formats = styles.iter().map(code).collect();
        Ok(workbook)
    }

    fn number_format(&self, data: &[u8]) -> Option<(u16, String)> {
        let id = word16(data, 0)?;
        let code = if self.is_unicode {
            Unicode::long(data.get(2..)?)?.text
        } else {
            self.short_text(data.get(2..)?)?
        };
        Some((id, code))
    }

    fn sheet(&self, data: &[u8]) -> Option<SheetEntry> {
        let offset = usize::try_from(word32(data, 0)?).ok()?;
        let is_hidden = data.get(4)? & 3 != 0;
        // Charts and macro sheets are no tables.
        if *data.get(5)? != 0 {
            return None;
        }
        let name = data.get(6..)?;
        let name = if self.is_unicode { Unicode::short(name)?.text } else { self.short_text(name)? };
        Some(SheetEntry { name, offset, is_hidden })
    }

    /// A text of BIFF5 after one byte of length.
    fn short_text(&self, data: &[u8]) -> Option<String> {
        let length = usize::from(*data.first()?);
        let bytes = data.get(1..)?;
        Some(self.encoding.decode_without_bom_handling(bytes.get(..length.min(bytes.len()))?).0.into_owned())
    }

    /// The text of a label: its length in two bytes before it.
    fn label(&self, data: &[u8]) -> Option<String> {
        if self.is_unicode {
            return Some(Unicode::long(data)?.text);
        }
        let length = usize::from(word16(data, 0)?);
        let bytes = data.get(2..)?;
        Some(self.encoding.decode_without_bom_handling(bytes.get(..length.min(bytes.len()))?).0.into_owned())
    }

    fn number(&self, value: f64, style: u16) -> Cell {
        let format = self.formats.get(usize::from(style)).map_or("General", String::as_str);
        number_cell(value, format, self.is_1904)
    }
}

/// The encoding that a code page number names.
fn encoding(codepage: Option<u16>) -> &'static Encoding {
    match codepage {
        Some(950) => encoding_rs::BIG5,
        Some(932) => encoding_rs::SHIFT_JIS,
        Some(949) => encoding_rs::EUC_KR,
        Some(1252 | 367 | 32769) => encoding_rs::WINDOWS_1252,
        Some(1251) => encoding_rs::WINDOWS_1251,
        Some(1250) => encoding_rs::WINDOWS_1250,
        Some(65001) => encoding_rs::UTF_8,
        _ => encoding_rs::GBK,
    }
}

/// Reads the records of one sheet.
struct SheetReader<'a, 'l> {
    workbook: &'a Workbook,
    collector: &'a mut Collector<'l>,
    hidden: BTreeSet<u32>,
    merged: Vec<Merged>,
    /// The cell of the last formula, whose text comes in a record of its own.
    formula: Option<(u16, u16)>,
}

impl<'a, 'l> SheetReader<'a, 'l> {
    fn new(workbook: &'a Workbook, collector: &'a mut Collector<'l>) -> Self {
        Self { workbook, collector, hidden: BTreeSet::new(), merged: Vec::new(), formula: None }
    }

    fn read(mut self, stream: &[u8], sheet: &SheetEntry) {
        self.collector.begin(&sheet.name, sheet.is_hidden);
        // Charts in a sheet have records like those of cells between a beginning and an end of their own.
        let mut depth = 0_usize;
        for record in records(stream, sheet.offset) {
            match record.kind {
                kind::BEGIN => depth += 1,
                kind::END => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ if depth <= 1 => {
                    // A record that is cut short says nothing.
                    let _ = self.record(&record);
                }
                _ => {}
            }
        }
        self.collector.end(&self.hidden, &self.merged);
    }

    fn record(&mut self, Record { kind, data }: &Record<'_>) -> Option<()> {
        let (row, column) = (word16(data, 0)?, word16(data, 2).unwrap_or_default());
        match *kind {
            kind::ROW if word32(data, 12)? & 0x20 != 0 => {
                self.hidden.insert(u32::from(row));
            }
            kind::MERGED => self.merge(data),
            kind::SHARED_LABEL => {
                let index = usize::try_from(word32(data, 6)?).ok()?;
                let cell = Cell::text(self.workbook.strings.get(index)?);
                self.add(row, column, cell);
            }
            kind::LABEL | kind::RICH_LABEL => {
                let text = self.workbook.label(data.get(6..)?)?;
                self.add(row, column, Cell::text(&text));
            }
            kind::NUMBER => {
                let value = double(data.get(6..14)?)?;
                self.add(row, column, self.workbook.number(value, word16(data, 4)?));
            }
            kind::RK => {
                let value = packed(word32(data, 6)?);
                self.add(row, column, self.workbook.number(value, word16(data, 4)?));
            }
            kind::MULTIPLE_RK => self.packed_numbers(row, column, data),
            kind::TRUTH_OR_ERROR => {
                let cell = truth_or_error(*data.get(6)?, *data.get(7)? != 0);
                self.add(row, column, cell);
            }
            kind::FORMULA => self.formula(row, column, data)?,
            kind::FORMULA_TEXT => {
                let (row, column) = self.formula.take()?;
                let text = self.workbook.label(data)?;
                self.add(row, column, Cell::text(&text));
            }
            _ => {}
        }
        Some(())
    }

    fn add(&mut self, row: u16, column: u16, cell: Cell) {
        self.collector.add(u32::from(row), u32::from(column), cell);
    }

    fn merge(&mut self, data: &[u8]) {
        let ranges = data.get(2..).unwrap_or_default().chunks_exact(8);
        self.merged.extend(ranges.filter_map(|range| {
            Some(Merged {
                rows: (u32::from(word16(range, 0)?), u32::from(word16(range, 2)?)),
                columns: (u32::from(word16(range, 4)?), u32::from(word16(range, 6)?)),
            })
        }));
    }

    fn packed_numbers(&mut self, row: u16, first: u16, data: &[u8]) {
        for (column, pair) in (first..).zip(data.get(4..).unwrap_or_default().chunks_exact(6)) {
            if let (Some(style), Some(value)) = (word16(pair, 0), word32(pair, 2)) {
                self.add(row, column, self.workbook.number(packed(value), style));
            }
        }
    }

    /// The stored value of a formula: a number, or a mark for a text, a truth value, an error, or nothing.
    fn formula(&mut self, row: u16, column: u16, data: &[u8]) -> Option<()> {
        let value = data.get(6..14)?;
        self.formula = None;
        if value.get(6..8)? != [0xff, 0xff] {
            self.add(row, column, self.workbook.number(double(value)?, word16(data, 4)?));
            return Some(());
        }
        match value.first()? {
            0 => self.formula = Some((row, column)),
            1 => self.add(row, column, truth_or_error(*value.get(2)?, false)),
            2 => self.add(row, column, truth_or_error(*value.get(2)?, true)),
            _ => {}
        }
        Some(())
    }
}

fn truth_or_error(value: u8, is_error: bool) -> Cell {
    if !is_error {
        return Cell::text(if value == 0 { "FALSE" } else { "TRUE" });
    }
    let text = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    Cell { doubt: Some(Doubt::Error), ..Cell::text(text) }
}

fn double(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(..8)?.try_into().ok()?)).filter(|value| value.is_finite())
}

/// A number in four bytes: the upper half of a double or an integer of 30 bits, perhaps to be divided by 100.
fn packed(value: u32) -> f64 {
    let number = if value & 2 != 0 {
        let shifted = i32::from_le_bytes(value.to_le_bytes()) >> 2;
        f64::from(shifted)
    } else {
        f64::from_bits(u64::from(value & !3) << 32)
    };
    if value & 1 != 0 { number / 100.0 } else { number }
}
