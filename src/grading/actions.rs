//! How the answers of an exam are graded.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use crate::audit::{self, Actor, Event};
use crate::db::schema::grading_settings;
use crate::db::{self, Conn, ExamId};
use crate::web::Error;

/// Shows whoever grades an exam whose answers they are, or hides it.
///
/// # Errors
/// Whatever the database says.
pub async fn show_names(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    code: &str,
    shown: bool,
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        let values = (
            grading_settings::names_shown.eq(shown),
            grading_settings::changed_at.eq(now),
            grading_settings::changed_by.eq(actor.person_id),
        );
        diesel::insert_into(grading_settings::table)
            .values((grading_settings::exam_id.eq(exam), values))
            .on_conflict(grading_settings::exam_id)
            .do_update()
            .set(values)
            .execute(conn)
            .await?;
        let event = Event {
            action: "exam.grading_names",
            subject_kind: "exam",
            subject_id: code.to_owned(),
            detail: json!({ "shown": shown }),
        };
        audit::record(conn, actor, event).await?;
        Ok(())
    })
    .await
}
