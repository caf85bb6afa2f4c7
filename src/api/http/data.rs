//! What programs read, page by page.

use std::collections::{BTreeMap, HashMap};

use actix_web::{HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;

use crate::accounts;
use crate::api::extract::{Caller, Refusal};
use crate::api::model::{ApiCertificate, ApiPage, ApiPerson, ApiProblem, ApiRecord, Scope};
use crate::api::queries;
use crate::api::rules::{MOST, cursor, read_cursor, read_limit};
use crate::base::clock::day_in;
use crate::certification;
use crate::db::{self, Conn, GroupId, PersonId};
use crate::records;
use crate::records::filter::Filter;
use crate::web::{Error, Language, Site};

type Query = web::Query<BTreeMap<String, String>>;

/// What becomes of a request: data, or why not.
type Answer<T> = Result<Result<ApiPage<T>, Refusal>, Error>;

fn respond<T: Serialize>(answer: Result<ApiPage<T>, Refusal>) -> HttpResponse {
    match answer {
        Ok(page) => HttpResponse::Ok().json(page),
        Err(refusal) => refusal.into(),
    }
}

/// Where a page begins and how long it is.
struct Part {
    after: Option<Uuid>,
    limit: i64,
}

impl Part {
    /// Reads `cursor` and `limit`; whatever else is there must be one of `known`.
    fn read(query: &BTreeMap<String, String>, known: &[&str]) -> Result<Self, Refusal> {
        let is_known =
            |name: &&String| ["cursor", "limit"].contains(&name.as_str()) || known.contains(&name.as_str());
        if let Some(unknown) = query.keys().find(|name| !is_known(name)) {
            let known = known.join(", ");
            return Err(Refusal::WrongParameter(
                "query",
                format!("{unknown} is none of cursor, limit, {known}."),
            ));
        }
        let after = match query.get("cursor") {
            None => None,
            Some(text) => Some(read_cursor(text).ok_or_else(|| {
                Refusal::WrongParameter(
                    "cursor",
                    "send what the page before gave as next, unchanged.".to_owned(),
                )
            })?),
        };
        let limit = read_limit(query.get("limit").map(String::as_str)).ok_or_else(|| {
            Refusal::WrongParameter("limit", format!("a whole number from 1 to {MOST} is expected."))
        })?;
        Ok(Self { after, limit })
    }

    /// The cursor of the page that follows on these entries, if there may be one.
    fn next(&self, mut ids: impl DoubleEndedIterator<Item = Uuid> + ExactSizeIterator) -> Option<String> {
        let is_full = usize::try_from(self.limit).is_ok_and(|limit| ids.len() >= limit);
        let last = ids.next_back();
        last.filter(|_| is_full).map(cursor)
    }
}

/// People
///
/// Everybody who has an account, by lasting id. Read it from time to time from the first page on: names and groups change.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    params(
        ("cursor" = Option<String>, Query, description = "Where to go on: next of the page before."),
        ("limit" = Option<i64>, Query, description = "Entries of a page, 1 to 500; 100 unless given."),
        ("group" = Option<String>, Query, description = "Code of a group: only people in it and below it."),
    ),
    responses(
        (status = 200, description = "A page of people.", body = ApiPage<ApiPerson>),
        (status = 400, description = "A parameter cannot be read.", body = ApiProblem),
        (status = 401, description = "No token, or one that does not work.", body = ApiProblem),
        (status = 403, description = "The token may not read people.", body = ApiProblem),
    ),
    security(("token" = ["people"]))
)]
pub(super) async fn people(caller: Caller, query: Query) -> Result<HttpResponse, Error> {
    let mut conn = match caller.enter(Scope::People).await? {
        Ok(conn) => conn,
        Err(refusal) => return Ok(refusal.into()),
    };
    Ok(respond(people_page(&mut conn, &query).await?))
}

