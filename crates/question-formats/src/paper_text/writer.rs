//! Writes a paper that the reader reads back to the same questions.
//!
//! Plain text has no escapes: a stem that looks like a heading is one. So every paper is read again before it is
//! handed out. A question that comes back changed is written with less around it, and left out when that does not
//! help; nothing is ever written that would be read with another key.

mod compare;
mod layout;

use super::read;
use crate::Limits;
use crate::model::{BankHeader, QuestionDraft, QuestionType};
use crate::write::Written;
use compare::Difference;
use layout::{Entry, Form};

/// How often a paper is written anew before the rest is given up.
const ROUNDS: usize = 12;

/// Writes a paper.
pub(crate) fn write(bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    let mut written = Written::default();
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(questions.len());
    for (index, draft) in questions.iter().enumerate() {
        match draft.question_type {
            QuestionType::Numeric | QuestionType::Matching | QuestionType::Ordering => {
                written.leave_out(index, draft.question_type.as_str());
            }
            _ => entries.push(Entry { index, draft, form: Form::Whole }),
        }
    }
    let title = bank.languages.first().and_then(|language| bank.title.get(language)).map(String::as_str);
    let mut round = 0;
    let (text, differences) = loop {
        let paper = layout::render(title, &entries);
        let differences = check(&paper, &entries);
        if differences.iter().all(|difference| *difference != Difference::Other) {
            break (paper.text, differences);
        }
        round += 1;
        weaken(&mut entries, &differences, round > ROUNDS, &mut written);
    };
    for (entry, difference) in entries.iter().zip(&differences) {
        declare_losses(entry, difference, &mut written);
    }
    written.losses.sort_by_key(|loss| loss.place.as_ref().map(crate::model::Place::ordinal));
    written.bytes = text.into_bytes();
    written
}

/// Reads the paper again and compares each question with what it was.
fn check(paper: &layout::Paper, entries: &[Entry<'_>]) -> Vec<Difference> {
    let reading = read(&paper.text, &Limits::default());
    let mut found: Vec<Vec<&QuestionDraft>> = vec![Vec::new(); entries.len()];
    for question in &reading.questions {
        let line = question.place.line_number().unwrap_or_default();
        let position = paper.first_lines.partition_point(|first| *first <= line).saturating_sub(1);
        if let Some(slot) = found.get_mut(position) {
            slot.push(question);
        }
    }
    entries
        .iter()
        .zip(found)
        .map(|(entry, found)| match found.as_slice() {
            [only] => compare::difference(entry, only),
            _ => Difference::Other,
        })
        .collect()
}

/// Writes what came back changed in its next form; leaves out what has none.
fn weaken(entries: &mut Vec<Entry<'_>>, differences: &[Difference], give_up: bool, written: &mut Written) {
    let mut differences = differences.iter();
    entries.retain_mut(|entry| {
        let changed = differences.next().is_none_or(|difference| *difference == Difference::Other);
        if !changed && !give_up {
            return true;
        }
        match entry.form.weaker().filter(|_| !give_up) {
            Some(form) => {
                entry.form = form;
                true
            }
            None => {
                written.leave_out(entry.index, "stem");
                false
            }
        }
    });
}

/// What a paper never holds, what this form of the question left away, and what came back with other spaces.
fn declare_losses(entry: &Entry<'_>, difference: &Difference, written: &mut Written) {
    let draft = entry.draft;
    let never = [
        ("code", draft.code.is_some()),
        ("topic", draft.topic.is_some()),
        ("fact", draft.fact.is_some()),
        ("media", !draft.media.is_empty()),
        ("translations", !draft.translations.is_empty()),
    ];
    let left_away = [
        ("explanation", draft.explanation.is_some() && !entry.form.has_extras()),
        ("difficulty", draft.difficulty.is_some() && !entry.form.has_extras()),
        ("tags", !draft.tags.is_empty() && !entry.form.has_extras()),
        (
            "options",
            draft.question_type == QuestionType::TrueFalse
                && !draft.options.is_empty()
                && !entry.form.has_extras(),
        ),
        ("material", draft.material.is_some() && !entry.form.has_material()),
    ];
    let lost = never.into_iter().chain(left_away).filter(|(_, lost)| *lost).map(|(field, _)| field);
    let spaced = match difference {
        Difference::Spaces(fields) => fields.as_slice(),
        Difference::None | Difference::Other => &[],
    };
    for field in lost.chain(spaced.iter().copied()) {
        written.lose(entry.index, field);
    }
}

#[cfg(test)]
mod tests;
