//! The lanes: where saves whose attempt was locked wait for it, one by one, so that no batch waits with them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::link::{Link, Locking};
use super::settle::Settler;
use super::{Common, Job, Reply, WriterStats, share_of};
use crate::db::Address;

/// One lane would let one stuck hand-in delay all the others that wait.
const LANES: usize = 2;

/// How often a save that loses to another server's save of the same question is judged again.
const ROUNDS: u32 = 5;

/// How many saves of each attempt are in its lane.
type Held = Arc<Mutex<HashMap<Uuid, u32>>>;

/// The way into the lanes; they end when the last clone is gone.
#[derive(Clone)]
pub(super) struct Lanes {
    ways: Vec<mpsc::Sender<Job>>,
    held: Held,
    stats: Arc<WriterStats>,
}

/// Opens the lanes, each with room for `depth` saves and a connection of its own, made when first needed.
pub(super) fn open(
    address: &Address,
    common: &Arc<Common>,
    depth: usize,
    tasks: &mut Vec<JoinHandle<()>>,
) -> Lanes {
    let held = Held::default();
    let mut ways = Vec::new();
    for _ in 0..LANES {
        let (way, jobs) = mpsc::channel(depth);
        let settler = Settler::new(Link::new(address, common, Locking::Wait), Arc::clone(common));
        tasks.push(tokio::spawn(walk(jobs, settler, Arc::clone(&held))));
        ways.push(way);
    }
    Lanes { ways, held, stats: Arc::clone(&common.stats) }
}

impl Lanes {
    /// Whether saves of this attempt are in its lane.
    pub(super) fn holds(&self, attempt_id: Uuid) -> bool {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&attempt_id)
    }

    /// Puts a save into the lane of its attempt. When the lane is full the save ends as unavailable.
    pub(super) fn push(&self, job: Job) {
        let attempt_id = job.save.attempt_id;
        let Some(way) = share_of(attempt_id, &self.ways) else { return };
        WriterStats::count(&self.stats.single_rows);
        *self.held.lock().unwrap_or_else(PoisonError::into_inner).entry(attempt_id).or_default() += 1;
        if let Err(error) = way.try_send(job) {
            release(&self.held, attempt_id);
            WriterStats::count(&self.stats.unavailable);
            error.into_inner().finish(Reply::unavailable());
        }
    }
}

async fn walk(mut jobs: mpsc::Receiver<Job>, mut settler: Settler, held: Held) {
    while let Some(job) = jobs.recv().await {
        let attempt_id = job.save.attempt_id;
        let mut left = vec![job];
        for _ in 0..ROUNDS {
            left = settler.settle(left).await;
            if left.is_empty() {
                break;
            }
        }
        settler.give_up(left);
        release(&held, attempt_id);
    }
}

fn release(held: &Held, attempt_id: Uuid) {
    let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
    if let Entry::Occupied(mut entry) = held.entry(attempt_id) {
        *entry.get_mut() -= 1;
        if *entry.get() == 0 {
            entry.remove();
        }
    }
}
