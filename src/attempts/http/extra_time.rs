//! `/people/{id}/extra-time` and `/extra-time`: who gets more time in exams, for HR and admins.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::accounts;
use crate::accounts::extract::HrOrAdmin;
use crate::accounts::model::PersonDetail;
use crate::attempts::actions::accommodate;
use crate::attempts::forms::{EXTRA_TIME_FIELDS, extra_time};
use crate::db::{self, Conn, PersonId};
use crate::exams::model::{Accommodated, Accommodation};
use crate::exams::pages::extra_words;
use crate::exams::{self, queries};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

/// What `attempts/extra-time.hbs` shows.
#[derive(Serialize)]
struct PersonPage {
    crumbs: Vec<Crumb>,
    id: PersonId,
    name: String,
    current: Option<Given>,
    earlier: Vec<Given>,
    form: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// Extra time a person has or had.
#[derive(Serialize)]
struct Given {
    words: String,
    from: Option<DateTime<Utc>>,
    /// The last instant it counts.
    until: Option<DateTime<Utc>>,
    is_over: bool,
    reason: String,
    at: DateTime<Utc>,
    by: Option<String>,
    ended_at: Option<DateTime<Utc>>,
}

impl Given {
    fn new(visit: &Visit, row: Accommodation, now: DateTime<Utc>) -> Self {
        Self {
            words: extra_words(visit, row.percent, row.minutes),
            from: row.valid_from,
            until: row.valid_until.map(last_instant),
            is_over: row.valid_until.is_some_and(|until| until <= now),
            reason: row.reason,
            at: row.created_at,
            by: row.created_by,
            ended_at: row.withdrawn_at,
        }
    }
}

fn last_instant(until: DateTime<Utc>) -> DateTime<Utc> {
    until - TimeDelta::seconds(1)
}

/// `GET /people/{id}/extra-time`.
pub(super) async fn show(reader: HrOrAdmin, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    page(&reader, &mut conn, person, &Fields::default(), FormErrors::none()).await
}

/// `POST /people/{id}/extra-time`.
pub(super) async fn give(
    reader: HrOrAdmin,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&EXTRA_TIME_FIELDS)?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let given = match extra_time(&fields, &reader) {
        Ok(given) => given,
        Err(errors) => return page(&reader, &mut conn, person, &fields, errors).await,
    };
    let done = accommodate(&mut conn, &reader.actor(), person.id, &given).await?;
    let said = reader.text_with("terms-extra-given", [("raised", done.raised)]);
    Ok(reader.redirect_saying(&address(person.id), &Flash::ok(said)))
}

/// `POST /people/{id}/extra-time/end`.
pub(super) async fn end(
    reader: HrOrAdmin,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let ended = exams::actions::end_extra_time(&mut conn, &reader.actor(), person.id).await?;
    let said = reader.text(if ended { "terms-extra-ended" } else { "people-nothing-to-do" });
    Ok(reader.redirect_saying(&address(person.id), &Flash::ok(said)))
}

fn address(person: PersonId) -> String {
    format!("/people/{person}/extra-time")
}

async fn find(conn: &mut Conn, path: &str) -> Result<PersonDetail, Error> {
    let id: PersonId = path.parse().map_err(|_| Error::NotFound)?;
    accounts::queries::person(conn, id).await?.ok_or(Error::NotFound)
}

async fn page(
    reader: &HrOrAdmin,
    conn: &mut Conn,
    person: PersonDetail,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let now = db::now(conn).await?;
    let (current, earlier): (Vec<_>, Vec<_>) = queries::accommodations_of(conn, person.id)
        .await?
        .into_iter()
        .map(|row| Given::new(reader, row, now))
        .partition(|given| given.ended_at.is_none());
    let title = reader.text("terms-extra-title");
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = PersonPage {
        crumbs: vec![
            Crumb::up("/people", reader.text("people-title")),
            Crumb::up(format!("/people/{}", person.id), &person.name),
            Crumb::here(&title),
        ],
        id: person.id,
        name: person.name,
        current: current.into_iter().next(),
        earlier,
        form: fields.echo(&EXTRA_TIME_FIELDS),
        error_list: errors.list(),
        errors,
    };
    reader.page("attempts/extra-time", title, page).with_status(status).respond()
}

/// What `attempts/extra-time-list.hbs` shows.
#[derive(Serialize)]
struct ListPage {
    crumbs: Vec<Crumb>,
    rows: Vec<ListRow>,
}

/// One person with extra time.
#[derive(Serialize)]
struct ListRow {
    href: String,
    name: String,
    employee_number: Option<String>,
    words: String,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    is_over: bool,
    at: DateTime<Utc>,
}

impl ListRow {
    fn new(visit: &Visit, row: Accommodated, now: DateTime<Utc>) -> Self {
        Self {
            href: address(row.person_id),
            words: extra_words(visit, row.percent, row.minutes),
            name: row.name,
            employee_number: row.employee_number,
            from: row.valid_from,
            until: row.valid_until.map(last_instant),
            is_over: row.valid_until.is_some_and(|until| until <= now),
            at: row.created_at,
        }
    }
}

/// `GET /extra-time`.
pub(super) async fn list(reader: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let now = db::now(&mut conn).await?;
    let rows = queries::accommodated(&mut conn).await?;
    let title = reader.text("terms-extra-title");
    let page = ListPage {
        crumbs: vec![Crumb::up("/people", reader.text("people-title")), Crumb::here(&title)],
        rows: rows.into_iter().map(|row| ListRow::new(&reader, row, now)).collect(),
    };
    reader.page("attempts/extra-time-list", title, page).respond()
}
