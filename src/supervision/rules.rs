//! How somebody stands in the room of an exam, from what was heard of them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::text_enum;

/// Silent for longer, and a page that used to say something has lost its connection: three times it was expected.
pub const SILENCE: TimeDelta = TimeDelta::seconds(45);

/// Nothing answered and no other question opened for longer is idle.
pub const IDLE: TimeDelta = TimeDelta::minutes(5);

text_enum! {
    /// How somebody stands in the room.
    Standing {
        /// Sits the exam.
        In = "in",
        /// Sits it, and has done nothing for some minutes.
        Idle = "idle",
        /// Sits it, and the page is no longer heard.
        Disconnected = "disconnected",
        /// The time stands still.
        Paused = "paused",
        /// The server could not hand in for them: a person has to look at it.
        Stuck = "stuck",
        /// Has the waiting page open.
        Waiting = "waiting",
        /// Has not come.
        NotStarted = "not_started",
        /// Has not come, and it is over for them.
        Absent = "absent",
        /// Has handed in.
        Finished = "finished",
    }
}

impl Standing {
    /// Whether the attempt is open.
    pub fn is_sitting(self) -> bool {
        matches!(self, Self::In | Self::Idle | Self::Disconnected | Self::Paused | Self::Stuck)
    }
}

/// An attempt as far as its standing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// Whether it is in progress.
    pub open: bool,
    /// Whether its time stands still.
    pub paused: bool,
    /// Whether the sweep gave it up.
    pub stuck: bool,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When its page was last heard; `None` for a page without a script, of which nothing is expected.
    pub heard_at: Option<DateTime<Utc>>,
    /// When its page last had something new to say.
    pub changed_at: Option<DateTime<Utc>>,
    /// When an answer was last saved.
    pub saved_at: Option<DateTime<Utc>>,
}

impl Sitting {
    /// When anything was last heard of it.
    pub fn last_seen(&self) -> DateTime<Utc> {
        [self.heard_at, self.saved_at].into_iter().flatten().fold(self.started_at, DateTime::max)
    }

    fn last_doing(&self) -> DateTime<Utc> {
        [self.changed_at, self.saved_at].into_iter().flatten().fold(self.started_at, DateTime::max)
    }
}

/// How somebody stands now. `waiting_at` is when their waiting page was last heard; `is_over` says that they may no longer
/// begin.
pub fn standing(
    sitting: Option<Sitting>,
    waiting_at: Option<DateTime<Utc>>,
    is_over: bool,
    now: DateTime<Utc>,
) -> Standing {
    let waits = waiting_at.is_some_and(|at| now - at <= SILENCE);
    match sitting {
        None if waits => Standing::Waiting,
        None if is_over => Standing::Absent,
        None => Standing::NotStarted,
        Some(sitting) if !sitting.open => Standing::Finished,
        Some(sitting) if sitting.stuck => Standing::Stuck,
        Some(sitting) if sitting.paused => Standing::Paused,
        Some(sitting) if sitting.heard_at.is_some() && now - sitting.last_seen() > SILENCE => {
            Standing::Disconnected
        }
        Some(sitting) if now - sitting.last_doing() > IDLE => Standing::Idle,
        Some(_) => Standing::In,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
    }

    fn ago(seconds: i64) -> DateTime<Utc> {
        now() - TimeDelta::seconds(seconds)
    }

    fn sitting(heard: Option<i64>, changed: Option<i64>, saved: Option<i64>) -> Sitting {
        Sitting {
            open: true,
            paused: false,
            stuck: false,
            started_at: ago(1_800),
            heard_at: heard.map(ago),
            changed_at: changed.map(ago),
            saved_at: saved.map(ago),
        }
    }

    #[test]
    fn whoever_sits_is_judged_by_what_was_heard_and_done_last() {
        for (heard, changed, saved, stands) in [
            (Some(5), Some(20), Some(20), Standing::In),
            (Some(45), Some(45), None, Standing::In),
            (Some(46), Some(46), None, Standing::Disconnected),
            // An answer is a sign of life too.
            (Some(50), Some(50), Some(3), Standing::In),
            (Some(5), Some(301), Some(400), Standing::Idle),
            (Some(5), Some(30), Some(400), Standing::In),
            (Some(5), Some(400), Some(30), Standing::In),
            // Without a script nothing is heard, and nothing was promised.
            (None, None, Some(120), Standing::In),
            (None, None, Some(301), Standing::Idle),
            (None, None, None, Standing::Idle),
        ] {
            let judged = standing(Some(sitting(heard, changed, saved)), None, false, now());
            assert_eq!(judged, stands, "{heard:?} {changed:?} {saved:?}");
        }
    }

    #[test]
    fn what_happened_to_the_attempt_comes_before_what_its_page_says() {
        let gone = sitting(Some(600), Some(600), None);
        for (sitting, stands) in [
            (Sitting { paused: true, ..gone }, Standing::Paused),
            (Sitting { stuck: true, paused: true, ..gone }, Standing::Stuck),
            (Sitting { open: false, stuck: true, ..gone }, Standing::Finished),
        ] {
            assert_eq!(standing(Some(sitting), Some(ago(1)), true, now()), stands);
        }
    }

    #[test]
    fn nobody_is_absent_before_it_is_over_for_them_or_while_they_wait() {
        for (waiting, over, stands) in [
            (None, false, Standing::NotStarted),
            (None, true, Standing::Absent),
            (Some(45), false, Standing::Waiting),
            (Some(45), true, Standing::Waiting),
            (Some(46), false, Standing::NotStarted),
        ] {
            assert_eq!(standing(None, waiting.map(ago), over, now()), stands, "{waiting:?} {over}");
        }
    }
}
