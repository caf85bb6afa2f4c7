//! A person's exams at a glance: what is to do, what is open, what is done, with the results that are open to them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::{Attempt, AttemptState, Score};
use super::queries;
use super::rules::{self, StartDecision};
use crate::base::percent;
use crate::db::{self, AttemptId, Conn, ExamVersionId, PersonId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::review::{self, ReviewLevel};

/// One exam of a person.
#[derive(Debug, Clone, Serialize)]
pub struct MyExam {
    /// Code of the exam.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// By when it should be done.
    pub due_at: Option<DateTime<Utc>>,
    /// Start of the window.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window.
    pub closes_at: Option<DateTime<Utc>>,
    /// Time limit in whole minutes, rounded down.
    pub minutes: Option<i32>,
    /// Questions in a paper.
    pub questions: i32,
    /// Percent needed.
    pub pass_mark: i16,
    /// Attempts left; `None` without limit.
    pub attempts_left: Option<i32>,
    /// Attempts used.
    pub attempts_used: i32,
    /// `resume` (an attempt is open), `start`, `not_open`, `closed`, `used_up`.
    pub decision: &'static str,
    /// Deadline of the open attempt.
    pub deadline_at: Option<DateTime<Utc>>,
    /// The best result that is open to the person.
    pub best: Option<Outcome>,
    /// The last attempt that was handed in.
    pub last: Option<AttemptId>,
}

impl MyExam {
    /// Whether the person passed, as far as they may know.
    pub fn is_passed(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.passed)
    }

    /// Whether there is something to do now.
    pub fn is_to_do(&self) -> bool {
        matches!(self.decision, "resume" | "start" | "not_open") && !self.is_passed()
    }
}

/// A result a person may see.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
pub struct Outcome {
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// Tenths of a percent, cut.
    pub percent: i32,
    /// Whether it passed.
    pub passed: bool,
}

impl Outcome {
    /// Of a stored score.
    pub fn of(score: &Score) -> Self {
        Self {
            score: score.score,
            maximum: score.maximum,
            percent: percent::tenths(score.score, score.maximum),
            passed: score.passed,
        }
    }
}

/// An attempt in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Sat {
    /// The attempt.
    pub id: AttemptId,
    /// First, second, … attempt.
    pub number: i32,
    /// Whether it is still open.
    pub open: bool,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it counts as handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whether it was sat on paper.
    pub on_paper: bool,
    /// Its result, if it is open to the person.
    pub outcome: Option<Outcome>,
}

/// The exams assigned to a person, the most urgent first, as they stand now.
///
/// # Errors
/// Whatever the database says.
pub async fn my_exams(conn: &mut Conn, person: PersonId) -> diesel::QueryResult<Vec<MyExam>> {
    let now = db::now(conn).await?;
    let all = queries::attempts_of(conn, person).await?;
    let mut rows = Vec::new();
    for exam in exams::queries::assigned_to(conn, person).await? {
        let own: Vec<Attempt> =
            all.iter().filter(|attempt| attempt.exam_id == exam.exam_id).cloned().collect();
        let open = own.iter().find(|attempt| attempt.is_open());
        let used = used(&own);
        let decision =
            rules::may_start(now, exam.opens_at, exam.closes_at, exam.attempts_allowed, used, open.is_some());
        let best = sat(conn, &own, now)
            .await?
            .into_iter()
            .filter_map(|sat| sat.outcome)
            .max_by_key(|outcome| (outcome.passed, outcome.percent));
        rows.push(MyExam {
            deadline_at: open.and_then(|attempt| attempt.deadline_at),
            last: own.iter().rev().find(|attempt| !attempt.is_open()).map(|attempt| attempt.id),
            code: exam.code,
            title_zh: exam.title_zh,
            title_en: exam.title_en,
            due_at: exam.due_at,
            opens_at: exam.opens_at,
            closes_at: exam.closes_at,
            minutes: exam.limit_seconds.map(|seconds| seconds / 60),
            questions: exam.question_count,
            pass_mark: exam.pass_mark,
            attempts_left: exam.attempts_allowed.map(|allowed| (allowed - used).max(0)),
            attempts_used: used,
            decision: word(decision),
            best,
        });
    }
    Ok(rows)
}

fn word(decision: StartDecision) -> &'static str {
    match decision {
        StartDecision::Resume => "resume",
        StartDecision::Start => "start",
        StartDecision::NotOpenYet(_) => "not_open",
        StartDecision::Closed(_) => "closed",
        StartDecision::NoAttemptsLeft => "used_up",
    }
}

/// Attempts that count against the allowance.
fn used(own: &[Attempt]) -> i32 {
    let used = own.iter().filter(|attempt| attempt.state != AttemptState::Voided).count();
    i32::try_from(used).unwrap_or(i32::MAX)
}

/// Whether the person has an attempt open or may still start one, which keeps the key closed.
pub fn attempts_remain(exam: &PublishedExam, own: &[Attempt], now: DateTime<Utc>) -> bool {
    let open = own.iter().any(Attempt::is_open);
    let may_start_later = exam.closes_at.is_none_or(|closes_at| now < closes_at)
        && exam.attempts_allowed.is_none_or(|allowed| used(own) < allowed);
    open || may_start_later
}

/// The attempts of one person at one exam with the results that are open to them. `own` holds all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn sat(conn: &mut Conn, own: &[Attempt], now: DateTime<Utc>) -> diesel::QueryResult<Vec<Sat>> {
    let graded: Vec<AttemptId> = own
        .iter()
        .filter(|attempt| attempt.state == AttemptState::Graded)
        .map(|attempt| attempt.id)
        .collect();
    let scores = if graded.is_empty() { Vec::new() } else { queries::scores_of(conn, &graded).await? };
    let mut versions: HashMap<ExamVersionId, PublishedExam> = HashMap::new();
    let mut rows = Vec::new();
    for attempt in own {
        let score = scores.iter().find(|score| score.attempt_id == attempt.id);
        let mut outcome = None;
        if let Some(score) = score {
            let exam = match versions.entry(attempt.version_id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    place.insert(exams::queries::published_version(conn, attempt.version_id).await?)
                }
            };
            let remain = attempts_remain(exam, own, now);
            let level = review::what_is_open(&exam.definition.review, now, exam.closes_at, remain);
            let is_open = level >= ReviewLevel::Score;
            outcome = is_open.then(|| Outcome::of(score));
        }
        rows.push(Sat {
            id: attempt.id,
            number: attempt.number,
            open: attempt.is_open(),
            started_at: attempt.started_at,
            submitted_at: attempt.submitted_at,
            on_paper: attempt.is_on_paper(),
            outcome,
        });
    }
    Ok(rows)
}
