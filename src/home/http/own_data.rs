//! `/account/data`: what is stored about oneself, to read and as a file.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::SignedIn;
use crate::attempts::overview::Outcome;
use crate::audit::{self, Event};
use crate::db::{Conn, PersonId};
use crate::exams::model::PublishedExam;
use crate::home::queries;
use crate::web::components::Crumb;
use crate::web::{Error, download};
use crate::{attempts, db, exams};

/// `home/own-data.hbs`.
#[derive(Serialize)]
struct OwnDataPage {
    crumbs: [Crumb; 2],
    data: Value,
    exams: Vec<Value>,
    audit: Vec<AuditLine>,
}

/// An entry of the audit trail in words.
#[derive(Serialize)]
struct AuditLine {
    at: Value,
    what: String,
    by: String,
}

/// `GET /account/data`.
pub(super) async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let id = signed_in.person.id;
    let data = queries::own_data(&mut conn, id).await?;
    let lines = data.get("audit").and_then(Value::as_array).cloned().unwrap_or_default();
    let page = OwnDataPage {
        crumbs: [
            Crumb::up("/account", signed_in.text("account-title")),
            Crumb::here(signed_in.text("own-data-title")),
        ],
        exams: exams_of(&mut conn, id).await?,
        audit: lines.iter().map(|line| audit_line(line, &signed_in)).collect(),
        data,
    };
    signed_in.page("home/own-data", signed_in.text("own-data-title"), page).respond()
}

fn audit_line(line: &Value, signed_in: &SignedIn) -> AuditLine {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    let by = match text("by") {
        "self" => signed_in.text("own-data-by-you"),
        "" => signed_in.text("own-data-by-server"),
        name => name.to_owned(),
    };
    let what = signed_in.text(&format!("audit-{}", text("action").replace(['.', '_'], "-")));
    AuditLine { at: line.get("at").cloned().unwrap_or_default(), what, by }
}

/// `GET /account/data.json`: the same as a file for programs.
pub(super) async fn file(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let id = signed_in.person.id;
    let mut data = queries::own_data(&mut conn, id).await?;
    let exams = exams_of(&mut conn, id).await?;
    if let Value::Object(parts) = &mut data {
        parts.insert("exams".to_owned(), json!(exams));
    }
    let event = Event {
        action: "person.data_exported",
        subject_kind: "person",
        subject_id: id.to_string(),
        detail: json!({ "format": "json" }),
    };
    audit::record(&mut conn, &signed_in.actor(), event).await?;
    let body = serde_json::to_string_pretty(&data).map_err(Error::internal)?;
    Ok(download::head("certamen-my-data.json", "application/json").body(body))
}

/// Every attempt of a person, latest first, with the result as far as the exam lets them see it.
async fn exams_of(conn: &mut Conn, person: PersonId) -> Result<Vec<Value>, Error> {
    let now = db::now(conn).await?;
    let own = attempts::queries::attempts_of(conn, person).await?;
    let sat = attempts::overview::sat(conn, &own, now).await?;
    let mut found = Vec::new();
    for (attempt, sat) in own.iter().zip(sat) {
        let exam = exams::queries::published_version(conn, attempt.version_id).await?;
        found.push(attempt_facts(&exam, attempt, sat.outcome));
    }
    found.reverse();
    Ok(found)
}

fn attempt_facts(
    exam: &Arc<PublishedExam>,
    attempt: &attempts::model::Attempt,
    outcome: Option<Outcome>,
) -> Value {
    json!({
        "exam": exam.code,
        "title_zh": exam.title_zh,
        "title_en": exam.title_en,
        "attempt": attempt.number,
        "state": attempt.state,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "receipt": attempt.receipt,
        "result": outcome,
    })
}
