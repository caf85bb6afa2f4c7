//! `/banks`, `/banks/{code}`, `/banks/{code}/questions/{question}`.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::forms::BankQuery;
use crate::banks::model::{BankListItem, OpenImport, QuestionVersion, Revision, RevisionSource};
use crate::banks::pages::{QuestionView, kind_word, pager, short_key};
use crate::banks::queries;
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::db::ImportId;
use crate::web::components::{Choice, Crumb, Tab};
use crate::web::images::without_images;
use crate::web::paging::{Pager, Paging};
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
struct QuestionRow {
    code: String,
    stem: String,
    kind: String,
    difficulty: Option<i16>,
    key: Option<String>,
    languages: String,
}

#[derive(Serialize)]
struct RevisionRow {
    number: i32,
    created_at: DateTime<Utc>,
    by: String,
    source: String,
    added: i32,
    changed: i32,
    removed: i32,
    import: Option<String>,
}

#[derive(Serialize)]
struct BankPage {
    crumbs: Vec<Crumb>,
    code: String,
    title: String,
    lead: String,
    tabs: Vec<Tab>,
    shows_revisions: bool,
    kinds: Vec<Choice>,
    difficulties: Vec<Choice>,
    keys: Vec<Choice>,
    text: String,
    is_filtered: bool,
    questions: Vec<QuestionRow>,
    pager: Option<Pager>,
    revisions: Vec<RevisionRow>,
}

/// `GET /banks/{code}`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<BankQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let filter = query.filter();
    let (questions, total) = queries::bank_page(&mut conn, bank.id, &filter, query.page()).await?;
    let revisions = queries::revisions(&mut conn, bank.id).await?;
    let imports: HashMap<i32, ImportId> =
        queries::imports_of_revisions(&mut conn, bank.id).await?.into_iter().collect();
    let visit: &Visit = &trainer;
    let title = visit.language.pick(&bank.title_zh, &bank.title_en).to_owned();
    let shows_revisions = query.tab.as_deref() == Some("revisions");
    let path = format!("/banks/{}", bank.code);
    let is_filtered = filter != crate::banks::model::QuestionFilter::default();
    let all = if is_filtered {
        queries::bank_page(&mut conn, bank.id, &Default::default(), 1).await?.1
    } else {
        total
    };
    let revision = revisions.first().map_or(0, |revision| revision.number);
    let page = BankPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(&title)],
        tabs: vec![
            Tab {
                href: path.clone(),
                label: visit.text("banks-tab-questions"),
                count: Some(all),
                current: !shows_revisions,
            },
            Tab {
                href: format!("{path}?tab=revisions"),
                label: visit.text("banks-tab-revisions"),
                count: i64::try_from(revisions.len()).ok(),
                current: shows_revisions,
            },
        ],
        lead: visit.text_with(
            "banks-bank-lead",
            [("code", fluent_bundle::FluentValue::from(bank.code.clone())), ("revision", revision.into())],
        ),
        kinds: kinds(visit, filter.kind),
        difficulties: difficulties(visit, filter.difficulty),
        keys: keys(visit, filter.without_key),
        text: filter.text.clone().unwrap_or_default(),
        is_filtered,
        questions: questions.iter().map(|question| question_row(visit, question)).collect(),
        pager: pager(visit, Paging::new(query.page(), queries::QUESTIONS_A_PAGE, total), |number| {
            format!("{path}?{}page={number}", filter_query(&query))
        }),
        revisions: revisions.into_iter().map(|revision| revision_row(visit, revision, &imports)).collect(),
        code: bank.code,
        title: title.clone(),
        shows_revisions,
    };
    visit.page("banks/bank", title, page).respond()
}

/// The filter as it stands in the address, for links to other pages of the list.
fn filter_query(query: &BankQuery) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in
        [("kind", &query.kind), ("difficulty", &query.difficulty), ("q", &query.q), ("key", &query.key)]
    {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            pairs.append_pair(name, value);
        }
    }
    let query = pairs.finish();
    if query.is_empty() { query } else { format!("{query}&") }
}

