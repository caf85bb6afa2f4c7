//! Reading who is certified. Pages, figures and files share one text of SQL, `cells.sql`.

mod gaps;
mod views;

pub use gaps::{by_group, endings, gaps, gaps_by_programme};
pub use views::{own_view, views_for};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::filter::Filter;
use super::model::{Cell, Figures, Listed, Sort, SortBy, Status};
use crate::accounts;
use crate::accounts::Role;
use crate::base::clock::end_of_day;
use crate::certification::rules::EXPIRING_DAYS;
use crate::certification::rules::standing::Knowledge;
use crate::db::{self, CertificateId, Conn, GroupId, PersonId};
use crate::web::Error;

const ABOVE: &str = include_str!("above.sql");
const CELLS: &str = include_str!("cells.sql");
const COUNTING_TODAY: &str = include_str!("counting_today.sql");
const COUNTING_PAST: &str = include_str!("counting_past.sql");
const LISTED_TODAY: &str = include_str!("listed_today.sql");
const LISTED_PAST: &str = include_str!("listed_past.sql");
const SHOWN: &str = include_str!("shown.sql");

/// People, or rows of the list, on a page.
pub const PAGE: i64 = 50;

/// The columns of a [`Cell`], from `shown`.
const COLUMNS: &str = "shown.*,
    (SELECT coalesce(string_agg(groups.name_zh, '、' ORDER BY groups.code), '') FROM memberships
     JOIN groups ON groups.id = memberships.group_id
     WHERE memberships.person_id = shown.person_id AND memberships.recorded_at <= $15 AND memberships.valid_from <= $8
       AND (memberships.valid_to IS NULL OR memberships.valid_to > $8)) AS groups_zh,
    (SELECT coalesce(string_agg(groups.name_en, ', ' ORDER BY groups.code), '') FROM memberships
     JOIN groups ON groups.id = memberships.group_id
     WHERE memberships.person_id = shown.person_id AND memberships.recorded_at <= $15 AND memberships.valid_from <= $8
       AND (memberships.valid_to IS NULL OR memberships.valid_to > $8)) AS groups_en";

/// People by name as Chinese readers expect, one after the other, their certifications by code.
const ORDER: &str = "ORDER BY shown.name COLLATE \"zh-x-icu\", shown.person_id, shown.code";

/// A filter with its group looked up.
#[derive(Debug, Clone)]
pub struct Scope {
    groups: Option<Vec<GroupId>>,
    /// Only these people, whatever else is asked for; `None` for all.
    people: Option<Vec<PersonId>>,
    filter: Filter,
    /// The day that is shown.
    day: NaiveDate,
    /// Its last instant if it is over: what came later was not known then.
    past: Option<DateTime<Utc>>,
    /// The time at which it was looked up.
    now: DateTime<Utc>,
    zone: Tz,
}

impl Scope {
    /// The day that is shown.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Whether that day is over.
    pub fn is_past(&self) -> bool {
        self.past.is_some()
    }

    /// By what is known its rows are listed.
    pub fn listing(&self) -> Listed {
        Listed { is_past: self.is_past(), known: self.filter.known }
    }

    /// The instants by whose knowledge pairs are listed, and beside it. Today both are now.
    fn known(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let then = self.past.unwrap_or(self.now);
        match self.filter.known {
            Knowledge::Then => (then, self.now),
            Knowledge::Now => (self.now, then),
        }
    }

    /// The groups that are asked for, with those below them; `None` for all.
    pub fn groups(&self) -> Option<&[GroupId]> {
        self.groups.as_deref()
    }

    /// The instant at which the day is over (exclusive).
    pub fn end(&self) -> DateTime<Utc> {
        end_of_day(self.day, self.zone)
    }

    /// The instant at which a day of the company's zone begins.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        day.pred_opt().map_or(DateTime::<Utc>::MIN_UTC, |before| end_of_day(before, self.zone))
    }
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
    let now = db::now(conn).await?;
    Ok(Scope { groups, people: None, filter: filter.clone(), day, past, now, zone })
}

/// `cells.sql` by the knowledge of the instant in a parameter.
fn cells(scope: &Scope, known: &str, by: Knowledge) -> String {
    let counting = if scope.is_past() { COUNTING_PAST } else { COUNTING_TODAY };
    let is_later = scope.is_past() && by == Knowledge::Now;
    CELLS
        .replace("{counting}", counting)
        .replace("{known}", known)
        .replace("{is_later}", if is_later { "true" } else { "false" })
}

/// `listed` and `shown`, the common part of every statement.
fn common(scope: &Scope) -> String {
    let (own, other) = match scope.filter.known {
        Knowledge::Then => (Knowledge::Then, Knowledge::Now),
        Knowledge::Now => (Knowledge::Now, Knowledge::Then),
    };
    let own = cells(scope, "$15", own);
    let listed = if scope.is_past() {
        LISTED_PAST.replace("{other}", &cells(scope, "$16", other)).replace("{own}", &own)
    } else {
        LISTED_TODAY.replace("{own}", &own)
    };
    format!("{ABOVE}{listed}{SHOWN}")
}

