//! Taking a question out of its bank, the list of those that were, and bringing one or one of its earlier versions back.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::Trainer;
use crate::banks::actions::{self, Turned};
use crate::banks::model::{QuestionVersion, UsingExam};
use crate::banks::pages::{kind_word, pager};
use crate::banks::queries;
use crate::base::text::cut;
use crate::db::QuestionVersionId;
use crate::web::components::Crumb;
use crate::web::images::without_images;
use crate::web::paging::{Pager, Paging};
use crate::web::{Error, Fields, Flash, Visit};

/// Questions a page of the list shows.
const A_PAGE: i64 = 50;

/// Characters of a question in a list.
const SHOWN: usize = 120;

#[derive(Serialize)]
struct RetirePage {
    crumbs: Vec<Crumb>,
    heading: String,
    stem: String,
    action: String,
    back: String,
    base: String,
    exams: Vec<UsingExam>,
}

/// `GET /banks/{code}/questions/{question}/retire`: where it is used, and the button.
pub(super) async fn ask(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (bank_code, code) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let version = queries::current_question(&mut conn, bank.id, &code).await?.ok_or(Error::NotFound)?;
    let home = format!("/banks/{bank_code}");
    let back = format!("{home}/questions/{code}");
    let heading = visit.text_with("bank-retire-heading", [("code", code.clone())]);
    let data = RetirePage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::up(&back, &code),
            Crumb::here(visit.text("bank-retire")),
        ],
        stem: stem(visit, &version),
        action: format!("{back}/retire"),
        base: version.id.to_string(),
        exams: queries::exams_using(&mut conn, bank.id, std::slice::from_ref(&code)).await?,
        heading: heading.clone(),
        back,
    };
    visit.page("banks/retire", heading, data).respond()
}

fn stem(visit: &Visit, version: &QuestionVersion) -> String {
    cut(&without_images(&version.content.texts.in_language(visit.language).stem), SHOWN)
}

/// `POST /banks/{code}/questions/{question}/retire`.
pub(super) async fn retire(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (bank_code, code) = path.into_inner();
    fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let back = format!("/banks/{bank_code}/questions/{code}");
    let codes = std::slice::from_ref(&code);
    Ok(match actions::retire(&mut conn, &trainer.actor(), bank.id, codes).await? {
        Turned::Done(_) => visit.redirect_saying(&back, &Flash::ok(visit.text("bank-retire-done"))),
        Turned::Same | Turned::Stale => {
            visit.redirect_saying(&back, &Flash::warn(visit.text("bank-edit-gone")))
        }
    })
}

/// `POST /banks/{code}/questions/{question}/restore`: an earlier version, or a question that was taken out.
pub(super) async fn restore(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (bank_code, code) = path.into_inner();
    fields.only(&["number", "base"])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let number: i32 = fields.get("number").parse().map_err(|_| Error::NotFound)?;
    let base: Option<QuestionVersionId> = match fields.optional("base") {
        Some(base) => Some(base.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let turned =
        actions::restore_version(&mut conn, &trainer.actor(), bank.id, (&code, number), base).await?;
    let said = match turned {
        Turned::Done(revision) => {
            Flash::ok(visit.text_with("bank-version-restored", [("revision", revision)]))
        }
        Turned::Same => Flash::ok(visit.text("bank-restored-same")),
        Turned::Stale => Flash::warn(visit.text("bank-stale")),
    };
    Ok(visit.redirect_saying(&format!("/banks/{bank_code}/questions/{code}"), &said))
}

#[derive(Serialize)]
struct RetiredRow {
    code: String,
    stem: String,
    kind: String,
    number: i32,
    revision: i32,
    at: DateTime<Utc>,
    by: Option<String>,
}

#[derive(Serialize)]
struct RetiredPage {
    crumbs: Vec<Crumb>,
    bank: String,
    title: String,
    rows: Vec<RetiredRow>,
    pager: Option<Pager>,
}

/// What the address of the list says.
#[derive(Debug, Deserialize)]
pub(super) struct RetiredQuery {
    /// Page, from 1.
    page: Option<String>,
}

/// `GET /banks/{code}/retired`.
pub(super) async fn list(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<RetiredQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let total = queries::retired_count(&mut conn, bank.id).await?;
    let page = query.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1);
    let paging = Paging::new(page, A_PAGE, total);
    let found =
        queries::retired(&mut conn, bank.id, A_PAGE, (paging.number() - 1).saturating_mul(A_PAGE)).await?;
    let ids: Vec<QuestionVersionId> = found.iter().map(|one| one.version_id).collect();
    let versions: HashMap<QuestionVersionId, Arc<QuestionVersion>> =
        queries::versions(&mut conn, &ids).await?.into_iter().map(|version| (version.id, version)).collect();
    let home = format!("/banks/{}", bank.code);
    let title = visit.text("bank-retired");
    let rows = found.into_iter().filter_map(|one| {
        let version = versions.get(&one.version_id)?;
        Some(RetiredRow {
            stem: stem(visit, version),
            kind: kind_word(visit, version.content.kind),
            number: version.number,
            code: one.code,
            revision: one.revision,
            at: one.at,
            by: one.by,
        })
    });
    let data = RetiredPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&title),
        ],
        rows: rows.collect(),
        pager: pager(visit, paging, |page| format!("{home}/retired?page={page}")),
        title: title.clone(),
        bank: bank.code,
    };
    visit.page("banks/retired", title, data).respond()
}