fn question_row(visit: &Visit, question: &QuestionVersion) -> QuestionRow {
    QuestionRow {
        code: question.question_code.clone(),
        stem: cut(&without_images(&question.content.texts.in_language(visit.language).stem), 120),
        kind: kind_word(visit, question.content.kind),
        difficulty: question.content.difficulty,
        key: short_key(visit, question),
        languages: languages(visit, question),
    }
}

/// The languages a question can be shown in, in words; those the program does not speak by their tags.
fn languages(visit: &Visit, question: &QuestionVersion) -> String {
    let word = |tag: &String| match Language::parse(tag) {
        Some(Language::Chinese) => visit.text("banks-language-chinese"),
        Some(Language::English) => visit.text("banks-language-english"),
        None => tag.clone(),
    };
    question.languages.iter().map(word).collect::<Vec<_>>().join(visit.language.pick("、", ", "))
}

fn revision_row(visit: &Visit, revision: Revision, imports: &HashMap<i32, ImportId>) -> RevisionRow {
    let source = match (revision.source, revision.undoes) {
        (_, Some(undone)) => visit.text_with("import-undoes-revision", [("revision", undone)]),
        (RevisionSource::Shipped, None) => visit.text("banks-source-shipped"),
        (RevisionSource::Import | RevisionSource::CommandLine, None) => revision.source_name,
    };
    let nobody = match revision.source {
        RevisionSource::CommandLine => "banks-by-command-line",
        RevisionSource::Shipped | RevisionSource::Import => "banks-by-server",
    };
    RevisionRow {
        number: revision.number,
        created_at: revision.created_at,
        by: revision.created_by.unwrap_or_else(|| visit.text(nobody)),
        source,
        added: revision.added,
        changed: revision.changed,
        removed: revision.removed,
        import: imports.get(&revision.number).map(|id| format!("/banks/import/{id}")),
    }
}

fn kinds(visit: &Visit, chosen: Option<QuestionKind>) -> Vec<Choice> {
    let any = Choice::new("", visit.text("banks-any"), chosen.is_none());
    let choice =
        |kind: QuestionKind| Choice::new(kind.as_str(), kind_word(visit, kind), chosen == Some(kind));
    std::iter::once(any).chain(QuestionKind::ALL.iter().copied().map(choice)).collect()
}

fn difficulties(visit: &Visit, chosen: Option<i16>) -> Vec<Choice> {
    let any = Choice::new("", visit.text("banks-any"), chosen.is_none());
    let choice = |difficulty: i16| {
        Choice::new(difficulty.to_string(), difficulty.to_string(), chosen == Some(difficulty))
    };
    std::iter::once(any).chain((1..=5).map(choice)).collect()
}

fn keys(visit: &Visit, missing: bool) -> Vec<Choice> {
    vec![
        Choice::new("", visit.text("banks-any"), !missing),
        Choice::new("missing", visit.text("banks-key-missing"), missing),
    ]
}

#[derive(Serialize)]
struct VersionView {
    number: i32,
    created_at: DateTime<Utc>,
    heading: String,
    is_current: bool,
    texts: Vec<QuestionView>,
}

#[derive(Serialize)]
struct QuestionPage {
    crumbs: Vec<Crumb>,
    code: String,
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
    let visit: &Visit = &trainer;
    let versions: Vec<VersionView> = history
        .iter()
        .map(|entry| {
            let is_current = entry.ranges.iter().any(|(_, to)| to.is_none());
            VersionView {
                number: entry.version.number,
                created_at: entry.version.created_at,
                heading: version_heading(visit, entry.version.number, &entry.ranges),
                is_current,
                texts: views(visit, &entry.version),
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
        code: question_code.clone(),
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
        [("number", fluent_bundle::FluentValue::from(number)), ("revisions", revisions.join(", ").into())],
    )
}

/// The question in each of its languages, the reader's first.
fn views(visit: &Visit, version: &QuestionVersion) -> Vec<QuestionView> {
    let content = &version.content;
    let mut languages = version.content.texts.languages();
    languages.sort_by_key(|language| language != visit.language.tag());
    languages.iter().map(|language| QuestionView::of(visit, content, language, None)).collect()
}
