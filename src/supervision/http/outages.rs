//! `/exams/{code}/room/outages`: who ran into an outage, and what can be given back.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::load;
use crate::accounts::Trainer;
use crate::attempts::rules::outage::lost_time;
use crate::db::PersonId;
use crate::exams::pages::{Head, View};
use crate::supervision::model::{Affected, Outage};
use crate::supervision::queries;
use crate::web::Error;

/// Outages that ended longer ago are not listed.
const LATELY: TimeDelta = TimeDelta::days(30);

#[derive(Serialize)]
struct OutagesPage {
    head: Head,
    outages: Vec<OutageView>,
}

#[derive(Serialize)]
struct OutageView {
    step: bool,
    from_at: DateTime<Utc>,
    to_at: DateTime<Utc>,
    /// Minutes most that one of those who still sit lost, rounded up: what the form of an extension begins with.
    most: i64,
    open: usize,
    closed: usize,
    rows: Vec<AffectedRow>,
}

#[derive(Serialize)]
struct AffectedRow {
    person: PersonId,
    name: String,
    employee_number: Option<String>,
    open: bool,
    lost: i64,
    answered: i64,
    count: i16,
    deadline_at: DateTime<Utc>,
    submitted_at: Option<DateTime<Utc>>,
    passed: Option<bool>,
}

/// `GET /exams/{code}/room/outages`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let mut outages = Vec::new();
    for outage in queries::outages(&mut conn, now - LATELY).await? {
        let affected = queries::affected(&mut conn, standing.exam.id, outage.from_at, outage.to_at).await?;
        let view = view(&outage, affected);
        if !view.rows.is_empty() {
            outages.push(view);
        }
    }
    let title = trainer.text("room-outages");
    let data =
        OutagesPage { head: Head::new(&trainer, &standing, View::Room, Some(title.clone()), now), outages };
    trainer.page("supervision/outages", title, data).respond()
}

fn view(outage: &Outage, affected: Vec<Affected>) -> OutageView {
    let away = (outage.from_at, outage.to_at);
    let rows: Vec<AffectedRow> = affected
        .into_iter()
        .filter_map(|one| {
            let lost = lost_time(away, one.started_at, one.deadline_at)?;
            Some(AffectedRow {
                person: one.person_id,
                name: one.name,
                employee_number: one.employee_number,
                open: one.open,
                lost: (lost.num_seconds() + 59) / 60,
                answered: one.answered,
                count: one.question_count,
                deadline_at: one.deadline_at,
                submitted_at: one.submitted_at,
                passed: one.passed,
            })
        })
        .collect();
    OutageView {
        step: outage.kind == crate::attempts::model::OutageKind::ClockStep,
        from_at: outage.from_at,
        to_at: outage.to_at,
        most: rows.iter().filter(|row| row.open).map(|row| row.lost).max().unwrap_or(0).clamp(1, 600),
        open: rows.iter().filter(|row| row.open).count(),
        closed: rows.iter().filter(|row| !row.open).count(),
        rows,
    }
}
