//! A person's exams at a glance: what is to do, what is open, what is done, with the results that are open to them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::model::{Attempt, AttemptState, Score};
use super::{queries, rules, standing};
use crate::base::percent;
use crate::db::{self, AttemptId, Conn, ExamId, ExamVersionId, PersonId};
use crate::exams;
use crate::exams::counting::{Counting, Stage, Tried, counts};
use crate::exams::model::PublishedExam;
use crate::exams::terms::Terms;

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
    /// Time limit in whole minutes with the person's extra time, rounded down.
    pub minutes: Option<i64>,
    /// Extra time in it, in whole minutes, rounded up.
    pub extra_minutes: i64,
    /// Questions in a paper.
    pub questions: i32,
    /// Percent needed.
    pub pass_mark: i16,
    /// Attempts left; `None` without limit.
    pub attempts_left: Option<i32>,
    /// Attempts used.
    pub attempts_used: i32,
    /// Whether it is a make-up exam of this person.
    pub is_make_up: bool,
    /// The word of [`rules::StartDecision`].
    pub decision: &'static str,
    /// The instant the decision speaks of.
    pub at: Option<DateTime<Utc>>,
    /// Deadline of the open attempt.
    pub deadline_at: Option<DateTime<Utc>>,
    /// The result that counts, if it is open to the person.
    pub best: Option<Outcome>,
    /// The last attempt that was handed in.
    pub last: Option<AttemptId>,
    /// Whether people are grading an attempt.
    pub being_graded: bool,
}

impl MyExam {
    /// Whether the person passed, as far as they may know.
    pub fn is_passed(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.passed)
    }

    /// Whether there is something to do now.
    pub fn is_to_do(&self) -> bool {
        matches!(self.decision, "resume" | "start" | "not_open" | "waiting" | "cooling_down")
            && !self.is_passed()
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
    /// Whether people are grading it.
    pub being_graded: bool,
    /// Whether it counts no more.
    pub voided: bool,
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
    let assigned = exams::queries::assigned_to(conn, person).await?;
    let ids: Vec<ExamId> = assigned.iter().map(|exam| exam.exam_id).collect();
    let given = exams::queries::circumstances(conn, &[person], &ids).await?;
    let mut rows = Vec::new();
    for exam in assigned {
        let own: Vec<Attempt> =
            all.iter().filter(|attempt| attempt.exam_id == exam.exam_id).cloned().collect();
        let open = own.iter().find(|attempt| attempt.is_open());
        let terms = Terms::of(&exam.frame, &given.at(person, exam.exam_id), &standing::starts(&own), now);
        let sat = sat(conn, &own, now).await?;
        let knows_passed = sat.iter().any(|sat| sat.outcome.is_some_and(|outcome| outcome.passed));
        let best = counting_outcome(exam.counting, &own, &sat);
        let decision = rules::may_start(now, &terms, &standing::own_facts(&own, knows_passed));
        rows.push(MyExam {
            deadline_at: open.and_then(|attempt| attempt.deadline_at),
            last: own.iter().rev().find(|attempt| !attempt.is_open()).map(|attempt| attempt.id),
            being_graded: own.iter().any(|attempt| attempt.state == AttemptState::Submitted),
            code: exam.code,
            title_zh: exam.title_zh,
            title_en: exam.title_en,
            due_at: exam.due_at.filter(|_| !terms.is_make_up),
            opens_at: terms.opens_at,
            closes_at: terms.closes_at,
            minutes: terms.limit.map(|limit| (limit + terms.extra).num_minutes()),
            extra_minutes: minutes_up(terms.limit.map_or(TimeDelta::zero(), |_| terms.extra)),
            is_make_up: terms.is_make_up,
            questions: exam.question_count,
            pass_mark: exam.pass_mark,
            attempts_left: terms.attempts_left(),
            attempts_used: i32::try_from(standing::starts(&own).len()).unwrap_or(i32::MAX),
            decision: decision.word(),
            at: decision.at(),
            best,
        });
    }
    Ok(rows)
}

/// The result of the attempt that counts. What is not open to the person counts as not graded yet.
fn counting_outcome(rule: Counting, own: &[Attempt], sat: &[Sat]) -> Option<Outcome> {
    let pairs = own.iter().zip(sat);
    let valid: Vec<&Sat> =
        pairs.filter(|(attempt, _)| attempt.state != AttemptState::Voided).map(|(_, sat)| sat).collect();
    let tried: Vec<Tried> = valid
        .iter()
        .map(|sat| {
            let stage = match sat.outcome {
                Some(Outcome { score, maximum, passed, .. }) => Stage::Graded { score, maximum, passed },
                None if sat.open => Stage::Open,
                None => Stage::Waiting,
            };
            Tried { number: sat.number, stage }
        })
        .collect();
    counts(rule, &tried).and_then(|index| valid.get(index)?.outcome)
}

/// Whole minutes, a part of one counted as one.
pub fn minutes_up(time: TimeDelta) -> i64 {
    (time + TimeDelta::seconds(59)).num_minutes()
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
    let mut versions: HashMap<ExamVersionId, Arc<PublishedExam>> = HashMap::new();
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
            let is_open = standing::score_opening(conn, exam).await?.has_come(now);
            outcome = is_open.then(|| Outcome::of(score));
        }
        rows.push(Sat {
            id: attempt.id,
            number: attempt.number,
            open: attempt.is_open(),
            started_at: attempt.started_at,
            submitted_at: attempt.submitted_at,
            on_paper: attempt.is_on_paper(),
            being_graded: attempt.state == AttemptState::Submitted,
            voided: attempt.state == AttemptState::Voided,
            outcome,
        });
    }
    Ok(rows)
}
