//! What holds for one person at one exam: which window, how much time, how many attempts, when they may enter. A pure
//! function of the published version, the person's extra time, make-up exams, longer windows and what they sat so far.
//! Everything that speaks of time or attempts to one person, or decides about them, goes through [`Terms`].

mod chance;
mod everyone;
mod promise;

use chrono::{DateTime, TimeDelta, Utc};

use chance::Chance;
pub use everyone::{Everyone, Reach};
pub use promise::{Promise, Running};

/// What a published version says about time, the same for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Start of the window; `None` is open since publishing.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window; `None` never closes.
    pub closes_at: Option<DateTime<Utc>>,
    /// When the version was published.
    pub published_at: DateTime<Utc>,
    /// Time limit of an attempt; `None` is none.
    pub limit: Option<TimeDelta>,
    /// How often a person may sit it; `None` is without limit.
    pub attempts_allowed: Option<i32>,
    /// How long after the opening, or after the room was started, an attempt may begin.
    pub late_entry: Option<TimeDelta>,
    /// How long after a hand-in the next attempt may begin.
    pub cooldown: Option<TimeDelta>,
    /// Whether nobody begins again who passed.
    pub stop_after_pass: bool,
    /// Whether staff let people begin.
    pub by_staff: bool,
}

/// Extra time of a person in every exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraTime {
    /// Percent of the limit, or of the window where there is no limit.
    pub percent: i32,
    /// Minutes besides.
    pub minutes: i32,
    /// From when it counts; `None` is at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it counts (exclusive); `None` is without end.
    pub valid_until: Option<DateTime<Utc>>,
}

impl ExtraTime {
    /// Whether it counts at this instant.
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        self.valid_from.is_none_or(|from| from <= now) && self.valid_until.is_none_or(|until| now < until)
    }

    /// What it comes to, `basis` being the limit, or the window where there is no limit. Parts of a second are
    /// rounded up.
    pub fn of(&self, basis: TimeDelta) -> TimeDelta {
        let share = basis.num_seconds().max(0).saturating_mul(i64::from(self.percent.max(0)));
        let seconds = share / 100 + i64::from(share % 100 != 0);
        let minutes = i64::from(self.minutes.max(0)) * 60;
        TimeDelta::try_seconds(seconds.saturating_add(minutes)).unwrap_or(TimeDelta::MAX)
    }
}

/// A make-up exam of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Start of the window.
    pub opens_at: DateTime<Utc>,
    /// End of the window.
    pub closes_at: DateTime<Utc>,
    /// How often the person may start in it.
    pub attempts: i32,
    /// When it was given.
    pub made_at: DateTime<Utc>,
}

impl Grant {
    /// From when it can be used: not before it was given.
    fn usable_from(&self) -> DateTime<Utc> {
        self.opens_at.max(self.made_at)
    }
}

/// Minutes by which a window closes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// How many minutes.
    pub minutes: i32,
    /// The published end of the window it was given for.
    pub closes_at: Option<DateTime<Utc>>,
    /// When it was given: a make-up window that was open then is longer too.
    pub made_at: DateTime<Utc>,
}

impl Extension {
    fn length(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.minutes.max(0)))
    }
}

/// What is stored about one person at one exam, beyond the published version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Extra time of the person.
    pub extra: Option<ExtraTime>,
    /// Make-up exams of the person at this exam.
    pub grants: Vec<Grant>,
    /// Longer windows that concern the person.
    pub extensions: Vec<Extension>,
    /// When staff let the person begin.
    pub room_starts: Vec<DateTime<Utc>>,
}

