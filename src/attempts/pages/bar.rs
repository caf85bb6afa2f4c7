//! The bar above the exam pages: title, time left, what is saved.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::attempts::model::{Attempt, StoredResponse};
use crate::exams::model::PublishedExam;
use crate::web::Language;

/// The bar of the exam pages.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// Title of the exam.
    pub title: String,
    /// Questions with an answer.
    pub answered: usize,
    /// Questions in all.
    pub count: usize,
    /// The time left when the page was made; `None` without limit.
    pub clock: Option<Clock>,
    /// Time of day of the last save, in the viewer's zone; `None` before the first.
    pub saved: Option<String>,
}

/// The time left.
#[derive(Debug, Serialize)]
pub struct Clock {
    /// As people read it: `38:24`, `1:02:05`.
    pub left: String,
    /// When it ends.
    pub deadline: DateTime<Utc>,
    /// Time of day when it ends, in the viewer's zone.
    pub ends: String,
    /// Since when it stands still.
    pub paused_at: Option<DateTime<Utc>>,
    /// Less than five minutes.
    pub low: bool,
}

impl Bar {
    /// The bar as it is now.
    pub fn new(
        exam: &PublishedExam,
        attempt: &Attempt,
        responses: &[StoredResponse],
        language: Language,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Self {
        let clock = attempt.deadline_at.map(|deadline| {
            let left = (deadline - attempt.clock(now)).max(TimeDelta::zero());
            Clock {
                left: clock_text(left),
                deadline,
                paused_at: attempt.paused_at,
                ends: deadline.with_timezone(&zone).format("%H:%M").to_string(),
                low: left < TimeDelta::minutes(5),
            }
        });
        let saved = responses.iter().map(|response| response.saved_at).max();
        Self {
            title: language.pick(&exam.title_zh, &exam.title_en).to_owned(),
            answered: answered(responses),
            count: usize::try_from(attempt.question_count).unwrap_or(0),
            clock,
            saved: saved.map(|at| at.with_timezone(&zone).format("%H:%M:%S").to_string()),
        }
    }
}

/// Questions with an answer: cleared ones do not count.
pub fn answered(responses: &[StoredResponse]) -> usize {
    responses.iter().filter(|response| !response.response.is_empty()).count()
}

/// A duration as a clock shows it: `0:07`, `38:24`, `1:02:05`. Rounded up, so that 0:00 means the time is over.
pub fn clock_text(left: TimeDelta) -> String {
    let seconds = (left.num_milliseconds() + 999) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_zero_only_when_nothing_is_left() {
        for (milliseconds, text) in
            [(0, "0:00"), (1, "0:01"), (6_500, "0:07"), (2_304_000, "38:24"), (3_725_000, "1:02:05")]
        {
            assert_eq!(clock_text(TimeDelta::milliseconds(milliseconds)), text);
        }
    }
}
