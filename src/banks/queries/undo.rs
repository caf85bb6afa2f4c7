//! Whether an import can still be taken back out of its bank.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Uuid};
use diesel_async::RunQueryDsl;

use crate::banks::model::{Import, ImportState};
use crate::db::schema::{bank_questions, imports, questions};
use crate::db::{BankId, Conn, ImportId, QuestionVersionId};

/// Things named for a reason; of more their number is told.
const NAMED: i64 = 8;

/// Whether an import can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// It can: the bank and the revision it wrote.
    Possible(BankId, i32),
    /// There is nothing to take back: it is not committed, or it wrote nothing.
    Nothing,
    /// It was taken back before.
    Done,
    /// A later revision changed some of its questions, which are named.
    Changed(Vec<String>),
    /// Published exams, which are named, draw some of its questions.
    Used(Vec<String>),
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    code: String,
}

/// Published exams that may draw one of these versions. A section's pool is frozen: what it names is needed for ever.
const EXAMS: &str = "
    SELECT DISTINCT exams.code FROM exam_sections
    JOIN exam_versions ON exam_versions.id = exam_sections.version_id
    JOIN exams ON exams.id = exam_versions.exam_id
    WHERE exam_sections.pool && $1 ORDER BY exams.code LIMIT $2";

/// Whether an import can be taken back as things stand.
///
/// # Errors
/// Whatever the database says.
pub async fn undo(conn: &mut Conn, import: &Import) -> QueryResult<Undo> {
    if import.undone_at.is_some() {
        return Ok(Undo::Done);
    }
    let (ImportState::Committed, Some(bank), Some(revision)) =
        (import.state, import.bank_id, import.revision_number)
    else {
        return Ok(Undo::Nothing);
    };
    let written = bank_questions::table
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::from_revision.eq(revision));
    let changed: Vec<String> = written
        .inner_join(questions::table)
        .filter(bank_questions::to_revision.is_not_null())
        .order(questions::code)
        .limit(NAMED)
        .select(questions::code)
        .load(conn)
        .await?;
    if !changed.is_empty() {
        return Ok(Undo::Changed(changed));
    }
    let versions: Vec<QuestionVersionId> = written.select(bank_questions::version_id).load(conn).await?;
    let exams: Vec<Named> = diesel::sql_query(EXAMS)
        .bind::<Array<Uuid>, _>(versions)
        .bind::<Integer, _>(i32::try_from(NAMED).unwrap_or(1))
        .load(conn)
        .await?;
    if exams.is_empty() {
        Ok(Undo::Possible(bank, revision))
    } else {
        Ok(Undo::Used(exams.into_iter().map(|exam| exam.code).collect()))
    }
}

/// The imports that became revisions of a bank, by the number of the revision.
///
/// # Errors
/// Whatever the database says.
pub async fn imports_of_revisions(conn: &mut Conn, bank: BankId) -> QueryResult<Vec<(i32, ImportId)>> {
    imports::table
        .filter(imports::bank_id.eq(bank))
        .filter(imports::revision_number.is_not_null())
        .select((imports::revision_number.assume_not_null(), imports::id))
        .load(conn)
        .await
}
