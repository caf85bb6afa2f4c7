//! The batching writer: how an answer becomes durable.
//!
//! Saves that arrive together share one statement and one commit (`save_batch.sql`), and none is acknowledged before
//! that commit. The statement proves authority itself, so a save costs no query of its own. There is no timer: an idle
//! server writes a batch of one. Saves of one attempt always go through the same connection, in the order of arrival.
//!
//! - `batch.rs` collects saves into batches; `lane.rs` judges, one by one, those whose attempt was locked;
//! - `settle.rs` runs a batch, again or in halves when it fails; `link.rs` is the connection and the statement.

mod batch;
mod lane;
mod link;
mod settle;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::db::Address;
use crate::db::address::AddressError;

/// One answer on its way to the database, as the edge received it: sizes, characters and labels are already checked.
#[derive(Clone, Debug)]
pub struct Save {
    /// SHA-256 of the raw session id: whoever it belongs to must be the person of the attempt.
    pub session_hash: [u8; 32],
    /// The attempt.
    pub attempt_id: Uuid,
    /// Writer epoch the device was given when it started or took over the attempt.
    pub epoch: i32,
    /// The question in the paper, from 1.
    pub position: i16,
    /// Counts the saves of this position, from 1; only a higher one replaces what is stored.
    pub sequence: i32,
    /// Labels as shown to this trainee, `T` or `F`, or text; empty clears the answer.
    pub response: String,
    /// When the device says it was answered: evidence, never acceptance.
    pub client_at: Option<DateTime<Utc>>,
    /// When this server received it; the time it waits here is not held against the trainee.
    pub received: Instant,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is durable and is the current answer.
    Stored,
    /// Exactly this save is the current answer already, from an earlier try.
    Replayed,
    /// Another answer with the same or a higher sequence is stored.
    Conflict {
        /// Sequence of the stored answer; 0 when none is stored.
        stored_sequence: i32,
        /// The stored answer; empty when none is stored.
        stored_response: String,
    },
    /// The attempt was continued on another device.
    Superseded {
        /// The epoch of that device.
        epoch: i32,
    },
    /// It came after the deadline and the grace.
    Late,
    /// The time of the attempt stands still, for longer than it takes to send what was typed before. Sending it again
    /// when the time goes on is right.
    Paused,
    /// The attempt is no longer in progress.
    Closed,
    /// The paper has no question at this position.
    NoSuchQuestion,
    /// There is no such attempt for this session: unknown, expired or revoked session, another person's attempt, or no
    /// attempt at all. One answer for all of them, so that it tells a stranger nothing.
    NotYours,
    /// Not known to be stored: the database did not answer in time, or too much is waiting. Sending the same save
    /// again is harmless.
    Unavailable,
}

/// The answer to a save. The facts of the attempt are there whenever the save reached an attempt of this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What became of the save.
    pub verdict: Verdict,
    /// The time of the database; none when it did not answer.
    pub server_time: Option<DateTime<Utc>>,
    /// Deadline of the attempt, without the grace; none also when the attempt has no limit.
    pub deadline_at: Option<DateTime<Utc>>,
    /// Since when the time of the attempt stands still; none while it runs.
    pub paused_at: Option<DateTime<Utc>>,
    /// Current writer epoch of the attempt.
    pub epoch: Option<i32>,
    /// When the stored answer to this question was received; none when none is stored.
    pub saved_at: Option<DateTime<Utc>>,
}

impl Reply {
    fn unavailable() -> Self {
        Self {
            verdict: Verdict::Unavailable,
            server_time: None,
            deadline_at: None,
            paused_at: None,
            epoch: None,
            saved_at: None,
        }
    }
}

/// How the writer works. The defaults suit a server of any size.
#[derive(Clone, Debug)]
pub struct WriterOptions {
    /// Connections that write batches, at least 1. Attempts are divided among them. One is best where server and
    /// database share few cores: fewer, larger batches cost less of them.
    pub connections: usize,
    /// Most saves in one batch, at least 1.
    pub batch: usize,
    /// Most saves waiting in all; more are answered [`Verdict::Unavailable`] at once.
    pub queue: usize,
    /// How long a save waits for its verdict, and how long a lost connection is tried again for it.
    pub patience: Duration,
    /// How long a save waits for an attempt that a hand-in has locked.
    pub lock_wait: Duration,
    /// How long after the deadline a save is still taken at full value; whole seconds.
    pub grace: Duration,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            connections: 1,
            batch: 64,
            queue: 4096,
            patience: Duration::from_secs(5),
            lock_wait: Duration::from_secs(2),
            grace: Duration::from_secs(60),
        }
    }
}

/// What the writer has done since it started; for metrics.
#[derive(Debug, Default)]
pub struct WriterStats {
    /// Saves taken into the queue.
    pub saves: AtomicU64,
    /// Saves refused at once because too much was waiting.
    pub refused_full: AtomicU64,
    /// Statements that succeeded, those of single saves included.
    pub batches: AtomicU64,
    /// Saves in those statements; divided by `batches` it is the mean size of a batch.
    pub batch_rows: AtomicU64,
    /// Size of the largest batch.
    pub largest_batch: AtomicU64,
    /// Saves judged one by one because their attempt was locked.
    pub single_rows: AtomicU64,
    /// Statements run again after a passing failure.
    pub retries: AtomicU64,
    /// Batches cut in halves after a failure.
    pub splits: AtomicU64,
    /// Connections made, the first ones included.
    pub connects: AtomicU64,
    /// Saves of the queue that ended without a verdict.
    pub unavailable: AtomicU64,
    /// Saves by what became of them, in the order of [`VERDICTS`].
    verdicts: [AtomicU64; VERDICTS.len()],
}

