//! Sheets that are no tables: the lines of a paper, one a row.

use std::collections::BTreeSet;

use super::account::{Account, Fate};
use super::model::Table;
use crate::Limits;
use crate::model::{Diagnostic, Place, QuestionDraft};
use crate::paper_text;

/// What the lines of a sheet give.
pub(super) struct Found {
    pub(super) questions: Vec<QuestionDraft>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Cells that the rows of a paper have on average, at most: four options beside each other, and some more.
const WIDTH: usize = 8;

/// Reads the rows of a table as the lines of a paper. None when they hold no question with a key or options.
pub(super) fn read(table: &Table, limits: &Limits, account: &mut Account) -> Option<Found> {
    let filled: usize = table.rows.iter().map(|row| row.cells.len()).sum();
    if filled > table.rows.len().saturating_mul(WIDTH) {
        return None;
    }
    let mut text = String::new();
    // The position of the row that each line stands in.
    let mut rows: Vec<usize> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        if account.knows(index) {
            continue;
        }
        let cells: Vec<&str> = row.texts().collect();
        for line in cells.join("  ").lines() {
            text.push_str(line);
            text.push('\n');
            rows.push(index);
        }
    }
    let reading = paper_text::read(&text, limits);
    let usable = |question: &&QuestionDraft| question.answer.is_some() || question.options.len() >= 2;
    if reading.questions.iter().filter(usable).count() * 2 <= reading.questions.len() {
        return None;
    }
    let row_of = |line: usize| rows.get(line.saturating_sub(1)).copied();
    let used: BTreeSet<usize> = used_rows(&reading, &rows);
    for index in 0..table.rows.len() {
        if used.contains(&index) {
            account.note(index, Fate::Question);
        }
    }
    for range in &reading.skipped {
        for index in (range.from..=range.to).filter_map(row_of) {
            account.skip(index, range.reason);
        }
    }
    let place = |place: &Place| {
        let row = place.line_number().and_then(row_of).and_then(|index| table.rows.get(index));
        row.map_or_else(|| place.clone(), |row| table.place(row.number, None))
    };
    let mut questions = reading.questions;
    for question in &mut questions {
        question.place = place(&question.place);
        question.place_end = None;
    }
    let mut diagnostics = reading.diagnostics;
    for diagnostic in &mut diagnostics {
        diagnostic.place = diagnostic.place.as_ref().map(place);
    }
    Some(Found { questions, diagnostics })
}

/// Rows with a line that was not left out.
fn used_rows(reading: &crate::Reading, rows: &[usize]) -> BTreeSet<usize> {
    let mut left_out = vec![false; rows.len()];
    for range in &reading.skipped {
        for line in range.from..=range.to {
            if let Some(flag) = left_out.get_mut(line.saturating_sub(1)) {
                *flag = true;
            }
        }
    }
    rows.iter().zip(left_out).filter(|(_, out)| !out).map(|(row, _)| *row).collect()
}