async fn people_page(conn: &mut Conn, query: &BTreeMap<String, String>) -> Answer<ApiPerson> {
    let part = match Part::read(query, &["group"]) {
        Ok(part) => part,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let groups = match query.get("group") {
        None => None,
        Some(code) => match group(conn, code).await? {
            Ok(groups) => Some(groups),
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    let data = queries::people(conn, part.after, part.limit, groups.as_deref()).await?;
    let next = part.next(data.iter().map(|person| person.id));
    Ok(Ok(ApiPage { data, next }))
}

/// The group with this code and those below it.
async fn group(conn: &mut Conn, code: &str) -> Result<Result<Vec<GroupId>, Refusal>, Error> {
    let Some(group) = accounts::queries::group_by_code(conn, code).await? else {
        return Ok(Err(Refusal::WrongParameter("group", "there is no group with this code.".to_owned())));
    };
    Ok(Ok(accounts::queries::with_subgroups(conn, group.id).await?))
}

/// The parameters of records beyond those of the page.
const RECORD_FILTERS: &[&str] = &[
    "on",
    "known",
    "group",
    "role",
    "certification",
    "status",
    "within",
    "issued_from",
    "issued_to",
    "ends_from",
    "ends_to",
    "hired_since",
    "name",
];

/// Records
///
/// Who is certified, and who lacks what they must hold: one entry for each person and certification, today or at the end of a
/// past day by what was known then. A page holds all entries of up to `limit` people, so it may be longer or shorter than that.
#[utoipa::path(
    get,
    path = "/api/v1/records",
    params(
        ("cursor" = Option<String>, Query, description = "Where to go on: next of the page before."),
        ("limit" = Option<i64>, Query, description = "How many people a page covers, 1 to 500; 100 unless given."),
        ("on" = Option<chrono::NaiveDate>, Query, description = "A past day of the company's zone; today unless given."),
        ("known" = Option<String>, Query, description = "then (unless given): rows of a past day by what was known at its end; now: by what is known now."),
        ("group" = Option<String>, Query, description = "Code of a group: only people in it and below it, on that day."),
        ("role" = Option<String>, Query, description = "trainee, trainer, hr or admin: only people with this role on that day."),
        ("certification" = Option<String>, Query, description = "Code of a certification."),
        ("status" = Option<String>, Query, description = "valid, expiring, expired, revoked or missing."),
        ("within" = Option<i64>, Query, description = "Only certificates that hold and end within so many days, 0 to 3660."),
        ("issued_from" = Option<chrono::NaiveDate>, Query, description = "Only certificates issued on this day or later."),
        ("issued_to" = Option<chrono::NaiveDate>, Query, description = "Only certificates issued on this day or before."),
        ("ends_from" = Option<chrono::NaiveDate>, Query, description = "Only certificates whose last day is this one or later."),
        ("ends_to" = Option<chrono::NaiveDate>, Query, description = "Only certificates whose last day is this one or before."),
        ("hired_since" = Option<chrono::NaiveDate>, Query, description = "Only people employed since this day or later."),
        ("name" = Option<String>, Query, description = "Part of a name or an employee number."),
    ),
    responses(
        (status = 200, description = "A page of records.", body = ApiPage<ApiRecord>),
        (status = 400, description = "A parameter cannot be read.", body = ApiProblem),
        (status = 401, description = "No token, or one that does not work.", body = ApiProblem),
        (status = 403, description = "The token may not read records.", body = ApiProblem),
    ),
    security(("token" = ["records"]))
)]
pub(super) async fn records(
    caller: Caller,
    query: Query,
    site: web::Data<Site>,
) -> Result<HttpResponse, Error> {
    let mut conn = match caller.enter(Scope::Records).await? {
        Ok(conn) => conn,
        Err(refusal) => return Ok(refusal.into()),
    };
    Ok(respond(records_page(&mut conn, &query, &site).await?))
}

async fn records_page(conn: &mut Conn, query: &BTreeMap<String, String>, site: &Site) -> Answer<ApiRecord> {
    let part = match Part::read(query, RECORD_FILTERS) {
        Ok(part) => part,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (filter, problems) = Filter::read(query);
    if let Some(problem) = problems.first() {
        let expected = site.text(Language::English, problem.message);
        return Ok(Err(Refusal::WrongParameter(problem.field, expected)));
    }
    let zone = site.config().zone;
    let today = day_in(db::now(conn).await?, zone);
    let scope = match records::queries::scope(conn, &filter, today, zone).await {
        Ok(scope) => scope,
        Err(Error::NotFound) => {
            return Ok(Err(Refusal::WrongParameter("group", "there is no group with this code.".to_owned())));
        }
        Err(Error::BadRequest(_)) => {
            return Ok(Err(Refusal::WrongParameter(
                "on",
                format!("a day until today, {today}, is expected."),
            )));
        }
        Err(other) => return Err(other),
    };
    let people: Vec<PersonId> = queries::person_ids(conn, part.after, part.limit).await?;
    let cells = records::queries::rows_of(conn, &scope, &people).await?;
    let next = part.next(people.iter().map(|id| id.0));
    let data = cells.into_iter().map(|cell| ApiRecord::new(cell, scope.listing())).collect();
    Ok(Ok(ApiPage { data, next }))
}

/// Certificates
///
/// Every certificate with what happened to it, by id. What is new, and what happens to certificates that a program knows already, it
/// learns from webhooks, or by reading from the first page again.
#[utoipa::path(
    get,
    path = "/api/v1/certificates",
    params(
        ("cursor" = Option<String>, Query, description = "Where to go on: next of the page before."),
        ("limit" = Option<i64>, Query, description = "Entries of a page, 1 to 500; 100 unless given."),
        ("person" = Option<Uuid>, Query, description = "Id of a person: only theirs."),
    ),
    responses(
        (status = 200, description = "A page of certificates.", body = ApiPage<ApiCertificate>),
        (status = 400, description = "A parameter cannot be read.", body = ApiProblem),
        (status = 401, description = "No token, or one that does not work.", body = ApiProblem),
        (status = 403, description = "The token may not read certificates.", body = ApiProblem),
    ),
    security(("token" = ["certificates"]))
)]
pub(super) async fn certificates(
    caller: Caller,
    query: Query,
    site: web::Data<Site>,
) -> Result<HttpResponse, Error> {
    let mut conn = match caller.enter(Scope::Certificates).await? {
        Ok(conn) => conn,
        Err(refusal) => return Ok(refusal.into()),
    };
    Ok(respond(certificates_page(&mut conn, &query, &site).await?))
}

async fn certificates_page(
    conn: &mut Conn,
    query: &BTreeMap<String, String>,
    site: &Site,
) -> Answer<ApiCertificate> {
    let part = match Part::read(query, &["person"]) {
        Ok(part) => part,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let person: Option<PersonId> = match query.get("person").map(|id| id.parse()).transpose() {
        Ok(person) => person,
        Err(_) => {
            return Ok(Err(Refusal::WrongParameter("person", "the id of a person is expected.".to_owned())));
        }
    };
    let today = day_in(db::now(conn).await?, site.config().zone);
    let programmes = certification::queries::programmes(conn, today).await?;
    let codes: HashMap<_, _> =
        programmes.into_iter().map(|programme| (programme.id, programme.code)).collect();
    let found = queries::certificates(conn, part.after, part.limit, person).await?;
    let code = |id| codes.get(id).map_or("", String::as_str);
    let next = part.next(found.iter().map(|issued| issued.certificate.id.0));
    let data = found
        .iter()
        .map(|issued| ApiCertificate::new(issued, code(&issued.certificate.programme_id), today))
        .collect();
    Ok(Ok(ApiPage { data, next }))
}