/// What holds for one person at one exam at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Start of the window that counts now; `None` is open.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of that window with what it was extended by, without the person's extra time; `None` never closes.
    pub closes_at: Option<DateTime<Utc>>,
    /// Time limit of an attempt; `None` is none.
    pub limit: Option<TimeDelta>,
    /// The person's extra time for an attempt that begins now, or at the opening.
    pub extra: TimeDelta,
    /// How often the person may sit it in that window; `None` is without limit.
    pub attempts_allowed: Option<i32>,
    /// Attempts that count in that window.
    pub attempts_used: i32,
    /// Whether that window is a make-up exam of this person.
    pub is_make_up: bool,
    /// After this instant nobody begins in that window; `None` is up to its end.
    pub enter_until: Option<DateTime<Utc>>,
    /// How long after a hand-in the next attempt may begin; not in a make-up exam.
    pub cooldown: Option<TimeDelta>,
    /// Whether nobody begins again who passed.
    pub stop_after_pass: bool,
    /// Whether the person waits until staff let them begin.
    pub waits_for_staff: bool,
    /// Whether there is an attempt left in a window that is not over, now or later.
    pub has_chances: bool,
}

impl Terms {
    /// What holds at `now` for somebody whose attempts that count began at `starts`.
    pub fn of(frame: &Frame, own: &Circumstances, starts: &[DateTime<Utc>], now: DateTime<Utc>) -> Self {
        let chances = Chance::all(frame, own, starts);
        let has_chances = chances.iter().any(|chance| chance.has_attempts() && !chance.is_over(now));
        let main = Chance::main(frame, own);
        let chance = chances.into_iter().max_by_key(|chance| chance.rank(now)).unwrap_or(main);
        let released_at = released_at(frame, own, &chance);
        Self {
            opens_at: chance.opens_at,
            closes_at: chance.closes_at,
            limit: frame.limit,
            extra: extra(frame, own, &chance, now),
            attempts_allowed: chance.allowed,
            attempts_used: chance.used,
            is_make_up: chance.is_make_up,
            enter_until: enter_until(frame, &chance, released_at),
            cooldown: frame.cooldown.filter(|_| !chance.is_make_up),
            stop_after_pass: frame.stop_after_pass,
            waits_for_staff: frame.by_staff && released_at.is_none_or(|at| at > now),
            has_chances,
        }
    }

    /// When the time of an attempt that begins at `start` is over. `None` is without limit.
    pub fn deadline(&self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        deadline(start, self.limit, self.closes_at, self.extra)
    }

    /// The time somebody gets who starts at `start`, as the start page promises it. `None` is without limit; never
    /// below zero.
    pub fn time_you_get(&self, start: DateTime<Utc>) -> Option<TimeDelta> {
        self.deadline(start).map(|deadline| (deadline - start).max(TimeDelta::zero()))
    }

    /// Attempts left in the window that counts; `None` without limit.
    pub fn attempts_left(&self) -> Option<i32> {
        self.attempts_allowed.map(|allowed| (allowed - self.attempts_used).max(0))
    }

    /// Until when this person may be sitting the exam; `None` without end.
    pub fn over_at(&self) -> Option<DateTime<Utc>> {
        self.closes_at.map(|closes_at| plus(closes_at, self.extra))
    }
}

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

/// The person's extra time, as it counts at `now` or when the window opens.
fn extra(frame: &Frame, own: &Circumstances, chance: &Chance, now: DateTime<Utc>) -> TimeDelta {
    let entry = chance.opens_at.map_or(now, |opens_at| opens_at.max(now));
    let basis = frame.limit.unwrap_or_else(|| chance.length(frame));
    own.extra.filter(|extra| extra.holds_at(entry)).map_or(TimeDelta::zero(), |extra| extra.of(basis))
}

/// When staff let the person begin in this window.
fn released_at(frame: &Frame, own: &Circumstances, chance: &Chance) -> Option<DateTime<Utc>> {
    let opened_at = chance.opens_at.unwrap_or(frame.published_at);
    own.room_starts.iter().copied().filter(|at| *at >= opened_at).min()
}

/// The last instant to enter. A make-up exam has a window of its own and no such instant; what the window was
/// extended by is added, because an opening that was late is what windows are extended for.
fn enter_until(frame: &Frame, chance: &Chance, released_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let late_entry = frame.late_entry.filter(|_| !chance.is_make_up)?;
    let from = if frame.by_staff { released_at? } else { chance.opens_at? };
    Some(plus(plus(from, late_entry), chance.extended))
}

/// The later instant; beyond the end of the calendar, that end. Never earlier.
fn plus(instant: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(duration.max(TimeDelta::zero())).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests;
