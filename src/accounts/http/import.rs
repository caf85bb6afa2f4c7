//! `/people/import`: people from a spreadsheet or from pasted rows, looked at before anything counts.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use question_formats::PlainTable;
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::actions::{self, BroughtIn, ImportUndone};
use crate::accounts::extract::{HrOrAdmin, SignedIn};
use crate::accounts::model::{PeopleImport, PeopleImportState, Role};
use crate::accounts::pages::import::{
    ImportDonePage, ImportListRow, ImportPage, ImportsPage, Review, Shown, problem_words, template_headings,
};
use crate::accounts::rules::bringing_in::{
    Absent, Choices, Column, ColumnUses, Counts, Decision, Verdict, asks_again,
};
use crate::accounts::{queries, tables};
use crate::base::spreadsheet::Heading;
use crate::db::{Conn, violated_constraint};
use crate::web::components::Crumb;
use crate::web::paging::page_number;
use crate::web::spreadsheet::said_columns;
use crate::web::upload::Upload;
use crate::web::{Error, Fields, Flash, FormErrors, Language};

/// Spreadsheets in the list.
const LISTED: i64 = 50;

/// The addresses of these pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people/import").get(list).post(send))
        .service(web::resource("/people/import/template/{format}").get(template))
        .service(web::resource("/people/import/{id}").get(show).post(explain))
        .service(web::resource("/people/import/{id}/decide").post(decide))
        .service(web::resource("/people/import/{id}/commit").post(commit))
        .service(web::resource("/people/import/{id}/discard").post(discard))
        .service(web::resource("/people/import/{id}/undo").post(undo))
        .service(web::resource("/people/import/{id}/faulty").get(faulty));
}

/// Query of the review.
#[derive(Deserialize)]
struct ReviewQuery {
    show: Option<String>,
    page: Option<String>,
}

/// `GET /people/import`.
async fn list(reader: HrOrAdmin) -> Result<HttpResponse, Error> {
    listed(&reader, String::new(), FormErrors::none()).await
}

async fn listed(reader: &HrOrAdmin, pasted: String, errors: FormErrors) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let all = queries::people_imports(&mut conn, LISTED).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ImportsPage {
        rows: all.iter().map(|import| ImportListRow::new(import, reader)).collect(),
        pasted,
        headings: template_headings(reader).join(reader.language.pick("、", ", ")),
        error_list: errors.list(),
        errors,
        crumbs: vec![
            Crumb::up("/people", reader.text("people-title")),
            Crumb::here(reader.text("people-import-title")),
        ],
    };
    reader
        .page("accounts/people_imports", reader.text("people-import-title"), page)
        .with_status(status)
        .respond()
}

/// `POST /people/import`: the file is read by a child process and kept for review.
async fn send(reader: HrOrAdmin, upload: Upload) -> Result<HttpResponse, Error> {
    upload.fields.only(&["file", "pasted"])?;
    let pasted = upload.fields.raw("pasted").to_owned();
    let file = upload.file.filter(|file| !file.bytes.is_empty()).map(|file| (file.name, file.bytes));
    let rows = (!pasted.trim().is_empty()).then(|| (String::new(), pasted.clone().into_bytes()));
    let Some((name, bytes)) = file.or(rows) else {
        return refused(&reader, pasted, "file", reader.text("people-import-file-missing")).await;
    };
    let field = if name.is_empty() { "pasted" } else { "file" };
    let language = match reader.language {
        Language::Chinese => question_formats::Language::Zh,
        Language::English => question_formats::Language::En,
    };
    let tables =
        match reader.app.reader.tables(&bytes, if name.is_empty() { "pasted-rows.tsv" } else { &name }).await
        {
            Ok(Ok(tables)) => tables,
            Ok(Err(diagnostic)) => {
                tracing::info!(code = ?diagnostic.code, "a spreadsheet of people could not be read");
                return refused(&reader, pasted, field, diagnostic.message(language)).await;
            }
            Err(stopped) => {
                tracing::warn!(%stopped, "a spreadsheet of people could not be read");
                return refused(&reader, pasted, field, reader.text("people-import-file-stopped")).await;
            }
        };
    let Some(table) = fullest(tables) else {
        return refused(&reader, pasted, field, reader.text("people-import-file-empty")).await;
    };
    let mut conn = reader.conn().await?;
    let id = actions::keep_people_import(&mut conn, &reader.actor(), &name, &table.rows).await?;
    Ok(reader.redirect(&format!("/people/import/{id}")))
}

async fn refused(
    reader: &HrOrAdmin,
    pasted: String,
    field: &'static str,
    sentence: String,
) -> Result<HttpResponse, Error> {
    let mut errors = FormErrors::none();
    errors.add(field, sentence);
    listed(reader, pasted, errors).await
}

