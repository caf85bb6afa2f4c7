//! The key of a printed paper, and what is asked before it is shown.

use serde::Serialize;

use super::sheets::{Part, SheetHead, Versions, parts};
use crate::attempts::marking::key_as_shown;
use crate::exams::model::PublishedExam;
use crate::exams::scoring;
use crate::printing::model::PrintedPaper;
use crate::web::{Language, Visit};

/// What `printing/key-question.hbs` asks.
#[derive(Serialize)]
pub struct KeyQuestionPage {
    /// What stands at the top of the sheet.
    pub head: SheetHead,
    /// Address of the key.
    pub action: String,
    /// Whether it was sent without the tick.
    pub error: Option<String>,
}

/// What `printing/key.hbs` shows.
#[derive(Serialize)]
pub struct KeyPage {
    head: SheetHead,
    sections: Vec<Part<KeyRow>>,
}

/// The key of one question.
#[derive(Serialize)]
struct KeyRow {
    position: i16,
    /// Code of the question in its bank.
    question_code: String,
    /// Letters as printed, `T` or `F`; empty where none is known.
    key: String,
    /// Points in 1/100.
    worth: i32,
}

/// What is stored and cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    /// A question of the paper is gone.
    #[error("question {0} of the printed paper does not exist")]
    NoSuchQuestion(i16),
    /// What is stored is no key.
    #[error("question {0} of the printed paper has no readable key: {1}")]
    Unreadable(i16, scoring::KeyProblem),
}

impl KeyPage {
    /// The key by the letters of this paper.
    ///
    /// # Errors
    /// [`KeyProblem`] when what is stored cannot be read.
    pub fn new(
        visit: &Visit,
        exam: &PublishedExam,
        printed: &PrintedPaper,
        versions: &Versions,
        language: Language,
        head: SheetHead,
    ) -> Result<Self, KeyProblem> {
        let mut rows = Vec::with_capacity(printed.paper.items.len());
        for (position, item) in (1i16..).zip(&printed.paper.items) {
            let version = versions.get(&item.version_id).ok_or(KeyProblem::NoSuchQuestion(position))?;
            let key = key_as_shown(item, &version.content)
                .map_err(|error| KeyProblem::Unreadable(position, error))?;
            let row =
                KeyRow { position, question_code: version.question_code.clone(), key, worth: item.points };
            rows.push((item, row));
        }
        Ok(Self { head, sections: parts(visit, exam, language, rows) })
    }
}
