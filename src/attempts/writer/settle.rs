//! Runs a batch to its end: again after a passing failure, once more after a lost connection, in halves when one of
//! its rows is at fault.

use std::sync::Arc;

use tokio::time::Instant;

use super::link::{Failure, Link, Ruling};
use super::{Common, Job, Reply, WriterStats};

/// How often a batch is run again after deadlocks and the like before it is split.
const RETRIES: u32 = 3;

/// A batch or a part of one, and what it has been through.
struct Part {
    jobs: Vec<Job>,
    retries: u32,
    lost_once: bool,
}

/// Runs batches on one connection.
pub(super) struct Settler {
    link: Link,
    common: Arc<Common>,
}

impl Settler {
    pub(super) fn new(link: Link, common: Arc<Common>) -> Self {
        Self { link, common }
    }

    /// Answers every save of the batch, except those whose attempt is busy: these are handed back.
    pub(super) async fn settle(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let mut busy = Vec::new();
        if jobs.is_empty() {
            return busy;
        }
        let mut parts = vec![Part { jobs, retries: 0, lost_once: false }];
        while let Some(mut part) = parts.pop() {
            part.jobs.sort_unstable_by_key(|job| (job.save.attempt_id, job.save.position));
            if !self.link.ready(self.last_chance(&part.jobs)).await {
                self.give_up(part.jobs);
                continue;
            }
            match self.link.run(&part.jobs).await {
                Ok(rulings) => busy.extend(self.announce(part.jobs, rulings)),
                Err(failure) => self.after_failure(part, failure, &mut parts),
            }
        }
        busy
    }

    /// Ends saves without a verdict.
    pub(super) fn give_up(&self, jobs: Vec<Job>) {
        WriterStats::add(&self.common.stats.unavailable, jobs.len());
        for job in jobs {
            job.finish(Reply::unavailable());
        }
    }

    /// When the last of them stops waiting for its verdict.
    fn last_chance(&self, jobs: &[Job]) -> Instant {
        let newest =
            jobs.iter().map(|job| job.save.received).max().map_or_else(Instant::now, Instant::from_std);
        newest + self.common.options.patience
    }

    fn announce(&self, jobs: Vec<Job>, rulings: Vec<Ruling>) -> Vec<Job> {
        self.common.stats.note_batch(jobs.len());
        let mut busy = Vec::new();
        for (job, ruling) in jobs.into_iter().zip(rulings) {
            match ruling {
                Ruling::Final(reply) => {
                    self.common.stats.note_verdict(&reply.verdict);
                    job.finish(reply);
                }
                Ruling::Busy => busy.push(job),
            }
        }
        busy
    }

    fn after_failure(&self, mut part: Part, failure: Failure, parts: &mut Vec<Part>) {
        let stats = &self.common.stats;
        match failure {
            // What was lost may have been committed: then the second run finds replays.
            Failure::Lost if !part.lost_once => {
                WriterStats::count(&stats.retries);
                part.lost_once = true;
                parts.push(part);
            }
            Failure::Passing if part.retries < RETRIES => {
                WriterStats::count(&stats.retries);
                part.retries += 1;
                parts.push(part);
            }
            Failure::Passing | Failure::Faulty if part.jobs.len() > 1 => {
                WriterStats::count(&stats.splits);
                let second = part.jobs.split_off(part.jobs.len() / 2);
                parts.push(Part { jobs: second, retries: 0, lost_once: part.lost_once });
                parts.push(Part { jobs: part.jobs, retries: 0, lost_once: part.lost_once });
            }
            Failure::Lost | Failure::Passing | Failure::Faulty | Failure::Overloaded => {
                self.give_up(part.jobs);
            }
        }
    }
}