/// The sheet whose headings say most, else the first.
fn fullest(tables: Vec<PlainTable>) -> Option<PlainTable> {
    let known = |table: &PlainTable| ColumnUses::guessed(&table.rows).columns.len();
    tables.into_iter().rev().max_by_key(known)
}

/// `GET /people/import/template/{format}`: the headings and nothing else.
async fn template(reader: HrOrAdmin, format: web::Path<String>) -> Result<HttpResponse, Error> {
    let rows = [template_headings(&reader)];
    match format.as_str() {
        "csv" => tables::csv_file("certamen-people.csv", &rows),
        "xlsx" => tables::xlsx_file("certamen-people.xlsx", &rows),
        _ => Err(Error::NotFound),
    }
}

async fn find(conn: &mut Conn, id: &str) -> Result<PeopleImport, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    queries::people_import(conn, id).await?.ok_or(Error::NotFound)
}

fn is_admin(reader: &SignedIn) -> bool {
    reader.person.is(Role::Admin)
}

async fn preview(
    reader: &SignedIn,
    conn: &mut Conn,
    import: &PeopleImport,
) -> Result<queries::Preview, Error> {
    let zone = reader.site().config().zone;
    let found =
        queries::preview_people_import(conn, zone, Some(reader.person.id), is_admin(reader), import).await?;
    Ok(found)
}

/// `GET /people/import/{id}`: every row with what it would do; later what was done.
async fn show(
    reader: HrOrAdmin,
    id: web::Path<String>,
    query: web::Query<ReviewQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let shown = match query.show.as_deref() {
        None => Shown::All,
        Some(word) => Shown::ALL.into_iter().find(|shown| shown.as_str() == word).ok_or(Error::NotFound)?,
    };
    let number = page_number(query.page.as_deref());
    let title = crate::accounts::pages::import::file_words(&import.file_name, &reader);
    if import.state != PeopleImportState::Open {
        let changes = queries::import_changes(&mut conn, import.id).await?;
        let page = ImportDonePage::new(&import, &changes, number, &reader);
        return reader.page("accounts/people_import_done", title, page).respond();
    }
    let preview = preview(&reader, &mut conn, &import).await?;
    let review = Review {
        import: &import,
        rows: &import.rows(),
        uses: &import.uses(),
        choices: &import.choices(),
        preview: &preview,
        tree: &queries::group_tree(&mut conn).await?,
        shown,
        page: number,
    };
    reader.page("accounts/people_import", title, ImportPage::new(&review, &reader)).respond()
}

/// `POST /people/import/{id}`: what the columns hold, whether groups are added, who has left.
async fn explain(reader: HrOrAdmin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["column-*", "first_row", "add_groups", "absent"])?;
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let Some(uses) = said_columns(&fields, &import.rows(), &import.uses()) else {
        let said = Flash::warn(reader.text("people-import-columns-twice"));
        return Ok(reader.redirect_saying(&address(&import), &said));
    };
    let absent = match fields.get("absent") {
        "" => Absent::Stay,
        "*" => Absent::LeftAll,
        code => match queries::group_by_code(&mut conn, code).await? {
            Some(group) => Absent::LeftOf(group.code),
            None => return Err(Error::BadRequest("error-unknown-field")),
        },
    };
    let choices = Choices { add_groups: fields.has("add_groups"), absent, ..import.choices() };
    let done = actions::explain_people_import(&mut conn, &reader.actor(), import.id, &uses, &choices).await?;
    Ok(answer(&reader, &address(&import), done, "people-import-explained"))
}

/// `POST /people/import/{id}/decide`: which rows of a page are left out, and who is meant.
async fn decide(reader: HrOrAdmin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["row", "skip-*", "who-*", "show", "page"])?;
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let mut choices = import.choices();
    for row in fields.all("row") {
        let number: usize = row.parse().map_err(|_| Error::BadRequest("error-unknown-field"))?;
        choices.rows.remove(&number);
        let decision = match fields.get(&format!("who-{number}")) {
            "" => fields.has(&format!("skip-{number}")).then_some(Decision::Skip),
            "new" => Some(Decision::New),
            "skip" => Some(Decision::Skip),
            id => Some(Decision::Person(id.parse().map_err(|_| Error::BadRequest("error-unknown-field"))?)),
        };
        choices.rows.extend(decision.map(|decision| (number, decision)));
    }
    let uses = import.uses();
    let done = actions::explain_people_import(&mut conn, &reader.actor(), import.id, &uses, &choices).await?;
    let shown =
        Shown::ALL.into_iter().find(|shown| shown.as_str() == fields.get("show")).unwrap_or(Shown::All);
    let page = page_number(fields.optional("page"));
    let back = format!("{}?show={}&page={page}", address(&import), shown.as_str());
    Ok(answer(&reader, &back, done, "people-import-decided"))
}

