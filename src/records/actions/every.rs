//! Handing out every row for a file, in one transaction that only reads, so that the file is one consistent picture.

use std::time::Duration;

use diesel::QueryResult;
use diesel::result::Error as QueryError;
use diesel_async::AsyncConnection;
use tokio::sync::mpsc;

use crate::db::tls::Tls;
use crate::db::{Conn, PooledConn};
use crate::operation::quiet;
use crate::records::model::Cell;
use crate::records::queries::{self, Scope};

/// Pairs fetched at once for a file.
const CHUNK: usize = 500;
/// Chunks waiting for a slow reader.
const WAITING_CHUNKS: usize = 2;

/// How long a receiver may take nothing before the file is given up: the connection is wanted by others.
const STALL: Duration = Duration::from_secs(30);

/// What is made of some pairs; `None` says that there are no more; or why there are none.
type Chunk<T> = QueryResult<Option<T>>;

/// Every pair in the order of the page, some at a time, as the database computes them. Dropping it ends the work.
#[derive(Debug)]
pub struct Rows<T>(mpsc::Receiver<Chunk<T>>);

impl<T> Rows<T> {
    /// What is made of the next pairs; `None` after the last ones.
    ///
    /// # Errors
    /// Whatever the database says. Also when the work ended before the last pair, for whatever reason: a file that lacks
    /// some is never taken for a whole one.
    pub async fn next(&mut self) -> Chunk<T> {
        let early = || QueryError::QueryBuilderError("the rows ended before the last one".into());
        self.0.recv().await.unwrap_or_else(|| Err(early()))
    }
}

/// Computes every pair on a quiet thread, in constant memory, however many there are, and makes of some at a time what is
/// wanted of them: no page waits for it. `conn` is from a pool that encrypts with `tls`.
pub fn every_in_background<T, M>(mut conn: PooledConn, tls: Tls, scope: Scope, make: M) -> Rows<T>
where
    T: Send + 'static,
    M: Fn(Vec<Cell>) -> T + Send + Sync + 'static,
{
    let (to, chunks) = mpsc::channel(WAITING_CHUNKS);
    // What comes of it is told chunk by chunk.
    drop(quiet::begin(move || async move {
        let token = conn.cancel_token();
        let mut sent = Box::pin(every(&mut conn, &scope, &to, make));
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
        drop(conn);
        // Without a receiver nobody wants to know. One that takes nothing for long finds the rows cut off.
        let _ = to.send_timeout(outcome.map(|()| None), STALL).await;
    }));
    Rows(chunks)
}

async fn every<T: Send>(
    conn: &mut Conn,
    scope: &Scope,
    to: &mpsc::Sender<Chunk<T>>,
    make: impl Fn(Vec<Cell>) -> T + Sync,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        queries::open_cursor(conn, scope).await?;
        loop {
            let cells = queries::fetch(conn, CHUNK).await?;
            let is_last = cells.len() < CHUNK;
            let made = Ok(Some(make(cells)));
            to.send_timeout(made, STALL).await.map_err(|_| QueryError::RollbackTransaction)?;
            if is_last {
                return Ok(());
            }
        }
    })
    .await
}

#[cfg(test)]
impl<T> From<Vec<T>> for Rows<T> {
    /// These, and then no more.
    fn from(made: Vec<T>) -> Self {
        let (to, chunks) = mpsc::channel(made.len() + 1);
        for chunk in made.into_iter().map(Some).chain([None]) {
            drop(to.try_send(Ok(chunk)));
        }
        Self(chunks)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[tokio::test]
    async fn rows_that_end_before_the_last_one_are_an_error() {
        let mut whole = Rows::from(vec![1]);
        assert_eq!(whole.next().await, Ok(Some(1)));
        assert_eq!(whole.next().await, Ok(None));
        let (to, chunks) = mpsc::channel(1);
        let mut cut = Rows(chunks);
        to.send(Ok(Some(1))).await.unwrap();
        drop(to);
        assert_eq!(cut.next().await, Ok(Some(1)));
        assert!(cut.next().await.is_err());
    }
}
