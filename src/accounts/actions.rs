//! Signing in and out, one-time links, adding people and groups. The only transactions of this room.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{
    Group, NewEmployment, NewIdentity, NewInvitation, NewMembership, NewPerson, NewPersonName, NewPersonRow,
    NewRoleGrant, NewSession, Preferences, Role, Theme,
};
use super::passwords::Passwords;
use super::queries;
use super::rules::{INVITATION_LIFETIME, SESSION_LIFETIME, wait_after};
use crate::audit::{self, Actor, Event};
use crate::base::text::fold_login;
use crate::db::schema::{
    employments, groups, identities, invitations, login_failures, memberships, people, person_names,
    role_grants, sessions,
};
use crate::db::{self, Conn, GroupId, PersonId, Pool};
use crate::web::Error;
use crate::web::cookies::Secret;

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Address of the client.
    pub address: String,
    /// Its browser.
    pub user_agent: Option<String>,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignIn {
    /// The session's secret, for the cookie.
    Done(Secret),
    /// Unknown name, wrong password or blocked person: one answer for all.
    Refused,
    /// Too many failures; seconds to wait.
    Wait(u64),
}

/// Checks name and password and begins a session. The failure is noted before the password is checked and taken
/// back when it was right, so that many tries at once do not slip through.
///
/// # Errors
/// [`Error::Busy`] when the server has too many sign-ins waiting.
pub async fn sign_in(
    pool: &Pool,
    passwords: &Passwords,
    login: &str,
    password: &str,
    origin: &Origin,
) -> Result<SignIn, Error> {
    let subject = fold_login(login);
    let subject_hash: [u8; 32] = Sha256::digest(subject.as_bytes()).into();
    let credentials = {
        let mut conn = pool.get().await?;
        let now = db::now(&mut conn).await?;
        let (failures, last) =
            queries::recent_failures(&mut conn, &subject_hash, &origin.address, now).await?;
        if let Some(wait) =
            seconds_left(last, TimeDelta::from_std(wait_after(failures)).unwrap_or_default(), now)
        {
            return Ok(SignIn::Wait(wait));
        }
        note_failure(&mut conn, &subject_hash, &origin.address).await?;
        queries::credentials(&mut conn, &subject).await?
        // The connection goes back before the slow hash is computed.
    };
    let stored = credentials.as_ref().and_then(|credentials| credentials.password_hash.as_deref());
    let right = passwords.verify(password, stored).await?;
    let mut conn = pool.get().await?;
    match credentials.filter(|credentials| right && credentials.blocked_at.is_none()) {
        Some(credentials) => {
            let secret = begin_session(&mut conn, credentials.person_id, origin, Some(&subject_hash)).await?;
            Ok(SignIn::Done(secret))
        }
        None => {
            let detail = json!({ "address": origin.address });
            let event = Event {
                action: "session.refused",
                subject_kind: "login",
                subject_id: hex::encode(subject_hash),
                detail,
            };
            audit::record(&mut conn, &Actor::server(), event).await?;
            Ok(SignIn::Refused)
        }
    }
}

/// Seconds until the next try is taken; `None` when it may be taken now.
fn seconds_left(last: Option<DateTime<Utc>>, wait: TimeDelta, now: DateTime<Utc>) -> Option<u64> {
    let left = last? + wait - now;
    (left > TimeDelta::zero()).then(|| u64::try_from(left.num_seconds()).unwrap_or(0) + 1)
}

/// How the check of a signed-in person's own password ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPassword {
    /// It is theirs.
    Right,
    /// It is not.
    Wrong,
    /// Too many failures; seconds to wait.
    Wait(u64),
}

/// Checks the password of a person who is signed in already. Counted like a sign-in, so that whoever found an open
/// browser cannot guess.
///
/// # Errors
/// [`Error::Busy`] when the server has too many sign-ins waiting.
pub async fn check_own_password(
    pool: &Pool,
    passwords: &Passwords,
    person: PersonId,
    password: &str,
    origin: &Origin,
) -> Result<OwnPassword, Error> {
    let subject_hash: [u8; 32] = Sha256::digest(person.0.as_bytes()).into();
    let stored = {
        let mut conn = pool.get().await?;
        let now = db::now(&mut conn).await?;
        let (failures, last) =
            queries::recent_failures(&mut conn, &subject_hash, &origin.address, now).await?;
        let wait = TimeDelta::from_std(wait_after(failures)).unwrap_or_default();
        if let Some(wait) = seconds_left(last, wait, now) {
            return Ok(OwnPassword::Wait(wait));
        }
        note_failure(&mut conn, &subject_hash, &origin.address).await?;
        queries::password_hash(&mut conn, person).await?
        // The connection goes back before the slow hash is computed.
    };
    if !passwords.verify(password, stored.as_deref()).await? {
        return Ok(OwnPassword::Wrong);
    }
    let mut conn = pool.get().await?;
    diesel::delete(login_failures::table.filter(login_failures::subject_hash.eq(subject_hash.as_slice())))
        .execute(&mut conn)
        .await?;
    Ok(OwnPassword::Right)
}

