//! Reading people: one, or those a filter lets through.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::groups::{groups_of, people_in, with_subgroups};
use super::roles::roles_of;
use crate::accounts::model::{
    ChangeKind, EmploymentSpell, NameSpell, PeopleFilter, PersonDetail, PersonListItem, SlipsOf,
};
use crate::base::text::{fold_login, pattern_holding};
use crate::db::schema::{
    employments, identities, invitations, memberships, people, people_import_changes, person_merges,
    person_names, reporting_lines, role_grants,
};
use crate::db::{Conn, GroupId, PersonId, app_now};
use crate::web::Language;

/// One person; `None` when there is no such person.
///
/// # Errors
/// Whatever the database says.
pub async fn person(conn: &mut Conn, id: PersonId) -> QueryResult<Option<PersonDetail>> {
    people::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .filter(people::id.eq(id))
        .select((
            people::id,
            person_names::name,
            person_names::latin_name,
            people::employee_number,
            people::email,
            people::phone,
            people::language,
            people::zone,
            people::theme,
            people::created_at,
            people::password_changed_at,
            people::blocked_at,
        ))
        .first(conn)
        .await
        .optional()
}

/// Every name of a person, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn names(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<NameSpell>> {
    person_names::table
        .filter(person_names::person_id.eq(id))
        .order((person_names::valid_from.desc(), person_names::id.desc()))
        .select((
            person_names::name,
            person_names::latin_name,
            person_names::valid_from,
            person_names::valid_to,
        ))
        .load(conn)
        .await
}

/// Every employment of a person, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn employments(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<EmploymentSpell>> {
    employments::table
        .filter(employments::person_id.eq(id))
        .order((employments::valid_from.desc(), employments::id.desc()))
        .select((employments::valid_from, employments::valid_to))
        .load(conn)
        .await
}

/// The record that one was merged into; `None` when it was not.
///
/// # Errors
/// Whatever the database says.
pub async fn merged_into(conn: &mut Conn, id: PersonId) -> QueryResult<Option<PersonId>> {
    person_merges::table
        .filter(person_merges::merged_id.eq(id))
        .select(person_merges::kept_id)
        .first(conn)
        .await
        .optional()
}

/// To whom a person reports now.
///
/// # Errors
/// Whatever the database says.
pub async fn reports_to(conn: &mut Conn, id: PersonId) -> QueryResult<Option<(PersonId, String)>> {
    reporting_lines::table
        .inner_join(person_names::table.on(
            person_names::person_id.eq(reporting_lines::manager_id).and(person_names::valid_to.is_null()),
        ))
        .filter(reporting_lines::person_id.eq(id))
        .filter(reporting_lines::valid_to.is_null())
        .select((reporting_lines::manager_id, person_names::name))
        .first(conn)
        .await
        .optional()
}

/// People who may sign in, work here and have no password yet, those without a link that works first, then by name.
///
/// # Errors
/// Whatever the database says.
pub async fn without_password(conn: &mut Conn, whose: &SlipsOf) -> QueryResult<Vec<PersonListItem>> {
    let ids: Vec<PersonId> = match whose {
        SlipsOf::Group(group) => people_in(conn, *group).await?,
        SlipsOf::Import(import) => {
            people_import_changes::table
                .filter(people_import_changes::import_id.eq(*import))
                .filter(people_import_changes::kind.eq(ChangeKind::New))
                .select(people_import_changes::person_id)
                .load(conn)
                .await?
        }
    };
    let invited: Vec<Option<PersonId>> = invitations::table
        .filter(invitations::person_id.eq_any(&ids))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(app_now()))
        .select(invitations::person_id)
        .load(conn)
        .await?;
    let rows: Vec<(PersonId, String, Option<String>, Option<String>)> = people::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .filter(people::id.eq_any(&ids))
        .filter(people::password_hash.is_null())
        .filter(people::blocked_at.is_null())
        .order((sql::<Text>("person_names.name COLLATE \"zh-x-icu\""), people::id))
        .select((people::id, person_names::name, person_names::latin_name, people::employee_number))
        .load(conn)
        .await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.0).collect();
    let (mut roles, mut groups) = (roles_of(conn, &ids).await?, groups_of(conn, &ids).await?);
    let mut found: Vec<PersonListItem> = rows
        .into_iter()
        .map(|(id, name, latin_name, employee_number)| PersonListItem {
            id,
            name,
            latin_name,
            employee_number,
            roles: roles.remove(&id).unwrap_or_default(),
            groups: groups.remove(&id).unwrap_or_default(),
            is_blocked: false,
            has_password: false,
        })
        .collect();
    found.sort_by_key(|person| invited.contains(&Some(person.id)));
    Ok(found)
}

