//! Attempts, papers and results as rows and read models.

mod by_hand;
mod hand_in_file;
mod notes;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::base::QuestionKind;
use crate::db::schema::{attempt_events, attempts, paper_entries, papers, responses, results};
use crate::db::{AttemptId, ExamId, ExamVersionId, PersonId, PrintedPaperId, QuestionVersionId, ResultId};
use crate::exams::scoring::Scoring;
use crate::text_enum;

pub use by_hand::{Dispute, GradingTask, ManualMark, PastScore};
pub(super) use by_hand::{NewDispute, NewGradingTask, NewManualMark, response_digest};
pub use hand_in_file::HandInFile;
pub(super) use hand_in_file::NewHandInFile;
pub(super) use notes::NewIntegrityNote;
pub use notes::{AttemptEvent, IntegrityNote, NoteKind, RefusedSave, SittingNote};

text_enum! {
    /// Where an attempt stands; never backwards.
    AttemptState {
        /// Somebody is sitting it.
        InProgress = "in_progress",
        /// Handed in and waiting for people to grade it.
        Submitted = "submitted",
        /// Handed in and graded.
        Graded = "graded",
        /// Does not count.
        Voided = "voided",
    }
}

text_enum! {
    /// Who closed an attempt.
    SubmittedBy {
        /// The trainee pressed the button.
        Trainee = "trainee",
        /// The page handed in when its clock came to zero.
        PageAtDeadline = "page_at_deadline",
        /// The server, after the grace.
        Sweep = "sweep",
        /// A trainer, before the time was over, with a reason.
        Staff = "staff",
        /// Staff, who entered what was sat on paper.
        StaffPaper = "staff_paper",
    }
}

text_enum! {
    /// What happened in an attempt besides the answers.
    EventKind {
        /// It began.
        Started = "started",
        /// Another session took it over.
        TakenOver = "taken_over",
        /// Its deadline was raised.
        DeadlineRaised = "deadline_raised",
        /// Its time stands still.
        Paused = "paused",
        /// Its time goes on.
        Resumed = "resumed",
        /// A trainer took it from the device that held it.
        ReleasedDevice = "released_device",
        /// It was handed in.
        Submitted = "submitted",
        /// A trainer ended it.
        EndedByStaff = "ended_by_staff",
        /// The server closed it after the grace.
        ClosedBySweep = "closed_by_sweep",
        /// The sweep gave it up, for people to look at.
        Quarantined = "quarantined",
        /// It was sat on paper and entered by staff.
        PaperEntered = "paper_entered",
        /// Notes about the sitting were deleted, their time being over.
        Integrity = "integrity",
        /// Work handed in as a file was accepted.
        FileAccepted = "file_accepted",
        /// People gave the last mark.
        Graded = "graded",
        /// A mark that people gave was changed after the result was there.
        Regraded = "regraded",
        /// It counts no more.
        Voided = "voided",
        /// The person may go on with it.
        Reopened = "reopened",
    }
}

text_enum! {
    /// Why time was lost for many at once.
    OutageKind {
        /// No server was there.
        Away = "away",
        /// The clock of the database jumped.
        ClockStep = "clock_step",
    }
}

/// An attempt as a row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attempts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Attempt {
    /// Which one.
    pub id: AttemptId,
    /// The exam.
    pub exam_id: ExamId,
    /// The published version it is pinned to.
    pub version_id: ExamVersionId,
    /// The trainee.
    pub person_id: PersonId,
    /// First, second, … attempt of this person at this exam.
    pub number: i32,
    /// Where it stands.
    pub state: AttemptState,
    /// Raised by each take-over.
    pub writer_epoch: i32,
    /// Hash of the session that holds it.
    pub holder_session: Option<Vec<u8>>,
    /// Questions in the paper.
    pub question_count: i16,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When its time is over; `None` is without limit.
    pub deadline_at: Option<DateTime<Utc>>,
    /// Since when its time stands still.
    pub paused_at: Option<DateTime<Utc>>,
    /// When it counts as handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who closed it.
    pub submitted_by: Option<SubmittedBy>,
    /// Number on the receipt.
    pub receipt: Option<String>,
    /// Whether it came in the grace.
    pub late: bool,
    /// How often closing it failed.
    pub sweep_failures: i32,
    /// Extra time of the person's accommodation that is in the deadline, in seconds.
    pub extra_seconds: i32,
}

impl Attempt {
    /// Whether somebody may still answer in it, as far as its state says.
    pub fn is_open(&self) -> bool {
        self.state == AttemptState::InProgress
    }

    /// What its own clock shows: the time, or while it is paused the moment it was paused.
    pub fn clock(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.paused_at.map_or(now, |paused_at| paused_at.min(now))
    }

    /// Whether it was sat on paper and entered by staff.
    pub fn is_on_paper(&self) -> bool {
        self.submitted_by == Some(SubmittedBy::StaffPaper)
    }

    /// Whether this session holds it.
    pub fn is_held_by(&self, session_hash: &[u8; 32]) -> bool {
        self.holder_session.as_deref() == Some(session_hash.as_slice())
    }
}

/// What an open page says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Epoch it writes with.
    pub epoch: i32,
    /// Answers it holds that are not acknowledged.
    pub unsaved: u16,
    /// The question it shows, from 1; `None` on a page without one.
    pub position: Option<i16>,
}

