//! `/banks`, `/banks/{code}`, `/banks/{code}/questions/{question}`.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::forms::{ListQuery, filter_query};
use crate::banks::model::{
    BankListItem, Content, OpenImport, QuestionVersion, ReviewState, UsingExam, VersionInTime,
};
use crate::banks::pages::{
    DiffLine, FindingView, QUESTIONS_A_PAGE, QuestionView, all_lines, finding_view, missing_word, topic_title,
};
use crate::banks::queries;
use crate::banks::rules::{TopicTree, missing_languages};
use crate::web::components::{Crumb, Tab};
use crate::web::{Error, Language, Visit};

#[derive(Serialize)]
struct ListPage {
    banks: Vec<BankListItem>,
    imports: Vec<OpenImport>,
}

/// `GET /banks`.
pub(super) async fn list(trainer: Trainer) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let banks = queries::list(&mut conn).await?;
    let imports = queries::open_imports(&mut conn).await?;
    trainer.page("banks/list", trainer.text("banks-title"), ListPage { banks, imports }).respond()
}

#[derive(Serialize)]
struct BankPage {
    crumbs: Vec<Crumb>,
    code: String,
    title: String,
    lead: String,
    tabs: Vec<Tab>,
    /// Questions that wait for a second person; `None` where the bank asks for none.
    waiting: Option<i64>,
    /// The filter as it stands in the address, for the page that changes many at once.
    query: String,
    /// Languages in which questions are missing: how many, as words, and where those stand.
    missing: Vec<MissingLink>,
    finding: FindingView,
}

#[derive(Serialize)]
struct MissingLink {
    href: String,
    words: String,
}

/// `GET /banks/{code}`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let filter = query.filter();
    let found = queries::find(&mut conn, Some(bank.id), &filter, query.page(), QUESTIONS_A_PAGE).await?;
    let languages = queries::language_counts(&mut conn, Some(bank.id)).await?;
    let revisions = queries::revisions(&mut conn, bank.id).await?;
    let visit: &Visit = &trainer;
    let title = visit.language.pick(&bank.title_zh, &bank.title_en).to_owned();
    let path = format!("/banks/{}", bank.code);
    let (drafts, accepted) = queries::waiting_counts(&mut conn, bank.id).await?;
    let waiting = bank.needs_review.then_some(drafts + accepted);
    let query = filter_query(&filter);
    let query = query.trim_end_matches('&').to_owned();
    let revision = revisions.first().map_or(0, |revision| revision.number);
    let page = BankPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(&title)],
        tabs: vec![
            Tab {
                href: path.clone(),
                label: visit.text("banks-tab-questions"),
                count: Some(languages.iter().map(|(_, count)| count).sum()),
                current: true,
            },
            Tab {
                href: format!("{path}/revisions"),
                label: visit.text("banks-tab-revisions"),
                count: i64::try_from(revisions.len()).ok(),
                current: false,
            },
        ],
        lead: visit.text_with(
            "banks-bank-lead",
            [("code", FluentValue::from(bank.code.clone())), ("revision", revision.into())],
        ),
        missing: missing_links(visit, &path, &languages),
        finding: finding_view(visit, &path, &filter, &found, None).changed_at(format!("{path}/bulk?{query}")),
        query,
        code: bank.code,
        title: title.clone(),
        waiting,
    };
    visit.page("banks/bank", title, page).respond()
}

/// How many questions of a bank lack each language, with the way to them.
fn missing_links(visit: &Visit, path: &str, languages: &[(Vec<String>, i64)]) -> Vec<MissingLink> {
    let lacking = |language: Language| -> i64 {
        let lacks = |tags: &[String]| missing_languages(tags).any(|missing| missing == language);
        languages.iter().filter(|(tags, _)| lacks(tags)).map(|(_, count)| count).sum()
    };
    let link = |language: Language| {
        let count = lacking(language);
        let words = [("words", FluentValue::from(missing_word(visit, language))), ("n", count.into())];
        (count > 0).then(|| MissingLink {
            href: format!("{path}?missing={}", language.tag()),
            words: visit.text_with("finding-missing-in", words),
        })
    };
    Language::ALL.into_iter().filter_map(link).collect()
}

