//! Starting an attempt, and going on with one in another session.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Binary, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use rand::Rng;
use serde_json::json;
use uuid::Uuid;

use super::entry::{Missing, missing};
use super::submit::hand_in_locked;
use super::{lock, note, record, seconds};
use crate::attempts::drawing;
use crate::attempts::exposure;
use crate::attempts::model::{EventKind, Paper, SubmittedBy};
use crate::attempts::rules::{self, Arrival, StartDecision};
use crate::attempts::{queries, standing};
use crate::audit::{Actor, Whence};
use crate::banks;
use crate::base::kept::Kept;
use crate::config::SiteConfig;
use crate::db::schema::attempts;
use crate::db::{AttemptId, Conn, ExamVersionId, PersonId, Prepare, QuestionVersionId};
use crate::exams;
use crate::exams::draw::{Outline, Unwanted, outlines};
use crate::exams::model::PublishedExam;
use crate::exams::queries::AtTheDoor;
use crate::exams::terms::Terms;
use crate::web::Error;

/// How often a start that lost a race looks again.
const START_TRIES: usize = 8;

/// Who wants to sit which exam, and where.
#[derive(Debug, Clone, Copy)]
pub struct StartRequest<'a> {
    /// Who acts: the person themselves, or the server for the sample history.
    pub actor: &'a Actor,
    /// What a certificate needs to know of the site, should an attempt that is over be handed in on the way.
    pub site: &'a SiteConfig,
    /// Who is to sit the exam.
    pub person: PersonId,
    /// Code of the exam.
    pub exam_code: &'a str,
    /// Hash of the session that will hold the attempt.
    pub session_hash: &'a [u8; 32],
    /// What was typed and ticked.
    pub given: Given<'a>,
}

