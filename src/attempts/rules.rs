//! When an attempt may start, when its time is over, and what still counts then.

pub mod live;
pub mod outage;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub use crate::base::clock::GRACE;
use crate::base::crockford;
use crate::base::text::fold_login;
use crate::exams::terms::Terms;

/// The answer to somebody who wants to sit an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartDecision {
    /// An attempt is open: go on with it. Whether its time is over is for its own deadline to say.
    Resume,
    /// A new attempt may begin.
    Start,
    /// They passed, and nobody begins again who passed.
    Passed,
    /// The window opens at this instant.
    NotOpenYet(DateTime<Utc>),
    /// The window closed at this instant.
    Closed(DateTime<Utc>),
    /// All attempts allowed are used.
    NoAttemptsLeft,
    /// The window is open, but nobody began later than at this instant.
    TooLate(DateTime<Utc>),
    /// Too soon after the last attempt; from this instant on.
    CoolingDown(DateTime<Utc>),
    /// Staff have not let the person begin yet.
    WaitForStaff,
}

impl StartDecision {
    /// Its word in pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Start => "start",
            Self::Passed => "passed",
            Self::NotOpenYet(_) => "not_open",
            Self::Closed(_) => "closed",
            Self::NoAttemptsLeft => "used_up",
            Self::TooLate(_) => "too_late",
            Self::CoolingDown(_) => "cooling_down",
            Self::WaitForStaff => "waiting",
        }
    }

    /// The instant it speaks of.
    pub fn at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::NotOpenYet(at) | Self::Closed(at) | Self::TooLate(at) | Self::CoolingDown(at) => Some(at),
            _ => None,
        }
    }
}

/// What a start depends on besides the terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Own {
    /// Whether an attempt is open.
    pub is_sitting: bool,
    /// Whether they passed, as far as that is open to them.
    pub knows_passed: bool,
    /// When their last attempt that counts was handed in.
    pub handed_in_at: Option<DateTime<Utc>>,
}

/// Whether somebody may start now, whose terms these are now. The window includes its first instant and not its last;
/// the last instant to enter is still in time.
pub fn may_start(now: DateTime<Utc>, terms: &Terms, own: &Own) -> StartDecision {
    if own.is_sitting {
        return StartDecision::Resume;
    }
    if terms.stop_after_pass && own.knows_passed {
        return StartDecision::Passed;
    }
    let cooled_down_at = terms.cooldown.zip(own.handed_in_at).map(|(pause, from)| plus(from, pause));
    match (terms.opens_at, terms.closes_at) {
        (Some(opens_at), _) if now < opens_at => StartDecision::NotOpenYet(opens_at),
        (_, Some(closes_at)) if now >= closes_at => StartDecision::Closed(closes_at),
        _ if terms.attempts_left() == Some(0) => StartDecision::NoAttemptsLeft,
        _ => match (terms.enter_until, cooled_down_at) {
            (Some(last), _) if now > last => StartDecision::TooLate(last),
            (_, Some(from)) if now < from => StartDecision::CoolingDown(from),
            _ if terms.waits_for_staff => StartDecision::WaitForStaff,
            _ => StartDecision::Start,
        },
    }
}

