//! Read models of the results of an exam.

mod history;
mod queue;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};

pub use history::{MonthOfResults, PersonAttempt, PersonExam};
pub use queue::{AttemptQueue, ExamQueue, LastGraded, ListedDispute, Progress, QuestionQueue, Waiting};

use crate::attempts::model::AttemptState;
use crate::db::{AttemptId, ExamId, PersonId};
use crate::exams::counting::{self, Counting, Stage, Tried};
use crate::text_enum;

text_enum! {
    /// How a person stands in an exam, by the attempt that counts.
    Standing {
        /// Passed.
        Passed = "passed",
        /// Did not pass, and none is open that could change it.
        Failed = "failed",
        /// One that may decide is open.
        InProgress = "in_progress",
        /// Handed in and not graded yet.
        Waiting = "waiting",
        /// Assigned, never started, and may still come.
        NotStarted = "not_started",
        /// Assigned, never started, and it is over for them.
        Absent = "absent",
    }
}

impl From<counting::Standing> for Standing {
    /// Somebody without an attempt may still come, until it is known that the exam is over for them.
    fn from(standing: counting::Standing) -> Self {
        match standing {
            counting::Standing::Passed => Self::Passed,
            counting::Standing::Failed => Self::Failed,
            counting::Standing::InProgress => Self::InProgress,
            counting::Standing::Waiting => Self::Waiting,
            counting::Standing::Absent => Self::NotStarted,
        }
    }
}

/// The exam whose results are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The exam.
    pub exam: ExamId,
    /// Which attempt counts, by the published version.
    pub rule: Counting,
    /// Whether it was published: else nobody is absent.
    pub published: bool,
    /// When it is asked.
    pub now: DateTime<Utc>,
}

/// A person of an exam with their standing, in the order of names.
#[derive(Debug, Clone)]
pub struct PersonStanding {
    /// The person.
    pub person_id: PersonId,
    /// How they stand.
    pub standing: Standing,
}

/// A person of an exam in the order of names.
#[derive(QueryableByName)]
pub(super) struct Someone {
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
}

/// An attempt with its current result.
#[derive(QueryableByName)]
pub(super) struct TryRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: AttemptId,
    #[diesel(sql_type = Integer)]
    pub(super) number: i32,
    #[diesel(sql_type = Text)]
    pub(super) state: AttemptState,
    #[diesel(sql_type = Timestamptz)]
    pub(super) started_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) submitted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub(super) late: bool,
    #[diesel(sql_type = Bool)]
    pub(super) on_paper: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) score: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(super) maximum: Option<i32>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(super) passed: Option<bool>,
}

impl TryRow {
    /// Points, possible points and whether it passed, once it is graded.
    pub(super) fn result(&self) -> Option<(i32, i32, bool)> {
        match self.tried().stage {
            Stage::Graded { score, maximum, passed } => Some((score, maximum, passed)),
            Stage::Open | Stage::Waiting => None,
        }
    }

    /// As far as counting needs it.
    pub(super) fn tried(&self) -> Tried {
        // What an attempt had before it was reopened counts no more.
        let stage = match (self.state, self.score, self.maximum, self.passed) {
            (AttemptState::InProgress, ..) => Stage::Open,
            (AttemptState::Graded, Some(score), Some(maximum), Some(passed)) => {
                Stage::Graded { score, maximum, passed }
            }
            _ => Stage::Waiting,
        };
        Tried { number: self.number, stage }
    }
}

/// A person as the results name them.
#[derive(QueryableByName)]
pub(super) struct Named {
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) employee_number: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) assigned: bool,
}

/// A person of an exam with the attempt that counts.
#[derive(Debug, Clone)]
pub struct ExamResultRow {
    /// The person.
    pub person_id: PersonId,
    /// Current name.
    pub name: String,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Whether the exam is assigned to them now.
    pub assigned: bool,
    /// How many attempts they made, voided ones left out.
    pub attempt_count: usize,
    /// The attempt that counts.
    pub attempt_id: Option<AttemptId>,
    /// Number of that attempt.
    pub number: Option<i32>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Points in 1/100.
    pub score: Option<i32>,
    /// Possible points in 1/100.
    pub maximum: Option<i32>,
    /// Whether it was handed in between the deadline and the end of the grace.
    pub late: bool,
    /// Whether it was sat on paper and entered by staff.
    pub on_paper: bool,
    /// How the person stands.
    pub standing: Standing,
}
