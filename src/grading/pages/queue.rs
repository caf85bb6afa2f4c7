//! What the pages of grading by people get.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::attempts::pages::Resting;
use crate::base::crockford;
use crate::base::text::cut;
use crate::db::AttemptId;
use crate::grading::model::{ExamQueue, ListedDispute, Progress};
use crate::web::components::{Choice, Crumb};
use crate::web::images::without_images;
use crate::web::{FormErrorItem, FormErrors, Language, Visit};

/// Characters of a text in a list.
const SHORT: usize = 90;

/// `/grading`.
#[derive(Serialize)]
pub struct QueuesPage {
    /// The exams.
    pub exams: Vec<ExamRow>,
    /// The disputes, open ones first.
    pub disputes: Vec<DisputeRow>,
}

/// An exam in the list.
#[derive(Serialize)]
pub struct ExamRow {
    href: String,
    title: String,
    waiting: i64,
    since: Option<DateTime<Utc>>,
    bar: Bar,
}

impl ExamRow {
    /// The row of an exam.
    pub fn new(visit: &Visit, queue: &ExamQueue) -> Self {
        let progress = Progress { graded: queue.total - queue.waiting, total: queue.total };
        Self {
            href: format!("/grading/exams/{}", queue.code),
            title: visit.language.pick(&queue.title_zh, &queue.title_en).to_owned(),
            waiting: queue.waiting,
            since: queue.since,
            bar: Bar::new(visit, progress),
        }
    }
}

/// How far grading is, as a length and in words.
#[derive(Serialize)]
pub struct Bar {
    percent: i64,
    text: String,
    done: bool,
}

impl Bar {
    /// Of so many of so many.
    pub fn new(visit: &Visit, progress: Progress) -> Self {
        let Progress { graded, total } = progress;
        Self {
            percent: (graded * 100 / total.max(1)).clamp(0, 100),
            text: visit.text_with("hand-progress", [("graded", graded), ("total", total)]),
            done: graded == total,
        }
    }
}

/// A dispute in the list.
#[derive(Serialize)]
pub struct DisputeRow {
    href: String,
    title: String,
    position: i16,
    text: String,
    raised_at: DateTime<Utc>,
    answered: bool,
}

impl DisputeRow {
    /// The row of a dispute.
    pub fn new(language: Language, dispute: &ListedDispute) -> Self {
        Self {
            href: format!("/grading/disputes/{}", dispute.id),
            title: language.pick(&dispute.title_zh, &dispute.title_en).to_owned(),
            position: dispute.position,
            text: cut(&dispute.text, SHORT),
            raised_at: dispute.raised_at,
            answered: dispute.answered_at.is_some(),
        }
    }
}

/// `/grading/exams/{code}`.
#[derive(Serialize)]
pub struct ExamPage {
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Code of the exam.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How far it is in all.
    pub bar: Bar,
    /// Answers that wait.
    pub waiting: i64,
    /// Whether names are shown.
    pub names_shown: bool,
    /// Across people, question by question.
    pub questions: Vec<QueueRow>,
    /// Person by person.
    pub attempts: Vec<QueueRow>,
}

/// Answers that are graded one after the other.
#[derive(Serialize)]
pub struct QueueRow {
    /// What is sent to begin.
    pub value: String,
    /// The question, or whose answers.
    pub label: String,
    /// Language tag of the label; `None` for that of the page.
    pub lang: Option<&'static str>,
    /// How many wait.
    pub waiting: i64,
    /// How far it is.
    pub bar: Bar,
}

/// The beginning of a question, for a list.
pub fn short_stem(stem: &str) -> String {
    cut(&without_images(stem), SHORT)
}

/// A short word for an attempt whose person is not to be known: the same wherever it is shown.
pub fn alias(id: AttemptId) -> String {
    let random: Vec<u8> = id.0.as_bytes().iter().rev().take(5).copied().collect();
    crockford::encode(&random).chars().take(5).collect()
}

/// The question, the answer, and what helps to grade it.
#[derive(Serialize)]
pub struct Sheet {
    /// Whose it is: a name, or a word in its place.
    pub who: String,
    /// Where it stands in the paper, from 1.
    pub position: i16,
    /// Language tag of the texts.
    pub lang: &'static str,
    /// Text shared by several questions.
    pub material: Option<String>,
    /// The question.
    pub stem: String,
    /// What was answered.
    pub response: String,
    /// The marking guide, part by part.
    pub guide: Vec<String>,
    /// What trainees are told about the question later; only where there is no guide.
    pub explanation: Option<String>,
    /// Most points in 1/100.
    pub maximum: i32,
}

