//! `/exams/{code}/sections`: the parts of the paper, and the proof that they can be filled.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{bank_titles, load, save_draft};
use crate::accounts::Trainer;
use crate::banks;
use crate::base::QuestionKind;
use crate::db::Conn;
use crate::exams::forms::{
    SECTION_FIELDS, draft_number, new_section_fields, parse_section, section_fields, source,
};
use crate::exams::model::{Definition, ExamListItem, SectionDefinition};
use crate::exams::pages::{
    FormView, Head, PaperFigures, ProblemView, ProofRow, View, kind_word, problem_views, proof_rows,
};
use crate::exams::scoring::Scoring;
use crate::exams::{queries, rules};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash};

#[derive(Serialize)]
struct SectionsPage {
    head: Head,
    draft_number: i32,
    rows: Vec<ProofRow>,
    problems: Vec<ProblemView>,
    figures: PaperFigures,
    add_href: String,
}

#[derive(Serialize)]
struct SectionPage {
    head: Head,
    heading: String,
    form: FormView,
    action: String,
    title_was: String,
    sources: Vec<Choice>,
    kinds: Vec<Choice>,
    difficulties_min: Vec<Choice>,
    difficulties_max: Vec<Choice>,
    scorings: Vec<Choice>,
    removable: Option<String>,
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
fn index(position: &str, definition: &Definition) -> Result<usize, Error> {
    let index = position.parse::<usize>().ok().and_then(|position| position.checked_sub(1));
    index.filter(|index| *index < definition.sections.len()).ok_or(Error::NotFound)
}

fn at(definition: &Definition, index: usize) -> Result<&SectionDefinition, Error> {
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
    let shortages = rules::Check {
        problems: check
            .problems
            .iter()
            .filter(|problem| {
                matches!(problem, rules::Problem::Short { .. } | rules::Problem::TooManyQuestions)
            })
            .cloned()
            .collect(),
        slack: Vec::new(),
    };
    let data = SectionsPage {
        head: Head::new(trainer, standing, View::Sections, None, now),
        draft_number: standing.exam.draft_number,
        rows: proof_rows(trainer, draft, &stocks, &check, &banks),
        problems: problem_views(trainer, &standing.exam.code, draft, &shortages, &banks),
        figures: PaperFigures::of(draft),
        add_href: format!("/exams/{}/sections/new", standing.exam.code),
    };
    trainer.page("exams/sections", trainer.text("exams-tab-sections"), data).respond()
}

/// What a page of one section is about.
struct Target<'a> {
    standing: &'a ExamListItem,
    now: DateTime<Utc>,
    /// Index of the section; `None` for one to be added.
    index: Option<usize>,
}

/// `GET /exams/{code}/sections/new`.
pub(super) async fn new(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let fields = new_section_fields();
    let form = FormView::new(&fields, &SECTION_FIELDS, standing.exam.draft_number);
    let target = Target { standing: &standing, now, index: None };
    let sources = sources(&trainer, &mut conn, None).await?;
    section_page(&trainer, &target, &fields, form, sources, StatusCode::OK)
}

/// `GET /exams/{code}/sections/{position}`.
pub(super) async fn show(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let index = index(&position, &standing.exam.draft)?;
    let section = at(&standing.exam.draft, index)?;
    let fields = section_fields(section);
    let form = FormView::new(&fields, &SECTION_FIELDS, standing.exam.draft_number);
    let sources = sources(&trainer, &mut conn, Some(section)).await?;
    let target = Target { standing: &standing, now, index: Some(index) };
    section_page(&trainer, &target, &fields, form, sources, StatusCode::OK)
}

/// `POST /exams/{code}/sections/new`.
pub(super) async fn add(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    save_at(&trainer, &code, None, &fields).await
}

/// `POST /exams/{code}/sections/{position}`.
pub(super) async fn save(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    save_at(&trainer, &code, Some(&position), &fields).await
}

