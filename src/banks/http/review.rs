//! `/banks/{code}/review`: questions that wait for a second person, and that person's word.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::Trainer;
use crate::banks::actions::{self, Reviewed, Word};
use crate::banks::model::{QuestionVersion, ReviewState};
use crate::banks::pages::{DiffLine, QuestionView, all_lines, pager};
use crate::banks::queries;
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::db::QuestionVersionId;
use crate::web::components::Crumb;
use crate::web::paging::{Pager, Paging};
use crate::web::{Error, Fields, Flash, Visit};

/// Questions a page shows.
const A_PAGE: i64 = 20;

/// Longest note, in characters.
const NOTE: usize = 2000;

#[derive(Serialize)]
struct WaitingView {
    code: String,
    version: String,
    number: i32,
    is_accepted: bool,
    is_own: bool,
    author: Option<String>,
    reviewer: Option<String>,
    note: String,
    lines: Vec<DiffLine>,
    texts: Vec<QuestionView>,
}

#[derive(Serialize)]
struct ReviewPage {
    crumbs: Vec<Crumb>,
    bank: String,
    title: String,
    lead: String,
    accepted: i64,
    waiting: Vec<WaitingView>,
    pager: Option<Pager>,
    needs_review: bool,
}

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct ReviewQuery {
    /// Page, from 1.
    page: Option<String>,
}

/// `GET /banks/{code}/review`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ReviewQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let (drafts, accepted) = queries::waiting_counts(&mut conn, bank.id).await?;
    let page = query.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1);
    let paging = Paging::new(page, A_PAGE, drafts + accepted);
    let found =
        queries::waiting(&mut conn, bank.id, A_PAGE, (paging.number() - 1).saturating_mul(A_PAGE)).await?;
    let ids: Vec<QuestionVersionId> =
        found.iter().flat_map(|one| std::iter::once(one.version_id).chain(one.before)).collect();
    let versions: HashMap<QuestionVersionId, Arc<QuestionVersion>> =
        queries::versions(&mut conn, &ids).await?.into_iter().map(|version| (version.id, version)).collect();
    let own = trainer.actor().person_id;
    let waiting = found.into_iter().filter_map(|one| {
        let version = versions.get(&one.version_id)?;
        let before = one.before.and_then(|before| versions.get(&before));
        let languages = version.content.texts.languages();
        Some(WaitingView {
            code: version.question_code.clone(),
            version: version.id.to_string(),
            number: version.number,
            is_accepted: one.state == ReviewState::Reviewed,
            is_own: one.author_id.is_some() && one.author_id == own,
            author: one.author,
            reviewer: one.reviewer,
            note: one.note,
            lines: before
                .map(|before| all_lines(visit, &before.content, &version.content))
                .unwrap_or_default(),
            texts: languages
                .iter()
                .map(|language| QuestionView::of(visit, &version.content, language, None))
                .collect(),
        })
    });
    let home = format!("/banks/{}", bank.code);
    let title = visit.text("bank-review");
    let data = ReviewPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&title),
        ],
        lead: visit.text_with("bank-review-lead", [("drafts", drafts), ("accepted", accepted)]),
        waiting: waiting.collect(),
        pager: pager(visit, paging, |page| format!("{home}/review?page={page}")),
        needs_review: bank.needs_review,
        title: title.clone(),
        bank: bank.code,
        accepted,
    };
    visit.page("banks/review", title, data).respond()
}

/// `POST /banks/{code}/review`.
pub(super) async fn say(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["do", "version", "note"])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let back = format!("/banks/{}/review", bank.code);
    let word = match fields.get("do") {
        "use" => {
            let count = actions::use_accepted(&mut conn, &trainer.actor(), bank.id).await?;
            let said = Flash::ok(visit.text_with("bank-review-used", [("n", count)]));
            return Ok(visit.redirect_saying(&back, &said));
        }
        "accept-use" => Word::AcceptAndUse,
        "accept" => Word::Accept,
        "send-back" => Word::SendBack,
        _ => return Err(Error::BadRequest("error-unknown-field")),
    };
    let version: QuestionVersionId = fields.get("version").parse().map_err(|_| Error::NotFound)?;
    let note: String = unix_line_ends(fields.get("note")).chars().take(NOTE).collect();
    if has_forbidden_controls(&note) {
        return Err(Error::BadRequest("error-unknown-field"));
    }
    if word == Word::SendBack && note.is_empty() {
        return Ok(visit.redirect_saying(&back, &Flash::warn(visit.text("bank-review-say-why"))));
    }
    let done = actions::review(&mut conn, &trainer.actor(), bank.id, version, (word, &note)).await?;
    let said = match done {
        Reviewed::Done => Flash::ok(visit.text("bank-review-done")),
        Reviewed::Own => Flash::warn(visit.text("bank-review-own")),
        Reviewed::Gone => Flash::warn(visit.text("bank-stale")),
    };
    Ok(visit.redirect_saying(&back, &said))
}
