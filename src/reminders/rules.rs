//! Which reminder is due on a day. Days are days of the company's zone.

pub mod calendar;

use chrono::{Days, NaiveDate};

/// For how many days after its day the last reminder of a ladder is still sent, after an outage for example.
const LATEST: i64 = 30;

/// The step of the ladder that is due on the day `today` for a certificate that was issued on `issued` and whose last day is
/// `last`. `steps` are days before the last day (negative: after it), in any order. Of the steps whose day has come only the
/// latest is due, however many were missed; none that was over when the certificate was issued; and none when the latest is
/// the last of the ladder and more than 30 days old. Whether it was sent before is not asked here.
pub fn due_step(issued: NaiveDate, last: NaiveDate, today: NaiveDate, steps: &[i32]) -> Option<i32> {
    let left = days_left(last, today);
    let step = steps.iter().copied().filter(|step| i64::from(*step) >= left).min()?;
    let is_last = steps.iter().all(|other| *other >= step);
    let is_stale = is_last && i64::from(step) - left > LATEST;
    let is_of_before = day_of(step, last) <= issued;
    (!is_stale && !is_of_before).then_some(step)
}

/// Days from `today` to the last day: 0 on it, negative when it is over.
pub fn days_left(last: NaiveDate, today: NaiveDate) -> i64 {
    (last - today).num_days()
}

/// The last days of the certificates for which a step can be due on a day: from and to, both included. `None` where the
/// ladder has no step.
pub fn last_days(today: NaiveDate, steps: &[i32]) -> Option<(NaiveDate, NaiveDate)> {
    let earliest = i64::from(*steps.iter().min()?) - LATEST;
    let latest = i64::from(*steps.iter().max()?);
    Some((moved(today, earliest), moved(today, latest)))
}

/// The day of a step.
fn day_of(step: i32, last: NaiveDate) -> NaiveDate {
    moved(last, -i64::from(step))
}

fn moved(day: NaiveDate, by: i64) -> NaiveDate {
    let days = Days::new(by.unsigned_abs());
    let moved = if by < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    moved.unwrap_or(day)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::collections::BTreeSet;

    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::base::clock::day_in;

    const LADDER: [i32; 5] = [90, 30, 7, 0, -7];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(today: &str) -> Option<i32> {
        due_step(day("2027-02-28"), day("2028-02-29"), day(today), &LADDER)
    }

    #[test]
    fn each_step_is_due_from_its_day_until_the_next_one() {
        for (today, step) in [
            ("2027-11-30", None),
            ("2027-12-01", Some(90)),
            ("2028-01-29", Some(90)),
            ("2028-01-30", Some(30)),
            ("2028-02-21", Some(30)),
            ("2028-02-22", Some(7)),
            ("2028-02-28", Some(7)),
            ("2028-02-29", Some(0)),
            ("2028-03-06", Some(0)),
            ("2028-03-07", Some(-7)),
            ("2028-04-06", Some(-7)),
            ("2028-04-07", None),
        ] {
            assert_eq!(due(today), step, "{today}");
        }
    }

    #[test]
    fn a_certificate_of_a_month_is_not_called_expiring_on_the_day_it_is_issued() {
        let (issued, last) = (day("2026-01-31"), day("2026-02-28"));
        assert_eq!(due_step(issued, last, issued, &LADDER), None);
        assert_eq!(due_step(issued, last, day("2026-02-20"), &LADDER), None);
        assert_eq!(due_step(issued, last, day("2026-02-21"), &LADDER), Some(7));
    }

    #[test]
    fn without_steps_nothing_is_due() {
        assert_eq!(due_step(day("2026-01-01"), day("2026-12-31"), day("2026-12-31"), &[]), None);
        assert_eq!(last_days(day("2026-12-31"), &[]), None);
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u64..40_000).prop_map(|days| day("1990-01-01") + Days::new(days))
    }

    fn any_ladder() -> impl Strategy<Value = Vec<i32>> {
        proptest::collection::btree_set(-60i32..200, 0..7).prop_map(|steps| steps.into_iter().collect())
    }

    /// What is sent when somebody looks on each of these days and remembers what was sent.
    fn sent(
        issued: NaiveDate,
        last: NaiveDate,
        days: impl Iterator<Item = NaiveDate>,
        ladder: &[i32],
    ) -> Vec<(NaiveDate, i32)> {
        let mut told = BTreeSet::new();
        days.filter_map(|today| {
            let step = due_step(issued, last, today, ladder)?;
            told.insert(step).then_some((today, step))
        })
        .collect()
    }

    proptest! {
        #[test]
        fn who_looks_every_day_sends_each_step_on_its_day_and_once(
            issued in any_day(), length in 0u64..800, ladder in any_ladder()
        ) {
            let last = issued + Days::new(length);
            let found = sent(issued, last, issued.iter_days().take(1000), &ladder);
            let mut expected: Vec<(NaiveDate, i32)> =
                ladder.iter().map(|step| (day_of(*step, last), *step)).filter(|(day, _)| *day > issued).collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn an_outage_sends_no_step_twice_none_early_and_never_more_than_one_a_day(
            issued in any_day(), length in 0u64..800, looked in proptest::collection::btree_set(0u64..1000, 0..60),
            ladder in any_ladder()
        ) {
            let last = issued + Days::new(length);
            let found = sent(issued, last, looked.iter().map(|days| issued + Days::new(*days)), &ladder);
            let steps: BTreeSet<i32> = found.iter().map(|(_, step)| *step).collect();
            prop_assert_eq!(steps.len(), found.len());
            for pair in found.windows(2) {
                if let [(before, first), (after, second)] = pair {
                    prop_assert!(before < after && first > second, "later steps come later");
                }
            }
            for (today, step) in found {
                prop_assert!(day_of(step, last) <= today);
                let skipped = ladder.iter().any(|other| *other < step && day_of(*other, last) <= today);
                prop_assert!(!skipped, "of those that were missed only the latest is sent");
            }
        }

        #[test]
        fn whatever_is_due_lies_between_the_last_days_that_are_asked_for(
            issued in any_day(), length in 0u64..800, after in 0u64..1000, ladder in any_ladder()
        ) {
            let (last, today) = (issued + Days::new(length), issued + Days::new(after));
            if due_step(issued, last, today, &ladder).is_some() {
                let (from, to) = last_days(today, &ladder).unwrap();
                prop_assert!((from..=to).contains(&last));
            }
        }

        #[test]
        fn the_day_is_that_of_the_company_wherever_the_server_stands(
            seconds in 0i64..2_000_000_000, zone in prop::sample::select(&[
                chrono_tz::Asia::Shanghai, chrono_tz::Pacific::Apia, chrono_tz::America::St_Johns, chrono_tz::Pacific::Kiritimati
            ][..])
        ) {
            let now = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
            let today = day_in(now, zone);
            let last = today + Days::new(30);
            prop_assert_eq!(due_step(today - TimeDelta::days(300), last, today, &LADDER), Some(30));
            prop_assert_eq!(due_step(today - TimeDelta::days(300), last + Days::new(1), today, &LADDER), Some(90));
        }
    }
}
