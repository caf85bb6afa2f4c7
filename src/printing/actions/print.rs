//! Papers to be printed: drawn once, then always the same.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use rand::Rng;
use serde_json::json;

use crate::attempts::actions::draw_paper;
use crate::audit::{self, Actor, Event};
use crate::db::schema::printed_papers;
use crate::db::{Conn, PrintedPaperId};
use crate::exams;
use crate::exams::draw::Unwanted;
use crate::printing::model::{NewPrintedPaper, PaperLetter, PrintedPaper};
use crate::web::Error;

/// Draws the paper with this letter for the version that trainees sit now. A letter that was drawn before stays as it is.
///
/// # Errors
/// [`Error::NotFound`] when there is no such published exam.
pub async fn prepare(
    conn: &mut Conn,
    actor: &Actor,
    exam_code: &str,
    letter: PaperLetter,
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let exam = exams::queries::published(conn, exam_code).await?.ok_or(Error::NotFound)?;
        let mut seed = [0; 32];
        rand::rng().fill_bytes(&mut seed);
        let paper = draw_paper(conn, &exam, &seed, &Unwanted::default()).await?;
        let items = serde_json::to_value(&paper.items).map_err(Error::internal)?;
        let id = PrintedPaperId::new();
        let row = NewPrintedPaper {
            id,
            version_id: exam.version_id,
            letter,
            seed: &seed,
            items: &items,
            maximum: paper.maximum,
            created_by: actor.person_id,
        };
        let drawn = diesel::insert_into(printed_papers::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if drawn == 1 {
            record(conn, actor, "paper.prepared", id, &exam.code, exam.number, letter).await?;
        }
        Ok(())
    })
    .await
}

/// Notes who is about to see the key of a printed paper. Without this row nobody sees it.
///
/// # Errors
/// Whatever the database says.
pub async fn reveal_key(
    conn: &mut Conn,
    actor: &Actor,
    exam_code: &str,
    printed: &PrintedPaper,
) -> QueryResult<()> {
    record(conn, actor, "paper.key_shown", printed.id, exam_code, printed.version, printed.letter).await
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: PrintedPaperId,
    exam_code: &str,
    version: i32,
    letter: PaperLetter,
) -> QueryResult<()> {
    let detail = json!({ "exam": exam_code, "version": version, "letter": letter });
    let event = Event { action, subject_kind: "printed_paper", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
