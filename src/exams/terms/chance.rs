//! The windows in which a person may sit an exam, and which of them counts at a moment.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Circumstances, Frame, Grant, plus};

/// One window of a person with its attempts: the published one, or a make-up exam.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    pub(super) opens_at: Option<DateTime<Utc>>,
    /// With what it was extended by.
    pub(super) closes_at: Option<DateTime<Utc>>,
    pub(super) extended: TimeDelta,
    pub(super) allowed: Option<i32>,
    pub(super) used: i32,
    pub(super) is_make_up: bool,
}

/// What makes one window count rather than another; the greatest does.
pub(super) type Rank = (u8, Reverse<Option<DateTime<Utc>>>, Option<DateTime<Utc>>, bool);

impl Chance {
    /// The published window.
    pub(super) fn main(frame: &Frame, own: &Circumstances) -> Self {
        let extended = own
            .extensions
            .iter()
            .filter(|extension| frame.closes_at.is_some() && extension.closes_at == frame.closes_at)
            .fold(TimeDelta::zero(), |sum, extension| sum + extension.length());
        Self {
            opens_at: frame.opens_at,
            closes_at: frame.closes_at.map(|closes_at| plus(closes_at, extended)),
            extended,
            allowed: frame.attempts_allowed,
            used: 0,
            is_make_up: false,
        }
    }

    fn make_up(grant: &Grant, own: &Circumstances) -> Self {
        let mut closes_at = grant.closes_at;
        for extension in &own.extensions {
            if grant.usable_from() <= extension.made_at && extension.made_at < closes_at {
                closes_at = plus(closes_at, extension.length());
            }
        }
        Self {
            opens_at: Some(grant.usable_from()),
            closes_at: Some(closes_at),
            extended: closes_at - grant.closes_at,
            allowed: Some(grant.attempts),
            used: 0,
            is_make_up: true,
        }
    }

    /// Every window of a person. An attempt that began within a make-up exam counts there while it has attempts,
    /// any other in the published window.
    pub(super) fn all(frame: &Frame, own: &Circumstances, starts: &[DateTime<Utc>]) -> Vec<Self> {
        let mut main = Self::main(frame, own);
        let mut make_ups: Vec<Self> = own.grants.iter().map(|grant| Self::make_up(grant, own)).collect();
        for start in starts {
            let taken =
                make_ups.iter_mut().rev().find(|chance| chance.has_attempts() && chance.is_open(*start));
            taken.unwrap_or(&mut main).used += 1;
        }
        make_ups.insert(0, main);
        make_ups
    }

    pub(super) fn has_attempts(&self) -> bool {
        self.allowed.is_none_or(|allowed| self.used < allowed)
    }

    fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.is_to_come(now) && !self.is_over(now)
    }

    fn is_to_come(&self, now: DateTime<Utc>) -> bool {
        self.opens_at.is_some_and(|opens_at| now < opens_at)
    }

    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.closes_at.is_some_and(|closes_at| now >= closes_at)
    }

    /// How long the window is. One without an end has no length.
    pub(super) fn length(&self, frame: &Frame) -> TimeDelta {
        let from = self.opens_at.unwrap_or(frame.published_at);
        self.closes_at.map_or(TimeDelta::zero(), |closes_at| (closes_at - from).max(TimeDelta::zero()))
    }

    /// A window in which one may start comes first, then one that is still to come, the soonest; then those in
    /// which nothing can be begun, because the attempts are used or they are over.
    pub(super) fn rank(&self, now: DateTime<Utc>) -> Rank {
        let ends = self.closes_at.or(Some(DateTime::<Utc>::MAX_UTC));
        let (class, opens) = match (self.has_attempts(), self.is_to_come(now), self.is_over(now)) {
            (true, false, false) => (4, None),
            (true, true, _) => (3, self.opens_at),
            (false, false, false) => (2, None),
            (false, true, _) => (1, self.opens_at),
            (_, false, true) => (0, None),
        };
        (class, Reverse(opens), ends, !self.is_make_up)
    }
}
