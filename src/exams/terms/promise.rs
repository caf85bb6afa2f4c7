//! Whether everyone gets the extra time they were promised. No path is to cut it; this finds the one that does.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Terms, deadline};

/// An attempt that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When its time is over.
    pub deadline_at: Option<DateTime<Utc>>,
}

/// What a person with extra time was promised at an exam, and what they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// Extra time that is theirs.
    pub promised: TimeDelta,
    /// Extra time that they get: in the attempt that runs, or in one that would begin now.
    pub given: TimeDelta,
}

impl Promise {
    /// The promise to a person. Where there is neither limit nor end, nothing is to be given.
    pub fn to(terms: &Terms, running: Option<Running>, now: DateTime<Utc>) -> Self {
        let start = running.map_or_else(
            || terms.opens_at.map_or(now, |opens_at| opens_at.max(now)),
            |running| running.started_at,
        );
        let plain = deadline(start, terms.limit, terms.closes_at, TimeDelta::zero());
        let ends = running.map_or_else(|| terms.deadline(start), |running| running.deadline_at);
        match (plain, ends) {
            (Some(plain), Some(ends)) => {
                Self { promised: terms.extra, given: (ends - plain).max(TimeDelta::zero()).min(terms.extra) }
            }
            // Without a deadline there is nothing that could be cut.
            (_, None) | (None, _) => Self { promised: terms.extra, given: terms.extra },
        }
    }

    /// Whether something of the extra time is missing.
    pub fn is_cut(&self) -> bool {
        self.given < self.promised
    }
}
