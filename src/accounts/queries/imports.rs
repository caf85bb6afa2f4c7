//! Reading spreadsheets of people, and what their rows are compared with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::groups::{group_by_code, with_subgroups};
use crate::accounts::model::{PeopleImport, PeopleImportChange, PeopleImportItem, Role};
use crate::accounts::rules::bringing_in::{
    Absent, Known, KnownGroup, KnownPerson, Verdict, absent, verdicts,
};
use crate::base::clock::day_in;
use crate::db::schema::{
    employments, groups, identities, memberships, people, people_import_changes, people_imports,
    person_names, reporting_lines, role_grants,
};
use crate::db::{Conn, GroupId, PersonId};

/// Spreadsheets of people, newest first, at most so many.
///
/// # Errors
/// Whatever the database says.
pub async fn people_imports(conn: &mut Conn, most: i64) -> QueryResult<Vec<PeopleImportItem>> {
    people_imports::table
        .order(people_imports::created_at.desc())
        .limit(most)
        .select((
            people_imports::id,
            people_imports::file_name,
            people_imports::state,
            people_imports::counts,
            people_imports::created_at,
        ))
        .load(conn)
        .await
}

/// A spreadsheet of people.
///
/// # Errors
/// Whatever the database says.
pub async fn people_import(conn: &mut Conn, id: Uuid) -> QueryResult<Option<PeopleImport>> {
    PeopleImport::query().filter(people_imports::id.eq(id)).first(conn).await.optional()
}

/// What bringing in a spreadsheet did to whom, in the order of its rows.
///
/// # Errors
/// Whatever the database says.
pub async fn import_changes(conn: &mut Conn, import: Uuid) -> QueryResult<Vec<PeopleImportChange>> {
    PeopleImportChange::query()
        .filter(people_import_changes::import_id.eq(import))
        .order((people_import_changes::row_number, people_import_changes::id))
        .load(conn)
        .await
}

/// The spreadsheets that changed a person: which one, its name, the row, when; those that were undone left out.
///
/// # Errors
/// Whatever the database says.
pub async fn rows_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<(Uuid, String, Option<i32>, Option<DateTime<Utc>>)>> {
    people_import_changes::table
        .inner_join(people_imports::table)
        .filter(people_import_changes::person_id.eq(person))
        .filter(people_imports::undone_at.is_null())
        .order(people_imports::committed_at.desc())
        .select((
            people_imports::id,
            people_imports::file_name,
            people_import_changes::row_number,
            people_imports::committed_at,
        ))
        .load(conn)
        .await
}

/// Everything that rows are compared with: days in the company's zone; `is_admin` says what the reader may do.
///
/// # Errors
/// Whatever the database says.
pub async fn import_known(conn: &mut Conn, zone: Tz, is_admin: bool) -> QueryResult<Known> {
    let now = crate::db::now(conn).await?;
    Ok(Known {
        people: known_people(conn, zone).await?,
        groups: known_groups(conn).await?,
        today: day_in(now, zone),
        is_admin,
    })
}

async fn known_groups(conn: &mut Conn) -> QueryResult<Vec<KnownGroup>> {
    let rows: Vec<(GroupId, Option<GroupId>, String, String, String)> = groups::table
        .filter(groups::closed_at.is_null())
        .order(groups::code)
        .select((groups::id, groups::parent_id, groups::code, groups::name_zh, groups::name_en))
        .load(conn)
        .await?;
    let group = |(id, parent, code, name_zh, name_en)| KnownGroup { id, parent, code, name_zh, name_en };
    Ok(rows.into_iter().map(group).collect())
}

