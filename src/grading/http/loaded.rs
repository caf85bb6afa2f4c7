//! What several pages of grading read first: the exam, an answer with its question.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::accounts::{self, Trainer};
use crate::attempts::actions::Place;
use crate::attempts::model::{Attempt, AttemptState, GradingTask, PaperItem, StoredMark};
use crate::attempts::pages::paper_language;
use crate::attempts::queries;
use crate::banks;
use crate::banks::model::QuestionVersion;
use crate::db::{self, AttemptId, Conn, ExamId};
use crate::exams;
use crate::grading::pages::{Sheet, alias};
use crate::web::Error;

/// An exam by its code.
pub(super) struct LoadedExam {
    pub(super) id: ExamId,
    pub(super) title: String,
    pub(super) now: DateTime<Utc>,
}

impl LoadedExam {
    /// The exam with this code.
    pub(super) async fn of(conn: &mut Conn, trainer: &Trainer, code: &str) -> Result<Self, Error> {
        let standing = exams::queries::standing(conn, code).await?.ok_or(Error::NotFound)?;
        let draft = &standing.exam.draft;
        Ok(Self {
            id: standing.exam.id,
            title: trainer.language.pick(&draft.title_zh, &draft.title_en).to_owned(),
            now: db::now(conn).await?,
        })
    }
}

/// An answer of an attempt at an exam.
pub(super) struct LoadedAnswer {
    pub(super) attempt: Attempt,
    pub(super) position: i16,
    pub(super) item: PaperItem,
    pub(super) version: Arc<QuestionVersion>,
    pub(super) lang: crate::web::Language,
    pub(super) response: String,
    /// What it was given by the score that counts.
    pub(super) mark: Option<StoredMark>,
    /// Where people grade it.
    pub(super) task: Option<GradingTask>,
}

impl LoadedAnswer {
    /// The answer at this place of an attempt at the exam.
    pub(super) async fn of(
        conn: &mut Conn,
        trainer: &Trainer,
        exam: ExamId,
        (id, position): Place,
    ) -> Result<Self, Error> {
        let attempt = queries::attempt_in(conn, id, exam).await?.ok_or(Error::NotFound)?;
        let paper = queries::paper(conn, id).await?;
        let item = paper.item(position).ok_or(Error::NotFound)?.clone();
        let published = exams::queries::published_version(conn, attempt.version_id).await?;
        let versions = banks::queries::versions(conn, &[item.version_id]).await?;
        let version = versions.into_iter().next().ok_or(Error::NotFound)?;
        let score = queries::score_of(conn, id).await?.filter(|_| attempt.state == AttemptState::Graded);
        // Marks that an attempt keeps while it is open again are nobody's work until it is handed in.
        let is_handed_in = matches!(attempt.state, AttemptState::Submitted | AttemptState::Graded);
        let mark = match score {
            Some(score) => {
                let place = usize::try_from(position).unwrap_or(0).saturating_sub(1);
                queries::marks_of(&score)?.into_iter().nth(place)
            }
            None => None,
        };
        let stored = queries::responses_of(conn, id).await?;
        let stored = stored.into_iter().find(|one| one.position == position).map(|one| one.response);
        Ok(Self {
            position,
            response: mark.as_ref().map(|mark| mark.response.clone()).or(stored).unwrap_or_default(),
            lang: paper_language(trainer.language, &published),
            task: queries::grading_task(conn, id, position).await?.filter(|_| is_handed_in),
            attempt,
            item,
            version,
            mark,
        })
    }

    /// As a page shows it, under this name.
    pub(super) fn sheet(&self, who: String) -> Sheet {
        let content = &self.version.content;
        let text = content.texts.in_language(self.lang);
        let material = content.material.as_ref();
        Sheet {
            who,
            position: self.position,
            lang: self.lang.tag(),
            material: material
                .and_then(|texts| texts.get(self.lang.tag()).or_else(|| texts.values().next()).cloned()),
            stem: text.stem.clone(),
            response: self.response.clone(),
            explanation: text.explanation.clone().filter(|_| text.reference.is_empty()),
            guide: text.reference.clone(),
            maximum: self.item.points,
        }
    }
}

/// The name of whoever sat an attempt, or a word in its place.
pub(super) async fn who(
    conn: &mut Conn,
    trainer: &Trainer,
    attempt: &Attempt,
    is_named: bool,
) -> Result<String, Error> {
    if is_named {
        return Ok(accounts::queries::current_name(conn, attempt.person_id).await?.0);
    }
    Ok(trainer.text_with("hand-alias", [("alias", alias(attempt.id))]))
}

/// The attempt and position in an address; anything else is no address of ours.
pub(super) fn place(attempt: &str, position: &str) -> Result<Place, Error> {
    let attempt: AttemptId = attempt.parse().map_err(|_| Error::NotFound)?;
    let position: i16 = position.parse().map_err(|_| Error::NotFound)?;
    Ok((attempt, position))
}
