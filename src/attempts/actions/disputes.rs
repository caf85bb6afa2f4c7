//! A trainee objects to the marking of a question; a trainer answers.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::record;
use crate::attempts::model::NewDispute;
use crate::audit::Actor;
use crate::db::schema::disputes;
use crate::db::{self, AttemptId, Conn, PersonId};
use crate::web::Error;

/// Raises a dispute about a question. `false` when one is open already; nothing changes then. Whether the person may see
/// the marking is for the caller to know.
///
/// # Errors
/// Whatever the database says.
pub async fn dispute(
    conn: &mut Conn,
    actor: &Actor,
    attempt_id: AttemptId,
    position: i16,
    text: &str,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        let inserted = diesel::insert_into(disputes::table)
            .values(NewDispute { id: Uuid::now_v7(), attempt_id, position, text })
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if inserted == 1 {
            record(conn, actor, "attempt.disputed", attempt_id, json!({ "position": position })).await?;
        }
        Ok(inserted == 1)
    })
    .await
}

/// Answers a dispute. `false` when somebody answered it meanwhile; nothing changes then.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn answer_dispute(
    conn: &mut Conn,
    actor: &Actor,
    id: Uuid,
    by: PersonId,
    answer: &str,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        let (attempt, position): (AttemptId, i16) = disputes::table
            .find(id)
            .select((disputes::attempt_id, disputes::position))
            .first(conn)
            .await
            .optional()?
            .ok_or(Error::NotFound)?;
        let answered = diesel::update(disputes::table.find(id).filter(disputes::answered_at.is_null()))
            .set((
                disputes::answer.eq(Some(answer)),
                disputes::answered_at.eq(db::app_now().nullable()),
                disputes::answered_by.eq(Some(by)),
            ))
            .execute(conn)
            .await?;
        if answered == 1 {
            let detail = json!({ "position": position, "dispute": id });
            record(conn, actor, "attempt.dispute_answered", attempt, detail).await?;
        }
        Ok(answered == 1)
    })
    .await
}
