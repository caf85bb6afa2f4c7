//! `/exams/{code}/room/start`: lets those who wait begin.

use actix_web::{HttpResponse, web};

use super::load;
use crate::accounts::Trainer;
use crate::db::PersonId;
use crate::exams::actions::start_room;
use crate::exams::model::Target;
use crate::web::{Error, Fields, Flash};

/// `GET` on an address that only takes `POST`: to the room.
pub(super) async fn back(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    load(&mut conn, &code).await?;
    Ok(trainer.redirect(&format!("/exams/{code}/room")))
}

/// `POST /exams/{code}/room/start`: everyone, or the one person that is named.
pub(super) async fn start(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["person"])?;
    let target = match fields.optional("person") {
        Some(id) => Target::Person(id.parse::<PersonId>().map_err(|_| Error::NotFound)?),
        None => Target::All,
    };
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    if let Target::Person(person) = target
        && !crate::exams::queries::is_assigned(&mut conn, person, standing.exam.id).await?
    {
        return Err(Error::NotFound);
    }
    start_room(&mut conn, &trainer.actor(), standing.exam.id, target).await?;
    let to = match target {
        Target::Person(person) => format!("/exams/{code}/room/people/{person}"),
        Target::All | Target::Group(_) => format!("/exams/{code}/room"),
    };
    Ok(trainer.redirect_saying(&to, &Flash::ok(trainer.text("room-started-now"))))
}
