//! Signing in with an account of a sign-on service: sent away, come back, let in. Nobody is made here.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::record_about_person;
use super::second_factor::{Begun, begin};
use super::sessions::forget_failures;
use super::sign_in::{Origin, Try, count_against_address, wait, wait_or_count};
use crate::accounts::model::NewIdentity;
use crate::accounts::queries;
use crate::accounts::rules::sign_on::{ATTEMPT_LIFETIME, Link, NotLetIn, admit};
use crate::accounts::sign_on::Subject;
use crate::audit::Actor;
use crate::db::schema::{identities, sign_on_attempts};
use crate::db::{self, Conn, PersonId};
use crate::web::cookies::Secret;

/// Whether a browser is sent away.
#[derive(Debug)]
pub enum Sent {
    /// With this state; and the time, by which what the service says of itself is judged.
    Away(Secret, DateTime<Utc>),
    /// Not yet: too many failures; seconds to wait.
    Wait(u64),
}

/// Notes that a browser is sent to a service and shall see `next` afterwards.
///
/// # Errors
/// Whatever the database says.
pub async fn send_away(
    conn: &mut Conn,
    service: &str,
    next: &str,
    browser: &Secret,
    origin: &Origin,
) -> QueryResult<Sent> {
    if let Some(seconds) = wait(conn, &browser.hash(), &origin.address).await? {
        return Ok(Sent::Wait(seconds));
    }
    let state = Secret::new();
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        // Those of the past are of no use to anybody.
        diesel::delete(sign_on_attempts::table.filter(sign_on_attempts::expires_at.lt(now)))
            .execute(conn)
            .await?;
        diesel::insert_into(sign_on_attempts::table)
            .values((
                sign_on_attempts::state_hash.eq(state.hash().to_vec()),
                sign_on_attempts::browser_hash.eq(browser.hash().to_vec()),
                sign_on_attempts::service.eq(service),
                sign_on_attempts::next.eq(next),
                sign_on_attempts::expires_at
                    .eq(now + TimeDelta::from_std(ATTEMPT_LIFETIME).unwrap_or_default()),
            ))
            .execute(conn)
            .await?;
        Ok(Sent::Away(state, now))
    })
    .await
}

/// A browser that came back, counted as a failure until it is known how it ends.
#[derive(Debug)]
pub struct Back {
    /// The page to show afterwards; `None` when this browser was not sent away with this state, took too long, or came back
    /// before.
    pub next: Option<String>,
    /// The time.
    pub now: DateTime<Utc>,
    counted: i64,
    subject_hash: [u8; 32],
}

/// What a browser that came back meets.
#[derive(Debug)]
pub enum Met {
    /// It may go on.
    Back(Back),
    /// Too many failures; seconds to wait.
    Wait(u64),
}

/// Takes a browser back and uses its attempt up.
///
/// # Errors
/// Whatever the database says.
pub async fn take_back(
    conn: &mut Conn,
    service: &str,
    state: Option<&Secret>,
    browser: Option<&Secret>,
    origin: &Origin,
) -> QueryResult<Met> {
    let subject_hash = browser.copied().unwrap_or_default().hash();
    let counted = match wait_or_count(conn, &subject_hash, &origin.address).await? {
        Try::Wait(seconds) => return Ok(Met::Wait(seconds)),
        Try::Counted(id) => id,
    };
    let now = db::now(conn).await?;
    let next = match (state, browser) {
        (Some(state), Some(browser)) => {
            let own = sign_on_attempts::table
                .find(state.hash().to_vec())
                .filter(sign_on_attempts::browser_hash.eq(browser.hash().to_vec()))
                .filter(sign_on_attempts::service.eq(service))
                .filter(sign_on_attempts::expires_at.gt(now))
                .filter(sign_on_attempts::used_at.is_null());
            diesel::update(own)
                .set(sign_on_attempts::used_at.eq(now))
                .returning(sign_on_attempts::next)
                .get_result(conn)
                .await
                .optional()?
        }
        _ => None,
    };
    Ok(Met::Back(Back { next, now, counted, subject_hash }))
}

