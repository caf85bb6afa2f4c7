//! Collects waiting saves into batches: at most one row for an attempt and position, order kept.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::lane::Lanes;
use super::link::{Link, Locking};
use super::settle::Settler;
use super::{Common, Job};
use crate::db::Address;

/// Writes the saves of one queue, batch after batch.
pub(super) struct Worker {
    jobs: mpsc::Receiver<Job>,
    waiting: VecDeque<Job>,
    settler: Settler,
    lanes: Lanes,
    closing: watch::Receiver<bool>,
    limit: usize,
}

impl Worker {
    pub(super) fn new(
        jobs: mpsc::Receiver<Job>,
        address: &Address,
        common: &Arc<Common>,
        lanes: Lanes,
        closing: watch::Receiver<bool>,
    ) -> Self {
        let link = Link::new(address, common, Locking::Skip);
        let limit = common.options.batch.max(1);
        Self {
            jobs,
            waiting: VecDeque::new(),
            settler: Settler::new(link, Arc::clone(common)),
            lanes,
            closing,
            limit,
        }
    }

    /// Works until the queue is closed and empty.
    pub(super) async fn run(mut self) {
        while self.refill().await {
            let batch = self.next_batch();
            if batch.is_empty() {
                continue;
            }
            for busy in self.settler.settle(batch).await {
                self.lanes.push(busy);
            }
        }
    }

    /// Waits until there is something to write. False when nothing will come any more.
    async fn refill(&mut self) -> bool {
        if self.waiting.is_empty() {
            return self.receive().await;
        }
        while self.waiting.len() < self.limit {
            let Ok(job) = self.jobs.try_recv() else { break };
            self.waiting.push_back(job);
        }
        true
    }

    async fn receive(&mut self) -> bool {
        let mut arrived = Vec::with_capacity(self.limit);
        loop {
            if *self.closing.borrow() {
                // Refuses new saves; those already in the queue still arrive.
                self.jobs.close();
            }
            tokio::select! {
                count = self.jobs.recv_many(&mut arrived, self.limit) => {
                    self.waiting.extend(arrived);
                    return count > 0;
                }
                changed = self.closing.changed(), if !self.jobs.is_closed() => {
                    if changed.is_err() {
                        self.jobs.close();
                    }
                }
            }
        }
    }

    /// Takes what can go together. A second save of a question waits for the next batch; a save of an attempt that has
    /// others in its lane goes behind them.
    fn next_batch(&mut self) -> Vec<Job> {
        let mut batch = Vec::with_capacity(self.waiting.len());
        let mut later = VecDeque::new();
        let mut taken: HashSet<(Uuid, i16)> = HashSet::with_capacity(self.waiting.len());
        for job in self.waiting.drain(..) {
            if !taken.insert((job.save.attempt_id, job.save.position)) {
                later.push_back(job);
            } else if self.lanes.holds(job.save.attempt_id) {
                self.lanes.push(job);
            } else {
                batch.push(job);
            }
        }
        self.waiting = later;
        batch
    }
}
