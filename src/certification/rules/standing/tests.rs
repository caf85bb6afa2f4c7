//! Where somebody stands on each day.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
use chrono::Days;
use chrono_tz::{America, Asia, Pacific};
use proptest::prelude::*;

use super::super::last_day;
use super::super::policy::Anniversary;
use super::super::renewal::{due, validity};
use super::*;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Ten in the morning in Shanghai.
pub(super) fn at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(2, 0, 0).unwrap().and_utc()
}

#[derive(Debug, Clone)]
pub(super) struct Passed(pub(super) &'static str, pub(super) DateTime<Utc>);

impl Achievement for Passed {
    fn requirement_code(&self) -> &str {
        self.0
    }

    fn achieved_at(&self) -> DateTime<Utc> {
        self.1
    }

    fn score(&self) -> i32 {
        80
    }

    fn maximum(&self) -> i32 {
        100
    }
}

pub(super) fn policy() -> Policy {
    Policy {
        window_days: Some(60),
        grace_days: 30,
        anniversary: Anniversary::Kept,
        reuse_passes: false,
        ..Policy::plain(&["fab".to_owned(), "etiquette".to_owned()])
    }
}

pub(super) fn certificate(from: &str, to: Option<&str>) -> PastCertificate {
    PastCertificate {
        issued_at: at(day(from)),
        known_at: at(day(from)),
        valid_from: day(from),
        valid_to: to.map(day),
        anchored_on: None,
        changes: Vec::new(),
    }
}

fn told(code: &'static str, at: DateTime<Utc>) -> PastAchievement<Passed> {
    PastAchievement { passed: Passed(code, at), known_at: at, withdrawn_at: None }
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) achievements: Vec<PastAchievement<Passed>>,
    pub(super) certificates: Vec<PastCertificate>,
    pub(super) exemptions: Vec<Spell>,
    pub(super) employments: Vec<Spell>,
    pub(super) obligations: Vec<Spell>,
    pub(super) versions: Vec<VersionFrom>,
    pub(super) zone: Tz,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            achievements: Vec::new(),
            certificates: Vec::new(),
            exemptions: Vec::new(),
            employments: vec![Spell { from: day("2020-01-01"), to: None }],
            obligations: vec![Spell { from: day("2026-01-01"), to: None }],
            versions: vec![VersionFrom { from: None, policy: policy() }],
            zone: Asia::Shanghai,
        }
    }

    pub(super) fn on(&self, day: NaiveDate) -> Standing {
        self.judged(day, Knowledge::Then)
    }

    pub(super) fn judged(&self, day: NaiveDate, knowledge: Knowledge) -> Standing {
        let history = History {
            achievements: &self.achievements,
            certificates: &self.certificates,
            exemptions: &self.exemptions,
            employments: &self.employments,
            obligations: &self.obligations,
            versions: &self.versions,
            zone: self.zone,
            knowledge,
        };
        standing(&history, day).unwrap()
    }

    fn states(&self, expected: &[(&str, State)]) {
        for (text, state) in expected {
            assert_eq!(self.on(day(text)).state, *state, "{text}");
        }
    }
}

#[test]
fn a_life_from_the_first_pass_to_the_end_of_the_grace() {
    let mut world = World::new();
    world.achievements = vec![told("fab", at(day("2026-02-01"))), told("etiquette", at(day("2026-03-01")))];
    world.certificates = vec![certificate("2026-03-01", Some("2027-02-28"))];
    world.states(&[
        ("2026-01-31", State::NotStarted),
        ("2026-02-01", State::InProgress),
        ("2026-02-28", State::InProgress),
        ("2026-03-01", State::Certified),
        ("2026-12-29", State::Certified),
        ("2026-12-30", State::Expiring),
        ("2027-02-28", State::Expiring),
        ("2027-03-01", State::InGrace),
        ("2027-03-30", State::InGrace),
        ("2027-03-31", State::Expired),
        ("2099-01-01", State::Expired),
    ]);
    let early = world.on(day("2026-04-01"));
    assert_eq!((early.renewable_from, early.grace_to), (Some(day("2026-12-30")), None));
    assert_eq!(world.on(day("2027-03-01")).grace_to, Some(day("2027-03-30")));
    assert!(world.on(day("2027-03-30")).is_renewal && !world.on(day("2027-03-31")).is_renewal);
}

#[test]
fn a_gap_is_shown_as_a_gap_and_a_renewal_closes_none_behind_it() {
    let mut world = World::new();
    world.certificates =
        vec![certificate("2024-03-01", Some("2025-02-28")), certificate("2026-06-15", Some("2027-06-14"))];
    world.states(&[
        ("2024-03-01", State::Certified),
        ("2025-03-01", State::InGrace),
        ("2025-04-01", State::Expired),
        ("2026-06-14", State::Expired),
        ("2026-06-15", State::Certified),
    ]);
}

