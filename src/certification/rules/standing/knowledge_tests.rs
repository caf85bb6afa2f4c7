//! A past day by what was known then and by what is known now.

use super::tests::{World, at, certificate, day};
use super::*;

#[test]
fn what_was_known_only_later_counts_where_a_day_is_judged_by_what_is_known_now() {
    let (then, now) = (Knowledge::Then, Knowledge::Now);
    let revoked = |from_its_issue| (at(day("2026-05-01")), Change::Revoked { from_its_issue });
    let given_back =
        |as_if_never_revoked| (at(day("2026-06-01")), Change::Reinstated { as_if_never_revoked });
    type Case = (&'static str, Vec<(DateTime<Utc>, Change)>, &'static [(&'static str, State, State)]);
    let cases: [Case; 5] = [
        ("2026-03-01", vec![revoked(false)], &[("2026-04-30", State::Certified, State::Certified)]),
        ("2026-03-01", vec![revoked(true)], &[("2026-04-30", State::Certified, State::Revoked)]),
        (
            "2026-03-01",
            vec![revoked(false), given_back(false)],
            &[
                ("2026-05-31", State::Revoked, State::Revoked),
                ("2026-06-01", State::Certified, State::Certified),
            ],
        ),
        (
            "2026-03-01",
            vec![revoked(true), given_back(true)],
            &[
                ("2026-04-30", State::Certified, State::Certified),
                ("2026-05-31", State::Revoked, State::Certified),
            ],
        ),
        // Brought in later.
        (
            "2026-04-15",
            vec![],
            &[
                ("2026-02-28", State::NotStarted, State::NotStarted),
                ("2026-04-14", State::NotStarted, State::Certified),
                ("2026-04-15", State::Certified, State::Certified),
            ],
        ),
    ];
    for (known_on, changes, days) in cases {
        let mut world = World::new();
        let one = certificate("2026-03-01", Some("2027-02-28"));
        world.certificates = vec![PastCertificate { known_at: at(day(known_on)), changes, ..one }];
        for (text, by_then, by_now) in days {
            assert_eq!(world.judged(day(text), then).state, *by_then, "{known_on} {text} then");
            assert_eq!(world.judged(day(text), now).state, *by_now, "{known_on} {text} now");
        }
    }
}
