//! `/banks/{code}/revisions` and below: who changed a bank when, and what a revision changed.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::Trainer;
use crate::banks::model::{Bank, ChangeCounts, MemberChange, QuestionVersion, Revision, RevisionSource};
use crate::banks::pages::{DiffLine, QuestionView, all_lines, pager};
use crate::banks::queries;
use crate::db::{Conn, ImportId, QuestionVersionId};
use crate::web::components::{Choice, Crumb};
use crate::web::paging::{Pager, Paging};
use crate::web::{Error, Visit};

/// Revisions a page lists.
const REVISIONS_A_PAGE: usize = 50;

/// Changed questions a page shows.
const CHANGES_A_PAGE: i64 = 20;

/// What the addresses of these pages say.
#[derive(Debug, Deserialize)]
pub(super) struct RevisionsQuery {
    /// The revision to compare with.
    from: Option<String>,
    /// The revision to look at.
    to: Option<String>,
    /// Page, from 1.
    page: Option<String>,
}

impl RevisionsQuery {
    fn page(&self) -> i64 {
        self.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000)
    }
}

/// A revision in a table.
#[derive(Serialize)]
struct RevisionRow {
    number: i32,
    created_at: DateTime<Utc>,
    by: String,
    source: String,
    added: i32,
    changed: i32,
    removed: i32,
    is_current: bool,
    /// The page of the import it came from.
    import: Option<String>,
}

#[derive(Serialize)]
struct RevisionsPage {
    crumbs: Vec<Crumb>,
    bank: String,
    title: String,
    retired: i64,
    revisions: Vec<RevisionRow>,
    /// Whether there are two to compare.
    can_compare: bool,
    choices_from: Vec<Choice>,
    choices_to: Vec<Choice>,
    pager: Option<Pager>,
}

/// `GET /banks/{code}/revisions`.
pub(super) async fn list(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<RevisionsQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let all = queries::revisions(&mut conn, bank.id).await?;
    let imports: HashMap<i32, ImportId> =
        queries::imports_of_revisions(&mut conn, bank.id).await?.into_iter().collect();
    let retired = queries::retired_count(&mut conn, bank.id).await?;
    let current = all.first().map_or(0, |revision| revision.number);
    let page =
        usize::try_from(query.page()).unwrap_or(1).clamp(1, all.len().div_ceil(REVISIONS_A_PAGE).max(1));
    let home = format!("/banks/{}", bank.code);
    let choices = |chosen: i32| -> Vec<Choice> {
        let choice = |one: &Revision| {
            Choice::new(one.number.to_string(), one.number.to_string(), one.number == chosen)
        };
        all.iter().map(choice).collect()
    };
    let data = RevisionsPage {
        crumbs: crumbs(visit, &bank, vec![Crumb::here(visit.text("banks-tab-revisions"))]),
        title: visit.language.pick(&bank.title_zh, &bank.title_en).to_owned(),
        retired,
        can_compare: all.len() > 1,
        choices_from: choices(current - 1),
        choices_to: choices(current),
        pager: pager(visit, Paging::in_memory(page, REVISIONS_A_PAGE, all.len()), |page| {
            format!("{home}/revisions?page={page}")
        }),
        revisions: all
            .into_iter()
            .skip((page - 1) * REVISIONS_A_PAGE)
            .take(REVISIONS_A_PAGE)
            .map(|revision| RevisionRow {
                is_current: revision.number == current,
                source: source_words(visit, &revision),
                by: by_words(visit, &revision),
                number: revision.number,
                created_at: revision.created_at,
                added: revision.added,
                changed: revision.changed,
                removed: revision.removed,
                import: imports.get(&revision.number).map(|id| format!("/banks/import/{id}")),
            })
            .collect(),
        bank: bank.code,
    };
    visit.page("banks/revisions", visit.text("banks-tab-revisions"), data).respond()
}

/// The way to a page below the list.
pub(super) fn crumbs(visit: &Visit, bank: &Bank, last: Vec<Crumb>) -> Vec<Crumb> {
    let mut crumbs = vec![
        Crumb::up("/banks", visit.text("banks-title")),
        Crumb::up(format!("/banks/{}", bank.code), visit.language.pick(&bank.title_zh, &bank.title_en)),
    ];
    crumbs.extend(last);
    crumbs
}

/// Where a revision came from, in words.
pub(super) fn source_words(visit: &Visit, revision: &Revision) -> String {
    if let Some(undone) = revision.undoes {
        return visit.text_with("import-undoes-revision", [("revision", undone)]);
    }
    let name = revision.source_name.clone();
    match revision.source {
        RevisionSource::Shipped => visit.text("banks-source-shipped"),
        RevisionSource::Import | RevisionSource::CommandLine => name,
        RevisionSource::Edited => visit.text_with("bank-source-edited", [("questions", name)]),
        RevisionSource::Restored if name.parse::<i32>().is_ok() => {
            visit.text_with("bank-source-restored-revision", [("number", name)])
        }
        RevisionSource::Restored => visit.text_with("bank-source-restored", [("questions", name)]),
    }
}

