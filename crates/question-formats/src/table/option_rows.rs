//! Tables with one row an option: the question's own columns are filled in its first row only.

use std::ops::Range;

use super::account::{Account, Fate};
use super::entry::Entry;
use super::headings::Field;
use super::kinds::Kind;
use super::layout::Layout;
use super::model::{Row, Table};
use super::rows::{is_yes, plain, points};
use crate::model::SkipReason;
use crate::toml_bank::label_at;

/// The entries of a range of rows below their heading.
pub(super) fn entries(
    table: &Table,
    layout: &Layout,
    range: Range<usize>,
    around: Option<Kind>,
    account: &mut Account,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for index in range {
        let Some(row) = table.rows.get(index) else { break };
        if account.knows(index) {
            continue;
        }
        let stem = layout.text(row, Field::Stem);
        let option = option_text(layout, row);
        if stem.is_empty() && option.is_empty() {
            account.skip(index, SkipReason::NotAQuestion);
            continue;
        }
        if begins(layout, row, stem, entries.last()) {
            entries.push(first_row(table, layout, row, around));
        }
        let Some(entry) = entries.last_mut() else {
            account.skip(index, SkipReason::NotAQuestion);
            continue;
        };
        entry.rows.push(index);
        if table.sheet.is_none() {
            entry.last_line = Some(row.last);
        }
        add_option(entry, option, is_yes(layout.text(row, Field::IsRight)));
        account.note(index, Fate::Question);
    }
    for entry in &mut entries {
        // A question without options has no marks either: its key is in the key's own column.
        if entry.options.is_empty() {
            entry.marked = None;
        }
    }
    entries
}

/// Whether a row begins a question: it has a stem, and another number or stem than the one above.
fn begins(layout: &Layout, row: &Row, stem: &str, last: Option<&Entry>) -> bool {
    let Some(last) = last else { return !stem.is_empty() };
    if stem.is_empty() {
        return false;
    }
    let number = layout.text(row, Field::Number);
    stem != last.stem || !number.is_empty() && number != last.number
}

fn first_row(table: &Table, layout: &Layout, row: &Row, around: Option<Kind>) -> Entry {
    let mut entry = Entry::new(table.place(row.number, None));
    entry.answer_place = table.place(row.number, layout.first(Field::IsRight));
    entry.kind_around = around;
    let text = |field: Field| plain(layout.text(row, field), &mut Vec::new());
    entry.number = text(Field::Number);
    entry.code = text(Field::Code);
    entry.kind_word = text(Field::Type);
    entry.stem = text(Field::Stem);
    entry.answer = text(Field::Answer);
    entry.explanation = text(Field::Explanation);
    entry.difficulty = text(Field::Difficulty);
    entry.tags = text(Field::Tags);
    entry.topic = text(Field::Topic);
    entry.fact = text(Field::Fact);
    entry.material = text(Field::Material);
    entry.points = points(layout, row);
    entry.marked = Some(Vec::new());
    entry
}

fn option_text<'a>(layout: &Layout, row: &'a Row) -> &'a str {
    let column =
        layout.first(Field::Options).or_else(|| layout.options(None).next().map(|(_, column)| column));
    column.map_or("", |column| row.text(column))
}

fn add_option(entry: &mut Entry, text: &str, is_right: bool) {
    let Some(label) = label_at(entry.options.len()).and_then(|label| label.chars().next()) else { return };
    if text.is_empty() {
        return;
    }
    let text = super::option_cell::own_label(text, label).unwrap_or(text);
    entry.options.push((label, plain(text, &mut Vec::new())));
    if let Some(marked) = entry.marked.as_mut().filter(|_| is_right) {
        marked.push(label);
    }
}