async fn save_at(
    trainer: &Trainer,
    code: &str,
    position: Option<&str>,
    fields: &Fields,
) -> Result<HttpResponse, Error> {
    let mut names = vec!["draft_number", "title_was"];
    names.extend(SECTION_FIELDS);
    fields.only(&names)?;
    let number = draft_number(fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    if standing.exam.draft_number != number {
        return stale_page(trainer, &mut conn, &standing, now, fields).await;
    }
    let draft = &standing.exam.draft;
    let index = position.map(|position| index(position, draft)).transpose()?;
    let stored = index.and_then(|index| draft.sections.get(index));
    let sources = sources(trainer, &mut conn, stored).await?;
    let values: Vec<String> = sources.iter().map(|(value, _)| value.clone()).collect();
    let section = match parse_section(fields, trainer, &values) {
        Ok(section) => section,
        Err(errors) => {
            let form = FormView::new(fields, &SECTION_FIELDS, number).with_errors(errors);
            let target = Target { standing: &standing, now, index };
            return section_page(trainer, &target, fields, form, sources, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    if index.is_none() && draft.sections.len() >= rules::MOST_SECTIONS {
        return Err(Error::BadRequest("exams-too-many-sections"));
    }
    let mut draft = draft.clone();
    match index.and_then(|index| draft.sections.get_mut(index)) {
        Some(place) => *place = section,
        None => draft.sections.push(section),
    }
    if save_draft(trainer, &mut conn, &standing, number, &draft).await?.is_none() {
        let (standing, now) = load(&mut conn, code).await?;
        return stale_page(trainer, &mut conn, &standing, now, fields).await;
    }
    let said = Flash::ok(trainer.text("exams-saved"));
    Ok(trainer.redirect_saying(&format!("/exams/{code}/sections"), &said))
}

/// The form again after somebody else saved: it goes to the section it was opened for, wherever that stands
/// now, or, when that is gone, adds one.
async fn stale_page(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    fields: &Fields,
) -> Result<HttpResponse, Error> {
    let title_was = fields.get("title_was");
    let found = standing.exam.draft.sections.iter().position(|section| section.title_zh == title_was);
    let stored = found.and_then(|index| standing.exam.draft.sections.get(index));
    let sources = sources(trainer, conn, stored).await?;
    let form =
        FormView::new(fields, &SECTION_FIELDS, standing.exam.draft_number).on_top_of(trainer, &standing.exam);
    let target = Target { standing, now, index: found };
    section_page(trainer, &target, fields, form, sources, StatusCode::CONFLICT)
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

/// Every bank and every topic of a bank as value and label; also the one a stored section has, when it is gone.
async fn sources(
    trainer: &Trainer,
    conn: &mut Conn,
    stored: Option<&SectionDefinition>,
) -> Result<Vec<(String, String)>, Error> {
    let mut sources = Vec::new();
    for bank in banks::queries::list(conn).await? {
        let title = trainer.language.pick(&bank.title_zh, &bank.title_en).to_owned();
        let topics = banks::queries::topics(conn, &bank.code).await?;
        sources.push((source(&bank.code, None), title.clone()));
        sources.extend(
            topics.into_iter().map(|topic| (source(&bank.code, Some(&topic)), format!("{title} · {topic}"))),
        );
    }
    if let Some(section) = stored {
        let value = source(&section.bank_code, section.topic.as_deref());
        if !sources.iter().any(|(known, _)| *known == value) {
            sources.push((value.clone(), value));
        }
    }
    Ok(sources)
}

fn section_page(
    trainer: &Trainer,
    target: &Target<'_>,
    fields: &Fields,
    form: FormView,
    sources: Vec<(String, String)>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let exam = &target.standing.exam;
    let stored = target.index.and_then(|index| exam.draft.sections.get(index));
    let heading = match stored {
        Some(section) => trainer.language.pick(&section.title_zh, &section.title_en).to_owned(),
        None => trainer.text("exams-section-add"),
    };
    let address = target.index.map_or_else(|| "new".to_owned(), |index| (index + 1).to_string());
    let chosen_kinds = fields.all("kinds");
    let data = SectionPage {
        head: Head::new(trainer, target.standing, View::Sections, Some(heading.clone()), target.now),
        form,
        action: format!("/exams/{}/sections/{address}", exam.code),
        title_was: stored.map(|section| section.title_zh.clone()).unwrap_or_default(),
        removable: target.index.map(|_| format!("/exams/{}/sections/{address}/remove", exam.code)),
        sources: source_choices(trainer, fields, sources),
        kinds: QuestionKind::ALL
            .iter()
            .filter(|kind| kind.is_marked_by_server())
            .map(|kind| Choice::among(kind.as_str(), kind_word(trainer, *kind), &chosen_kinds))
            .collect(),
        difficulties_min: difficulties(trainer, fields.get("difficulty_min")),
        difficulties_max: difficulties(trainer, fields.get("difficulty_max")),
        scorings: Scoring::ALL
            .iter()
            .map(|scoring| {
                let label = trainer.text(&format!("exams-scoring-{}", scoring.as_str()));
                Choice::among(scoring.as_str(), label, &[fields.get("scoring")])
            })
            .collect(),
        heading,
    };
    trainer.page("exams/section", trainer.text("exams-tab-sections"), data).with_status(status).respond()
}

fn source_choices(trainer: &Trainer, fields: &Fields, sources: Vec<(String, String)>) -> Vec<Choice> {
    let chosen = [fields.get("source")];
    let choose = Choice::among("", trainer.text("exams-source-choose"), &chosen);
    std::iter::once(choose)
        .chain(sources.into_iter().map(|(value, label)| Choice::among(value, label, &chosen)))
        .collect()
}

fn difficulties(trainer: &Trainer, chosen: &str) -> Vec<Choice> {
    (1..=5)
        .map(|level: i32| {
            let label = match level {
                1 => trainer.text("exams-difficulty-easiest"),
                5 => trainer.text("exams-difficulty-hardest"),
                other => other.to_string(),
            };
            Choice::among(level.to_string(), label, &[chosen])
        })
        .collect()
}