#[test]
fn of_certificates_that_overlap_the_one_issued_last_counts() {
    let mut world = World::new();
    world.certificates =
        vec![certificate("2026-03-01", Some("2027-02-28")), certificate("2027-01-10", Some("2028-02-28"))];
    world.states(&[
        ("2027-01-09", State::Expiring),
        ("2027-01-10", State::Certified),
        ("2028-02-28", State::Expiring),
    ]);
}

#[test]
fn taken_back_given_back_and_never_there() {
    let mut world = World::new();
    let mut one = certificate("2026-03-01", Some("2027-02-28"));
    one.changes = vec![
        (at(day("2026-04-01")), Change::Revoked { from_its_issue: false }),
        (at(day("2026-05-01")), Change::Reinstated { as_if_never_revoked: false }),
        (at(day("2026-06-01")), Change::Withdrawn),
    ];
    world.certificates = vec![one];
    world.states(&[
        ("2026-03-31", State::Certified),
        ("2026-04-01", State::Revoked),
        ("2026-04-30", State::Revoked),
        ("2026-05-01", State::Certified),
        ("2026-06-01", State::NotStarted),
    ]);
}

#[test]
fn the_exempt_need_nothing_until_it_ends_and_what_they_hold_is_still_said() {
    let mut world = World::new();
    world.certificates = vec![certificate("2026-03-01", Some("2027-02-28"))];
    world.exemptions = vec![Spell { from: day("2026-02-01"), to: Some(day("2027-12-31")) }];
    world.states(&[
        ("2026-01-31", State::NotStarted),
        ("2026-02-01", State::Exempt),
        ("2026-03-01", State::Certified),
        ("2027-03-01", State::Exempt),
        ("2027-12-31", State::Exempt),
        ("2028-01-01", State::Expired),
    ]);
    assert!(world.on(day("2026-01-31")).must_hold);
    assert!(!world.on(day("2026-02-01")).must_hold);
    assert!(world.on(day("2028-01-01")).must_hold);
}

#[test]
fn who_left_must_hold_nothing_and_who_came_back_holds_what_still_runs() {
    let mut world = World::new();
    world.certificates = vec![certificate("2026-03-01", Some("2027-02-28"))];
    world.employments = vec![
        Spell { from: day("2025-01-01"), to: Some(day("2026-06-30")) },
        Spell { from: day("2026-09-01"), to: None },
    ];
    for (text, must_hold) in [
        ("2025-12-31", false),
        ("2026-01-01", true),
        ("2026-06-30", true),
        ("2026-07-01", false),
        ("2026-08-31", false),
        ("2026-09-01", true),
    ] {
        assert_eq!(world.on(day(text)).must_hold, must_hold, "{text}");
    }
    world.states(&[
        ("2026-07-15", State::Certified),
        ("2026-09-01", State::Certified),
        ("2027-03-31", State::Expired),
    ]);
}

#[test]
fn the_rules_of_the_day_decide_and_later_ones_replace_what_was_planned() {
    let mut world = World::new();
    world.certificates = vec![certificate("2026-03-01", Some("2027-02-28"))];
    let strict = Policy { window_days: Some(10), grace_days: 0, ..policy() };
    world.versions.push(VersionFrom { from: Some(day("2027-03-10")), policy: strict });
    world.states(&[
        ("2027-02-01", State::Expiring),
        ("2027-03-09", State::InGrace),
        ("2027-03-10", State::Expired),
    ]);
    let lenient = Policy { grace_days: 365, ..policy() };
    world.versions.push(VersionFrom { from: Some(day("2027-03-05")), policy: lenient });
    world.states(&[("2027-03-10", State::InGrace)]);
}

#[test]
fn a_day_is_a_day_of_the_companys_zone() {
    for (zone, issued, first) in [
        (Asia::Shanghai, "2026-02-28T16:30:00Z", "2026-03-01"),
        (America::New_York, "2026-03-01T04:30:00Z", "2026-02-28"),
        (Pacific::Kiritimati, "2026-02-28T10:00:00Z", "2026-03-01"),
    ] {
        let mut world = World::new();
        world.zone = zone;
        world.certificates = vec![PastCertificate {
            issued_at: instant(issued),
            known_at: instant(issued),
            valid_from: day(first),
            ..certificate("2026-03-01", None)
        }];
        assert_eq!(world.on(day(first)).state, State::Certified, "{zone}");
        assert_eq!(world.on(day(first).pred_opt().unwrap()).state, State::NotStarted, "{zone}");
    }
}

