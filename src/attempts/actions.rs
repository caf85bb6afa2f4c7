//! Starting, taking over, marking with a flag, handing in, sweeping, and what staff do to a sitting that runs. The only
//! transactions of this room; those of the answers themselves belong to the writer.

mod by_hand;
mod closing;
mod disputes;
mod hand_in_file;
mod notes;
mod score_event;
mod begin;
mod end;
mod extend;
mod outages;
mod pause;
mod presence;
mod entry;
mod extra_time;
mod on_paper;
mod start;
mod submit;
mod sweep;
mod together;
mod void;
mod whom;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

pub use begin::draw_paper;
pub use by_hand::{Among, CLAIM, GivenMark, MarkGiven, Place, claim_next, mark_by_hand, release_claim};
pub use disputes::{answer_dispute, dispute};
pub use end::{end, release};
pub use entry::{MOST_TRIES, Missing};
pub use extend::extend;
pub use extra_time::{Accommodated, accommodate};
pub use hand_in_file::{Accepting, FileAccepted, accept_file, keep_file};
pub use notes::{delete_old_notes, note_sitting};
pub use on_paper::{OnPaper, PaperSitting, Sheet, enter_on_paper, mark_on_paper};
pub use outages::beat;
pub use pause::{pause, resume};
pub use presence::note_presence;
pub use score_event::{Fate, Rescored, ScoreEvent};
pub use start::{Given, StartRequest, Started, hold_again, start, take_over};
pub use submit::{Submitted, submit};
pub use sweep::{Swept, sweep};
pub use together::start_together;
pub use void::{Reopened, reopen, void};
pub use whom::{Told, Whom};

use super::model::{Attempt, EventKind, NewAttemptEvent};
use super::queries;
use crate::audit::{self, Actor, Event};
use crate::db::schema::{attempt_events, attempt_flags, attempts};
use crate::db::{AttemptId, Conn, PersonId, Prepare};
use crate::web::Error;

/// Marks a question to look at again, or takes the mark away. Nothing happens in an attempt that was handed in.
///
/// # Errors
/// [`Error::NotFound`] when the attempt is not this person's or has no such question.
pub async fn set_flag(
    conn: &mut Conn,
    id: AttemptId,
    person: PersonId,
    position: i16,
    flagged: bool,
) -> Result<(), Error> {
    let attempt = queries::attempt_of(conn, id, person).await?.ok_or(Error::NotFound)?;
    if position < 1 || position > attempt.question_count {
        return Err(Error::NotFound);
    }
    if !attempt.is_open() {
        return Ok(());
    }
    let row = (attempt_flags::attempt_id.eq(id), attempt_flags::position.eq(position));
    if flagged {
        diesel::insert_into(attempt_flags::table)
            .values(row)
            .on_conflict_do_nothing()
            .prepared()
            .execute(conn)
            .await?;
    } else {
        diesel::delete(attempt_flags::table.find((id, position))).prepared().execute(conn).await?;
    }
    Ok(())
}

/// The attempt, locked until the end of the transaction. Saves wait for it meanwhile.
async fn lock(conn: &mut Conn, id: AttemptId) -> QueryResult<Attempt> {
    attempts::table.find(id).select(Attempt::as_select()).for_no_key_update().first(conn).await
}

/// Whole seconds, as a column holds them.
fn seconds(time: TimeDelta) -> i32 {
    i32::try_from(time.num_seconds()).unwrap_or(i32::MAX)
}

/// Writes into the timeline of an attempt.
async fn note(
    conn: &mut Conn,
    attempt_id: AttemptId,
    kind: EventKind,
    actor: &Actor,
    detail: Value,
) -> QueryResult<()> {
    let id = Uuid::now_v7();
    diesel::insert_into(attempt_events::table)
        .values(NewAttemptEvent { id, attempt_id, kind, actor_id: actor.person_id, detail: &detail })
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes into the audit trail.
async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: AttemptId,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "attempt", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
