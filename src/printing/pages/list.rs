//! `/exams/{code}/print`: the papers there are, and a new one.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{SheetLink, language_words, languages, sheet_href};
use crate::exams::model::PublishedExam;
use crate::exams::pages::Head;
use crate::printing::model::{PaperLetter, PrintedPaper};
use crate::printing::rules::{Variety, variety};
use crate::web::components::Choice;
use crate::web::{Language, Visit};

/// What `printing/list.hbs` shows.
#[derive(Serialize)]
pub struct ListPage {
    head: Head,
    /// Address of publishing.
    publish: String,
    /// Number of the version that is printed; `None` while none is published.
    version: Option<i32>,
    rows: Vec<PaperRow>,
    /// The letters that were not drawn yet.
    letters: Vec<Choice>,
    /// How the papers differ, in words.
    variety: Option<String>,
    error: Option<String>,
}

/// One printed paper.
#[derive(Serialize)]
pub struct PaperRow {
    letter: &'static str,
    version: i32,
    count: usize,
    maximum: i32,
    created_at: DateTime<Utc>,
    created_by: Option<String>,
    /// What can be printed, in each language.
    sheets: Vec<LanguageSheets>,
}

/// The sheets of a paper in one language.
#[derive(Serialize)]
struct LanguageSheets {
    label: String,
    paper: SheetLink,
    answer_sheet: SheetLink,
    key: SheetLink,
}

impl PaperRow {
    /// The row of a paper. `exam` is the version it belongs to.
    pub fn new(visit: &Visit, exam: &PublishedExam, printed: &PrintedPaper) -> Self {
        let link = |below: &str, words: &str, language: Language| SheetLink {
            href: sheet_href(&exam.code, printed, below, language),
            label: visit.text(words),
            current: false,
        };
        Self {
            letter: printed.letter.as_str(),
            version: printed.version,
            count: printed.paper.items.len(),
            maximum: printed.paper.maximum,
            created_at: printed.created_at,
            created_by: printed.created_by.clone(),
            sheets: languages(exam)
                .map(|language| LanguageSheets {
                    label: visit.text(language_words(language)),
                    paper: link("", "printing-paper", language),
                    answer_sheet: link("/sheet", "printing-answer-sheet", language),
                    key: link("/key", "printing-key", language),
                })
                .collect(),
        }
    }
}

impl ListPage {
    /// The page of an exam: `current` is the version that trainees sit, `printed` every paper there is.
    pub fn new(
        visit: &Visit,
        (head, publish): (Head, String),
        current: Option<&PublishedExam>,
        printed: &[PrintedPaper],
        rows: Vec<PaperRow>,
        error: Option<String>,
    ) -> Self {
        let is_drawn = |letter: PaperLetter| {
            printed.iter().any(|paper| {
                paper.letter == letter && current.is_some_and(|exam| exam.version_id == paper.version_id)
            })
        };
        let open: Vec<PaperLetter> =
            PaperLetter::ALL.iter().copied().filter(|letter| !is_drawn(*letter)).collect();
        let words = |variety: Variety| match variety {
            Variety::OtherQuestions => visit.text("printing-other-questions"),
            Variety::OtherOrder => visit.text("printing-other-order"),
            Variety::Same => visit.text("printing-same"),
        };
        Self {
            head,
            publish,
            version: current.map(|exam| exam.number),
            rows,
            letters: open
                .iter()
                .map(|letter| Choice::new(letter.as_str(), letter.as_str(), open.first() == Some(letter)))
                .collect(),
            variety: current.map(|exam| words(variety(exam))),
            error,
        }
    }
}
