//! `/exams/{code}/room/people/{id}`: one person in the room, and what is done for one alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::DateTime;

use super::{load, stand};
use crate::accounts::Trainer;
use crate::attempts::actions;
use crate::db::{Conn, PersonId};
use crate::exams::pages::{Head, View};
use crate::supervision::forms;
use crate::supervision::pages::{Asked, PersonActs, PersonPage, Row, moment_views};
use crate::supervision::queries::{self, Within};
use crate::supervision::rules::Standing;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors};

/// Moments that are told.
const MOMENTS: i64 = 50;

fn person_id(text: &str) -> Result<PersonId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// `GET /exams/{code}/room/people/{id}`.
pub(super) async fn show(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let mut conn = trainer.conn().await?;
    page(&mut conn, &trainer, &code, person_id(&id)?, Sent::nothing()).await
}

/// `GET` on an address that only takes `POST`: to the person.
pub(super) async fn back(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let id = person_id(&id)?;
    let mut conn = trainer.conn().await?;
    load(&mut conn, &code).await?;
    Ok(trainer.redirect(&format!("/exams/{code}/room/people/{id}")))
}

/// `POST /exams/{code}/room/people/{id}/end`: ends the open attempt.
pub(super) async fn end(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["reason", "sure"])?;
    let (code, id) = path.into_inner();
    let person = person_id(&id)?;
    let mut errors = FormErrors::none();
    let reason = forms::reason(&fields, &trainer, &mut errors);
    if !fields.has("sure") {
        errors.add("sure", trainer.text("room-end-sure-missing"));
    }
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    if !errors.is_empty() {
        let sent = Sent { end: Asked::again(&fields, &errors), ..Sent::refused("", &errors) };
        return page(&mut conn, &trainer, &code, person, sent).await;
    }
    let site = &trainer.app.config.site;
    let ended = actions::end(&mut conn, &trainer.actor(), site, standing.exam.id, person, &reason).await?;
    Ok(say(&trainer, &code, person, if ended { "room-ended" } else { "room-nothing-open" }, ended))
}

/// `POST /exams/{code}/room/people/{id}/release`: takes the open attempt from the device that holds it.
pub(super) async fn release(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["reason"])?;
    let (code, id) = path.into_inner();
    let person = person_id(&id)?;
    let mut errors = FormErrors::none();
    let reason = forms::reason(&fields, &trainer, &mut errors);
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    if !errors.is_empty() {
        let sent = Sent { release: Asked::again(&fields, &errors), ..Sent::refused("release-", &errors) };
        return page(&mut conn, &trainer, &code, person, sent).await;
    }
    let released = actions::release(&mut conn, &trainer.actor(), standing.exam.id, person, &reason).await?;
    Ok(say(&trainer, &code, person, if released { "room-released" } else { "room-nothing-open" }, released))
}

fn say(trainer: &Trainer, code: &str, person: PersonId, message: &str, worked: bool) -> HttpResponse {
    let text = trainer.text(message);
    let flash = if worked { Flash::ok(text) } else { Flash::warn(text) };
    trainer.redirect_saying(&format!("/exams/{code}/room/people/{person}"), &flash)
}

/// What was sent to the page before it is shown.
struct Sent {
    release: Asked,
    end: Asked,
    errors: Vec<FormErrorItem>,
    status: StatusCode,
}

impl Sent {
    fn nothing() -> Self {
        Self { release: Asked::default(), end: Asked::default(), errors: Vec::new(), status: StatusCode::OK }
    }

    /// A form whose fields have these ids: the name with something before it.
    fn refused(before: &str, errors: &FormErrors) -> Self {
        let item = |item: FormErrorItem| FormErrorItem { field: format!("{before}{}", item.field), ..item };
        let errors = errors.list().into_iter().map(item).collect();
        Self { errors, status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::nothing() }
    }
}

async fn page(
    conn: &mut Conn,
    trainer: &Trainer,
    code: &str,
    person: PersonId,
    sent: Sent,
) -> Result<HttpResponse, Error> {
    let (exam, now) = load(conn, code).await?;
    let seats = queries::seats(conn, exam.exam.id, Within::Person(person), trainer.language).await?;
    let (seat, standing) = stand(conn, &exam, seats, now).await?.into_iter().next().ok_or(Error::NotFound)?;
    let open = standing.is_sitting();
    let ever = DateTime::UNIX_EPOCH;
    let moments = queries::moments(conn, exam.exam.id, Some(person), ever, MOMENTS).await?;
    let data = PersonPage {
        head: Head::new(trainer, &exam, View::Room, Some(seat.name.clone()), now),
        row: Row::new(trainer, &seat, standing, now),
        timeline: seat.attempt_id.map(|attempt| format!("/exams/{code}/results/{attempt}")),
        started_at: seat.started_at,
        deadline_at: seat.deadline_at,
        acts: PersonActs {
            extend: open && seat.deadline_at.is_some(),
            pause: open && standing != Standing::Paused,
            resume: standing == Standing::Paused,
            open,
        },
        moments: moment_views(trainer, moments),
        release: sent.release,
        end: sent.end,
        errors: sent.errors,
    };
    trainer.page("supervision/person", seat.name, data).with_status(sent.status).respond()
}
