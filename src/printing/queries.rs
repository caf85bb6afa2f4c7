//! Reading printed papers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{PrintedPaper, PrintedPaperRow};
use crate::attempts::model::AttemptState;
use crate::db::schema::{attempts, exam_versions, paper_entries, person_names, printed_papers};
use crate::db::{Conn, ExamId, PersonId, PrintedPaperId};

/// The papers of every version of an exam, the newest version first, each version's by letter.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when a stored paper cannot be read.
pub async fn printed_papers(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<PrintedPaper>> {
    let rows: Vec<PrintedPaperRow> = with_names()
        .filter(exam_versions::exam_id.eq(exam))
        .order((exam_versions::number.desc(), printed_papers::letter))
        .load(conn)
        .await?;
    rows.into_iter().map(PrintedPaper::try_from).collect()
}

/// One paper of an exam; `None` when there is none or it is another exam's.
///
/// # Errors
/// As [`printed_papers()`].
pub async fn printed_paper(
    conn: &mut Conn,
    exam: ExamId,
    id: PrintedPaperId,
) -> QueryResult<Option<PrintedPaper>> {
    let row: Option<PrintedPaperRow> = with_names()
        .filter(exam_versions::exam_id.eq(exam))
        .filter(printed_papers::id.eq(id))
        .first(conn)
        .await
        .optional()?;
    row.map(PrintedPaper::try_from).transpose()
}

/// Printed papers with the number of their version and the name of who had them drawn.
#[diesel::dsl::auto_type]
fn with_names() -> _ {
    let drawn_by = person_names::person_id
        .nullable()
        .eq(printed_papers::created_by)
        .and(person_names::valid_to.is_null());
    printed_papers::table.inner_join(exam_versions::table).left_join(person_names::table.on(drawn_by)).select(
        (
            printed_papers::id,
            printed_papers::version_id,
            exam_versions::number,
            printed_papers::letter,
            printed_papers::seed,
            printed_papers::items,
            printed_papers::maximum,
            printed_papers::created_at,
            person_names::name.nullable(),
        ),
    )
}

/// Whether a person's sitting of a paper at this time was entered before.
///
/// # Errors
/// Whatever the database says.
pub async fn is_entered(
    conn: &mut Conn,
    person: PersonId,
    printed: PrintedPaperId,
    sat_at: DateTime<Utc>,
) -> QueryResult<bool> {
    let same = paper_entries::table
        .inner_join(attempts::table)
        .filter(attempts::state.ne(AttemptState::Voided))
        .filter(paper_entries::person_id.eq(person))
        .filter(paper_entries::printed_paper_id.eq(printed))
        .filter(paper_entries::sat_at.eq(sat_at));
    diesel::select(diesel::dsl::exists(same)).get_result(conn).await
}
