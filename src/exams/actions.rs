//! Making, saving, publishing and assigning exams. The only transactions of this room.

mod terms;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};

pub use terms::{
    NewExtraTime, end_extra_time, extend_window, give_extra_time, grant_make_up, note_waiting, start_room,
    withdraw_grant,
};

use super::draw::ARRANGEMENT;
use super::model::{
    Assignee, Definition, NewAssignment, NewExam, NewSection, NewVersion, SectionColumns, StoredCell,
    VersionColumns,
};
use super::queries;
use super::rules::{self, Part, Problem, Stock};
use crate::audit::rules::differences;
use crate::audit::{self, Actor, Event};
use crate::db::schema::{assignments, exam_sections, exam_versions, exams};
use crate::db::{self, AssignmentId, Conn, ExamId, ExamVersionId, app_now};

/// Makes an exam with its first draft.
///
/// # Errors
/// Whatever the database says; a violated `exams_code_taken` when there is an exam with this code.
pub async fn create(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    definition: Definition,
) -> QueryResult<ExamId> {
    conn.transaction(async |conn| {
        let id = ExamId::new();
        let exam = NewExam {
            id,
            code,
            draft: stored(&definition)?,
            created_by: actor.person_id,
            changed_by: actor.person_id,
        };
        diesel::insert_into(exams::table).values(exam).execute(conn).await?;
        note(conn, actor, "exam.created", id, json!({ "code": code })).await?;
        Ok(id)
    })
    .await
}

/// Saves the draft when it still has the number the page was made from; the new number. `None` when somebody
/// saved it meanwhile: nothing is written then.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such exam.
pub async fn save_draft(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    draft_number: i32,
    definition: &Definition,
) -> QueryResult<Option<i32>> {
    conn.transaction(async |conn| {
        let (old, current) = queries::locked_draft(conn, exam).await?;
        if current != draft_number {
            return Ok(None);
        }
        let next = current.saturating_add(1);
        let (before, after) = differences(&stored(&old)?, &stored(definition)?);
        diesel::update(exams::table.find(exam))
            .set((
                exams::draft.eq(stored(definition)?),
                exams::draft_number.eq(next),
                exams::changed_at.eq(app_now()),
                exams::changed_by.eq(actor.person_id),
            ))
            .execute(conn)
            .await?;
        let detail = json!({ "draft_number": next, "before": before, "after": after });
        note(conn, actor, "exam.draft_saved", exam, detail).await?;
        Ok(Some(next))
    })
    .await
}

/// How publishing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publishing {
    /// It is published as this version.
    Published(ExamVersionId),
    /// It cannot be published; nothing was written.
    Refused(Vec<Problem>),
    /// Somebody saved the draft or published meanwhile; nothing was written.
    Stale,
}

/// What the trainer saw who decides to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Number of the draft.
    pub draft_number: i32,
    /// Number of the current version; 0 when there is none.
    pub version_number: i32,
}

/// Publishes the draft as it is now: proves that its sections can be filled, and freezes the definition and
/// the pools as the next version.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such exam.
pub async fn publish(conn: &mut Conn, actor: &Actor, exam: ExamId) -> QueryResult<Publishing> {
    publish_as(conn, actor, exam, None).await
}

/// The same, only if draft and current version are still those that were seen.
///
/// # Errors
/// As of [`publish`].
pub async fn publish_seen(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    seen: Seen,
) -> QueryResult<Publishing> {
    publish_as(conn, actor, exam, Some(seen)).await
}

async fn publish_as(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    seen: Option<Seen>,
) -> QueryResult<Publishing> {
    // One snapshot for all pools: a bank that changes meanwhile must not give two versions of a question.
    let published = conn
        .build_transaction()
        .repeatable_read()
        .run(async |conn| prove_and_freeze(conn, actor, exam, seen).await)
        .await;
    // Who waited for the lock still sees the time before the other published or saved.
    match published {
        Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => {
            Ok(Publishing::Stale)
        }
        Err(error) if db::violated_constraint(&error) == Some("exam_versions_exam_id_number_key") => {
            Ok(Publishing::Stale)
        }
        other => other,
    }
}

/// The same as [`publish`] inside the caller's transaction.
///
/// # Errors
/// As of [`publish`].
pub async fn publish_within(conn: &mut Conn, actor: &Actor, exam: ExamId) -> QueryResult<Publishing> {
    prove_and_freeze(conn, actor, exam, None).await
}

async fn prove_and_freeze(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    seen: Option<Seen>,
) -> QueryResult<Publishing> {
    let (definition, draft_number) = queries::locked_draft(conn, exam).await?;
    let version_number = queries::current_number(conn, exam).await?;
    if seen.is_some_and(|seen| seen != Seen { draft_number, version_number }) {
        return Ok(Publishing::Stale);
    }
    let stocks = queries::stocks(conn, &definition).await?;
    let check = rules::check(&definition, &stocks, db::now(conn).await?);
    if !check.problems.is_empty() {
        return Ok(Publishing::Refused(check.problems));
    }
    let number = version_number.saturating_add(1);
    let version = freeze(conn, actor, exam, number, &definition).await?;
    freeze_sections(conn, version, &definition, &stocks).await?;
    let detail = json!({ "version": version, "number": number, "draft_number": draft_number });
    note(conn, actor, "exam.published", exam, detail).await?;
    Ok(Publishing::Published(version))
}

