//! Moodle's own XML: the file its question bank exports and imports.
//!
//! A file is cut into its `<question>` elements first, and each becomes a small tree of its own: a file of any size is
//! held once, and one element that is not well formed costs no other. Categories become topics; they are not counted
//! as entries. Kinds of question that a draft cannot hold are listed among what was skipped.

mod answers;
mod carried;
mod category;
mod cloze;
mod combined;
mod kinds;
mod mend;
mod number;
mod question;
mod split;
mod texts;
mod writer;

use std::collections::HashMap;

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{Counts, Diagnostic, Format, Place, Reading, SkipReason, Skipped, Unit};
use crate::validate::{self, Strictness};
use crate::xml::Element;

use question::Outcome;
use split::Segment;

pub(crate) use writer::write;

/// Reads a file.
pub(crate) fn read(text: &str, options: &ReadOptions) -> Reading {
    let parts = match split::parts(text) {
        Ok(parts) => parts,
        Err(diagnostic) => return Reading::refused(Some(Format::MoodleXml), *diagnostic),
    };
    let mut file = File::new(options);
    file.reading.diagnostics.extend(parts.diagnostics);
    for segment in &parts.segments {
        file.take(segment);
    }
    file.finish()
}

/// A file as it is being read.
struct File<'a> {
    options: &'a ReadOptions,
    reading: Reading,
    counts: Counts,
    /// The category that the next questions stand in.
    topic: Option<String>,
    /// The line on which each code was used.
    codes: HashMap<String, usize>,
    /// Whether the limit of questions was reported.
    is_full: bool,
}

impl<'a> File<'a> {
    fn new(options: &'a ReadOptions) -> Self {
        let counts = Counts { unit: Unit::Entry, found: 0, questions: 0, skipped: 0, failed: 0 };
        let reading = Reading { format: Some(Format::MoodleXml), ..Reading::default() };
        Self { options, reading, counts, topic: None, codes: HashMap::new(), is_full: false }
    }

    fn take(&mut self, segment: &Segment<'_>) {
        let kind = segment.kind();
        if kind == "category" {
            self.take_category(segment);
            return;
        }
        self.counts.found += 1;
        if self.counts.questions >= self.options.limits.questions {
            if !self.is_full {
                self.is_full = true;
                let limit = self.options.limits.questions.to_string();
                self.report(Diagnostic::new(Code::ETooMany).at(Place::line(segment.line)).expected(limit));
            }
            self.counts.failed += 1;
            return;
        }
        match mend::tree(segment) {
            Ok((element, mended)) => {
                self.reading.diagnostics.extend(mended);
                self.take_question(&element, segment, &kind);
            }
            Err(diagnostic) => {
                self.counts.failed += 1;
                self.report(*diagnostic);
            }
        }
    }

    fn take_category(&mut self, segment: &Segment<'_>) {
        match mend::tree(segment) {
            Ok((element, mended)) => {
                self.reading.diagnostics.extend(mended);
                self.topic = category::topic(&element);
            }
            Err(diagnostic) => {
                self.topic = None;
                self.report(*diagnostic);
            }
        }
    }

    fn take_question(&mut self, element: &Element, segment: &Segment<'_>, kind: &str) {
        let lines = (segment.line, segment.last_line);
        match question::read(element, kind, lines, &self.options.limits) {
            Outcome::Skipped(reason, what) => self.skip(lines, reason, what),
            Outcome::Failed(diagnostic) => {
                self.counts.failed += 1;
                self.report(*diagnostic);
            }
            Outcome::Question(found) => {
                let question::Found { mut draft, mut diagnostics } = *found;
                draft.topic.clone_from(&self.topic);
                if let Some(code) = draft.code.take() {
                    match self.codes.get(&code) {
                        // Moodle wants an idnumber to be unique in its category only.
                        Some(_) => diagnostics.push(
                            Diagnostic::new(Code::WUnsupported)
                                .at(draft.place.clone())
                                .found(format!("idnumber {code}")),
                        ),
                        None => {
                            self.codes.insert(code.clone(), segment.line);
                            draft.code = Some(code);
                        }
                    }
                }
                let checked =
                    validate::check(&mut draft, &diagnostics, Strictness::Paper, &self.options.limits);
                self.reading.diagnostics.extend(diagnostics);
                self.reading.diagnostics.extend(checked);
                self.reading.questions.push(draft);
                self.counts.questions += 1;
            }
        }
    }

    fn skip(&mut self, (from, to): (usize, usize), reason: SkipReason, what: String) {
        self.counts.skipped += 1;
        if reason == SkipReason::NotSupported {
            let place = Place::line(from);
            self.report(Diagnostic::new(Code::WUnsupported).at(place).found(what.clone()));
        }
        self.reading.skipped.push(Skipped::new(from, to, reason).what(what));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.reading.diagnostics.push(diagnostic);
    }

    fn finish(mut self) -> Reading {
        let duplicates = validate::duplicates(&self.reading.questions);
        self.reading.diagnostics.extend(duplicates);
        self.reading.counts = Some(self.counts);
        self.reading
    }
}

#[cfg(test)]
mod tests;
