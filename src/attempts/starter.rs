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
            tokio::spawn(Lane { inner: Arc::clone(&self.inner), is_open: true }.work());
        }
        started
    }
}

/// Writes turn after turn until nobody waits. It works on the thread of the request that opened it: should that thread
/// end first, as when the server stops, those who wait go alone.
struct Lane {
    inner: Arc<Inner>,
    is_open: bool,
}

impl Lane {
    async fn work(mut self) {
        while let Some(turn) = self.next() {
            // A task of its own: should it panic, its people go alone and the lane goes on.
            let ended = tokio::spawn(Arc::clone(&self.inner).write(turn)).await;
            if let Err(problem) = ended {
                tracing::error!(%problem, "a turn of starts failed");
            }
        }
    }

    /// The next turn; `None` closes the lane.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut desk = self.inner.desk();
        let turn = desk.turn();
        if turn.is_empty() {
            desk.lanes -= 1;
            self.is_open = false;
            return None;
        }
        Some(turn)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        if self.is_open {
            let mut desk = self.inner.desk();
            desk.lanes -= 1;
            desk.waiting.clear();
        }
    }
}

impl Inner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
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
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::collections::BTreeMap;

    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;
    use crate::attempts::actions::Given;
    use crate::audit::Actor;
    use crate::config::Config;
    use crate::db::{PersonId, PoolOptions};

    fn request(code: &str) -> Arc<StartRequest> {
        let person = PersonId::new();
        Arc::new(StartRequest {
            actor: Actor::person(person),
            person,
            exam_code: code.to_owned(),
            session_hash: [0; 32],
            given: Given::default(),
        })
    }

    fn waiting(code: &str) -> Waiting {
        Waiting { request: request(code), answer: oneshot::channel().0 }
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
    fn when_the_thread_of_a_lane_ends_nobody_is_left_waiting() {
        let site = Config::from_vars(&BTreeMap::new()).unwrap().site;
        let pool = Pool::with("postgres://localhost/nowhere", PoolOptions::of_size(1)).unwrap();
        let starter = Starter::new(pool, site);
        let thread = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut people: Vec<_> = {
            let _here = thread.enter();
            (0..3).map(|_| starter.queue(request("a"))).collect()
        };
        assert_eq!(starter.inner.desk().lanes, LANES);
        drop(thread);
        assert_eq!(starter.inner.desk().lanes, 0);
        for person in &mut people {
            assert_eq!(person.try_recv(), Err(TryRecvError::Closed), "nobody will answer: they go alone");
        }
    }

    #[test]
    fn a_turn_is_not_longer_than_the_most() {
        let mut desk = Desk::default();
        desk.waiting.extend((0..=MOST).map(|_| waiting("a")));
        assert_eq!(desk.turn().len(), MOST);
        assert_eq!(desk.turn().len(), 1);
    }
}