/// What a person types and ticks at the start of a new attempt. Going on with an open one needs neither.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The passcode.
    pub passcode: &'a str,
    /// The honour statement that was ticked, as it was shown.
    pub honour: Option<&'a str>,
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
/// However many starts come at once, one attempt begins.
///
/// # Errors
/// [`Error::NotFound`] when there is no such published exam or it is not assigned to the person.
pub async fn start(conn: &mut Conn, request: StartRequest<'_>) -> Result<Started, Error> {
    for _ in 0..START_TRIES {
        match conn.transaction(async |conn| try_start(conn, request).await).await {
            Ok(Some(started)) => return Ok(started),
            Ok(None) | Err(Error::Contended) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

/// `None` when something changed meanwhile and the start must be tried again.
async fn try_start(conn: &mut Conn, request: StartRequest<'_>) -> Result<Option<Started>, Error> {
    let StartRequest { actor, site, person, exam_code, session_hash, .. } = request;
    let AtTheDoor { exam, is_assigned, now } =
        exams::queries::hold_the_door(conn, person, exam_code).await?.ok_or(Error::NotFound)?;
    let own = queries::attempts_at(conn, exam.exam_id, person).await?;
    let open = own.iter().find(|attempt| attempt.is_open());
    if let Some(open) = open {
        if rules::arrival(open.clock(now), open.deadline_at) == Arrival::TooLate {
            let locked = lock(conn, open.id).await?;
            hand_in_locked(conn, actor, site, locked, SubmittedBy::Sweep).await?;
            return Ok(None);
        }
        take_over_locked(conn, actor, open.id, session_hash).await?;
        return Ok(Some(Started::Attempt(open.id)));
    }
    if !is_assigned {
        return Err(Error::NotFound);
    }
    let terms = exams::queries::terms(conn, &exam, person, &standing::starts(&own), now).await?;
    let knows_passed = standing::knows_passed(conn, &exam.frame(), &own, now).await?;
    let decision = rules::may_start(now, &terms, &standing::own_facts(&own, knows_passed));
    if decision != StartDecision::Start {
        return Ok(Some(Started::Refused(decision)));
    }
    if let Some(missing) = missing(conn, &exam, person, request.given, now).await? {
        return Ok(Some(Started::Missing(missing)));
    }
    let number = own.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    Ok(begin(conn, request, &exam, &terms, now, number).await?.map(Started::Attempt))
}

/// Draws the paper and writes the attempt; `None` when another start was faster.
async fn begin(
    conn: &mut Conn,
    request: StartRequest<'_>,
    exam: &PublishedExam,
    terms: &Terms,
    now: DateTime<Utc>,
    number: i32,
) -> Result<Option<AttemptId>, Error> {
    let StartRequest { actor, person, session_hash, given, .. } = request;
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    // Before the first attempt there is no paper to avoid.
    let excluded = if exam.definition.avoid_last_paper && number > 1 {
        queries::last_drawn(conn, exam.exam_id, person).await?
    } else {
        Vec::new()
    };
    let over_exposed = exposure::over_exposed(conn, exam).await?;
    let unwanted = Unwanted { over_exposed: &over_exposed, last_seen: &excluded };
    let paper = draw_paper(conn, exam, &seed, &unwanted).await?;
    let id = AttemptId::new();
    let deadline_at = terms.deadline(now);
    let extra_seconds = deadline_at.map_or(0, |_| seconds(terms.extra));
    let items = serde_json::to_value(&paper.items).map_err(Error::internal)?;
    let detail = json!({
        "number": number, "deadline_at": deadline_at, "extra_seconds": extra_seconds,
        "make_up": terms.is_make_up, "honour": given.honour,
    });
    let whence = actor.whence();
    let begun = diesel::sql_query(include_str!("begin.sql"))
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(exam.exam_id)
        .bind::<SqlUuid, _>(exam.version_id)
        .bind::<SqlUuid, _>(person)
        .bind::<Integer, _>(number)
        .bind::<Binary, _>(session_hash.as_slice())
        .bind::<SmallInt, _>(i16::try_from(paper.items.len()).map_err(Error::internal)?)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Timestamptz>, _>(deadline_at)
        .bind::<Integer, _>(extra_seconds)
        .bind::<Binary, _>(seed.as_slice())
        .bind::<Array<SqlUuid>, _>(&excluded)
        .bind::<Array<SqlUuid>, _>(&over_exposed)
        .bind::<Jsonb, _>(&items)
        .bind::<Integer, _>(paper.maximum)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<Nullable<SqlUuid>, _>(actor.person_id)
        .bind::<Jsonb, _>(&detail)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<Text, _>(&exam.code)
        .bind::<Nullable<Text>, _>(actor.request_id.as_deref())
        .bind::<Jsonb, _>(whence.as_ref().map_or_else(|| json!({}), Whence::as_address))
        .bind::<Nullable<Binary>, _>(whence.as_ref().map(|whence| whence.salt.as_slice()))
        .bind::<Nullable<Text>, _>(whence.as_ref().map(|whence| whence.value.as_str()))
        .prepared()
        .execute(conn)
        .await?;
    if begun == 0 {
        return Ok(None);
    }
    let drawn: Vec<Uuid> = paper.items.iter().map(|item| item.version_id.0).collect();
    exposure::note(exam.version_id, &drawn);
    Ok(Some(id))
}

/// Draws a paper of an exam and lays it out. The same seed and unwanted questions give the same paper.
///
/// # Errors
/// [`Error::Internal`] when the pools are too small, which publishing rules out.
pub async fn draw_paper(
    conn: &mut Conn,
    exam: &PublishedExam,
    seed: &[u8; 32],
    unwanted: &Unwanted<'_>,
) -> Result<Paper, Error> {
    let chosen = drawing::choose(exam, seed, unwanted).map_err(Error::internal)?;
    let outlines = outlines_of(conn, exam).await?;
    drawing::lay_out(exam, chosen, &outlines, seed).map_err(Error::internal)
}

/// The pools of a published version never change: everybody's paper is laid out by the same outlines.
static OUTLINES: LazyLock<Kept<ExamVersionId, HashMap<Uuid, Outline>>> =
    LazyLock::new(|| Kept::of_one_database(20));

async fn outlines_of(conn: &mut Conn, exam: &PublishedExam) -> QueryResult<Arc<HashMap<Uuid, Outline>>> {
    if let Some(kept) = OUTLINES.get(exam.version_id) {
        return Ok(kept);
    }
    let cells = exam.sections.iter().flat_map(|section| &section.drawn_from.cells);
    let mut ids: Vec<QuestionVersionId> =
        cells.flat_map(|cell| cell.pool.iter().copied().map(QuestionVersionId)).collect();
    ids.sort_unstable();
    ids.dedup();
    let outlines = outlines(&banks::queries::versions(conn, &ids).await?);
    Ok(OUTLINES.put(exam.version_id, outlines))
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