#[derive(Serialize)]
struct VersionView {
    number: i32,
    created_at: DateTime<Utc>,
    heading: String,
    is_current: bool,
    texts: Vec<QuestionView>,
    /// Languages it is not there in, as words, with the way to write them.
    missing: Vec<MissingLink>,
    /// Name of who wrote it.
    by: Option<String>,
    /// What the version after it says otherwise.
    later: Vec<DiffLine>,
}

#[derive(Serialize)]
struct QuestionPage {
    crumbs: Vec<Crumb>,
    bank: String,
    code: String,
    /// Id of the version that counts; empty when the bank does not hold the question.
    base: String,
    exams: Vec<UsingExam>,
    /// How far the version that counts is, where a second person looks at it.
    state: Option<ReviewState>,
    is_current: bool,
    current: Vec<VersionView>,
    versions: Vec<VersionView>,
}

/// `GET /banks/{code}/questions/{question}`.
pub(super) async fn question(
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (bank_code, question_code) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let history = queries::history(&mut conn, &bank_code, &question_code).await?;
    if history.is_empty() {
        return Err(Error::NotFound);
    }
    let tree = queries::topic_tree(&mut conn).await?;
    let visit: &Visit = &trainer;
    let ids: Vec<_> = history.iter().map(|entry| entry.version.id).collect();
    let authors = queries::authors(&mut conn, &ids).await?;
    let exams = queries::exams_using(&mut conn, bank.id, std::slice::from_ref(&question_code)).await?;
    let counts = |entry: &&VersionInTime| entry.ranges.iter().any(|(_, to)| to.is_none());
    let current = history.iter().find(counts).map(|entry| entry.version.id);
    let base = current.map(|id| id.to_string()).unwrap_or_default();
    let state = match current {
        Some(id) => queries::review_state(&mut conn, id).await?,
        None => None,
    };
    let versions: Vec<VersionView> = history
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let is_current = entry.ranges.iter().any(|(_, to)| to.is_none());
            VersionView {
                number: entry.version.number,
                created_at: entry.version.created_at,
                heading: version_heading(visit, entry.version.number, &entry.ranges),
                is_current,
                texts: views(visit, &entry.version, &tree),
                missing: missing_translations(visit, &entry.version),
                by: authors
                    .iter()
                    .find(|(id, _, _)| *id == entry.version.id)
                    .and_then(|(_, _, name)| name.clone()),
                later: index
                    .checked_sub(1)
                    .and_then(|newer| history.get(newer))
                    .map_or_else(Vec::new, |newer| {
                        all_lines(visit, &entry.version.content, &newer.version.content)
                    }),
            }
        })
        .collect();
    let (current, versions): (Vec<_>, Vec<_>) = versions.into_iter().partition(|one| one.is_current);
    let page = QuestionPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(format!("/banks/{bank_code}"), visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&question_code),
        ],
        is_current: !current.is_empty(),
        bank: bank_code,
        code: question_code.clone(),
        base,
        exams,
        state,
        current,
        versions,
    };
    visit.page("banks/question", question_code, page).respond()
}

fn version_heading(visit: &Visit, number: i32, ranges: &[(i32, Option<i32>)]) -> String {
    let revisions: Vec<String> = ranges
        .iter()
        .map(|(from, to)| match to {
            Some(to) if *to == from + 1 => from.to_string(),
            Some(to) => format!("{from}–{}", to - 1),
            None => visit.text_with("banks-since-revision", [("revision", *from)]),
        })
        .collect();
    visit.text_with(
        "banks-version-heading",
        [("number", FluentValue::from(number)), ("revisions", revisions.join(", ").into())],
    )
}

/// The languages a question is not there in, with the way to write it in them.
fn missing_translations(visit: &Visit, version: &QuestionVersion) -> Vec<MissingLink> {
    let address = format!("/banks/{}/questions/{}/edit", version.bank_code, version.question_code);
    missing_languages(&version.languages)
        .map(|language| MissingLink { href: address.clone(), words: missing_word(visit, language) })
        .collect()
}

/// The question in each of its languages, the reader's first.
fn views(visit: &Visit, version: &QuestionVersion, tree: &TopicTree) -> Vec<QuestionView> {
    // What is shown names the topic as people do.
    let topic = version.content.topic.as_deref().map(|code| topic_title(visit, tree, code));
    let content = &Content { topic, ..version.content.clone() };
    let mut languages = version.content.texts.languages();
    languages.sort_by_key(|language| language != visit.language.tag());
    languages.iter().map(|language| QuestionView::of(visit, content, language, None)).collect()
}
