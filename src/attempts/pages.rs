//! What the pages of this room show. A page of an attempt that is open never holds a key, an explanation or anything
//! computed from one.

mod bar;
mod check;
mod choices;
mod history;
mod question;
mod resting;
mod timeline;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use bar::{Bar, answered, clock_text};
pub use check::{CheckPage, CheckRow, check_rows};
pub use choices::Choices;
pub use history::{MarkRow, ScoreRow, mark_rows, score_rows};
pub use question::{Entry, Question, entries};
pub use resting::Resting;
pub use timeline::{Happened, timeline};

use crate::base::QuestionKind;
use crate::exams::model::{PublishedExam, PublishedSection};
use crate::exams::pages::Rule;
use crate::web::Language;

/// The language an exam is shown in: the visitor's if the exam has it, else its first.
pub fn paper_language(wanted: Language, exam: &PublishedExam) -> Language {
    let has = |language: &Language| exam.languages.iter().any(|tag| tag == language.tag());
    [wanted, wanted.other()].into_iter().find(has).unwrap_or(wanted)
}

/// What is to be said about an answer that was sent and not stored as it is.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The question, from 1.
    pub position: i16,
    /// `conflict` (another answer is stored), `paused` (the time stands still, so it was not taken) or `unavailable` (not
    /// known to be saved).
    pub kind: &'static str,
    /// The answer that was sent, in words.
    pub sent: String,
    /// The answer that is stored, in words.
    pub stored: String,
}

/// One question of the paper with what its form needs.
#[derive(Debug, Serialize)]
pub struct PaperQuestion {
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// The part of the paper it stands in; on a page with all questions only with the first of the part.
    pub section: Option<SectionHead>,
    /// Sequence of its stored answer; 0 when there is none.
    pub sequence: i32,
    /// Whether it is marked to look at again.
    pub flagged: bool,
}

/// The paper.
#[derive(Debug, Serialize)]
pub struct PaperPage {
    /// Address of the attempt.
    pub href: String,
    /// Where the images of its questions are.
    pub images: String,
    /// Its id, for the browser's own storage.
    pub id: String,
    /// Epoch the page writes with.
    pub epoch: i32,
    /// Whether this session may only look, because another one holds the attempt.
    pub read_only: bool,
    /// The server's time when the page was made.
    pub now: DateTime<Utc>,
    /// The bar.
    pub bar: Bar,
    /// Whether all questions stand on this page.
    pub all: bool,
    /// Whether the trainee may choose between one and all.
    pub may_choose: bool,
    /// What the trainee chose for the exam pages.
    pub choices: Choices,
    /// Whether the page notes things about the sitting.
    pub noted: bool,
    /// The question the page is about, from 1.
    pub position: i16,
    /// That question, or all of them.
    pub questions: Vec<PaperQuestion>,
    /// The question before.
    pub previous: Option<i16>,
    /// The question after.
    pub next: Option<i16>,
    /// The question list.
    pub entries: Vec<Entry>,
    /// Questions without an answer.
    pub open: usize,
    /// Questions marked to look at again.
    pub flags: usize,
    /// What is to be said above the questions.
    pub problems: Vec<Problem>,
}

/// What stands above the questions of a part.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct SectionHead {
    /// Title of the part.
    pub title: String,
    /// What is to be read before its questions; may be empty.
    pub instructions: String,
}

impl SectionHead {
    /// The head of the part at a position (from 1) in a language.
    pub fn new(exam: &PublishedExam, position: i16, language: Language) -> Self {
        let section = exam.sections.iter().find(|section| section.position == position);
        let text = |pick: fn(&PublishedSection) -> (&str, &str)| {
            section.map(pick).map_or("", |(zh, en)| language.pick(zh, en)).to_owned()
        };
        Self {
            title: text(|section| (&section.title_zh, &section.title_en)),
            instructions: text(|section| (&section.instructions_zh, &section.instructions_en)),
        }
    }
}

/// The receipt.
#[derive(Debug, Serialize)]
pub struct ReceiptPage {
    /// Address of the attempt.
    pub href: String,
    /// Title of the exam.
    pub title: String,
    /// First, second, … attempt.
    pub number: i32,
    /// Number of the receipt.
    pub receipt: String,
    /// When it counts as handed in.
    pub submitted_at: DateTime<Utc>,
    /// Who closed it, as the word in the database.
    pub by: &'static str,
    /// Whether it came in the grace.
    pub late: bool,
    /// Questions with an answer.
    pub answered: usize,
    /// Questions in all.
    pub count: i16,
    /// Whether people are grading it.
    pub being_graded: bool,
    /// When the result opens.
    pub opening: ScoreOpening,
}

/// When a trainee sees the score.
#[derive(Debug, Serialize)]
pub struct ScoreOpening {
    /// Whether it is open now.
    pub open: bool,
    /// From when, where that is known and still to come.
    pub at: Option<DateTime<Utc>>,
    /// Whether it never opens.
    pub never: bool,
}

/// How the points of a section are given, told on the start page.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct SectionRow {
    /// Title of the section.
    pub title: String,
    /// Questions in it.
    pub count: i32,
    /// Points of each in 1/100.
    pub points: i32,
    /// How points are given.
    pub rules: Vec<Rule>,
}

/// The sections of an exam in a language. `kinds` are the types of question of each.
pub fn section_rows(
    exam: &PublishedExam,
    language: Language,
    kinds: &[Vec<QuestionKind>],
) -> Vec<SectionRow> {
    exam.sections
        .iter()
        .zip(kinds)
        .map(|(section, kinds)| SectionRow {
            title: language.pick(&section.title_zh, &section.title_en).to_owned(),
            count: section.draw_count,
            points: section.points,
            rules: Rule::all(section.scoring, kinds),
        })
        .collect()
}
