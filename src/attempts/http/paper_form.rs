//! `POST /attempts/{id}`: the form of the paper, for browsers without JavaScript. Saves by the same protocol as the
//! script, then does what the button asks for.

use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::join_all;

use super::paper::{Shown, page};
use super::{Sitting, choices};
use crate::accounts::Trainee;
use crate::attempts::actions;
use crate::attempts::forms::{FormAnswer, PAPER_FIELDS, PaperForm, Wish, canonical};
use crate::attempts::model::SubmittedBy;
use crate::attempts::pages::{Choices, Problem};
use crate::attempts::writer::{Save, Verdict};
use crate::db::Conn;
use crate::exams::scoring::SKIP;
use crate::web::{Error, Fields};

/// An answer of the form that differs from what is stored, and what became of it.
struct Judged {
    position: i16,
    response: String,
    verdict: Verdict,
}

/// `POST /attempts/{id}`.
pub(super) async fn save(
    trainee: Trainee,
    request: HttpRequest,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let received = Instant::now();
    fields.only(PAPER_FIELDS)?;
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let kind = |position| sitting.paper.item(position).map(|item| item.kind);
    let form = PaperForm::parse(&fields, kind).ok_or(Error::BadRequest("attempts-form-unreadable"))?;
    if !sitting.attempt.is_open() {
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    let mut saves = Vec::new();
    for answer in &form.answers {
        let response = readable(&sitting, answer)?;
        let stored = sitting.response(answer.position).map_or("", |stored| stored.response.as_str());
        if response == stored && form.epoch == sitting.attempt.writer_epoch {
            continue;
        }
        saves.push(Save {
            session_hash: trainee.session.hash(),
            attempt_id: sitting.attempt.id.0,
            epoch: form.epoch,
            position: answer.position,
            sequence: answer.sequence.saturating_add(1),
            response,
            client_at: None,
            received,
        });
    }
    if saves.is_empty() {
        return follow(&mut conn, &trainee, &sitting, &form).await;
    }
    // The writer has connections of its own; this one is not kept waiting for it.
    drop(conn);
    let judged = join_all(saves.into_iter().map(async |save| {
        let (position, response) = (save.position, save.response.clone());
        Judged { position, response, verdict: trainee.app.writer.save(save).await.verdict }
    }))
    .await;
    let mut conn = trainee.conn().await?;
    answer(&mut conn, &trainee, &sitting, &form, choices::of(&request), judged).await
}

/// The response to a question in the one way it is stored.
fn readable(sitting: &Sitting, answer: &FormAnswer) -> Result<String, Error> {
    let item = sitting.paper.item(answer.position).ok_or(Error::NotFound)?;
    canonical(Some((item.kind, item.option_count)), &answer.response)
        .ok_or(Error::BadRequest("attempts-form-unreadable"))
}

/// Answers a form whose saves were judged.
async fn answer(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    form: &PaperForm,
    choices: Choices,
    judged: Vec<Judged>,
) -> Result<HttpResponse, Error> {
    let is = |wanted: fn(&Verdict) -> bool| judged.iter().any(|one| wanted(&one.verdict));
    if is(|verdict| *verdict == Verdict::NotYours) {
        return Err(Error::SignIn);
    }
    if is(|verdict| matches!(verdict, Verdict::Late | Verdict::Closed)) {
        let (site, epoch) = (&trainee.app.config.site, sitting.attempt.writer_epoch);
        let (id, person) = (sitting.attempt.id, trainee.person.id);
        actions::submit(conn, &trainee.actor(), site, id, person, epoch, SubmittedBy::Sweep).await?;
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    if is(|verdict| *verdict == Verdict::NoSuchQuestion) {
        return Err(Error::NotFound);
    }
    let is_stored = |one: &Judged| matches!(one.verdict, Verdict::Stored | Verdict::Replayed);
    let Some(first) = judged.iter().find(|one| !is_stored(one)) else {
        return follow(conn, trainee, sitting, form).await;
    };
    let fresh = Sitting::load(conn, trainee, &sitting.attempt.id.to_string()).await?;
    let mut shown = Shown::new(first.position, choices);
    for one in judged.iter().filter(|one| !is_stored(one)) {
        let kind = match one.verdict {
            Verdict::Unavailable => "unavailable",
            Verdict::Paused => "paused",
            _ => "conflict",
        };
        let stored = fresh.response(one.position).map_or("", |stored| stored.response.as_str());
        // What was not judged stands in the page again, to be sent once more.
        if kind != "conflict" {
            shown.typed.insert(one.position, one.response.clone());
        }
        shown.problems.push(Problem {
            position: one.position,
            kind,
            sent: in_words(trainee, &one.response),
            stored: in_words(trainee, stored),
        });
    }
    // Another device that only looks is told so by its page; the sentence about two answers would be beside the point.
    if !fresh.attempt.is_held_by(&trainee.session.hash()) {
        shown.problems.clear();
    }
    let status = if is(|verdict| *verdict == Verdict::Unavailable) {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::CONFLICT
    };
    page(conn, trainee, &fresh, shown, status).await
}

/// An answer as people read it.
fn in_words(trainee: &Trainee, response: &str) -> String {
    match response {
        "" => trainee.text("attempts-answer-none"),
        "T" => trainee.text("attempts-true"),
        "F" => trainee.text("attempts-false"),
        SKIP => trainee.text("attempts-skip"),
        other => other.replace('\n', " / "),
    }
}

/// Does what the button asks for, the answers being saved.
async fn follow(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    form: &PaperForm,
) -> Result<HttpResponse, Error> {
    let (id, person, href, wish) = (sitting.attempt.id, trainee.person.id, sitting.href(), form.wish);
    // A page with one question begins at its top; on one with all the browser goes down to the question.
    let is_long = form.answers.len() > 1;
    let at = |position: i16| {
        let place = if is_long { format!("#question-{position}") } else { String::new() };
        format!("{href}?question={position}{place}")
    };
    let to = match wish {
        Wish::Go(position) | Wish::Clear(position) => at(position),
        Wish::Check => format!("{href}/submit"),
        Wish::Flag(position) | Wish::Unflag(position) => {
            actions::set_flag(conn, id, person, position, wish == Wish::Flag(position)).await?;
            at(position)
        }
        Wish::Save => href,
    };
    Ok(trainee.redirect(&to))
}
