//! Where every row went.

use std::collections::BTreeMap;

use super::model::Table;
use crate::model::{Counts, SkipReason, Skipped, Unit};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Part of a question.
    Question,
    /// Left out.
    Skipped(SkipReason, Option<String>),
    /// Could not be read; an error says why.
    Failed,
}

/// The fates of the rows of one table, by their position in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    fates: BTreeMap<usize, Fate>,
}

impl Account {
    /// Notes what became of a row; the first note counts.
    pub(super) fn note(&mut self, row: usize, fate: Fate) {
        self.fates.entry(row).or_insert(fate);
    }

    /// Notes a row that was left out.
    pub(super) fn skip(&mut self, row: usize, reason: SkipReason) {
        self.note(row, Fate::Skipped(reason, None));
    }

    /// Notes that a row that was part of a question failed after all.
    pub(super) fn fail(&mut self, row: usize) {
        self.fates.insert(row, Fate::Failed);
    }

    /// Whether something is known about a row.
    pub(super) fn knows(&self, row: usize) -> bool {
        self.fates.contains_key(&row)
    }

    /// Adds this table to the counts of the file and gives the ranges that were left out. Rows nobody noted are not
    /// part of the paper.
    pub(super) fn close(self, table: &Table, counts: &mut Counts) -> Vec<Skipped> {
        let mut ranges: Vec<Skipped> = Vec::new();
        let mut open: Option<(SkipReason, Option<String>)> = None;
        for (index, row) in table.rows.iter().enumerate() {
            let fate = self.fates.get(&index).cloned();
            let (reason, what) = match fate {
                Some(Fate::Question) => {
                    counts.questions += 1;
                    open = None;
                    continue;
                }
                Some(Fate::Failed) => {
                    counts.failed += 1;
                    open = None;
                    continue;
                }
                Some(Fate::Skipped(reason, what)) => (reason, what),
                None => (SkipReason::NotPartOfThePaper, None),
            };
            counts.skipped += 1;
            let same = open.as_ref() == Some(&(reason, what.clone()));
            match ranges.last_mut().filter(|_| same) {
                Some(last) => last.to = row.last,
                None => ranges.push(skipped(table, (row.number, row.last), reason, what.clone())),
            }
            open = Some((reason, what));
        }
        ranges
    }
}

fn skipped(table: &Table, range: (usize, usize), reason: SkipReason, what: Option<String>) -> Skipped {
    let entry = Skipped { what, ..Skipped::new(range.0, range.1, reason) };
    match &table.sheet {
        Some(sheet) => entry.on(sheet),
        None => entry,
    }
}

/// Counts of nothing yet.
pub(super) fn no_counts() -> Counts {
    Counts { unit: Unit::Entry, found: 0, questions: 0, skipped: 0, failed: 0 }
}
