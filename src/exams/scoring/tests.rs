//! Worked examples of each method, and what holds of all of them.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::banks::content::{bare, gap_count, left_sides};
use crate::banks::model::{Content, QuestionText, Texts};
use crate::base::QuestionKind::{
    self, FillBlank, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice, TrueFalse,
};

fn labels(text: &str) -> Labels {
    Labels::parse(text).unwrap()
}

fn chosen(text: &str) -> Response {
    Response::Labels(labels(text))
}

fn asked(kind: QuestionKind, option_count: u8, points: i32) -> Asked {
    Asked { kind, option_count, points }
}

fn content(kind: QuestionKind, options: &[&str], answer: Value) -> Content {
    let options = options.iter().map(|text| (*text).to_owned()).collect();
    let text = QuestionText { stem: "？".to_owned(), options, ..QuestionText::default() };
    bare(kind, Texts(BTreeMap::from([("zh-CN".to_owned(), text)])), Some(answer))
}

fn key(kind: QuestionKind, options: &[&str], answer: Value) -> Key {
    Key::of(&content(kind, options, answer)).unwrap().unwrap()
}

fn negative(percent: u8, floor: Floor) -> Scoring {
    Scoring::Negative(Penalty { percent, floor })
}

#[test]
fn labels_are_letters_in_order_each_once() {
    assert_eq!(labels("CAC").to_string(), "AC");
    assert_eq!(labels("").to_string(), "");
    assert_eq!(labels("ZYXWVUTSRQPONMLKJIHGFEDCBA").to_string(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for text in ["a", "A,C", "A C", "1", "Ａ", "[", "@"] {
        assert_eq!(Labels::parse(text), None, "{text:?}");
    }
    assert_eq!(Labels::NONE.with(26), Labels::NONE);
    assert!(!labels("A").contains(32));
}

#[test]
fn labels_are_a_list_of_letters_in_json() {
    assert_eq!(serde_json::to_value(labels("CA")).unwrap(), json!(["A", "C"]));
    assert_eq!(serde_json::from_value::<Labels>(json!(["C", "A"])).unwrap(), labels("AC"));
    for wrong in [json!(["AC"]), json!(["a"]), json!([1]), json!("AC")] {
        assert!(serde_json::from_value::<Labels>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn a_key_is_read_as_it_is_stored_and_never_invented() {
    let options = ["甲", "乙", "丙"];
    assert_eq!(key(SingleChoice, &options, json!(["B"])), Key::Labels(labels("B")));
    assert_eq!(key(MultipleChoice, &options, json!(["A", "C"])), Key::Labels(labels("AC")));
    assert_eq!(key(TrueFalse, &[], json!(false)), Key::Truth(false));
    assert_eq!(key(Ordering, &options, json!(["C", "A", "B"])), Key::Order(vec![2, 0, 1]));
    let pairs = json!([["一", "乙"], ["", "丙"], ["二", "甲"]]);
    assert_eq!(key(Matching, &options, pairs.clone()), Key::Pairs(vec![labels("B"), labels("A")]));
    assert_eq!(left_sides(&content(Matching, &options, pairs)), ["一", "二"]);
    let gaps = json!([["30"], ["万分之五", "0.05%"]]);
    assert_eq!(key(FillBlank, &[], gaps.clone()).parts(), 2);
    assert_eq!(gap_count(&content(FillBlank, &[], gaps)), 2);
    for kind in QuestionKind::ALL {
        assert_eq!(Key::of(&content(*kind, &options, Value::Null)), Ok(None), "{kind:?}");
    }
    for (kind, wrong) in [
        (SingleChoice, json!([])),
        (SingleChoice, json!("B")),
        (MultipleChoice, json!(["B", true])),
        (TrueFalse, json!("true")),
        (FillBlank, json!([["30"], []])),
        (FillBlank, json!([])),
        (Numeric, json!({"value": 1e300, "tolerance": 0})),
        (Numeric, json!({"value": 1, "tolerance": -1})),
        (Numeric, json!(30)),
        (Matching, json!([["一", "丁"]])),
        (Matching, json!([["", "甲"]])),
        (Ordering, json!(["A", "B"])),
        (Ordering, json!(["A", "B", "B"])),
        (Ordering, json!(["A", "B", "D"])),
    ] {
        assert!(Key::of(&content(kind, &options, wrong.clone())).is_err(), "{kind:?} {wrong}");
    }
}

#[test]
fn weights_add_up_between_nothing_and_everything() {
    let weighted = |kind, answer, weights: &[i32]| {
        let mut content = content(kind, &["甲", "乙", "丙", "丁"], answer);
        content.weights = Some(weights.to_vec());
        Key::of(&content).unwrap().unwrap()
    };
    let single = weighted(SingleChoice, json!(["B"]), &[5_000, 10_000, 0, -2_500]);
    let several = weighted(MultipleChoice, json!(["A", "C"]), &[6_000, 0, 4_000, -5_000]);
    let thirds = weighted(MultipleChoice, json!(["A", "B", "C"]), &[3_333, 3_333, 3_333, -10_000]);
    for (key, kind, response, points, right) in [
        (&single, SingleChoice, "B", 300, true),
        (&single, SingleChoice, "A", 150, false),
        (&single, SingleChoice, "C", 0, false),
        (&single, SingleChoice, "D", 0, false),
        (&several, MultipleChoice, "AC", 300, true),
        (&several, MultipleChoice, "A", 180, false),
        (&several, MultipleChoice, "ABC", 300, false),
        (&several, MultipleChoice, "ACD", 150, false),
        (&several, MultipleChoice, "CD", 0, false),
        (&thirds, MultipleChoice, "ABC", 300, true),
        (&thirds, MultipleChoice, "AB", 200, false),
        (&thirds, MultipleChoice, "ABCD", 0, false),
    ] {
        let given = mark(Scoring::Weights, key, &chosen(response), asked(kind, 4, 300));
        assert_eq!(given, Mark { points, right }, "{kind:?} {response}");
    }
    let all_or_nothing = mark(Scoring::AllOrNothing, &single, &chosen("A"), asked(SingleChoice, 4, 300));
    assert_eq!(all_or_nothing.points, 0, "weights count only where the section says so");
    assert_eq!(several.shown(&[2, 1, 0, 3]), "AC");
    let plain = key(MultipleChoice, &["甲", "乙", "丙", "丁"], json!(["A", "C"]));
    for response in ["A", "AC", "AB", "ABD"] {
        let by = |scoring| mark(scoring, &plain, &chosen(response), asked(MultipleChoice, 4, 300));
        assert_eq!(by(Scoring::Weights), by(Scoring::RightMinusWrong), "without weights: {response}");
    }
}

#[test]
fn a_save_is_read_by_the_type_of_its_question() {
    let gaps = |texts: &[&str]| Response::Gaps(texts.iter().map(|text| (*text).to_owned()).collect());
    for (kind, option_count, text, response) in [
        (SingleChoice, 4, "", Ok(Response::Blank)),
        (SingleChoice, 4, "D", Ok(chosen("D"))),
        (SingleChoice, 4, "-", Ok(Response::Skip)),
        (SingleChoice, 4, "E", Err(ResponseProblem::NoSuchOption('E'))),
        (SingleChoice, 4, "AB", Err(ResponseProblem::MoreThanOne)),
        (SingleChoice, 4, "T", Err(ResponseProblem::NoSuchOption('T'))),
        (SingleChoice, 4, "b", Err(ResponseProblem::NotLabels)),
        (SingleChoice, 4, " ", Err(ResponseProblem::NotLabels)),
        (SingleChoice, 4, "A\0", Err(ResponseProblem::NotLabels)),
        (MultipleChoice, 4, "CA", Ok(chosen("AC"))),
        (MultipleChoice, 4, "-", Err(ResponseProblem::NotLabels)),
        (MultipleChoice, 4, "ABCDE", Err(ResponseProblem::NoSuchOption('E'))),
        (TrueFalse, 0, "T", Ok(Response::Truth(true))),
        (TrueFalse, 0, "F", Ok(Response::Truth(false))),
        (TrueFalse, 0, "-", Ok(Response::Skip)),
        (TrueFalse, 0, "true", Err(ResponseProblem::NotTrueOrFalse)),
        (TrueFalse, 0, "A", Err(ResponseProblem::NotTrueOrFalse)),
        (ShortAnswer, 0, "一\r\n二", Ok(Response::Text("一\n二".to_owned()))),
        (ShortAnswer, 0, " \n ", Ok(Response::Blank)),
        (ShortAnswer, 0, "a\0b", Err(ResponseProblem::ControlCharacter)),
        (Numeric, 0, "30 天", Ok(Response::Text("30 天".to_owned()))),
        (FillBlank, 0, "30\r\n 日息 ", Ok(gaps(&["30", "日息"]))),
        (FillBlank, 0, "\n日息\n\n", Ok(gaps(&["", "日息"]))),
        (FillBlank, 0, "\n \n", Ok(Response::Blank)),
        (FillBlank, 0, "a\0", Err(ResponseProblem::ControlCharacter)),
        (FillBlank, 0, &"a\n".repeat(27), Err(ResponseProblem::TooLong)),
        (Matching, 3, "B-A", Ok(Response::Places(vec![Some(1), None, Some(0)]))),
        (Matching, 3, "B--", Ok(Response::Places(vec![Some(1)]))),
        (Matching, 3, "---", Ok(Response::Blank)),
        (Ordering, 3, "CAB", Ok(Response::Places(vec![Some(2), Some(0), Some(1)]))),
        (Ordering, 3, "CAD", Err(ResponseProblem::NoSuchOption('D'))),
        (Ordering, 3, "1", Err(ResponseProblem::NotLabels)),
        (Ordering, 3, &"A".repeat(27), Err(ResponseProblem::TooLong)),
    ] {
        assert_eq!(Response::parse(kind, option_count, text), response, "{kind:?} {text:?}");
    }
}

#[test]
fn a_text_may_have_twenty_thousand_characters_of_any_size() {
    let longest = "礼".repeat(LONGEST_TEXT);
    assert!(Response::parse(ShortAnswer, 0, &longest).is_ok());
    let longer = format!("{longest}仪");
    for kind in [ShortAnswer, FillBlank, Numeric] {
        assert_eq!(Response::parse(kind, 0, &longer), Err(ResponseProblem::TooLong));
    }
}

#[test]
fn shown_labels_are_brought_back_to_those_of_the_question() {
    // The trainee sees C, A, D, B of the question as A, B, C, D.
    let order = [2, 0, 3, 1];
    assert_eq!(labels("A").in_question_order(&order), labels("C"));
    assert_eq!(labels("BD").in_question_order(&order), labels("AB"));
    assert_eq!(labels("AB").as_shown(&order), labels("BD"));
    assert_eq!(labels("E").in_question_order(&order), Labels::NONE);
    assert_eq!(chosen("A").in_question_order(&order), chosen("C"));
    assert_eq!(Response::Truth(true).in_question_order(&order), Response::Truth(true));
    let places = Response::Places(vec![Some(3), None, Some(0)]);
    assert_eq!(places.in_question_order(&order), Response::Places(vec![Some(1), None, Some(2)]));
}

/// The methods with where each is used: all or nothing is `match_correct` of QTI; 漏选按比例 and 漏选得一半 are what
/// Chinese exam systems offer for 不定项; right minus wrong is Canvas; per option is the true-false matrix; KPrim is
/// Krebs' rule; points taken away are the usual formula scoring; claim choice is that of CSC's EXAM.
#[test]
fn each_method_gives_what_its_worked_example_says() {
    let key = Key::Labels(labels("ABC"));
    let minus = negative(25, Floor::Exam);
    // Five options, A, B and C right, two points.
    for (scoring, given, points) in [
        (Scoring::AllOrNothing, "ABC", 200),
        (Scoring::AllOrNothing, "AB", 0),
        (Scoring::AllOrNothing, "ABCD", 0),
        (Scoring::SubsetProportional, "ABC", 200),
        (Scoring::SubsetProportional, "AB", 133),
        (Scoring::SubsetProportional, "A", 67),
        (Scoring::SubsetProportional, "ABD", 0),
        (Scoring::SubsetProportional, "ABCD", 0),
        (Scoring::SubsetHalf, "ABC", 200),
        (Scoring::SubsetHalf, "AB", 100),
        (Scoring::SubsetHalf, "A", 100),
        (Scoring::SubsetHalf, "AD", 0),
        (Scoring::RightMinusWrong, "ABC", 200),
        (Scoring::RightMinusWrong, "ABD", 67),
        (Scoring::RightMinusWrong, "ABCD", 133),
        (Scoring::RightMinusWrong, "ADE", 0),
        (Scoring::PerOption, "ABC", 200),
        (Scoring::PerOption, "AB", 160),
        (Scoring::PerOption, "ABD", 120),
        (Scoring::PerOption, "ABCDE", 120),
        (Scoring::PerOption, "DE", 0),
        (Scoring::Kprim, "ABC", 200),
        (Scoring::Kprim, "AB", 100),
        (Scoring::Kprim, "ABCD", 100),
        (Scoring::Kprim, "ABD", 0),
        (minus, "ABC", 200),
        (minus, "AB", 0),
        (minus, "ABD", -50),
        (minus, "D", -50),
    ] {
        let mark = mark(scoring, &key, &chosen(given), asked(MultipleChoice, 5, 200));
        assert_eq!((mark.points, mark.right), (points, given == "ABC"), "{scoring} {given}");
    }
}

#[test]
fn where_one_answer_is_chosen_most_methods_come_to_the_same_and_a_penalty_takes_away() {
    let (single, truth) = (Key::Labels(labels("B")), Key::Truth(true));
    for scoring in Scoring::ALL {
        let wrong = if scoring.penalty().is_some() { -75 } else { 0 };
        for (key, right, other) in
            [(&single, chosen("B"), chosen("C")), (&truth, Response::Truth(true), Response::Truth(false))]
        {
            let kind = if *key == truth { TrueFalse } else { SingleChoice };
            let marked = |response: &Response| mark(*scoring, key, response, asked(kind, 4, 300));
            assert_eq!(marked(&right), Mark { points: 300, right: true }, "{scoring}");
            assert_eq!(marked(&other), Mark { points: wrong, right: false }, "{scoring}");
            for nothing in [Response::Blank, Response::Skip] {
                assert_eq!(marked(&nothing), Mark { points: 0, right: false }, "{scoring}");
            }
        }
    }
}

#[test]
fn gaps_are_compared_by_what_they_say() {
    let key = key(FillBlank, &[], json!([["30 天", "一个月"], ["Net Price"]]));
    for (given, points) in [
        ("30天\nnet  price", 200),
        ("３０ 天\nＮＥＴ　ＰＲＩＣＥ。", 200),
        ("一个月\nnetprice", 100),
        ("一个月", 100),
        ("\nNET PRICE", 100),
        ("。\n ", 0),
        ("net price\n30天", 0),
    ] {
        let response = Response::parse(FillBlank, 0, given).unwrap();
        let mark = mark(Scoring::PerOption, &key, &response, asked(FillBlank, 0, 200));
        assert_eq!((mark.points, mark.right), (points, points == 200), "{given:?}");
    }
}

#[test]
fn parts_are_right_wrong_or_missing_and_each_method_counts_them() {
    // Three gaps, three points: the first right, the second wrong, the third missing.
    let key = key(FillBlank, &[], json!([["甲"], ["乙"], ["丙"]]));
    for (scoring, one_wrong, one_right) in [
        (Scoring::AllOrNothing, 0, 0),
        (Scoring::SubsetProportional, 0, 100),
        (Scoring::SubsetHalf, 0, 150),
        (Scoring::RightMinusWrong, 0, 100),
        (Scoring::PerOption, 100, 100),
        (negative(50, Floor::Exam), 50, 100),
        (negative(100, Floor::Question), 0, 100),
    ] {
        for (given, points) in [("甲\n丁", one_wrong), ("甲", one_right), ("甲\n乙\n丙", 300)] {
            let response = Response::parse(FillBlank, 0, given).unwrap();
            let mark = mark(scoring, &key, &response, asked(FillBlank, 0, 300));
            assert_eq!(mark.points, points, "{scoring} {given:?}");
        }
    }
    let response = Response::parse(FillBlank, 0, "丁\n丁").unwrap();
    let marked = |floor| mark(negative(50, floor), &key, &response, asked(FillBlank, 0, 300)).points;
    assert_eq!((marked(Floor::Exam), marked(Floor::Question)), (-100, 0));
}

#[test]
fn a_number_is_right_within_its_tolerance() {
    let key = key(Numeric, &[], json!({"value": 1234.5, "tolerance": 0.5}));
    for (given, right) in [
        ("1234.5", true),
        ("1,234.5 元", true),
        ("1235", true),
        ("１２３４", true),
        ("1235.01", false),
        ("1233.999", false),
        ("-1234.5", false),
        ("很多", false),
    ] {
        let response = Response::parse(Numeric, 0, given).unwrap();
        let mark = mark(Scoring::AllOrNothing, &key, &response, asked(Numeric, 0, 100));
        assert_eq!(mark, Mark { points: if right { 100 } else { 0 }, right }, "{given}");
    }
}

#[test]
fn pairs_are_counted_one_by_one_and_orders_by_their_neighbours() {
    let options = ["甲", "乙", "丙", "丁"];
    let pairs = key(Matching, &options, json!([["一", "甲"], ["二", "乙"], ["三", "丙"], ["", "丁"]]));
    let order = key(Ordering, &options, json!(["A", "B", "C", "D"]));
    for (kind, key, given, points) in [
        (Matching, &pairs, "ABC", 300),
        (Matching, &pairs, "ABD", 200),
        (Matching, &pairs, "--C", 100),
        (Matching, &pairs, "AAA", 100),
        (Matching, &pairs, "BCA", 0),
        (Ordering, &order, "ABCD", 300),
        (Ordering, &order, "BCDA", 200),
        (Ordering, &order, "ABDC", 100),
        (Ordering, &order, "DCBA", 0),
        (Ordering, &order, "AB--", 100),
        (Ordering, &order, "AAAA", 0),
    ] {
        let response = Response::parse(kind, 4, given).unwrap();
        let marked = |scoring| mark(scoring, key, &response, asked(kind, 4, 300));
        assert_eq!(marked(Scoring::PerOption), Mark { points, right: points == 300 }, "{given}");
        assert_eq!(marked(Scoring::AllOrNothing).points, if points == 300 { 300 } else { 0 }, "{given}");
    }
}

#[test]
fn half_a_hundredth_is_rounded_up_also_below_nothing() {
    let key = Key::Labels(labels("AB"));
    for (points, half) in [(1, 1), (3, 2), (5, 3), (4, 2), (0, 0), (i32::MAX, 1_073_741_824)] {
        let mark = mark(Scoring::SubsetProportional, &key, &chosen("A"), asked(MultipleChoice, 4, points));
        assert_eq!(mark.points, half);
    }
    // −0.5 is rounded to 0, −1.5 to −1.
    for (points, taken) in [(1, 0), (2, -1), (3, -1), (4, -2)] {
        let mark = mark(
            negative(50, Floor::Exam),
            &Key::Truth(true),
            &Response::Truth(false),
            asked(TrueFalse, 0, points),
        );
        assert_eq!(mark.points, taken, "{points}");
    }
}

#[test]
fn nothing_is_given_for_nothing_or_for_another_type() {
    for scoring in Scoring::ALL {
        for (key, response) in [
            (Key::Labels(labels("A")), Response::Blank),
            (Key::Labels(labels("A")), Response::Labels(Labels::NONE)),
            (Key::Labels(labels("A")), Response::Truth(true)),
            (Key::Labels(labels("A")), Response::Text("A".to_owned())),
            (Key::Truth(false), Response::Blank),
            (Key::Truth(true), chosen("A")),
            (Key::Order(vec![0, 1]), chosen("A")),
        ] {
            let mark = mark(*scoring, &key, &response, asked(MultipleChoice, 4, 100));
            assert_eq!(mark, Mark { points: 0, right: false }, "{scoring} {key:?} {response:?}");
        }
    }
}

#[test]
fn a_score_is_the_sum_of_its_marks_and_ends_at_its_floors() {
    let plain = Scoring::AllOrNothing;
    let (by_section, by_exam) = (negative(25, Floor::Section), negative(25, Floor::Exam));
    for (marks, score) in [
        (vec![], 0),
        (vec![(1, plain, 67), (1, plain, 200)], 267),
        (vec![(1, plain, 200), (2, by_exam, -50), (2, by_exam, -100)], 50),
        (vec![(1, plain, 200), (2, by_section, -50), (2, by_section, -100)], 200),
        (vec![(1, plain, 200), (2, by_section, -50), (2, by_section, 200)], 350),
        (vec![(1, plain, 100), (2, by_exam, -50), (2, by_exam, -100)], 0),
    ] {
        assert_eq!(total(marks.clone()), score, "{marks:?}");
    }
}

#[test]
fn methods_are_found_again_by_their_words_and_old_words_mean_what_they_meant() {
    let floors = Floor::ALL.iter().map(|floor| negative(33, *floor));
    for scoring in Scoring::ALL.iter().copied().chain(floors) {
        assert_eq!(Scoring::parse(&scoring.to_string()), Some(scoring));
        assert_eq!(serde_json::to_value(scoring).unwrap(), json!(scoring.to_string()));
        assert_eq!(serde_json::from_value::<Scoring>(json!(scoring.to_string())).unwrap(), scoring);
    }
    assert_eq!(Scoring::parse("all_or_nothing"), Some(Scoring::AllOrNothing));
    assert_eq!(Scoring::parse("subset_proportional"), Some(Scoring::SubsetProportional));
    assert_eq!(Scoring::parse("negative:25:exam"), Some(negative(25, Floor::Exam)));
    for wrong in [
        "subset",
        "",
        "negative",
        "negative:25",
        "negative:0:exam",
        "negative:101:exam",
        "negative:025:exam",
        "negative:25:paper",
        "negative:25:exam:",
        "kprim:25:exam",
        "claim:+25:exam",
    ] {
        assert_eq!(Scoring::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn methods_fit_the_types_they_say_something_about() {
    let fitting = |scoring: Scoring| -> Vec<QuestionKind> {
        QuestionKind::ALL.iter().copied().filter(|kind| scoring.fits(*kind)).collect()
    };
    let all = QuestionKind::ALL.to_vec();
    let all_but_order: Vec<_> = all.iter().copied().filter(|kind| *kind != Ordering).collect();
    for (scoring, kinds) in [
        (Scoring::AllOrNothing, all.clone()),
        (Scoring::PerOption, all),
        (Scoring::SubsetProportional, all_but_order.clone()),
        (Scoring::RightMinusWrong, all_but_order.clone()),
        (Scoring::Kprim, vec![SingleChoice, MultipleChoice, TrueFalse, ShortAnswer, Numeric]),
        (negative(25, Floor::Section), all_but_order),
        (negative(25, Floor::Question), vec![ShortAnswer, FillBlank, Matching]),
        (Scoring::Claim(Penalty::USUAL), vec![SingleChoice, TrueFalse, ShortAnswer]),
    ] {
        assert_eq!(fitting(scoring), kinds, "{scoring}");
    }
}

#[test]
fn the_example_of_the_form_is_what_the_marking_gives() {
    let points = |scoring| examples(scoring, 300).iter().map(|one| one.points).collect::<Vec<_>>();
    assert_eq!(points(Scoring::SubsetProportional), [300, 200, 0, 0, 0]);
    assert_eq!(points(Scoring::RightMinusWrong), [300, 200, 100, 0, 0]);
    assert_eq!(points(negative(50, Floor::Exam)), [300, 0, -150, -150, -150]);
    assert_eq!(points(Scoring::Claim(Penalty::USUAL)), [300, -75]);
}

fn any_labels() -> impl Strategy<Value = Labels> {
    (0u32..1 << 26)
        .prop_map(|bits| (0..26).filter(|index| bits & 1 << index != 0).fold(Labels::NONE, Labels::with))
}

fn any_key() -> impl Strategy<Value = Labels> {
    (any_labels(), 0u8..26).prop_map(|(labels, one)| labels.with(one))
}

fn any_penalty() -> impl Strategy<Value = Penalty> {
    (1u8..=100, proptest::sample::select(Floor::ALL.to_vec()))
        .prop_map(|(percent, floor)| Penalty { percent, floor })
}

fn any_scoring() -> impl Strategy<Value = Scoring> {
    (proptest::sample::select(Scoring::ALL.to_vec()), any_penalty())
        .prop_map(|(scoring, penalty)| Scoring::from_method(scoring.method(), penalty).unwrap())
}

/// Of a multiple choice with all 26 options.
fn points_of(scoring: Scoring, key: Labels, given: Labels, points: i32) -> Mark {
    mark(scoring, &Key::Labels(key), &Response::Labels(given), asked(MultipleChoice, 26, points))
}

proptest! {
    #[test]
    fn a_mark_is_never_above_the_points_and_never_below_what_may_be_taken(
        key in any_key(), given in any_labels(), scoring in any_scoring(), points in 0..=i32::MAX
    ) {
        let mark = points_of(scoring, key, given, points);
        let most = scoring.penalty().map_or(0, |penalty| (i64::from(penalty.percent) * i64::from(points) + 99) / 100);
        prop_assert!(i64::from(mark.points) >= -most && mark.points <= points, "{}", mark.points);
        prop_assert_eq!(mark.right, key == given);
        prop_assert!(!mark.right || mark.points == points);
    }

    #[test]
    fn all_right_gives_the_full_points(key in any_key(), scoring in any_scoring(), points in 0..=i32::MAX) {
        prop_assert_eq!(points_of(scoring, key, key, points), Mark { points, right: true });
    }

    #[test]
    fn another_right_option_never_costs_points(
        key in any_key(), given in any_labels(), added in 0u8..26, scoring in any_scoring(), points in 0..100_000i32
    ) {
        let key = key.with(added);
        let before = points_of(scoring, key, given, points).points;
        let after = points_of(scoring, key, given.with(added), points).points;
        prop_assert!(before <= after, "{before} {after}");
    }

    #[test]
    fn another_wrong_option_never_gives_points(
        key in any_key(), given in any_labels(), added in 0u8..26, scoring in any_scoring(), points in 0..100_000i32
    ) {
        prop_assume!(!key.contains(added));
        let before = points_of(scoring, key, given, points).points;
        let after = points_of(scoring, key, given.with(added), points).points;
        prop_assert!(before >= after, "{before} {after}");
    }

    #[test]
    fn a_share_is_the_exact_share_rounded_half_up(
        key in any_key(), given in any_labels(), points in 0..=i32::MAX
    ) {
        let given = given.in_both(key);
        let mark = points_of(Scoring::SubsetProportional, key, given, points);
        let (right, all) = (i128::from(given.count()), i128::from(key.count()));
        // Half up: exact − 1/2 < mark ≤ exact + 1/2, all times 2 × all.
        let off = 2 * (i128::from(mark.points) * all - i128::from(points) * right);
        prop_assert!(-all < off && off <= all, "{off} of {all}");
    }

    #[test]
    fn the_order_in_which_options_are_shown_changes_nothing(
        key in any_key(), shown in any_labels(), scoring in any_scoring(), points in 0..100_000i32,
        order in Just((0..26).collect::<Vec<u8>>()).prop_shuffle()
    ) {
        let response = Response::Labels(shown.as_shown(&order));
        let asked = asked(MultipleChoice, 26, points);
        let mark = mark(scoring, &Key::Labels(key), &response.in_question_order(&order), asked);
        prop_assert_eq!(mark, points_of(scoring, key, shown, points));
    }

    #[test]
    fn another_part_that_is_right_never_costs_points_and_one_that_is_wrong_never_gives_any(
        key in proptest::collection::vec("[甲乙丙丁]{1,2}", 1..8), given in proptest::collection::vec("[甲乙丙丁]{0,2}", 8),
        at in 0usize..8, scoring in any_scoring(), points in 0..100_000i32
    ) {
        let gaps = Key::Gaps(key.iter().map(|text| vec![text.clone()]).collect());
        let marked = |given: &[String]| {
            mark(scoring, &gaps, &Response::Gaps(given.to_vec()), asked(FillBlank, 0, points)).points
        };
        let at = at % key.len();
        let with = |text: &str| {
            let mut given = given.clone();
            text.clone_into(given.get_mut(at).unwrap());
            marked(&given)
        };
        let (missing, right, wrong) = (with(""), with(key.get(at).unwrap()), with("错"));
        prop_assert!(wrong <= missing && missing <= right, "{wrong} {missing} {right}");
        prop_assert!((-points..=points).contains(&wrong) && right <= points);
    }

    #[test]
    fn a_score_is_never_below_nothing(
        marks in proptest::collection::vec((1i16..4, any_scoring(), -1000..1000i32), 0..12)
    ) {
        let score = total(marks.clone());
        prop_assert!(score >= 0);
        let most: i32 = marks.iter().map(|(_, _, points)| (*points).max(0)).sum();
        prop_assert!(score <= most);
    }

    #[test]
    fn labels_survive_every_order_and_way_back(
        chosen in any_labels(),
        order in (1u8..=26).prop_flat_map(|count| Just((0..count).collect::<Vec<u8>>()).prop_shuffle())
    ) {
        let count = u8::try_from(order.len()).unwrap();
        let chosen = chosen.indexes().filter(|index| *index < count).fold(Labels::NONE, Labels::with);
        prop_assert_eq!(chosen.in_question_order(&order).as_shown(&order), chosen);
        prop_assert_eq!(chosen.as_shown(&order).in_question_order(&order), chosen);
        prop_assert_eq!(chosen.as_shown(&order).count(), chosen.count());
    }

    #[test]
    fn what_is_stored_is_read_back(
        kind in proptest::sample::select(QuestionKind::ALL.to_vec()), option_count in 0u8..=26,
        text in "[A-F-]{0,4}|[TF]|\\PC{0,12}|[a\n ]{0,8}"
    ) {
        if let Ok(response) = Response::parse(kind, option_count, &text) {
            let stored = response.to_canonical();
            prop_assert_eq!(Response::parse(kind, option_count, &stored), Ok(response));
        }
    }
}
