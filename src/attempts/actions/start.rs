//! Starting an attempt, and going on with one in another session.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use rand::Rng;
use serde_json::json;
use uuid::Uuid;

use super::submit::hand_in_locked;
use super::{lock, note, record};
use crate::attempts::drawing;
use crate::attempts::exposure;
use crate::attempts::model::{AttemptState, EventKind, NewAttempt, NewPaper, Paper, SubmittedBy};
use crate::attempts::queries;
use crate::attempts::rules::{self, Arrival, StartDecision};
use crate::audit::Actor;
use crate::banks;
use crate::config::SiteConfig;
use crate::db::schema::{attempts, papers};
use crate::db::{self, AttemptId, Conn, PersonId, QuestionVersionId};
use crate::exams;
use crate::exams::draw::{Unwanted, outlines};
use crate::exams::model::PublishedExam;
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
}

/// What came of wanting to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new attempt, or the open one, now held by the session that asked.
    Attempt(AttemptId),
    /// Not now; why.
    Refused(StartDecision),
}

/// Starts an attempt at the exam, or goes on with the open one: the session that asks holds it then.
/// However many starts come at once, one attempt begins.
///
/// # Errors
/// [`Error::NotFound`] when there is no such published exam or it is not assigned to the person.
pub async fn start(conn: &mut Conn, request: StartRequest<'_>) -> Result<Started, Error> {
    for _ in 0..START_TRIES {
        let started = conn.transaction(async |conn| try_start(conn, request).await).await?;
        if let Some(started) = started {
            return Ok(started);
        }
    }
    Err(Error::Busy)
}

/// `None` when something changed meanwhile and the start must be tried again.
async fn try_start(conn: &mut Conn, request: StartRequest<'_>) -> Result<Option<Started>, Error> {
    let StartRequest { actor, site, person, exam_code, session_hash } = request;
    let exam = exams::queries::published(conn, exam_code).await?.ok_or(Error::NotFound)?;
    let now = db::now(conn).await?;
    let own = queries::attempts_at(conn, exam.exam_id, person).await?;
    let open = own.iter().find(|attempt| attempt.is_open());
    if let Some(open) = open {
        if rules::arrival(now, open.deadline_at) == Arrival::TooLate {
            hand_in_locked(conn, actor, site, open.id, SubmittedBy::Sweep).await?;
            return Ok(None);
        }
        take_over_locked(conn, actor, open.id, session_hash).await?;
        return Ok(Some(Started::Attempt(open.id)));
    }
    if !exams::queries::is_assigned(conn, person, exam.exam_id).await? {
        return Err(Error::NotFound);
    }
    let used = i32::try_from(own.iter().filter(|attempt| attempt.state != AttemptState::Voided).count())
        .unwrap_or(i32::MAX);
    let decision =
        rules::may_start(now, exam.opens_at, exam.closes_at, exam.attempts_allowed, used, open.is_some());
    if decision != StartDecision::Start {
        return Ok(Some(Started::Refused(decision)));
    }
    let number = own.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    Ok(begin(conn, request, &exam, now, number).await?.map(Started::Attempt))
}

/// Draws the paper and writes the attempt; `None` when another start was faster.
async fn begin(
    conn: &mut Conn,
    request: StartRequest<'_>,
    exam: &PublishedExam,
    now: DateTime<Utc>,
    number: i32,
) -> Result<Option<AttemptId>, Error> {
    let StartRequest { actor, person, session_hash, .. } = request;
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    let excluded = if exam.definition.avoid_last_paper {
        queries::last_drawn(conn, exam.exam_id, person).await?
    } else {
        Vec::new()
    };
    let over_exposed = exposure::over_exposed(conn, exam).await?;
    let unwanted = Unwanted { over_exposed: &over_exposed, last_seen: &excluded };
    let paper = draw_paper(conn, exam, &seed, &unwanted).await?;
    let id = AttemptId::new();
    let limit = exam.limit_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    let inserted = diesel::insert_into(attempts::table)
        .values(NewAttempt {
            id,
            exam_id: exam.exam_id,
            version_id: exam.version_id,
            person_id: person,
            number,
            holder_session: Some(session_hash),
            question_count: i16::try_from(paper.items.len()).map_err(Error::internal)?,
            started_at: now,
            deadline_at: rules::deadline(now, limit, exam.closes_at, TimeDelta::zero()),
        })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    let items = serde_json::to_value(&paper.items).map_err(Error::internal)?;
    diesel::insert_into(papers::table)
        .values(NewPaper {
            attempt_id: id,
            seed: &seed,
            excluded: &excluded,
            over_exposed: &over_exposed,
            items: &items,
            maximum: paper.maximum,
        })
        .execute(conn)
        .await?;
    let drawn: Vec<Uuid> = paper.items.iter().map(|item| item.version_id.0).collect();
    exposure::note(exam.version_id, &drawn);
    note(conn, id, EventKind::Started, actor, json!({ "number": number })).await?;
    let detail = json!({ "exam": exam.code, "number": number });
    record(conn, actor, "attempt.started", id, detail).await?;
    Ok(Some(id))
}

/// A paper of a published exam.
pub(in crate::attempts) async fn draw_paper(
    conn: &mut Conn,
    exam: &PublishedExam,
    seed: &[u8; 32],
    unwanted: &Unwanted<'_>,
) -> Result<Paper, Error> {
    let chosen = drawing::choose(exam, seed, unwanted).map_err(Error::internal)?;
    let ids: Vec<QuestionVersionId> = chosen.iter().flatten().copied().map(QuestionVersionId).collect();
    let outlines = outlines(&banks::queries::versions(conn, &ids).await?);
    drawing::lay_out(exam, chosen, &outlines, seed).map_err(Error::internal)
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
        .execute(conn)
        .await?;
    note(conn, id, EventKind::TakenOver, actor, json!({ "epoch": epoch })).await?;
    record(conn, actor, "attempt.taken_over", id, json!({ "epoch": epoch })).await?;
    Ok(())
}
