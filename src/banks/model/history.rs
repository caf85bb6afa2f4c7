//! What revisions changed, and what was taken out of a bank.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid};
use serde::Serialize;

use crate::db::{QuestionId, QuestionVersionId};

/// A question in which two revisions of a bank differ.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct MemberChange {
    /// The question.
    #[diesel(sql_type = Uuid)]
    pub question_id: QuestionId,
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The version in the one revision; `None` when it did not hold the question.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub before: Option<QuestionVersionId>,
    /// The version in the other one.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub after: Option<QuestionVersionId>,
}

/// How many questions differ between two revisions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName, Serialize)]
pub struct ChangeCounts {
    /// Only the later one holds them.
    #[diesel(sql_type = BigInt)]
    pub added: i64,
    /// Both hold them, in other versions.
    #[diesel(sql_type = BigInt)]
    pub changed: i64,
    /// Only the earlier one holds them.
    #[diesel(sql_type = BigInt)]
    pub removed: i64,
}

impl ChangeCounts {
    /// All of them.
    pub fn total(&self) -> i64 {
        self.added + self.changed + self.removed
    }
}

/// A question that a bank holds no more.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct RetiredQuestion {
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The version that counted last.
    #[diesel(sql_type = Uuid)]
    pub version_id: QuestionVersionId,
    /// The first revision without it.
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    /// When that was.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Name of who took it out.
    #[diesel(sql_type = Nullable<Text>)]
    pub by: Option<String>,
}

/// An exam whose published version may draw a question.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize)]
pub struct UsingExam {
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Title in Chinese.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// Title in English.
    #[diesel(sql_type = Text)]
    pub title_en: String,
}
