//! `/my/exams/{code}/waiting`: the page of somebody who waits asks whether it goes on, and tells that they are there.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::start::At;
use crate::accounts::Trainee;
use crate::attempts::rules::StartDecision;
use crate::exams;
use crate::web::Error;

/// How often the page of somebody asks who waits for staff; the page adds some jitter.
const POLL: TimeDelta = TimeDelta::seconds(4);

/// Before the opening it asks more rarely, but knows of the opening within seconds.
const LONGEST_POLL: TimeDelta = TimeDelta::seconds(60);

/// What the page of somebody who waits needs.
#[derive(Serialize)]
pub(super) struct Waiting {
    /// Seconds until it should ask again.
    seconds: i64,
    /// Whether the exam opens by itself as soon as staff start it: nothing is to be typed or ticked.
    goes_on: bool,
}

impl Waiting {
    /// `None` when there is nothing to wait for.
    pub(super) fn of(decision: StartDecision, now: DateTime<Utc>, asks_nothing: bool) -> Option<Self> {
        let pause = pause(decision, now)?;
        let goes_on = asks_nothing && decision == StartDecision::WaitForStaff;
        Some(Self { seconds: pause.num_seconds(), goes_on })
    }
}

fn pause(decision: StartDecision, now: DateTime<Utc>) -> Option<TimeDelta> {
    match decision {
        StartDecision::WaitForStaff => Some(POLL),
        StartDecision::NotOpenYet(at) | StartDecision::CoolingDown(at) => {
            Some((at - now + TimeDelta::seconds(1)).clamp(POLL, LONGEST_POLL))
        }
        _ => None,
    }
}

/// The answer to the page.
#[derive(Serialize)]
struct Answer {
    /// The word of the [`StartDecision`]; another than before, and the page goes on.
    decision: &'static str,
    /// Seconds until the page should ask again.
    seconds: i64,
}

/// `GET /my/exams/{code}/waiting`: to the page.
pub(super) async fn back(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    Ok(trainee.redirect(&format!("/my/exams/{code}")))
}

/// `POST /my/exams/{code}/waiting`.
pub(super) async fn ask(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let At { exam, decision, now, .. } = At::load(&mut conn, &trainee, &code).await?;
    if decision == StartDecision::WaitForStaff {
        exams::actions::note_waiting(&mut conn, exam.exam_id, trainee.person.id).await?;
    }
    let seconds = pause(decision, now).unwrap_or(POLL).num_seconds();
    Ok(HttpResponse::Ok().json(Answer { decision: decision.word(), seconds }))
}
