//! Reading who manages which group.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::model::Manager;
use crate::db::schema::{group_managers, groups, people, person_names};
use crate::db::{Conn, GroupId, PersonId};

/// Who manages each group now, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn managers(conn: &mut Conn) -> QueryResult<HashMap<GroupId, Vec<Manager>>> {
    let rows: Vec<(GroupId, Manager)> = group_managers::table
        .inner_join(people::table.on(people::id.eq(group_managers::person_id)))
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(people::id).and(person_names::valid_to.is_null())),
        )
        .filter(group_managers::valid_to.is_null())
        .order((person_names::name, people::id))
        .select((group_managers::group_id, (people::id, person_names::name, people::employee_number)))
        .load(conn)
        .await?;
    let mut found: HashMap<GroupId, Vec<Manager>> = HashMap::new();
    for (group, manager) in rows {
        found.entry(group).or_default().push(manager);
    }
    Ok(found)
}

/// The groups a person manages now; those below them are theirs to see too.
///
/// # Errors
/// Whatever the database says.
pub async fn managed_groups(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<GroupId>> {
    group_managers::table
        .inner_join(groups::table)
        .filter(group_managers::person_id.eq(person))
        .filter(group_managers::valid_to.is_null())
        .filter(groups::closed_at.is_null())
        .order(groups::code)
        .select(group_managers::group_id)
        .load(conn)
        .await
}
