//! Reading who is certified. Page, figures and file share one text of SQL, `cells.sql`.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::filter::Filter;
use super::model::{Cell, Figures};
use crate::accounts;
use crate::base::clock::end_of_day;
use crate::certification::rules::EXPIRING_DAYS;
use crate::db::{CertificateId, Conn, GroupId, PersonId};
use crate::web::Error;

const CELLS: &str = include_str!("cells.sql");

/// People on a page.
pub const PAGE: i64 = 50;

/// The columns of a [`Cell`], from `shown`.
const COLUMNS: &str = "shown.*,
    (SELECT coalesce(string_agg(groups.name_zh, '、' ORDER BY groups.code), '') FROM memberships
     JOIN groups ON groups.id = memberships.group_id
     WHERE memberships.person_id = shown.person_id AND memberships.valid_from <= (SELECT at FROM moment)
       AND (memberships.valid_to IS NULL OR memberships.valid_to > (SELECT at FROM moment))) AS groups_zh,
    (SELECT coalesce(string_agg(groups.name_en, ', ' ORDER BY groups.code), '') FROM memberships
     JOIN groups ON groups.id = memberships.group_id
     WHERE memberships.person_id = shown.person_id AND memberships.valid_from <= (SELECT at FROM moment)
       AND (memberships.valid_to IS NULL OR memberships.valid_to > (SELECT at FROM moment))) AS groups_en";

/// People by name as Chinese readers expect, one after the other, their certifications by code.
const ORDER: &str = "ORDER BY shown.name COLLATE \"zh-x-icu\", shown.person_id, shown.code";

/// A filter with its group looked up.
#[derive(Debug, Clone)]
pub struct Scope {
    groups: Option<Vec<GroupId>>,
    filter: Filter,
    /// The day that is shown.
    day: NaiveDate,
    /// Its last instant if it is over: what came later was not known then.
    past: Option<DateTime<Utc>>,
}

/// Looks up the group of a filter, and the time of its day. `today` is the day in the company's zone.
///
/// # Errors
/// [`Error::NotFound`] when there is no such group, [`Error::BadRequest`] for a day that has not come.
pub async fn scope(conn: &mut Conn, filter: &Filter, today: NaiveDate, zone: Tz) -> Result<Scope, Error> {
    let day = filter.on.unwrap_or(today);
    if day > today {
        return Err(Error::BadRequest("records-day-ahead"));
    }
    let past = (day < today).then(|| end_of_day(day, zone) - TimeDelta::microseconds(1));
    let groups = match &filter.group {
        None => None,
        Some(code) => {
            let group = accounts::queries::group_by_code(conn, code).await?.ok_or(Error::NotFound)?;
            Some(accounts::queries::with_subgroups(conn, group.id).await?)
        }
    };
    Ok(Scope { groups, filter: filter.clone(), day, past })
}

/// `prefix`, the common part, `rest`, with the values of the filter bound to $1–$8.
fn query(scope: &Scope, prefix: &str, rest: &str) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let filter = &scope.filter;
    let until = filter
        .within
        .and_then(|days| u64::try_from(days).ok())
        .and_then(|days| scope.day.checked_add_days(Days::new(days)));
    diesel::sql_query(format!("{prefix}{CELLS}{rest}"))
        .into_boxed::<Pg>()
        .bind::<Date, _>(scope.day)
        .bind::<Integer, _>(i32::try_from(EXPIRING_DAYS).unwrap_or(i32::MAX))
        .bind::<Nullable<Array<SqlUuid>>, _>(scope.groups.clone())
        .bind::<Nullable<Text>, _>(filter.certification.clone())
        .bind::<Nullable<Text>, _>(filter.name.as_deref().map(str::to_lowercase))
        .bind::<Nullable<Text>, _>(filter.status.map(super::model::Status::as_str))
        .bind::<Nullable<Date>, _>(until)
        .bind::<Nullable<Timestamptz>, _>(scope.past)
}

