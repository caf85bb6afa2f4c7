//! Starts that come together go together: whoever presses Start while others are being written waits for the next turn,
//! and all who wait then are written in one transaction. There is no timer: on an idle server everybody starts at once,
//! alone. Who cannot go with the others, or whose turn failed, starts alone as ever.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::actions::{self, StartRequest, Started};
use crate::config::SiteConfig;
use crate::db::Pool;
use crate::web::Error;

/// Most starts in one transaction: the last of them waits for all.
const MOST: usize = 32;

/// Transactions at the same time, each on a connection of its own.
const LANES: usize = 2;

/// Who waits for a turn.
struct Waiting {
    request: Arc<StartRequest>,
    /// What came of it; `None` is to go alone, as is being dropped.
    answer: oneshot::Sender<Option<Started>>,
}

#[derive(Default)]
struct Desk {
    waiting: VecDeque<Waiting>,
    lanes: usize,
}

impl Desk {
    /// Those whose turn it is: the first, and whoever waits for the same exam.
    fn turn(&mut self) -> Vec<Waiting> {
        let code = self.waiting.front().map(|first| first.request.exam_code.clone()).unwrap_or_default();
        let mut turn = Vec::new();
        let mut others = VecDeque::new();
        for waiting in self.waiting.drain(..) {
            if turn.len() < MOST && waiting.request.exam_code == code {
                turn.push(waiting);
            } else {
                others.push_back(waiting);
            }
        }
        self.waiting = others;
        turn
    }
}

struct Inner {
    desk: Mutex<Desk>,
    pool: Pool,
    site: SiteConfig,
}

/// Starts attempts; clones share the queue.
#[derive(Clone)]
pub struct Starter {
    inner: Arc<Inner>,
}

impl Starter {
    /// A starter that takes its connections from this pool. `site` is what a certificate needs to know, should an
    /// attempt that is over be handed in on the way.
    #[must_use]
    pub fn new(pool: Pool, site: SiteConfig) -> Self {
        Self { inner: Arc::new(Inner { desk: Mutex::default(), pool, site }) }
    }

    /// Starts an attempt, or goes on with the open one, as [`actions::start`] does. When the future is dropped the start
    /// may go on.
    ///
    /// # Errors
    /// As [`actions::start`]; [`Error::Busy`] when no connection is free in time.
    pub async fn start(&self, request: StartRequest) -> Result<Started, Error> {
        let request = Arc::new(request);
        if let Ok(Some(started)) = self.queue(Arc::clone(&request)).await {
            return Ok(started);
        }
        let mut conn = self.inner.pool.get().await?;
        actions::start(&mut conn, &self.inner.site, &request).await
    }

    fn queue(&self, request: Arc<StartRequest>) -> oneshot::Receiver<Option<Started>> {
        let (answer, started) = oneshot::channel();
        let mut desk = self.inner.desk();
        desk.waiting.push_back(Waiting { request, answer });
        if desk.lanes < LANES {
            desk.lanes += 1;
            tokio::spawn(Arc::clone(&self.inner).work());
        }
        started
    }
}

impl Inner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane: works until nobody waits.
    async fn work(self: Arc<Self>) {
        while let Some(turn) = self.next() {
            // A task of its own: should it panic, its people go alone and the lane goes on.
            let ended = tokio::spawn(Arc::clone(&self).write(turn)).await;
            if let Err(problem) = ended {
                tracing::error!(%problem, "a turn of starts failed");
            }
        }
    }

    /// The next turn; `None` ends the lane.
    fn next(&self) -> Option<Vec<Waiting>> {
        let mut desk = self.desk();
        let turn = desk.turn();
        if turn.is_empty() {
            desk.lanes -= 1;
            return None;
        }
        Some(turn)
    }

    async fn write(self: Arc<Self>, turn: Vec<Waiting>) {
        let Some(code) = turn.first().map(|first| first.request.exam_code.clone()) else { return };
        let requests: Vec<&StartRequest> = turn.iter().map(|waiting| &*waiting.request).collect();
        let started = match self.pool.get().await {
            Ok(mut conn) => actions::start_together(&mut conn, &code, &requests).await,
            Err(problem) => Err(problem.into()),
        };
        match started {
            Ok(started) => {
                for (waiting, started) in turn.into_iter().zip(started) {
                    let _nobody_waits = waiting.answer.send(started);
                }
            }
            Err(problem) => tracing::info!(%problem, people = turn.len(), "starts go one by one"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempts::actions::Given;
    use crate::audit::Actor;
    use crate::db::PersonId;

    fn waiting(code: &str) -> Waiting {
        let person = PersonId::new();
        let request = StartRequest {
            actor: Actor::person(person),
            person,
            exam_code: code.to_owned(),
            session_hash: [0; 32],
            given: Given::default(),
        };
        Waiting { request: Arc::new(request), answer: oneshot::channel().0 }
    }

    fn codes(turn: &[Waiting]) -> Vec<&str> {
        turn.iter().map(|waiting| waiting.request.exam_code.as_str()).collect()
    }

    #[test]
    fn a_turn_is_one_exam_and_the_others_keep_their_order() {
        let mut desk = Desk::default();
        desk.waiting.extend(["a", "b", "a", "c", "b"].map(waiting));
        assert_eq!(codes(&desk.turn()), ["a", "a"]);
        assert_eq!(codes(&desk.turn()), ["b", "b"]);
        assert_eq!(codes(&desk.turn()), ["c"]);
        assert!(desk.turn().is_empty());
    }

    #[test]
    fn a_turn_is_not_longer_than_the_most() {
        let mut desk = Desk::default();
        desk.waiting.extend((0..=MOST).map(|_| waiting("a")));
        assert_eq!(desk.turn().len(), MOST);
        assert_eq!(desk.turn().len(), 1);
    }
}
