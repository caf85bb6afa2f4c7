//! Aiken, the plainest of Moodle's texts: a stem, lettered options, and `ANSWER:` with one letter.
//!
//! The lines are put into classes ([`lines`]), the classes into items ([`items`]), the items into drafts. What people
//! write beyond the format (small letters, other marks after a letter, several letters, the answer in words) is read
//! where it can only mean one thing, and reported.

mod items;
mod lines;
mod writer;

#[cfg(test)]
mod tests;

use crate::ReadOptions;
use crate::fingerprint::comparable;
use crate::messages::Code;
use crate::model::{
    Answer, BankHeader, ChoiceOption, Counts, Diagnostic, Format, Place, QuestionDraft, QuestionType,
    Reading, SkipReason, Skipped, Unit,
};
use crate::validate::{self, Strictness};
use crate::write::Written;
use crate::{Limits, paper_text};

use items::{Item, Part};
use lines::Key;

pub(crate) use lines::recognise as line;

/// Reads a file.
pub(crate) fn read(text: &str, options: &ReadOptions) -> Reading {
    let parts = items::split(text);
    let lang = paper_text::language_of(text);
    let found = parts.len();
    let mut reading = Reading { format: Some(Format::Aiken), ..Reading::default() };
    let mut rest: Option<Skipped> = None;
    let mut skipped = 0;
    for part in parts {
        match part {
            Part::Heading { from, to, text } => {
                skipped += 1;
                reading.skipped.push(Skipped::new(from, to, SkipReason::Heading).what(text));
            }
            Part::Item(item) if reading.questions.len() >= options.limits.questions => {
                skipped += 1;
                let range = rest.get_or_insert_with(|| Skipped::new(item.from, item.to, SkipReason::TooLong));
                range.to = item.to;
            }
            Part::Item(item) => {
                let (draft, diagnostics) = question(&item, lang, &options.limits);
                reading.questions.push(draft);
                reading.diagnostics.extend(diagnostics);
            }
        }
    }
    reading.skipped.sort_by_key(|range| range.from);
    if let Some(range) = rest {
        let most = options.limits.questions.to_string();
        let too_many = Diagnostic::new(Code::ETooMany).at(Place::line(range.from)).expected(most);
        reading.diagnostics.push(too_many);
        reading.skipped.push(range);
    }
    let repeated = validate::duplicates(&reading.questions);
    reading.diagnostics.extend(repeated);
    let questions = reading.questions.len();
    reading.counts = Some(Counts { unit: Unit::Entry, found, questions, skipped, failed: 0 });
    reading
}

/// Writes a file.
pub(crate) fn write(_bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    writer::write(questions)
}

fn question(item: &Item, lang: &str, limits: &Limits) -> (QuestionDraft, Vec<Diagnostic>) {
    let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(item.from), lang);
    draft.place_end = Some(item.to);
    draft.stem = item.stem.join("\n");
    draft.options = item
        .options
        .iter()
        .take(26)
        .map(|option| ChoiceOption { label: option.label.to_string(), text: option.text.clone() })
        .collect();
    if !item.explanation.is_empty() {
        draft.explanation = Some(item.explanation.join("\n"));
    }
    let mut reported = item.extensions.clone();
    if item.options.len() > 26 {
        reported.push(at(item.from, Code::EItemMalformed).excerpt(&draft.stem).found("too_many_options"));
    }
    if let Some((line, key)) = &item.key {
        match labels(key, &draft.options) {
            Ok((labels, extension)) => {
                if labels.len() > 1 {
                    draft.question_type = QuestionType::MultipleChoice;
                }
                if let Some(expected) = extension {
                    reported.push(
                        at(*line, Code::WExtension)
                            .excerpt(&item.key_line)
                            .found(&key.text)
                            .expected(expected),
                    );
                }
                draft.answer = Some(Answer::Labels(labels));
            }
            Err(code) => {
                let have: String = draft.options.iter().map(|option| option.label.as_str()).collect();
                reported.push(at(*line, code).excerpt(&item.key_line).found(&key.text).expected(have));
            }
        }
    }
    if let Some(printed) = gap(&draft.options) {
        reported.push(at(item.from, Code::WOptionGap).excerpt(&draft.stem).found(printed));
    }
    item.said.clone().put_into(&mut draft);
    let found = validate::check(&mut draft, &reported, Strictness::Paper, limits);
    reported.extend(found);
    (draft, reported)
}

fn at(line: usize, code: Code) -> Diagnostic {
    Diagnostic::new(code).at(Place::line(line))
}

/// The labels a key names, and how the format would have written it where it did not.
fn labels(key: &Key, options: &[ChoiceOption]) -> Result<(Vec<String>, Option<String>), Code> {
    let is_label = |letter: &char| options.iter().any(|option| option.label == letter.to_string());
    let mut letters = key.letters.clone();
    letters.sort_unstable();
    letters.dedup();
    if !letters.is_empty() && letters.iter().all(is_label) {
        let plain: Vec<String> = letters.iter().map(char::to_string).collect();
        let extension = (!key.is_plain).then(|| plain.join(", "));
        return Ok((plain, extension));
    }
    // The answer in words: the text of one option.
    let said = comparable(&key.text);
    let mut same = options.iter().filter(|option| !said.is_empty() && comparable(&option.text) == said);
    match (same.next(), same.next()) {
        (Some(option), None) => Ok((vec![option.label.clone()], Some(option.label.clone()))),
        _ if letters.is_empty() => Err(Code::EAnswerUnclear),
        _ => Err(Code::EAnswerRange),
    }
}

/// The printed labels, when they skip one.
fn gap(options: &[ChoiceOption]) -> Option<String> {
    let printed: String = options.iter().map(|option| option.label.as_str()).collect();
    let in_order = printed.chars().zip('A'..).all(|(label, expected)| label == expected);
    let rises = printed.chars().zip(printed.chars().skip(1)).all(|(one, next)| one < next);
    (!in_order && rises).then_some(printed)
}
