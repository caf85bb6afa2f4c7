//! Where every line went: into a question, among what was left out, or nowhere because it could not be read.
//!
//! Accounts are kept by piece, as lines are cut where something was glued to their end; they are closed by line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::lines::{self, Line};
use crate::model::{Counts, SkipReason, Skipped, Unit};

/// How much of a left-out part of a line is shown.
const EXCERPT: usize = 40;

/// What became of the pieces, by their index, and of lines that were taken out before there were pieces, by number.
#[derive(Default)]
pub(super) struct Accounts {
    left_out: BTreeMap<usize, SkipReason>,
    used: BTreeSet<usize>,
    failed: Vec<Range<usize>>,
    removed: Vec<(usize, SkipReason)>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Used,
    LeftOut(SkipReason),
    Failed,
}

impl Accounts {
    /// Lines that are gone before the paper is cut into pieces.
    pub(super) fn remove(&mut self, numbers: impl IntoIterator<Item = usize>, reason: SkipReason) {
        self.removed.extend(numbers.into_iter().map(|number| (number, reason)));
    }

    pub(super) fn leave_out(&mut self, pieces: impl IntoIterator<Item = usize>, reason: SkipReason) {
        self.left_out.extend(pieces.into_iter().map(|piece| (piece, reason)));
    }

    /// Pieces that are part of a question, its material, its heading or its key.
    pub(super) fn take(&mut self, pieces: impl IntoIterator<Item = usize>) {
        for piece in pieces {
            self.left_out.remove(&piece);
            self.used.insert(piece);
        }
    }

    /// Pieces of a question that is not handed back.
    pub(super) fn fail(&mut self, pieces: Range<usize>) {
        self.failed.push(pieces);
    }

    /// Ranges of lines that gave nothing, in order, and the count of all lines of the text.
    pub(super) fn close(self, text: &str, lines: &[Line]) -> (Vec<Skipped>, Counts) {
        let mut fates: BTreeMap<usize, Fate> = BTreeMap::new();
        for (number, reason) in &self.removed {
            fates.insert(*number, Fate::LeftOut(*reason));
        }
        let failed: BTreeSet<usize> = self.failed.iter().cloned().flatten().collect();
        let mut parts: Vec<(usize, Skipped)> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let fate = self.fate(index, &failed);
            for number in line.numbers() {
                if let Fate::LeftOut(reason) = fate {
                    let excerpt: String = line.all().text().chars().take(EXCERPT).collect();
                    parts.push((number, Skipped::new(number, number, reason).what(excerpt)));
                }
                let so_far = fates.entry(number).or_insert(fate);
                if fate == Fate::Used || fate == Fate::Failed && *so_far != Fate::Used {
                    *so_far = fate;
                }
            }
        }
        place_empty_marks(text, &mut fates);
        let mut skipped = ranges(&fates);
        parts.retain(|(number, _)| fates.get(number) == Some(&Fate::Used));
        skipped.extend(parts.into_iter().map(|(_, part)| part));
        skipped.sort_by_key(|range| range.from);
        (skipped, count(text, &fates))
    }

    fn fate(&self, piece: usize, failed: &BTreeSet<usize>) -> Fate {
        if failed.contains(&piece) {
            Fate::Failed
        } else if self.used.contains(&piece) {
            Fate::Used
        } else {
            let reason = self.left_out.get(&piece).copied();
            Fate::LeftOut(reason.unwrap_or(SkipReason::NotPartOfThePaper))
        }
    }
}

/// Lines with a mark and no text, such as a drawn rule, go where their neighbours went: between two lines of the
/// paper they only divide it.
fn place_empty_marks(text: &str, fates: &mut BTreeMap<usize, Fate>) {
    let empty = numbered(text)
        .filter(|(number, line)| !fates.contains_key(number) && lines::holds_no_text(line))
        .map(|(number, _)| number);
    let empty: Vec<usize> = empty.collect();
    for number in empty {
        let before = fates.range(..number).next_back().map(|(_, fate)| *fate);
        let after = fates.range(number..).next().map(|(_, fate)| *fate);
        let fate = match (before, after) {
            (Some(left_out @ Fate::LeftOut(_)), _) | (_, Some(left_out @ Fate::LeftOut(_))) => left_out,
            (Some(fate), _) | (_, Some(fate)) => fate,
            (None, None) => Fate::LeftOut(SkipReason::NotPartOfThePaper),
        };
        fates.insert(number, fate);
    }
}

/// Lines of a text that are not blank, with their numbers.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.chars().all(char::is_whitespace))
}

fn ranges(fates: &BTreeMap<usize, Fate>) -> Vec<Skipped> {
    let mut found: Vec<Skipped> = Vec::new();
    let mut open = false;
    for (number, fate) in fates {
        let reason = match fate {
            Fate::LeftOut(reason) => *reason,
            Fate::Used | Fate::Failed => {
                open = false;
                continue;
            }
        };
        match found.last_mut() {
            Some(last) if open && last.reason == reason => last.to = *number,
            _ => found.push(Skipped::new(*number, *number, reason)),
        }
        open = true;
    }
    found
}

fn count(text: &str, fates: &BTreeMap<usize, Fate>) -> Counts {
    let of = |wanted: fn(&Fate) -> bool| fates.values().filter(|fate| wanted(fate)).count();
    Counts {
        unit: Unit::Line,
        found: numbered(text).count(),
        questions: of(|fate| *fate == Fate::Used),
        skipped: of(|fate| matches!(fate, Fate::LeftOut(_))),
        failed: of(|fate| *fate == Fate::Failed),
    }
}
