//! Cells on their way into tables, within the limits.

use std::collections::{BTreeMap, BTreeSet};

use crate::Limits;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::table::{Cell, Row, Table};

/// What a workbook holds.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) tables: Vec<Table>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Rows that hold something and were not looked at.
    pub(super) rows_beyond: usize,
}

/// A range of merged cells, from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// Gathers the cells of one sheet after another.
pub(super) struct Collector<'a> {
    limits: &'a Limits,
    collected: Collected,
    sheet: Sheet,
    /// Rows gathered so far, on all sheets.
    rows: usize,
    /// Bytes of text gathered so far: one shared text may stand in very many cells.
    bytes: usize,
    /// Whether too many rows were reported.
    rows_reported: bool,
}

#[derive(Default)]
struct Sheet {
    name: String,
    is_hidden: bool,
    rows: BTreeMap<u32, BTreeMap<usize, Cell>>,
    beyond: BTreeSet<u32>,
    columns_reported: bool,
}

impl<'a> Collector<'a> {
    /// A collector that has gathered nothing.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            collected: Collected::default(),
            sheet: Sheet::default(),
            rows: 0,
            bytes: 0,
            rows_reported: false,
        }
    }

    /// Begins a sheet.
    pub(super) fn begin(&mut self, name: &str, is_hidden: bool) {
        self.sheet = Sheet { name: name.to_owned(), is_hidden, ..Sheet::default() };
    }

    /// Adds a cell of the sheet, row and column from 0. Blank cells without a doubt are passed over.
    pub(super) fn add(&mut self, row: u32, column: u32, cell: Cell) {
        if cell.is_blank() && cell.doubt.is_none() {
            return;
        }
        let index = usize::try_from(column).unwrap_or(usize::MAX);
        if index >= self.limits.columns {
            self.report_columns(row, index);
            return;
        }
        let is_new = !self.sheet.rows.contains_key(&row);
        let is_full = self.bytes >= self.limits.unpacked_bytes || is_new && self.rows >= self.limits.rows;
        if is_full {
            self.sheet.beyond.insert(row);
            self.report_rows(row);
            return;
        }
        self.rows += usize::from(is_new);
        self.bytes += weight(&cell);
        self.sheet.rows.entry(row).or_default().insert(index, cell);
    }

    /// Whether no further row is taken.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= self.limits.unpacked_bytes || self.rows >= self.limits.rows
    }

    /// Notes rows that hold something and are not even looked at one by one.
    pub(super) fn pass_over(&mut self, row: u32, count: usize) {
        self.collected.rows_beyond += count;
        self.report_rows(row);
    }

    fn report_columns(&mut self, row: u32, column: usize) {
        if !self.sheet.columns_reported {
            self.sheet.columns_reported = true;
            let found = format!("{} columns", column + 1);
            self.report(row, found, format!("{} columns", self.limits.columns));
        }
    }

    fn report_rows(&mut self, row: u32) {
        if !self.rows_reported {
            self.rows_reported = true;
            let expected = format!("{} rows", self.limits.rows);
            self.report(row, format!("> {} rows", self.rows), expected);
        }
    }

    fn report(&mut self, row: u32, found: String, expected: String) {
        let table = Table { sheet: Some(self.sheet.name.clone()), ..Table::default() };
        let place = table.place(number(row), None);
        self.collected
            .diagnostics
            .push(Diagnostic::new(Code::ETableTooLarge).at(place).found(found).expected(expected));
    }

    /// Ends the sheet. `hidden` are its hidden rows, `merged` its merged cells.
    pub(super) fn end(&mut self, hidden: &BTreeSet<u32>, merged: &[Merged]) {
        let mut sheet = std::mem::take(&mut self.sheet);
        for range in merged {
            self.repeat(&mut sheet, *range);
        }
        let rows = sheet.rows.into_iter().map(|(row, cells)| Row {
            number: number(row),
            last: number(row),
            cells: cells.into_iter().collect(),
            is_hidden: hidden.contains(&row),
        });
        let rows: Vec<Row> = rows.filter(|row| !row.is_blank()).collect();
        self.collected.rows_beyond += sheet.beyond.len();
        self.collected.tables.push(Table { sheet: Some(sheet.name), rows, is_hidden: sheet.is_hidden });
    }

    /// What stands in the first of cells merged downwards holds for the rows below that hold anything.
    fn repeat(&mut self, sheet: &mut Sheet, range: Merged) {
        let Ok(column) = usize::try_from(range.columns.0) else { return };
        let first = sheet.rows.get(&range.rows.0).and_then(|cells| cells.get(&column)).cloned();
        let (Some(cell), true) = (first, range.rows.1 > range.rows.0) else { return };
        for (_, cells) in sheet.rows.range_mut(range.rows.0 + 1..=range.rows.1) {
            if self.bytes >= self.limits.unpacked_bytes {
                return;
            }
            let free = cells.get(&column).is_none_or(Cell::is_blank);
            if free && cells.values().any(|cell| !cell.is_merged) {
                self.bytes += weight(&cell);
                cells.insert(column, Cell { is_merged: true, ..cell.clone() });
            }
        }
    }

    /// Everything gathered.
    pub(super) fn finish(self) -> Collected {
        self.collected
    }
}

/// Bytes that a cell takes, roughly.
fn weight(cell: &Cell) -> usize {
    cell.text.len() + size_of::<Cell>()
}

/// Rows are counted from 1 for people.
fn number(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX - 1) + 1
}
