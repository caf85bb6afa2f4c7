//! Read models of results over exams: of one person, and by month.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date};

use super::Standing;

/// What a person did in an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonExam {
    /// Code of the exam.
    pub code: String,
    /// Its Chinese title now.
    pub title_zh: String,
    /// Its English title now.
    pub title_en: String,
    /// How the person stands in it.
    pub standing: Standing,
    /// Which of the attempts counts, from 0; `None` without one.
    pub counting: Option<usize>,
    /// The attempts that were not voided, first to last.
    pub attempts: Vec<PersonAttempt>,
}

/// One attempt of a person, without anything of its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonAttempt {
    /// First, second, … attempt.
    pub number: i32,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it counts as handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Points and possible points in 1/100, and whether it passed; `None` until it is graded.
    pub result: Option<(i32, i32, bool)>,
}

/// Results of the attempts that were handed in in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct MonthOfResults {
    /// First day of the month, in the company's zone.
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    /// Graded attempts.
    #[diesel(sql_type = BigInt)]
    pub results: i64,
    /// Those that passed.
    #[diesel(sql_type = BigInt)]
    pub passed: i64,
}
