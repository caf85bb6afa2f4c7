//! The saves and the heartbeat of the exam script, in JSON.

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde::Serialize;
use serde_json::json;

use super::attempt_id;
use crate::accounts::Trainee;
use crate::app::App;
use crate::attempts::forms::{HeartbeatBody, MOST_SAVES, SaveBody, SavesBody, canonical};
use crate::attempts::model::Heard;
use crate::attempts::writer::{Reply, Save, Verdict};
use crate::attempts::{actions, queries, shapes};
use crate::db::{self, AttemptId};
use crate::web::cookies::secret;
use crate::web::{Error, Site};

/// How long the paper may be looked up: where the database hangs, people are told soon.
const SHAPE_LIMIT: Duration = Duration::from_secs(3);

/// Answer to saves.
#[derive(Serialize)]
struct SavesReply {
    server_time: Option<DateTime<Utc>>,
    deadline: Option<DateTime<Utc>>,
    /// Since when the time stands still.
    paused: Option<DateTime<Utc>>,
    epoch: Option<i32>,
    results: Vec<SaveResult>,
}

/// What became of one save.
#[derive(Serialize)]
struct SaveResult {
    position: i16,
    sequence: i32,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_sequence: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_response: Option<String>,
}

/// `POST /attempts/{id}/saves`. Makes no query for the session: the writer proves authority with the save itself.
pub(super) async fn save(
    request: HttpRequest,
    app: web::Data<App>,
    site: web::Data<Site>,
    id: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    let received = Instant::now();
    let Some(session) = secret(&request, site.cookies().session()) else {
        return Ok(HttpResponse::Unauthorized().json(json!({ "error": "sign_in" })));
    };
    let Ok(id) = attempt_id(&id) else { return Ok(not_yours()) };
    let body: SavesBody =
        serde_json::from_slice(&body).map_err(|_| Error::BadRequest("attempts-form-unreadable"))?;
    if body.saves.is_empty() || body.saves.len() > MOST_SAVES {
        return Err(Error::BadRequest("attempts-form-unreadable"));
    }
    let looked_up = tokio::time::timeout(SHAPE_LIMIT, shapes::of(&app.reserve, id)).await;
    let Some(shape) = looked_up.map_err(|_| Error::Busy)?? else { return Ok(not_yours()) };
    let session_hash = session.hash();
    let mut saves = Vec::with_capacity(body.saves.len());
    for save in &body.saves {
        let place = usize::try_from(save.position).ok().and_then(|position| position.checked_sub(1));
        let question = place.and_then(|place| shape.get(place)).copied();
        let Some(response) = canonical(question, &save.response) else {
            return unreadable(&app, id, &session_hash, save).await;
        };
        saves.push(Save {
            session_hash,
            attempt_id: id.0,
            epoch: body.epoch,
            position: save.position,
            sequence: save.sequence,
            response,
            client_at: save.client_at(),
            received,
        });
    }
    let replies = join_all(saves.into_iter().map(|save| app.writer.save(save))).await;
    Ok(answer(&body.saves, replies))
}

/// Something that is no response to its question. Only the person of the attempt is told so.
async fn unreadable(
    app: &App,
    id: AttemptId,
    session_hash: &[u8; 32],
    save: &SaveBody,
) -> Result<HttpResponse, Error> {
    let mut conn = app.conn().await?;
    if !queries::is_owned_by_session(&mut conn, id, session_hash).await? {
        return Ok(not_yours());
    }
    Ok(HttpResponse::UnprocessableEntity()
        .json(json!({ "error": "unreadable", "position": save.position, "sequence": save.sequence })))
}

/// One answer for every attempt that is not this session's, there or not.
fn not_yours() -> HttpResponse {
    HttpResponse::NotFound().json(json!({ "error": "not_found" }))
}

