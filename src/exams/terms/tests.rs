//! What a person's terms promise, case by case and for all.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::base::clock::parse_local;

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-22T{time}Z").parse().unwrap()
}

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

/// 09:00 to 18:00, an hour, one attempt.
fn frame() -> Frame {
    Frame {
        opens_at: Some(at("09:00:00")),
        closes_at: Some(at("18:00:00")),
        published_at: at("08:00:00"),
        limit: Some(minutes(60)),
        attempts_allowed: Some(1),
        late_entry: None,
        cooldown: None,
        stop_after_pass: false,
        by_staff: false,
    }
}

fn extra(percent: i32, minutes: i32) -> ExtraTime {
    ExtraTime { percent, minutes, valid_from: None, valid_until: None }
}

fn with(extra: ExtraTime) -> Circumstances {
    Circumstances { extra: Some(extra), ..Circumstances::default() }
}

fn extension(minutes: i32, made_at: &str) -> Extension {
    Extension { minutes, closes_at: frame().closes_at, made_at: at(made_at) }
}

fn grant(opens_at: &str, closes_at: &str) -> Grant {
    Grant { opens_at: at(opens_at), closes_at: at(closes_at), attempts: 1, made_at: at("18:30:00") }
}

fn nothing() -> Circumstances {
    Circumstances::default()
}

#[test]
fn the_earlier_of_limit_and_window_ends_an_attempt() {
    let start = at("10:00:00");
    for (limit, closes_at, extra, ends) in [
        (Some(60), Some(at("18:00:00")), 0, Some(at("11:00:00"))),
        (Some(60), Some(at("10:30:00")), 0, Some(at("10:30:00"))),
        (Some(60), Some(at("10:30:00")), 15, Some(at("10:45:00"))),
        (Some(60), None, 15, Some(at("11:15:00"))),
        (None, Some(at("18:00:00")), 0, Some(at("18:00:00"))),
        (None, None, 15, None),
        (Some(60), None, -15, Some(at("11:00:00"))),
    ] {
        assert_eq!(deadline(start, limit.map(minutes), closes_at, minutes(extra)), ends);
    }
}

#[test]
fn an_endless_limit_does_not_wrap_around() {
    let endless = deadline(at("10:00:00"), Some(TimeDelta::MAX), None, TimeDelta::MAX);
    assert_eq!(endless, Some(DateTime::<Utc>::MAX_UTC));
    assert_eq!(extra(300, 600).of(TimeDelta::MAX), TimeDelta::MAX);
}

#[test]
fn extra_time_is_a_share_of_the_limit_or_else_of_the_window_and_minutes_besides() {
    for (limit, percent, more, expected) in [
        (Some(60), 25, 0, 15 * 60),
        (Some(60), 0, 10, 10 * 60),
        (Some(60), 50, 10, 40 * 60),
        // Nine hours of window.
        (None, 25, 0, 135 * 60),
        // A third of a minute is not lost: 50 × 60 s × 1 % = 30 s.
        (Some(50), 1, 0, 30),
    ] {
        let frame = Frame { limit: limit.map(minutes), ..frame() };
        let terms = Terms::of(&frame, &with(extra(percent, more)), &[], at("10:00:00"));
        assert_eq!(terms.extra, TimeDelta::seconds(expected), "{limit:?} {percent} {more}");
    }
    let odd = extra(33, 0).of(TimeDelta::seconds(100));
    assert_eq!(odd, TimeDelta::seconds(33));
    assert_eq!(extra(33, 0).of(TimeDelta::seconds(101)), TimeDelta::seconds(34));
}

#[test]
fn f08_who_starts_late_gets_what_the_window_leaves_and_all_of_their_extra_time() {
    let now = at("17:55:00");
    assert_eq!(Terms::of(&frame(), &nothing(), &[], now).time_you_get(now), Some(minutes(5)));
    let terms = Terms::of(&frame(), &with(extra(25, 0)), &[], now);
    assert_eq!(terms.deadline(now), Some(at("18:15:00")));
    assert_eq!(terms.time_you_get(now), Some(minutes(20)));
}

#[test]
fn f09_without_limit_and_end_there_is_no_deadline_for_anyone() {
    let frame = Frame { limit: None, closes_at: None, ..frame() };
    let terms = Terms::of(&frame, &with(extra(50, 30)), &[], at("10:00:00"));
    assert_eq!(terms.deadline(at("10:00:00")), None);
    assert_eq!(terms.time_you_get(at("10:00:00")), None);
    assert_eq!(terms.over_at(), None);
}

