//! What the gaps between the beats of the servers mean, and who ran into one.

use chrono::{DateTime, TimeDelta, Utc};

use super::GRACE;

/// Longer without a beat of any server, and the server was away.
pub const AWAY: TimeDelta = TimeDelta::seconds(60);

/// A larger difference between the clock of the database and the time that passed is a jump of that clock.
pub const STEP: TimeDelta = TimeDelta::seconds(30);

/// How near to the deadline an outage has to be for its victim to be listed.
const LAST_MINUTES: TimeDelta = TimeDelta::minutes(15);

/// A beat this process made before, and how long ago that was by a clock that nobody can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnBeat {
    /// What the database's clock showed.
    pub at: DateTime<Utc>,
    /// How long ago.
    pub elapsed: TimeDelta,
}

/// What a beat brings to light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing.
    None,
    /// No server was there.
    Away {
        /// The last beat before.
        from: DateTime<Utc>,
        /// The first one after.
        to: DateTime<Utc>,
    },
    /// The clock of the database jumped, forward or back.
    ClockStep {
        /// What it should have shown.
        from: DateTime<Utc>,
        /// What it showed.
        to: DateTime<Utc>,
    },
}

/// What a beat at `now` brings to light. `last` is the last beat of any server, `own` the last one of this process.
pub fn judge(last: Option<DateTime<Utc>>, own: Option<OwnBeat>, now: DateTime<Utc>) -> News {
    let expected = own.map(|own| own.at + own.elapsed);
    if let Some(expected) = expected.filter(|expected| (now - *expected).abs() > STEP) {
        return News::ClockStep { from: expected, to: now };
    }
    match last {
        Some(last) if now - last > AWAY => News::Away { from: last, to: now },
        Some(last) if expected.is_none() && last - now > STEP => News::ClockStep { from: last, to: now },
        _ => News::None,
    }
}

/// How much of the time of an attempt the server was away, where that was in the last quarter of an hour before the
/// deadline or kept its grace from being used: then what the person still had to send could not come. None otherwise.
pub fn lost_time(
    (away_from, away_to): (DateTime<Utc>, DateTime<Utc>),
    started_at: DateTime<Utc>,
    deadline: DateTime<Utc>,
) -> Option<TimeDelta> {
    let hurts = away_from < deadline + GRACE && away_to > deadline - LAST_MINUTES && away_to > started_at;
    hurts.then(|| (away_to.min(deadline) - away_from.max(started_at)).max(TimeDelta::zero()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-22T{time}Z").parse().unwrap()
    }

    fn own(time: &str, elapsed: i64) -> Option<OwnBeat> {
        Some(OwnBeat { at: at(time), elapsed: TimeDelta::seconds(elapsed) })
    }

    #[test]
    fn a_gap_is_an_outage_and_a_jump_is_not() {
        let away = |from, to| News::Away { from: at(from), to: at(to) };
        let step = |from, to| News::ClockStep { from: at(from), to: at(to) };
        for (last, before, now, news) in [
            (None, None, "10:00:00", News::None),
            (Some("10:00:00"), None, "10:00:55", News::None),
            (Some("10:00:00"), None, "10:01:01", away("10:00:00", "10:01:01")),
            (Some("10:00:00"), own("10:00:00", 5), "10:00:05", News::None),
            // The database was away while this process was not.
            (Some("10:00:00"), own("10:00:00", 600), "10:10:00", away("10:00:00", "10:10:00")),
            // Another server was there while this process slept.
            (Some("10:09:58"), own("10:00:00", 600), "10:10:00", News::None),
            (Some("10:00:00"), own("10:00:00", 5), "10:10:05", step("10:00:05", "10:10:05")),
            (Some("10:00:00"), own("10:00:00", 5), "09:59:30", step("10:00:05", "09:59:30")),
            (Some("10:00:00"), own("10:00:00", 5), "10:00:00", News::None),
            (Some("10:00:00"), None, "09:00:00", step("10:00:00", "09:00:00")),
        ] {
            assert_eq!(judge(last.map(at), before, at(now)), news, "{last:?} {before:?} {now}");
        }
    }

    #[test]
    fn whose_last_minutes_were_gone_ran_into_the_outage() {
        let lost = |from, to| {
            lost_time((at(from), at(to)), at("10:00:00"), at("11:00:00")).map(|lost| lost.num_minutes())
        };
        for (from, to, minutes) in [
            ("10:55:00", "12:00:00", Some(5)),
            ("10:30:00", "10:50:00", Some(20)),
            ("10:30:00", "10:40:00", None),
            ("09:00:00", "10:50:00", Some(50)),
            ("11:00:30", "12:00:00", Some(0)),
            ("11:01:00", "12:00:00", None),
        ] {
            assert_eq!(lost(from, to), minutes, "{from} {to}");
        }
    }
}
