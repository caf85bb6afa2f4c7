//! `/attempts/{id}/submit` and `/receipt`: checking, handing in, and the proof of it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{Sitting, choices};
use crate::accounts::Trainee;
use crate::attempts::actions::{self, Submitted};
use crate::attempts::model::{AttemptState, SubmittedBy};
use crate::attempts::pages::{
    Bar, CheckPage, Choices, ReceiptPage, ScoreOpening, answered, check_rows, paper_language,
};
use crate::attempts::rules::{Arrival, arrival};
use crate::attempts::standing::score_opening;
use crate::banks;
use crate::db::{Conn, QuestionVersionId};
use crate::exams::review::Opening;
use crate::web::{Error, Fields, FormErrorItem};

/// `GET /attempts/{id}/submit`.
pub(super) async fn check(
    trainee: Trainee,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    if !sitting.attempt.is_open() {
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    let choices = choices::of(&request);
    check_page(&mut conn, &trainee, choices, &sitting, false, StatusCode::OK).await
}

async fn check_page(
    conn: &mut Conn,
    trainee: &Trainee,
    choices: Choices,
    sitting: &Sitting,
    not_sure: bool,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let (attempt, now) = (&sitting.attempt, sitting.now);
    let sure_error = not_sure.then(|| trainee.text("attempts-check-sure-missing"));
    let language = paper_language(trainee.language, &sitting.exam);
    let ids: Vec<QuestionVersionId> = sitting.paper.items.iter().map(|item| item.version_id).collect();
    let versions = banks::queries::versions(conn, &ids).await?;
    let rows = |wanted: fn(&crate::attempts::pages::CheckRow) -> bool| {
        check_rows(&sitting.paper, &versions, &sitting.responses, &sitting.flags, language, wanted)
    };
    let data = CheckPage {
        href: sitting.href(),
        id: attempt.id.to_string(),
        epoch: attempt.writer_epoch,
        read_only: !attempt.is_held_by(&trainee.session.hash()),
        over: arrival(attempt.clock(now), attempt.deadline_at) == Arrival::TooLate,
        now,
        choices,
        noted: sitting.exam.definition.delivery.notes.is_some(),
        bar: Bar::new(&sitting.exam, attempt, &sitting.responses, language, now, trainee.zone()),
        minutes: attempt.deadline_at.map(|deadline| (deadline - attempt.clock(now)).num_minutes().max(0)),
        flags: sitting.flags.len(),
        open: rows(|row| row.response.is_empty()),
        flagged: rows(|row| row.flagged && !row.response.is_empty()),
        errors: sure_error
            .iter()
            .map(|text| FormErrorItem { field: "sure".to_owned(), text: text.clone() })
            .collect(),
        sure_error,
    };
    trainee.page("attempts/submit", trainee.text("attempts-check-title"), data).with_status(status).respond()
}

/// `POST /attempts/{id}/submit`. Handing in twice shows the same receipt.
pub(super) async fn submit(
    trainee: Trainee,
    request: HttpRequest,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["epoch", "sure", "by"])?;
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let attempt = &sitting.attempt;
    let at_deadline = fields.get("by") == SubmittedBy::PageAtDeadline.as_str();
    let over = arrival(attempt.clock(sitting.now), attempt.deadline_at) == Arrival::TooLate;
    let has_open = answered(&sitting.responses) < sitting.paper.items.len();
    if attempt.is_open() && has_open && !fields.has("sure") && !at_deadline && !over {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return check_page(&mut conn, &trainee, choices::of(&request), &sitting, true, status).await;
    }
    let by = if at_deadline { SubmittedBy::PageAtDeadline } else { SubmittedBy::Trainee };
    // After the grace it does not matter which page asks: the attempt is closed as the sweep would.
    let epoch = if over { attempt.writer_epoch } else { fields.get("epoch").parse().unwrap_or(0) };
    let site = &trainee.app.config.site;
    let (id, person) = (attempt.id, trainee.person.id);
    match actions::submit(&mut conn, &trainee.actor(), site, id, person, epoch, by).await? {
        Submitted::Done => Ok(trainee.redirect(&format!("{}/receipt", sitting.href()))),
        Submitted::Superseded => {
            let sitting = Sitting::load(&mut conn, &trainee, &id.to_string()).await?;
            let choices = choices::of(&request);
            check_page(&mut conn, &trainee, choices, &sitting, false, StatusCode::CONFLICT).await
        }
    }
}

/// `GET /attempts/{id}/receipt`. Makes sense whenever it is opened again.
pub(super) async fn receipt(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let (attempt, exam) = (&sitting.attempt, &sitting.exam);
    let (Some(submitted_at), Some(receipt), Some(by)) =
        (attempt.submitted_at, attempt.receipt.clone(), attempt.submitted_by)
    else {
        return Ok(trainee.redirect(&sitting.href()));
    };
    let opening = score_opening(&mut conn, exam).await?;
    let data = ReceiptPage {
        href: sitting.href(),
        title: trainee.language.pick(&exam.title_zh, &exam.title_en).to_owned(),
        number: attempt.number,
        receipt,
        submitted_at,
        by: by.as_str(),
        late: attempt.late,
        answered: answered(&sitting.responses),
        count: attempt.question_count,
        being_graded: attempt.state == AttemptState::Submitted,
        opening: ScoreOpening {
            open: opening.has_come(sitting.now),
            at: match opening {
                Opening::At(at) => Some(at),
                _ => None,
            },
            never: opening == Opening::Never,
        },
    };
    trainee.page("attempts/receipt", trainee.text("attempts-receipt-title"), data).respond()
}
