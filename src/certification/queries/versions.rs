//! Versions of certifications, who must hold them, and who need not.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::accounts::Role;
use crate::certification::model::{PersonLine, ProgrammeVersion, RoleHolder, StoredExemption};
use crate::db::schema::{
    exemptions, person_names, programme_versions, programmes, role_grants, role_requirements,
};
use crate::db::{Conn, PersonId, Prepare, ProgrammeId};

/// The rules of a certification that were written last, whether they count yet or not.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(conn: &mut Conn, code: &str) -> QueryResult<Option<ProgrammeVersion>> {
    Ok(versions_of(conn, code).await?.into_iter().next())
}

/// Every version of a certification, newest first; none when there is no such certification.
///
/// # Errors
/// Whatever the database says.
pub async fn versions_of(conn: &mut Conn, code: &str) -> QueryResult<Vec<ProgrammeVersion>> {
    type Row = (
        (ProgrammeId, i32, String, String, Option<i32>, Vec<String>),
        (Option<serde_json::Value>, Option<NaiveDate>, chrono::DateTime<chrono::Utc>, Option<String>),
    );
    let rows: Vec<Row> = programme_versions::table
        .inner_join(programmes::table)
        .left_join(
            person_names::table.on(person_names::person_id
                .nullable()
                .eq(programme_versions::created_by)
                .and(person_names::valid_to.is_null())),
        )
        .filter(programmes::code.eq(code))
        .order(programme_versions::number.desc())
        .select((
            (
                programme_versions::programme_id,
                programme_versions::number,
                programme_versions::title_zh,
                programme_versions::title_en,
                programme_versions::validity_months,
                programme_versions::requirement_codes,
            ),
            (
                programme_versions::rules,
                programme_versions::applies_from,
                programme_versions::created_at,
                person_names::name.nullable(),
            ),
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|((programme_id, number, title_zh, title_en, validity_months, codes), rest)| {
            let (rules, applies_from, created_at, created_by) = rest;
            Ok(ProgrammeVersion {
                programme_id,
                number,
                title_zh,
                title_en,
                validity_months,
                policy: super::policy(rules, &codes)?,
                applies_from,
                created_at,
                created_by,
            })
        })
        .collect()
}

/// Which roles must hold a certification, today or later.
///
/// # Errors
/// Whatever the database says.
pub async fn role_holders(conn: &mut Conn, programme: ProgrammeId) -> QueryResult<Vec<RoleHolder>> {
    let rows: Vec<_> = role_requirements::table
        .filter(role_requirements::programme_id.eq(programme))
        .filter(role_requirements::valid_to.is_null())
        .order(role_requirements::valid_from)
        .select((role_requirements::role, role_requirements::valid_from))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(role, from)| RoleHolder { role, from }).collect())
}

/// Who of these people is exempt from what on a day.
pub(in crate::certification) async fn exempt_from(
    conn: &mut Conn,
    people: &[PersonId],
    day: NaiveDate,
) -> QueryResult<Vec<(PersonId, ProgrammeId)>> {
    exemptions::table
        .filter(exemptions::person_id.eq_any(people))
        .filter(exemptions::valid_from.le(day))
        .filter(exemptions::valid_to.is_null().or(exemptions::valid_to.ge(day)))
        .filter(exemptions::ended_at.is_null())
        .select((exemptions::person_id, exemptions::programme_id))
        .load(conn)
        .await
}

/// Every exemption of a person, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn exemptions_of(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<StoredExemption>> {
    StoredExemption::query()
        .filter(exemptions::person_id.eq(person))
        .order((exemptions::valid_from.desc(), exemptions::id.desc()))
        .load(conn)
        .await
}

/// Everyone who has one of these roles now.
///
/// # Errors
/// Whatever the database says.
pub async fn people_with(conn: &mut Conn, roles: &[Role]) -> QueryResult<Vec<PersonId>> {
    role_grants::table
        .filter(role_grants::role.eq_any(roles))
        .filter(role_grants::revoked_at.is_null())
        .select(role_grants::person_id)
        .distinct()
        .load(conn)
        .await
}

/// Names and numbers of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn lines(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashMap<PersonId, PersonLine>> {
    let rows: Vec<PersonLine> = diesel::sql_query(
        "SELECT people.id, names.name, people.employee_number
         FROM people JOIN person_names names ON names.person_id = people.id AND names.valid_to IS NULL
         WHERE people.id = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|line| (line.id, line)).collect())
}