/// How an attempt stands, told to its page every few seconds.
#[derive(Debug, Clone, QueryableByName)]
pub struct Pulse {
    /// The time of the database.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
    /// Where the attempt stands.
    #[diesel(sql_type = Text)]
    pub state: AttemptState,
    /// Its current epoch.
    #[diesel(sql_type = Integer)]
    pub writer_epoch: i32,
    /// Hash of the session that holds it.
    #[diesel(sql_type = Nullable<Binary>)]
    pub holder_session: Option<Vec<u8>>,
    /// When its time is over; `None` is without limit.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deadline_at: Option<DateTime<Utc>>,
    /// Since when its time stands still.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub paused_at: Option<DateTime<Utc>>,
}

/// Row of `attempts` to be written.
#[derive(Insertable)]
#[diesel(table_name = attempts)]
pub(super) struct NewAttempt<'a> {
    pub(super) id: AttemptId,
    pub(super) exam_id: ExamId,
    pub(super) version_id: ExamVersionId,
    pub(super) person_id: PersonId,
    pub(super) number: i32,
    pub(super) holder_session: Option<&'a [u8]>,
    pub(super) question_count: i16,
    pub(super) started_at: DateTime<Utc>,
    pub(super) deadline_at: Option<DateTime<Utc>>,
    pub(super) extra_seconds: i32,
}

/// Row of `papers` to be written.
#[derive(Insertable)]
#[diesel(table_name = papers)]
pub(super) struct NewPaper<'a> {
    pub(super) attempt_id: AttemptId,
    pub(super) seed: &'a [u8],
    pub(super) excluded: &'a [Uuid],
    pub(super) over_exposed: &'a [Uuid],
    pub(super) items: &'a Value,
    pub(super) maximum: i32,
}

/// Row of `attempt_events` to be written.
#[derive(Insertable)]
#[diesel(table_name = attempt_events)]
pub(super) struct NewAttemptEvent<'a> {
    pub(super) id: Uuid,
    pub(super) attempt_id: AttemptId,
    pub(super) kind: EventKind,
    pub(super) actor_id: Option<PersonId>,
    pub(super) detail: &'a Value,
}

/// Row of `results` to be written.
#[derive(Insertable)]
#[diesel(table_name = results)]
pub(super) struct NewResult<'a> {
    pub(super) id: ResultId,
    pub(super) attempt_id: AttemptId,
    pub(super) number: i32,
    pub(super) cause: &'static str,
    pub(super) score: i32,
    pub(super) maximum: i32,
    pub(super) pass_mark: i16,
    pub(super) passed: bool,
    pub(super) marks: &'a Value,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `paper_entries` to be written.
#[derive(Insertable)]
#[diesel(table_name = paper_entries)]
pub(super) struct NewPaperEntry<'a> {
    pub(super) attempt_id: AttemptId,
    pub(super) printed_paper_id: PrintedPaperId,
    pub(super) person_id: PersonId,
    pub(super) sat_at: DateTime<Utc>,
    pub(super) score_only: bool,
    pub(super) reason: &'a str,
    pub(super) entered_by: Option<PersonId>,
    pub(super) entry: i32,
}

/// One question of a paper, as it is stored. Its place in the paper is its position, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperItem {
    /// Section of the exam, from 1.
    pub section: i16,
    /// The question as it was then.
    pub version_id: QuestionVersionId,
    /// Type of the question.
    pub kind: QuestionKind,
    /// For each option shown, its index in the question.
    pub option_order: Vec<u8>,
    /// How many options are shown.
    pub option_count: u8,
    /// Points in 1/100.
    pub points: i32,
    /// How points are given.
    pub scoring: Scoring,
}

/// The questions drawn for an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// In the order of the paper.
    pub items: Vec<PaperItem>,
    /// Possible points in 1/100.
    pub maximum: i32,
}

impl Paper {
    /// The question at a position, from 1.
    pub fn item(&self, position: i16) -> Option<&PaperItem> {
        self.items.get(usize::try_from(position).ok()?.checked_sub(1)?)
    }
}

/// The current answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = responses)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct StoredResponse {
    /// The question, from 1.
    pub position: i16,
    /// Counts the saves of this position.
    pub sequence: i32,
    /// Labels as shown, `T` or `F`, or text; empty is cleared.
    pub response: String,
    /// When it was received.
    pub saved_at: DateTime<Utc>,
}

/// What one question of a paper was given, in the order of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMark {
    /// The response as it stood at the hand-in, labels as shown.
    pub response: String,
    /// Points in 1/100.
    pub points: i32,
    /// Whether it was exactly the key, or people gave all the points.
    pub right: bool,
}

/// A score of an attempt.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = results)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Score {
    /// The attempt.
    pub attempt_id: AttemptId,
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// Percent needed.
    pub pass_mark: i16,
    /// Whether it passed.
    pub passed: bool,
    /// What each question was given, as [`StoredMark`]s.
    pub marks: Value,
}

/// One attempt in the results of an exam.
#[derive(Debug, Clone, Queryable)]
pub struct ExamResultRow {
    /// Who sat it.
    pub person_id: PersonId,
    /// Their name now.
    pub name: String,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// First, second, … attempt.
    pub number: i32,
    /// Where it stands.
    pub state: AttemptState,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it counts as handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Points in 1/100, once graded.
    pub score: Option<i32>,
    /// Possible points in 1/100.
    pub maximum: Option<i32>,
    /// Whether it passed.
    pub passed: Option<bool>,
    /// Whether it came in the grace.
    pub late: bool,
}
