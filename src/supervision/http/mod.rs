//! The addresses of this room. All are the trainers'.

mod act;
mod board;
mod outages;
mod person;

use std::collections::HashSet;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};

use crate::accounts::Trainer;
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::indented;
use crate::accounts::queries::group_tree;
use crate::db::{self, Conn, PersonId};
use crate::exams;
use crate::exams::model::ExamListItem;
use crate::supervision::model::Seat;
use crate::supervision::rules::Standing;
use crate::web::Error;
use crate::web::components::Choice;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/exams/{code}/room").get(board::show))
        .service(web::resource("/exams/{code}/room/extend").get(act::show_extend).post(act::extend))
        .service(web::resource("/exams/{code}/room/pause").get(act::show_pause).post(act::pause))
        .service(web::resource("/exams/{code}/room/resume").get(act::show_resume).post(act::resume))
        .service(web::resource("/exams/{code}/room/outages").get(outages::show))
        .service(web::resource("/exams/{code}/room/people/{id}").get(person::show))
        .service(web::resource("/exams/{code}/room/people/{id}/end").get(person::back).post(person::end))
        .service(
            web::resource("/exams/{code}/room/people/{id}/release").get(person::back).post(person::release),
        );
}

/// The exam of the address, and the time.
async fn load(conn: &mut Conn, code: &str) -> Result<(ExamListItem, DateTime<Utc>), Error> {
    let standing = exams::queries::standing(conn, code).await?.ok_or(Error::NotFound)?;
    Ok((standing, db::now(conn).await?))
}

/// Every group, indented by its depth, with the chosen one marked.
async fn group_choices(conn: &mut Conn, trainer: &Trainer, chosen: &str) -> Result<Vec<Choice>, Error> {
    let choice = |entry: GroupInTree| {
        Choice::among(entry.group.id.to_string(), indented(&entry, trainer.language), &[chosen])
    };
    Ok(group_tree(conn).await?.into_iter().map(choice).collect())
}

/// How each of them stands now. Whoever has not come is absent once the exam is over for them: a longer window and a
/// make-up exam count.
async fn stand(
    conn: &mut Conn,
    exam: &ExamListItem,
    seats: Vec<Seat>,
    now: DateTime<Utc>,
) -> Result<Vec<(Seat, Standing)>, Error> {
    let closes_at = exam.current.and_then(|version| version.closes_at);
    let published_is_over = closes_at.is_some_and(|closes_at| closes_at <= now);
    let not_come = |seat: &&Seat| seat.standing(false, now) == Standing::NotStarted;
    let missing: Vec<PersonId> =
        seats.iter().filter(|_| published_is_over).filter(not_come).map(|seat| seat.person_id).collect();
    let coming = if missing.is_empty() {
        HashSet::new()
    } else {
        exams::queries::still_to_come(conn, exam.exam.id, &missing, now).await?
    };
    let is_over = |seat: &Seat| published_is_over && !coming.contains(&seat.person_id);
    let stood = |seat: Seat| {
        let standing = seat.standing(is_over(&seat), now);
        (seat, standing)
    };
    Ok(seats.into_iter().map(stood).collect())
}
