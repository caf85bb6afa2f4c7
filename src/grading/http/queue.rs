//! `/grading`: what waits, exam by exam; one exam by question or by person; whether names are shown.

use actix_web::{HttpResponse, web};

use super::loaded::LoadedExam;
use crate::accounts::Trainer;
use crate::attempts::actions::{Among, Place, claim_next};
use crate::banks;
use crate::db::QuestionVersionId;
use crate::grading::model::Progress;
use crate::grading::pages::{Bar, DisputeRow, ExamPage, ExamRow, QueueRow, QueuesPage, alias, short_stem};
use crate::grading::{actions, queries};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash};

/// `GET /grading`.
pub(super) async fn list(trainer: Trainer) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let exams = queries::exam_queues(&mut conn).await?;
    let disputes = queries::disputes(&mut conn).await?;
    let data = QueuesPage {
        exams: exams.iter().map(|queue| ExamRow::new(&trainer, queue)).collect(),
        disputes: disputes.iter().map(|one| DisputeRow::new(trainer.language, one)).collect(),
    };
    trainer.page("grading/queues", trainer.text("hand-title"), data).respond()
}

/// `GET /grading/exams/{code}`.
pub(super) async fn exam(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let exam = LoadedExam::of(&mut conn, &trainer, &code).await?;
    let names_shown = queries::names_shown(&mut conn, exam.id).await?;
    let questions = queries::question_queues(&mut conn, exam.id).await?;
    let attempts = queries::attempt_queues(&mut conn, exam.id).await?;
    let ids: Vec<QuestionVersionId> = questions.iter().map(|queue| queue.question).collect();
    let versions = banks::queries::versions(&mut conn, &ids).await?;
    let waiting = questions.iter().map(|queue| queue.waiting).sum();
    let total: i64 = questions.iter().map(|queue| queue.total).sum();
    let row = |value: String, label: String, lang, waiting: i64, total: i64| QueueRow {
        value,
        label,
        lang,
        waiting,
        bar: Bar::new(&trainer, Progress { graded: total - waiting, total }),
    };
    let data = ExamPage {
        crumbs: vec![Crumb::up("/grading", trainer.text("hand-title")), Crumb::here(&exam.title)],
        code: code.to_string(),
        title: exam.title.clone(),
        bar: Bar::new(&trainer, Progress { graded: total - waiting, total }),
        waiting,
        names_shown,
        questions: questions
            .iter()
            .map(|queue| {
                let version = versions.iter().find(|version| version.id == queue.question);
                let stem = version
                    .map(|version| short_stem(&version.content.texts.in_language(trainer.language).stem))
                    .unwrap_or_default();
                let lang = Some(trainer.language.tag());
                row(queue.question.to_string(), stem, lang, queue.waiting, queue.total)
            })
            .collect(),
        attempts: attempts
            .into_iter()
            .map(|queue| {
                let label = if names_shown {
                    let number = trainer.text_with("attempts-number", [("number", queue.number)]);
                    format!("{} · {number}", queue.name)
                } else {
                    trainer.text_with("hand-alias", [("alias", alias(queue.attempt_id))])
                };
                row(queue.attempt_id.to_string(), label, None, queue.waiting, queue.total)
            })
            .collect(),
    };
    trainer.page("grading/exam", exam.title, data).respond()
}

/// `POST /grading/exams/{code}/names`.
pub(super) async fn names(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["shown"])?;
    let mut conn = trainer.conn().await?;
    let exam = LoadedExam::of(&mut conn, &trainer, &code).await?;
    let shown = fields.get("shown") == "yes";
    actions::show_names(&mut conn, &trainer.actor(), exam.id, &code, shown).await?;
    Ok(trainer.redirect(&format!("/grading/exams/{code}")))
}

/// `POST /grading/exams/{code}/next`: takes the next answer that waits.
pub(super) async fn next(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["question", "attempt"])?;
    let among = match (fields.optional("question"), fields.optional("attempt")) {
        (None, None) => Among::Exam,
        (Some(question), None) => Among::Question(question.parse().map_err(|_| Error::NotFound)?),
        (None, Some(attempt)) => Among::Attempt(attempt.parse().map_err(|_| Error::NotFound)?),
        (Some(_), Some(_)) => return Err(Error::NotFound),
    };
    let mut conn = trainer.conn().await?;
    let exam = LoadedExam::of(&mut conn, &trainer, &code).await?;
    let claimed = claim_next(&mut conn, exam.id, among, None, trainer.person.id).await?;
    Ok(go_to(&trainer, &code, among, claimed))
}

/// To an answer that was claimed, or back to the exam, which says that there is none.
pub(super) fn go_to(trainer: &Trainer, code: &str, among: Among, claimed: Option<Place>) -> HttpResponse {
    match claimed {
        Some(place) => trainer.redirect(&address(code, place, among_word(among))),
        None => {
            let said = Flash::ok(trainer.text("hand-none-left"));
            trainer.redirect_saying(&format!("/grading/exams/{code}"), &said)
        }
    }
}

/// The word of an address.
pub(super) fn among_word(among: Among) -> &'static str {
    match among {
        Among::Exam => "exam",
        Among::Question(_) => "question",
        Among::Attempt(_) => "attempt",
    }
}

/// The address of an answer.
pub(super) fn address(code: &str, (attempt, position): Place, among: &str) -> String {
    format!("/grading/exams/{code}/answers/{attempt}/{position}?among={among}")
}
