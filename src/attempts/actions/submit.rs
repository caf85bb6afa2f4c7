//! Handing in: by the person, or by staff.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::closing::{CloseError, Ending, close};
use super::pause::go_on;
use crate::attempts::model::{Attempt, SubmittedBy};
use crate::attempts::queries;
use crate::attempts::rules::{self, Arrival};
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::attempts;
use crate::db::{AttemptId, Conn, PersonId};
use crate::web::Error;

/// How often a hand-in is tried when another transaction is in the way.
const SUBMIT_TRIES: usize = 5;

/// What came of handing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is handed in, now or before: the receipt tells.
    Done,
    /// Another session took the attempt over; this page may no longer act in it.
    Superseded,
}

/// Hands in an attempt: marks it, writes the result, the receipt and what the result leads to, all in one
/// transaction. An attempt that was handed in before stays as it was. After the grace it is closed as the sweep does.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's; [`Error::Internal`] when it cannot be marked.
pub async fn submit(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    id: AttemptId,
    person: PersonId,
    epoch: i32,
    by: SubmittedBy,
) -> Result<Submitted, Error> {
    for _ in 0..SUBMIT_TRIES {
        let submitted = conn
            .transaction(async |conn| {
                let attempt = lock_own(conn, id, person).await?.ok_or(Error::NotFound)?;
                if attempt.is_open() && attempt.writer_epoch != epoch {
                    return Ok(Submitted::Superseded);
                }
                hand_in_locked(conn, actor, site, attempt, by).await?;
                Ok(Submitted::Done)
            })
            .await;
        if !matches!(submitted, Err(Error::Contended)) {
            return submitted;
        }
    }
    Err(Error::Busy)
}

/// The attempt if it is this person's, locked until the end of the transaction.
async fn lock_own(conn: &mut Conn, id: AttemptId, person: PersonId) -> QueryResult<Option<Attempt>> {
    attempts::table
        .find(id)
        .filter(attempts::person_id.eq(person))
        .select(Attempt::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Closes an attempt that is still open, by the rule of its deadline; anything else stays as it is. The caller holds the
/// lock of the attempt.
pub(super) async fn hand_in_locked(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    mut attempt: Attempt,
    by: SubmittedBy,
) -> Result<(), CloseError> {
    if !attempt.is_open() {
        return Ok(());
    }
    let work = queries::work(conn, &[attempt.id])
        .await?
        .remove(&attempt.id)
        .ok_or(diesel::result::Error::NotFound)?;
    let now = work.now;
    if let Some(paused_at) = attempt.paused_at {
        // Handing in ends a pause: what it took is given back first, so that nothing comes after the deadline.
        attempt.deadline_at = go_on(conn, actor, &attempt, paused_at, now, "handed_in").await?;
    }
    let (submitted_at, by, late) = match (rules::arrival(now, attempt.deadline_at), attempt.deadline_at) {
        (Arrival::TooLate, Some(deadline)) => (deadline, SubmittedBy::Sweep, false),
        (arrival, _) => (now, by, arrival == Arrival::Late),
    };
    close(conn, actor, site, &[Ending { attempt: &attempt, work: &work, submitted_at, by, late }]).await
}