async fn note_failure(conn: &mut Conn, subject_hash: &[u8], address: &str) -> QueryResult<()> {
    diesel::insert_into(login_failures::table)
        .values((login_failures::subject_hash.eq(subject_hash), login_failures::address.eq(address)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Begins a session for a person who proved who they are, and forgets the failures on their name.
///
/// # Errors
/// Whatever the database says.
pub async fn begin_session(
    conn: &mut Conn,
    person: PersonId,
    origin: &Origin,
    subject_hash: Option<&[u8]>,
) -> QueryResult<Secret> {
    let secret = Secret::new();
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        if let Some(subject_hash) = subject_hash {
            diesel::delete(login_failures::table.filter(login_failures::subject_hash.eq(subject_hash)))
                .execute(conn)
                .await?;
        }
        let user_agent: Option<String> =
            origin.user_agent.as_deref().map(|agent| agent.chars().take(300).collect());
        diesel::insert_into(sessions::table)
            .values(NewSession {
                id_hash: &secret.hash(),
                person_id: person,
                expires_at: now + TimeDelta::from_std(SESSION_LIFETIME).unwrap_or_default(),
                address: Some(&origin.address),
                user_agent: user_agent.as_deref(),
            })
            .execute(conn)
            .await?;
        audit::record(
            conn,
            &themselves(person),
            Event {
                action: "session.begun",
                subject_kind: "person",
                subject_id: person.to_string(),
                detail: json!({ "address": origin.address }),
            },
        )
        .await
    })
    .await?;
    Ok(secret)
}

/// Ends one session.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_out(conn: &mut Conn, secret: &Secret) -> QueryResult<()> {
    diesel::update(sessions::table.find(secret.hash().as_slice()).filter(sessions::revoked_at.is_null()))
        .set(sessions::revoked_at.eq(db::app_now().nullable()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes the one-time link that makes the first admin; earlier ones stop working. `None` when there is an admin.
///
/// # Errors
/// Whatever the database says.
pub async fn invite_first_admin(conn: &mut Conn) -> QueryResult<Option<Secret>> {
    conn.transaction(async |conn| {
        if queries::has_admin(conn).await? {
            return Ok(None);
        }
        diesel::delete(
            invitations::table
                .filter(invitations::purpose.eq("first_admin"))
                .filter(invitations::used_at.is_null()),
        )
        .execute(conn)
        .await?;
        invite(conn, "first_admin", None).await.map(Some)
    })
    .await
}

/// Makes a one-time link with which a person sets their password; earlier ones stop working.
///
/// # Errors
/// Whatever the database says.
pub async fn invite_to_set_password(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        end_invitations(conn, person).await?;
        record_about_person(conn, actor, "person.invited", person).await?;
        invite(conn, "set_password", Some(person)).await
    })
    .await
}

async fn invite(conn: &mut Conn, purpose: &'static str, person_id: Option<PersonId>) -> QueryResult<Secret> {
    let token = Secret::new();
    let now = db::now(conn).await?;
    let expires_at = now + TimeDelta::from_std(INVITATION_LIFETIME).unwrap_or_default();
    diesel::insert_into(invitations::table)
        .values(NewInvitation { token_hash: &token.hash(), purpose, person_id, expires_at })
        .execute(conn)
        .await?;
    Ok(token)
}

/// Uses the link of the first admin: adds the person as admin and begins their session.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the link was used meanwhile; otherwise whatever the database says,
/// for example that the name is taken.
pub async fn accept_first_admin(
    conn: &mut Conn,
    token: &Secret,
    person: &NewPerson,
    origin: &Origin,
) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        use_invitation(conn, token).await?;
        let id = insert_person(conn, &Actor::server(), person).await?;
        begin_session(conn, id, origin, None).await
    })
    .await
}

