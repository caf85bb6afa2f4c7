//! Reading groups as a tree, and who belongs to them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;

use crate::accounts::model::{Group, GroupInTree, GroupMove, MembershipSpell};
use crate::db::schema::{group_moves as moves, groups, memberships};
use crate::db::{Conn, GroupId, PersonId, Prepare};

/// Every open group in the order of the tree, parents before children.
///
/// # Errors
/// Whatever the database says.
pub async fn group_tree(conn: &mut Conn) -> QueryResult<Vec<GroupInTree>> {
    let all: Vec<Group> =
        Group::query().filter(groups::closed_at.is_null()).order(groups::code).load(conn).await?;
    Ok(in_tree_order(all))
}

/// Parents before children, each with its depth. A group whose parent is closed stands at the top.
pub(super) fn in_tree_order(all: Vec<Group>) -> Vec<GroupInTree> {
    let known: std::collections::HashSet<GroupId> = all.iter().map(|group| group.id).collect();
    let mut children: HashMap<Option<GroupId>, Vec<Group>> = HashMap::new();
    for group in all {
        children.entry(group.parent_id.filter(|parent| known.contains(parent))).or_default().push(group);
    }
    let mut waiting: Vec<GroupInTree> = children
        .remove(&None)
        .unwrap_or_default()
        .into_iter()
        .rev()
        .map(|group| GroupInTree { group, depth: 0 })
        .collect();
    let mut ordered = Vec::new();
    while let Some(next) = waiting.pop() {
        let below = children.remove(&Some(next.group.id)).unwrap_or_default();
        waiting.extend(below.into_iter().rev().map(|group| GroupInTree { group, depth: next.depth + 1 }));
        ordered.push(next);
    }
    ordered
}

/// A group by its code.
///
/// # Errors
/// Whatever the database says.
pub async fn group_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Group>> {
    Group::query().filter(groups::code.eq(code)).first(conn).await.optional()
}

/// The group and every group below it.
///
/// # Errors
/// Whatever the database says.
pub async fn with_subgroups(conn: &mut Conn, top: GroupId) -> QueryResult<Vec<GroupId>> {
    let tree = group_tree(conn).await?;
    let mut found: Vec<GroupId> = vec![top];
    for entry in tree {
        if entry.group.parent_id.is_some_and(|parent| found.contains(&parent)) {
            found.push(entry.group.id);
        }
    }
    Ok(found)
}

/// Everyone who belongs now to a group or to one below it.
///
/// # Errors
/// Whatever the database says.
pub async fn people_in(conn: &mut Conn, top: GroupId) -> QueryResult<Vec<PersonId>> {
    let groups = with_subgroups(conn, top).await?;
    memberships::table
        .filter(memberships::group_id.eq_any(groups))
        .filter(memberships::valid_to.is_null())
        .select(memberships::person_id)
        .distinct()
        .load(conn)
        .await
}

/// Start of a statement: `above` are the ids of the groups of person $1 now and of those above them.
pub const GROUPS_ABOVE: &str = "
    WITH RECURSIVE above AS (
        SELECT group_id AS id FROM memberships WHERE person_id = $1 AND valid_to IS NULL
        UNION
        SELECT groups.parent_id FROM groups JOIN above ON groups.id = above.id WHERE groups.parent_id IS NOT NULL
    )";

/// The groups each of the people $1 belongs to now and every group above them, as `above` with `person_id` and `group_id`.
pub const GROUPS_ABOVE_EACH: &str = "
    WITH RECURSIVE above AS (
        SELECT person_id, group_id FROM memberships WHERE person_id = ANY ($1) AND valid_to IS NULL
        UNION
        SELECT above.person_id, groups.parent_id FROM groups JOIN above ON groups.id = above.group_id
         WHERE groups.parent_id IS NOT NULL
    )";

