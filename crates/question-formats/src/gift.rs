//! GIFT, the text in which Moodle keeps questions.
//!
//! The file is cut into entries ([`entries`]), each entry into title, stem and block ([`shape`]), the block into pieces
//! by a grammar ([`answer`]), the texts are unescaped and made plain ([`text`]), and all of it becomes a draft
//! ([`question`]). Decisions that the format leaves open:
//!
//! - `{=a =b}` is a question with one gap that accepts both texts, because that is what an exam can mark by itself; the
//!   stem shows `____` where the block stood, and nothing when the block ends it. `{}` is a short answer.
//! - Weights become right and wrong. In a block without `=` every option with a positive weight is right; elsewhere only
//!   full weight counts. Weights that say more than that are reported.
//! - Feedback of the right option is the explanation when there is no general feedback. Other feedback has no place in a
//!   draft and is reported.
//! - A title that is a number is the question's number, one without a stem is the stem; others are reported once a file.
//! - What the format's own program would read wrongly but no one can misread (blank lines inside braces, no blank line
//!   between questions, an unescaped `=` inside an option on its own line) is read and reported.

mod answer;
mod entries;
mod number;
mod question;
mod recognise;
mod shape;
mod text;
mod writer;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{
    BankHeader, Counts, Diagnostic, Format, Place, QuestionDraft, Reading, SkipReason, Skipped, Unit,
};
use crate::write::Written;
use crate::{paper_text, validate};

use entries::{Entry, Kind};
use question::{Outcome, Reader};

pub(crate) use recognise::mark;

/// The gap that stands where a block stood inside a stem.
const GAP: &str = "____";

/// Reads a file.
pub(crate) fn read(text: &str, options: &ReadOptions) -> Reading {
    let entries = entries::split(text);
    let reader = Reader { lang: paper_text::language_of(text), limits: &options.limits };
    let mut file = File { found: entries.len(), ..File::default() };
    for (index, entry) in entries.iter().enumerate() {
        if file.reading.questions.len() >= options.limits.questions {
            file.leave_out_rest(entries.get(index..).unwrap_or_default(), options.limits.questions);
            break;
        }
        file.entry(entry, &reader);
    }
    file.finish()
}

/// Writes a file.
pub(crate) fn write(_bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    writer::write(questions)
}

/// What has been read so far.
#[derive(Default)]
struct File {
    reading: Reading,
    /// The category that holds for the entries that follow.
    topic: Option<String>,
    /// The comments of the entry before, when it is nothing else: their code and tags are the next question's.
    comments: Vec<String>,
    /// Codes and the lines they were first used on.
    codes: HashMap<String, usize>,
    titles_lost: usize,
    found: usize,
    skipped: usize,
    failed: usize,
}

impl File {
    fn entry(&mut self, entry: &Entry, reader: &Reader<'_>) {
        let comments = std::mem::take(&mut self.comments);
        match &entry.kind {
            Kind::Category(path) => {
                self.topic = text::topic(path);
                self.skip(entry, SkipReason::Heading, format!("$CATEGORY: {path}"));
            }
            Kind::Comment => {
                self.comments.clone_from(&entry.comments);
                self.skip(entry, SkipReason::Heading, entry.excerpt());
            }
            Kind::Text => match reader.read(entry, &comments) {
                Outcome::Question(question) => self.question(entry, *question),
                Outcome::Skipped(reason, what) => self.skip(entry, reason, what),
                Outcome::Failed(diagnostics) => {
                    self.reading.diagnostics.extend(diagnostics);
                    self.failed += 1;
                }
            },
        }
    }

    fn skip(&mut self, entry: &Entry, reason: SkipReason, what: String) {
        self.skipped += 1;
        self.reading.skipped.push(Skipped::new(entry.first, entry.last, reason).what(what));
    }

    fn question(&mut self, entry: &Entry, question: question::Question) {
        let question::Question { mut draft, diagnostics, title_lost } = question;
        draft.topic.clone_from(&self.topic);
        self.titles_lost += usize::from(title_lost);
        self.reading.diagnostics.extend(diagnostics);
        if let Some(code) = &draft.code {
            if let Some(line) = self.codes.get(code) {
                let place = Place::line(entry.first);
                let repeated = Diagnostic::new(Code::ECodeDuplicate).at(place).excerpt(&draft.stem);
                self.reading.diagnostics.push(repeated.found(code.as_str()).expected(line.to_string()));
            } else {
                self.codes.insert(code.clone(), entry.first);
            }
        }
        self.reading.questions.push(draft);
    }

    fn leave_out_rest(&mut self, rest: &[Entry], most: usize) {
        let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return };
        self.skipped += rest.len();
        let range = Skipped::new(first.first, last.last, SkipReason::TooLong);
        self.reading.skipped.push(range.what(format!("{} > {most}", self.found)));
        let place = Place::line(first.first);
        self.reading.diagnostics.push(Diagnostic::new(Code::ETooMany).at(place).expected(most.to_string()));
    }

    fn finish(self) -> Reading {
        let mut reading = self.reading;
        if self.titles_lost > 0 {
            let what = format!("::…:: ×{}", self.titles_lost);
            reading.diagnostics.push(Diagnostic::new(Code::WUnsupported).found(what));
        }
        let repeated = validate::duplicates(&reading.questions);
        reading.diagnostics.extend(repeated);
        reading.format = Some(Format::Gift);
        reading.counts = Some(Counts {
            unit: Unit::Entry,
            found: self.found,
            questions: reading.questions.len(),
            skipped: self.skipped,
            failed: self.failed,
        });
        reading
    }
}

/// The distinct texts of a list in their order.
fn distinct<T: Clone + Eq + std::hash::Hash>(texts: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}
