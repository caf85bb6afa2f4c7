//! `/attempts/{id}/seal`: what a page needs to seal work on the device, should the connection be gone at the deadline.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::attempt_id;
use crate::accounts::Trainee;
use crate::attempts::{queries, sealing};
use crate::web::Error;

/// `GET /attempts/{id}/seal`: the public key of the attempt and who the work is bound to.
pub(super) async fn show(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    let person = trainee.person.id;
    queries::attempt_of(&mut conn, id, person).await?.ok_or(Error::NotFound)?;
    let seed = queries::seed_of(&mut conn, id).await?;
    let key = sealing::public_key(&seed, id).map_err(Error::internal)?;
    Ok(HttpResponse::Ok().json(json!({ "format": sealing::FORMAT, "key": key, "person": person })))
}
