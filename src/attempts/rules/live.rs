//! What staff may do to the time of an attempt that runs: give more, let it stand still, let it go on. Never less.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Arrival, arrival, plus};

/// An attempt as these rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Whether it is in progress.
    pub open: bool,
    /// When its time is over; `None` is without limit.
    pub deadline_at: Option<DateTime<Utc>>,
    /// Since when its time stands still.
    pub paused_at: Option<DateTime<Utc>>,
}

impl Running {
    /// What its own clock shows.
    fn clock(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.paused_at.map_or(now, |paused_at| paused_at.min(now))
    }
}

/// What giving more time comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// The new deadline, never earlier than the old one.
    Until(DateTime<Utc>),
    /// It has no limit, so there is nothing to extend.
    NoLimit,
    /// Its grace is over: what happens now is the hand-in.
    TooLate,
    /// It was handed in.
    Closed,
}

/// More time for an attempt. Nothing or less than nothing changes nothing.
pub fn extend(attempt: Running, now: DateTime<Utc>, by: TimeDelta) -> Extension {
    if !attempt.open {
        return Extension::Closed;
    }
    match attempt.deadline_at {
        None => Extension::NoLimit,
        deadline if arrival(attempt.clock(now), deadline) == Arrival::TooLate => Extension::TooLate,
        Some(deadline) => Extension::Until(plus(deadline, by)),
    }
}

/// What stopping the time comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pausing {
    /// It stands still from now on.
    Paused,
    /// It stood still before.
    AlreadyPaused,
    /// Its time is over: its page is handing in.
    TooLate,
    /// It was handed in.
    Closed,
}

/// Whether the time of an attempt can be stopped now.
pub fn pause(attempt: Running, now: DateTime<Utc>) -> Pausing {
    match (attempt.open, attempt.paused_at) {
        (false, _) => Pausing::Closed,
        (true, Some(_)) => Pausing::AlreadyPaused,
        (true, None) if arrival(now, attempt.deadline_at) != Arrival::InTime => Pausing::TooLate,
        (true, None) => Pausing::Paused,
    }
}

/// The deadline when the time goes on: later by exactly the length of the pause, and not earlier when the clock was set
/// back meanwhile.
pub fn after_pause(
    deadline: Option<DateTime<Utc>>,
    paused_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    deadline.map(|deadline| plus(deadline, now - paused_at))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-22T{time}Z").parse().unwrap()
    }

    fn running(deadline: Option<&str>, paused: Option<&str>) -> Running {
        Running { open: true, deadline_at: deadline.map(at), paused_at: paused.map(at) }
    }

    #[test]
    fn time_is_added_to_the_deadline_until_the_grace_is_over() {
        let ten = TimeDelta::minutes(10);
        for (deadline, paused, now, comes_to) in [
            (Some("11:00:00"), None, "10:30:00", Extension::Until(at("11:10:00"))),
            (Some("11:00:00"), None, "11:00:59", Extension::Until(at("11:10:00"))),
            (Some("11:00:00"), None, "11:01:00", Extension::TooLate),
            (Some("11:00:00"), Some("10:50:00"), "12:00:00", Extension::Until(at("11:10:00"))),
            (None, None, "10:30:00", Extension::NoLimit),
        ] {
            assert_eq!(extend(running(deadline, paused), at(now), ten), comes_to, "{deadline:?} {now}");
        }
        let closed = Running { open: false, ..running(Some("11:00:00"), None) };
        assert_eq!(extend(closed, at("10:00:00"), ten), Extension::Closed);
    }

    #[test]
    fn time_is_stopped_while_there_is_some() {
        for (deadline, paused, now, comes_to) in [
            (Some("11:00:00"), None, "11:00:00", Pausing::Paused),
            (Some("11:00:00"), None, "11:00:01", Pausing::TooLate),
            (None, None, "11:00:01", Pausing::Paused),
            (Some("11:00:00"), Some("10:50:00"), "12:00:00", Pausing::AlreadyPaused),
        ] {
            assert_eq!(pause(running(deadline, paused), at(now)), comes_to, "{deadline:?} {now}");
        }
        let closed = Running { open: false, ..running(None, None) };
        assert_eq!(pause(closed, at("10:00:00")), Pausing::Closed);
    }

    proptest! {
        #[test]
        fn a_pause_gives_back_exactly_its_length_and_never_takes_any(
            left in 0i64..86_400_000, length in -600_000i64..86_400_000,
        ) {
            let paused_at = at("10:00:00");
            let deadline = paused_at + TimeDelta::milliseconds(left);
            let now = paused_at + TimeDelta::milliseconds(length);
            let after = after_pause(Some(deadline), paused_at, now).unwrap();
            prop_assert!(after >= deadline);
            if length >= 0 {
                prop_assert_eq!(after - now, deadline - paused_at, "as much is left as was left");
            }
        }

        #[test]
        fn whatever_staff_do_a_deadline_only_rises(
            left in -120i64..7_200, steps in prop::collection::vec((0u8..3, 0i64..1_000, -5i64..600), 0..12),
        ) {
            let mut now = at("10:00:00");
            let mut attempt =
                Running { open: true, deadline_at: Some(now + TimeDelta::seconds(left)), paused_at: None };
            for (kind, waited, minutes) in steps {
                now += TimeDelta::seconds(waited);
                let before = attempt;
                match kind {
                    0 => if let Extension::Until(until) = extend(attempt, now, TimeDelta::minutes(minutes)) {
                        attempt.deadline_at = Some(until);
                    },
                    1 => if pause(attempt, now) == Pausing::Paused {
                        attempt.paused_at = Some(now);
                    },
                    _ => if let Some(paused_at) = attempt.paused_at.take() {
                        attempt.deadline_at = after_pause(attempt.deadline_at, paused_at, now);
                    },
                }
                prop_assert!(attempt.deadline_at >= before.deadline_at);
                if before.paused_at.is_some() {
                    let left = |attempt: Running| attempt.deadline_at.unwrap() - attempt.clock(now);
                    prop_assert!(left(attempt) >= left(before), "a pause costs nobody a second");
                }
            }
        }
    }
}
