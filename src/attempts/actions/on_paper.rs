//! An attempt that was sat on paper: entered by staff, marked and certified like any other.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use rand::Rng;
use serde_json::json;

use super::closing::{Tasks, Verdict, Verdicted, certify, keys_of, state_after};
use super::{by_hand, note, record};
use crate::attempts::marking::{self, Marked};
use crate::attempts::model::{
    Attempt, AttemptState, EventKind, NewAttempt, NewPaper, NewPaperEntry, NewResult, Paper, StoredResponse,
    SubmittedBy,
};
use crate::attempts::{queries, rules};
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::{attempts, paper_entries, papers, responses, results};
use crate::db::{self, AttemptId, Conn, PersonId, PrintedPaperId, ResultId};
use crate::exams::model::PublishedExam;
use crate::web::Error;

/// What staff enter of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// The response to each question in the order of the paper, as it is stored; empty where there is none.
    Responses(Vec<String>),
    /// Only the points in 1/100, from nothing to the maximum of the paper.
    Score(i32),
}

/// A sitting on paper.
#[derive(Debug, Clone, Copy)]
pub struct PaperSitting<'a> {
    /// The version of the exam that the paper belongs to.
    pub exam: &'a PublishedExam,
    /// Who sat it.
    pub person: PersonId,
    /// The printed paper.
    pub printed: PrintedPaperId,
    /// What that was drawn with.
    pub seed: &'a [u8],
    /// Its questions.
    pub paper: &'a Paper,
    /// When it was sat.
    pub sat_at: DateTime<Utc>,
    /// What is entered.
    pub given: &'a Sheet,
    /// Why it was sat on paper.
    pub reason: &'a str,
}

/// An attempt that was entered.
#[derive(Debug, Clone)]
pub struct OnPaper {
    /// Which one.
    pub id: AttemptId,
    /// Number on the receipt.
    pub receipt: String,
    /// What it was given.
    pub marked: Marked,
}

/// The score of a paper, by the same marking as on screen where responses are given.
///
/// # Errors
/// [`Error::Internal`] when what is stored cannot be marked.
pub async fn mark_on_paper(
    conn: &mut Conn,
    paper: &Paper,
    given: &Sheet,
    pass_mark: i16,
) -> Result<Marked, Error> {
    match given {
        Sheet::Score(score) => Ok(marking::score_only(paper, *score, pass_mark)),
        Sheet::Responses(given) => {
            let keys = keys_of(conn, paper).await?;
            let now = db::now(conn).await?;
            marking::mark_paper(paper, &keys, &stored(given, now), pass_mark).map_err(Error::internal)
        }
    }
}

/// The rows of what was given; a question without a response has none.
fn stored(given: &[String], saved_at: DateTime<Utc>) -> Vec<StoredResponse> {
    (1i16..)
        .zip(given)
        .filter(|(_, response)| !response.is_empty())
        .map(|(position, response)| StoredResponse {
            position,
            sequence: 1,
            response: response.clone(),
            saved_at,
        })
        .collect()
}

/// Writes a sitting on paper as an attempt: graded, with its certificate if it leads to one, or handed in where people have
/// to grade answers first. Window, allowance and time
/// limit are for staff to judge. Runs inside the **caller's** transaction and opens none; call it last, because it may
/// hold the counter of the certificates' numbers. `None` when the person began another attempt at the same moment: then
/// nothing was written.
///
/// # Errors
/// [`Error::Internal`] when what is stored cannot be marked; the caller's transaction must then fail.
pub async fn enter_on_paper(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    sitting: PaperSitting<'_>,
) -> Result<Option<OnPaper>, Error> {
    let PaperSitting { exam, person, sat_at, given, .. } = sitting;
    let marked = mark_on_paper(conn, sitting.paper, given, exam.pass_mark).await?;
    let state = state_after(&marked);
    let Some((id, number)) = insert_attempt(conn, &sitting).await? else { return Ok(None) };
    let now = db::now(conn).await?;
    if let Sheet::Responses(given) = given {
        insert_responses(conn, id, &stored(given, now)).await?;
    }
    let result = if state == AttemptState::Graded {
        Some(insert_result(conn, actor, id, exam.pass_mark, &marked).await?)
    } else {
        by_hand::add_tasks(conn, exam.exam_id, &Tasks::of(id, sitting.paper, &marked)).await?;
        None
    };
    let entry = NewPaperEntry {
        attempt_id: id,
        printed_paper_id: sitting.printed,
        person_id: person,
        sat_at,
        score_only: matches!(given, Sheet::Score(_)),
        reason: sitting.reason,
        entered_by: actor.person_id,
        entry: entry_number(conn, &sitting).await?,
    };
    diesel::insert_into(paper_entries::table).values(entry).execute(conn).await?;
    let receipt = close(conn, id, state, sat_at, now).await?;
    let detail = json!({
        "exam": exam.code, "version": exam.number, "number": number, "paper": sitting.printed, "receipt": receipt,
        "sat_at": sat_at, "score_only": matches!(given, Sheet::Score(_)), "answered": marked.answered,
        "score": marked.score, "reason": sitting.reason,
    });
    note(conn, id, EventKind::PaperEntered, actor, json!({ "receipt": receipt })).await?;
    record(conn, actor, "attempt.entered_on_paper", id, detail).await?;
    let attempt: Attempt = attempts::table.find(id).select(Attempt::as_select()).first(conn).await?;
    if let Some(result) = result {
        let verdict = Verdict::of(&marked, result, 1);
        certify(conn, site, &[Verdicted { attempt: &attempt, exam, verdict, achieved_at: sat_at }]).await?;
    }
    Ok(Some(OnPaper { id, receipt, marked }))
}

