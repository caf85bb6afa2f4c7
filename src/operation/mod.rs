//! What keeps a server going and tells how it is: figures, whose turn it is when there is too much to do, time limits of
//! requests, and whether it is about to stop. Knows no room and no table.

pub mod admission;
pub mod class;
pub mod limit;
pub mod metrics;
pub mod quiet;
pub mod throttle;
pub mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::config::Limits;
use admission::Admission;
use metrics::Metrics;
use throttle::Throttle;

/// How often one code or token may be asked for without a pause: a room full of people who scan the same certificate.
const LOOKUPS_AT_ONCE: u32 = 60;

/// How long it takes until it may be asked for once more.
const LOOKUP_EVERY: Duration = Duration::from_secs(2);

/// Shared by everything of one server; clones share it.
#[derive(Clone)]
pub struct Operation {
    /// Figures of this process.
    pub metrics: Arc<Metrics>,
    /// Whose turn it is.
    pub admission: Arc<Admission>,
    /// Time limits.
    pub limits: Arc<Limits>,
    /// Turns of quiet work that goes on for long.
    pub long_work: quiet::Turns,
    /// Turns of quiet work that a page waits for.
    pub page_work: quiet::Turns,
    /// Turns of making workbooks.
    pub workbooks: quiet::Turns,
    /// What anybody may ask for without signing in, by the code or token that is asked for.
    pub lookups: Arc<Throttle>,
    draining: Arc<AtomicBool>,
}

impl Operation {
    /// Of a server that just starts.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            metrics: Arc::new(Metrics::new()),
            admission: Arc::new(Admission::new(limits)),
            limits: Arc::new(limits.clone()),
            long_work: quiet::Turns::default(),
            page_work: quiet::Turns::default(),
            workbooks: quiet::Turns::default(),
            lookups: Arc::new(Throttle::new(LOOKUPS_AT_ONCE, LOOKUP_EVERY)),
            draining: Arc::default(),
        }
    }

    /// From now on the server says that it will stop: `/readyz` is 503, and connections are not kept.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether it is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
