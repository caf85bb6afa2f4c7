//! The addresses of this room. All are the trainers'.

mod act;
mod board;
mod outages;
mod person;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};

use crate::db::{self, Conn};
use crate::exams;
use crate::exams::model::ExamListItem;
use crate::web::Error;

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

/// Nobody is absent before the window of the published version is over.
fn is_window_over(standing: &ExamListItem, now: DateTime<Utc>) -> bool {
    standing.current.and_then(|version| version.closes_at).is_some_and(|closes_at| closes_at <= now)
}