/// Uses a link to set a password: sets it, ends all other sessions, begins a new one.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the link was used meanwhile.
pub async fn accept_set_password(
    conn: &mut Conn,
    token: &Secret,
    person: PersonId,
    password_hash: &str,
    origin: &Origin,
) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        use_invitation(conn, token).await?;
        store_password(conn, &themselves(person), person, password_hash).await?;
        begin_session(conn, person, origin, None).await
    })
    .await
}

async fn use_invitation(conn: &mut Conn, token: &Secret) -> QueryResult<()> {
    let used = diesel::update(
        invitations::table
            .find(token.hash().as_slice())
            .filter(invitations::used_at.is_null())
            .filter(invitations::expires_at.gt(db::app_now())),
    )
    .set(invitations::used_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await?;
    if used == 1 { Ok(()) } else { Err(diesel::result::Error::NotFound) }
}

async fn store_password(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    password_hash: &str,
) -> QueryResult<()> {
    diesel::update(people::table.find(person))
        .set((
            people::password_hash.eq(password_hash),
            people::password_changed_at.eq(db::app_now().nullable()),
        ))
        .execute(conn)
        .await?;
    end_sessions(conn, person, &[]).await?;
    record_about_person(conn, actor, "person.password_set", person).await
}

/// The person themselves as the one who acts, where no request is known.
fn themselves(person: PersonId) -> Actor {
    Actor { person_id: Some(person), request_id: None }
}

/// Changes a person's password after they gave the old one; all their sessions end and a new one begins.
///
/// # Errors
/// Whatever the database says.
pub async fn change_password(
    conn: &mut Conn,
    person: PersonId,
    password_hash: &str,
    origin: &Origin,
) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        store_password(conn, &themselves(person), person, password_hash).await?;
        begin_session(conn, person, origin, None).await
    })
    .await
}

/// Adds a person with names, ways to sign in, roles and groups.
///
/// # Errors
/// Whatever the database says; `identities_subject_taken` when a number, address or telephone is someone else's.
pub async fn add_person(conn: &mut Conn, actor: &Actor, person: &NewPerson) -> QueryResult<PersonId> {
    conn.transaction(async |conn| insert_person(conn, actor, person).await).await
}

/// The same inside the caller's transaction.
async fn insert_person(conn: &mut Conn, actor: &Actor, person: &NewPerson) -> QueryResult<PersonId> {
    let id = PersonId::new();
    let now = db::now(conn).await?;
    diesel::insert_into(people::table)
        .values(NewPersonRow {
            id,
            employee_number: person.employee_number.as_deref(),
            email: person.email.as_deref(),
            phone: person.phone.as_deref(),
            password_hash: person.password_hash.as_deref(),
            password_changed_at: person.password_hash.as_ref().map(|_| now),
        })
        .execute(conn)
        .await?;
    diesel::insert_into(person_names::table)
        .values(NewPersonName {
            id: Uuid::now_v7(),
            person_id: id,
            name: &person.name,
            latin_name: person.latin_name.as_deref(),
            valid_from: now,
        })
        .execute(conn)
        .await?;
    diesel::insert_into(employments::table)
        .values(NewEmployment { id: Uuid::now_v7(), person_id: id, valid_from: now })
        .execute(conn)
        .await?;
    let logins =
        [("employee_number", &person.employee_number), ("email", &person.email), ("phone", &person.phone)];
    let rows: Vec<NewIdentity<'_>> = logins
        .into_iter()
        .filter_map(|(kind, login)| Some((kind, login.as_deref()?)))
        .map(|(kind, login)| NewIdentity {
            id: Uuid::now_v7(),
            person_id: id,
            provider: "local",
            subject: fold_login(login),
            kind,
        })
        .collect();
    diesel::insert_into(identities::table).values(rows).execute(conn).await?;
    for role in &person.roles {
        grant_role(conn, actor, id, *role).await?;
    }
    for group in &person.groups {
        join_group(conn, id, *group, now).await?;
    }
    let roles: Vec<_> = person.roles.iter().map(|role| role.as_str()).collect();
    let event = Event {
        action: "person.added",
        subject_kind: "person",
        subject_id: id.to_string(),
        detail: json!({ "roles": roles, "groups": person.groups }),
    };
    audit::record(conn, actor, event).await?;
    Ok(id)
}

/// Gives a role; whether the person did not have it yet.
async fn grant_role(conn: &mut Conn, actor: &Actor, person_id: PersonId, role: Role) -> QueryResult<bool> {
    let given = diesel::insert_into(role_grants::table)
        .values(NewRoleGrant { id: Uuid::now_v7(), person_id, role, granted_by: actor.person_id })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(given == 1)
}

