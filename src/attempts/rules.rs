//! When an attempt may start, when its time is over, and what still counts then.

pub mod live;
pub mod outage;

use chrono::{DateTime, TimeDelta, Utc};

pub use crate::base::clock::GRACE;
use crate::base::crockford;

/// When the time of an attempt is over: the earlier of start plus limit and the end of the window, plus extra
/// time. `None` when there is neither. Extra time below zero counts as none: an attempt is never shortened.
pub fn deadline(
    start: DateTime<Utc>,
    limit: Option<TimeDelta>,
    closes_at: Option<DateTime<Utc>>,
    extra: TimeDelta,
) -> Option<DateTime<Utc>> {
    let limit_ends = limit.map(|limit| plus(start, limit));
    let ends = match (limit_ends, closes_at) {
        (Some(limit_ends), Some(closes_at)) => limit_ends.min(closes_at),
        (either, other) => either.or(other)?,
    };
    Some(plus(ends, extra))
}

/// The time somebody gets who starts now, as the start page promises it. `None` is without limit; never below
/// zero.
pub fn time_you_get(
    now: DateTime<Utc>,
    limit: Option<TimeDelta>,
    closes_at: Option<DateTime<Utc>>,
    extra: TimeDelta,
) -> Option<TimeDelta> {
    deadline(now, limit, closes_at, extra).map(|deadline| (deadline - now).max(TimeDelta::zero()))
}

/// The answer to somebody who wants to sit an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartDecision {
    /// An attempt is open: go on with it. Whether its time is over is for its own deadline to say.
    Resume,
    /// A new attempt may begin.
    Start,
    /// The window opens at this instant.
    NotOpenYet(DateTime<Utc>),
    /// The window closed at this instant.
    Closed(DateTime<Utc>),
    /// All attempts allowed are used.
    NoAttemptsLeft,
}

/// Whether somebody may start now. `attempts_allowed` is `None` without limit; `attempts_used` counts those
/// that were begun and not voided; `open_attempt` is whether one is in progress. The window includes its
/// first instant and not its last.
pub fn may_start(
    now: DateTime<Utc>,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    attempts_allowed: Option<i32>,
    attempts_used: i32,
    open_attempt: bool,
) -> StartDecision {
    if open_attempt {
        return StartDecision::Resume;
    }
    match (opens_at, closes_at) {
        (Some(opens_at), _) if now < opens_at => StartDecision::NotOpenYet(opens_at),
        (_, Some(closes_at)) if now >= closes_at => StartDecision::Closed(closes_at),
        _ if attempts_allowed.is_some_and(|allowed| attempts_used >= allowed) => {
            StartDecision::NoAttemptsLeft
        }
        _ => StartDecision::Start,
    }
}

/// How a save or a hand-in stands to the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Up to the deadline.
    InTime,
    /// After the deadline and within the grace: taken at full value, flagged late.
    Late,
    /// After the grace: refused.
    TooLate,
}

/// How something received at this instant stands to the deadline. The deadline itself is in time, the end of
/// the grace is too late.
pub fn arrival(received_at: DateTime<Utc>, deadline: Option<DateTime<Utc>>) -> Arrival {
    match deadline {
        Some(deadline) if received_at >= plus(deadline, GRACE) => Arrival::TooLate,
        Some(deadline) if received_at > deadline => Arrival::Late,
        _ => Arrival::InTime,
    }
}

/// The number on a receipt, from random bytes: `7K2F-90QD`.
pub fn receipt_from(bytes: [u8; 5]) -> String {
    crockford::group(&crockford::encode(&bytes))
}