/// How many pairs there are of each status.
///
/// # Errors
/// Whatever the database says.
pub async fn figures(conn: &mut Conn, scope: &Scope) -> QueryResult<Figures> {
    let rest = "SELECT count(*) FILTER (WHERE state = 'valid') AS valid,
                       count(*) FILTER (WHERE state = 'expiring') AS expiring,
                       count(*) FILTER (WHERE state = 'expired') AS expired,
                       count(*) FILTER (WHERE state = 'revoked') AS revoked,
                       count(*) FILTER (WHERE state = 'missing') AS missing,
                       count(DISTINCT person_id) FILTER (WHERE required) AS bound,
                       count(DISTINCT person_id) FILTER (WHERE required AND state NOT IN ('valid', 'expiring')) AS lacking,
                       (SELECT count(DISTINCT person_id) FROM shown) AS people
                FROM cells";
    query(scope, "", rest).get_result(conn).await
}

/// The pairs of the people on a page, counted from 0.
///
/// # Errors
/// Whatever the database says.
pub async fn page(conn: &mut Conn, scope: &Scope, page: i64) -> QueryResult<Vec<Cell>> {
    let rest = format!(
        ", on_page AS (
            SELECT person_id FROM shown GROUP BY person_id, name
            ORDER BY name COLLATE \"zh-x-icu\", person_id LIMIT $9 OFFSET $10
         )
         SELECT {COLUMNS} FROM shown WHERE shown.person_id IN (SELECT person_id FROM on_page) {ORDER}"
    );
    query(scope, "", &rest)
        .bind::<BigInt, _>(PAGE)
        .bind::<BigInt, _>(page.saturating_mul(PAGE))
        .load(conn)
        .await
}

/// How these people stand today in everything they hold or must hold, whatever is filtered.
///
/// # Errors
/// Whatever the database says.
pub async fn today_of(conn: &mut Conn, people: &[PersonId], today: NaiveDate) -> QueryResult<Vec<Cell>> {
    rows_of(conn, &Scope { groups: None, filter: Filter::default(), day: today, past: None }, people).await
}

/// The pairs of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn rows_of(conn: &mut Conn, scope: &Scope, people: &[PersonId]) -> QueryResult<Vec<Cell>> {
    let rest = format!("SELECT {COLUMNS} FROM shown WHERE shown.person_id = ANY ($9) {ORDER}");
    query(scope, "", &rest).bind::<Array<SqlUuid>, _>(people.to_vec()).load(conn).await
}

/// The first `limit` pairs that end soonest, for an overview.
///
/// # Errors
/// Whatever the database says.
pub async fn soonest(conn: &mut Conn, scope: &Scope, limit: i64) -> QueryResult<Vec<Cell>> {
    let rest = format!(
        "SELECT {COLUMNS} FROM shown ORDER BY shown.valid_to, shown.name COLLATE \"zh-x-icu\", shown.code LIMIT $9"
    );
    query(scope, "", &rest).bind::<BigInt, _>(limit).load(conn).await
}

/// The certificates of the list that hold, by name and certification.
///
/// # Errors
/// Whatever the database says.
pub async fn holding(conn: &mut Conn, scope: &Scope) -> QueryResult<Vec<CertificateId>> {
    #[derive(QueryableByName)]
    struct Holding {
        #[diesel(sql_type = SqlUuid)]
        certificate_id: CertificateId,
    }
    let rest = format!("SELECT certificate_id FROM shown WHERE state IN ('valid', 'expiring') {ORDER}");
    let rows: Vec<Holding> = query(scope, "", &rest).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.certificate_id).collect())
}

/// The statement behind every file: every pair in the order of the page, the values of the filter as $1–$8. Public for the
/// benches, which compare a file with what Postgres alone needs.
pub fn every_pair() -> String {
    format!("{CELLS}SELECT {COLUMNS} FROM shown {ORDER}")
}

/// Opens the cursor `every_cell` over every pair in the order of the page. Lives until the end of the transaction.
pub(super) async fn open_cursor(conn: &mut Conn, scope: &Scope) -> QueryResult<()> {
    let declare = "DECLARE every_cell NO SCROLL CURSOR FOR ";
    query(scope, declare, &format!("SELECT {COLUMNS} FROM shown {ORDER}")).execute(conn).await?;
    Ok(())
}

/// The next pairs of the cursor, at most `count`; fewer at its end.
pub(super) async fn fetch(conn: &mut Conn, count: usize) -> QueryResult<Vec<Cell>> {
    diesel::sql_query(format!("FETCH {count} FROM every_cell")).load(conn).await
}
