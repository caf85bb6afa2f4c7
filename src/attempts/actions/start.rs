//! Starting an attempt, and going on with one in another session.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::begin::{Entrant, begin};
use super::entry::{Missing, missing};
use super::submit::hand_in_locked;
use super::{lock, note, record};
use crate::attempts::model::{EventKind, SubmittedBy};
use crate::attempts::rules::{self, Arrival, StartDecision};
use crate::attempts::{queries, standing};
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::attempts;
use crate::db::{AttemptId, Conn, PersonId, Prepare};
use crate::exams;
use crate::exams::queries::{Hold, hold_the_doors};
use crate::web::Error;

/// How often a start that lost a race looks again.
const START_TRIES: usize = 8;

/// Who wants to sit which exam, and where.
#[derive(Debug, Clone)]
pub struct StartRequest {
    /// Who acts: the person themselves, or the server for the sample history.
    pub actor: Actor,
    /// Who is to sit the exam.
    pub person: PersonId,
    /// Code of the exam.
    pub exam_code: String,
    /// Hash of the session that will hold the attempt.
    pub session_hash: [u8; 32],
    /// What was typed and ticked.
    pub given: Given,
}

/// What a person types and ticks at the start of a new attempt. Going on with an open one needs neither.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The passcode.
    pub passcode: String,
    /// The honour statement that was ticked, as it was shown.
    pub honour: Option<String>,
}

/// What came of wanting to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new attempt, or the open one, now held by the session that asked.
    Attempt(AttemptId),
    /// Not now; why.
    Refused(StartDecision),
    /// It could, but something is missing.
    Missing(Missing),
}

/// Starts an attempt at the exam, or goes on with the open one: the session that asks holds it then.
/// However many starts come at once, one attempt begins. `site` is what a certificate needs to know, should an attempt
/// that is over be handed in on the way.
///
/// # Errors
/// [`Error::NotFound`] when there is no such published exam or it is not assigned to the person.
pub async fn start(conn: &mut Conn, site: &SiteConfig, request: &StartRequest) -> Result<Started, Error> {
    for _ in 0..START_TRIES {
        match conn.transaction(async |conn| try_start(conn, site, request).await).await {
            Ok(Some(started)) => return Ok(started),
            Ok(None) | Err(Error::Contended) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

/// `None` when something changed meanwhile and the start must be tried again.
async fn try_start(
    conn: &mut Conn,
    site: &SiteConfig,
    request: &StartRequest,
) -> Result<Option<Started>, Error> {
    let person = request.person;
    let (exam, doors) =
        hold_the_doors(conn, &[person], &request.exam_code, Hold::Waits).await?.ok_or(Error::NotFound)?;
    let [door] = doors.as_slice() else { return Err(Error::NotFound) };
    let now = door.now;
    let own = queries::attempts_at(conn, exam.exam_id, person).await?;
    let open = own.iter().find(|attempt| attempt.is_open());
    if let Some(open) = open {
        if rules::arrival(open.clock(now), open.deadline_at) == Arrival::TooLate {
            let locked = lock(conn, open.id).await?;
            hand_in_locked(conn, &request.actor, site, locked, SubmittedBy::Sweep).await?;
            return Ok(None);
        }
        take_over_locked(conn, &request.actor, open.id, &request.session_hash).await?;
        return Ok(Some(Started::Attempt(open.id)));
    }
    if !door.is_assigned {
        return Err(Error::NotFound);
    }
    let terms = exams::queries::terms(conn, &exam, person, &standing::starts(&own), now).await?;
    let knows_passed = standing::knows_passed(conn, &exam.frame(), &own, now).await?;
    let decision = rules::may_start(now, &terms, &standing::own_facts(&own, knows_passed));
    if decision != StartDecision::Start {
        return Ok(Some(Started::Refused(decision)));
    }
    if let Some(missing) = missing(conn, &exam, person, &request.given, now).await? {
        return Ok(Some(Started::Missing(missing)));
    }
    let number = own.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    // Before the first attempt there is no paper to avoid.
    let excluded = if exam.definition.avoid_last_paper && number > 1 {
        queries::last_drawn(conn, exam.exam_id, person).await?
    } else {
        Vec::new()
    };
    let begun = begin(conn, &exam, &excluded, &[Entrant { request, terms, now, number }]).await?;
    Ok(begun.into_iter().flatten().next().map(Started::Attempt))
}

/// Goes on with an attempt in another session: its epoch rises, so that the session before writes no more.
/// The session that holds it already changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's.
pub async fn take_over(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    person: PersonId,
    session_hash: &[u8; 32],
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
        take_over_locked(conn, actor, id, session_hash).await
    })
    .await
}

/// Goes on with the same page after signing in again: the session takes the place of the one that held the attempt and
/// is over, and the epoch stays, so that what the page has not sent yet still counts. While the session that holds the
/// attempt lives, or when the attempt was continued elsewhere meanwhile, nothing changes.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's.
pub async fn hold_again(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    person: PersonId,
    session_hash: &[u8; 32],
    epoch: i32,
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
        let attempt = lock(conn, id).await?;
        if !attempt.is_open() || attempt.writer_epoch != epoch || attempt.is_held_by(session_hash) {
            return Ok(());
        }
        if let Some(holder) = &attempt.holder_session
            && queries::is_session_alive(conn, holder).await?
        {
            return Ok(());
        }
        diesel::update(attempts::table.find(id))
            .set(attempts::holder_session.eq(Some(session_hash.as_slice())))
            .prepared()
            .execute(conn)
            .await?;
        let detail = json!({ "epoch": epoch, "signed_in_again": true });
        note(conn, id, EventKind::TakenOver, actor, detail.clone()).await?;
        record(conn, actor, "attempt.taken_over", id, detail).await?;
        Ok(())
    })
    .await
}

async fn take_over_locked(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    session_hash: &[u8; 32],
) -> Result<(), Error> {
    let attempt = lock(conn, id).await?;
    if !attempt.is_open() || attempt.is_held_by(session_hash) {
        return Ok(());
    }
    let epoch = attempt.writer_epoch + 1;
    diesel::update(attempts::table.find(id))
        .set((attempts::writer_epoch.eq(epoch), attempts::holder_session.eq(Some(session_hash.as_slice()))))
        .prepared()
        .execute(conn)
        .await?;
    note(conn, id, EventKind::TakenOver, actor, json!({ "epoch": epoch })).await?;
    record(conn, actor, "attempt.taken_over", id, json!({ "epoch": epoch })).await?;
    Ok(())
}
