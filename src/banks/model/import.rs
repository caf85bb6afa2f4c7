//! Imports: a file on its way into a bank, and what is decided about each of its questions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::schema::{import_rows, imports};
use crate::db::{BankId, ImportId, JsonText};
use crate::text_enum;

text_enum! {
    /// How a question of a file stands to its bank.
    Verdict {
        /// The bank does not have it.
        New = "new",
        /// The bank has it just so.
        Same = "same",
        /// The bank has it with another key, option or text.
        Changed = "changed",
        /// It repeats a question of the file, of this bank or of another one.
        Duplicate = "duplicate",
        /// Stem and options of another question, and another key: one of the two is wrong.
        KeyConflict = "key_conflict",
        /// It cannot be used as it stands.
        Error = "error",
    }
}

text_enum! {
    /// What the trainer decided about a question of a file.
    Decision {
        /// It goes in.
        Take = "take",
        /// It stays out.
        Leave = "leave",
    }
}

text_enum! {
    /// What a commit does with a question of a file.
    Outcome {
        /// A new question.
        Created = "created",
        /// A new version of a question.
        Updated = "updated",
        /// The bank had it already.
        Unchanged = "unchanged",
        /// Left out on purpose.
        Skipped = "skipped",
        /// Left out because of an error.
        Failed = "failed",
    }
}

text_enum! {
    /// Where an import stands.
    ImportState {
        /// Waits for a person.
        Draft = "draft",
        /// Its questions are in the bank.
        Committed = "committed",
        /// Given up.
        Discarded = "discarded",
    }
}

/// An import without its file.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// The bank it goes to; `None` while it is to make one.
    pub bank_id: Option<BankId>,
    /// Code of the bank it is to make.
    pub new_bank_code: Option<String>,
    /// Chinese title of that bank.
    pub new_bank_title_zh: Option<String>,
    /// English title of that bank.
    pub new_bank_title_en: Option<String>,
    /// Where it stands.
    pub state: ImportState,
    /// Name of the file.
    pub file_name: String,
    /// Recognised format.
    pub format: Option<String>,
    /// Recognised encoding.
    pub encoding: String,
    /// Lines in the file.
    pub line_count: i32,
    /// Everything the reader has to say.
    pub diagnostics: Value,
    /// Ranges that gave no question.
    pub skipped: Value,
    /// When the file was sent.
    pub created_at: DateTime<Utc>,
    /// When it was committed or discarded.
    pub closed_at: Option<DateTime<Utc>>,
    /// The bank revision it became.
    pub revision_number: Option<i32>,
    /// What the columns hold, as a person said; empty where the headings say it.
    pub column_uses: Value,
    /// When it was taken back out of its bank.
    pub undone_at: Option<DateTime<Utc>>,
    /// The bank revision that took it back.
    pub undone_revision: Option<i32>,
}

/// An import that waits for a person, in the list of banks.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct OpenImport {
    /// Its id.
    pub id: ImportId,
    /// Name of the file.
    pub file_name: String,
    /// Code of the bank it goes to.
    pub bank_code: Option<String>,
    /// Code of the bank it is to make.
    pub new_bank_code: Option<String>,
    /// When the file was sent.
    pub created_at: DateTime<Utc>,
    /// Who sent it.
    pub created_by: Option<String>,
}

/// A range of lines that gave no question, as an import keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedLines {
    /// Which lines, rows or items, and why.
    #[serde(flatten)]
    pub range: question_formats::Skipped,
    /// The lines, cut where there are very many.
    pub text: String,
}

/// A question of an import.
#[derive(Debug, Clone)]
pub struct ImportQuestion {
    /// Counts from 1 in the order of the file.
    pub position: i32,
    /// Verdict when it was last written; for an open import compare anew.
    pub verdict: Verdict,
    /// What was read.
    pub draft: question_formats::QuestionDraft,
    /// What the reader says about it.
    pub diagnostics: Vec<question_formats::Diagnostic>,
    /// First line in the file.
    pub source_from: Option<i32>,
    /// Last line in the file.
    pub source_to: Option<i32>,
    /// These lines.
    pub source_text: String,
    /// What the trainer decided.
    pub decision: Decision,
    /// What the commit did; `None` before.
    pub outcome: Option<Outcome>,
    /// What was read, before a person changed it; empty while it is as it was read.
    pub original: Vec<AsRead>,
    /// Questions that say nearly the same, most alike first.
    pub resembles: Vec<Resemblance>,
}

impl ImportQuestion {
    /// Whether the reader has something to say about it that is no error.
    pub fn has_warning(&self) -> bool {
        self.warnings().next().is_some()
    }

    /// Whether one of its warnings is more than that its type was concluded, which holds for most papers.
    pub fn has_doubt(&self) -> bool {
        self.warnings().any(|one| one.code != question_formats::Code::WInferredType)
    }

    fn warnings(&self) -> impl Iterator<Item = &question_formats::Diagnostic> {
        self.diagnostics.iter().filter(|one| one.severity == question_formats::Severity::Warning)
    }
}

/// A question as it was read, before a person changed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AsRead {
    /// What was read.
    pub draft: question_formats::QuestionDraft,
    /// What the reader said about it.
    pub diagnostics: Vec<question_formats::Diagnostic>,
    /// First line in the file.
    pub source_from: Option<i32>,
    /// Last line in the file.
    pub source_to: Option<i32>,
    /// These lines.
    pub source_text: String,
}

/// Another question that a question of a file repeats or resembles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// An earlier question of the same file, by position.
    Row(i32),
    /// A question in a bank, by bank and question code.
    Question(String, String),
}

/// A question that says nearly the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resemblance {
    /// How much of both is common, in percent of all that either says.
    pub percent: u8,
    /// The question.
    pub to: Repeats,
    /// What it asks.
    pub stem: String,
}

/// Columns of [`ImportQuestion`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub(in crate::banks) struct ImportQuestionRow {
    pub(in crate::banks) position: i32,
    pub(in crate::banks) verdict: Verdict,
    pub(in crate::banks) draft: JsonText,
    pub(in crate::banks) diagnostics: JsonText,
    pub(in crate::banks) source_from: Option<i32>,
    pub(in crate::banks) source_to: Option<i32>,
    pub(in crate::banks) source_text: String,
    pub(in crate::banks) decision: Decision,
    pub(in crate::banks) outcome: Option<Outcome>,
    pub(in crate::banks) original: Option<JsonText>,
    pub(in crate::banks) resembles: JsonText,
}
