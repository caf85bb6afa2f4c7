//! `/grading/exams/{code}/answers/{attempt}/{position}`: one answer, graded with the keyboard alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::loaded::{LoadedAnswer, LoadedExam, place, who};
use super::queue::{address, among_word, go_to};
use crate::accounts::Trainer;
use crate::attempts::actions::{Among, GivenMark, MarkGiven, claim_next, mark_by_hand, release_claim};
use crate::attempts::forms::fate;
use crate::attempts::model::AttemptState;
use crate::attempts::pages::Resting;
use crate::attempts::queries as attempt_queries;
use crate::db::Conn;
use crate::grading::forms::{MARK_FIELDS, MarkForm};
use crate::grading::pages::{AnswerPage, Bar, LastLink};
use crate::grading::queries;
use crate::web::components::Crumb;
use crate::web::markup::points_text;
use crate::web::{Error, Fields, FormErrors};

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct Query {
    among: Option<String>,
}

type Address = web::Path<(String, String, String)>;

/// Among which answers somebody goes on after this one.
fn among(word: &str, answer: &LoadedAnswer) -> Among {
    match word {
        "question" => Among::Question(answer.item.version_id),
        "attempt" => Among::Attempt(answer.attempt.id),
        _ => Among::Exam,
    }
}

/// What is shown again when it cannot be taken.
#[derive(Default)]
struct Typed {
    points: Option<String>,
    comment: Option<String>,
    fate: String,
    errors: FormErrors,
}

/// `GET`.
pub(super) async fn show(
    trainer: Trainer,
    path: Address,
    query: web::Query<Query>,
) -> Result<HttpResponse, Error> {
    let (code, attempt, position) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let exam = LoadedExam::of(&mut conn, &trainer, &code).await?;
    let answer = LoadedAnswer::of(&mut conn, &trainer, exam.id, place(&attempt, &position)?).await?;
    let word = query.among.clone().unwrap_or_default();
    page(&mut conn, &trainer, &code, &exam, &answer, &word, Typed::default(), StatusCode::OK).await
}

/// `POST`: gives the mark, or leaves the answer to others, and goes on to the next.
pub(super) async fn mark(trainer: Trainer, path: Address, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&MARK_FIELDS)?;
    let (code, attempt, position) = path.into_inner();
    let place = place(&attempt, &position)?;
    let mut conn = trainer.conn().await?;
    let exam = LoadedExam::of(&mut conn, &trainer, &code).await?;
    let answer = LoadedAnswer::of(&mut conn, &trainer, exam.id, place).await?;
    let maximum = answer.task.as_ref().ok_or(Error::NotFound)?.maximum;
    let word = fields.get("among").to_owned();
    let (among, by) = (among(&word, &answer), trainer.person.id);
    if fields.get("do") == "skip" {
        release_claim(&mut conn, place, by).await?;
        let claimed = claim_next(&mut conn, exam.id, among, Some(place), by).await?;
        return Ok(go_to(&trainer, &code, among, claimed));
    }
    let typed = |errors| Typed {
        points: Some(fields.raw("points").to_owned()),
        comment: Some(fields.raw("comment").to_owned()),
        fate: fields.get("fate").to_owned(),
        errors,
    };
    let form = match MarkForm::parse(&fields, &trainer, maximum) {
        Ok(form) => form,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&mut conn, &trainer, &code, &exam, &answer, &word, typed(errors), status).await;
        }
    };
    let given = GivenMark {
        place,
        exam: exam.id,
        points: form.points,
        comment: form.comment.as_deref(),
        seen: form.seen,
        by,
        reason: None,
        fate: fate(&fields, &trainer, false, &mut FormErrors::none()),
    };
    match mark_by_hand(&mut conn, &trainer.actor(), &trainer.app.config.site, given).await? {
        MarkGiven::Saved { .. } => {
            let claimed = claim_next(&mut conn, exam.id, among, Some(place), by).await?;
            Ok(go_to(&trainer, &code, among, claimed))
        }
        MarkGiven::Undecided => {
            let mut errors = FormErrors::none();
            errors.add("fate", trainer.text("hand-fate-missing"));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&mut conn, &trainer, &code, &exam, &answer, &word, typed(errors), status).await
        }
        MarkGiven::Elsewhere(_) | MarkGiven::Released => {
            let now = LoadedAnswer::of(&mut conn, &trainer, exam.id, place).await?;
            let kept = typed(FormErrors::none());
            page(&mut conn, &trainer, &code, &exam, &now, &word, kept, StatusCode::CONFLICT).await
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "what one page is made of")]
async fn page(
    conn: &mut Conn,
    trainer: &Trainer,
    code: &str,
    exam: &LoadedExam,
    answer: &LoadedAnswer,
    word: &str,
    typed: Typed,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let task = answer.task.as_ref().ok_or(Error::NotFound)?;
    let among = among(word, answer);
    let names_shown = queries::names_shown(conn, exam.id).await?;
    let who = who(conn, trainer, &answer.attempt, names_shown).await?;
    let up = format!("/grading/exams/{code}");
    let history = format!("/exams/{code}/results/{}", answer.attempt.id);
    let is_elsewhere = task.points.is_none() && task.is_elsewhere(trainer.person.id, exam.now);
    let came_meanwhile = status == StatusCode::CONFLICT && task.points.is_some();
    let closed = if answer.attempt.state == AttemptState::Graded && task.points.is_some() {
        Some("released")
    } else if is_elsewhere {
        Some("elsewhere")
    } else if came_meanwhile {
        Some("marked")
    } else {
        None
    };
    // Another answer came in the place of one that was graded, by a file for example: the mark may turn a pass into a fail.
    let could_lose = answer.attempt.state == AttemptState::Graded && task.points.is_none();
    let certificates =
        if could_lose { attempt_queries::resting_on(conn, &answer.attempt).await? } else { Vec::new() };
    let last = queries::last_graded(conn, exam.id, trainer.person.id).await?;
    let data = AnswerPage {
        crumbs: vec![
            Crumb::up("/grading", trainer.text("hand-title")),
            Crumb::up(up.clone(), &exam.title),
            Crumb::here(trainer.text_with("attempts-paper-position", [("position", answer.position)])),
        ],
        action: format!("{up}/answers/{}/{}", answer.attempt.id, answer.position),
        among: among_word(among),
        bar: Bar::new(trainer, queries::progress(conn, exam.id, among).await?),
        hidden: !names_shown,
        until: task.claimed_until.filter(|until| *until > exam.now),
        closed,
        points: task.points,
        comment: task.comment.clone(),
        seen: task.mark_number,
        change: format!("{history}/marks/{}", answer.position),
        history,
        typed_points: typed
            .points
            .unwrap_or_else(|| task.points.map(|points| points_text(points.into())).unwrap_or_default()),
        typed_comment: typed.comment.unwrap_or_else(|| task.comment.clone().unwrap_or_default()),
        last: last
            .filter(|last| (last.attempt_id, last.position) != (answer.attempt.id, answer.position))
            .map(|last| LastLink {
                href: address(code, (last.attempt_id, last.position), among_word(among)),
                points: last.points,
            }),
        sheet: answer.sheet(who),
        resting: Resting::new(&certificates, &typed.fate, trainer),
        up,
        error_list: typed.errors.list(),
        errors: typed.errors,
    };
    trainer.page("grading/answer", trainer.text("hand-title"), data).with_status(status).respond()
}
