//! What a person changes in the questions of an import: one rewritten, one cut in two, two made one, one as it was read.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::{Diagnostic, QuestionDraft, Severity};
use serde_json::json;

use super::decisions::lock_draft;
use super::record_about_import;
use crate::audit::Actor;
use crate::banks::model::{AsRead, Decision, ImportQuestion, NewImportQuestion, Resemblance, Verdict};
use crate::banks::queries;
use crate::banks::rules;
use crate::db::schema::import_rows;
use crate::db::{Conn, ImportId, JsonText};
use crate::web::Error;

/// Far above every position: rows stand there while they make room for others.
const ASIDE: i32 = 1_000_000_000;

/// A question that takes the place of one that was read, or a part of it.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// What it says.
    pub draft: QuestionDraft,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
    /// First line in the file.
    pub source_from: Option<i32>,
    /// Last line in the file.
    pub source_to: Option<i32>,
    /// These lines.
    pub source_text: String,
}

/// How changing a question of an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowChange {
    /// It is stored.
    Done,
    /// Someone changed the question meanwhile. Nothing was stored.
    Stale,
}

/// Stores what a person made of a question, when it is still the one the person saw: `seen` is its
/// [`rules::draft_mark`].
///
/// # Errors
/// [`Error::Conflict`] when the import is closed, [`Error::NotFound`] when there is no such import or question.
pub async fn save_row(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    position: i32,
    seen: &str,
    draft: &QuestionDraft,
    diagnostics: &[Diagnostic],
) -> Result<RowChange, Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let row = row(conn, id, position).await?;
        if rules::draft_mark(&row.draft) != seen {
            return Ok(RowChange::Stale);
        }
        let resembles = queries::resemblances(conn, &[(position, draft)]).await?;
        let resembles: Vec<Resemblance> = resembles.into_iter().flatten().collect();
        let original = if row.original.is_empty() { vec![as_read(&row)] } else { row.original };
        diesel::update(import_rows::table.find((id, position)))
            .set((
                import_rows::draft.eq(JsonText::of(draft)),
                import_rows::diagnostics.eq(JsonText::of(diagnostics)),
                import_rows::original.eq(JsonText::of(&original)),
                import_rows::resembles.eq(JsonText::of(&resembles)),
            ))
            .execute(conn)
            .await?;
        decide_anew(conn, id, &[position]).await?;
        let detail = json!({ "position": position });
        record_about_import(conn, actor, "import.row_changed", id, detail).await?;
        Ok(RowChange::Done)
    })
    .await
}

/// Puts other questions in the place of one, such as the two that a reader took for one.
///
/// # Errors
/// As [`save_row`].
pub async fn replace_row(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    position: i32,
    rows: &[NewRow],
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        row(conn, id, position).await?;
        let positions = put_in_place(conn, id, position, rows, None).await?;
        decide_anew(conn, id, &positions).await?;
        let detail = json!({ "position": position, "questions": rows.len() });
        Ok(record_about_import(conn, actor, "import.row_split", id, detail).await?)
    })
    .await
}

/// Makes one question of two that follow each other. What was read stays known.
///
/// # Errors
/// As [`save_row`].
pub async fn merge_rows(
    conn: &mut Conn,
    actor: &Actor,
    id: ImportId,
    first: i32,
    second: i32,
    whole: &NewRow,
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let (one, two) = (row(conn, id, first).await?, row(conn, id, second).await?);
        diesel::delete(import_rows::table.find((id, second))).execute(conn).await?;
        let original: Vec<AsRead> = [one, two].iter().flat_map(originals).collect();
        put_in_place(conn, id, first, std::slice::from_ref(whole), Some(&original)).await?;
        decide_anew(conn, id, &[first]).await?;
        let detail = json!({ "position": first, "with": second });
        Ok(record_about_import(conn, actor, "import.rows_merged", id, detail).await?)
    })
    .await
}

/// Brings back what was read in the place of what a person made of it.
///
/// # Errors
/// As [`save_row`].
pub async fn restore_row(conn: &mut Conn, actor: &Actor, id: ImportId, position: i32) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock_draft(conn, id).await?;
        let row = row(conn, id, position).await?;
        if row.original.is_empty() {
            return Ok(());
        }
        let rows: Vec<NewRow> = row.original.into_iter().map(NewRow::from).collect();
        let positions = put_in_place(conn, id, position, &rows, None).await?;
        decide_anew(conn, id, &positions).await?;
        let detail = json!({ "position": position });
        Ok(record_about_import(conn, actor, "import.row_restored", id, detail).await?)
    })
    .await
}

