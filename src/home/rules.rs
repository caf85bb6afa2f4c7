//! What a trainee has to do next.

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;

/// How a trainee stands with an exam that is assigned to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Sitting it right now.
    Running,
    /// Can be begun.
    Open,
    /// Opens later.
    Later,
    /// Nothing to do any more: passed, or no attempt left, or the window is over.
    Over,
}

/// What is known of one trainee and one exam.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether an attempt is open.
    pub running: bool,
    /// Whether any attempt was passed.
    pub passed: bool,
    /// Attempts so far.
    pub used: i32,
    /// How many there may be; `None` is without limit.
    pub allowed: Option<i32>,
    /// Start of the window.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window.
    pub closes_at: Option<DateTime<Utc>>,
    /// By when it should be done.
    pub due_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// How the trainee stands with it at `now`.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        if self.running {
            Standing::Running
        } else if self.passed
            || self.left().is_some_and(|left| left <= 0)
            || self.closes_at.is_some_and(|end| end <= now)
        {
            Standing::Over
        } else if self.opens_at.is_some_and(|start| start > now) {
            Standing::Later
        } else {
            Standing::Open
        }
    }

    /// Attempts left; `None` without limit.
    pub fn left(&self) -> Option<i32> {
        self.allowed.map(|allowed| (allowed - self.used).max(0))
    }

    /// The moment by which it has to be done: when it is due or the window closes, whichever is first.
    pub fn latest(&self) -> Option<DateTime<Utc>> {
        [self.due_at, self.closes_at].into_iter().flatten().min()
    }

    /// What comes first sorts first: running ones, then open ones, then later ones; in each, the one that is latest
    /// soonest, those without an end last.
    pub fn urgency(&self, now: DateTime<Utc>) -> (Standing, bool, Option<DateTime<Utc>>) {
        (self.standing(now), self.latest().is_none(), self.latest())
    }
}

/// The part of the day a greeting names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// Until noon.
    Morning,
    /// Until six.
    Afternoon,
    /// After six, and before five.
    Evening,
}

/// The part of the day at `now` in a zone.
pub fn day_part(now: DateTime<Utc>, zone: Tz) -> DayPart {
    match now.with_timezone(&zone).hour() {
        5..12 => DayPart::Morning,
        12..18 => DayPart::Afternoon,
        _ => DayPart::Evening,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().unwrap()
    }

    #[test]
    fn the_standing_follows_from_attempts_and_window() {
        let now = at("2026-11-22T12:00");
        let open = Facts { allowed: Some(2), ..Facts::default() };
        for (facts, standing) in [
            (open, Standing::Open),
            (Facts { running: true, used: 2, closes_at: Some(now), ..open }, Standing::Running),
            (Facts { passed: true, used: 1, ..open }, Standing::Over),
            (Facts { used: 2, ..open }, Standing::Over),
            (Facts { used: 9, allowed: None, ..open }, Standing::Open),
            (Facts { closes_at: Some(now), ..open }, Standing::Over),
            (Facts { opens_at: Some(now), ..open }, Standing::Open),
            (Facts { opens_at: Some(at("2026-11-22T12:01")), ..open }, Standing::Later),
        ] {
            assert_eq!(facts.standing(now), standing, "{facts:?}");
        }
    }

    #[test]
    fn what_is_due_sooner_comes_first_and_what_has_no_end_last() {
        let now = at("2026-11-22T12:00");
        let due = |text: &str| Facts { due_at: Some(at(text)), ..Facts::default() };
        let endless = Facts::default();
        let closing = Facts { closes_at: Some(at("2026-11-24T00:00")), ..due("2026-12-24T00:00") };
        let running = Facts { running: true, ..endless };
        let mut all = [endless, due("2026-11-25T00:00"), closing, running];
        all.sort_by_key(|facts| facts.urgency(now));
        let order: Vec<_> = all.iter().map(|facts| (facts.running, facts.latest())).collect();
        assert_eq!(
            order,
            [
                (true, None),
                (false, Some(at("2026-11-24T00:00"))),
                (false, Some(at("2026-11-25T00:00"))),
                (false, None)
            ]
        );
    }

    #[test]
    fn the_greeting_goes_by_the_clock_of_the_person() {
        let zone = Tz::Asia__Shanghai;
        for (text, part) in [
            ("2026-11-22T21:00", DayPart::Morning),
            ("2026-11-22T04:00", DayPart::Afternoon),
            ("2026-11-22T10:00", DayPart::Evening),
            ("2026-11-22T20:59", DayPart::Evening),
        ] {
            assert_eq!(day_part(at(text), zone), part, "{text}");
        }
    }
}