/// What verdicts are called in figures, those of saves that reached the database.
const VERDICTS: [&str; 9] = [
    "stored",
    "replayed",
    "conflict",
    "superseded",
    "late",
    "closed",
    "no_such_question",
    "not_yours",
    "paused",
];

impl WriterStats {
    fn add(counter: &AtomicU64, amount: usize) {
        counter.fetch_add(u64::try_from(amount).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Each verdict by name with how often it was given.
    pub fn verdicts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        VERDICTS.iter().zip(&self.verdicts).map(|(name, count)| (*name, count.load(Ordering::Relaxed)))
    }

    fn note_verdict(&self, verdict: &Verdict) {
        let place = match verdict {
            Verdict::Stored => 0,
            Verdict::Replayed => 1,
            Verdict::Conflict { .. } => 2,
            Verdict::Superseded { .. } => 3,
            Verdict::Late => 4,
            Verdict::Closed => 5,
            Verdict::NoSuchQuestion => 6,
            Verdict::NotYours => 7,
            Verdict::Paused => 8,
            Verdict::Unavailable => return,
        };
        if let Some(counter) = self.verdicts.get(place) {
            Self::count(counter);
        }
    }

    fn note_batch(&self, rows: usize) {
        Self::count(&self.batches);
        Self::add(&self.batch_rows, rows);
        self.largest_batch.fetch_max(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// Why the writer could not be started.
#[derive(Debug, thiserror::Error)]
pub enum WriterError {
    /// The address of the database cannot be understood.
    #[error("the address of the database cannot be understood: {0}")]
    Address(#[from] AddressError),
}

/// A save together with whoever waits for its verdict.
struct Job {
    save: Save,
    answer: oneshot::Sender<Reply>,
}

impl Job {
    /// Nobody may be waiting any more; the save counts all the same.
    fn finish(self, reply: Reply) {
        let _nobody_waits = self.answer.send(reply);
    }
}

/// What every task of the writer shares.
struct Common {
    options: WriterOptions,
    stats: Arc<WriterStats>,
}

struct Inner {
    queues: Vec<mpsc::Sender<Job>>,
    closing: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    common: Arc<Common>,
}

/// Handle of the running writer; clones share it.
#[derive(Clone)]
pub struct Writer {
    inner: Arc<Inner>,
}

impl Writer {
    /// Starts the writer's tasks on the current tokio runtime. Connections are made when first needed and made again
    /// when lost, so the database need not be there yet.
    ///
    /// # Errors
    /// When `database_url` cannot be understood.
    pub fn start(database_url: &str, options: WriterOptions) -> Result<Self, WriterError> {
        let address = Address::with_network_limits(database_url, options.patience * 2)?;
        let count = options.connections.max(1);
        let depth = (options.queue / count).max(1);
        let common = Arc::new(Common { options, stats: Arc::default() });
        let (closing, closed) = watch::channel(false);
        let mut tasks = Vec::new();
        let lanes = lane::open(&address, &common, depth, &mut tasks);
        let mut queues = Vec::new();
        for _ in 0..count {
            let (queue, jobs) = mpsc::channel(depth);
            let worker = batch::Worker::new(jobs, &address, &common, lanes.clone(), closed.clone());
            tasks.push(tokio::spawn(worker.run()));
            queues.push(queue);
        }
        Ok(Self { inner: Arc::new(Inner { queues, closing, tasks: Mutex::new(tasks), common }) })
    }

    /// Makes one answer durable and says what became of it. When the future is dropped the save goes on.
    pub async fn save(&self, save: Save) -> Reply {
        let stats = &self.inner.common.stats;
        let (answer, verdict) = oneshot::channel();
        let queue = share_of(save.attempt_id, &self.inner.queues);
        if queue.is_none_or(|queue| queue.try_send(Job { save, answer }).is_err()) {
            WriterStats::count(&stats.refused_full);
            return Reply::unavailable();
        }
        WriterStats::count(&stats.saves);
        match tokio::time::timeout(self.inner.common.options.patience, verdict).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(_)) | Err(_) => Reply::unavailable(),
        }
    }

    /// Takes no more saves, finishes those that wait, and ends the tasks.
    pub async fn shutdown(&self) {
        self.inner.closing.send_replace(true);
        let tasks = std::mem::take(&mut *self.inner.tasks.lock().await);
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the writer failed");
            }
        }
    }

    /// How many saves wait for their batch now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let waiting = |queue: &mpsc::Sender<Job>| queue.max_capacity().saturating_sub(queue.capacity());
        self.inner.queues.iter().map(waiting).sum()
    }

    /// What the writer has done so far.
    #[must_use]
    pub fn stats(&self) -> Arc<WriterStats> {
        Arc::clone(&self.inner.common.stats)
    }
}

/// The one of `parts` that belongs to an attempt, always the same. The low bits of an id are random.
fn share_of<T>(attempt_id: Uuid, parts: &[T]) -> Option<&T> {
    let count = u128::try_from(parts.len()).ok()?;
    let index = attempt_id.as_u128().checked_rem(count)?;
    parts.get(usize::try_from(index).ok()?)
}
