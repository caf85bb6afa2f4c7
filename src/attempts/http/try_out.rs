//! `/my/try-out`: a sample question in the look of the exam page, and whether this device and line are good for an exam.
//! Nothing is stored.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use super::choices;
use crate::accounts::Trainee;
use crate::attempts::pages::Choices;
use crate::db;
use crate::web::Error;

/// What `attempts/try-out.hbs` shows.
#[derive(Serialize)]
struct TryOutPage {
    choices: Choices,
    /// Whether work can be sealed on the device.
    secure: bool,
}

/// `GET /my/try-out`.
pub(super) async fn show(trainee: Trainee, request: HttpRequest) -> Result<HttpResponse, Error> {
    let data = TryOutPage { choices: choices::of(&request), secure: trainee.is_secure_context() };
    trainee.page("attempts/try-out", trainee.text("try-title"), data).respond()
}

/// `POST /my/try-out`: answers as a save does, after a round trip to the database, and keeps nothing.
pub(super) async fn check(trainee: Trainee) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    Ok(HttpResponse::Ok().json(json!({ "server_time": db::now(&mut conn).await? })))
}
