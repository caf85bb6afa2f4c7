//! From tables to a reading.

use std::collections::{HashMap, HashSet};

use super::account::{Account, Fate, no_counts};
use super::draft::{self, Context};
use super::entry::Entry;
use super::headings::{Field, heading, is_heading_row};
use super::kinds::{self, Kind};
use super::layout::{self, Layout};
use super::model::{Row, Table};
use super::{head, keys, keyword_rows, option_rows, paper_rows, rows};
use crate::messages::Code;
use crate::model::{Diagnostic, Place, QuestionDraft, Reading, SkipReason};
use crate::paper_text::shared;
use crate::{ReadOptions, validate};

/// What one table gave.
struct Part {
    account: Account,
    entries: Vec<Entry>,
    /// Questions and diagnostics of a sheet that holds the lines of a paper.
    paper: Option<paper_rows::Found>,
    diagnostics: Vec<Diagnostic>,
    /// Whether it is a table of questions at all.
    is_used: bool,
}

/// Reads the tables of a file into its reading. What the format's own reader has to say stays before it.
pub(crate) fn read(tables: &[Table], options: &ReadOptions, reading: &mut Reading) {
    reading.tables = head::heads(tables);
    let mut parts: Vec<Part> = tables.iter().map(|table| part(table, options)).collect();
    if !parts.iter().any(|part| part.is_used) {
        read_without_heading(tables, &mut parts, options);
    }
    if !parts.iter().any(|part| part.is_used) {
        reading.diagnostics.extend(missing_columns(tables));
    }
    for part in &mut parts {
        take_numbers_off(&mut part.entries);
    }
    reading.cells =
        tables.iter().zip(&parts).flat_map(|(table, part)| head::cells(table, &part.entries)).collect();
    let entries: Vec<Entry> = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.entries)).collect();
    for part in &mut parts {
        reading.diagnostics.append(&mut part.diagnostics);
    }
    let refused = assemble(entries, options, reading);
    for part in &mut parts {
        if let Some(found) = part.paper.take() {
            reading.questions.extend(found.questions);
            reading.diagnostics.extend(found.diagnostics);
        }
    }
    name_materials(&mut reading.questions);
    reading.diagnostics.extend(validate::duplicates(&reading.questions));
    close(tables, parts, &refused, reading);
}

/// Takes the numbers off the stems of a table where most stems begin with one and they count up.
fn take_numbers_off(entries: &mut [Entry]) {
    let numbers: Vec<u32> = entries
        .iter()
        .filter_map(|entry| shared::leading_number(&entry.stem).map(|(number, _)| number))
        .collect();
    let steps =
        numbers.windows(2).filter(|pair| matches!(pair, [one, next] if *next == one + 1 || *next == 1));
    if numbers.len() < 2
        || numbers.len() * 10 < entries.len() * 8
        || steps.count() * 10 < (numbers.len() - 1) * 8
    {
        return;
    }
    for entry in entries {
        let Some((number, rest)) = shared::leading_number(&entry.stem) else { continue };
        if entry.number.is_empty() {
            entry.number = number.to_string();
        }
        entry.stem = rest.to_owned();
    }
}

/// Closes the accounts. Rows of entries beyond the limit failed.
fn close(tables: &[Table], parts: Vec<Part>, refused: &HashSet<Place>, reading: &mut Reading) {
    let mut counts = reading.counts.unwrap_or_else(no_counts);
    for (table, mut part) in tables.iter().zip(parts) {
        counts.found += table.rows.len();
        if !refused.is_empty() {
            for (index, row) in table.rows.iter().enumerate() {
                if refused.contains(&table.place(row.number, None)) {
                    part.account.fail(index);
                }
            }
        }
        reading.skipped.extend(part.account.close(table, &mut counts));
    }
    reading.counts = Some(counts);
}

fn part(table: &Table, options: &ReadOptions) -> Part {
    let mut part = Part {
        account: Account::default(),
        entries: Vec::new(),
        paper: None,
        diagnostics: Vec::new(),
        is_used: false,
    };
    for (index, row) in table.rows.iter().enumerate() {
        if table.is_hidden || row.is_hidden {
            part.account.note(index, Fate::Skipped(SkipReason::Hidden, None));
        }
    }
    if table.is_hidden {
        return part;
    }
    let around = table.sheet.as_deref().and_then(shared::kind_within).and_then(kinds::from_paper);
    if !options.columns.is_empty() {
        let layout = layout::mapped(table, &options.columns, options.first_row);
        if let Some(first) = options.first_row {
            let above = table.rows.iter().enumerate().filter(|(_, row)| row.number < first);
            above.for_each(|(index, _)| part.account.skip(index, SkipReason::Heading));
        }
        use_layout(table, &layout, table.rows.len(), around, &mut part);
        return part;
    }
    if keyword_rows::fits(table) {
        part.entries = keyword_rows::entries(table, &mut part.account);
        part.is_used = true;
        return part;
    }
    let Some(first) = layout::find(table) else { return part };
    let mut layout = first;
    loop {
        let end = next_heading(table, &layout);
        use_layout(table, &layout, end, around, &mut part);
        if end >= table.rows.len() {
            return part;
        }
        layout = layout::by_heading(table, end);
    }
}

