//! What the templates of this room get.

mod entry;
mod key;
mod list;
mod sheets;

pub use entry::{CheckPage, ChoosePage, EntryHead, EntryPage};
pub use key::{KeyPage, KeyProblem, KeyQuestionPage};
pub use list::{ListPage, PaperRow};
pub use sheets::{AnswerSheetPage, PaperPage, SheetHead, Versions};

use serde::Serialize;

use super::model::PrintedPaper;
use crate::exams::model::PublishedExam;
use crate::web::components::Crumb;
use crate::web::{Language, Visit};

/// A sheet in another language, or another sheet of the same paper.
#[derive(Debug, Serialize)]
pub struct SheetLink {
    href: String,
    label: String,
    current: bool,
}

/// Address of a sheet of a printed paper: `below` is empty, `/sheet` or `/key`.
pub fn sheet_href(code: &str, printed: &PrintedPaper, below: &str, language: Language) -> String {
    format!("/exams/{code}/print/{}{below}?language={}", printed.id, language.tag())
}

/// The same sheet in each language of the exam.
fn in_each_language(
    visit: &Visit,
    exam: &PublishedExam,
    printed: &PrintedPaper,
    below: &str,
    shown: Language,
) -> Vec<SheetLink> {
    languages(exam)
        .map(|language| SheetLink {
            href: sheet_href(&exam.code, printed, below, language),
            label: visit.text(language_words(language)),
            current: language == shown,
        })
        .collect()
}

/// The languages a paper can be printed in.
pub fn languages(exam: &PublishedExam) -> impl Iterator<Item = Language> {
    exam.languages.iter().filter_map(|tag| Language::parse(tag))
}

fn language_words(language: Language) -> &'static str {
    match language {
        Language::Chinese => "exams-language-zh-CN",
        Language::English => "exams-language-en",
    }
}

/// The way to a page below the list of printed papers.
fn crumbs(visit: &Visit, exam: &PublishedExam, here: String) -> Vec<Crumb> {
    vec![
        Crumb::up("/exams", visit.text("exams-title")),
        Crumb::up(format!("/exams/{}", exam.code), visit.language.pick(&exam.title_zh, &exam.title_en)),
        Crumb::up(format!("/exams/{}/print", exam.code), visit.text("printing-title")),
        Crumb::here(here),
    ]
}