/// `prefix`, the common part, `rest`, with the values of the filter bound to $1–$17. The instants are bound values too, so
/// that the database plans with how many rows they let through.
fn query(scope: &Scope, prefix: &str, rest: &str) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let filter = &scope.filter;
    let until = filter
        .within
        .and_then(|days| u64::try_from(days).ok())
        .and_then(|days| scope.day.checked_add_days(Days::new(days)));
    let (known, other_known) = scope.known();
    diesel::sql_query(format!("{prefix}{}{rest}", common(scope)))
        .into_boxed::<Pg>()
        .bind::<Date, _>(scope.day)
        .bind::<Integer, _>(i32::try_from(EXPIRING_DAYS).unwrap_or(i32::MAX))
        .bind::<Nullable<Array<SqlUuid>>, _>(scope.groups.clone())
        .bind::<Nullable<Text>, _>(filter.certification.clone())
        .bind::<Nullable<Text>, _>(filter.name.as_deref().map(str::to_lowercase))
        .bind::<Nullable<Text>, _>(filter.status.map(Status::as_str))
        .bind::<Nullable<Date>, _>(until)
        .bind::<Timestamptz, _>(scope.past.unwrap_or(scope.now))
        .bind::<Nullable<Text>, _>(filter.role.map(Role::as_str))
        .bind::<Nullable<Timestamptz>, _>(filter.issued_from.map(|day| scope.start_of(day)))
        .bind::<Nullable<Timestamptz>, _>(filter.issued_to.map(|day| end_of_day(day, scope.zone)))
        .bind::<Nullable<Timestamptz>, _>(filter.hired_since.map(|day| scope.start_of(day)))
        .bind::<Nullable<Date>, _>(filter.ends_from)
        .bind::<Nullable<Date>, _>(filter.ends_to)
        .bind::<Timestamptz, _>(known)
        .bind::<Timestamptz, _>(other_known)
        .bind::<Nullable<Array<SqlUuid>>, _>(scope.people.clone())
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
                       (SELECT count(DISTINCT person_id) FROM shown) AS people,
                       (SELECT count(*) FROM shown) AS pairs
                FROM listed";
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
            ORDER BY name COLLATE \"zh-x-icu\", person_id LIMIT $18 OFFSET $19
         )
         SELECT {COLUMNS} FROM shown WHERE shown.person_id IN (SELECT person_id FROM on_page) {ORDER}"
    );
    query(scope, "", &rest)
        .bind::<BigInt, _>(PAGE)
        .bind::<BigInt, _>(page.saturating_mul(PAGE))
        .load(conn)
        .await
}

/// The pairs on a page of the list, counted from 0.
///
/// # Errors
/// Whatever the database says.
pub async fn list(conn: &mut Conn, scope: &Scope, sort: Sort, page: i64) -> QueryResult<Vec<Cell>> {
    let column = match sort.by {
        SortBy::Name => "shown.name COLLATE \"zh-x-icu\"",
        SortBy::Certification => "code",
        SortBy::Status => {
            "array_position(ARRAY['missing', 'revoked', 'expired', 'expiring', 'valid'], shown.state)"
        }
        SortBy::Number => "number",
        SortBy::Issued => "issued_at",
        SortBy::Ends => {
            "coalesce(shown.valid_to, CASE WHEN shown.certificate_id IS NOT NULL THEN 'infinity'::date END)"
        }
        SortBy::Score => "shown.score::float8 / shown.maximum",
    };
    let direction = if sort.is_descending { "DESC" } else { "ASC" };
    let rest = format!(
        "SELECT {COLUMNS} FROM shown
         ORDER BY {column} {direction} NULLS LAST, shown.name COLLATE \"zh-x-icu\", shown.person_id, shown.code
         LIMIT $18 OFFSET $19"
    );
    query(scope, "", &rest)
        .bind::<BigInt, _>(PAGE)
        .bind::<BigInt, _>(page.saturating_mul(PAGE))
        .load(conn)
        .await
}

/// The pairs of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn rows_of(conn: &mut Conn, scope: &Scope, people: &[PersonId]) -> QueryResult<Vec<Cell>> {
    let scope = Scope { people: Some(people.to_vec()), ..scope.clone() };
    query(&scope, "", &format!("SELECT {COLUMNS} FROM shown {ORDER}")).load(conn).await
}

/// The first `limit` pairs that end soonest, for an overview.
///
/// # Errors
/// Whatever the database says.
pub async fn soonest(conn: &mut Conn, scope: &Scope, limit: i64) -> QueryResult<Vec<Cell>> {
    let rest = format!(
        "SELECT {COLUMNS} FROM shown ORDER BY shown.valid_to, shown.name COLLATE \"zh-x-icu\", shown.code LIMIT $18"
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

/// The statement behind every file: every pair in the order of the page, the values of the filter as $1–$17. Public for the
/// benches, which compare a file with what Postgres alone needs.
pub fn every_pair(scope: &Scope) -> String {
    format!("{}SELECT {COLUMNS} FROM shown {ORDER}", common(scope))
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