/// Where the next heading stands below this one; the end of the table when there is none.
fn next_heading(table: &Table, layout: &Layout) -> usize {
    const LONGEST: usize = 20;
    let from = layout.heading.map_or(0, |heading| heading + 1);
    let stem = layout.first(Field::Stem).unwrap_or_default();
    let is_heading = |row: &Row| {
        let text = row.text(stem);
        !text.is_empty()
            && text.chars().count() <= LONGEST
            && heading(text).is_some()
            && is_heading_row(row.texts())
    };
    let rest = table.rows.get(from..).unwrap_or_default();
    rest.iter().position(is_heading).map_or(table.rows.len(), |offset| from + offset)
}

/// Reads the rows between a layout's heading and `end`.
fn use_layout(table: &Table, layout: &Layout, end: usize, around: Option<Kind>, part: &mut Part) {
    let from = layout.heading.map_or(0, |heading| heading + 1);
    if let Some(heading) = layout.heading {
        part.account.skip(heading, SkipReason::Heading);
    }
    let read = if layout.row_per_option { option_rows::entries } else { rows::entries };
    let entries = read(table, layout, from..end, around, &mut part.account);
    part.is_used |= !entries.is_empty() || layout.heading.is_some();
    part.entries.extend(entries);
    part.diagnostics.extend(unused_columns(table, layout, from..end));
}

/// A warning for each column with content that nothing was made of.
fn unused_columns(table: &Table, layout: &Layout, range: std::ops::Range<usize>) -> Vec<Diagnostic> {
    let rows = table.rows.get(range).unwrap_or_default();
    let heading = layout.heading.and_then(|index| table.rows.get(index)).map_or(0, |row| row.number);
    let holds_something = |column: usize| rows.iter().any(|row| !row.text(column).is_empty());
    let unused = layout.unused.iter().filter(|(column, _)| holds_something(*column));
    unused
        .map(|(column, name)| {
            Diagnostic::new(Code::WUnsupported).at(table.place(heading, Some(*column))).found(name.clone())
        })
        .collect()
}

/// Tables without a heading: columns that show what they are, or the lines of a paper.
fn read_without_heading(tables: &[Table], parts: &mut [Part], options: &ReadOptions) {
    for (table, part) in tables.iter().zip(parts) {
        if table.is_hidden || !options.columns.is_empty() {
            continue;
        }
        let around = table.sheet.as_deref().and_then(shared::kind_within).and_then(kinds::from_paper);
        if let Some(layout) = layout::guessed(table).or_else(|| layout::pairs(table)) {
            use_layout(table, &layout, table.rows.len(), around, part);
        }
        if part.is_used {
            continue;
        }
        part.paper = paper_rows::read(table, &options.limits, &mut part.account);
        part.is_used = part.paper.is_some();
    }
}

/// The error that names what the heading lacks: the first row of the longest table stands for it.
fn missing_columns(tables: &[Table]) -> Option<Diagnostic> {
    let table = tables.iter().filter(|table| !table.is_hidden).max_by_key(|table| table.rows.len())?;
    let row = table.rows.first()?;
    let cells: Vec<&str> = row.texts().take(12).collect();
    let found = rows::excerpt(&cells.join(" | ").replace('\n', " "));
    let expected = "题干（Question）、答案（Answer）";
    Some(
        Diagnostic::new(Code::EColumnMissing)
            .at(table.place(row.number, None))
            .found(found)
            .expected(expected),
    )
}

/// Makes the drafts, in order. Gives the places of those beyond the limit.
fn assemble(entries: Vec<Entry>, options: &ReadOptions, reading: &mut Reading) -> HashSet<Place> {
    let meanings = kinds::meanings(&entries);
    let context = Context {
        language: language(&entries),
        limits: &options.limits,
        numbers_are_positions: keys::numbers_are_positions(&entries),
        meanings: &meanings,
    };
    let mut refused = HashSet::new();
    for entry in entries {
        if reading.questions.len() >= options.limits.questions {
            if refused.is_empty() {
                let limit = options.limits.questions.to_string();
                reading
                    .diagnostics
                    .push(Diagnostic::new(Code::ETooMany).at(entry.place.clone()).expected(limit));
            }
            refused.insert(entry.place);
            continue;
        }
        let (draft, diagnostics) = draft::assemble(entry, &context);
        reading.questions.push(draft);
        reading.diagnostics.extend(diagnostics);
    }
    refused
}

fn language(entries: &[Entry]) -> &'static str {
    let chinese = |text: &str| shared::language_of(text) != "en";
    let any = entries.iter().any(|entry| {
        chinese(&entry.stem)
            || entry.options.iter().any(|(_, text)| chinese(text))
            || chinese(&entry.explanation)
    });
    if any { "zh-CN" } else { "en" }
}

/// Gives materials without a code one by their text: equal texts are one material.
fn name_materials(questions: &mut [QuestionDraft]) {
    let mut known: HashMap<String, String> = HashMap::new();
    for material in questions.iter_mut().filter_map(|question| question.material.as_mut()) {
        if material.id.is_empty() {
            let next = format!("material-{}", known.len() + 1);
            material.id = known.entry(material.text.clone()).or_insert(next).clone();
        }
    }
}

/// Adds rows that were not looked at to the counts.
pub(crate) fn count_failed(reading: &mut Reading, rows: usize) {
    let mut counts = reading.counts.unwrap_or_else(no_counts);
    counts.found += rows;
    counts.failed += rows;
    reading.counts = Some(counts);
}
