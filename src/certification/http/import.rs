//! `/certificates/import`: certificates from before, from a spreadsheet.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use question_formats::PlainTable;
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::Hr;
use crate::base::clock::day_in;
use crate::certification::actions::{self, Undone};
use crate::certification::model::{CertificateImport, CertificateImportState};
use crate::certification::pages::{ImportListRow, ImportPage, ImportsPage, Review, Shown};
use crate::certification::queries;
use crate::certification::rules::bringing_in::{ColumnUses, Contradiction, Verdict, fold, verdicts};
use crate::db::{self, Conn, PersonId};
use crate::web::components::Crumb;
use crate::web::paging::page_number;
use crate::web::spreadsheet::said_columns;
use crate::web::upload::Upload;
use crate::web::{Error, Fields, Flash, FormErrors, Language};

/// Spreadsheets in the list.
const LISTED: i64 = 50;

/// Query of the review.
#[derive(Deserialize)]
pub struct ReviewQuery {
    show: Option<String>,
    page: Option<String>,
}

/// `GET /certificates/import`.
pub async fn list(hr: Hr) -> Result<HttpResponse, Error> {
    listed(&hr, FormErrors::none()).await
}

async fn listed(hr: &Hr, errors: FormErrors) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let all = queries::certificate_imports(&mut conn, LISTED).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ImportsPage {
        rows: all.iter().map(|import| ImportListRow::new(import, hr)).collect(),
        error_list: errors.list(),
        errors,
        crumbs: vec![
            Crumb::up("/certifications", hr.text("certification-list-title")),
            Crumb::here(hr.text("bringing-title")),
        ],
    };
    hr.page("certification/imports", hr.text("bringing-title"), page).with_status(status).respond()
}

/// `POST /certificates/import`: the file is read by a child process and kept for review.
pub async fn send(hr: Hr, upload: Upload) -> Result<HttpResponse, Error> {
    upload.fields.only(&["file"])?;
    let problem = |sentence: String| {
        let mut errors = FormErrors::none();
        errors.add("file", sentence);
        errors
    };
    let Some(file) = upload.file.filter(|file| !file.bytes.is_empty()) else {
        return listed(&hr, problem(hr.text("bringing-file-missing"))).await;
    };
    let language = match hr.language {
        Language::Chinese => question_formats::Language::Zh,
        Language::English => question_formats::Language::En,
    };
    let tables = match hr.app.reader.tables(&file.bytes, &file.name).await {
        Ok(Ok(tables)) => tables,
        Ok(Err(diagnostic)) => {
            tracing::info!(code = ?diagnostic.code, "a spreadsheet of certificates could not be read");
            return listed(&hr, problem(diagnostic.message(language))).await;
        }
        Err(stopped) => {
            tracing::warn!(%stopped, "a spreadsheet of certificates could not be read");
            return listed(&hr, problem(hr.text("bringing-file-stopped"))).await;
        }
    };
    let Some(table) = fullest(tables) else {
        return listed(&hr, problem(hr.text("bringing-file-empty"))).await;
    };
    let mut conn = hr.conn().await?;
    let id = actions::keep_spreadsheet(&mut conn, &hr.actor(), &file.name, &table.rows).await?;
    Ok(hr.redirect(&format!("/certificates/import/{id}")))
}

/// The sheet whose headings say most, else the first.
fn fullest(tables: Vec<PlainTable>) -> Option<PlainTable> {
    let known = |table: &PlainTable| ColumnUses::guessed(&table.rows).columns.len();
    tables.into_iter().rev().max_by_key(known)
}

async fn find(conn: &mut Conn, id: &str) -> Result<CertificateImport, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    queries::certificate_import(conn, id).await?.ok_or(Error::NotFound)
}

