//! Reading people, groups and sessions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::model::{
    Credentials, Group, GroupInTree, MembershipSpell, NameSpell, PeopleFilter, Person, PersonDetail,
    PersonListItem, Role, RoleSpell, SessionItem, SignInName,
};
use super::rules::{FAILURE_WINDOW, Failures, SESSION_IDLE};
use crate::base::text::fold_login;
use crate::db::schema::{
    groups, identities, invitations, login_failures, memberships, people, person_names, role_grants, sessions,
};
use crate::db::{Conn, GroupId, PersonId, app_now};
use crate::web::Language;

/// A living session and who it belongs to.
#[derive(Debug)]
pub struct SessionOwner {
    /// The person.
    pub person: Person,
    /// Language they chose.
    pub language: Option<String>,
    /// Zone they chose.
    pub zone: Option<String>,
    /// light or dark, if they chose.
    pub theme: Option<String>,
    /// Whether the last use was noted more than a minute ago.
    pub is_stale: bool,
}

#[derive(Queryable)]
struct SessionRow {
    person_id: PersonId,
    name: String,
    language: Option<String>,
    zone: Option<String>,
    theme: Option<String>,
    last_seen_at: DateTime<Utc>,
    now: DateTime<Utc>,
    role: Option<Role>,
}

/// Who is signed in under a session id with this hash; `None` when the session ended or the person is blocked.
///
/// # Errors
/// Whatever the database says.
pub async fn session_owner(conn: &mut Conn, id_hash: &[u8]) -> QueryResult<Option<SessionOwner>> {
    let idle = seconds(SESSION_IDLE);
    let rows: Vec<SessionRow> = sessions::table
        .inner_join(people::table)
        .inner_join(
            person_names::table
                .on(person_names::person_id.eq(sessions::person_id).and(person_names::valid_to.is_null())),
        )
        .left_join(
            role_grants::table
                .on(role_grants::person_id.eq(sessions::person_id).and(role_grants::revoked_at.is_null())),
        )
        .filter(sessions::id_hash.eq(id_hash))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(app_now()))
        .filter(people::blocked_at.is_null())
        .select((
            sessions::person_id,
            person_names::name,
            people::language,
            people::zone,
            people::theme,
            sessions::last_seen_at,
            app_now(),
            role_grants::role.nullable(),
        ))
        .load(conn)
        .await?;
    let roles = rows.iter().filter_map(|row| row.role).collect();
    Ok(rows.into_iter().next().filter(|row| row.now - row.last_seen_at < idle).map(|row| SessionOwner {
        person: Person { id: row.person_id, name: row.name, roles },
        language: row.language,
        zone: row.zone,
        theme: row.theme,
        is_stale: row.now - row.last_seen_at > chrono::TimeDelta::seconds(60),
    }))
}

fn seconds(duration: std::time::Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(duration).unwrap_or(chrono::TimeDelta::MAX)
}

/// Notes that a session was used just now.
///
/// # Errors
/// Whatever the database says.
pub async fn touch_session(conn: &mut Conn, id_hash: &[u8]) -> QueryResult<()> {
    diesel::update(sessions::table.find(id_hash))
        .set(sessions::last_seen_at.eq(app_now()))
        .execute(conn)
        .await?;
    Ok(())
}

/// What is needed to check a password, by the folded name that was typed.
///
/// # Errors
/// Whatever the database says.
pub async fn credentials(conn: &mut Conn, folded_login: &str) -> QueryResult<Option<Credentials>> {
    identities::table
        .inner_join(people::table)
        .filter(identities::provider.eq("local"))
        .filter(identities::subject.eq(folded_login))
        .select((people::id, people::password_hash, people::blocked_at))
        .first(conn)
        .await
        .optional()
}

/// The stored hash of a person's password, if one was set.
///
/// # Errors
/// Whatever the database says.
pub async fn password_hash(conn: &mut Conn, person: PersonId) -> QueryResult<Option<String>> {
    people::table.find(person).select(people::password_hash).first(conn).await
}

/// Recent failures on a name and from an address, and how long ago the last one on either was.
///
/// # Errors
/// Whatever the database says.
pub async fn recent_failures(
    conn: &mut Conn,
    subject_hash: &[u8],
    address: &str,
    now: DateTime<Utc>,
) -> QueryResult<(Failures, Option<DateTime<Utc>>)> {
    use diesel::dsl::{count_star, max};
    let since = now - seconds(FAILURE_WINDOW);
    let (by_name, last_by_name): (i64, Option<DateTime<Utc>>) = login_failures::table
        .filter(login_failures::subject_hash.eq(subject_hash))
        .filter(login_failures::failed_at.gt(since))
        .select((count_star(), max(login_failures::failed_at)))
        .first(conn)
        .await?;
    let (by_address, last_by_address): (i64, Option<DateTime<Utc>>) = login_failures::table
        .filter(login_failures::address.eq(address))
        .filter(login_failures::failed_at.gt(since))
        .select((count_star(), max(login_failures::failed_at)))
        .first(conn)
        .await?;
    let by_name_waits =
        super::rules::wait_after(Failures { by_name, by_address: 0 }) > std::time::Duration::ZERO;
    let last = if by_name_waits { last_by_name.max(last_by_address) } else { last_by_address };
    Ok((Failures { by_name, by_address }, last))
}