#[test]
fn extra_time_counts_from_its_first_to_its_last_day() {
    let dated =
        ExtraTime { valid_from: Some(at("10:00:00")), valid_until: Some(at("12:00:00")), ..extra(25, 0) };
    for (now, expected) in [("09:59:59", 0), ("10:00:00", 15), ("11:59:59", 15), ("12:00:00", 0)] {
        assert_eq!(Terms::of(&frame(), &with(dated), &[], at(now)).extra, minutes(expected), "{now}");
    }
    // Before the window opens, what counts is what one gets then.
    let from_opening = ExtraTime { valid_from: Some(at("09:00:00")), ..extra(25, 0) };
    assert_eq!(Terms::of(&frame(), &with(from_opening), &[], at("08:00:00")).extra, minutes(15));
}

#[test]
fn longer_windows_add_up_and_do_not_move_a_window_published_later() {
    let own =
        Circumstances { extensions: vec![extension(10, "17:00:00"), extension(20, "17:30:00")], ..nothing() };
    assert_eq!(Terms::of(&frame(), &own, &[], at("17:40:00")).closes_at, Some(at("18:30:00")));
    let republished = Frame { closes_at: Some(at("20:00:00")), ..frame() };
    assert_eq!(Terms::of(&republished, &own, &[], at("17:40:00")).closes_at, Some(at("20:00:00")));
    let endless = Frame { closes_at: None, ..frame() };
    assert_eq!(Terms::of(&endless, &own, &[], at("17:40:00")).closes_at, None);
}

#[test]
fn a_make_up_exam_opens_a_window_and_attempts_of_its_own() {
    let own = Circumstances { grants: vec![grant("20:00:00", "22:00:00")], ..nothing() };
    let sat = [at("10:00:00")];
    let before = Terms::of(&frame(), &own, &sat, at("19:00:00"));
    assert!(before.is_make_up && before.has_chances);
    assert_eq!((before.opens_at, before.closes_at), (Some(at("20:00:00")), Some(at("22:00:00"))));
    let within = Terms::of(&frame(), &own, &sat, at("20:30:00"));
    assert_eq!(
        (within.attempts_allowed, within.attempts_used, within.attempts_left()),
        (Some(1), 0, Some(1))
    );
    let again = Terms::of(&frame(), &own, &[at("10:00:00"), at("20:30:00")], at("21:00:00"));
    assert_eq!((again.is_make_up, again.attempts_left(), again.has_chances), (true, Some(0), false));
    let over = Terms::of(&frame(), &own, &sat, at("22:00:00"));
    assert!(!over.has_chances);
    assert_eq!(over.closes_at, Some(at("22:00:00")));
}

#[test]
fn an_attempt_that_is_left_in_the_published_window_is_not_lost_to_a_make_up_exam() {
    let early = Grant { made_at: at("09:30:00"), ..grant("10:00:00", "12:00:00") };
    let own = Circumstances { grants: vec![early], ..nothing() };
    for (starts, expected) in [(vec![], Some(1)), (vec![at("10:30:00")], Some(1))] {
        assert_eq!(Terms::of(&frame(), &own, &starts, at("11:00:00")).attempts_left(), expected);
    }
    let both = [at("10:30:00"), at("11:00:00")];
    assert_eq!(Terms::of(&frame(), &own, &both, at("11:30:00")).attempts_left(), Some(0));
    assert!(!Terms::of(&frame(), &own, &both, at("11:30:00")).has_chances);
}

#[test]
fn a_make_up_exam_does_not_count_what_was_sat_before_it_was_given() {
    // Given at 18:30 with a window that began in the morning.
    let own = Circumstances { grants: vec![grant("09:00:00", "22:00:00")], ..nothing() };
    let terms = Terms::of(&frame(), &own, &[at("10:00:00")], at("19:00:00"));
    assert_eq!((terms.is_make_up, terms.attempts_left()), (true, Some(1)));
}

#[test]
fn a_window_that_is_made_longer_makes_an_open_make_up_exam_longer_too() {
    let own = Circumstances {
        grants: vec![grant("20:00:00", "22:00:00")],
        extensions: vec![extension(10, "17:00:00"), extension(20, "21:00:00"), extension(30, "22:10:00")],
        ..nothing()
    };
    let terms = Terms::of(&frame(), &own, &[at("10:00:00")], at("21:00:00"));
    assert_eq!(terms.closes_at, Some(at("22:50:00")));
}

