//! Writing new attempts: the papers are drawn and everything of all of them is written in one statement.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Binary, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use rand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::seconds;
use super::start::StartRequest;
use crate::attempts::drawing;
use crate::attempts::exposure;
use crate::attempts::model::Paper;
use crate::audit::Whence;
use crate::banks;
use crate::base::kept::Kept;
use crate::db::{AttemptId, Conn, ExamVersionId, JsonText, PersonId, Prepare, QuestionVersionId};
use crate::exams::draw::{Outline, Unwanted, outlines};
use crate::exams::model::PublishedExam;
use crate::exams::terms::Terms;
use crate::web::Error;

/// Somebody who may begin an attempt now.
pub(super) struct Entrant<'a> {
    pub(super) request: &'a StartRequest,
    /// What holds for them.
    pub(super) terms: Terms,
    /// When the attempt begins.
    pub(super) now: DateTime<Utc>,
    /// The number of the attempt, from 1.
    pub(super) number: i32,
}

/// The rows of new attempts, column by column, as `begin.sql` takes them.
#[derive(Default)]
struct Columns {
    id: Vec<AttemptId>,
    person: Vec<PersonId>,
    number: Vec<i32>,
    session: Vec<Vec<u8>>,
    questions: Vec<i16>,
    started_at: Vec<DateTime<Utc>>,
    deadline_at: Vec<Option<DateTime<Utc>>>,
    extra_seconds: Vec<i32>,
    seed: Vec<Vec<u8>>,
    items: Vec<JsonText>,
    maximum: Vec<i32>,
    event: Vec<Uuid>,
    actor: Vec<Option<PersonId>>,
    detail: Vec<Value>,
    audit: Vec<Uuid>,
    request: Vec<Option<String>>,
    commitments: Vec<Value>,
    salt: Vec<Option<Vec<u8>>>,
    address: Vec<Option<String>>,
}

impl Columns {
    fn add(&mut self, entrant: &Entrant<'_>, seed: [u8; 32], paper: &Paper) -> Result<(), Error> {
        let Entrant { request, terms, now, number } = entrant;
        let deadline_at = terms.deadline(*now);
        let extra_seconds = deadline_at.map_or(0, |_| seconds(terms.extra));
        let whence = request.actor.whence();
        self.id.push(AttemptId::new());
        self.person.push(request.person);
        self.number.push(*number);
        self.session.push(request.session_hash.to_vec());
        self.questions.push(i16::try_from(paper.items.len()).map_err(Error::internal)?);
        self.started_at.push(*now);
        self.deadline_at.push(deadline_at);
        self.extra_seconds.push(extra_seconds);
        self.seed.push(seed.to_vec());
        self.items.push(JsonText::of(&paper.items));
        self.maximum.push(paper.maximum);
        self.event.push(Uuid::now_v7());
        self.actor.push(request.actor.person_id);
        self.detail.push(json!({
            "number": number, "deadline_at": deadline_at, "extra_seconds": extra_seconds,
            "make_up": terms.is_make_up, "honour": request.given.honour,
        }));
        self.audit.push(Uuid::now_v7());
        self.request.push(request.actor.request_id.clone());
        self.commitments.push(whence.as_ref().map_or_else(|| json!({}), Whence::as_address));
        self.salt.push(whence.as_ref().map(|whence| whence.salt.to_vec()));
        self.address.push(whence.map(|whence| whence.value));
        Ok(())
    }

    /// Writes the rows; the attempts that began. The others lost to a start that was faster.
    async fn write(
        &self,
        conn: &mut Conn,
        exam: &PublishedExam,
        unwanted: &Unwanted<'_>,
    ) -> QueryResult<Vec<AttemptId>> {
        #[derive(QueryableByName)]
        struct Begun {
            #[diesel(sql_type = SqlUuid)]
            id: AttemptId,
        }
        let begun: Vec<Begun> = diesel::sql_query(include_str!("begin.sql"))
            .bind::<SqlUuid, _>(exam.exam_id)
            .bind::<SqlUuid, _>(exam.version_id)
            .bind::<Text, _>(&exam.code)
            .bind::<Array<SqlUuid>, _>(unwanted.last_seen)
            .bind::<Array<SqlUuid>, _>(unwanted.over_exposed)
            .bind::<Array<SqlUuid>, _>(&self.id)
            .bind::<Array<SqlUuid>, _>(&self.person)
            .bind::<Array<Integer>, _>(&self.number)
            .bind::<Array<Binary>, _>(&self.session)
            .bind::<Array<SmallInt>, _>(&self.questions)
            .bind::<Array<Timestamptz>, _>(&self.started_at)
            .bind::<Array<Nullable<Timestamptz>>, _>(&self.deadline_at)
            .bind::<Array<Integer>, _>(&self.extra_seconds)
            .bind::<Array<Binary>, _>(&self.seed)
            .bind::<Array<Jsonb>, _>(&self.items)
            .bind::<Array<Integer>, _>(&self.maximum)
            .bind::<Array<SqlUuid>, _>(&self.event)
            .bind::<Array<Nullable<SqlUuid>>, _>(&self.actor)
            .bind::<Array<Jsonb>, _>(&self.detail)
            .bind::<Array<SqlUuid>, _>(&self.audit)
            .bind::<Array<Nullable<Text>>, _>(&self.request)
            .bind::<Array<Jsonb>, _>(&self.commitments)
            .bind::<Array<Nullable<Binary>>, _>(&self.salt)
            .bind::<Array<Nullable<Text>>, _>(&self.address)
            .prepared()
            .load(conn)
            .await?;
        Ok(begun.into_iter().map(|row| row.id).collect())
    }
}

/// Draws a paper for each of these people and writes their attempts at the exam. `excluded`: question versions that
/// none of them should get while others are left. Gives an attempt for each, in the same order; `None` where another
/// start was faster.
///
/// # Errors
/// Whatever the database says; [`Error::Internal`] when the pools are too small, which publishing rules out.
pub(super) async fn begin(
    conn: &mut Conn,
    exam: &PublishedExam,
    excluded: &[Uuid],
    entrants: &[Entrant<'_>],
) -> Result<Vec<Option<AttemptId>>, Error> {
    let over_exposed = exposure::over_exposed(conn, exam).await?;
    let unwanted = Unwanted { over_exposed: &over_exposed, last_seen: excluded };
    let mut columns = Columns::default();
    let mut drawn = Vec::with_capacity(entrants.len());
    for entrant in entrants {
        let mut seed = [0; 32];
        rand::rng().fill_bytes(&mut seed);
        let paper = draw_paper(conn, exam, &seed, &unwanted).await?;
        columns.add(entrant, seed, &paper)?;
        drawn.push(paper.items.iter().map(|item| item.version_id.0).collect::<Vec<Uuid>>());
    }
    let begun = columns.write(conn, exam, &unwanted).await?;
    let mut attempts = Vec::with_capacity(entrants.len());
    for (id, drawn) in columns.id.iter().zip(&drawn) {
        let has_begun = begun.contains(id);
        if has_begun {
            exposure::note(exam.version_id, drawn);
        }
        attempts.push(has_begun.then_some(*id));
    }
    Ok(attempts)
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
