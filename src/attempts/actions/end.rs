//! What staff do to one attempt: end it, or take it from the device that holds it.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::submit::hand_in_locked;
use super::whom::{Whom, lock_open};
use super::{note, record};
use crate::attempts::model::{EventKind, SubmittedBy};
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::attempts;
use crate::db::{Conn, ExamId, PersonId};
use crate::web::Error;

/// Ends the open attempt of a person at an exam: what is saved is marked as at a hand-in. False when there is none, for
/// example because the person was faster.
///
/// # Errors
/// [`Error::Internal`] when it cannot be marked.
pub async fn end(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    exam: ExamId,
    person: PersonId,
    reason: &str,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        let Some(attempt) = lock_open(conn, exam, &Whom::People(vec![person])).await?.pop() else {
            return Ok(false);
        };
        let detail = json!({ "reason": reason });
        note(conn, attempt.id, EventKind::EndedByStaff, actor, detail.clone()).await?;
        record(conn, actor, "attempt.ended", attempt.id, detail).await?;
        hand_in_locked(conn, actor, site, attempt, SubmittedBy::Staff).await?;
        Ok(true)
    })
    .await
}

/// Takes the open attempt of a person from the device that holds it: that one writes no more, and the person goes on at
/// any other. False when there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn release(
    conn: &mut Conn,
    actor: &Actor,
    exam: ExamId,
    person: PersonId,
    reason: &str,
) -> Result<bool, Error> {
    conn.transaction(async |conn| {
        let Some(attempt) = lock_open(conn, exam, &Whom::People(vec![person])).await?.pop() else {
            return Ok(false);
        };
        let epoch = attempt.writer_epoch + 1;
        diesel::update(attempts::table.find(attempt.id))
            .set((attempts::writer_epoch.eq(epoch), attempts::holder_session.eq(None::<Vec<u8>>)))
            .execute(conn)
            .await?;
        let detail = json!({ "epoch": epoch, "reason": reason });
        note(conn, attempt.id, EventKind::ReleasedDevice, actor, detail.clone()).await?;
        record(conn, actor, "attempt.released_device", attempt.id, detail).await?;
        Ok(true)
    })
    .await
}
