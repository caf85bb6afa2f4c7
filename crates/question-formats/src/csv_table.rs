//! Tables in text: CSV and TSV.

use std::borrow::Cow;

use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, Place, QuestionDraft, Reading};
use crate::table::{self, Cell, Row, Table, template};
use crate::write::Written;
use crate::{Limits, ReadOptions};

#[cfg(test)]
mod tests;

/// Delimiters that are tried.
const DELIMITERS: [u8; 3] = *b",;\t";
/// Delimiters that programs take because no text has them.
const LONG_DELIMITERS: [&str; 2] = ["|||", "@@@"];
/// Characters at the beginning of a text by which a table is recognised.
const HEAD: usize = 64 * 1024;
/// Records among which the heading of a table is looked for.
const HEADING_WITHIN: usize = 20;

/// Whether a text is a table of questions, and its heading row. A text is one when a row near its beginning names columns
/// for the stem and for the key or options, or when its name says so and its rows have equally many cells.
pub(crate) fn recognise(text: &str, ending: Option<&str>) -> Option<(Format, String)> {
    let named = match ending {
        Some("csv") => Some(Format::Csv),
        Some("tsv" | "tab") => Some(Format::Tsv),
        _ => None,
    };
    let head = head(text);
    if let Some(delimiter) = long_delimiter(head) {
        return Some((Format::Csv, delimiter.to_owned()));
    }
    let format = |delimiter: u8| if delimiter == b'\t' { Format::Tsv } else { Format::Csv };
    for delimiter in DELIMITERS {
        let rows = records(head, delimiter, HEADING_WITHIN, usize::MAX).rows;
        let heading = rows.iter().find(|row| table::is_heading_row(row.texts()));
        if let Some(row) = heading {
            let cells: Vec<&str> = row.texts().collect();
            return Some((format(delimiter), cells.join(", ")));
        }
    }
    let delimiter = even_delimiter(head)?;
    named.map(|_| (format(delimiter), String::from(char::from(delimiter))))
}

/// The delimiter of several characters that cuts almost every line into equally many cells.
fn long_delimiter(head: &str) -> Option<&'static str> {
    LONG_DELIMITERS.into_iter().find(|delimiter| {
        let lines = head.lines().filter(|line| !line.trim().is_empty());
        let cuts: Vec<usize> = lines.map(|line| line.matches(delimiter).count()).collect();
        let most = cuts.first().copied().unwrap_or_default();
        let even = cuts.iter().filter(|one| **one == most).count();
        most > 0 && cuts.len() >= 2 && even * 10 >= cuts.len() * 9
    })
}

/// The text with a delimiter of one character.
fn with_short_delimiter(text: &str) -> Cow<'_, str> {
    long_delimiter(head(text)).map_or(Cow::Borrowed(text), |delimiter| text.replace(delimiter, "\t").into())
}

/// The beginning of a text, up to the end of a line.
fn head(text: &str) -> &str {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or(text);
    if end == text.len() { head } else { head.rsplit_once('\n').map_or(head, |(whole, _)| whole) }
}

/// The delimiter that cuts most rows into equally many cells, two at least.
fn even_delimiter(head: &str) -> Option<u8> {
    let evenness = |delimiter: u8| {
        let rows = records(head, delimiter, 50, usize::MAX).rows;
        let widths: Vec<usize> = rows.iter().map(Row::width).collect();
        let most =
            widths.iter().copied().max_by_key(|width| widths.iter().filter(|one| *one == width).count())?;
        let even = widths.iter().filter(|width| **width == most).count();
        (most >= 2 && even * 10 >= widths.len() * 8).then_some((even, delimiter))
    };
    DELIMITERS.into_iter().filter_map(evenness).max_by_key(|(even, _)| *even).map(|(_, delimiter)| delimiter)
}

/// The delimiter of a whole text: the one by which a heading is found, else the most even one.
fn delimiter(text: &str, format: Format) -> u8 {
    let head = head(text);
    let preferred = if format == Format::Tsv { [b'\t', b',', b';'] } else { DELIMITERS };
    let finds_heading = |delimiter: &u8| {
        let rows = records(head, *delimiter, HEADING_WITHIN, usize::MAX).rows;
        rows.iter().any(|row| table::is_heading_row(row.texts()))
    };
    let [first, ..] = preferred;
    preferred.into_iter().find(finds_heading).or_else(|| even_delimiter(head)).unwrap_or(first)
}

/// Reads a table.
pub(crate) fn read(text: &str, format: Format, options: &ReadOptions) -> Reading {
    let mut reading = Reading { format: Some(format), ..Reading::default() };
    let limits = &options.limits;
    let text = &*with_short_delimiter(text);
    let records = records(text, delimiter(text, format), limits.rows, limits.columns);
    if let Some(line) = records.cut_at {
        reading.diagnostics.push(
            Diagnostic::new(Code::ETableTooLarge)
                .at(Place::line(line))
                .found(format!("{} rows", records.seen))
                .expected(format!("{} rows", limits.rows)),
        );
    }
    if let Some((line, columns)) = records.wide {
        reading.diagnostics.push(
            Diagnostic::new(Code::ETableTooLarge)
                .at(Place::line(line))
                .found(format!("{columns} columns"))
                .expected(format!("{} columns", limits.columns)),
        );
    }
    let beyond = records.seen - records.rows.len();
    let tables = [Table { sheet: None, rows: records.rows, is_hidden: false }];
    table::read(&tables, options, &mut reading);
    table::count_failed(&mut reading, beyond);
    reading
}