impl From<AsRead> for NewRow {
    fn from(read: AsRead) -> Self {
        Self {
            draft: read.draft,
            diagnostics: read.diagnostics,
            source_from: read.source_from,
            source_to: read.source_to,
            source_text: read.source_text,
        }
    }
}

async fn row(conn: &mut Conn, id: ImportId, position: i32) -> Result<ImportQuestion, Error> {
    queries::import_row(conn, id, position).await?.ok_or(Error::NotFound)
}

fn as_read(row: &ImportQuestion) -> AsRead {
    AsRead {
        draft: row.draft.clone(),
        diagnostics: row.diagnostics.clone(),
        source_from: row.source_from,
        source_to: row.source_to,
        source_text: row.source_text.clone(),
    }
}

/// What was read where this row stands.
pub(super) fn originals(row: &ImportQuestion) -> Vec<AsRead> {
    if row.original.is_empty() { vec![as_read(row)] } else { row.original.clone() }
}

/// Writes rows in the place of the one at a position; those after it make room. Gives their positions.
async fn put_in_place(
    conn: &mut Conn,
    id: ImportId,
    position: i32,
    rows: &[NewRow],
    original: Option<&[AsRead]>,
) -> QueryResult<Vec<i32>> {
    let more = i32::try_from(rows.len()).unwrap_or(1) - 1;
    let is_taken: bool = diesel::select(diesel::dsl::exists(
        import_rows::table
            .filter(import_rows::import_id.eq(id))
            .filter(import_rows::position.gt(position))
            .filter(import_rows::position.le(position + more)),
    ))
    .get_result(conn)
    .await?;
    diesel::delete(import_rows::table.find((id, position))).execute(conn).await?;
    if is_taken {
        make_room(conn, id, position, more).await?;
    }
    let drafts: Vec<(i32, &QuestionDraft)> = (position..).zip(rows.iter().map(|row| &row.draft)).collect();
    let resemblances = queries::resemblances(conn, &drafts).await?;
    let values: Vec<NewImportQuestion<'_>> = (position..)
        .zip(rows.iter().zip(&resemblances))
        .map(|(position, (row, resembles))| NewImportQuestion {
            import_id: id,
            position,
            verdict: Verdict::New,
            draft: JsonText::of(&row.draft),
            diagnostics: JsonText::of(&row.diagnostics),
            source_from: row.source_from,
            source_to: row.source_to,
            source_text: row.source_text.as_str().into(),
            question_id: None,
            decision: Decision::Leave,
            resembles: JsonText::of(resembles),
            original: original.map(JsonText::of),
        })
        .collect();
    diesel::insert_into(import_rows::table).values(values).execute(conn).await?;
    Ok(drafts.into_iter().map(|(position, _)| position).collect())
}

/// Moves the rows after a position on. In two steps, since no two rows may stand at one position meanwhile.
async fn make_room(conn: &mut Conn, id: ImportId, position: i32, more: i32) -> QueryResult<()> {
    let own = import_rows::table.filter(import_rows::import_id.eq(id));
    diesel::update(own.filter(import_rows::position.gt(position)))
        .set(import_rows::position.eq(import_rows::position + (ASIDE + more)))
        .execute(conn)
        .await?;
    diesel::update(own.filter(import_rows::position.gt(ASIDE)))
        .set(import_rows::position.eq(import_rows::position - ASIDE))
        .execute(conn)
        .await?;
    Ok(())
}

/// Decides about changed rows as about rows just read: what is clear is taken, the rest left.
async fn decide_anew(conn: &mut Conn, id: ImportId, positions: &[i32]) -> Result<(), Error> {
    let review = queries::review(conn, id).await?.ok_or(Error::NotFound)?;
    for planned in review.planned.iter().filter(|planned| positions.contains(&planned.position)) {
        diesel::update(import_rows::table.find((id, planned.position)))
            .set((
                import_rows::verdict.eq(planned.verdict),
                import_rows::decision.eq(rules::first_decision(planned.verdict)),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Diagnostics of questions that were read once more, each with the question whose lines hold it.
pub fn new_rows(file: &crate::formats::ReadFile, offset: usize) -> Vec<NewRow> {
    let rows = super::import::rows_of(file);
    let line = |number: usize| i32::try_from(number + offset).ok();
    rows.into_iter()
        .zip(&file.sources)
        .map(|(row, source)| NewRow {
            draft: rules::moved_draft(row.draft, offset),
            diagnostics: row
                .diagnostics
                .into_iter()
                .filter(|one| one.severity != Severity::Info)
                .map(|one| rules::moved_diagnostic(one, offset))
                .collect(),
            source_from: line(source.from),
            source_to: line(source.to),
            source_text: super::import::storable(&source.text).into_owned(),
        })
        .collect()
}
