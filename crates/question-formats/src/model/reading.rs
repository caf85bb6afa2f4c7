//! Everything one file gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Diagnostic, Format, QuestionDraft, RowCells, Severity, TableHead};
use crate::detect::Recognised;
use crate::messages::{self, Language};

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SkipReason {
    /// Text before, between or after the questions: titles, site navigation, other articles.
    #[serde(rename = "not part of the paper")]
    NotPartOfThePaper,
    /// A repeated page header or footer between lines of the paper.
    #[serde(rename = "page header or footer")]
    PageFurniture,
    /// A heading with instructions.
    #[serde(rename = "heading or instructions")]
    Heading,
    /// Lines too long to be read.
    #[serde(rename = "line too long")]
    TooLong,
    /// A numbered entry that could not be taken for a question.
    #[serde(rename = "not a question")]
    NotAQuestion,
    /// A kind of question or element that a draft cannot hold.
    #[serde(rename = "not supported")]
    NotSupported,
    /// A hidden sheet or row.
    #[serde(rename = "hidden")]
    Hidden,
}

impl SkipReason {
    /// The reason in words.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        messages::skip_reason(self, language)
    }
}

/// A range of lines, rows or items that gave no question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// First line, row or item, from 1.
    pub from: usize,
    /// Last one, included.
    pub to: usize,
    /// Why.
    pub reason: SkipReason,
    /// The sheet, for rows of a spreadsheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What it was, in the file's own words: the name of an element, the title of an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

impl Skipped {
    /// A range without a sheet and a name.
    #[must_use]
    pub fn new(from: usize, to: usize, reason: SkipReason) -> Self {
        Self { from, to, reason, sheet: None, what: None }
    }

    /// How many lines, rows or items it covers.
    #[must_use]
    pub fn units(&self) -> usize {
        (self.to + 1).saturating_sub(self.from)
    }

    /// The same with the name of what was left out.
    #[must_use]
    pub fn what(mut self, what: impl Into<String>) -> Self {
        self.what = Some(what.into());
        self
    }

    /// The same with the sheet it stands on.
    #[must_use]
    pub fn on(mut self, sheet: &str) -> Self {
        self.sheet = Some(sheet.to_owned());
        self
    }
}

/// What a format is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Entries that look like questions: blocks of a text, rows of a sheet, elements of an XML file, items of a package.
    Entry,
    /// Lines of a paper that are not blank.
    Line,
}

/// Proof that nothing was lost: every unit of the file is part of a question, was left out, or failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// What is counted.
    pub unit: Unit,
    /// Units in the file; counted where the file is taken apart, not added up from the rest.
    pub found: usize,
    /// Units that became part of a question.
    pub questions: usize,
    /// Units that were left out: see [`Reading::skipped`].
    pub skipped: usize,
    /// Units that could not be read: each has an error among the diagnostics.
    pub failed: usize,
}

impl Counts {
    /// Whether the sum is right.
    #[must_use]
    pub fn add_up(&self) -> bool {
        self.found == self.questions + self.skipped + self.failed
    }
}

/// What a native bank file says about the bank itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankHeader {
    /// The bank's lasting code.
    pub code: String,
    /// Its title by language tag.
    pub title: BTreeMap<String, String>,
    /// The languages of its questions; the first is the drafts' own.
    pub languages: Vec<String>,
}

/// Everything one file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The format it was read as, `None` when it was not recognised.
    pub format: Option<Format>,
    /// What told the format.
    #[serde(default)]
    pub recognised: Option<Recognised>,
    /// The character encoding it was decoded from, as the WHATWG names it.
    pub encoding: String,
    /// Lines in the file, or in the text that was taken out of it; 0 for formats that have no lines.
    pub lines: usize,
    /// The text that was taken out of a document, whose lines the places count; a text file is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The questions in printed order.
    pub questions: Vec<QuestionDraft>,
    /// What there is to say, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// What was left out, in the order of the file.
    pub skipped: Vec<Skipped>,
    /// The bank's own header, for native files.
    #[serde(default)]
    pub bank: Option<BankHeader>,
    /// What became of each unit of the file; none when the file was refused as a whole.
    #[serde(default)]
    pub counts: Option<Counts>,
    /// The first rows of each table of a spreadsheet or a text table. Not part of what [`Self::to_json`] gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableHead>,
    /// The cells of each question of a spreadsheet. Not part of what [`Self::to_json`] gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<RowCells>,
}

impl Reading {
    /// The reading of a file that is refused as a whole.
    pub(crate) fn refused(format: Option<Format>, diagnostic: Diagnostic) -> Self {
        Self { format, diagnostics: vec![diagnostic], ..Self::default() }
    }

    /// Whether any diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The object `bank check --json` prints: this reading with each message and suggestion in words.
    #[must_use]
    pub fn to_json(&self, language: Language) -> serde_json::Value {
        let mut object = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = object.as_object_mut() {
            fields.remove("tables");
            fields.remove("cells");
        }
        if let Some(list) = object.get_mut("diagnostics").and_then(serde_json::Value::as_array_mut) {
            for (entry, diagnostic) in list.iter_mut().zip(&self.diagnostics) {
                if let Some(fields) = entry.as_object_mut() {
                    fields.insert("message".to_owned(), diagnostic.message(language).into());
                    fields.insert("suggestion".to_owned(), diagnostic.suggestion(language).into());
                }
            }
        }
        if let Some(list) = object.get_mut("skipped").and_then(serde_json::Value::as_array_mut) {
            for (entry, skipped) in list.iter_mut().zip(&self.skipped) {
                if let Some(fields) = entry.as_object_mut() {
                    fields.insert("reason".to_owned(), skipped.reason.words(language).into());
                }
            }
        }
        object
    }
}