/// The later instant; beyond the end of the calendar, that end. Never earlier.
fn plus(instant: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(duration.max(TimeDelta::zero())).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-22T{time}Z").parse().unwrap()
    }

    fn minutes(minutes: i64) -> TimeDelta {
        TimeDelta::minutes(minutes)
    }

    #[test]
    fn the_earlier_of_limit_and_window_ends_an_attempt() {
        let start = at("10:00:00");
        for (limit, closes_at, extra, ends) in [
            (Some(60), Some(at("18:00:00")), 0, Some(at("11:00:00"))),
            (Some(60), Some(at("10:30:00")), 0, Some(at("10:30:00"))),
            (Some(60), Some(at("10:30:00")), 15, Some(at("10:45:00"))),
            (Some(60), None, 15, Some(at("11:15:00"))),
            (None, Some(at("18:00:00")), 0, Some(at("18:00:00"))),
            (None, None, 15, None),
            (Some(60), None, -15, Some(at("11:00:00"))),
        ] {
            assert_eq!(deadline(start, limit.map(minutes), closes_at, minutes(extra)), ends);
        }
    }

    #[test]
    fn an_endless_limit_does_not_wrap_around() {
        let endless = deadline(at("10:00:00"), Some(TimeDelta::MAX), None, TimeDelta::MAX);
        assert_eq!(endless, Some(DateTime::<Utc>::MAX_UTC));
        assert_eq!(arrival(at("10:00:00"), endless), Arrival::InTime);
    }

    #[test]
    fn the_time_promised_is_the_time_given() {
        let now = at("10:10:00");
        assert_eq!(time_you_get(now, Some(minutes(60)), Some(at("10:30:00")), minutes(0)), Some(minutes(20)));
        assert_eq!(time_you_get(now, Some(minutes(60)), None, minutes(15)), Some(minutes(75)));
        assert_eq!(time_you_get(now, Some(minutes(60)), Some(at("10:00:00")), minutes(0)), Some(minutes(0)));
        assert_eq!(time_you_get(now, None, None, minutes(15)), None);
    }

    #[test]
    fn starting_is_allowed_in_the_window_while_attempts_are_left() {
        use StartDecision::{Closed, NoAttemptsLeft, NotOpenYet, Resume, Start};
        let (opens, closes) = (at("09:00:00"), at("18:00:00"));
        for (now, allowed, used, open, decision) in [
            ("08:59:59", Some(2), 0, false, NotOpenYet(opens)),
            ("09:00:00", Some(2), 0, false, Start),
            ("17:59:59", Some(2), 1, false, Start),
            ("18:00:00", Some(2), 0, false, Closed(closes)),
            ("12:00:00", Some(2), 2, false, NoAttemptsLeft),
            ("12:00:00", Some(2), 3, false, NoAttemptsLeft),
            ("12:00:00", None, 900, false, Start),
            ("12:00:00", Some(1), 1, true, Resume),
            ("18:00:00", Some(1), 1, true, Resume),
            ("18:00:00", Some(1), 1, false, Closed(closes)),
        ] {
            assert_eq!(may_start(at(now), Some(opens), Some(closes), allowed, used, open), decision, "{now}");
        }
        assert_eq!(may_start(at("12:00:00"), None, None, None, 0, false), Start);
    }

    #[test]
    fn the_grace_takes_what_the_deadline_just_missed() {
        let deadline = Some(at("11:00:00"));
        for (received_at, arrives) in [
            ("10:59:59", Arrival::InTime),
            ("11:00:00", Arrival::InTime),
            ("11:00:00.001", Arrival::Late),
            ("11:00:59.999", Arrival::Late),
            ("11:01:00", Arrival::TooLate),
        ] {
            assert_eq!(arrival(at(received_at), deadline), arrives, "{received_at}");
        }
        assert_eq!(arrival(at("23:59:59"), None), Arrival::InTime);
    }

    #[test]
    fn receipts_are_eight_characters_people_can_read_aloud() {
        assert_eq!(receipt_from([0; 5]), "0000-0000");
        assert_eq!(receipt_from([0xff; 5]), "ZZZZ-ZZZZ");
        assert_eq!(receipt_from([0x3c, 0xc4, 0xf4, 0x82, 0xed]), "7K2F-90QD");
    }

    proptest! {
        #[test]
        fn more_extra_time_never_means_less_time(
            limit in proptest::option::of(0i64..100_000), window in proptest::option::of(-1000i64..100_000),
            extra in -1000i64..10_000, more in 0i64..10_000
        ) {
            let start = at("10:00:00");
            let (limit, closes_at) = (limit.map(TimeDelta::seconds), window.map(|window| start + TimeDelta::seconds(window)));
            let less = deadline(start, limit, closes_at, TimeDelta::seconds(extra));
            let more = deadline(start, limit, closes_at, TimeDelta::seconds(extra + more));
            prop_assert!(less <= more);
            prop_assert_eq!(less.is_none(), limit.is_none() && closes_at.is_none());
        }

        #[test]
        fn whoever_may_start_gets_some_time(
            opens in proptest::option::of(0i64..1000), closes in proptest::option::of(0i64..1000),
            now in 0i64..1000,
            limit in proptest::option::of(1i64..500), extra in 0i64..100
        ) {
            let instant = |seconds: i64| at("00:00:00") + TimeDelta::seconds(seconds);
            let (now, closes_at) = (instant(now), closes.map(instant));
            if may_start(now, opens.map(instant), closes_at, None, 0, false) == StartDecision::Start {
                let time = time_you_get(now, limit.map(TimeDelta::seconds), closes_at, TimeDelta::seconds(extra));
                prop_assert!(time.is_none_or(|time| time > TimeDelta::zero()));
            }
        }
    }
}