async fn known_people(conn: &mut Conn, zone: Tz) -> QueryResult<Vec<KnownPerson>> {
    type Row = (PersonId, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = people::table
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .order(people::id)
        .select((
            people::id,
            person_names::name,
            person_names::latin_name,
            people::employee_number,
            people::phone,
            people::email,
        ))
        .load(conn)
        .await?;
    let memberships: Vec<(PersonId, GroupId)> = memberships::table
        .filter(memberships::valid_to.is_null())
        .order(memberships::group_id)
        .select((memberships::person_id, memberships::group_id))
        .load(conn)
        .await?;
    let mut groups_of: HashMap<PersonId, Vec<GroupId>> = HashMap::new();
    for (person, group) in memberships {
        groups_of.entry(person).or_default().push(group);
    }
    let grants: Vec<(PersonId, Role)> = role_grants::table
        .filter(role_grants::revoked_at.is_null())
        .select((role_grants::person_id, role_grants::role))
        .load(conn)
        .await?;
    let mut roles_of: HashMap<PersonId, Vec<Role>> = HashMap::new();
    for (person, role) in grants {
        roles_of.entry(person).or_default().push(role);
    }
    roles_of.values_mut().for_each(|roles| roles.sort());
    let employed: HashMap<PersonId, DateTime<Utc>> = employments::table
        .filter(employments::valid_to.is_null())
        .select((employments::person_id, employments::valid_from))
        .load::<(PersonId, DateTime<Utc>)>(conn)
        .await?
        .into_iter()
        .collect();
    let managers: HashMap<PersonId, PersonId> = reporting_lines::table
        .filter(reporting_lines::valid_to.is_null())
        .select((reporting_lines::person_id, reporting_lines::manager_id))
        .load::<(PersonId, PersonId)>(conn)
        .await?
        .into_iter()
        .collect();
    let names: Vec<(PersonId, String)> = identities::table
        .filter(identities::provider.eq("local"))
        .order(identities::subject)
        .select((identities::person_id, identities::subject))
        .load(conn)
        .await?;
    let mut logins_of: HashMap<PersonId, Vec<String>> = HashMap::new();
    for (person, login) in names {
        logins_of.entry(person).or_default().push(login);
    }
    let person = |(id, name, latin_name, employee_number, phone, email)| KnownPerson {
        id,
        name,
        latin_name,
        employee_number,
        phone,
        email,
        groups: groups_of.remove(&id).unwrap_or_default(),
        roles: roles_of.remove(&id).unwrap_or_default(),
        hired_on: employed.get(&id).map(|from| day_in(*from, zone)),
        manager: managers.get(&id).copied(),
        logins: logins_of.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(person).collect())
}

/// What a spreadsheet would do now.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What is known.
    pub known: Known,
    /// What each row would do.
    pub verdicts: Vec<(usize, Verdict)>,
    /// Who would leave.
    pub leaving: Vec<PersonId>,
    /// How many of those whom the choice is about work here.
    pub working: usize,
}

/// What a spreadsheet would do now. `reader` never leaves; `is_admin` says what the reader may do.
///
/// # Errors
/// Whatever the database says.
pub async fn preview_people_import(
    conn: &mut Conn,
    zone: Tz,
    reader: Option<PersonId>,
    is_admin: bool,
    import: &PeopleImport,
) -> QueryResult<Preview> {
    let known = import_known(conn, zone, is_admin).await?;
    let choices = import.choices();
    let verdicts = verdicts(&import.rows(), &import.uses(), &known, &choices);
    let scope: Option<Vec<GroupId>> = match &choices.absent {
        Absent::LeftOf(code) => match group_by_code(conn, code).await? {
            Some(group) => Some(with_subgroups(conn, group.id).await?),
            None => Some(Vec::new()),
        },
        _ => None,
    };
    let leaving = absent(&verdicts, &known, scope.as_deref(), &choices.absent, reader);
    let is_meant = |person: &&KnownPerson| {
        person.hired_on.is_some()
            && scope.as_ref().is_none_or(|groups| person.groups.iter().any(|one| groups.contains(one)))
    };
    let working = known.people.iter().filter(is_meant).count();
    Ok(Preview { known, verdicts, leaving, working })
}
