//! `/attempts/{id}/flags`: the script's way to mark a question to look at again.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::attempt_id;
use crate::accounts::Trainee;
use crate::attempts::actions;
use crate::web::Error;

/// Body of the request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagBody {
    position: i16,
    flagged: bool,
}

/// `POST /attempts/{id}/flags`. Sending it twice is harmless.
pub(super) async fn set(
    trainee: Trainee,
    id: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let body: FlagBody =
        serde_json::from_slice(&body).map_err(|_| Error::BadRequest("attempts-form-unreadable"))?;
    let mut conn = trainee.conn().await?;
    actions::set_flag(&mut conn, id, trainee.person.id, body.position, body.flagged).await?;
    Ok(HttpResponse::NoContent().finish())
}
