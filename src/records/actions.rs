//! Handing out every row as a file, in one transaction that only reads, so that the file is one consistent picture;
//! saved views.

mod merging;
mod views;

pub use merging::{Merged, merge_people};
pub use views::{NewView, change_view, delete_view, save_view};

use std::time::Duration;

use diesel::QueryResult;
use diesel::result::Error as QueryError;
use diesel_async::AsyncConnection;
use tokio::sync::mpsc;

use super::model::Cell;
use super::queries::{self, Scope};
use crate::db::tls::Tls;
use crate::db::{Conn, PooledConn};

/// Pairs fetched at once for a file.
const CHUNK: usize = 500;
/// Chunks waiting for a slow reader.
const WAITING_CHUNKS: usize = 2;

/// How long a receiver may take nothing before the file is given up: the connection is wanted by others.
const STALL: Duration = Duration::from_secs(30);

/// Some pairs, or why there are no more.
pub type Chunk = QueryResult<Vec<Cell>>;

/// Sends every pair in the order of the page, in chunks as the database computes them: one consistent picture in
/// constant memory, however large. Stops when nobody receives any more.
///
/// # Errors
/// Whatever the database says.
pub async fn every(conn: &mut Conn, scope: &Scope, to: &mpsc::Sender<Chunk>) -> QueryResult<()> {
    conn.transaction(async |conn| {
        queries::open_cursor(conn, scope).await?;
        loop {
            let cells = queries::fetch(conn, CHUNK).await?;
            let is_last = cells.len() < CHUNK;
            // A stalled receiver sees the transfer end in the middle, never a file that looks whole.
            to.send_timeout(Ok(cells), STALL).await.map_err(|_| QueryError::RollbackTransaction)?;
            if is_last {
                return Ok(());
            }
        }
    })
    .await
}

/// The same, running by itself on a connection of its own, whose pool encrypts with `tls`: what is received is the chunks, and
/// last an error if there was one.
pub fn every_in_background(mut conn: PooledConn, tls: Tls, scope: Scope) -> mpsc::Receiver<Chunk> {
    let (to, chunks) = mpsc::channel(WAITING_CHUNKS);
    tokio::spawn(async move {
        let token = conn.cancel_token();
        let mut sent = Box::pin(every(&mut conn, &scope, &to));
        let outcome = tokio::select! {
            outcome = &mut sent => outcome,
            () = to.closed() => {
                // Nobody wants the rows any more: the database need not sort them to the end.
                if let Err(error) = token.cancel_query(tls).await {
                    tracing::warn!(%error, "an export that nobody waits for goes on");
                }
                sent.as_mut().await
            }
        };
        drop(sent);
        if let Err(error) = outcome {
            // Without a receiver nobody wants to know; a stalled one is told when it takes what waits for it.
            drop(conn);
            let _ = to.send(Err(error)).await;
        }
    });
    chunks
}
