//! Reading what a sign-in is checked against: names, passwords, failures, one-time links.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{as_delta, current_name};
use crate::accounts::model::{Credentials, SignInName};
use crate::accounts::rules::{FAILURE_WINDOW, Failures, wait_after};
use crate::base::text::fold_login;
use crate::db::schema::{identities, invitations, login_failures, people};
use crate::db::{Conn, PersonId, app_now};

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
    let since = now - as_delta(FAILURE_WINDOW);
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
    let by_name_waits = wait_after(Failures { by_name, by_address: 0 }) > Duration::ZERO;
    let last = if by_name_waits { last_by_name.max(last_by_address) } else { last_by_address };
    Ok((Failures { by_name, by_address }, last))
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

/// What a person's password must not be: the names they sign in with, and their own.
///
/// # Errors
/// Whatever the database says.
pub async fn own_words(conn: &mut Conn, id: PersonId) -> QueryResult<Vec<String>> {
    let (name, latin_name) = current_name(conn, id).await?;
    let logins = sign_in_names(conn, id).await?;
    Ok(logins.into_iter().map(|login| login.subject).chain([name]).chain(latin_name).collect())
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
