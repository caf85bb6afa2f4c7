//! When renewals are due and how long they are valid.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
use chrono::Days;
use chrono_tz::Asia::Shanghai;
use proptest::prelude::*;

use super::super::needs::Needs;
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(2, 0, 0).unwrap().and_utc()
}

fn policy(window_days: Option<u32>, grace_days: u32, anniversary: Anniversary) -> Policy {
    Policy { window_days, grace_days, anniversary, reuse_passes: false, ..Policy::plain(&["fab".to_owned()]) }
}

fn held(valid_from: NaiveDate, validity: Validity) -> Held {
    Held {
        issued_at: at(valid_from),
        valid_from,
        valid_to: validity.to,
        anchored_on: validity.anchored_on,
        revoked_at: None,
    }
}

#[derive(Debug, Clone)]
struct Passed(NaiveDate);

impl Achievement for Passed {
    fn requirement_code(&self) -> &'static str {
        "fab"
    }

    fn achieved_at(&self) -> DateTime<Utc> {
        at(self.0)
    }

    fn score(&self) -> i32 {
        80
    }

    fn maximum(&self) -> i32 {
        100
    }
}

/// Held from 1 March 2026 through 28 February 2027.
fn a_year() -> Held {
    let first = day("2026-03-01");
    held(first, Validity { from: first, to: Some(day("2027-02-28")), anchored_on: None })
}

#[test]
fn a_pass_renews_inside_the_window_and_the_grace_and_nowhere_else() {
    let policy = policy(Some(60), 30, Anniversary::Kept);
    for (passed, today, is_due, step) in [
        ("2026-12-29", "2026-12-29", false, Step::Renewal),
        // Passed before the window, and the window open now: does not count.
        ("2026-12-29", "2027-01-10", false, Step::Renewal),
        ("2026-12-30", "2026-12-30", true, Step::Renewal),
        ("2027-02-28", "2027-02-28", true, Step::Renewal),
        ("2027-03-30", "2027-03-30", true, Step::Renewal),
        ("2027-03-31", "2027-03-31", true, Step::First),
        // Passed too early for the renewal, but after the last certificate: counts when one starts anew.
        ("2026-12-29", "2027-03-31", true, Step::First),
        ("2026-03-01", "2027-03-31", false, Step::First),
    ] {
        let (passed, today) = (Passed(day(passed)), day(today));
        let achievements = [passed];
        let found = due(&policy, Some(&a_year()), &achievements, Some("fab"), (today, Shanghai));
        assert_eq!(found.is_some(), is_due, "{today}");
        assert_eq!(ask(&policy, Some(&a_year()), today, Shanghai).unwrap().step, step, "{today}");
    }
}

#[test]
fn a_version_without_stored_rules_renews_with_any_new_pass_and_counts_from_that_day() {
    let plain = Policy::plain(&["fab".to_owned(), "etiquette".to_owned()]);
    assert_eq!(ask(&plain, Some(&a_year()), day("2026-05-01"), Shanghai).unwrap().after, None);
    let today = day("2026-05-01");
    let found = validity(&plain, Some(12), Some(&a_year()), today);
    assert_eq!(found, Validity { from: today, to: Some(day("2027-04-30")), anchored_on: None });
    // Nothing is renewed by old passes alone, for example when another certification was reached.
    let both = Policy::plain(&["fab".to_owned()]);
    let achievements = [Passed(day("2026-03-01"))];
    assert!(due(&both, Some(&a_year()), &achievements, None, (today, Shanghai)).is_none());
    assert!(due(&both, Some(&a_year()), &achievements, Some("fab"), (today, Shanghai)).is_some());
}

#[test]
fn renewals_ask_for_what_they_ask_for_and_first_certificates_for_the_whole() {
    let mut policy = policy(None, 0, Anniversary::Moved);
    policy.needs = Needs::all_of(&["fab".to_owned(), "etiquette".to_owned()]);
    policy.renewal = Some(Needs::all_of(&["fab".to_owned()]));
    let needs = |held: Option<&Held>, today| ask(&policy, held, day(today), Shanghai).unwrap().needs.codes();
    assert_eq!(needs(None, "2026-05-01"), ["fab", "etiquette"]);
    assert_eq!(needs(Some(&a_year()), "2026-05-01"), ["fab"]);
    assert_eq!(needs(Some(&a_year()), "2027-03-01"), ["fab", "etiquette"]);
    let revoked = Held { revoked_at: Some(at(day("2026-04-01"))), ..a_year() };
    assert_eq!(needs(Some(&revoked), "2026-05-01"), ["fab", "etiquette"]);
    let endless = Held { valid_to: None, ..a_year() };
    assert_eq!(ask(&policy, Some(&endless), day("2026-05-01"), Shanghai), None);
}