#[test]
fn late_entry_counts_from_the_opening_or_from_the_start_of_the_room() {
    let late = Frame { late_entry: Some(minutes(15)), ..frame() };
    assert_eq!(Terms::of(&late, &nothing(), &[], at("09:00:00")).enter_until, Some(at("09:15:00")));
    let longer = Circumstances { extensions: vec![extension(10, "09:05:00")], ..nothing() };
    assert_eq!(Terms::of(&late, &longer, &[], at("09:05:00")).enter_until, Some(at("09:25:00")));
    let by_staff = Frame { by_staff: true, ..late };
    assert_eq!(Terms::of(&by_staff, &nothing(), &[], at("12:00:00")).enter_until, None);
    let started = Circumstances { room_starts: vec![at("12:00:00")], ..nothing() };
    assert_eq!(Terms::of(&by_staff, &started, &[], at("12:00:00")).enter_until, Some(at("12:15:00")));
    let make_up = Circumstances { grants: vec![grant("20:00:00", "22:00:00")], ..nothing() };
    assert_eq!(Terms::of(&late, &make_up, &[at("10:00:00")], at("21:00:00")).enter_until, None);
}

#[test]
fn a_room_is_started_for_the_window_that_is_open_then() {
    let by_staff = Frame { by_staff: true, ..frame() };
    for (started, now, waits) in [
        (None, "10:00:00", true),
        // Before the window opened.
        (Some("08:30:00"), "10:00:00", true),
        (Some("09:30:00"), "09:29:59", true),
        (Some("09:30:00"), "09:30:00", false),
        (Some("09:30:00"), "17:00:00", false),
    ] {
        let own = Circumstances { room_starts: started.map(at).into_iter().collect(), ..nothing() };
        assert_eq!(Terms::of(&by_staff, &own, &[], at(now)).waits_for_staff, waits, "{started:?} {now}");
    }
    let own = Circumstances {
        room_starts: vec![at("09:30:00")],
        grants: vec![grant("20:00:00", "22:00:00")],
        ..nothing()
    };
    assert!(Terms::of(&by_staff, &own, &[at("10:00:00")], at("20:30:00")).waits_for_staff);
}

#[test]
fn a_deadline_that_misses_extra_time_is_found() {
    let now = at("10:00:00");
    let terms = Terms::of(&frame(), &with(extra(25, 0)), &[], now);
    assert!(!Promise::to(&terms, None, now).is_cut());
    let running = |ends: &str| Some(Running { started_at: now, deadline_at: Some(at(ends)) });
    for (ends, given) in
        [("11:15:00", 15), ("11:14:00", 14), ("11:00:00", 0), ("10:30:00", 0), ("12:00:00", 15)]
    {
        let promise = Promise::to(&terms, running(ends), now);
        assert_eq!(promise, Promise { promised: minutes(15), given: minutes(given) }, "{ends}");
        assert_eq!(promise.is_cut(), given < 15);
    }
    assert!(!Promise::to(&terms, Some(Running { started_at: now, deadline_at: None }), now).is_cut());
}

#[test]
fn an_exam_is_over_for_everyone_after_the_longest_that_anybody_was_given() {
    let frame = frame();
    let over = |everyone: &Everyone| everyone.over_at(&frame);
    assert_eq!(over(&Everyone::default()), Some(at("18:00:00")));
    let extras = vec![extra(25, 0), extra(0, 30)];
    assert_eq!(over(&Everyone { extras: extras.clone(), ..Everyone::default() }), Some(at("18:30:00")));
    let extensions = vec![
        (Reach::All, extension(5, "17:00:00")),
        (Reach::Group, extension(10, "17:00:00")),
        (Reach::Person(1), extension(20, "17:00:00")),
        (Reach::Person(2), extension(7, "17:00:00")),
        (Reach::Person(2), extension(8, "17:00:00")),
    ];
    let longer = Everyone { extensions, ..Everyone::default() };
    assert_eq!(over(&longer), Some(at("18:35:00")));
    let make_up = Everyone { extras, grants: vec![grant("20:00:00", "22:00:00")], ..Everyone::default() };
    assert_eq!(over(&make_up), Some(at("22:30:00")));
    assert_eq!(make_up.over_at(&Frame { closes_at: None, ..frame }), None);
}

