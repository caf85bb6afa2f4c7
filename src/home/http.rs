//! `/`, and `/styleguide` in debug builds.

mod own_data;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};

use super::pages::{AdminPart, HomePage, HrPart, Progress, TraineePart, TrainerPart, greeting, today_words};
use super::queries;
use super::rules::Facts;
use crate::accounts::{Anyone, Role, SignedIn};
use crate::attempts::model::{Attempt, AttemptState};
use crate::attempts::overview::Outcome;
use crate::attempts::standing::starts;
use crate::base::clock::day_in;
use crate::certification::pages::CertificateRow;
use crate::db::{self, Conn, ExamId};
use crate::exams::model::AssignedExam;
use crate::exams::terms::Terms;
use crate::records::filter::Filter;
use crate::records::model::Status;
use crate::web::{Error, Language};
use crate::{accounts, attempts, banks, certification, exams, grading, records};

/// People named in the part of HR.
const NAMED: i64 = 6;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/").get(show))
        .service(web::resource("/account/data").get(own_data::show))
        .service(web::resource("/account/data.json").get(own_data::file));
    if cfg!(debug_assertions) {
        config.service(web::resource("/styleguide").get(style_guide));
    }
}

/// `GET /`.
async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let now = db::now(&mut conn).await?;
    let is = |role| signed_in.person.is(role);
    let trainee = if is(Role::Trainee) { Some(trainee(&mut conn, &signed_in, now).await?) } else { None };
    let trainer = if is(Role::Trainer) { Some(trainer(&mut conn, &signed_in).await?) } else { None };
    let hr = if is(Role::Hr) { Some(hr(&mut conn, &signed_in, now).await?) } else { None };
    let admin = if is(Role::Admin) { Some(admin(&mut conn, &signed_in).await?) } else { None };
    let has_next = trainee.as_ref().is_some_and(TraineePart::has_next);
    let lead = if has_next { "home-lead-next" } else { "home-lead" };
    let page = HomePage {
        greeting: greeting(now, &signed_in.person.name, &signed_in),
        lead: signed_in.text_with(lead, [("day", today_words(now, &signed_in))]),
        trainee,
        trainer,
        hr,
        admin,
        has_team: !accounts::queries::managed_groups(&mut conn, signed_in.person.id).await?.is_empty(),
    };
    signed_in.page("home/home", signed_in.text("layout-nav-home"), page).respond()
}

async fn trainee(conn: &mut Conn, signed_in: &SignedIn, now: DateTime<Utc>) -> Result<TraineePart, Error> {
    let person = signed_in.person.id;
    let assigned = exams::queries::assigned_to(conn, person).await?;
    let all = attempts::queries::attempts_of(conn, person).await?;
    let ids: Vec<ExamId> = assigned.iter().map(|exam| exam.exam_id).collect();
    let given = exams::queries::circumstances(conn, &[person], &ids).await?;
    let mut exams = Vec::new();
    for exam in assigned {
        let own: Vec<Attempt> =
            all.iter().filter(|attempt| attempt.exam_id == exam.exam_id).cloned().collect();
        let terms = Terms::of(&exam.frame, &given.at(person, exam.exam_id), &starts(&own), now);
        // Only what is open to the trainee may be told or decide what comes next.
        let sat = attempts::overview::sat(conn, &own, now).await?;
        let known: Vec<Outcome> = sat.into_iter().filter_map(|sat| sat.outcome).collect();
        let progress = progress(&exam, &terms, &own, &known);
        exams.push((exam, progress));
    }
    let today = day_in(now, signed_in.site().config().zone);
    let certificates = certification::queries::certificates_of(conn, person)
        .await?
        .iter()
        .map(|issued| CertificateRow::new(issued, today, signed_in.language))
        .filter(CertificateRow::counts)
        .collect();
    Ok(TraineePart::new(exams, certificates, now, signed_in))
}

fn progress(exam: &AssignedExam, terms: &Terms, own: &[Attempt], known: &[Outcome]) -> Progress {
    let running = own.iter().find(|attempt| attempt.is_open());
    let last_failed = known.last().filter(|outcome| !outcome.passed);
    Progress {
        facts: Facts {
            running: running.is_some(),
            passed: known.iter().any(|outcome| outcome.passed),
            used: terms.attempts_used,
            allowed: terms.attempts_allowed,
            opens_at: terms.opens_at,
            closes_at: terms.closes_at,
            due_at: exam.due_at.filter(|_| !terms.is_make_up),
        },
        minutes: terms.limit.map(|limit| (limit + terms.extra).num_minutes()),
        is_make_up: terms.is_make_up,
        being_graded: own.iter().any(|attempt| attempt.state == AttemptState::Submitted),
        running_href: running.map(|attempt| format!("/attempts/{}", attempt.id)),
        last_failed: last_failed.map(|outcome| (outcome.score, outcome.maximum)),
    }
}

async fn trainer(conn: &mut Conn, signed_in: &SignedIn) -> Result<TrainerPart, Error> {
    let banks = banks::queries::list(conn).await?;
    let exams = exams::queries::list(conn).await?;
    let waiting = grading::queries::waiting(conn).await?;
    Ok(TrainerPart::new(banks, exams, waiting, signed_in.language))
}

async fn hr(conn: &mut Conn, signed_in: &SignedIn, now: DateTime<Utc>) -> Result<HrPart, Error> {
    let zone = signed_in.site().config().zone;
    let today = day_in(now, zone);
    let all = Filter::default();
    let scope = records::queries::scope(conn, &all, today, zone).await?;
    let figures = records::queries::figures(conn, &scope).await?;
    let expiring =
        records::queries::scope(conn, &all.with_status(Some(Status::Expiring)), today, zone).await?;
    let expiring = records::queries::soonest(conn, &expiring, NAMED).await?;
    let missing = records::queries::scope(conn, &all.with_status(Some(Status::Missing)), today, zone).await?;
    let missing = records::queries::soonest(conn, &missing, NAMED).await?;
    let has_programmes = !certification::queries::programmes(conn, today).await?.is_empty();
    let figures = records::pages::figure_list(&figures, &all, "/records", signed_in);
    Ok(HrPart::new(figures, expiring, missing, has_programmes, signed_in.language))
}

async fn admin(conn: &mut Conn, signed_in: &SignedIn) -> Result<AdminPart, Error> {
    Ok(AdminPart {
        counts: queries::house_counts(conn).await?,
        plain_http: !signed_in.site().config().is_https(),
    })
}

/// `GET /styleguide`: every component once, with its sample data.
async fn style_guide(anyone: Anyone) -> Result<HttpResponse, Error> {
    let sample = match anyone.visit.language {
        Language::Chinese => include_str!("../../templates/styleguide/zh-CN.json"),
        Language::English => include_str!("../../templates/styleguide/en.json"),
    };
    let data: serde_json::Value = serde_json::from_str(sample).map_err(Error::internal)?;
    let title = data.get("title").and_then(serde_json::Value::as_str).unwrap_or("Certamen").to_owned();
    anyone.visit.page("styleguide", title, data).respond()
}