#[test]
fn a_kept_anniversary_comes_back_to_the_same_day_or_the_months_last() {
    let policy = policy(Some(90), 30, Anniversary::Kept);
    for (first, months, ends) in [
        ("2024-02-29", 12, &["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-28", "2029-02-28"][..]),
        ("2026-01-31", 1, &["2026-02-28", "2026-03-30", "2026-04-30", "2026-05-30", "2026-06-30"]),
        ("2026-08-31", 6, &["2027-02-28", "2027-08-30", "2028-02-29", "2028-08-30"]),
        ("2026-05-18", 12, &["2027-05-17", "2028-05-17", "2029-05-17"]),
    ] {
        let first = day(first);
        let mut held = held(first, validity(&policy, Some(months), None, first));
        for (turn, end) in ends.iter().enumerate() {
            assert_eq!(held.valid_to, Some(day(end)), "{first} turn {turn}");
            // Renewed a few days before the end, on it, or in the grace.
            let today = match turn % 3 {
                0 => day(end) - Days::new(5),
                1 => day(end),
                _ => day(end) + Days::new(3),
            };
            let next = validity(&policy, Some(months), Some(&held), today);
            assert_eq!(next.from, today);
            held = self::held(today, next);
        }
    }
}

#[test]
fn an_end_that_was_brought_in_is_an_anchor_of_its_own() {
    let policy = policy(Some(90), 30, Anniversary::Kept);
    let first = day("2026-03-05");
    let brought = held(first, Validity { from: first, to: Some(day("2026-12-31")), anchored_on: None });
    let next = validity(&policy, Some(12), Some(&brought), day("2026-12-01"));
    assert_eq!((next.to, next.anchored_on), (Some(day("2027-12-31")), Some(day("2027-01-01"))));
}

#[test]
fn a_certificate_of_fewer_months_is_no_reason_to_lose_what_one_has() {
    let policy = policy(None, 0, Anniversary::Moved);
    let next = validity(&policy, Some(1), Some(&a_year()), day("2026-05-01"));
    assert_eq!(next.to, Some(day("2027-02-28")));
    let revoked = Held { revoked_at: Some(at(day("2026-04-01"))), ..a_year() };
    assert_eq!(validity(&policy, Some(1), Some(&revoked), day("2026-05-01")).to, Some(day("2026-05-31")));
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..60_000).prop_map(|days| day("1990-01-01") + Days::new(days))
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let anniversary = prop_oneof![Just(Anniversary::Moved), Just(Anniversary::Kept)];
    (proptest::option::of(0u32..200), 0u32..400, anniversary)
        .prop_map(|(window, grace, anniversary)| policy(window, grace, anniversary))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_renewal_never_ends_earlier_and_never_before_it_begins(
        policy in any_policy(), first in any_day(), months in 1u32..60, then in 1u32..60, later in 0u64..2500
    ) {
        let held = held(first, validity(&policy, Some(months), None, first));
        let today = first + Days::new(later);
        let next = validity(&policy, Some(then), Some(&held), today);
        prop_assert_eq!(next.from, today);
        prop_assert!(next.to.unwrap() >= today);
        prop_assert!(next.to >= held.valid_to || held.valid_to.unwrap() < today);
    }

    #[test]
    fn a_kept_anniversary_is_kept_for_ever(
        first in any_day(), months in 1u32..=36, early in proptest::collection::vec(0u64..25, 1..40)
    ) {
        let policy = policy(Some(25), 0, Anniversary::Kept);
        let mut now = held(first, validity(&policy, Some(months), None, first));
        for (turn, early) in (2u32..).zip(early) {
            let today = now.valid_to.unwrap() - Days::new(early);
            now = held(today, validity(&policy, Some(months), Some(&now), today));
            prop_assert_eq!(now.valid_to, Some(last_day(first, months * turn)));
        }
    }

    #[test]
    fn a_moved_anniversary_is_what_a_first_certificate_of_that_day_would_be_unless_that_is_less(
        first in any_day(), months in 1u32..=36, later in 0u64..2000
    ) {
        let policy = policy(None, 0, Anniversary::Moved);
        let held = held(first, validity(&policy, Some(months), None, first));
        let today = first + Days::new(later);
        let renewed = validity(&policy, Some(months), Some(&held), today);
        prop_assert_eq!(renewed.to, validity(&policy, Some(months), None, today).to);
    }
}
