//! `/attempts/{id}/notes`: what the page of an exam that asks for it notes about the sitting.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::attempt_id;
use crate::accounts::Trainee;
use crate::accounts::http::origin;
use crate::attempts::forms::NotesBody;
use crate::attempts::{actions, queries};
use crate::exams;
use crate::web::Error;

/// `POST /attempts/{id}/notes`. Answers how often the trainee was away, when that is to be told.
pub(super) async fn note(
    trainee: Trainee,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let unreadable = || Error::BadRequest("attempts-form-unreadable");
    let body: NotesBody = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    let notes = body.read().ok_or_else(unreadable)?;
    let mut conn = trainee.conn().await?;
    let attempt = queries::attempt_of(&mut conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
    let policy = exams::queries::delivery_of(&mut conn, attempt.version_id).await?.notes;
    let away = match policy.filter(|_| attempt.is_open()) {
        Some(policy) => {
            let address = origin(&request, &trainee.app).address;
            actions::note_sitting(&mut conn, &attempt, policy, &notes, &address).await?
        }
        None => None,
    };
    Ok(HttpResponse::Ok().json(json!({ "away": away })))
}
