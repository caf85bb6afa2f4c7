//! Proving who one is with a password: names, failures, waiting.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};

use super::passwords::renew_hash;
use super::second_factor::{Begun, begin};
use super::sessions::{Opened, forget_failures};
use crate::accounts::passwords::Passwords;
use crate::accounts::queries;
use crate::accounts::rules::wait_after;
use crate::audit::Actor;
use crate::base::text::fold_login;
use crate::db::schema::login_failures;
use crate::db::{self, Conn, PersonId, Pool};
use crate::web::Error;
use crate::web::cookies::Secret;

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Address of the client.
    pub address: String,
    /// Its browser.
    pub user_agent: Option<String>,
    /// Id of the request.
    pub request_id: Option<String>,
}

impl Origin {
    /// A person who acts from there.
    pub fn actor(&self, person: PersonId) -> Actor {
        Actor {
            person_id: Some(person),
            request_id: self.request_id.clone(),
            address: Some(self.address.clone()),
        }
    }
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignIn {
    /// The session.
    Done(Opened),
    /// The password was right, and a code is still owed; the id of the step, for its cookie.
    Code(Secret),
    /// Unknown name, wrong password, none allowed or blocked person: one answer for all. The hash of the folded name, in hex, for the
    /// audit trail.
    Refused {
        /// The hash.
        subject: String,
    },
    /// Too many failures; seconds to wait.
    Wait(u64),
}

/// Checks name and password and begins a session. The failure on the name is noted before the password is checked and
/// taken back when it was right, so that many tries at once do not slip through. It counts against the address only when
/// nobody was let in: a whole exam room signs in from one address at once. A browser that the person signed in with
/// before (`known_device` gives what its failures are counted under) waits for itself alone.
///
/// # Errors
/// [`Error::Busy`] when the server has too many sign-ins waiting.
pub async fn sign_in(
    pool: &Pool,
    passwords: &Passwords,
    login: &str,
    password: &str,
    origin: &Origin,
    known_device: impl Fn(PersonId) -> Option<[u8; 32]>,
) -> Result<SignIn, Error> {
    let subject = fold_login(login);
    let name_hash: [u8; 32] = Sha256::digest(subject.as_bytes()).into();
    let (credentials, is_off, subject_hash, address, counted) = {
        let mut conn = pool.get().await?;
        let credentials = queries::credentials(&mut conn, &subject).await?;
        let known = credentials.as_ref().and_then(|credentials| known_device(credentials.person_id));
        let subject_hash = known.unwrap_or(name_hash);
        let address = known.map_or_else(|| origin.address.clone(), hex::encode);
        let counted = match wait_or_count(&mut conn, &subject_hash, &address).await? {
            Try::Wait(seconds) => return Ok(SignIn::Wait(seconds)),
            Try::Counted(id) => id,
        };
        let person = credentials.as_ref().map(|credentials| credentials.person_id);
        let is_off = queries::has_no_password(&mut conn, person).await?;
        (credentials, is_off, subject_hash, address, counted)
        // The connection goes back before the slow hash is computed.
    };
    let stored = credentials.as_ref().and_then(|credentials| credentials.password_hash.as_deref());
    // Where passwords are off, a right one takes as long as a wrong one and gets the same answer.
    let right = passwords.verify(password, stored).await? && !is_off;
    // A second hash for somebody who is blocked would tell that the password was right.
    let is_blocked = credentials.as_ref().is_some_and(|credentials| credentials.blocked_at.is_some());
    let outdated = stored.filter(|stored| right && !is_blocked && passwords.is_outdated(stored));
    let renewed = match outdated {
        Some(stored) => Some((stored, passwords.hash(password).await?)),
        None => None,
    };
    let mut conn = pool.get().await?;
    // A right password of somebody who is blocked leaves the traces of a wrong one.
    if !right || is_blocked {
        count_against_address(&mut conn, counted, &address).await?;
    }
    if let (Some(credentials), Some((stored, renewed))) = (&credentials, &renewed) {
        renew_hash(&mut conn, credentials.person_id, stored, renewed).await?;
    }
    match credentials.as_ref().filter(|_| right && !is_blocked) {
        Some(credentials) => {
            Ok(match begin(&mut conn, credentials.person_id, origin, Some(&subject_hash)).await? {
                Begun::Session(opened) => SignIn::Done(opened),
                Begun::Step(secret) => SignIn::Code(secret),
            })
        }
        None => Ok(SignIn::Refused { subject: hex::encode(name_hash) }),
    }
}

/// How the check of a person's own password or code ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnProof {
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
) -> Result<OwnProof, Error> {
    let subject_hash: [u8; 32] = Sha256::digest(person.0.as_bytes()).into();
    let (stored, counted) = {
        let mut conn = pool.get().await?;
        let counted = match wait_or_count(&mut conn, &subject_hash, &origin.address).await? {
            Try::Wait(seconds) => return Ok(OwnProof::Wait(seconds)),
            Try::Counted(id) => id,
        };
        (queries::password_hash(&mut conn, person).await?, counted)
        // The connection goes back before the slow hash is computed.
    };
    let right = passwords.verify(password, stored.as_deref()).await?;
    let mut conn = pool.get().await?;
    if !right {
        count_against_address(&mut conn, counted, &origin.address).await?;
        return Ok(OwnProof::Wrong);
    }
    forget_failures(&mut conn, &subject_hash).await?;
    Ok(OwnProof::Right)
}

/// The address of a try whose outcome is not known yet.
const UNDER_WAY: &str = "";

/// Whether a try is taken.
pub(super) enum Try {
    /// Not yet; seconds to wait.
    Wait(u64),
    /// Now, and it is counted as a failure on the name before its outcome is known: the row that does it.
    Counted(i64),
}

/// Seconds to wait because of what failed before; `None` when a try is taken now.
pub(super) async fn wait(conn: &mut Conn, subject_hash: &[u8], address: &str) -> QueryResult<Option<u64>> {
    let now = db::now(conn).await?;
    let (failures, last) = queries::recent_failures(conn, subject_hash, address, now).await?;
    let wait = TimeDelta::from_std(wait_after(failures)).unwrap_or_default();
    Ok(seconds_left(last, wait, now))
}

pub(super) async fn wait_or_count(conn: &mut Conn, subject_hash: &[u8], address: &str) -> QueryResult<Try> {
    if let Some(seconds) = wait(conn, subject_hash, address).await? {
        return Ok(Try::Wait(seconds));
    }
    diesel::insert_into(login_failures::table)
        .values((login_failures::subject_hash.eq(subject_hash), login_failures::address.eq(UNDER_WAY)))
        .returning(login_failures::id)
        .get_result(conn)
        .await
        .map(Try::Counted)
}

/// The password was wrong: from now on the failure counts against the address too.
pub(super) async fn count_against_address(conn: &mut Conn, counted: i64, address: &str) -> QueryResult<()> {
    diesel::update(login_failures::table.find(counted))
        .set(login_failures::address.eq(address))
        .execute(conn)
        .await?;
    Ok(())
}

/// Seconds until the next try is taken; `None` when it may be taken now.
fn seconds_left(last: Option<DateTime<Utc>>, wait: TimeDelta, now: DateTime<Utc>) -> Option<u64> {
    let left = last? + wait - now;
    // In a crowd the last failure of others may be later than our own time: without a wait it means nothing.
    (wait > TimeDelta::zero() && left > TimeDelta::zero())
        .then(|| u64::try_from(left.num_seconds()).unwrap_or(0) + 1)
}
