//! `/attempts/{id}`: the paper, complete without JavaScript.

use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Sitting, attempt_id};
use crate::accounts::Trainee;
use crate::attempts::forms::{PAPER_FIELDS, PaperForm, Wish, canonical};
use crate::attempts::model::SubmittedBy;
use crate::attempts::pages::{
    Bar, Notice, PaperPage, Question, SectionHead, answered, entries, paper_language,
};
use crate::attempts::rules::{Arrival, arrival};
use crate::attempts::writer::{Save, Verdict};
use crate::attempts::{actions, queries};
use crate::banks;
use crate::db::Conn;
use crate::web::{Error, Fields};

/// Query of the paper.
#[derive(Deserialize)]
pub(super) struct PaperQuery {
    question: Option<String>,
}

/// `GET /attempts/{id}`. Changes nothing: another session than the one that holds the attempt sees the paper and a
/// button that goes on here.
pub(super) async fn show(
    trainee: Trainee,
    id: web::Path<String>,
    query: web::Query<PaperQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    if !sitting.attempt.is_open() {
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    if arrival(sitting.now, sitting.attempt.deadline_at) == Arrival::TooLate {
        return Ok(trainee.redirect(&format!("{}/submit", sitting.href())));
    }
    let position = match &query.question {
        Some(text) => text.parse().map_err(|_| Error::NotFound)?,
        None => sitting.first_open(),
    };
    page(&mut conn, &trainee, &sitting, position, None, Notice::default(), StatusCode::OK).await
}

/// `GET` on an address that only takes `POST`: to the attempt.
pub(super) async fn back(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    queries::attempt_of(&mut conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
    Ok(trainee.redirect(&format!("/attempts/{id}")))
}

/// `POST /attempts/{id}/take-over`: goes on in this session; the one before writes no more.
pub(super) async fn take_over(
    trainee: Trainee,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["question"])?;
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    actions::take_over(&mut conn, &trainee.actor(), id, trainee.person.id, &trainee.session.hash()).await?;
    let to = match fields.get("question").parse::<i16>() {
        Ok(position) => format!("/attempts/{id}?question={position}"),
        Err(_) => format!("/attempts/{id}"),
    };
    Ok(trainee.redirect(&to))
}

/// `POST /attempts/{id}`: the form of the paper, for browsers without JavaScript. Saves by the same protocol as the
/// script, then does what the button asks for.
pub(super) async fn save(
    trainee: Trainee,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let received = Instant::now();
    fields.only(PAPER_FIELDS)?;
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let is_text =
        |position| sitting.paper.item(position).is_some_and(|item| !item.kind.is_marked_by_server());
    let form = PaperForm::parse(&fields, is_text).ok_or(Error::BadRequest("attempts-form-unreadable"))?;
    if !sitting.attempt.is_open() {
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    let item = sitting.paper.item(form.position).ok_or(Error::NotFound)?;
    let response = canonical(Some((item.kind, item.option_count)), &form.response)
        .ok_or(Error::BadRequest("attempts-form-unreadable"))?;
    let stored = sitting.response(form.position).map_or("", |stored| stored.response.as_str());
    if response == stored && form.epoch == sitting.attempt.writer_epoch {
        return follow(&mut conn, &trainee, &sitting, &form).await;
    }
    // The writer has connections of its own; this one is not kept waiting for it.
    drop(conn);
    let save = Save {
        session_hash: trainee.session.hash(),
        attempt_id: sitting.attempt.id.0,
        epoch: form.epoch,
        position: form.position,
        sequence: form.sequence.saturating_add(1),
        response: response.clone(),
        client_at: None,
        received,
    };
    let verdict = trainee.app.writer.save(save).await.verdict;
    let mut conn = trainee.conn().await?;
    judged(&mut conn, &trainee, &sitting, &form, response, verdict).await
}

/// Answers a form whose save was judged.
async fn judged(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    form: &PaperForm,
    response: String,
    verdict: Verdict,
) -> Result<HttpResponse, Error> {
    match verdict {
        Verdict::Stored | Verdict::Replayed => follow(conn, trainee, sitting, form).await,
        Verdict::Late | Verdict::Closed => {
            let (site, epoch) = (&trainee.app.config.site, sitting.attempt.writer_epoch);
            let (id, person) = (sitting.attempt.id, trainee.person.id);
            actions::submit(conn, &trainee.actor(), site, id, person, epoch, SubmittedBy::Sweep).await?;
            Ok(trainee.redirect(&format!("{}/receipt", sitting.href())))
        }
        Verdict::NoSuchQuestion => Err(Error::NotFound),
        Verdict::NotYours => Err(Error::SignIn),
        Verdict::Conflict { .. } | Verdict::Superseded { .. } | Verdict::Unavailable => {
            let fresh = Sitting::load(conn, trainee, &sitting.attempt.id.to_string()).await?;
            let stored = fresh.response(form.position).map(|stored| stored.response.clone());
            let (kind, typed, status) = match verdict {
                Verdict::Unavailable => {
                    ("unavailable", Some(response.clone()), StatusCode::SERVICE_UNAVAILABLE)
                }
                Verdict::Superseded { .. } => ("superseded", None, StatusCode::CONFLICT),
                _ => ("conflict", None, StatusCode::CONFLICT),
            };
            let notice = Notice {
                kind: Some(kind),
                sent: Some(in_words(trainee, &response)),
                stored: Some(in_words(trainee, stored.as_deref().unwrap_or_default())),
            };
            page(conn, trainee, &fresh, form.position, typed, notice, status).await
        }
    }
}

/// An answer as people read it.
fn in_words(trainee: &Trainee, response: &str) -> String {
    match response {
        "" => trainee.text("attempts-answer-none"),
        "T" => trainee.text("attempts-true"),
        "F" => trainee.text("attempts-false"),
        other => other.to_owned(),
    }
}

/// Does what the button asks for, the answer being saved.
async fn follow(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    form: &PaperForm,
) -> Result<HttpResponse, Error> {
    let (id, person) = (sitting.attempt.id, trainee.person.id);
    let to = match form.wish {
        Wish::Go(position) => format!("{}?question={position}", sitting.href()),
        Wish::Check => format!("{}/submit", sitting.href()),
        Wish::Flag | Wish::Unflag => {
            actions::set_flag(conn, id, person, form.position, form.wish == Wish::Flag).await?;
            format!("{}?question={}", sitting.href(), form.position)
        }
        Wish::Clear | Wish::Save => format!("{}?question={}", sitting.href(), form.position),
    };
    Ok(trainee.redirect(&to))
}

/// The paper at a position, with what was typed in place of what is stored where that was not saved.
async fn page(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    position: i16,
    typed: Option<String>,
    mut notice: Notice,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let item = sitting.paper.item(position).ok_or(Error::NotFound)?;
    let version = banks::queries::versions(conn, &[item.version_id])
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| Error::internal("a question of the paper is gone"))?;
    let attempt = &sitting.attempt;
    let language = paper_language(trainee.language, &sitting.exam);
    let stored = sitting.response(position);
    let response = typed.unwrap_or_else(|| stored.map_or_else(String::new, |stored| stored.response.clone()));
    let read_only = !attempt.is_held_by(&trainee.session.hash());
    if read_only {
        notice.kind = Some("elsewhere");
    } else if notice.kind == Some("superseded") {
        // This session took the attempt over itself, in another window: its answer is compared, nothing is locked.
        notice.kind = Some("conflict");
    }
    let data = PaperPage {
        href: sitting.href(),
        images: sitting.images(),
        id: attempt.id.to_string(),
        epoch: attempt.writer_epoch,
        read_only,
        now: sitting.now,
        bar: Bar::new(&sitting.exam, attempt, &sitting.responses, language, sitting.now, trainee.zone()),
        section: SectionHead::new(&sitting.exam, item.section, language),
        question: Question::new(position, item, &version, language, &response),
        sequence: stored.map_or(0, |stored| stored.sequence),
        flagged: sitting.flags.contains(&position),
        previous: (position > 1).then(|| position - 1),
        next: (position < attempt.question_count).then(|| position + 1),
        entries: entries(attempt.question_count, &sitting.responses, &sitting.flags, position),
        open: sitting.paper.items.len().saturating_sub(answered(&sitting.responses)),
        flags: sitting.flags.len(),
        notice,
    };
    let title = trainee.text_with(
        "attempts-paper-title",
        [
            ("position", i64::from(position).into()),
            ("count", i64::from(attempt.question_count).into()),
            ("title", fluent_bundle::FluentValue::from(data.bar.title.clone())),
        ],
    );
    trainee.page("attempts/paper", title, data).with_status(status).respond()
}