async fn revoke_role(conn: &mut Conn, actor: &Actor, person: PersonId, role: Role) -> QueryResult<bool> {
    let revoked = diesel::update(
        role_grants::table
            .filter(role_grants::person_id.eq(person))
            .filter(role_grants::role.eq(role))
            .filter(role_grants::revoked_at.is_null()),
    )
    .set((role_grants::revoked_at.eq(db::app_now().nullable()), role_grants::revoked_by.eq(actor.person_id)))
    .execute(conn)
    .await?;
    Ok(revoked == 1)
}

/// Begins a membership; whether the person was no member yet.
async fn join_group(
    conn: &mut Conn,
    person_id: PersonId,
    group_id: GroupId,
    valid_from: DateTime<Utc>,
) -> QueryResult<bool> {
    let joined = diesel::insert_into(memberships::table)
        .values(NewMembership { id: Uuid::now_v7(), person_id, group_id, valid_from })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(joined == 1)
}

/// Two admins who take the role from each other at the same time wait here for one another, so that
/// [`keep_an_admin`] sees what the other did.
async fn lock_admins(conn: &mut Conn) -> QueryResult<()> {
    let _: Vec<Uuid> = role_grants::table
        .filter(role_grants::role.eq(Role::Admin))
        .filter(role_grants::revoked_at.is_null())
        .order(role_grants::id)
        .select(role_grants::id)
        .for_update()
        .load(conn)
        .await?;
    Ok(())
}

/// Undoes a change after which nobody could run the server.
async fn keep_an_admin(conn: &mut Conn) -> Result<(), Error> {
    if queries::count_working_admins(conn).await? == 0 {
        return Err(Error::Conflict("people-last-admin"));
    }
    Ok(())
}

/// Gives and takes roles. What the person has already is not given again, what they do not have is not taken.
///
/// # Errors
/// [`Error::Conflict`] when nobody who may sign in would be admin afterwards.
pub async fn change_roles(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    add: &[Role],
    remove: &[Role],
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        lock_admins(conn).await?;
        let (mut given, mut taken) = (Vec::new(), Vec::new());
        for role in add {
            if grant_role(conn, actor, person, *role).await? {
                given.push(role.as_str());
            }
        }
        for role in remove {
            if revoke_role(conn, actor, person, *role).await? {
                taken.push(role.as_str());
            }
        }
        if taken.contains(&Role::Admin.as_str()) {
            keep_an_admin(conn).await?;
        }
        if given.is_empty() && taken.is_empty() {
            return Ok(false);
        }
        let event = Event {
            action: "person.roles_changed",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({ "given": given, "taken": taken }),
        };
        audit::record(conn, actor, event).await?;
        Ok(true)
    })
    .await
}

/// Begins and ends memberships now. Whether anything changed.
///
/// # Errors
/// Whatever the database says.
pub async fn change_groups(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    add: &[GroupId],
    remove: &[GroupId],
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        let (mut joined, mut left) = (Vec::new(), Vec::new());
        for group in add {
            if join_group(conn, person, *group, now).await? {
                joined.push(*group);
            }
        }
        for group in remove {
            let ended = diesel::update(
                memberships::table
                    .filter(memberships::person_id.eq(person))
                    .filter(memberships::group_id.eq(*group))
                    .filter(memberships::valid_to.is_null()),
            )
            .set(memberships::valid_to.eq(now))
            .execute(conn)
            .await?;
            if ended == 1 {
                left.push(*group);
            }
        }
        if joined.is_empty() && left.is_empty() {
            return Ok(false);
        }
        let event = Event {
            action: "person.groups_changed",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({ "joined": joined, "left": left }),
        };
        audit::record(conn, actor, event).await?;
        Ok(true)
    })
    .await
}

/// Gives a person a new name from now on; the old one stays with its dates. Whether it is another name.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such person.
pub async fn rename(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    name: &str,
    latin_name: Option<&str>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        // Two renames at once wait for one another here, so that one current name remains.
        people::table.find(person).select(people::id).for_update().first::<PersonId>(conn).await?;
        let (old, old_latin) = queries::current_name(conn, person).await?;
        if old == name && old_latin.as_deref() == latin_name {
            return Ok(false);
        }
        let now = db::now(conn).await?;
        diesel::update(
            person_names::table
                .filter(person_names::person_id.eq(person))
                .filter(person_names::valid_to.is_null()),
        )
        .set(person_names::valid_to.eq(now))
        .execute(conn)
        .await?;
        let row = NewPersonName { id: Uuid::now_v7(), person_id: person, name, latin_name, valid_from: now };
        diesel::insert_into(person_names::table).values(row).execute(conn).await?;
        record_about_person(conn, actor, "person.renamed", person).await?;
        Ok(true)
    })
    .await
}