fn answer(saves: &[SaveBody], replies: Vec<Reply>) -> HttpResponse {
    if replies.iter().any(|reply| reply.verdict == Verdict::NotYours) {
        return not_yours();
    }
    let status = status(&replies);
    let latest = replies.iter().max_by_key(|reply| reply.server_time);
    let (server_time, deadline, epoch) =
        latest.map_or((None, None, None), |reply| (reply.server_time, reply.deadline_at, reply.epoch));
    let paused = latest.and_then(|reply| reply.paused_at);
    let results = saves.iter().zip(replies).map(|(save, reply)| result(save, reply)).collect();
    HttpResponse::build(status).json(SavesReply { server_time, deadline, paused, epoch, results })
}

/// 200 as soon as one save counts; else 503 when one is not known to be stored, 409 when all are refused.
fn status(replies: &[Reply]) -> StatusCode {
    let counts = |reply: &Reply| matches!(reply.verdict, Verdict::Stored | Verdict::Replayed);
    if replies.iter().any(counts) {
        StatusCode::OK
    } else if replies.iter().any(|reply| reply.verdict == Verdict::Unavailable) {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::CONFLICT
    }
}

fn result(save: &SaveBody, reply: Reply) -> SaveResult {
    let mut result = SaveResult {
        position: save.position,
        sequence: save.sequence,
        verdict: word(&reply.verdict),
        saved_at: reply.saved_at,
        stored_sequence: None,
        stored_response: None,
    };
    if let Verdict::Conflict { stored_sequence, stored_response } = reply.verdict {
        result.stored_sequence = Some(stored_sequence);
        result.stored_response = Some(stored_response);
    }
    result
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Stored => "stored",
        Verdict::Replayed => "replayed",
        Verdict::Conflict { .. } => "conflict",
        Verdict::Superseded { .. } => "superseded",
        Verdict::Late => "late",
        Verdict::Paused => "paused",
        Verdict::Closed => "closed",
        Verdict::NoSuchQuestion => "no_such_question",
        Verdict::NotYours => "not_yours",
        Verdict::Unavailable => "unavailable",
    }
}

/// How an attempt stands, for the script.
#[derive(Serialize)]
struct State {
    server_time: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    /// Since when the time stands still.
    paused: Option<DateTime<Utc>>,
    epoch: i32,
    state: &'static str,
    /// Whether the session that asks holds the attempt.
    held: bool,
    /// The token of the session that asks: after signing in again the page's own is the old session's.
    csrf: String,
}

/// `GET /attempts/{id}/heartbeat`: how the attempt stands, with the token of this session.
pub(super) async fn state(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    let attempt = queries::attempt_of(&mut conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
    let state = State {
        server_time: db::now(&mut conn).await?,
        deadline: attempt.deadline_at,
        paused: attempt.paused_at,
        epoch: attempt.writer_epoch,
        state: attempt.state.as_str(),
        held: attempt.is_held_by(&trainee.session.hash()),
        csrf: trainee.csrf().to_owned(),
    };
    Ok(HttpResponse::Ok().json(state))
}

/// `POST /attempts/{id}/heartbeat`: the same, from a page that says which epoch it writes with and what it holds. What
/// it says goes to the room board.
pub(super) async fn heartbeat(
    trainee: Trainee,
    id: web::Path<String>,
    body: web::Json<HeartbeatBody>,
) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    let said = Heard { epoch: body.epoch, unsaved: body.unsaved, position: body.position };
    let pulse =
        actions::note_presence(&mut conn, id, trainee.person.id, said).await?.ok_or(Error::NotFound)?;
    let state = State {
        server_time: pulse.now,
        deadline: pulse.deadline_at,
        paused: pulse.paused_at,
        epoch: pulse.writer_epoch,
        state: pulse.state.as_str(),
        held: pulse.holder_session.as_deref() == Some(trainee.session.hash().as_slice()),
        csrf: trainee.csrf().to_owned(),
    };
    Ok(HttpResponse::Ok().json(state))
}
