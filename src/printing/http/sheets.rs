//! `/exams/{code}/print/{id}` and `…/sheet`: the paper and the answer sheet, to be printed by the browser.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::accounts::Trainer;
use crate::attempts::pages::paper_language;
use crate::banks;
use crate::db::{Conn, PrintedPaperId, QuestionVersionId};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::printing::model::PrintedPaper;
use crate::printing::pages::{AnswerSheetPage, PaperPage, SheetHead, Versions, languages};
use crate::printing::queries;
use crate::web::{Error, Language};

/// Query of a sheet.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Language tag; the reader's where it is missing.
    pub(super) language: Option<String>,
}

/// A printed paper with its exam, in a language that the exam has.
pub(super) struct Opened {
    pub(super) exam: Arc<PublishedExam>,
    pub(super) printed: PrintedPaper,
    pub(super) language: Language,
}

impl Opened {
    /// The paper of the address. Another exam's paper and a language that the exam does not have are not found.
    pub(super) async fn load(
        trainer: &Trainer,
        conn: &mut Conn,
        (code, id): &(String, String),
        wanted: Option<&str>,
    ) -> Result<Self, Error> {
        let id: PrintedPaperId = id.parse().map_err(|_| Error::NotFound)?;
        let exam = exams::queries::exam(conn, code).await?.ok_or(Error::NotFound)?;
        let printed = queries::printed_paper(conn, exam.id, id).await?.ok_or(Error::NotFound)?;
        let exam = exams::queries::published_version(conn, printed.version_id).await?;
        let language = match wanted {
            None => paper_language(trainer.language, &exam),
            Some(tag) => languages(&exam).find(|language| language.tag() == tag).ok_or(Error::NotFound)?,
        };
        Ok(Self { exam, printed, language })
    }

    /// The head of one of its sheets.
    pub(super) fn head(&self, trainer: &Trainer, below: &str, name: &str) -> SheetHead {
        let name = trainer.text_with(name, [("letter", self.printed.letter.as_str())]);
        SheetHead::new(trainer, &self.exam, &self.printed, self.language, below, name)
    }

    /// The questions of the paper.
    pub(super) async fn versions(&self, conn: &mut Conn) -> Result<Versions, Error> {
        let ids: Vec<QuestionVersionId> =
            self.printed.paper.items.iter().map(|item| item.version_id).collect();
        let versions = banks::queries::versions(conn, &ids).await?;
        Ok(versions.into_iter().map(|version| (version.id, version)).collect())
    }
}

/// `GET /exams/{code}/print/{id}`.
pub(super) async fn paper(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let opened = Opened::load(&trainer, &mut conn, &path, wanted.language.as_deref()).await?;
    let versions = opened.versions(&mut conn).await?;
    let head = opened.head(&trainer, "", "printing-paper-letter");
    let (exam, printed) = (&opened.exam, &opened.printed);
    let data = PaperPage::new(&trainer, exam, printed, &versions, opened.language, head)
        .ok_or_else(|| Error::internal("a question of the printed paper is gone"))?;
    trainer.page("printing/paper", trainer.text("printing-paper"), data).respond()
}

/// `GET /exams/{code}/print/{id}/sheet`.
pub(super) async fn answer_sheet(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let opened = Opened::load(&trainer, &mut conn, &path, wanted.language.as_deref()).await?;
    let head = opened.head(&trainer, "/sheet", "printing-answer-sheet-letter");
    let data = AnswerSheetPage::new(&trainer, &opened.exam, &opened.printed, opened.language, head);
    trainer.page("printing/answer-sheet", trainer.text("printing-answer-sheet"), data).respond()
}
