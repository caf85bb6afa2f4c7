//! Setting up, using and removing the second step of signing in.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::record_about_person;
use super::sessions::{Opened, begin_session, end_sessions, forget_failures};
use super::sign_in::{Origin, OwnProof, Try, count_against_address, wait_or_count};
use super::telling::tell;
use crate::accounts::codes::{AppSecret, RECOVERY_CODES, new_recovery_code, recovery_hash};
use crate::accounts::model::AccountChange;
use crate::accounts::queries;
use crate::accounts::rules::STEP_LIFETIME;
use crate::audit::{self, Actor, Event};
use crate::config::SecretKey;
use crate::db::schema::{recovery_codes, second_factors, sign_in_settings, sign_in_steps};
use crate::db::{self, Conn, PersonId, Pool};
use crate::web::Error;
use crate::web::cookies::Secret;

/// Makes a secret for a person who sets up an app; one that was not confirmed is replaced.
///
/// # Errors
/// [`Error::Conflict`] when the person has a second factor already.
pub async fn prepare_factor(conn: &mut Conn, key: &SecretKey, person: PersonId) -> Result<(), Error> {
    let sealed =
        AppSecret::new().seal(key, person).ok_or_else(|| Error::internal("the secret cannot be sealed"))?;
    conn.transaction(async |conn| {
        let unconfirmed = second_factors::table.find(person).filter(second_factors::confirmed_at.is_null());
        diesel::delete(unconfirmed).execute(conn).await?;
        let made = diesel::insert_into(second_factors::table)
            .values((second_factors::person_id.eq(person), second_factors::secret.eq(sealed)))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if made == 1 { Ok(()) } else { Err(Error::Conflict("factor-there-already")) }
    })
    .await
}

/// Sets the second factor up when the code is right, and gives the recovery codes; `None` when it is not. Other sessions
/// of the person end, and they are told, also by mail where that is on (`by_mail`).
///
/// # Errors
/// [`Error::NotFound`] when nothing is being set up.
pub async fn confirm_factor(
    conn: &mut Conn,
    actor: &Actor,
    key: &SecretKey,
    person: PersonId,
    code: &str,
    own: &Secret,
    by_mail: bool,
) -> Result<Option<Vec<String>>, Error> {
    conn.transaction(async |conn| {
        let stored = queries::second_factor(conn, person).await?.ok_or(Error::NotFound)?;
        if stored.confirmed_at.is_some() {
            return Err(Error::Conflict("factor-there-already"));
        }
        let secret =
            AppSecret::open(&stored.secret, key, person).ok_or(Error::Conflict("factor-other-key"))?;
        let now = db::now(conn).await?;
        let Some(step) = secret.step_of(code, now.timestamp(), stored.last_step) else { return Ok(None) };
        let unconfirmed = second_factors::table.find(person).filter(second_factors::confirmed_at.is_null());
        let confirmed = diesel::update(unconfirmed)
            .set((second_factors::confirmed_at.eq(now), second_factors::last_step.eq(step)))
            .execute(conn)
            .await?;
        if confirmed == 0 {
            return Err(Error::Conflict("factor-there-already"));
        }
        let codes = replace_codes(conn, key, person).await?;
        end_sessions(conn, person, &[own.hash().to_vec()]).await?;
        tell(conn, person, AccountChange::FactorAdded, by_mail).await?;
        record_about_person(conn, actor, "person.factor_added", person, json!({})).await?;
        Ok(Some(codes))
    })
    .await
}

/// Gives a person new recovery codes; the old ones stop working.
///
/// # Errors
/// Whatever the database says.
pub async fn renew_codes(
    conn: &mut Conn,
    actor: &Actor,
    key: &SecretKey,
    person: PersonId,
) -> Result<Vec<String>, Error> {
    conn.transaction(async |conn| {
        let codes = replace_codes(conn, key, person).await?;
        record_about_person(conn, actor, "person.recovery_codes_made", person, json!({})).await?;
        Ok(codes)
    })
    .await
}