/// The groups a person belongs to now, with every group above them: an assignment to any of these is theirs.
///
/// # Errors
/// Whatever the database says.
pub async fn groups_and_above(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<GroupId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: GroupId,
    }
    let rows: Vec<Row> = diesel::sql_query(format!("{GROUPS_ABOVE} SELECT id FROM above"))
        .bind::<SqlUuid, _>(person)
        .prepared()
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The current groups of each of these people, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn groups_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashMap<PersonId, Vec<Group>>> {
    let rows: Vec<(PersonId, Group)> = memberships::table
        .inner_join(groups::table)
        .filter(memberships::person_id.eq_any(people))
        .filter(memberships::valid_to.is_null())
        .order(groups::code)
        .select((memberships::person_id, Group::as_select()))
        .load(conn)
        .await?;
    let mut found: HashMap<PersonId, Vec<Group>> = HashMap::new();
    for (person, group) in rows {
        found.entry(person).or_default().push(group);
    }
    Ok(found)
}

/// Every membership of a person, those that last first, then newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn memberships(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<MembershipSpell>> {
    memberships::table
        .inner_join(groups::table)
        .filter(memberships::person_id.eq(id))
        .order((memberships::valid_to.desc().nulls_first(), memberships::valid_from.desc(), groups::code))
        .select((
            groups::id,
            groups::name_zh,
            groups::name_en,
            memberships::valid_from,
            memberships::valid_to,
        ))
        .load(conn)
        .await
}

/// Where a group belonged before, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn group_moves(conn: &mut Conn, id: GroupId) -> QueryResult<Vec<GroupMove>> {
    let rows: Vec<(NaiveDate, Option<GroupId>, Option<GroupId>)> = moves::table
        .filter(moves::group_id.eq(id))
        .order((moves::moved_on.desc(), moves::id.desc()))
        .select((moves::moved_on, moves::from_parent_id, moves::to_parent_id))
        .load(conn)
        .await?;
    let named: Vec<GroupId> = rows.iter().flat_map(|row| [row.1, row.2]).flatten().collect();
    let names: HashMap<GroupId, (String, String)> = groups::table
        .filter(groups::id.eq_any(named))
        .select((groups::id, (groups::name_zh, groups::name_en)))
        .load::<(GroupId, (String, String))>(conn)
        .await?
        .into_iter()
        .collect();
    let name = |id: Option<GroupId>| id.and_then(|id| names.get(&id).cloned());
    Ok(rows
        .into_iter()
        .map(|(moved_on, from, to)| GroupMove { moved_on, from: name(from), to: name(to) })
        .collect())
}

/// How many people belong to each group now, without those of the groups below it.
///
/// # Errors
/// Whatever the database says.
pub async fn member_counts(conn: &mut Conn) -> QueryResult<HashMap<GroupId, i64>> {
    let rows: Vec<(GroupId, i64)> = memberships::table
        .filter(memberships::valid_to.is_null())
        .group_by(memberships::group_id)
        .select((memberships::group_id, diesel::dsl::count_star()))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn group(parent: Option<&Group>, code: &str) -> Group {
        Group {
            id: GroupId::new(),
            parent_id: parent.map(|parent| parent.id),
            code: code.into(),
            name_zh: code.into(),
            name_en: code.into(),
        }
    }

    #[test]
    fn a_tree_is_listed_parents_first() {
        let east = group(None, "east");
        let (one, two) = (group(Some(&east), "east-1"), group(Some(&east), "east-2"));
        let north = group(None, "north");
        let orphan = group(Some(&group(None, "closed")), "orphan");
        let ordered = in_tree_order(vec![east, one, two, north, orphan]);
        let codes: Vec<_> = ordered.iter().map(|entry| (entry.group.code.as_str(), entry.depth)).collect();
        assert_eq!(codes, [("east", 0), ("east-1", 1), ("east-2", 1), ("north", 0), ("orphan", 0)]);
        assert_eq!(codes[0].0, "east");
    }
}