/// Who wrote a revision, in words.
pub(super) fn by_words(visit: &Visit, revision: &Revision) -> String {
    revision.created_by.clone().unwrap_or_else(|| {
        visit.text(match revision.source {
            RevisionSource::CommandLine => "banks-by-command-line",
            _ => "banks-by-server",
        })
    })
}

/// `GET /banks/{code}/revisions/compare?from=&to=`: to the page of the later one.
pub(super) async fn compare(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<RevisionsQuery>,
) -> Result<HttpResponse, Error> {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i32>().ok());
    let (Some(from), Some(to)) = (number(&query.from), number(&query.to)) else {
        return Err(Error::NotFound);
    };
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    Ok(trainer.redirect(&format!("/banks/{}/revisions/{to}?from={from}", bank.code)))
}

#[derive(Serialize)]
struct ChangeView {
    code: String,
    /// `added`, `changed` or `removed`.
    what: &'static str,
    lines: Vec<DiffLine>,
    shown: Option<QuestionView>,
}

#[derive(Serialize)]
struct RevisionPage {
    crumbs: Vec<Crumb>,
    bank: String,
    number: i32,
    from: i32,
    heading: String,
    lead: Option<String>,
    counts: ChangeCounts,
    changes: Vec<ChangeView>,
    pager: Option<Pager>,
    may_restore: bool,
}

/// `GET /banks/{code}/revisions/{number}`.
pub(super) async fn show(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    query: web::Query<RevisionsQuery>,
) -> Result<HttpResponse, Error> {
    let (code, number) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let (bank, all, revision) = revision(&mut conn, &code, &number).await?;
    let (number, current) = (revision.number, all.first().map_or(0, |one| one.number));
    let before = number - 1;
    let from = query.from.as_deref().and_then(|from| from.parse().ok()).unwrap_or(before);
    if !(0..=current).contains(&from) {
        return Err(Error::NotFound);
    }
    let counts = queries::change_counts(&mut conn, bank.id, (from, number)).await?;
    let paging = Paging::new(query.page(), CHANGES_A_PAGE, counts.total());
    let offset = (query.page() - 1).saturating_mul(CHANGES_A_PAGE);
    let changed = queries::changes(&mut conn, bank.id, (from, number), CHANGES_A_PAGE, offset).await?;
    let title = visit.text_with("bank-revision", [("number", number)]);
    let home = format!("/banks/{}/revisions", bank.code);
    let data = RevisionPage {
        crumbs: crumbs(
            visit,
            &bank,
            vec![Crumb::up(&home, visit.text("banks-tab-revisions")), Crumb::here(&title)],
        ),
        heading: if from == before {
            title.clone()
        } else {
            visit.text_with("bank-revision-compared", [("number", number), ("from", from)])
        },
        lead: (from == before)
            .then(|| format!("{} · {}", by_words(visit, &revision), source_words(visit, &revision))),
        changes: change_views(visit, &mut conn, &changed).await?,
        pager: pager(visit, paging, |page| format!("{home}/{number}?from={from}&page={page}")),
        may_restore: number != current,
        counts,
        number,
        from,
        bank: bank.code,
    };
    visit.page("banks/revision", title, data).respond()
}

/// The bank, its revisions, and the one with this number.
pub(super) async fn revision(
    conn: &mut Conn,
    code: &str,
    number: &str,
) -> Result<(Bank, Vec<Revision>, Revision), Error> {
    let number: i32 = number.parse().map_err(|_| Error::NotFound)?;
    let bank = queries::bank_by_code(conn, code).await?.ok_or(Error::NotFound)?;
    let all = queries::revisions(conn, bank.id).await?;
    let found = all.iter().find(|revision| revision.number == number).cloned().ok_or(Error::NotFound)?;
    Ok((bank, all, found))
}

async fn change_views(
    visit: &Visit,
    conn: &mut Conn,
    changed: &[MemberChange],
) -> Result<Vec<ChangeView>, Error> {
    let ids: Vec<QuestionVersionId> =
        changed.iter().flat_map(|one| one.before.into_iter().chain(one.after)).collect();
    let versions: HashMap<QuestionVersionId, Arc<QuestionVersion>> =
        queries::versions(conn, &ids).await?.into_iter().map(|version| (version.id, version)).collect();
    let find = |id: Option<QuestionVersionId>| id.and_then(|id| versions.get(&id).map(Arc::as_ref));
    let view = |version: &QuestionVersion| {
        let languages = version.content.texts.languages();
        let own = visit.language.tag();
        let language = languages.iter().find(|language| *language == own).or(languages.first());
        QuestionView::of(visit, &version.content, language.map_or(own, String::as_str), None)
    };
    let views = changed.iter().map(|one| match (find(one.before), find(one.after)) {
        (Some(before), Some(after)) => ChangeView {
            code: one.code.clone(),
            what: "changed",
            lines: all_lines(visit, &before.content, &after.content),
            shown: None,
        },
        (None, after) => {
            ChangeView { code: one.code.clone(), what: "added", lines: Vec::new(), shown: after.map(view) }
        }
        (before, None) => {
            ChangeView { code: one.code.clone(), what: "removed", lines: Vec::new(), shown: before.map(view) }
        }
    });
    Ok(views.collect())
}