/// Keeps a person from signing in: their sessions and one-time links end now. Whether they were free before.
///
/// # Errors
/// [`Error::Conflict`] when nobody who may sign in would be admin afterwards.
pub async fn block(conn: &mut Conn, actor: &Actor, person: PersonId) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        lock_admins(conn).await?;
        let blocked = diesel::update(people::table.find(person).filter(people::blocked_at.is_null()))
            .set(people::blocked_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if blocked == 0 {
            return Ok(false);
        }
        keep_an_admin(conn).await?;
        end_sessions(conn, person, &[]).await?;
        end_invitations(conn, person).await?;
        record_about_person(conn, actor, "person.blocked", person).await?;
        Ok(true)
    })
    .await
}

/// Lets a blocked person sign in again. Whether they were blocked.
///
/// # Errors
/// Whatever the database says.
pub async fn unblock(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let freed = diesel::update(people::table.find(person).filter(people::blocked_at.is_not_null()))
            .set(people::blocked_at.eq(None::<DateTime<Utc>>))
            .execute(conn)
            .await?;
        if freed == 1 {
            record_about_person(conn, actor, "person.unblocked", person).await?;
        }
        Ok(freed == 1)
    })
    .await
}

async fn record_about_person(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    person: PersonId,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "person", subject_id: person.to_string(), detail: json!({}) };
    audit::record(conn, actor, event).await
}

/// Ends a person's sessions except those with the given hashes; how many ended.
async fn end_sessions(conn: &mut Conn, person: PersonId, except: &[Vec<u8>]) -> QueryResult<usize> {
    diesel::update(
        sessions::table
            .filter(sessions::person_id.eq(person))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::id_hash.ne_all(except)),
    )
    .set(sessions::revoked_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await
}

async fn end_invitations(conn: &mut Conn, person: PersonId) -> QueryResult<()> {
    diesel::update(
        invitations::table.filter(invitations::person_id.eq(person)).filter(invitations::used_at.is_null()),
    )
    .set(invitations::used_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends all sessions of a person but this one; how many ended.
///
/// # Errors
/// Whatever the database says.
pub async fn end_other_sessions(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    own: &Secret,
) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        let ended = end_sessions(conn, person, &[own.hash().to_vec()]).await?;
        let event = Event {
            action: "session.others_ended",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({ "ended": ended }),
        };
        audit::record(conn, actor, event).await?;
        Ok(ended)
    })
    .await
}

/// Sets a password without asking for the old one, as the command line does; all sessions and one-time links end.
///
/// # Errors
/// Whatever the database says.
pub async fn reset_password(conn: &mut Conn, person: PersonId, password_hash: &str) -> QueryResult<()> {
    conn.transaction(async |conn| {
        store_password(conn, &Actor::server(), person, password_hash).await?;
        end_invitations(conn, person).await
    })
    .await
}

/// Adds a group below another one or at the top.
///
/// # Errors
/// Whatever the database says; `groups_code_taken` when the code is in use.
pub async fn add_group(conn: &mut Conn, actor: &Actor, group: Group) -> QueryResult<GroupId> {
    conn.transaction(async |conn| {
        let (id, code) = (group.id, group.code.clone());
        diesel::insert_into(groups::table).values(group).execute(conn).await?;
        let event = Event {
            action: "group.added",
            subject_kind: "group",
            subject_id: id.to_string(),
            detail: json!({ "code": code }),
        };
        audit::record(conn, actor, event).await?;
        Ok(id)
    })
    .await
}

/// Remembers the language a person chose.
///
/// # Errors
/// Whatever the database says.
pub async fn choose_language(
    conn: &mut Conn,
    person: PersonId,
    language: crate::web::Language,
) -> QueryResult<()> {
    diesel::update(people::table.find(person)).set(people::language.eq(language.tag())).execute(conn).await?;
    Ok(())
}

/// Remembers what a person chose for their pages.
///
/// # Errors
/// Whatever the database says.
pub async fn choose(conn: &mut Conn, person: PersonId, preferences: Preferences) -> QueryResult<()> {
    diesel::update(people::table.find(person))
        .set((
            people::language.eq(preferences.language.map(crate::web::Language::tag)),
            people::zone.eq(preferences.zone.map(chrono_tz::Tz::name)),
            people::theme.eq(preferences.theme.map(Theme::as_str)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
