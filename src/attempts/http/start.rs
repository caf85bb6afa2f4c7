//! `/my/exams/{code}`: the rules, the minutes this person really gets, and the button that starts.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::accounts::Trainee;
use crate::attempts::actions::{self, StartRequest, Started};
use crate::attempts::model::AttemptState;
use crate::attempts::pages::{SectionRow, paper_language, section_rows};
use crate::attempts::rules::{self, StartDecision};
use crate::attempts::{overview, queries};
use crate::db;
use crate::exams;
use crate::exams::delivery::NotesPolicy;
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash};

/// What `attempts/start.hbs` shows.
#[derive(Serialize)]
struct StartPage {
    crumbs: Vec<Crumb>,
    code: String,
    title: String,
    lang: &'static str,
    instructions: String,
    /// `start`, `resume`, `not_open`, `closed` or `used_up`.
    decision: &'static str,
    /// When the window opens or closed, for those decisions.
    at: Option<DateTime<Utc>>,
    questions: i32,
    maximum: i32,
    pass_mark: i16,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    time: Time,
    attempts_allowed: Option<i32>,
    attempts_left: Option<i32>,
    sections: Vec<SectionRow>,
    earlier: Vec<overview::Sat>,
    /// What is noted about the sitting; `None` is nothing.
    notes: Option<NotesPolicy>,
    /// Whether a browser can seal work into a file here: over https only.
    https: bool,
}

/// The time somebody gets who starts now.
#[derive(Serialize)]
struct Time {
    limited: bool,
    /// Whole minutes, when there is at least one.
    minutes: i64,
    /// Seconds beyond them.
    seconds: i64,
    /// Whether the window ends before the limit of the exam.
    cut_by_window: bool,
}

impl Time {
    fn new(given: Option<TimeDelta>, limit: Option<TimeDelta>) -> Self {
        let left = given.unwrap_or_default().num_seconds();
        Self {
            limited: given.is_some(),
            minutes: left / 60,
            seconds: left % 60,
            cut_by_window: given.is_some_and(|given| limit.is_some_and(|limit| given < limit)),
        }
    }
}

/// `GET /my/exams/{code}`.
pub(super) async fn show(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let exam = exams::queries::published(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let person = trainee.person.id;
    let own = queries::attempts_at(&mut conn, exam.exam_id, person).await?;
    if own.is_empty() && !exams::queries::is_assigned(&mut conn, person, exam.exam_id).await? {
        return Err(Error::NotFound);
    }
    let now = db::now(&mut conn).await?;
    let used = own.iter().filter(|attempt| attempt.state != AttemptState::Voided).count();
    let used = i32::try_from(used).unwrap_or(i32::MAX);
    let open = own.iter().find(|attempt| attempt.is_open());
    let decision =
        rules::may_start(now, exam.opens_at, exam.closes_at, exam.attempts_allowed, used, open.is_some());
    let limit = exam.limit_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    let time = match open {
        Some(open) => {
            let left = open.deadline_at.map(|deadline| (deadline - now).max(TimeDelta::zero()));
            Time { cut_by_window: false, ..Time::new(left, limit) }
        }
        None => {
            // Before the window opens, what one gets at its start.
            let from = exam.opens_at.map_or(now, |opens_at| opens_at.max(now));
            Time::new(rules::time_you_get(from, limit, exam.closes_at, TimeDelta::zero()), limit)
        }
    };
    let (decision, at) = match decision {
        StartDecision::Start => ("start", None),
        StartDecision::Resume => ("resume", None),
        StartDecision::NotOpenYet(at) => ("not_open", Some(at)),
        StartDecision::Closed(at) => ("closed", Some(at)),
        StartDecision::NoAttemptsLeft => ("used_up", None),
    };
    let language = paper_language(trainee.language, &exam);
    let definition = &exam.definition;
    let title = trainee.language.pick(&exam.title_zh, &exam.title_en).to_owned();
    let list = trainee.text("attempts-list-title");
    let data = StartPage {
        crumbs: vec![Crumb::up("/my/exams", list), Crumb::here(&title)],
        code: exam.code.clone(),
        title: title.clone(),
        lang: language.tag(),
        instructions: language.pick(&definition.instructions_zh, &definition.instructions_en).to_owned(),
        decision,
        at,
        questions: exam.question_count,
        maximum: exam.maximum,
        pass_mark: exam.pass_mark,
        opens_at: exam.opens_at,
        closes_at: exam.closes_at,
        time,
        attempts_allowed: exam.attempts_allowed,
        attempts_left: exam.attempts_allowed.map(|allowed| (allowed - used).max(0)),
        sections: section_rows(&exam, trainee.language),
        notes: definition.delivery.notes,
        https: trainee.site().config().is_https(),
        earlier: overview::sat(&mut conn, &own, now).await?,
    };
    trainee.page("attempts/start", title, data).respond()
}

/// `POST /my/exams/{code}/start`.
pub(super) async fn start(
    trainee: Trainee,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = trainee.conn().await?;
    let request = StartRequest {
        actor: &trainee.actor(),
        site: &trainee.app.config.site,
        person: trainee.person.id,
        exam_code: &code,
        session_hash: &trainee.session.hash(),
    };
    match actions::start(&mut conn, request).await? {
        Started::Attempt(id) => Ok(trainee.redirect(&format!("/attempts/{id}"))),
        Started::Refused(_) => {
            // The page itself says why, with the times.
            let said = Flash::warn(trainee.text("attempts-start-refused"));
            Ok(trainee.redirect_saying(&format!("/my/exams/{code}"), &said))
        }
    }
}

/// `GET /my/exams/{code}/start`, for example from a bookmark: to the page with the button.
pub(super) async fn back(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    Ok(trainee.redirect(&format!("/my/exams/{code}")))
}
