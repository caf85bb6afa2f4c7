//! Read models of the results of an exam.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::{AttemptId, PersonId};
use crate::text_enum;

text_enum! {
    /// How a person stands in an exam, over all their attempts.
    Standing {
        /// Passed in one of them.
        Passed = "passed",
        /// None passed, and none is open.
        Failed = "failed",
        /// One is open and none passed.
        InProgress = "in_progress",
        /// Handed in and not graded yet.
        Waiting = "waiting",
        /// Assigned, and never started.
        Absent = "absent",
    }
}

/// A person of an exam with their standing, in the order of names.
#[derive(Debug, Clone, QueryableByName)]
pub struct PersonStanding {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// How they stand.
    #[diesel(sql_type = Text)]
    pub standing: Standing,
}

/// A person of an exam with the attempt that counts: a passed one before others, then the best, then the last.
#[derive(Debug, Clone, QueryableByName)]
pub struct ExamResultRow {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Current name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Employee number.
    #[diesel(sql_type = Nullable<Text>)]
    pub employee_number: Option<String>,
    /// Whether the exam is assigned to them now.
    #[diesel(sql_type = Bool)]
    pub assigned: bool,
    /// How many attempts they made, voided ones left out.
    #[diesel(sql_type = BigInt)]
    pub attempt_count: i64,
    /// The attempt that counts.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub attempt_id: Option<AttemptId>,
    /// Number of that attempt.
    #[diesel(sql_type = Nullable<Integer>)]
    pub number: Option<i32>,
    /// When it began.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub started_at: Option<DateTime<Utc>>,
    /// When it was handed in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Points in 1/100.
    #[diesel(sql_type = Nullable<Integer>)]
    pub score: Option<i32>,
    /// Possible points in 1/100.
    #[diesel(sql_type = Nullable<Integer>)]
    pub maximum: Option<i32>,
    /// Whether it was handed in between the deadline and the end of the grace.
    #[diesel(sql_type = Bool)]
    pub late: bool,
    /// Whether it was sat on paper and entered by staff.
    #[diesel(sql_type = Bool)]
    pub on_paper: bool,
    /// How the person stands.
    #[diesel(sql_type = Text)]
    pub standing: Standing,
}
