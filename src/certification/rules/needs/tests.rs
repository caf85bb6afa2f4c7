//! What is needed and what meets it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone, PartialEq)]
struct Passed {
    code: String,
    at: i64,
    percent: i32,
}

impl Achievement for Passed {
    fn requirement_code(&self) -> &str {
        &self.code
    }

    fn achieved_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.at, 0).unwrap()
    }

    fn score(&self) -> i32 {
        self.percent * 3
    }

    fn maximum(&self) -> i32 {
        300
    }
}

fn passed(code: &str, at: i64, percent: i32) -> Passed {
    Passed { code: code.to_owned(), at, percent }
}

fn exam(code: &str) -> NeededExam {
    NeededExam { code: code.to_owned(), minimum_percent: None }
}

fn part(how_many: HowMany, codes: &[&str]) -> Part {
    Part { how_many, exams: codes.iter().map(|code| exam(code)).collect() }
}

fn codes(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Codes and times of what meets the needs.
fn met(needs: &Needs, achievements: &[Passed]) -> Option<Vec<(String, i64)>> {
    let found = needs.met(achievements, None)?;
    Some(found.into_iter().map(|one| (one.code.clone(), one.at)).collect())
}

fn named(pairs: &[(&str, i64)]) -> Option<Vec<(String, i64)>> {
    Some(pairs.iter().map(|(code, at)| ((*code).to_owned(), *at)).collect())
}

#[test]
fn all_that_is_required_must_be_there_and_the_latest_counts() {
    let achievements =
        [passed("fab", 5, 90), passed("etiquette", 3, 90), passed("fab", 9, 90), passed("fab", 7, 90)];
    let all = |texts: &[&str]| met(&Needs::all_of(&codes(texts)), &achievements);
    assert_eq!(all(&["fab"]), named(&[("fab", 9)]));
    assert_eq!(all(&["etiquette", "fab"]), named(&[("etiquette", 3), ("fab", 9)]));
    assert_eq!(all(&["fab", "fab"]), named(&[("fab", 9)]));
    assert_eq!(all(&["fab", "objection-handling"]), None);
    assert_eq!(all(&["FAB"]), None);
    assert_eq!(all(&[]), None);
    assert_eq!(met(&Needs::all_of(&codes(&["fab"])), &[]), None);
}

#[test]
fn so_many_of_some_are_enough_and_a_minimum_must_be_reached_exactly() {
    let two = Needs {
        how_many: HowMany::All,
        in_order: false,
        parts: vec![part(HowMany::AtLeast(2), &["a", "b", "c"])],
    };
    assert_eq!(met(&two, &[passed("a", 1, 80)]), None);
    assert_eq!(met(&two, &[passed("a", 1, 80), passed("c", 2, 80)]), named(&[("a", 1), ("c", 2)]));
    let three = [passed("a", 1, 80), passed("b", 3, 80), passed("c", 2, 80)];
    assert_eq!(met(&two, &three), named(&[("b", 3), ("c", 2)]));
    let mut strict = Needs::all_of(&codes(&["a"]));
    strict.parts[0].exams[0].minimum_percent = Some(80);
    assert_eq!(
        met(&strict, &[passed("a", 1, 79), passed("a", 2, 80), passed("a", 3, 79)]),
        named(&[("a", 2)])
    );
    assert_eq!(met(&strict, &[passed("a", 1, 79)]), None);
}

#[test]
fn one_of_two_ways_is_enough() {
    let ways = Needs {
        how_many: HowMany::AtLeast(1),
        in_order: false,
        parts: vec![part(HowMany::All, &["a", "b"]), part(HowMany::All, &["c"])],
    };
    assert_eq!(met(&ways, &[passed("a", 1, 80)]), None);
    assert_eq!(met(&ways, &[passed("a", 1, 80), passed("c", 2, 80)]), named(&[("c", 2)]));
    assert_eq!(met(&ways, &[passed("a", 1, 80), passed("b", 2, 80)]), named(&[("a", 1), ("b", 2)]));
}

#[test]
fn what_comes_first_must_be_passed_first() {
    let ordered = Needs {
        how_many: HowMany::All,
        in_order: true,
        parts: vec![part(HowMany::All, &["basics"]), part(HowMany::All, &["advanced"])],
    };
    assert_eq!(met(&ordered, &[passed("advanced", 1, 80), passed("basics", 2, 80)]), None);
    let again = [passed("advanced", 1, 80), passed("basics", 2, 80), passed("advanced", 3, 80)];
    assert_eq!(met(&ordered, &again), named(&[("basics", 2), ("advanced", 3)]));
    // Passing the first once more afterwards takes nothing away.
    let later = [&again[..], &[passed("basics", 4, 80)]].concat();
    assert_eq!(met(&ordered, &later), named(&[("basics", 2), ("advanced", 3)]));
}

#[test]
fn only_what_was_passed_later_counts_where_that_is_asked() {
    let needs = Needs::all_of(&codes(&["a", "b"]));
    let achievements = [passed("a", 1, 80), passed("b", 5, 80)];
    let at = |seconds| DateTime::from_timestamp(seconds, 0);
    assert!(needs.met(&achievements, at(0)).is_some());
    assert!(needs.met(&achievements, at(1)).is_none());
    let progress = needs.progress(&achievements, at(1));
    assert_eq!(progress, [PartProgress { is_met: false, passed: vec![false, true] }]);
}

#[test]
fn what_was_stored_without_the_newer_fields_is_still_read() {
    let text = r#"{"how_many":"all","parts":[{"how_many":{"at_least":1},"exams":[{"code":"a"}]}]}"#;
    let needs: Needs = serde_json::from_str(text).unwrap();
    assert!(!needs.in_order);
    assert_eq!(needs.parts, [part(HowMany::AtLeast(1), &["a"])]);
    let again: Needs = serde_json::from_value(serde_json::to_value(&needs).unwrap()).unwrap();
    assert_eq!(again, needs);
}

fn any_how_many() -> impl Strategy<Value = HowMany> {
    prop_oneof![Just(HowMany::All), (1u32..4).prop_map(HowMany::AtLeast)]
}

fn any_needs() -> impl Strategy<Value = Needs> {
    let exam = (0usize..5, proptest::option::of(50u32..=100));
    let exam = exam.prop_map(|(code, minimum_percent)| NeededExam {
        code: ["a", "b", "c", "d", "e"][code].to_owned(),
        minimum_percent,
    });
    let part = (any_how_many(), proptest::collection::vec(exam, 1..4))
        .prop_map(|(how_many, exams)| Part { how_many, exams });
    (any_how_many(), any::<bool>(), proptest::collection::vec(part, 1..4))
        .prop_map(|(how_many, in_order, parts)| Needs { how_many, in_order, parts })
}

fn any_passes() -> impl Strategy<Value = Vec<Passed>> {
    let one = (0usize..5, 0i64..30, 40i32..=100)
        .prop_map(|(code, at, percent)| passed(["a", "b", "c", "d", "e"][code], at, percent));
    proptest::collection::vec(one, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn one_more_pass_never_takes_away_what_was_met(needs in any_needs(), passes in any_passes(), more in any_passes()) {
        let all = [passes.clone(), more].concat();
        if needs.met(&passes, None).is_some() {
            prop_assert!(needs.met(&all, None).is_some());
        }
    }

    #[test]
    fn what_meets_them_meets_them_by_itself(needs in any_needs(), passes in any_passes()) {
        if let Some(found) = needs.met(&passes, None) {
            let alone: Vec<Passed> = found.into_iter().cloned().collect();
            prop_assert!(needs.met(&alone, None).is_some(), "{alone:?}");
        }
    }

    #[test]
    fn later_limits_never_help(needs in any_needs(), passes in any_passes(), one in 0i64..30, other in 0i64..30) {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0);
        if needs.met(&passes, at(one.max(other))).is_some() {
            prop_assert!(needs.met(&passes, at(one.min(other))).is_some());
        }
    }
}
