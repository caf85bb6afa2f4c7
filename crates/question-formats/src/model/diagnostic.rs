//! What a reader has to say, and where.

use serde::{Deserialize, Serialize};

use crate::messages::{self, Code, Language};

/// Where something stands in the file it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A line of a text file, from 1, and the column in characters, from 1, where that helps.
    Line {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<usize>,
    },
    /// A row of a spreadsheet.
    Row {
        /// Name of the sheet.
        sheet: String,
        /// Row, from 1.
        row: usize,
        /// Column, as the program that made the sheet names it: `A`, `B`, …
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cell: Option<String>,
    },
    /// The n-th item of a package or document without lines.
    Item {
        /// Item, from 1.
        item: usize,
    },
}

impl Place {
    /// A line without a column.
    #[must_use]
    pub fn line(line: usize) -> Self {
        Self::Line { line, column: None }
    }

    /// A line and column, both from 1.
    #[must_use]
    pub fn column(line: usize, column: usize) -> Self {
        Self::Line { line, column: Some(column) }
    }

    /// A row without a column.
    #[must_use]
    pub fn row(sheet: &str, row: usize) -> Self {
        Self::Row { sheet: sheet.to_owned(), row, cell: None }
    }

    /// An item of a package, from 1.
    #[must_use]
    pub fn item(item: usize) -> Self {
        Self::Item { item }
    }

    /// The line, for places in text files.
    #[must_use]
    pub fn line_number(&self) -> Option<usize> {
        match self {
            Self::Line { line, .. } => Some(*line),
            Self::Row { .. } | Self::Item { .. } => None,
        }
    }

    /// The line, row or item, from 1, whatever the format counts.
    #[must_use]
    pub fn ordinal(&self) -> usize {
        match self {
            Self::Line { line, .. } => *line,
            Self::Row { row, .. } => *row,
            Self::Item { item } => *item,
        }
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The question can be used, but someone should look.
    Warning,
    /// The question, or the file, cannot be used as it stands.
    Error,
}

/// One thing a reader has to say about the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters; follows from the code.
    pub severity: Severity,
    /// The stable code.
    pub code: Code,
    /// Where; `None` for the file as a whole.
    pub place: Option<Place>,
    /// The beginning of the source line.
    #[serde(default)]
    pub excerpt: Option<String>,
    /// What was found, in the file's own words or as a number.
    #[serde(default)]
    pub found: Option<String>,
    /// What should stand there.
    #[serde(default)]
    pub expected: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about the file as a whole.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { severity: code.severity(), code, place: None, excerpt: None, found: None, expected: None }
    }

    /// The same diagnostic with a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same diagnostic with the beginning of the source line, cut to 80 characters.
    #[must_use]
    pub fn excerpt(mut self, line: &str) -> Self {
        const LONGEST: usize = 80;
        let trimmed = line.trim();
        let mut excerpt: String = trimmed.chars().take(LONGEST).collect();
        if trimmed.chars().nth(LONGEST).is_some() {
            excerpt.push('…');
        }
        self.excerpt = Some(excerpt);
        self
    }

    /// The same diagnostic with what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// The same diagnostic with what should stand there.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// What it says, as a sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        messages::message(self, language)
    }

    /// One way to mend it, where there is one.
    #[must_use]
    pub fn suggestion(&self, language: Language) -> Option<String> {
        messages::suggestion(self, language)
    }
}
