//! Signing in and out, one-time links, adding people and groups. The only transactions of this room.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{
    Group, NewEmployment, NewIdentity, NewInvitation, NewMembership, NewPerson, NewPersonName, NewPersonRow,
    NewRoleGrant, NewSession, Role,
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
        let actor = Actor { person_id: Some(person), request_id: None };
        audit::record(
            conn,
            &actor,
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
        diesel::update(
            invitations::table
                .filter(invitations::person_id.eq(person))
                .filter(invitations::used_at.is_null()),
        )
        .set(invitations::used_at.eq(db::app_now().nullable()))
        .execute(conn)
        .await?;
        audit::record(
            conn,
            actor,
            Event {
                action: "person.invited",
                subject_kind: "person",
                subject_id: person.to_string(),
                detail: json!({}),
            },
        )
        .await?;
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
        store_password(conn, person, password_hash).await?;
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

async fn store_password(conn: &mut Conn, person: PersonId, password_hash: &str) -> QueryResult<()> {
    diesel::update(people::table.find(person))
        .set((
            people::password_hash.eq(password_hash),
            people::password_changed_at.eq(db::app_now().nullable()),
        ))
        .execute(conn)
        .await?;
    diesel::update(
        sessions::table.filter(sessions::person_id.eq(person)).filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(db::app_now().nullable()))
    .execute(conn)
    .await?;
    let actor = Actor { person_id: Some(person), request_id: None };
    audit::record(
        conn,
        &actor,
        Event {
            action: "person.password_set",
            subject_kind: "person",
            subject_id: person.to_string(),
            detail: json!({}),
        },
    )
    .await
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
        store_password(conn, person, password_hash).await?;
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
        diesel::insert_into(memberships::table)
            .values(NewMembership { id: Uuid::now_v7(), person_id: id, group_id: *group, valid_from: now })
            .execute(conn)
            .await?;
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

async fn grant_role(conn: &mut Conn, actor: &Actor, person_id: PersonId, role: Role) -> QueryResult<()> {
    diesel::insert_into(role_grants::table)
        .values(NewRoleGrant { id: Uuid::now_v7(), person_id, role, granted_by: actor.person_id })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
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
