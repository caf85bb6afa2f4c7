//! `/grading/disputes/{id}`: what a trainee objects to, and the answer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::loaded::{LoadedAnswer, who};
use crate::accounts::{self, Trainer};
use crate::attempts::marking::key_as_shown;
use crate::attempts::model::Dispute;
use crate::attempts::{actions, queries as attempt_queries};
use crate::db::{Conn, ExamId};
use crate::exams;
use crate::grading::forms::needed;
use crate::grading::pages::DisputePage;
use crate::grading::queries;
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrors};

async fn dispute(conn: &mut Conn, id: &str) -> Result<(Dispute, ExamId), Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    attempt_queries::dispute(conn, id).await?.ok_or(Error::NotFound)
}

/// `GET`.
pub(super) async fn show(trainer: Trainer, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let found = dispute(&mut conn, &id).await?;
    page(&mut conn, &trainer, found, "", FormErrors::none(), StatusCode::OK).await
}

/// `POST`: answers it.
pub(super) async fn answer(
    trainer: Trainer,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["answer"])?;
    let mut conn = trainer.conn().await?;
    let found = dispute(&mut conn, &id).await?;
    let mut errors = FormErrors::none();
    let text = needed(&fields, &trainer, "answer", &mut errors);
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&mut conn, &trainer, found, fields.raw("answer"), errors, status).await;
    }
    let (actor, by) = (trainer.actor(), trainer.person.id);
    if actions::answer_dispute(&mut conn, &actor, found.0.id, by, &text).await? {
        let said = Flash::ok(trainer.text("hand-dispute-answered"));
        return Ok(trainer.redirect_saying("/grading", &said));
    }
    let found = dispute(&mut conn, &id).await?;
    page(&mut conn, &trainer, found, &text, FormErrors::none(), StatusCode::CONFLICT).await
}

async fn page(
    conn: &mut Conn,
    trainer: &Trainer,
    (dispute, exam): (Dispute, ExamId),
    typed: &str,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let place = (dispute.attempt_id, dispute.position);
    let answer = LoadedAnswer::of(conn, trainer, exam, place).await?;
    let code = exams::queries::published_version(conn, answer.attempt.version_id).await?.code.clone();
    let names_shown = queries::names_shown(conn, exam).await?;
    let who = who(conn, trainer, &answer.attempt, names_shown).await?;
    let by_people = answer.item.kind.is_graded_by_people();
    let history = format!("/exams/{code}/results/{}", answer.attempt.id);
    let answered_by = match dispute.answered_by {
        Some(person) => Some(accounts::queries::current_name(conn, person).await?.0),
        None => None,
    };
    let key = key_as_shown(&answer.item, &answer.version.content).map_err(Error::internal)?;
    let texts = &answer.version.content.texts.in_language(answer.lang).options;
    let options = ('A'..='Z')
        .zip(&answer.item.option_order)
        .filter_map(|(letter, index)| Some(format!("{letter}. {}", texts.get(usize::from(*index))?)))
        .collect();
    let data = DisputePage {
        crumbs: vec![
            Crumb::up("/grading", trainer.text("hand-title")),
            Crumb::here(trainer.text("hand-dispute-title")),
        ],
        action: format!("/grading/disputes/{}", dispute.id),
        options,
        key: Some(key).filter(|_| !by_people),
        points: answer.mark.as_ref().map(|mark| mark.points),
        text: dispute.text,
        raised_at: dispute.raised_at,
        answer: dispute.answer,
        answered_at: dispute.answered_at,
        answered_by,
        typed: typed.to_owned(),
        change: (by_people && answer.task.is_some() && answer.mark.is_some())
            .then(|| format!("{history}/marks/{}", dispute.position)),
        history,
        sheet: answer.sheet(who),
        error_list: errors.list(),
        errors,
    };
    trainer.page("grading/dispute", trainer.text("hand-dispute-title"), data).with_status(status).respond()
}
