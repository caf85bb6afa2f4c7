//! Answers that people grade, scores in history, and what trainees object to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::schema::{disputes, grading_tasks, manual_marks};
use crate::db::{AttemptId, ExamId, PersonId, QuestionVersionId};

/// An answer that people grade, with the mark that counts.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = grading_tasks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct GradingTask {
    /// The attempt.
    pub attempt_id: AttemptId,
    /// The question of its paper, from 1.
    pub position: i16,
    /// The exam.
    pub exam_id: ExamId,
    /// The question as it stood in the paper.
    pub question_version_id: QuestionVersionId,
    /// Most points it can be given, in 1/100.
    pub maximum: i32,
    /// Who has it in front of them.
    pub claimed_by: Option<PersonId>,
    /// Until when nobody else gets it.
    pub claimed_until: Option<DateTime<Utc>>,
    /// Number of the mark that counts; 0 while it waits for the first.
    pub mark_number: i32,
    /// Points given in 1/100; `None` while it waits.
    pub points: Option<i32>,
    /// What is said to the trainee.
    pub comment: Option<String>,
    /// Who gave the mark that counts.
    pub graded_by: Option<PersonId>,
    /// When.
    pub graded_at: Option<DateTime<Utc>>,
    /// SHA-256 of the answer the mark was given for; `None` while it waits.
    pub response_sha256: Option<Vec<u8>>,
}

/// What an answer is known by beside its mark.
pub(in crate::attempts) fn response_digest(response: &str) -> [u8; 32] {
    Sha256::digest(response.as_bytes()).into()
}

impl GradingTask {
    /// The points that were given for exactly this answer; `None` when it waits or another answer was marked.
    pub fn points_for(&self, response: &str) -> Option<i32> {
        let is_same = self.response_sha256.as_deref() == Some(response_digest(response).as_slice());
        self.points.filter(|_| is_same)
    }

    /// Whether somebody other than this person has it in front of them at `now`.
    pub fn is_elsewhere(&self, person: PersonId, now: DateTime<Utc>) -> bool {
        self.claimed_by.is_some_and(|by| by != person) && self.claimed_until.is_some_and(|until| until > now)
    }
}

/// Row of `grading_tasks` to be written.
#[derive(Insertable)]
#[diesel(table_name = grading_tasks)]
pub(in crate::attempts) struct NewGradingTask {
    pub(in crate::attempts) attempt_id: AttemptId,
    pub(in crate::attempts) position: i16,
    pub(in crate::attempts) exam_id: ExamId,
    pub(in crate::attempts) question_version_id: QuestionVersionId,
    pub(in crate::attempts) maximum: i32,
}

/// Row of `manual_marks` to be written.
#[derive(Insertable)]
#[diesel(table_name = manual_marks)]
pub(in crate::attempts) struct NewManualMark<'a> {
    pub(in crate::attempts) id: Uuid,
    pub(in crate::attempts) attempt_id: AttemptId,
    pub(in crate::attempts) position: i16,
    pub(in crate::attempts) number: i32,
    pub(in crate::attempts) points: i32,
    pub(in crate::attempts) comment: Option<&'a str>,
    pub(in crate::attempts) reason: Option<&'a str>,
    pub(in crate::attempts) given_by: PersonId,
}

/// A mark that people gave, as the history shows it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ManualMark {
    /// The question, from 1.
    pub position: i16,
    /// Counts the marks of this answer from 1.
    pub number: i32,
    /// Points in 1/100.
    pub points: i32,
    /// What is said to the trainee.
    pub comment: Option<String>,
    /// Why it was changed, after the result was there.
    pub reason: Option<String>,
    /// When.
    pub given_at: DateTime<Utc>,
    /// By whom, with their current name.
    pub given_by: Option<String>,
}

/// A score of an attempt, as the history shows it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct PastScore {
    /// Counts from 1; the highest counts.
    pub number: i32,
    /// What led to it: the word in the database.
    pub cause: String,
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// Whether it passed.
    pub passed: bool,
    /// When it was computed.
    pub created_at: DateTime<Utc>,
    /// Who caused it, with their current name; `None` for the server.
    pub created_by: Option<String>,
}

/// What a trainee objects to in the marking of a question.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = disputes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Dispute {
    /// Which one.
    pub id: Uuid,
    /// The attempt; its trainee raised it.
    pub attempt_id: AttemptId,
    /// The question, from 1.
    pub position: i16,
    /// What the trainee says.
    pub text: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// What a trainer answered; `None` while it is open.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// By whom.
    pub answered_by: Option<PersonId>,
}

/// Row of `disputes` to be written.
#[derive(Insertable)]
#[diesel(table_name = disputes)]
pub(in crate::attempts) struct NewDispute<'a> {
    pub(in crate::attempts) id: Uuid,
    pub(in crate::attempts) attempt_id: AttemptId,
    pub(in crate::attempts) position: i16,
    pub(in crate::attempts) text: &'a str,
}
