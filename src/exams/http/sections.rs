//! `/exams/{code}/sections`: the parts of the paper, and the proof that they can be filled.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{bank_titles, load, save_draft};
use crate::accounts::Trainer;
use crate::db::Conn;
use crate::exams::forms::draft_number;
use crate::exams::model::{Definition, ExamListItem, SectionDefinition};
use crate::exams::pages::{
    Head, PaperFigures, ProblemView, ProofRow, View, counting_words, over_exposed_titles, problem_views,
    proof_rows,
};
use crate::exams::{queries, rules};
use crate::web::{Error, Fields, Flash};

#[derive(Serialize)]
struct SectionsPage {
    head: Head,
    draft_number: i32,
    rows: Vec<ProofRow>,
    problems: Vec<ProblemView>,
    /// Titles of sections whose questions must come more often than the exam wants.
    over_exposed: Option<String>,
    cap: Option<i16>,
    avoid_last_paper: bool,
    counting: String,
    figures: PaperFigures,
    add_href: String,
}

#[derive(Serialize)]
struct RemovalPage {
    head: Head,
    heading: String,
    text: String,
    action: String,
    draft_number: i32,
}

/// The section of the address: its index in the draft.
pub(super) fn index(position: &str, definition: &Definition) -> Result<usize, Error> {
    let index = position.parse::<usize>().ok().and_then(|position| position.checked_sub(1));
    index.filter(|index| *index < definition.sections.len()).ok_or(Error::NotFound)
}

/// The section at an index.
pub(super) fn at(definition: &Definition, index: usize) -> Result<&SectionDefinition, Error> {
    definition.sections.get(index).ok_or(Error::NotFound)
}

/// `GET /exams/{code}/sections`.
pub(super) async fn list(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    list_page(&trainer, &mut conn, &standing, now).await
}

async fn list_page(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
) -> Result<HttpResponse, Error> {
    let draft = &standing.exam.draft;
    let stocks = queries::stocks(conn, draft).await?;
    let check = rules::check(draft, &stocks, now);
    let banks = bank_titles(conn, trainer).await?;
    let rows = proof_rows(trainer, draft, &stocks, &check, &banks);
    let over_exposed = over_exposed_titles(trainer, draft, &check);
    let of_the_paper = rules::Check {
        problems: check.problems.iter().filter(|problem| problem.is_of_the_paper()).cloned().collect(),
        ..check
    };
    let data = SectionsPage {
        head: Head::new(trainer, standing, View::Sections, None, now),
        draft_number: standing.exam.draft_number,
        rows,
        problems: problem_views(trainer, &standing.exam.code, draft, &of_the_paper, &banks),
        over_exposed,
        cap: draft.exposure_cap,
        avoid_last_paper: draft.avoid_last_paper,
        counting: counting_words(trainer, draft.counting),
        figures: PaperFigures::of(draft),
        add_href: format!("/exams/{}/sections/new", standing.exam.code),
    };
    trainer.page("exams/sections", trainer.text("exams-tab-sections"), data).respond()
}

/// `POST /exams/{code}/sections/{position}/move`.
pub(super) async fn reorder(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["draft_number", "to"])?;
    let (code, position) = path.into_inner();
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    let mut draft = standing.exam.draft.clone();
    let from = index(&position, &draft)?;
    let to = match fields.get("to") {
        "up" => from.checked_sub(1),
        "down" => Some(from + 1).filter(|to| *to < draft.sections.len()),
        _ => return Err(Error::BadRequest("error-unknown-field")),
    };
    if let Some(to) = to {
        draft.sections.swap(from, to);
    }
    change_list(&trainer, &mut conn, &standing, number, &draft, "exams-moved").await
}

/// `GET /exams/{code}/sections/{position}/remove`.
pub(super) async fn confirm_removal(
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let index = index(&position, &standing.exam.draft)?;
    let section = at(&standing.exam.draft, index)?;
    let title = trainer.language.pick(&section.title_zh, &section.title_en);
    let data = RemovalPage {
        head: Head::new(&trainer, &standing, View::Sections, Some(title.to_owned()), now),
        heading: trainer.text_with("exams-remove-heading", [("title", title)]),
        text: trainer.text("exams-remove-text"),
        action: format!("/exams/{code}/sections/{}/remove", index + 1),
        draft_number: standing.exam.draft_number,
    };
    trainer.page("exams/remove-section", trainer.text("exams-remove"), data).respond()
}

/// `POST /exams/{code}/sections/{position}/remove`.
pub(super) async fn remove(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["draft_number"])?;
    let (code, position) = path.into_inner();
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    let mut draft = standing.exam.draft.clone();
    let index = index(&position, &draft)?;
    draft.sections.remove(index);
    change_list(&trainer, &mut conn, &standing, number, &draft, "exams-removed").await
}

/// Saves a changed order. Nothing was typed, so a stale page only says so.
async fn change_list(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    number: i32,
    draft: &Definition,
    said: &str,
) -> Result<HttpResponse, Error> {
    match save_draft(trainer, conn, standing, number, draft).await? {
        Some(_) => {
            let said = Flash::ok(trainer.text(said));
            Ok(trainer.redirect_saying(&format!("/exams/{}/sections", standing.exam.code), &said))
        }
        None => Err(Error::Conflict("exams-stale-order")),
    }
}