/// `/grading/exams/{code}/answers/{attempt}/{position}`.
#[derive(Serialize)]
pub struct AnswerPage {
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Address of the form.
    pub action: String,
    /// Address of the exam's grading.
    pub up: String,
    /// Among which answers one goes on: `exam`, `question` or `attempt`.
    pub among: &'static str,
    /// The question and the answer.
    pub sheet: Sheet,
    /// How far it is.
    pub bar: Bar,
    /// Whether names are hidden.
    pub hidden: bool,
    /// Until when nobody else gets it.
    pub until: Option<DateTime<Utc>>,
    /// Why it cannot be graded here now: `elsewhere` or `released`; `None` when it can.
    pub closed: Option<&'static str>,
    /// The mark that counts: points in 1/100.
    pub points: Option<i32>,
    /// What was said with it.
    pub comment: Option<String>,
    /// Number of that mark, 0 for none.
    pub seen: i32,
    /// Where the attempt stands with all its results.
    pub history: String,
    /// Where the mark of a released result is changed.
    pub change: String,
    /// What is typed.
    pub typed_points: String,
    /// What is typed.
    pub typed_comment: String,
    /// The certificates that rest on a pass which this mark could take away, and what becomes of them.
    pub resting: Option<Resting>,
    /// The answer this person graded before.
    pub last: Option<LastLink>,
    /// What cannot be taken.
    pub errors: FormErrors,
    /// The same as a list.
    pub error_list: Vec<FormErrorItem>,
}

/// The way back to what one graded before.
#[derive(Serialize)]
pub struct LastLink {
    /// Its address.
    pub href: String,
    /// Points in 1/100.
    pub points: i32,
}

/// `/grading/disputes/{id}`.
#[derive(Serialize)]
pub struct DisputePage {
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Address of the form.
    pub action: String,
    /// The question and the answer.
    pub sheet: Sheet,
    /// The options of a question that has some, in the order of the paper.
    pub options: Vec<String>,
    /// The key by the letters of this paper; `None` where people grade.
    pub key: Option<String>,
    /// Points given in 1/100.
    pub points: Option<i32>,
    /// What the trainee says.
    pub text: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// What was answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// What is typed.
    pub typed: String,
    /// Where the attempt stands with all its results.
    pub history: String,
    /// Where a mark of people is changed; `None` where the server marks.
    pub change: Option<String>,
    /// What cannot be taken.
    pub errors: FormErrors,
    /// The same as a list.
    pub error_list: Vec<FormErrorItem>,
}

/// `/exams/{code}/results/{attempt}/void`, `/reopen` and `/marks/{position}`.
#[derive(Serialize)]
pub struct ChangePage {
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// `void`, `reopen` or `mark`.
    pub what: &'static str,
    /// Address of the form.
    pub action: String,
    /// Where the attempt stands.
    pub back: String,
    /// Whose attempt.
    pub name: String,
    /// First, second, … attempt.
    pub number: i32,
    /// Whether it was sat on paper.
    pub on_paper: bool,
    /// The score that counts now: points in 1/100, maximum, whether it passed.
    pub score: Option<ScoreNow>,
    /// The question and the answer, where a mark is changed.
    pub sheet: Option<Sheet>,
    /// Number of the mark that is changed.
    pub seen: i32,
    /// The certificates that rest on it and what becomes of them; `None` for none.
    pub resting: Option<Resting>,
    /// What is typed.
    pub values: serde_json::Value,
    /// Which of two times is meant, where clocks go back.
    pub which: Option<Vec<Choice>>,
    /// Why nothing can be done: the id of a message is shown by its words; `None` when it can.
    pub closed: Option<String>,
    /// What cannot be taken.
    pub errors: FormErrors,
    /// The same as a list.
    pub error_list: Vec<FormErrorItem>,
}

/// A score in a sentence.
#[derive(Serialize)]
pub struct ScoreNow {
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// Tenths of a percent, cut.
    pub percent: i32,
    /// Whether it passed.
    pub passed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_has_the_same_short_word_everywhere_and_another_than_its_neighbour() {
        let (one, other) = (AttemptId::new(), AttemptId::new());
        assert_eq!(alias(one), alias(one));
        assert_eq!(alias(one).chars().count(), 5);
        assert_ne!(alias(one), alias(other));
    }
}
