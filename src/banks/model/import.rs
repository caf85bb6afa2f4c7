//! Imports: a file on its way into a bank, and what is decided about each of its questions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::schema::{import_rows, imports};
use crate::db::{BankId, ImportId};
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
}

/// Columns of [`ImportQuestion`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub(in crate::banks) struct ImportQuestionRow {
    pub(in crate::banks) position: i32,
    pub(in crate::banks) verdict: Verdict,
    pub(in crate::banks) draft: Value,
    pub(in crate::banks) diagnostics: Value,
    pub(in crate::banks) source_from: Option<i32>,
    pub(in crate::banks) source_to: Option<i32>,
    pub(in crate::banks) source_text: String,
    pub(in crate::banks) decision: Decision,
    pub(in crate::banks) outcome: Option<Outcome>,
}
