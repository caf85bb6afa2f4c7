//! `/exams/{code}/publish`: what is checked, and freezing the next version.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{bank_titles, load};
use crate::accounts::Trainer;
use crate::db::Conn;
use crate::exams::actions::{self, Publishing, Seen};
use crate::exams::forms::draft_number;
use crate::exams::model::ExamListItem;
use crate::exams::pages::{
    Head, PaperFigures, ProblemView, ProofRow, View, over_exposed_titles, problem_views, proof_rows,
};
use crate::exams::{queries, rules};
use crate::web::{Error, Fields, Flash};

#[derive(Serialize)]
struct PublishPage {
    head: Head,
    draft_number: i32,
    version_number: i32,
    next_version: i32,
    is_current: bool,
    problems: Vec<ProblemView>,
    over_exposed: Option<String>,
    cap: Option<i16>,
    rows: Vec<ProofRow>,
    figures: PaperFigures,
    languages: Vec<String>,
    assignment_count: i64,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    refused: bool,
    stale: bool,
}

/// Why the page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    Opened,
    Refused,
    Stale,
}

/// `GET /exams/{code}/publish`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    page(&trainer, &mut conn, &standing, now, Reason::Opened).await
}

/// `POST /exams/{code}/publish`.
pub(super) async fn publish(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["draft_number", "version_number"])?;
    let version_number =
        fields.get("version_number").parse().map_err(|_| Error::BadRequest("error-unknown-field"))?;
    let seen = Seen { draft_number: draft_number(&fields)?, version_number };
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    let reason = match actions::publish_seen(&mut conn, &trainer.actor(), standing.exam.id, seen).await? {
        Publishing::Published(_) => {
            let said = Flash::ok(trainer.text("exams-published"));
            return Ok(trainer.redirect_saying(&format!("/exams/{code}/assignments"), &said));
        }
        Publishing::Refused(_) => Reason::Refused,
        Publishing::Stale => Reason::Stale,
    };
    let (standing, now) = load(&mut conn, &code).await?;
    page(&trainer, &mut conn, &standing, now, reason).await
}

async fn page(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    reason: Reason,
) -> Result<HttpResponse, Error> {
    let exam = &standing.exam;
    let stocks = queries::stocks(conn, &exam.draft).await?;
    let check = rules::check(&exam.draft, &stocks, now);
    let banks = bank_titles(conn, trainer).await?;
    let version_number = standing.current.map_or(0, |version| version.number);
    let data = PublishPage {
        head: Head::new(trainer, standing, View::Publish, None, now),
        draft_number: exam.draft_number,
        version_number,
        next_version: version_number.saturating_add(1),
        is_current: standing.current.is_some() && !standing.has_unpublished_changes,
        problems: problem_views(trainer, &exam.code, &exam.draft, &check, &banks),
        over_exposed: over_exposed_titles(trainer, &exam.draft, &check),
        cap: exam.draft.exposure_cap,
        rows: proof_rows(trainer, &exam.draft, &stocks, &check, &banks),
        figures: PaperFigures::of(&exam.draft),
        languages: exam
            .draft
            .languages
            .iter()
            .map(|tag| trainer.text(&format!("exams-language-{tag}")))
            .collect(),
        assignment_count: standing.assignment_count,
        opens_at: exam.draft.opens_at,
        closes_at: exam.draft.closes_at,
        refused: reason == Reason::Refused,
        stale: reason == Reason::Stale,
    };
    let status = match reason {
        Reason::Opened => StatusCode::OK,
        Reason::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Reason::Stale => StatusCode::CONFLICT,
    };
    trainer.page("exams/publish", trainer.text("exams-tab-publish"), data).with_status(status).respond()
}
