//! Whose turn it is. Each class of requests has so many places inside and so many to wait; whoever finds neither is told
//! at once that the server is busy. Together those inside never need more connections than the pool has for long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::class::Class;
use crate::config::Limits;

/// Connections of the pool that requests outside the exam room leave free.
const LEFT_FOR_EXAMS: usize = 4;

/// How long a request of the exam room waits for its turn: a crowd that starts at once is let in one after the other.
const EXAM_PATIENCE: Duration = Duration::from_secs(10);

/// How long any other request waits for its turn.
const OTHER_PATIENCE: Duration = Duration::from_secs(2);

/// Starts under way, most of which wait for their turn to be written.
const STARTS: usize = 128;

/// Sign-ins under way, most of which wait for the hash.
const SIGN_INS: usize = 2000;

/// Uploads under way: each is held in memory.
const UPLOADS: usize = 8;

/// Reports that may wait for their turn.
const REPORT_QUEUE: usize = 8;

/// A place inside; free again when dropped.
pub type Place = Option<OwnedSemaphorePermit>;

/// The doors of a server.
pub struct Admission {
    start: Door,
    exam: Door,
    sign_in: Door,
    upload: Door,
    report: Door,
    other: Door,
}

/// One class of requests.
pub struct Door {
    inside: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    places: usize,
    queue: usize,
    patience: Duration,
    refused: AtomicU64,
}

/// Too much to do: the request was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

impl Admission {
    /// The doors of a server with these limits.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let others = limits.pool.saturating_sub(LEFT_FOR_EXAMS).max(1);
        Self {
            start: Door::new(STARTS, limits.exam_queue, EXAM_PATIENCE),
            exam: Door::new(limits.pool, limits.exam_queue, EXAM_PATIENCE),
            sign_in: Door::new(SIGN_INS, 1, OTHER_PATIENCE),
            upload: Door::new(UPLOADS, UPLOADS, EXAM_PATIENCE),
            report: Door::new(limits.reports, REPORT_QUEUE, limits.pool_wait),
            other: Door::new(others, limits.other_queue, OTHER_PATIENCE),
        }
    }

    /// Waits for a place; saves and what is light need none.
    ///
    /// # Errors
    /// [`Refused`] when too many wait already, or none became free in time.
    pub async fn enter(&self, class: Class) -> Result<Place, Refused> {
        match self.door(class) {
            Some(door) => door.enter().await.map(Some),
            None => Ok(None),
        }
    }

    /// The door of a class; none where everybody is let in.
    #[must_use]
    pub fn door(&self, class: Class) -> Option<&Door> {
        match class {
            Class::Save | Class::Light => None,
            Class::Start => Some(&self.start),
            Class::Exam => Some(&self.exam),
            Class::SignIn => Some(&self.sign_in),
            Class::Upload => Some(&self.upload),
            Class::Report => Some(&self.report),
            Class::Other => Some(&self.other),
        }
    }
}

impl Door {
    fn new(places: usize, queue: usize, patience: Duration) -> Self {
        Self {
            inside: Arc::new(Semaphore::new(places)),
            waiting: Arc::new(Semaphore::new(queue)),
            places,
            queue,
            patience,
            refused: AtomicU64::new(0),
        }
    }

    async fn enter(&self) -> Result<OwnedSemaphorePermit, Refused> {
        if let Ok(place) = Arc::clone(&self.inside).try_acquire_owned() {
            return Ok(place);
        }
        let entered = match self.waiting.try_acquire() {
            Ok(_waits) => tokio::time::timeout(self.patience, Arc::clone(&self.inside).acquire_owned())
                .await
                .map_err(drop)
                .and_then(|place| place.map_err(drop)),
            Err(_) => Err(()),
        };
        entered.map_err(|()| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            Refused
        })
    }

    /// Requests inside.
    #[must_use]
    pub fn inside(&self) -> usize {
        self.places.saturating_sub(self.inside.available_permits())
    }

    /// Requests that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.saturating_sub(self.waiting.available_permits())
    }

    /// Requests refused since the start.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_waits_and_who_finds_none_to_wait_is_refused_at_once() {
        let door = Arc::new(Door::new(1, 1, Duration::from_secs(2)));
        let first = door.enter().await.unwrap();
        let waits = tokio::spawn({
            let door = Arc::clone(&door);
            async move { door.enter().await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert_eq!((door.inside(), door.waiting()), (1, 1));
        assert_eq!(door.enter().await.map(drop), Err(Refused));
        drop(first);
        assert_eq!(waits.await.unwrap(), Ok(()));
        assert_eq!((door.inside(), door.waiting(), door.refused()), (0, 0, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_longer_than_the_patience() {
        let door = Door::new(1, 1, Duration::from_secs(2));
        let _first = door.enter().await.unwrap();
        let began = tokio::time::Instant::now();
        assert_eq!(door.enter().await.map(drop), Err(Refused));
        assert_eq!(began.elapsed(), Duration::from_secs(2));
        assert_eq!((door.waiting(), door.refused()), (0, 1));
    }

    #[tokio::test]
    async fn saves_are_let_in_however_full_it_is() {
        let admission = Admission::new(&Limits { pool: 2, other_queue: 1, ..Limits::default() });
        let mut places = Vec::new();
        while let Ok(Ok(place)) = tokio::time::timeout(Duration::ZERO, admission.enter(Class::Other)).await {
            places.push(place);
        }
        assert_eq!(places.len(), 1, "others leave most of the pool free");
        assert!(admission.enter(Class::Save).await.unwrap().is_none());
        assert!(admission.enter(Class::Exam).await.is_ok());
    }
}