/// A life lived by the rules: passes on some days, certificates issued whenever they are due.
fn lived(policy: &Policy, months: Option<u32>, first: NaiveDate, gaps: &[(u64, bool)], zone: Tz) -> World {
    let mut world = World { zone, ..World::new() };
    world.versions = vec![VersionFrom { from: None, policy: policy.clone() }];
    let mut today = first;
    let mut held: Option<Held> = None;
    for (gap, is_fab) in gaps {
        today = today + Days::new(*gap);
        let code = if *is_fab { "fab" } else { "etiquette" };
        let now = crate::base::clock::end_of_day(today, zone) - chrono::TimeDelta::hours(2);
        world.achievements.push(told(code, now - chrono::TimeDelta::seconds(1)));
        let passed: Vec<&Passed> = world.achievements.iter().map(|one| &one.passed).collect();
        if due(policy, held.as_ref(), &passed, Some(code), (today, zone)).is_none() {
            continue;
        }
        let validity = validity(policy, months, held.as_ref(), today);
        held = Some(Held {
            issued_at: now,
            valid_from: validity.from,
            valid_to: validity.to,
            anchored_on: validity.anchored_on,
            revoked_at: None,
        });
        world.certificates.push(PastCertificate {
            issued_at: now,
            known_at: now,
            valid_from: validity.from,
            valid_to: validity.to,
            anchored_on: validity.anchored_on,
            changes: Vec::new(),
        });
    }
    world
}

pub(super) fn any_zone() -> impl Strategy<Value = Tz> {
    proptest::sample::select(vec![
        Asia::Shanghai,
        America::St_Johns,
        America::Sao_Paulo,
        Pacific::Auckland,
        chrono_tz::Europe::Berlin,
        chrono_tz::UTC,
    ])
}

fn any_policy() -> impl Strategy<Value = Policy> {
    (proptest::option::of(1u32..90), 0u32..60, any::<bool>(), any::<bool>()).prop_map(
        |(window, grace, kept, reuse)| Policy {
            window_days: window,
            grace_days: grace,
            anniversary: if kept { Anniversary::Kept } else { Anniversary::Moved },
            reuse_passes: reuse,
            ..policy()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn on_every_day_the_state_is_what_the_certificates_say(
        policy in any_policy(),
        months in proptest::option::of(1u32..30),
        start in 0u64..9000,
        gaps in proptest::collection::vec((0u64..200, any::<bool>()), 1..12),
        zone in any_zone(),
    ) {
        let first = day("1999-12-01") + Days::new(start);
        let world = lived(&policy, months, first, &gaps, zone);
        let days: u64 = gaps.iter().map(|(gap, _)| gap).sum::<u64>() + 120;
        for offset in 0..days {
            let today = first + Days::new(offset);
            let found = world.on(today);
            let issued = |one: &&PastCertificate| one.valid_from <= today;
            let last = world.certificates.iter().rfind(issued);
            let has_passed = world.achievements.iter().any(|one| day_in(one.passed.1, zone) <= today);
            let covered = last.is_some_and(|one| one.valid_to.is_none_or(|end| today <= end));
            prop_assert_eq!(found.state.holds(), covered, "{}", today);
            match last {
                None => prop_assert_eq!(found.state == State::InProgress, has_passed),
                Some(one) if !covered => {
                    let grace = one.valid_to.unwrap() + Days::new(policy.grace_days.into());
                    prop_assert_eq!(found.state == State::InGrace, today <= grace);
                    prop_assert_eq!(found.state == State::Expired, today > grace);
                }
                Some(_) => {}
            }
        }
        for pair in world.certificates.windows(2) {
            let is_covered = |one: &PastCertificate, day| one.valid_to.is_none_or(|end| day <= end);
            if let [one, next] = pair && is_covered(one, next.valid_from) {
                prop_assert!(one.valid_to.is_none() == next.valid_to.is_none() && next.valid_to >= one.valid_to);
            }
        }
    }

    #[test]
    fn the_first_certificate_ends_where_its_months_end_in_every_zone(
        months in 1u32..60, start in 0u64..9000, zone in any_zone()
    ) {
        let first = day("1999-12-01") + Days::new(start);
        let world = lived(&policy(), Some(months), first, &[(0, true), (0, false)], zone);
        let end = last_day(first, months);
        prop_assert!(world.on(end).state.holds());
        prop_assert_eq!(world.on(end + Days::new(1)).state, State::InGrace);
        prop_assert_eq!(world.on(first - Days::new(1)).state, State::NotStarted);
    }
}