/// Whether this is the passcode, however its letters are cased and wide. Compared in constant time.
pub fn is_passcode(typed: &str, passcode: &str) -> bool {
    let digest = |text: &str| Sha256::digest(fold_login(text).as_bytes());
    digest(typed).as_slice().ct_eq(digest(passcode).as_slice()).into()
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

/// The deadline of an attempt that is opened again until `until`; never earlier than the one it had. `None` when that is
/// not in the future.
pub fn reopened_until(
    now: DateTime<Utc>,
    before: Option<DateTime<Utc>>,
    until: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    (until > now).then(|| before.map_or(until, |before| before.max(until)))
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

    /// 09:00 to 18:00, one hour, two attempts.
    fn terms() -> Terms {
        Terms {
            opens_at: Some(at("09:00:00")),
            closes_at: Some(at("18:00:00")),
            limit: Some(minutes(60)),
            extra: TimeDelta::zero(),
            attempts_allowed: Some(2),
            attempts_used: 0,
            is_make_up: false,
            enter_until: None,
            cooldown: None,
            stop_after_pass: false,
            waits_for_staff: false,
            has_chances: true,
        }
    }

    fn used(attempts_allowed: Option<i32>, attempts_used: i32) -> Terms {
        Terms { attempts_allowed, attempts_used, ..terms() }
    }

    #[test]
    fn starting_is_allowed_in_the_window_while_attempts_are_left() {
        use StartDecision::{Closed, NoAttemptsLeft, NotOpenYet, Resume, Start};
        let (opens, closes) = (at("09:00:00"), at("18:00:00"));
        for (now, allowed, taken, is_sitting, decision) in [
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
            let own = Own { is_sitting, ..Own::default() };
            assert_eq!(may_start(at(now), &used(allowed, taken), &own), decision, "{now}");
        }
        let always = Terms { opens_at: None, closes_at: None, ..used(None, 0) };
        assert_eq!(may_start(at("12:00:00"), &always, &Own::default()), Start);
    }

    #[test]
    fn late_entry_cooldown_a_pass_and_staff_each_keep_from_starting() {
        use StartDecision::{CoolingDown, Passed, Start, TooLate, WaitForStaff};
        let late = Terms { enter_until: Some(at("09:15:00")), ..terms() };
        let cooling = Terms { cooldown: Some(minutes(120)), ..terms() };
        let stops = Terms { stop_after_pass: true, ..terms() };
        let waits = Terms { waits_for_staff: true, ..terms() };
        let fresh = Own::default();
        let sat = Own { handed_in_at: Some(at("10:00:00")), ..fresh };
        let passed = Own { knows_passed: true, ..sat };
        for (now, terms, own, decision) in [
            ("09:15:00", late, fresh, Start),
            ("09:15:01", late, fresh, TooLate(at("09:15:00"))),
            ("11:59:59", cooling, sat, CoolingDown(at("12:00:00"))),
            ("12:00:00", cooling, sat, Start),
            ("10:00:00", cooling, fresh, Start),
            ("12:00:00", stops, passed, Passed),
            ("12:00:00", stops, sat, Start),
            ("12:00:00", terms(), passed, Start),
            ("12:00:00", waits, fresh, WaitForStaff),
            ("09:20:00", Terms { waits_for_staff: true, ..late }, fresh, TooLate(at("09:15:00"))),
        ] {
            assert_eq!(may_start(at(now), &terms, &own), decision, "{now}");
            let sitting = Own { is_sitting: true, ..own };
            assert_eq!(may_start(at(now), &terms, &sitting), StartDecision::Resume);
        }
    }

    #[test]
    fn a_passcode_is_the_same_in_capitals_and_in_full_width_and_nothing_else_is_it() {
        for typed in ["Blue-42", "blue-42", " BLUE-42 ", "ｂｌｕｅ－４２"] {
            assert!(is_passcode(typed, "Blue-42"), "{typed}");
        }
        for typed in ["", "blue", "blue-43", "blue-421"] {
            assert!(!is_passcode(typed, "Blue-42"), "{typed}");
        }
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
        fn whoever_may_start_is_in_the_window_has_an_attempt_and_gets_some_time(
            opens in proptest::option::of(0i64..1000), closes in proptest::option::of(0i64..1000),
            now in 0i64..1000, limit in proptest::option::of(1i64..500), extra in 0i64..100,
            allowed in proptest::option::of(1i32..3), taken in 0i32..4, enter in proptest::option::of(0i64..1000),
            cooldown in proptest::option::of(0i64..500), handed_in in proptest::option::of(0i64..1000),
            knows_passed: bool, stop_after_pass: bool, waits_for_staff: bool
        ) {
            let instant = |seconds: i64| at("00:00:00") + TimeDelta::seconds(seconds);
            let terms = Terms {
                opens_at: opens.map(instant),
                closes_at: closes.map(instant),
                limit: limit.map(TimeDelta::seconds),
                extra: TimeDelta::seconds(extra),
                enter_until: enter.map(instant),
                cooldown: cooldown.map(TimeDelta::seconds),
                stop_after_pass,
                waits_for_staff,
                ..used(allowed, taken)
            };
            let own = Own { is_sitting: false, knows_passed, handed_in_at: handed_in.map(instant) };
            let now = instant(now);
            let starts = may_start(now, &terms, &own) == StartDecision::Start;
            let in_window = opens.is_none_or(|opens| instant(opens) <= now)
                && closes.is_none_or(|closes| now < instant(closes));
            let cooled = match (cooldown, handed_in) {
                (Some(cooldown), Some(handed_in)) => instant(handed_in + cooldown) <= now,
                _ => true,
            };
            let may = in_window
                && allowed.is_none_or(|allowed| taken < allowed)
                && enter.is_none_or(|enter| now <= instant(enter))
                && cooled
                && !(knows_passed && stop_after_pass)
                && !waits_for_staff;
            prop_assert_eq!(starts, may);
            if starts {
                prop_assert!(terms.time_you_get(now).is_none_or(|time| time > TimeDelta::zero()));
            }
        }
    }
}
