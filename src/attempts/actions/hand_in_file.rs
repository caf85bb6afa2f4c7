//! Work that a browser sealed while it could not reach the server: brought in as a file, looked at, accepted.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::score_event::{Fate, ScoreEvent, Stop, change_score};
use super::{by_hand, lock};
use crate::attempts::model::{AttemptState, EventKind, NewHandInFile, StoredResponse};
use crate::attempts::queries;
use crate::attempts::sealing::Difference;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::schema::hand_in_files;
use crate::db::{self, AttemptId, Conn, PersonId};
use crate::web::Error;

/// Keeps a file that was opened for its attempt. The same file brought twice is kept once; its id.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_file(
    conn: &mut Conn,
    actor: &Actor,
    attempt: AttemptId,
    by: PersonId,
    content: &[u8],
) -> Result<Uuid, Error> {
    let sha256: [u8; 32] = Sha256::digest(content).into();
    conn.transaction(async |conn| {
        let known: Option<Uuid> = hand_in_files::table
            .filter(hand_in_files::attempt_id.eq(attempt))
            .filter(hand_in_files::sha256.eq(sha256.as_slice()))
            .select(hand_in_files::id)
            .first(conn)
            .await
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        let id = Uuid::now_v7();
        diesel::insert_into(hand_in_files::table)
            .values(NewHandInFile {
                id,
                attempt_id: attempt,
                content,
                sha256: sha256.as_slice(),
                uploaded_by: by,
            })
            .execute(conn)
            .await?;
        let detail = json!({ "file": id, "sha256": hex::encode(sha256) });
        super::record(conn, actor, "attempt.file_brought", attempt, detail).await?;
        Ok(id)
    })
    .await
}

/// What came of accepting a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccepted {
    /// Its answers count.
    Done,
    /// The attempt is not handed in, or somebody accepted the file meanwhile: nothing changes.
    NotNow,
    /// The attempt would pass no more, and nobody said what becomes of the certificates that rest on it: nothing changes.
    Undecided,
}

/// A file that is to be accepted.
#[derive(Debug, Clone, Copy)]
pub struct Accepting<'a> {
    /// The file.
    pub file: Uuid,
    /// Who accepts it.
    pub by: PersonId,
    /// What of it counts from now on.
    pub accepted: &'a [Difference],
    /// Why.
    pub reason: &'a str,
    /// What becomes of certificates, should the attempt pass no more; `None` while nobody said it.
    pub fate: Option<Fate>,
}

/// Accepts the answers of a file: a new score from the answers that counted so far with these in their place.
///
/// # Errors
/// [`Error::NotFound`] when there is no such file; [`Error::Internal`] when the paper cannot be marked.
pub async fn accept_file(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    accepting: Accepting<'_>,
) -> Result<FileAccepted, Error> {
    match conn.transaction(async |conn| try_accept(conn, actor, site, accepting).await).await {
        Ok(true) => Ok(FileAccepted::Done),
        Ok(false) => Ok(FileAccepted::NotNow),
        Err(Stop::Undecided) => Ok(FileAccepted::Undecided),
        Err(Stop::Failed(error)) => Err(error),
    }
}

async fn try_accept(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    accepting: Accepting<'_>,
) -> Result<bool, Stop> {
    let Accepting { file, by, accepted, reason, fate } = accepting;
    let id: AttemptId = hand_in_files::table
        .find(file)
        .select(hand_in_files::attempt_id)
        .first(conn)
        .await
        .optional()?
        .ok_or(Error::NotFound)?;
    let attempt = lock(conn, id).await?;
    let open: i64 = hand_in_files::table
        .filter(hand_in_files::id.eq(file))
        .filter(hand_in_files::accepted_at.is_null())
        .count()
        .get_result(conn)
        .await?;
    if attempt.state != AttemptState::Graded || open == 0 {
        return Ok(false);
    }
    let (counted, by_people) = by_hand::counted(conn, id).await?;
    let responses = with_newer(counted, accepted);
    let positions: Vec<i16> = accepted.iter().map(|one| one.position).collect();
    let event = ScoreEvent {
        cause: "file",
        kind: EventKind::FileAccepted,
        action: "attempt.file_accepted",
        reason,
        responses: &responses,
        by_people: &by_people,
        fate,
        detail: json!({ "file": file, "questions": positions }),
    };
    let rescored = change_score(conn, actor, site, &attempt, &event).await?;
    let paper = queries::paper(conn, id).await?;
    for position in &positions {
        if let Some(item) = paper.item(*position).filter(|item| item.kind.is_graded_by_people()) {
            by_hand::ask_again(conn, &attempt, *position, item.version_id, item.points).await?;
        }
    }
    diesel::update(hand_in_files::table.find(file).filter(hand_in_files::accepted_at.is_null()))
        .set((
            hand_in_files::accepted_at.eq(db::app_now().nullable()),
            hand_in_files::accepted_by.eq(Some(by)),
            hand_in_files::reason.eq(Some(reason)),
            hand_in_files::result_id.eq(Some(rescored.result)),
        ))
        .execute(conn)
        .await?;
    Ok(true)
}

/// The answers that counted, with those of the file in their place.
fn with_newer(counted: Vec<StoredResponse>, accepted: &[Difference]) -> Vec<StoredResponse> {
    let newer = |stored: &StoredResponse| accepted.iter().find(|one| one.position == stored.position);
    counted
        .into_iter()
        .map(|stored| match newer(&stored) {
            Some(one) => StoredResponse { response: one.after.clone(), ..stored },
            None => stored,
        })
        .collect()
}