/// A living invitation by the hash of its token: its purpose and the person it is for.
///
/// # Errors
/// Whatever the database says.
pub async fn invitation(
    conn: &mut Conn,
    token_hash: &[u8],
) -> QueryResult<Option<(String, Option<PersonId>)>> {
    invitations::table
        .find(token_hash)
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(app_now()))
        .select((invitations::purpose, invitations::person_id))
        .first(conn)
        .await
        .optional()
}

/// Whether anyone has the role of admin.
///
/// # Errors
/// Whatever the database says.
pub async fn has_admin(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        role_grants::table
            .filter(role_grants::role.eq(Role::Admin))
            .filter(role_grants::revoked_at.is_null()),
    ))
    .get_result(conn)
    .await
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

/// The groups a person belongs to now, with every group above them: an assignment to any of these is theirs.
///
/// # Errors
/// Whatever the database says.
pub async fn groups_and_above(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<GroupId>> {
    let own: Vec<GroupId> = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::valid_to.is_null())
        .select(memberships::group_id)
        .load(conn)
        .await?;
    let parents: HashMap<GroupId, Option<GroupId>> =
        groups::table.select((groups::id, groups::parent_id)).load(conn).await?.into_iter().collect();
    let mut found = Vec::new();
    for group in own {
        let mut next = Some(group);
        while let Some(group) = next.filter(|group| !found.contains(group)) {
            found.push(group);
            next = parents.get(&group).copied().flatten();
        }
    }
    Ok(found)
}

/// The people a filter lets through.
fn matching(filter: &PeopleFilter, groups: Option<Vec<GroupId>>) -> people::BoxedQuery<'static, Pg> {
    let mut query = people::table.into_boxed();
    if !filter.search.is_empty() {
        let by_name = format!("%{}%", escaped(&filter.search));
        let by_login = format!("%{}%", escaped(&fold_login(&filter.search)));
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

/// The text with the signs that `LIKE` reads as wildcards taken literally.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
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

/// The current roles of each of these people, in the order of [`Role::ALL`].
///
/// # Errors
/// Whatever the database says.
pub async fn roles_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashMap<PersonId, Vec<Role>>> {
    let rows: Vec<(PersonId, Role)> = role_grants::table
        .filter(role_grants::person_id.eq_any(people))
        .filter(role_grants::revoked_at.is_null())
        .select((role_grants::person_id, role_grants::role))
        .load(conn)
        .await?;
    let mut found: HashMap<PersonId, Vec<Role>> = HashMap::new();
    for (person, role) in rows {
        found.entry(person).or_default().push(role);
    }
    found.values_mut().for_each(|roles| roles.sort());
    Ok(found)
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

/// Every role a person has or had, those that hold first, then newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn role_history(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<RoleSpell>> {
    role_grants::table
        .filter(role_grants::person_id.eq(id))
        .order((role_grants::revoked_at.desc().nulls_first(), role_grants::granted_at.desc()))
        .select((role_grants::role, role_grants::granted_at, role_grants::revoked_at))
        .load(conn)
        .await
}

/// The names under which a person signs in.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_in_names(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<SignInName>> {
    identities::table
        .filter(identities::person_id.eq(id))
        .order(identities::id)
        .select((identities::subject, identities::kind))
        .load(conn)
        .await
}

/// The living sessions of a person, last used first.
///
/// # Errors
/// Whatever the database says.
pub async fn sessions_of(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<SessionItem>> {
    let now = crate::db::now(conn).await?;
    sessions::table
        .filter(sessions::person_id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(now - seconds(SESSION_IDLE)))
        .order(sessions::last_seen_at.desc())
        .select((
            sessions::id_hash,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::address,
            sessions::user_agent,
        ))
        .load(conn)
        .await
}

/// Whose sign-in name this is.
///
/// # Errors
/// Whatever the database says.
pub async fn person_by_login(conn: &mut Conn, login: &str) -> QueryResult<Option<PersonId>> {
    identities::table
        .filter(identities::provider.eq("local"))
        .filter(identities::subject.eq(fold_login(login)))
        .select(identities::person_id)
        .first(conn)
        .await
        .optional()
}

/// How many people who may sign in are admins.
///
/// # Errors
/// Whatever the database says.
pub async fn count_working_admins(conn: &mut Conn) -> QueryResult<i64> {
    role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::role.eq(Role::Admin))
        .filter(role_grants::revoked_at.is_null())
        .filter(people::blocked_at.is_null())
        .count()
        .get_result(conn)
        .await
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