/// `GET /certificates/import/{id}`: every row with what can be done with it.
pub async fn show(
    hr: Hr,
    id: web::Path<String>,
    query: web::Query<ReviewQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let import = find(&mut conn, &id).await?;
    let today = day_in(db::now(&mut conn).await?, hr.site().config().zone);
    let known = queries::import_known(&mut conn, import.meant(), today).await?;
    let (rows, uses) = (import.rows(), import.uses());
    let found = verdicts(&rows, &uses, &known, today);
    let named: Vec<PersonId> = found.iter().filter_map(|(_, verdict)| person_of(verdict)).collect();
    let people = queries::lines(&mut conn, &named).await?;
    let programmes = queries::programmes(&mut conn, today).await?;
    let shown = match query.show.as_deref() {
        None => Shown::All,
        Some(word) => Shown::ALL.into_iter().find(|shown| shown.as_str() == word).ok_or(Error::NotFound)?,
    };
    let review = Review {
        import: &import,
        rows: &rows,
        uses: &uses,
        verdicts: &found,
        programmes: &programmes,
        people: &people,
        shown,
        page: page_number(query.page.as_deref()),
    };
    hr.page("certification/import", import.file_name.clone(), ImportPage::new(&review, &hr)).respond()
}

fn person_of(verdict: &Verdict) -> Option<PersonId> {
    match verdict {
        Verdict::New(row) => Some(row.person),
        Verdict::Conflict(Contradiction::OtherName(id)) => Some(*id),
        _ => None,
    }
}

/// `POST /certificates/import/{id}`: what the columns hold and which certifications are meant.
pub async fn explain(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["column-*", "first_row", "words-*", "title-*"])?;
    let mut conn = hr.conn().await?;
    let import = find(&mut conn, &id).await?;
    let Some(uses) = said_columns(&fields, &import.rows(), &import.uses()) else {
        let said = Flash::warn(hr.text("bringing-columns-twice"));
        return Ok(hr.redirect_saying(&address(&import), &said));
    };
    let mut titles = import.meant();
    titles.extend(meant(&fields));
    let done = actions::explain_spreadsheet(&mut conn, &hr.actor(), import.id, &uses, &titles).await?;
    Ok(answer(&hr, &import, done.then_some("bringing-explained")))
}

/// Which certification is meant by which words.
fn meant(fields: &Fields) -> BTreeMap<String, String> {
    fields
        .pairs()
        .iter()
        .filter_map(|(name, words)| Some((name.strip_prefix("words-")?, words)))
        .filter_map(|(place, words)| {
            let code = fields.optional(&format!("title-{place}"))?;
            Some((fold(words), code.to_owned()))
        })
        .collect()
}

/// `POST /certificates/import/{id}/commit`.
pub async fn commit(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = hr.conn().await?;
    let import = find(&mut conn, &id).await?;
    let counts = actions::bring_in(&mut conn, hr.site().config(), &hr.actor(), import.id).await?;
    Ok(answer(&hr, &import, counts.map(|_| "bringing-done")))
}

/// `POST /certificates/import/{id}/discard`.
pub async fn discard(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = hr.conn().await?;
    let import = find(&mut conn, &id).await?;
    let done = actions::discard_spreadsheet(&mut conn, &hr.actor(), import.id).await?;
    Ok(answer(&hr, &import, done.then_some("bringing-discarded")))
}

/// `POST /certificates/import/{id}/undo`.
pub async fn undo(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = hr.conn().await?;
    let import = find(&mut conn, &id).await?;
    match actions::undo_bringing_in(&mut conn, &hr.actor(), import.id).await? {
        Undone::Done(_) => Ok(answer(&hr, &import, Some("bringing-undone"))),
        Undone::NotNow => Ok(answer(&hr, &import, None)),
        Undone::Followed(numbers) => {
            let named: Vec<String> = numbers.into_iter().take(5).collect();
            let numbers = named.join(hr.language.pick("、", ", "));
            let said = Flash::warn(hr.text_with("bringing-followed", [("numbers", numbers)]));
            Ok(hr.redirect_saying(&address(&import), &said))
        }
    }
}

fn address(import: &CertificateImport) -> String {
    format!("/certificates/import/{}", import.id)
}

/// Back to the spreadsheet with what was done, or that it was too late.
fn answer(hr: &Hr, import: &CertificateImport, done: Option<&str>) -> HttpResponse {
    let said = match done {
        Some(message) => Flash::ok(hr.text(message)),
        None if import.state == CertificateImportState::Open => Flash::warn(hr.text("bringing-not-open")),
        None => Flash::warn(hr.text("bringing-not-now")),
    };
    hr.redirect_saying(&address(import), &said)
}