/// Windows across the hours that are skipped and that come twice: what is given is real time.
#[test]
fn f11_a_window_across_a_change_of_clocks_gives_real_minutes() {
    for (zone, opens, closes, real) in [
        // Clocks go forward: two hours on the wall are one.
        ("Europe/Berlin", "2026-03-29T01:30", "2026-03-29T03:30", 60),
        ("America/New_York", "2026-03-08T01:30", "2026-03-08T03:30", 60),
        // Clocks go back: two hours on the wall are three.
        ("Europe/Berlin", "2026-10-25T01:30", "2026-10-25T03:30", 180),
        ("America/New_York", "2026-11-01T00:30", "2026-11-01T02:30", 180),
        // No change there.
        ("Asia/Shanghai", "2026-03-29T01:30", "2026-03-29T03:30", 120),
        ("Asia/Shanghai", "2026-10-25T01:30", "2026-10-25T03:30", 120),
    ] {
        let zone: Tz = zone.parse().unwrap();
        let (opens_at, closes_at) = (parse_local(opens, zone).unwrap(), parse_local(closes, zone).unwrap());
        let frame = Frame { opens_at: Some(opens_at), closes_at: Some(closes_at), limit: None, ..frame() };
        let plain = Terms::of(&frame, &nothing(), &[], opens_at);
        assert_eq!(plain.time_you_get(opens_at), Some(minutes(real)), "{zone} {opens}");
        let longer = Terms::of(&frame, &with(extra(50, 0)), &[], opens_at);
        assert_eq!(longer.time_you_get(opens_at), Some(minutes(real + real / 2)), "{zone} {opens}");
        let limited = Terms::of(&Frame { limit: Some(minutes(45)), ..frame }, &nothing(), &[], opens_at);
        assert_eq!(limited.time_you_get(opens_at), Some(minutes(45)), "{zone} {opens}");
    }
}

/// An instant of a day, in minutes from midnight.
fn instant(minute: i64) -> DateTime<Utc> {
    at("00:00:00") + minutes(minute)
}

prop_compose! {
    fn any_frame()(
        opens in proptest::option::of(0i64..600), length in proptest::option::of(1i64..900),
        limit in proptest::option::of(1i64..300), attempts_allowed in proptest::option::of(1i32..4),
        late_entry in proptest::option::of(1i64..120), by_staff: bool
    ) -> Frame {
        Frame {
            opens_at: opens.map(instant),
            closes_at: length.map(|length| instant(opens.unwrap_or(0) + length)),
            published_at: instant(0),
            limit: limit.map(minutes),
            attempts_allowed,
            late_entry: late_entry.map(minutes),
            cooldown: None,
            stop_after_pass: false,
            by_staff,
        }
    }
}

prop_compose! {
    fn any_grant()(opens in 0i64..1200, length in 1i64..600, attempts in 1i32..3, made in 0i64..1200) -> Grant {
        Grant { opens_at: instant(opens), closes_at: instant(opens + length), attempts, made_at: instant(made) }
    }
}

prop_compose! {
    fn any_extension(closes_at: Option<DateTime<Utc>>)(minutes in 1i32..60, made in 0i64..1500) -> Extension {
        Extension { minutes, closes_at, made_at: instant(made) }
    }
}

prop_compose! {
    fn any_case()(frame in any_frame())(
        extensions in proptest::collection::vec(any_extension(frame.closes_at), 0..3),
        grants in proptest::collection::vec(any_grant(), 0..3),
        starts in proptest::collection::vec(0i64..1500, 0..4),
        room_starts in proptest::collection::vec(0i64..1500, 0..2),
        frame in Just(frame), now in 0i64..1500
    ) -> (Frame, Circumstances, Vec<DateTime<Utc>>, DateTime<Utc>) {
        let room_starts = room_starts.into_iter().map(instant).collect();
        // Nobody has begun after now.
        let mut starts: Vec<_> = starts.into_iter().filter(|start| *start <= now).map(instant).collect();
        starts.sort_unstable();
        (frame, Circumstances { extra: None, grants, extensions, room_starts }, starts, instant(now))
    }
}

