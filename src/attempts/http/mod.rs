//! The addresses of this room.

mod choices;
mod flags;
mod hand_in_file;
mod images;
mod list;
mod notes;
mod paper;
mod paper_form;
mod result;
mod saves;
mod seal;
mod start;
mod submit;
mod timeline;
mod try_out;

use actix_web::web::{self, PayloadConfig, ServiceConfig};
use chrono::{DateTime, Utc};

use super::model::{Attempt, Paper, StoredResponse};
use super::overview::attempts_remain;
use super::queries;
use crate::accounts::Trainee;
use crate::db::{self, AttemptId, Conn};
use crate::exams;
use crate::exams::model::PublishedExam;
use crate::exams::review::{self, ReviewLevel};
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
        .service(web::resource("/exams/{code}/results/{attempt}").get(timeline::show))
        .service(web::resource("/my/exam-page").post(choices::choose))
        .service(web::resource("/my/exams/{code}").get(start::show))
        .service(web::resource("/my/exams/{code}/start").get(start::back).post(start::start))
        .service(web::resource("/attempts/{id}").get(paper::show).post(paper_form::save))
        .service(web::resource("/attempts/{id}/questions").get(paper::questions))
        .service(web::resource("/attempts/{id}/notes").get(paper::back).post(notes::note))
        .service(web::resource("/attempts/{id}/flags").get(paper::back).post(flags::set))
        .service(web::resource("/attempts/{id}/images/{name}").get(images::show))
        .service(web::resource("/attempts/{id}/heartbeat").get(saves::state).post(saves::heartbeat))
        .service(web::resource("/attempts/{id}/take-over").get(paper::back).post(paper::take_over))
        .service(web::resource("/attempts/{id}/submit").get(submit::check).post(submit::submit))
        .service(web::resource("/attempts/{id}/receipt").get(submit::receipt))
        .service(web::resource("/attempts/{id}/result").get(result::show));
}

/// The id in an address; anything else is no address of ours.
fn attempt_id(text: &str) -> Result<AttemptId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Everything about an attempt that its pages need.
struct Sitting {
    attempt: Attempt,
    exam: PublishedExam,
    paper: Paper,
    responses: Vec<StoredResponse>,
    flags: Vec<i16>,
    now: DateTime<Utc>,
}

impl Sitting {
    /// The attempt with this id, if it is the trainee's own.
    async fn load(conn: &mut Conn, trainee: &Trainee, id: &str) -> Result<Self, Error> {
        let id = attempt_id(id)?;
        let attempt = queries::attempt_of(conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self {
            exam: exams::queries::published_version(conn, attempt.version_id).await?,
            paper: queries::paper(conn, id).await?,
            responses: queries::responses_of(conn, id).await?,
            flags: queries::flags_of(conn, id).await?,
            now: db::now(conn).await?,
            attempt,
        })
    }

    /// Address of the attempt.
    fn href(&self) -> String {
        format!("/attempts/{}", self.attempt.id)
    }

    /// Whether the trainee has attempts left, which keeps the key closed.
    async fn attempts_remain(&self, conn: &mut Conn) -> Result<bool, Error> {
        let own = queries::attempts_at(conn, self.exam.exam_id, self.attempt.person_id).await?;
        Ok(attempts_remain(&self.exam, &own, self.now))
    }

    /// As much as the exam opens to the trainee now.
    fn review_level(&self, attempts_remain: bool) -> ReviewLevel {
        review::what_is_open(&self.exam.definition.review, self.now, self.exam.closes_at, attempts_remain)
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
