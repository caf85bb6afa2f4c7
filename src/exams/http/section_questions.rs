//! `/exams/{code}/sections/{position}/questions`: choosing the questions of a section by hand, in their order.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::sections::{at, index};
use super::{load, save_draft};
use crate::accounts::Trainer;
use crate::banks;
use crate::banks::model::{QuestionFilter, QuestionVersion};
use crate::base::text::{cut, has_forbidden_controls};
use crate::db::Conn;
use crate::exams::forms::draft_number;
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::pages::{Head, View, kind_word, why_words};
use crate::exams::queries;
use crate::exams::rules::{MOST_QUESTIONS, UnusableQuestion};
use crate::web::paging::{Pager, page_number};
use crate::web::{Error, Fields, Flash, Visit};

/// Questions of the bank on a page.
const QUESTIONS_A_PAGE: i64 = 20;

/// Characters of a stem that the lists show.
const SHOWN: usize = 120;

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct Search {
    q: Option<String>,
    page: Option<String>,
}

#[derive(Serialize)]
struct QuestionsPage {
    head: Head,
    heading: String,
    action: String,
    section_href: String,
    draft_number: i32,
    chosen: Vec<Row>,
    /// How many questions it draws while none is chosen.
    draws: i32,
    q: String,
    found: Vec<Row>,
    searched: bool,
    pager: Option<Pager>,
}

/// A question in a list.
#[derive(Serialize)]
struct Row {
    code: String,
    stem: String,
    kind: String,
    difficulty: Option<i16>,
    topic: Option<String>,
    /// Why a paper may not have it.
    unusable: Option<String>,
    is_first: bool,
    is_last: bool,
}

/// `GET /exams/{code}/sections/{position}/questions`.
pub(super) async fn show(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    search: web::Query<Search>,
) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let draft = &standing.exam.draft;
    let index = index(&position, draft)?;
    let section = at(draft, index)?;
    let bank = banks::queries::bank_by_code(&mut conn, &section.bank_code).await?.ok_or(Error::NotFound)?;
    let chosen = chosen(&trainer, &mut conn, draft, index).await?;
    let (q, page) = search.into_inner().read()?;
    let filter =
        QuestionFilter { text: Some(q.clone()).filter(|q| !q.is_empty()), ..QuestionFilter::default() };
    let found = banks::queries::find(&mut conn, Some(bank.id), &filter, page, QUESTIONS_A_PAGE).await?;
    let (paging, total) = (found.paging, found.paging.total());
    let shown = [("from", paging.first_row()), ("to", paging.last_row()), ("count", paging.total())];
    let action = format!("/exams/{code}/sections/{position}/questions");
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &q).finish();
    let title = trainer.language.pick(&section.title_zh, &section.title_en).to_owned();
    let data = QuestionsPage {
        head: Head::new(&trainer, &standing, View::Sections, Some(title.clone()), now),
        heading: trainer.text_with("exams-choose-heading", [("title", title)]),
        section_href: format!("/exams/{code}/sections/{position}"),
        draft_number: standing.exam.draft_number,
        draws: section.count,
        found: found
            .versions
            .iter()
            .filter(|version| !section.fixed.contains(&version.question_code))
            .map(|version| row(&trainer, version))
            .collect(),
        searched: !q.is_empty(),
        pager: (total > 0).then(|| {
            let sum = trainer.text_with("exams-choose-sum", shown);
            Pager::new(paging, sum, |page| format!("{action}?{query}&page={page}"))
        }),
        chosen,
        action: action.clone(),
        q,
    };
    trainer.page("exams/section-questions", trainer.text("exams-choose"), data).respond()
}

impl Search {
    fn read(self) -> Result<(String, i64), Error> {
        let q = self.q.unwrap_or_default().trim().to_owned();
        if has_forbidden_controls(&q) {
            return Err(Error::NotFound);
        }
        Ok((q, page_number(self.page.as_deref())))
    }
}