proptest! {
    /// The promise of extra time: whoever has it gets every second of it, whatever else holds.
    #[test]
    fn nobodys_extra_time_is_ever_cut(
        (frame, own, starts, now) in any_case(), percent in 0i32..300, more in 0i32..600
    ) {
        let with = Circumstances { extra: Some(extra(percent, more)), ..own.clone() };
        let (plain, longer) = (Terms::of(&frame, &own, &starts, now), Terms::of(&frame, &with, &starts, now));
        match (plain.deadline(now), longer.deadline(now)) {
            (Some(plain), Some(ends)) => prop_assert_eq!(ends - plain, longer.extra),
            (plain, ends) => prop_assert!(plain.is_none() && ends.is_none()),
        }
        let basis = frame.limit.or_else(|| {
            longer.closes_at.map(|closes_at| closes_at - longer.opens_at.unwrap_or(frame.published_at))
        });
        let basis = basis.unwrap_or_default();
        prop_assert!(longer.extra * 100 >= basis * percent + minutes(i64::from(more)) * 100);
        prop_assert!(!Promise::to(&longer, None, now).is_cut());
        let running = Running { started_at: now, deadline_at: longer.deadline(now) };
        prop_assert!(!Promise::to(&longer, Some(running), now).is_cut());
    }

    /// Extra time changes the time and nothing else.
    #[test]
    fn extra_time_neither_opens_nor_closes_nor_counts((frame, own, starts, now) in any_case(), percent in 0i32..300) {
        let with = Circumstances { extra: Some(extra(percent, 0)), ..own.clone() };
        let longer = Terms::of(&frame, &with, &starts, now);
        let plain = Terms { extra: longer.extra, ..Terms::of(&frame, &own, &starts, now) };
        prop_assert_eq!(plain, longer);
    }

    /// However windows are extended and make-up exams given: never fewer minutes, never fewer attempts in all.
    #[test]
    fn a_longer_window_never_takes_time((frame, own, starts, now) in any_case(), more in 1i32..60) {
        let longer = {
            let mut own = own.clone();
            own.extensions.push(Extension { minutes: more, closes_at: frame.closes_at, made_at: now });
            Terms::of(&frame, &own, &starts, now)
        };
        let plain = Terms::of(&frame, &own, &starts, now);
        prop_assert!(plain.has_chances <= longer.has_chances);
        if plain.has_chances && plain.opens_at == longer.opens_at && plain.is_make_up == longer.is_make_up {
            let without_end = || DateTime::<Utc>::MAX_UTC;
            prop_assert!(
                plain.deadline(now).unwrap_or_else(without_end) <= longer.deadline(now).unwrap_or_else(without_end)
            );
        }
    }

    /// All attempts together never pass what the published window and the make-up exams allow.
    #[test]
    fn attempts_never_pass_what_is_allowed((frame, own, _, _) in any_case(), nows in proptest::collection::vec(0i64..1500, 1..12)) {
        let mut nows = nows;
        nows.sort_unstable();
        let mut starts: Vec<DateTime<Utc>> = Vec::new();
        for now in nows.into_iter().map(instant) {
            let terms = Terms::of(&frame, &own, &starts, now);
            let open = terms.opens_at.is_none_or(|at| now >= at) && terms.closes_at.is_none_or(|at| now < at);
            if open && terms.attempts_left().is_none_or(|left| left > 0) {
                prop_assert!(terms.has_chances);
                starts.push(now);
            }
        }
        if let Some(allowed) = frame.attempts_allowed {
            let granted: i32 = own.grants.iter().map(|grant| grant.attempts).sum();
            prop_assert!(starts.len() <= usize::try_from(allowed + granted).unwrap());
        }
    }

    /// The keys wait for everyone: nobody is still sitting when the exam is over for all.
    #[test]
    fn nobody_sits_after_it_is_over_for_everyone(
        (frame, own, starts, now) in any_case(), percent in 0i32..300, more in 0i32..60
    ) {
        let own = Circumstances { extra: Some(extra(percent, more)), ..own };
        let everyone = Everyone {
            extras: own.extra.into_iter().collect(),
            grants: own.grants.clone(),
            extensions: own.extensions.iter().map(|extension| (Reach::Person(7), *extension)).collect(),
        };
        let terms = Terms::of(&frame, &own, &starts, now);
        let may_sit = terms.closes_at.is_some_and(|closes_at| now < closes_at);
        if let (Some(over_at), Some(deadline), true) = (everyone.over_at(&frame), terms.deadline(now), may_sit) {
            prop_assert!(deadline <= over_at, "{deadline} after {over_at}");
        }
    }
}