/// The records of a text as one table, whatever they are about.
pub(crate) fn plain(text: &str, limits: &Limits) -> Result<Vec<Table>, Box<Diagnostic>> {
    let text = &*with_short_delimiter(text);
    let delimiter = even_delimiter(head(text)).unwrap_or(b',');
    let records = records(text, delimiter, limits.rows, limits.columns);
    match records.cut_at {
        None => Ok(vec![Table { sheet: None, rows: records.rows, is_hidden: false }]),
        Some(line) => Err(Box::new(
            Diagnostic::new(Code::ETableTooLarge)
                .at(Place::line(line))
                .found(format!("{} rows", records.seen))
                .expected(format!("{} rows", limits.rows)),
        )),
    }
}

/// The records of a text.
#[derive(Debug, Default)]
struct Records {
    rows: Vec<Row>,
    /// Records that are not blank, those beyond the limit included.
    seen: usize,
    /// Line of the first record beyond the limit.
    cut_at: Option<usize>,
    /// Line and width of the first record with too many columns.
    wide: Option<(usize, usize)>,
}

/// Takes a text apart, with line numbers. Quotes follow RFC 4180; records may differ in width.
fn records(text: &str, delimiter: u8, most: usize, columns: usize) -> Records {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quotes_close(text, delimiter))
        .from_reader(text.as_bytes());
    let mut found = Records::default();
    let mut record = csv::StringRecord::new();
    let mut lines = LineCounter { text, offset: 0, line: 1 };
    loop {
        let from = reader.position().byte();
        // Text that was decoded is UTF-8, and records may differ in width: nothing is left that could fail.
        if !matches!(reader.read_record(&mut record), Ok(true)) {
            return found;
        }
        let (first, last) = lines.range(from, reader.position().byte());
        let is_hint =
            first == 1 && record.len() <= 2 && record.get(0).is_some_and(|cell| cell.starts_with("sep="));
        if is_hint || record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        found.seen += 1;
        if found.rows.len() >= most {
            found.cut_at.get_or_insert(first);
            if columns == usize::MAX {
                return found;
            }
            continue;
        }
        if record.len() > columns
            && found.wide.is_none()
            && record.iter().skip(columns).any(|cell| !cell.is_empty())
        {
            found.wide = Some((first, record.len()));
        }
        let cells = record.iter().take(columns).map(|cell| Cell::text(template::unguarded(cell))).enumerate();
        let cells = cells.filter(|(_, cell)| !cell.is_blank()).collect();
        found.rows.push(Row { number: first, last, cells, is_hidden: false });
    }
}

/// Whether quotes at the beginnings of cells are closed, so that they can be trusted: a quotation mark that a cell
/// merely begins with would swallow the rest of the file.
fn quotes_close(text: &str, delimiter: u8) -> bool {
    let delimiter = char::from(delimiter);
    let mut in_quotes = false;
    let mut at_start = true;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if in_quotes => {
                if characters.peek() == Some(&'"') {
                    characters.next();
                } else {
                    in_quotes = false;
                }
            }
            '"' if at_start => in_quotes = true,
            _ => {}
        }
        at_start = !in_quotes && (character == delimiter || character == '\n' || character == '\r');
    }
    !in_quotes
}

/// Counts lines while records go by, so that a text is counted once.
struct LineCounter<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl LineCounter<'_> {
    /// First and last line of the record between two offsets; line ends around it do not count.
    fn range(&mut self, from: u64, to: u64) -> (usize, usize) {
        let offset = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let (from, to) = (offset(from).max(self.offset), offset(to));
        let bytes = self.text.as_bytes();
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        self.line += count(bytes.get(self.offset..from).unwrap_or_default());
        let record = bytes.get(from..to).unwrap_or_default();
        let leading = record.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let trailing = record.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let inner = record.get(leading..record.len().saturating_sub(trailing)).unwrap_or_default();
        let first = self.line + count(record.get(..leading).unwrap_or_default());
        let last = first + count(inner);
        self.line += count(record);
        self.offset = to.max(self.offset);
        (first, last)
    }
}

/// Writes the template with one row a question as CSV, with a byte order mark by which spreadsheets know UTF-8.
pub(crate) fn write(bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    let made = template::rows(bank, questions);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    for row in &made.rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&template::guarded(cell))).collect();
        bytes.extend_from_slice(cells.join(",").as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    Written { bytes, losses: made.losses }
}

/// A cell in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\t', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