/// The chosen questions in their order, each with why it cannot be used, if so.
async fn chosen(
    trainer: &Trainer,
    conn: &mut Conn,
    draft: &Definition,
    index: usize,
) -> Result<Vec<Row>, Error> {
    let section = at(draft, index)?;
    if !section.is_fixed() {
        return Ok(Vec::new());
    }
    let only = Definition { sections: vec![section.clone()], ..draft.clone() };
    let unusable: Vec<UnusableQuestion> =
        queries::stocks(conn, &only).await?.into_iter().flat_map(|stock| stock.unusable).collect();
    let entries = banks::queries::pool_of_codes(conn, &section.bank_code, &section.fixed).await?;
    let ids: Vec<_> = entries.iter().filter_map(|(_, entry)| Some(entry.as_ref()?.version_id)).collect();
    let versions = banks::queries::versions(conn, &ids).await?;
    let last = section.fixed.len().saturating_sub(1);
    let rows = section.fixed.iter().enumerate().map(|(place, code)| {
        let version = versions.iter().find(|version| version.question_code == *code);
        let why = unusable.iter().find(|question| question.code == *code);
        Row {
            unusable: why.map(|question| why_words(trainer, &question.why)),
            is_first: place == 0,
            is_last: place == last,
            ..version.map_or_else(|| Row::gone(code), |version| row(trainer, version))
        }
    });
    Ok(rows.collect())
}

impl Row {
    fn gone(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            stem: String::new(),
            kind: String::new(),
            difficulty: None,
            topic: None,
            unusable: None,
            is_first: false,
            is_last: false,
        }
    }
}

fn row(visit: &Visit, version: &QuestionVersion) -> Row {
    Row {
        stem: cut(&version.content.texts.in_language(visit.language).stem, SHOWN),
        kind: kind_word(visit, version.content.kind),
        difficulty: version.content.difficulty,
        topic: version.content.topic.clone(),
        ..Row::gone(&version.question_code)
    }
}

/// `POST /exams/{code}/sections/{position}/questions`: adds, moves or takes out one question.
pub(super) async fn change(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["draft_number", "do", "code", "q", "page"])?;
    let (code, position) = path.into_inner();
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    let mut draft = standing.exam.draft.clone();
    let index = index(&position, &draft)?;
    let section = draft.sections.get_mut(index).ok_or(Error::NotFound)?;
    let question = fields.get("code").to_owned();
    if fields.get("do") == "add" {
        let asked = std::slice::from_ref(&question);
        let is_there = !has_forbidden_controls(&question)
            && banks::queries::pool_of_codes(&mut conn, &section.bank_code, asked)
                .await?
                .iter()
                .any(|(_, entry)| entry.is_some());
        if !is_there {
            return Err(Error::Conflict("exams-choose-gone"));
        }
    }
    apply(section, fields.get("do"), question)?;
    if save_draft(&trainer, &mut conn, &standing, number, &draft).await?.is_none() {
        return Err(Error::Conflict("exams-stale-order"));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", fields.get("q"))
        .append_pair("page", fields.optional("page").unwrap_or("1"))
        .finish();
    let said = Flash::ok(trainer.text("exams-saved"));
    Ok(trainer.redirect_saying(&format!("/exams/{code}/sections/{position}/questions?{query}"), &said))
}

/// Changes the list of chosen questions. With the first one the section stops drawing; with none it draws again.
fn apply(section: &mut SectionDefinition, what: &str, question: String) -> Result<(), Error> {
    let place = section.fixed.iter().position(|code| *code == question);
    match (what, place) {
        ("add", None) => {
            let most = usize::try_from(MOST_QUESTIONS).unwrap_or(usize::MAX);
            if section.fixed.len() >= most {
                return Err(Error::BadRequest("exams-choose-too-many"));
            }
            section.fixed.push(question);
        }
        ("add", Some(_)) | ("up" | "down" | "remove", None) => {}
        ("up", Some(place)) if place > 0 => section.fixed.swap(place, place - 1),
        ("down", Some(place)) if place + 1 < section.fixed.len() => section.fixed.swap(place, place + 1),
        ("up" | "down", Some(_)) => {}
        ("remove", Some(place)) => {
            section.fixed.remove(place);
        }
        _ => return Err(Error::BadRequest("error-unknown-field")),
    }
    if section.is_fixed() {
        section.count = i32::try_from(section.fixed.len()).unwrap_or(i32::MAX);
    }
    Ok(())
}