impl Back {
    /// What came back proves nothing: it counts against the address as a wrong password does.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn was_wrong(&self, conn: &mut Conn, origin: &Origin) -> QueryResult<()> {
        count_against_address(conn, self.counted, &origin.address).await
    }

    /// Nobody did anything wrong: the service is away, or the person thought better of it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn was_nobodys_fault(&self, conn: &mut Conn) -> QueryResult<()> {
        forget_failures(conn, &self.subject_hash).await
    }
}

/// How a sign-in with a service ended.
#[derive(Debug)]
pub enum SignedOn {
    /// The person is in, or owes a code.
    In(Begun),
    /// The service knows them, but they do not come in. Beside why, the hash of the account, in hex, for the audit trail.
    Refused(NotLetIn, String),
}

/// Lets in whom a service named: who came with this account before, else who has its employee number, whose account it is
/// from then on. What the service proved is the first step; whoever has a second factor still owes a code.
///
/// # Errors
/// Whatever the database says.
pub async fn let_in(
    conn: &mut Conn,
    back: &Back,
    subject: &Subject,
    origin: &Origin,
) -> QueryResult<SignedOn> {
    let account = format!("{} {}", subject.provider, subject.subject);
    let refused = |why| Ok(SignedOn::Refused(why, hex::encode(Sha256::digest(account.as_bytes()))));
    conn.transaction(async |conn| {
        let Some(person) = whose(conn, subject).await? else { return refused(NotLetIn::Unknown) };
        let (blocked_at, is_employed) = queries::hold_for_sign_on(conn, person).await?;
        let known: Vec<String> = queries::linked_accounts(conn, person)
            .await?
            .into_iter()
            .filter(|one| one.provider == subject.provider)
            .map(|one| one.subject)
            .collect();
        match admit(blocked_at.is_some(), is_employed, &known, &subject.subject) {
            Err(why) => return refused(why),
            Ok(Link::New) => link(conn, person, subject, origin).await?,
            Ok(Link::Known) => {}
        }
        let detail = json!({ "service": subject.provider });
        record_about_person(conn, &origin.actor(person), "session.signed_on", person, detail).await?;
        begin(conn, person, origin, Some(&back.subject_hash)).await.map(SignedOn::In)
    })
    .await
}

async fn whose(conn: &mut Conn, subject: &Subject) -> QueryResult<Option<PersonId>> {
    if let Some(person) = queries::person_of_account(conn, subject).await? {
        return Ok(Some(person));
    }
    match subject.employee_number.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => queries::person_by_employee_number(conn, number).await,
        None => Ok(None),
    }
}

async fn link(conn: &mut Conn, person: PersonId, subject: &Subject, origin: &Origin) -> QueryResult<()> {
    diesel::insert_into(identities::table)
        .values(NewIdentity {
            id: Uuid::now_v7(),
            person_id: person,
            provider: &subject.provider,
            subject: subject.subject.clone(),
            kind: "external",
        })
        .execute(conn)
        .await?;
    let detail = json!({ "service": subject.provider });
    record_about_person(conn, &origin.actor(person), "person.account_linked", person, detail).await
}

/// Forgets an account of a person, so that they may come with another one. Whether there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_account(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    account: Uuid,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let own = identities::table
            .find(account)
            .filter(identities::person_id.eq(person))
            .filter(identities::provider.ne("local"));
        let provider: Option<String> =
            diesel::delete(own).returning(identities::provider).get_result(conn).await.optional()?;
        let Some(provider) = provider else { return Ok(false) };
        let detail = json!({ "service": provider });
        record_about_person(conn, actor, "person.account_forgotten", person, detail).await?;
        Ok(true)
    })
    .await
}