/// `POST /people/import/{id}/commit`.
async fn commit(reader: HrOrAdmin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["seen", "left"])?;
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let found = preview(&reader, &mut conn, &import).await?;
    let left = found.leaving.len();
    let is_typed = fields.get("left").parse() == Ok(left);
    if import.state == PeopleImportState::Open && asks_again(left, found.working) && !is_typed {
        let said = Flash::warn(reader.text("people-import-left-not-typed"));
        return Ok(reader.redirect_saying(&address(&import), &said));
    }
    let zone = reader.site().config().zone;
    let seen = fields.get("seen");
    let done =
        actions::bring_in_people(&mut conn, zone, &reader.actor(), is_admin(&reader), import.id, seen).await;
    let said = match done {
        Ok(BroughtIn::Done(counts)) => Flash::ok(done_words(&reader, counts)),
        Ok(BroughtIn::Other) => Flash::warn(reader.text("people-import-other")),
        Ok(BroughtIn::NotOpen) => Flash::warn(reader.text("people-import-not-open")),
        // Somebody was added by hand at the same moment.
        Err(error) if violated_constraint(&error).is_some() => {
            Flash::warn(reader.text("people-import-other"))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(reader.redirect_saying(&address(&import), &said))
}

fn done_words(reader: &SignedIn, counts: Counts) -> String {
    let count = |count: usize| i64::try_from(count).unwrap_or_default();
    let said = [
        ("new", count(counts.new)),
        ("changed", count(counts.changed)),
        ("returned", count(counts.returned)),
        ("left", count(counts.left)),
    ];
    reader.text_with("people-import-done", said)
}

/// `POST /people/import/{id}/discard`.
async fn discard(reader: HrOrAdmin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let done = actions::discard_people_import(&mut conn, &reader.actor(), import.id).await?;
    Ok(answer(&reader, &address(&import), done, "people-import-discarded"))
}

/// `POST /people/import/{id}/undo`.
async fn undo(reader: HrOrAdmin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let zone = reader.site().config().zone;
    let said = match actions::undo_people_import(&mut conn, zone, &reader.actor(), import.id).await? {
        ImportUndone::Done => Flash::ok(reader.text("people-import-undone")),
        ImportUndone::NotNow => Flash::warn(reader.text("people-import-not-now")),
        ImportUndone::Used => Flash::warn(reader.text("people-import-used")),
        ImportUndone::Changed(names) => {
            let more = names.len().saturating_sub(5);
            let named: Vec<String> = names.into_iter().take(5).collect();
            let names = named.join(reader.language.pick("、", ", "));
            let id = if more > 0 { "people-import-changed-many" } else { "people-import-changed" };
            Flash::warn(reader.text_with(id, [("names", names)]))
        }
    };
    Ok(reader.redirect_saying(&address(&import), &said))
}

/// `GET /people/import/{id}/faulty`: the rows that cannot be taken as a file, each with what is wrong.
async fn faulty(reader: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let import = find(&mut conn, &id).await?;
    let found = preview(&reader, &mut conn, &import).await?;
    let (rows, uses) = (import.rows(), import.uses());
    let by_number: HashMap<usize, &Vec<String>> =
        rows.iter().map(|(number, cells)| (*number, cells)).collect();
    let names: HashMap<_, _> = found.known.people.iter().map(|one| (one.id, one.name.clone())).collect();
    let mut file: Vec<Vec<String>> = Vec::new();
    let mut header = template_headings(&reader);
    header.push(reader.text("people-import-problem-column"));
    file.push(header);
    for (number, verdict) in &found.verdicts {
        let (Verdict::Error(column, expected), Some(cells)) = (verdict, by_number.get(number)) else {
            continue;
        };
        let mut row: Vec<String> =
            Column::ALL.iter().map(|column| uses.cell(cells, *column).to_owned()).collect();
        let name = |id| names.get(&id).cloned().unwrap_or_default();
        row.push(problem_words((*column, *expected), cells, &uses, name, &reader));
        file.push(row);
    }
    tables::csv_file("certamen-people-faulty.csv", &file)
}

fn address(import: &PeopleImport) -> String {
    format!("/people/import/{}", import.id)
}

/// Back to the spreadsheet with what was done, or that it was too late.
fn answer(reader: &SignedIn, to: &str, done: bool, message: &str) -> HttpResponse {
    let said = if done {
        Flash::ok(reader.text(message))
    } else {
        Flash::warn(reader.text("people-import-not-open"))
    };
    reader.redirect_saying(to, &said)
}
