//! What a trainee may see of a graded attempt, and from when.
//!
//! A policy says for each of three steps when it opens: the score, the own responses as right or wrong, the
//! key with explanations. Two things hold whatever a policy says:
//!
//! - A step never opens before the steps below it: who is not to see the score is not to see the key either.
//! - The key never opens to somebody who may still sit the exam, until the window is over for all.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::clock::GRACE;

/// When a step opens. In JSON `"never"`, `"at_once"`, `"after_window"`, `{"on_date":
/// "2026-12-05T10:00:00Z"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// It does not.
    Never,
    /// As soon as the attempt is graded.
    AtOnce,
    /// When the window is over for all, with the grace. In an exam without an end that is never.
    AfterWindow,
    /// From this instant on.
    OnDate(DateTime<Utc>),
}

/// When the steps of a review open. The default: the score at once, the rest after the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPolicy {
    /// The score and whether it passed.
    pub score: When,
    /// The own responses, each right or wrong.
    pub responses: When,
    /// The keys and explanations.
    pub key: When,
}

impl Default for ReviewPolicy {
    fn default() -> Self {
        Self { score: When::AtOnce, responses: When::AfterWindow, key: When::AfterWindow }
    }
}

impl ReviewPolicy {
    /// Whether no step is to open above one that never does; a form refuses the other policies, because that
    /// step would stay closed.
    pub fn has_no_closed_step_below_an_open_one(&self) -> bool {
        let is_never = [self.score, self.responses, self.key].map(|when| when == When::Never);
        is_never.is_sorted()
    }
}

/// How much is open; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewLevel {
    /// Only that the attempt was handed in.
    Nothing,
    /// The score and whether it passed.
    Score,
    /// Also the own responses, each right or wrong.
    OwnResponses,
    /// Also the keys and explanations.
    KeyAndExplanation,
}

/// When a level opens for a trainee, from the soonest to never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opening {
    /// It is open as soon as the attempt is graded.
    AtOnce,
    /// It is open from this instant on.
    At(DateTime<Utc>),
    /// It opens when the trainee has no attempts left; there is no end of the window to wait for.
    WithoutAttemptsLeft,
    /// It does not open.
    Never,
}

impl Opening {
    /// Whether it is open at `now`.
    pub fn has_come(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::AtOnce => true,
            Self::At(instant) => now >= instant,
            Self::WithoutAttemptsLeft | Self::Never => false,
        }
    }
}

/// When this level opens for a trainee. `closes_at` is the end of the window with the largest extra time
/// anyone has been given; `attempts_remaining` is whether this trainee has an attempt open or may still start
/// one.
pub fn opening(
    policy: &ReviewPolicy,
    level: ReviewLevel,
    closes_at: Option<DateTime<Utc>>,
    attempts_remaining: bool,
) -> Opening {
    let over_at = closes_at.map(|end| end.checked_add_signed(GRACE).unwrap_or(end));
    let score = opens(policy.score, over_at);
    let responses = opens(policy.responses, over_at);
    let key = opens(policy.key, over_at).max(if attempts_remaining {
        over_at.map_or(Opening::WithoutAttemptsLeft, Opening::At)
    } else {
        Opening::AtOnce
    });
    match level {
        ReviewLevel::Nothing => Opening::AtOnce,
        ReviewLevel::Score => score,
        ReviewLevel::OwnResponses => score.max(responses),
        ReviewLevel::KeyAndExplanation => score.max(responses).max(key),
    }
}

/// What is open to a trainee now; the parameters as in [`opening`].
pub fn what_is_open(
    policy: &ReviewPolicy,
    now: DateTime<Utc>,
    closes_at: Option<DateTime<Utc>>,
    attempts_remaining: bool,
) -> ReviewLevel {
    let is_open = |level: &ReviewLevel| opening(policy, *level, closes_at, attempts_remaining).has_come(now);
    [ReviewLevel::KeyAndExplanation, ReviewLevel::OwnResponses, ReviewLevel::Score]
        .into_iter()
        .find(is_open)
        .unwrap_or(ReviewLevel::Nothing)
}