/// The current name of a person.
///
/// # Errors
/// Whatever the database says.
pub async fn current_name(conn: &mut Conn, person: PersonId) -> QueryResult<(String, Option<String>)> {
    person_names::table
        .filter(person_names::person_id.eq(person))
        .filter(person_names::valid_to.is_null())
        .select((person_names::name, person_names::latin_name))
        .first(conn)
        .await
}

/// The current names of these people, as they are written and in Latin letters.
///
/// # Errors
/// Whatever the database says.
pub async fn current_names(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<HashMap<PersonId, (String, Option<String>)>> {
    let rows: Vec<(PersonId, String, Option<String>)> = person_names::table
        .filter(person_names::person_id.eq_any(people))
        .filter(person_names::valid_to.is_null())
        .select((person_names::person_id, person_names::name, person_names::latin_name))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(person, name, latin_name)| (person, (name, latin_name))).collect())
}

/// One page of the people a filter lets through, by name as readers of `language` sort, and how many there are in all.
///
/// # Errors
/// Whatever the database says.
pub async fn list_people(
    conn: &mut Conn,
    filter: &PeopleFilter,
    language: Language,
    offset: i64,
    limit: i64,
) -> QueryResult<(Vec<PersonListItem>, i64)> {
    let groups = match filter.group {
        Some(group) => Some(with_subgroups(conn, group).await?),
        None => None,
    };
    let total = matching(filter, groups.clone()).count().get_result(conn).await?;
    let order = sql::<Text>(match language {
        Language::Chinese => "person_names.name COLLATE \"zh-x-icu\"",
        Language::English => "coalesce(person_names.latin_name, person_names.name) COLLATE \"en-x-icu\"",
    });
    type Row = (PersonId, String, Option<String>, Option<String>, bool, bool);
    let rows: Vec<Row> = people::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .filter(people::id.eq_any(matching(filter, groups).select(people::id)))
        .order((order, people::id))
        .offset(offset)
        .limit(limit)
        .select((
            people::id,
            person_names::name,
            person_names::latin_name,
            people::employee_number,
            people::blocked_at.is_not_null(),
            people::password_hash.is_not_null(),
        ))
        .load(conn)
        .await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.0).collect();
    let (mut roles, mut groups) = (roles_of(conn, &ids).await?, groups_of(conn, &ids).await?);
    let list = rows
        .into_iter()
        .map(|(id, name, latin_name, employee_number, is_blocked, has_password)| PersonListItem {
            id,
            name,
            latin_name,
            employee_number,
            roles: roles.remove(&id).unwrap_or_default(),
            groups: groups.remove(&id).unwrap_or_default(),
            is_blocked,
            has_password,
        })
        .collect();
    Ok((list, total))
}

/// The people a filter lets through.
fn matching(filter: &PeopleFilter, groups: Option<Vec<GroupId>>) -> people::BoxedQuery<'static, Pg> {
    // Of two records that were merged one is left.
    let merged = person_merges::table.select(person_merges::merged_id);
    let mut query = people::table.filter(people::id.ne_all(merged)).into_boxed();
    if !filter.search.is_empty() {
        let by_name = pattern_holding(&filter.search);
        let by_login = pattern_holding(&fold_login(&filter.search));
        let named = person_names::table
            .filter(person_names::valid_to.is_null())
            .filter(person_names::name.ilike(by_name.clone()).or(person_names::latin_name.ilike(by_name)))
            .select(person_names::person_id);
        let signing_in =
            identities::table.filter(identities::subject.like(by_login)).select(identities::person_id);
        query = query.filter(people::id.eq_any(named).or(people::id.eq_any(signing_in)));
    }
    if let Some(groups) = groups {
        let members = memberships::table
            .filter(memberships::group_id.eq_any(groups))
            .filter(memberships::valid_to.is_null())
            .select(memberships::person_id);
        query = query.filter(people::id.eq_any(members));
    }
    if let Some(role) = filter.role {
        let holders = role_grants::table
            .filter(role_grants::role.eq(role))
            .filter(role_grants::revoked_at.is_null())
            .select(role_grants::person_id);
        query = query.filter(people::id.eq_any(holders));
    }
    query
}