/// The attempt with its paper. It begins open, so that the person cannot begin another one at the same moment.
async fn insert_attempt(
    conn: &mut Conn,
    sitting: &PaperSitting<'_>,
) -> Result<Option<(AttemptId, i32)>, Error> {
    let exam = sitting.exam;
    let own = queries::attempts_at(conn, exam.exam_id, sitting.person).await?;
    let number = own.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    let id = AttemptId::new();
    let inserted = diesel::insert_into(attempts::table)
        .values(NewAttempt {
            id,
            exam_id: exam.exam_id,
            version_id: exam.version_id,
            person_id: sitting.person,
            number,
            holder_session: None,
            question_count: i16::try_from(sitting.paper.items.len()).map_err(Error::internal)?,
            started_at: sitting.sat_at,
            deadline_at: None,
            extra_seconds: 0,
        })
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    let items = serde_json::to_value(&sitting.paper.items).map_err(Error::internal)?;
    diesel::insert_into(papers::table)
        .values(NewPaper {
            attempt_id: id,
            seed: sitting.seed,
            excluded: &[],
            over_exposed: &[],
            items: &items,
            maximum: sitting.paper.maximum,
        })
        .execute(conn)
        .await?;
    Ok(Some((id, number)))
}

/// Counts the entries of the same sitting: one that was wrong is voided and entered anew.
async fn entry_number(conn: &mut Conn, sitting: &PaperSitting<'_>) -> QueryResult<i32> {
    let last: Option<i32> = paper_entries::table
        .filter(paper_entries::person_id.eq(sitting.person))
        .filter(paper_entries::printed_paper_id.eq(sitting.printed))
        .filter(paper_entries::sat_at.eq(sitting.sat_at))
        .select(diesel::dsl::max(paper_entries::entry))
        .first(conn)
        .await?;
    Ok(last.unwrap_or(0) + 1)
}

async fn insert_responses(conn: &mut Conn, id: AttemptId, given: &[StoredResponse]) -> QueryResult<()> {
    let rows: Vec<_> = given
        .iter()
        .map(|stored| {
            (
                responses::attempt_id.eq(id),
                responses::position.eq(stored.position),
                responses::writer_epoch.eq(1),
                responses::sequence.eq(stored.sequence),
                responses::response.eq(&stored.response),
                responses::saved_at.eq(stored.saved_at),
            )
        })
        .collect();
    diesel::insert_into(responses::table).values(rows).execute(conn).await?;
    Ok(())
}

async fn insert_result(
    conn: &mut Conn,
    actor: &Actor,
    id: AttemptId,
    pass_mark: i16,
    marked: &Marked,
) -> Result<ResultId, Error> {
    let marks = serde_json::to_value(&marked.marks).map_err(Error::internal)?;
    let result_id = ResultId::new();
    let result = NewResult {
        id: result_id,
        attempt_id: id,
        number: 1,
        cause: "paper",
        score: marked.score,
        maximum: marked.maximum,
        pass_mark,
        passed: marked.passed,
        marks: &marks,
        created_by: actor.person_id,
    };
    diesel::insert_into(results::table).values(result).execute(conn).await?;
    Ok(result_id)
}

/// Closes the attempt as of when it was sat; the number of its receipt.
async fn close(
    conn: &mut Conn,
    id: AttemptId,
    state: AttemptState,
    sat_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<String> {
    let mut bytes = [0; 5];
    rand::rng().fill_bytes(&mut bytes);
    let receipt = rules::receipt_from(bytes);
    diesel::update(attempts::table.find(id))
        .set((
            attempts::state.eq(state),
            attempts::submitted_at.eq(Some(sat_at)),
            attempts::received_at.eq(Some(now)),
            attempts::submitted_by.eq(Some(SubmittedBy::StaffPaper)),
            attempts::receipt.eq(Some(&receipt)),
        ))
        .execute(conn)
        .await?;
    Ok(receipt)
}