fn opens(when: When, over_at: Option<DateTime<Utc>>) -> Opening {
    match when {
        When::Never => Opening::Never,
        When::AtOnce => Opening::AtOnce,
        When::AfterWindow => over_at.map_or(Opening::Never, Opening::At),
        When::OnDate(instant) => Opening::At(instant),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use serde_json::json;

    use super::ReviewLevel::{KeyAndExplanation, Nothing, OwnResponses, Score};
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn policy(score: When, responses: When, key: When) -> ReviewPolicy {
        ReviewPolicy { score, responses, key }
    }

    const ALL_AT_ONCE: ReviewPolicy =
        ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AtOnce };

    #[test]
    fn by_default_the_score_is_shown_at_once_and_the_rest_after_the_window_and_its_grace() {
        let end = utc("2026-12-05T10:00:00Z");
        let default = ReviewPolicy::default();
        for remaining in [true, false] {
            for (now, level) in [
                ("2026-12-01T00:00:00Z", Score),
                ("2026-12-05T10:00:00Z", Score),
                ("2026-12-05T10:00:59Z", Score),
                ("2026-12-05T10:01:00Z", KeyAndExplanation),
            ] {
                assert_eq!(what_is_open(&default, utc(now), Some(end), remaining), level, "{now}");
            }
        }
    }

    #[test]
    fn without_an_end_of_the_window_the_default_never_shows_the_key() {
        let now = utc("2099-01-01T00:00:00Z");
        assert_eq!(what_is_open(&ReviewPolicy::default(), now, None, false), Score);
        assert_eq!(opening(&ReviewPolicy::default(), KeyAndExplanation, None, false), Opening::Never);
    }

    #[test]
    fn the_key_waits_for_the_last_attempt_even_when_it_is_to_be_shown_at_once() {
        let now = utc("2026-12-01T00:00:00Z");
        let end = utc("2026-12-05T10:00:00Z");
        assert_eq!(what_is_open(&ALL_AT_ONCE, now, None, true), OwnResponses);
        assert_eq!(opening(&ALL_AT_ONCE, KeyAndExplanation, None, true), Opening::WithoutAttemptsLeft);
        assert_eq!(what_is_open(&ALL_AT_ONCE, now, None, false), KeyAndExplanation);
        assert_eq!(what_is_open(&ALL_AT_ONCE, now, Some(end), true), OwnResponses);
        assert_eq!(opening(&ALL_AT_ONCE, KeyAndExplanation, Some(end), true), Opening::At(end + GRACE));
        assert_eq!(what_is_open(&ALL_AT_ONCE, end + GRACE, Some(end), true), KeyAndExplanation);
    }

    #[test]
    fn a_date_opens_its_step_from_that_instant_on() {
        let date = utc("2026-12-24T00:00:00Z");
        let on_date = policy(When::OnDate(date), When::OnDate(date), When::Never);
        let just_before = date - TimeDelta::milliseconds(1);
        assert_eq!(what_is_open(&on_date, just_before, None, false), Nothing);
        assert_eq!(what_is_open(&on_date, date, None, false), OwnResponses);
    }

    #[test]
    fn a_step_never_opens_before_those_below_it() {
        let now = utc("2026-12-01T00:00:00Z");
        for (policy, level) in [
            (policy(When::Never, When::AtOnce, When::AtOnce), Nothing),
            (policy(When::AtOnce, When::Never, When::AtOnce), Score),
            (policy(When::AtOnce, When::AtOnce, When::Never), OwnResponses),
            (policy(When::Never, When::Never, When::Never), Nothing),
        ] {
            assert_eq!(what_is_open(&policy, now, None, false), level);
        }
    }

    #[test]
    fn a_policy_with_a_step_that_cannot_open_is_noticed() {
        use When::{AfterWindow, AtOnce, Never};
        for (score, responses, key, is_sound) in [
            (AtOnce, AfterWindow, AfterWindow, true),
            (AtOnce, Never, Never, true),
            (Never, Never, Never, true),
            (AtOnce, Never, AfterWindow, false),
            (Never, AtOnce, Never, false),
        ] {
            assert_eq!(policy(score, responses, key).has_no_closed_step_below_an_open_one(), is_sound);
        }
    }

    #[test]
    fn a_policy_is_stored_in_words() {
        let stored =
            json!({"score": "at_once", "responses": "never", "key": {"on_date": "2026-12-24T00:00:00Z"}});
        let read: ReviewPolicy = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(read, policy(When::AtOnce, When::Never, When::OnDate(utc("2026-12-24T00:00:00Z"))));
        assert_eq!(serde_json::to_value(read).unwrap(), stored);
        assert!(serde_json::from_value::<ReviewPolicy>(json!({"score": "at_once"})).is_err());
    }

    fn instant() -> impl Strategy<Value = DateTime<Utc>> {
        (1_790_000_000i64..1_790_001_000).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
    }

    fn when() -> impl Strategy<Value = When> {
        prop_oneof![
            Just(When::Never),
            Just(When::AtOnce),
            Just(When::AfterWindow),
            instant().prop_map(When::OnDate)
        ]
    }

    proptest! {
        #[test]
        fn the_key_is_never_open_to_somebody_who_may_still_use_it(
            score in when(), responses in when(), key in when(), now in instant(),
            end in proptest::option::of(instant())
        ) {
            let level = what_is_open(&policy(score, responses, key), now, end, true);
            prop_assert!(level < KeyAndExplanation || end.is_some_and(|end| now >= end + GRACE));
        }

        #[test]
        fn what_is_open_stays_open(
            score in when(), responses in when(), key in when(), now in instant(), later in instant(),
            end in proptest::option::of(instant()), remaining: bool
        ) {
            let (now, later) = (now.min(later), now.max(later));
            let policy = policy(score, responses, key);
            prop_assert!(what_is_open(&policy, now, end, remaining) <= what_is_open(&policy, later, end, remaining));
            prop_assert!(what_is_open(&policy, now, end, true) <= what_is_open(&policy, now, end, false));
        }
    }
}
