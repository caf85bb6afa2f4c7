//! Read models of what people grade and what trainees dispute.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::db::{AttemptId, QuestionVersionId};

/// An exam with answers that people grade.
#[derive(Debug, Clone, QueryableByName)]
pub struct ExamQueue {
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Title in Chinese.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// Title in English.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// Answers that wait.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Answers in all, of attempts that count.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    /// Since when the one waits that waits longest.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub since: Option<DateTime<Utc>>,
}

/// A question with the answers to it.
#[derive(Debug, Clone, QueryableByName)]
pub struct QuestionQueue {
    /// The question as it stood in the papers.
    #[diesel(sql_type = SqlUuid)]
    pub question: QuestionVersionId,
    /// Answers that wait.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Answers in all.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// An attempt with answers that wait.
#[derive(Debug, Clone, QueryableByName)]
pub struct AttemptQueue {
    /// The attempt.
    #[diesel(sql_type = SqlUuid)]
    pub attempt_id: AttemptId,
    /// Current name of the person.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// First, second, … attempt.
    #[diesel(sql_type = Integer)]
    pub number: i32,
    /// When it was handed in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Answers that wait.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Answers that people grade, in all.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// How far grading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Progress {
    /// Answers that have a mark.
    #[diesel(sql_type = BigInt)]
    pub graded: i64,
    /// Answers in all.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// The answer somebody graded last, while its mark can still be changed without a reason.
#[derive(Debug, Clone, QueryableByName)]
pub struct LastGraded {
    /// The attempt.
    #[diesel(sql_type = SqlUuid)]
    pub attempt_id: AttemptId,
    /// The question, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// Points given in 1/100.
    #[diesel(sql_type = Integer)]
    pub points: i32,
}

/// A dispute in the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct ListedDispute {
    /// Which one.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Title of the exam in Chinese.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// Title of the exam in English.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// The question, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// What the trainee says.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// When it was raised.
    #[diesel(sql_type = Timestamptz)]
    pub raised_at: DateTime<Utc>,
    /// When it was answered; `None` while it is open.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub answered_at: Option<DateTime<Utc>>,
}

/// What waits for trainers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// Answers to be graded.
    #[diesel(sql_type = BigInt)]
    pub answers: i64,
    /// Disputes to be answered.
    #[diesel(sql_type = BigInt)]
    pub disputes: i64,
}
