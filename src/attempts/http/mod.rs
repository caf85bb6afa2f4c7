//! The addresses of this room.

mod extra_time;
mod choices;
mod flags;
mod hand_in_file;
mod images;
mod list;
mod notes;
mod paper;
mod paper_form;
mod paused;
mod result;
mod saves;
mod seal;
mod start;
mod submit;
mod timeline;
mod try_out;
mod waiting;

use std::sync::Arc;

use actix_web::web::{self, PayloadConfig, ServiceConfig};
use chrono::{DateTime, Utc};

use super::model::{Attempt, Paper, StoredResponse};
use super::queries::{self, Snapshot};
use super::standing::{Openness, openness};
use crate::accounts::Trainee;
use crate::db::{AttemptId, Conn};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::review::ReviewLevel;
use crate::web::Error;

/// The largest body of a request with saves.
const SAVES_LIMIT: usize = 64 * 1024;

/// Mounts the room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/attempts/{id}/saves")
                .app_data(PayloadConfig::new(SAVES_LIMIT))
                .get(paper::back)
                .post(saves::save),
        )
        .service(web::resource("/extra-time").get(extra_time::list))
        .service(web::resource("/people/{id}/extra-time").get(extra_time::show).post(extra_time::give))
        .service(web::resource("/people/{id}/extra-time/end").post(extra_time::end))
        .service(web::resource("/my/exams").get(list::show))
        .service(web::resource("/my/try-out").get(try_out::show).post(try_out::check))
        .service(web::resource("/attempts/{id}/seal").get(seal::show))
        .service(
            web::resource("/exams/{code}/hand-in-files").get(hand_in_file::show).post(hand_in_file::bring),
        )
        .service(
            web::resource("/exams/{code}/hand-in-files/{id}")
                .get(hand_in_file::review)
                .post(hand_in_file::accept),
        )
        .service(web::resource("/exams/{code}/results/{attempt:[0-9a-f-]+}").get(timeline::show))
        .service(web::resource("/my/exam-page").post(choices::choose))
        .service(web::resource("/my/exams/{code}").get(start::show))
        .service(web::resource("/my/exams/{code}/start").get(start::back).post(start::start))
        .service(web::resource("/attempts/{id}").get(paper::show).post(paper_form::save))
        .service(web::resource("/attempts/{id}/questions").get(paper::questions))
        .service(web::resource("/attempts/{id}/notes").get(paper::back).post(notes::note))
        .service(web::resource("/attempts/{id}/flags").get(paper::back).post(flags::set))
        .service(web::resource("/my/exams/{code}/waiting").get(waiting::back).post(waiting::ask))
        .service(web::resource("/attempts/{id}/images/{name}").get(images::show))
        .service(web::resource("/attempts/{id}/heartbeat").get(saves::state).post(saves::heartbeat))
        .service(web::resource("/attempts/{id}/take-over").get(paper::back).post(paper::take_over))
        .service(web::resource("/attempts/{id}/submit").get(submit::check).post(submit::submit))
        .service(web::resource("/attempts/{id}/receipt").get(submit::receipt))
        .service(web::resource("/attempts/{id}/result").get(result::show))
        .service(web::resource("/attempts/{id}/disputes").get(paper::back).post(result::dispute));
}

/// The id in an address; anything else is no address of ours.
fn attempt_id(text: &str) -> Result<AttemptId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Everything about an attempt that its pages need.
struct Sitting {
    attempt: Attempt,
    exam: Arc<PublishedExam>,
    paper: Paper,
    responses: Vec<StoredResponse>,
    flags: Vec<i16>,
    now: DateTime<Utc>,
}

impl Sitting {
    /// The attempt with this id, if it is the trainee's own.
    async fn load(conn: &mut Conn, trainee: &Trainee, id: &str) -> Result<Self, Error> {
        let id = attempt_id(id)?;
        let Snapshot { attempt, paper, responses, flags, now } =
            queries::snapshot(conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
        let exam = exams::queries::published_version(conn, attempt.version_id).await?;
        Ok(Self { attempt, exam, paper, responses, flags, now })
    }

    /// Address of the attempt.
    fn href(&self) -> String {
        format!("/attempts/{}", self.attempt.id)
    }

    /// How much of the trainee's results at this exam is open.
    async fn openness(&self, conn: &mut Conn) -> Result<Openness, Error> {
        let person = self.attempt.person_id;
        let own = queries::attempts_at(conn, self.exam.exam_id, person).await?;
        Ok(openness(conn, &self.exam, person, &own, self.now).await?)
    }

    /// As much as the exam opens to the trainee now.
    fn review_level(&self, openness: &Openness) -> ReviewLevel {
        openness.level(&self.exam.definition.review, self.now)
    }

    /// Where the images of its questions are.
    fn images(&self) -> String {
        format!("{}/images", self.href())
    }

    /// The stored answer to a question.
    fn response(&self, position: i16) -> Option<&StoredResponse> {
        self.responses.iter().find(|stored| stored.position == position)
    }

    /// The first question without an answer, else the first.
    fn first_open(&self) -> i16 {
        (1..=self.attempt.question_count)
            .find(|position| self.response(*position).is_none_or(|stored| stored.response.is_empty()))
            .unwrap_or(1)
    }
}