async fn replace_codes(conn: &mut Conn, key: &SecretKey, person: PersonId) -> Result<Vec<String>, Error> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person))).execute(conn).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect();
    let rows: Vec<_> = codes
        .iter()
        .filter_map(|code| recovery_hash(key, person, code))
        .map(|hash| (recovery_codes::person_id.eq(person), recovery_codes::code_hash.eq(hash.to_vec())))
        .collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(conn).await?;
    Ok(codes)
}

/// Takes the second factor of a person away with all recovery codes; without a reason the person did it themselves. When
/// somebody else does, all sessions of the person end. They are told, also by mail where that is on (`by_mail`). Whether there
/// was one.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_factor(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    reason: Option<&str>,
    by_mail: bool,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let removed = diesel::delete(second_factors::table.find(person)).execute(conn).await?;
        diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person)))
            .execute(conn)
            .await?;
        if removed == 0 {
            return Ok(false);
        }
        if reason.is_some() {
            end_sessions(conn, person, &[]).await?;
        }
        let change =
            if reason.is_some() { AccountChange::FactorTakenAway } else { AccountChange::FactorRemoved };
        tell(conn, person, change, by_mail).await?;
        let detail = json!({ "reason": reason });
        record_about_person(conn, actor, "person.factor_removed", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Whether staff need a second factor, as an administrator decides.
///
/// # Errors
/// Whatever the database says.
pub async fn decide_second_factor(
    conn: &mut Conn,
    actor: &Actor,
    is_required: bool,
    before: bool,
) -> QueryResult<()> {
    let word = |is_required| if is_required { "required" } else { "offered" };
    conn.transaction(async |conn| {
        let values = (
            sign_in_settings::second_factor.eq(word(is_required)),
            sign_in_settings::changed_at.eq(db::app_now()),
            sign_in_settings::changed_by.eq(actor.person_id),
        );
        diesel::insert_into(sign_in_settings::table)
            .values((sign_in_settings::only.eq(true), values))
            .on_conflict(sign_in_settings::only)
            .do_update()
            .set(values)
            .execute(conn)
            .await?;
        let detail = json!({ "before": word(before), "after": word(is_required) });
        let event = Event {
            action: "settings.second_factor",
            subject_kind: "settings",
            subject_id: "second-factor".to_owned(),
            detail,
        };
        audit::record(conn, actor, event).await
    })
    .await
}

/// What a right password or a one-time link leads to.
#[derive(Debug)]
pub enum Begun {
    /// A session.
    Session(Opened),
    /// A code is still owed; the id of the step, for its cookie.
    Step(Secret),
}

/// Begins a session, or the step before it for who has a second factor. `subject_hash` is the name whose failures are
/// forgotten then.
///
/// # Errors
/// Whatever the database says.
pub async fn begin(
    conn: &mut Conn,
    person: PersonId,
    origin: &Origin,
    subject_hash: Option<&[u8]>,
) -> QueryResult<Begun> {
    if !queries::has_second_factor(conn, person).await? {
        return begin_session(conn, person, origin, subject_hash).await.map(Begun::Session);
    }
    let secret = Secret::new();
    let now = db::now(conn).await?;
    conn.transaction(async |conn| {
        // Those of the past are of no use to anybody.
        diesel::delete(sign_in_steps::table.filter(sign_in_steps::expires_at.lt(now))).execute(conn).await?;
        diesel::insert_into(sign_in_steps::table)
            .values((
                sign_in_steps::id_hash.eq(secret.hash().to_vec()),
                sign_in_steps::person_id.eq(person),
                sign_in_steps::subject_hash.eq(subject_hash.map(<[u8]>::to_vec)),
                sign_in_steps::expires_at.eq(now + STEP_LIFETIME),
            ))
            .execute(conn)
            .await
    })
    .await?;
    Ok(Begun::Step(secret))
}

/// How the second step ended.
#[derive(Debug)]
pub enum SecondStep {
    /// The session.
    Done(Opened),
    /// The code is not right.
    Wrong,
    /// Too many failures; seconds to wait.
    Wait(u64),
    /// The step is over: the password is needed again.
    Over,
}

/// Begins the session when the code is right.
///
/// # Errors
/// Whatever the database says.
pub async fn finish_sign_in(
    pool: &Pool,
    key: &SecretKey,
    step: &Secret,
    code: &str,
    origin: &Origin,
) -> Result<SecondStep, Error> {
    let mut conn = pool.get().await?;
    let Some((person, subject)) = queries::sign_in_step(&mut conn, &step.hash()).await? else {
        return Ok(SecondStep::Over);
    };
    match check_code(&mut conn, key, person, code, origin).await? {
        OwnProof::Wait(seconds) => return Ok(SecondStep::Wait(seconds)),
        OwnProof::Wrong => return Ok(SecondStep::Wrong),
        OwnProof::Right => {}
    }
    conn.transaction(async |conn| {
        let hash = step.hash();
        let unused = sign_in_steps::table.find(hash.as_slice()).filter(sign_in_steps::used_at.is_null());
        let used = diesel::update(unused)
            .set(sign_in_steps::used_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if used == 0 {
            return Ok(SecondStep::Over);
        }
        let session = begin_session(conn, person, origin, subject.as_deref()).await?;
        Ok(SecondStep::Done(session))
    })
    .await
}

/// Checks a code of a person's app, or a recovery code, and uses it up. Failures are counted, so that nobody can guess.
///
/// # Errors
/// Whatever the database says.
pub async fn check_code(
    conn: &mut Conn,
    key: &SecretKey,
    person: PersonId,
    code: &str,
    origin: &Origin,
) -> Result<OwnProof, Error> {
    let subject: [u8; 32] =
        Sha256::new().chain_update(b"code").chain_update(person.0.as_bytes()).finalize().into();
    let counted = match wait_or_count(conn, &subject, &origin.address).await? {
        Try::Wait(seconds) => return Ok(OwnProof::Wait(seconds)),
        Try::Counted(id) => id,
    };
    let is_right = use_code(conn, key, person, code).await?
        || use_recovery_code(conn, key, person, code, origin).await?;
    if !is_right {
        count_against_address(conn, counted, &origin.address).await?;
        return Ok(OwnProof::Wrong);
    }
    forget_failures(conn, &subject).await?;
    Ok(OwnProof::Right)
}

/// Uses the code of a step up: of two who send the same one at once, one is refused.
async fn use_code(conn: &mut Conn, key: &SecretKey, person: PersonId, code: &str) -> Result<bool, Error> {
    let Some(stored) = queries::second_factor(conn, person).await? else { return Ok(false) };
    if stored.confirmed_at.is_none() {
        return Ok(false);
    }
    let Some(secret) = AppSecret::open(&stored.secret, key, person) else {
        tracing::error!("a second factor cannot be opened: the key of second factors is another one");
        return Ok(false);
    };
    let now = db::now(conn).await?.timestamp();
    let Some(step) = secret.step_of(code, now, stored.last_step) else { return Ok(false) };
    let not_yet = second_factors::table.find(person).filter(second_factors::last_step.lt(step));
    let used = diesel::update(not_yet).set(second_factors::last_step.eq(step)).execute(conn).await?;
    Ok(used == 1)
}

async fn use_recovery_code(
    conn: &mut Conn,
    key: &SecretKey,
    person: PersonId,
    code: &str,
    origin: &Origin,
) -> QueryResult<bool> {
    let Some(hash) = recovery_hash(key, person, code) else { return Ok(false) };
    conn.transaction(async |conn| {
        let unused =
            recovery_codes::table.find((person, hash.as_slice())).filter(recovery_codes::used_at.is_null());
        let used = diesel::update(unused)
            .set(recovery_codes::used_at.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        if used == 1 {
            let actor = origin.actor(person);
            record_about_person(conn, &actor, "person.recovery_code_used", person, json!({})).await?;
        }
        Ok(used == 1)
    })
    .await
}
