//! Banks, revisions, question versions and imports as rows and read models.

mod history;
mod import;
mod new_rows;
mod question;
mod review;
mod topic;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

pub use history::{ChangeCounts, MemberChange, RetiredQuestion, UsingExam};
pub(super) use import::ImportQuestionRow;
pub use import::{
    AsRead, Decision, Import, ImportQuestion, ImportState, OpenImport, Outcome, Repeats, Resemblance,
    SkippedLines, Verdict,
};
pub(super) use new_rows::{
    NewBank, NewImage, NewImportQuestion, NewImportRow, NewMaterial, NewMembership, NewQuestion,
    NewQuestionImage, NewQuestionVersion, NewRevision,
};
pub use question::{
    Content, Listed, PoolEntry, PoolFilter, QuestionFilter, QuestionText, QuestionVersion, Texts,
    VersionInTime,
};
pub(super) use question::{ListedRow, VersionRow, kind_of};
pub(super) use review::NewReview;
pub use review::{ReviewState, WaitingQuestion};
pub(super) use topic::{NewSearchable, NewTopic};
pub use topic::{Topic, TopicWish};
pub use work::{Reread, Work, WorkStep};

use crate::db::BankId;
use crate::db::schema::{banks, images};
use crate::text_enum;

text_enum! {
    /// How a bank revision came to be.
    RevisionSource {
        /// With the program, at start.
        Shipped = "shipped",
        /// A file that a trainer reviewed in the browser.
        Import = "import",
        /// `certamen bank import`.
        CommandLine = "command_line",
        /// A trainer changed questions by hand.
        Edited = "edited",
        /// A trainer brought back what an earlier revision said.
        Restored = "restored",
    }
}

text_enum! {
    /// When a trainee may see an image.
    Shown {
        /// While answering: it stands in the stem, an option or the material.
        Question = "question",
        /// When the key opens: it stands in the explanation, the reference or the fact.
        Review = "review",
    }
}

/// An image that texts of questions name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = images)]
pub struct Image {
    /// Named after its content; ends in `.png` or `.jpg`.
    pub name: String,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// The file.
    pub content: Vec<u8>,
}

impl Image {
    /// `image/png` or `image/jpeg`.
    pub fn mime(&self) -> &'static str {
        if self.name.ends_with(".jpg") { "image/jpeg" } else { "image/png" }
    }
}

/// A bank.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = banks)]
pub struct Bank {
    /// Its id.
    pub id: BankId,
    /// Lasting identity, used in addresses and files.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Whether a second person looks at new and changed questions before exams draw them.
    pub needs_review: bool,
}

/// A bank in the list of banks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankListItem {
    /// Lasting identity.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Questions in the current revision.
    pub question_count: i64,
    /// Of these, how many have no key and are not graded by people either.
    pub without_key: i64,
    /// Number of the current revision; 0 before the first.
    pub revision: i32,
    /// When the current revision was written.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A revision of a bank as its page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize)]
pub struct Revision {
    /// Counts from 1 in each bank.
    pub number: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Name of who wrote it; `None` for the server itself.
    pub created_by: Option<String>,
    /// How it came to be.
    pub source: RevisionSource,
    /// Name of the file it came from.
    pub source_name: String,
    /// Questions new in it.
    pub added: i32,
    /// Questions with a new version in it.
    pub changed: i32,
    /// Questions it took out.
    pub removed: i32,
    /// The revision it takes back.
    pub undoes: Option<i32>,
}

/// What a column of JSON holds. What does not fit is a fault of whoever wrote it, told like one of the database.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> QueryResult<T> {
    serde_json::from_value(value).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}
