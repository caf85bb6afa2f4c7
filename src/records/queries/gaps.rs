//! What must be held and is not, and what ends when.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::{COLUMNS, ORDER, PAGE, Scope, query};
use crate::db::Conn;
use crate::records::model::{Cell, Ending, EndingStep, GapReason, GroupCount, ProgrammeGaps};

/// A pair that must be held and is not.
const GAP: &str = "required AND state NOT IN ('valid', 'expiring')";

/// Why a pair is one: the word of a [`GapReason`].
const REASON: &str = "CASE WHEN state = 'missing' THEN 'never' WHEN state = 'revoked' THEN 'revoked'
                           WHEN in_grace THEN 'in_grace' ELSE 'expired' END";

/// How many lack what of those who must hold it, by certification and reason.
///
/// # Errors
/// Whatever the database says.
pub async fn gaps_by_programme(conn: &mut Conn, scope: &Scope) -> QueryResult<Vec<ProgrammeGaps>> {
    let rest = format!(
        "SELECT code, title_zh, title_en, count(*) AS bound,
                count(*) FILTER (WHERE {GAP} AND {REASON} = 'never') AS never,
                count(*) FILTER (WHERE {GAP} AND {REASON} = 'in_grace') AS in_grace,
                count(*) FILTER (WHERE {GAP} AND {REASON} = 'expired') AS expired,
                count(*) FILTER (WHERE {GAP} AND {REASON} = 'revoked') AS revoked
         FROM shown WHERE required GROUP BY code, title_zh, title_en ORDER BY code"
    );
    query(scope, "", &rest).load(conn).await
}

/// How many people of each group, with those of the groups below it, must hold something, and how many of them hold all
/// they must. Groups where nobody must hold anything are not there.
///
/// # Errors
/// Whatever the database says.
pub async fn by_group(conn: &mut Conn, scope: &Scope) -> QueryResult<Vec<GroupCount>> {
    let rest = format!(
        ", bound AS (
            SELECT person_id, bool_or({GAP}) AS lacks FROM shown WHERE required GROUP BY person_id
         )
         SELECT above.above_id AS group_id, count(DISTINCT bound.person_id) AS bound,
                count(DISTINCT bound.person_id) FILTER (WHERE bound.lacks) AS lacking
         FROM bound
         JOIN memberships ON memberships.person_id = bound.person_id AND memberships.recorded_at <= $15
                         AND memberships.valid_from <= $8 AND (memberships.valid_to IS NULL OR memberships.valid_to > $8)
         JOIN above ON above.group_id = memberships.group_id
         GROUP BY above.above_id"
    );
    query(scope, "", &rest).load(conn).await
}

/// The pairs that must be held and are not, of one reason or of all: those on a page, counted from 0.
///
/// # Errors
/// Whatever the database says.
pub async fn gaps(
    conn: &mut Conn,
    scope: &Scope,
    reason: Option<GapReason>,
    page: i64,
) -> QueryResult<Vec<Cell>> {
    let rest = format!(
        "SELECT {COLUMNS} FROM shown WHERE {GAP} AND ($18::text IS NULL OR {REASON} = $18) {ORDER} LIMIT $19 OFFSET $20"
    );
    query(scope, "", &rest)
        .bind::<Nullable<Text>, _>(reason.map(GapReason::as_str))
        .bind::<BigInt, _>(PAGE)
        .bind::<BigInt, _>(page.saturating_mul(PAGE))
        .load(conn)
        .await
}

/// How many certificates that hold end in which month or week, by certification, from the scope's day to `last`.
///
/// # Errors
/// Whatever the database says.
pub async fn endings(
    conn: &mut Conn,
    scope: &Scope,
    step: EndingStep,
    last: chrono::NaiveDate,
) -> QueryResult<Vec<Ending>> {
    let rest = "SELECT date_trunc($18, shown.valid_to::timestamp)::date AS first, code, count(*) AS count
                FROM shown
                WHERE state IN ('valid', 'expiring') AND shown.valid_to >= $1 AND shown.valid_to <= $19
                GROUP BY 1, 2 ORDER BY 1, 2";
    query(scope, "", rest).bind::<Text, _>(step.as_str()).bind::<Date, _>(last).load(conn).await
}