async fn freeze(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    number: i32,
    definition: &Definition,
) -> QueryResult<ExamVersionId> {
    let id = ExamVersionId::new();
    let columns = VersionColumns {
        id,
        exam_id: exam,
        number,
        definition: stored(definition)?,
        title_zh: definition.title_zh.clone(),
        title_en: definition.title_en.clone(),
        languages: definition.languages.clone(),
        opens_at: definition.opens_at,
        closes_at: definition.closes_at,
        limit_seconds: definition.limit_minutes.map(|minutes| minutes.saturating_mul(60)),
        attempts_allowed: definition.attempts_allowed,
        pass_mark: definition.pass_mark,
        question_count: definition.question_count(),
        maximum: definition.maximum(),
        arrangement: ARRANGEMENT,
    };
    let version = NewVersion { columns, published_by: actor.person_id };
    diesel::insert_into(exam_versions::table).values(version).execute(conn).await?;
    Ok(id)
}

async fn freeze_sections(
    conn: &mut Conn,
    version_id: ExamVersionId,
    definition: &Definition,
    stocks: &[Stock],
) -> QueryResult<()> {
    let sections = (1i16..)
        .zip(definition.sections.iter().zip(stocks))
        .map(|(position, (section, stock))| {
            Ok(NewSection {
                version_id,
                columns: SectionColumns {
                    position,
                    draw_count: section.count,
                    points: section.points,
                    scoring: section.scoring.to_string(),
                    pool: stock.pool.clone(),
                    cells: stored_cells(stock)?,
                },
            })
        })
        .collect::<QueryResult<Vec<_>>>()?;
    diesel::insert_into(exam_sections::table).values(sections).execute(conn).await?;
    Ok(())
}

/// `None` where one cell is the whole section, which needs nothing besides its pool.
fn stored_cells(stock: &Stock) -> QueryResult<Option<Value>> {
    if matches!(stock.cells.as_slice(), [cell] if matches!(cell.part, Part::Whole | Part::ByHand)) {
        return Ok(None);
    }
    let cells: Vec<StoredCell> =
        stock.cells.iter().map(|cell| StoredCell { count: cell.count, pool: cell.pool.clone() }).collect();
    as_json(&cells).map(Some)
}

/// Assigns an exam to a person or a group, to be done by `due_at`. Where it is assigned already, the new due
/// date takes the place of the old one, which stays as a withdrawn assignment.
///
/// # Errors
/// Whatever the database says.
pub async fn assign(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    assignee: Assignee,
    due_at: Option<DateTime<Utc>>,
) -> QueryResult<AssignmentId> {
    conn.transaction(async |conn| {
        // Two trainers who assign the same at once wait for each other here.
        queries::locked_draft(conn, exam).await?;
        assign_one(conn, actor, exam, assignee, due_at).await
    })
    .await
}

/// Assigns an exam to several at once: all of them or, when something goes wrong, none. As [`assign`].
///
/// # Errors
/// Whatever the database says.
pub async fn assign_all(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    assignees: &[Assignee],
    due_at: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        queries::locked_draft(conn, exam).await?;
        for assignee in assignees {
            assign_one(conn, actor, exam, *assignee, due_at).await?;
        }
        Ok(())
    })
    .await
}

async fn assign_one(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    assignee: Assignee,
    due_at: Option<DateTime<Utc>>,
) -> QueryResult<AssignmentId> {
    let (person_id, group_id) = match assignee {
        Assignee::Person(person) => (Some(person), None),
        Assignee::Group(group) => (None, Some(group)),
    };
    let held: Option<(AssignmentId, Option<DateTime<Utc>>)> = assignments::table
        .filter(assignments::exam_id.eq(exam))
        .filter(assignments::withdrawn_at.is_null())
        .filter(assignments::person_id.is_not_distinct_from(person_id))
        .filter(assignments::group_id.is_not_distinct_from(group_id))
        .select((assignments::id, assignments::due_at))
        .first(conn)
        .await
        .optional()?;
    match held {
        Some((id, due)) if due == due_at => return Ok(id),
        Some((id, _)) => end(conn, actor, id).await?,
        None => {}
    }
    let id = AssignmentId::new();
    let assignment =
        NewAssignment { id, exam_id: exam, person_id, group_id, due_at, created_by: actor.person_id };
    diesel::insert_into(assignments::table).values(assignment).execute(conn).await?;
    let detail = json!({ "person": person_id, "group": group_id, "due_at": due_at });
    note(conn, actor, "exam.assigned", exam, detail).await?;
    Ok(id)
}

/// Takes an assignment of this exam back. Attempts that were started go on. `false` when it was taken back
/// before or is another exam's.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    assignment: AssignmentId,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let held: Option<AssignmentId> = assignments::table
            .find(assignment)
            .filter(assignments::exam_id.eq(exam))
            .filter(assignments::withdrawn_at.is_null())
            .select(assignments::id)
            .for_update()
            .first(conn)
            .await
            .optional()?;
        let Some(held) = held else { return Ok(false) };
        end(conn, actor, held).await?;
        note(conn, actor, "exam.assignment_withdrawn", exam, json!({ "assignment": held })).await?;
        Ok(true)
    })
    .await
}

async fn end(conn: &mut Conn, actor: &Actor, assignment: AssignmentId) -> QueryResult<()> {
    diesel::update(assignments::table.find(assignment))
        .set((
            assignments::withdrawn_at.eq(app_now().nullable()),
            assignments::withdrawn_by.eq(actor.person_id),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

fn stored(definition: &Definition) -> QueryResult<Value> {
    as_json(definition)
}

fn as_json<T: Serialize>(value: &T) -> QueryResult<Value> {
    serde_json::to_value(value).map_err(|error| diesel::result::Error::SerializationError(error.into()))
}

async fn note(conn: &mut Conn, actor: &Actor, action: &str, exam: ExamId, detail: Value) -> QueryResult<()> {
    let event = Event { action, subject_kind: "exam", subject_id: exam.to_string(), detail };
    audit::record(conn, actor, event).await
}
