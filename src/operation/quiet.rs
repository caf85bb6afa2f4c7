//! Work on much at once that those who wait for an answer must not notice: on a thread of its own, which the system runs
//! after everything else.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::db::stepping_back::NICE;

/// Whose turn it is: each such piece of work holds much in memory, and so only one is done at a time.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Turns {
    /// Waits for the turn, which ends when what is given is dropped.
    pub async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).acquire_owned().await.ok()
    }
}

/// Begins work on a thread of its own with a runtime of its own, on which it may open its own connections. What it gives
/// arrives at the receiver; an error there says that there was no thread, or that the work panicked.
pub fn begin<T, W, F>(work: W) -> oneshot::Receiver<T>
where
    T: Send + 'static,
    W: FnOnce() -> F + Send + 'static,
    F: Future<Output = T>,
{
    let (answer, receiver) = oneshot::channel();
    let body = move || {
        step_back();
        match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            // Nobody waits any more when the receiver is gone; the work was done all the same.
            Ok(runtime) => drop(answer.send(runtime.block_on(work()))),
            Err(error) => tracing::error!(%error, "quiet work has no runtime"),
        }
    };
    if let Err(error) = std::thread::Builder::new().name("quiet".to_owned()).spawn(body) {
        tracing::error!(%error, "quiet work has no thread");
    }
    receiver
}

/// Linux gives each thread, and those that it starts, a priority of its own. Elsewhere the whole program would step back.
/// What is nice still ends its slice of some milliseconds when others want the processor; what is idle gives it up at once.
#[cfg(target_os = "linux")]
fn step_back() {
    let this_thread = 0;
    let idle = uapi::c::sched_param { sched_priority: 0 };
    if let Err(error) = uapi::sched_setscheduler(this_thread, uapi::c::SCHED_IDLE, &idle) {
        tracing::debug!(%error, "quiet work is nice, but not idle");
    }
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::warn!(%error, "quiet work has the priority of any other");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[tokio::test]
    async fn quiet_work_steps_back_and_the_rest_of_the_program_does_not() {
        let own = || {
            let policy = uapi::sched_getscheduler(0).unwrap();
            (policy, rustix::process::getpriority_process(None).unwrap())
        };
        let before = own();
        let quiet = begin(move || async move {
            let inherited = tokio::task::spawn_blocking(own).await.unwrap();
            (own(), inherited)
        });
        let (during, inherited) = quiet.await.unwrap();
        assert_eq!(during, (uapi::c::SCHED_IDLE, (before.1 + NICE).min(19)));
        assert_eq!(inherited, during, "threads that it starts step back too");
        assert_eq!(own(), before);
    }

    #[tokio::test]
    async fn one_piece_of_work_waits_for_the_other() {
        let turns = Turns::default();
        let first = turns.wait().await;
        let other = turns.clone();
        let waits = tokio::spawn(async move { other.wait().await.is_some() });
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
        drop(first);
        assert!(waits.await.unwrap());
    }
}
