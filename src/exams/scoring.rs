//! What a response is, what a key is, and how many points one gives under the other. Values only, exact
//! integers.
//!
//! Labels in a response are the letters the trainee saw. Before marking they are brought back to the letters
//! of the question with [`Response::in_question_order`], because each trainee may see the options in another
//! order.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::QuestionKind;
use crate::base::text::{has_forbidden_controls, unix_line_ends};

/// Most characters a typed response may have.
pub const LONGEST_TEXT: usize = 20_000;

/// How a section gives points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// Full points for exactly the key, else none.
    AllOrNothing,
    /// 漏选按比例: a wrong label gives none; right ones give their share of the points.
    SubsetProportional,
}

impl Scoring {
    /// Every method, in the order in which forms offer them.
    pub const ALL: &'static [Self] = &[Self::AllOrNothing, Self::SubsetProportional];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllOrNothing => "all_or_nothing",
            Self::SubsetProportional => "subset_proportional",
        }
    }

    /// The method of a stored word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scoring| scoring.as_str() == word)
    }
}

/// A set of labels A to Z, always in the order of the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Labels(u32);

impl Labels {
    /// No label.
    pub const NONE: Self = Self(0);

    /// How many labels there are in all.
    pub const MOST: u8 = 26;

    /// Reads letters A to Z in any order; a letter written twice counts once. `None` for any other character.
    pub fn parse(text: &str) -> Option<Self> {
        text.chars().try_fold(Self::NONE, |labels, letter| Some(labels.with(index_of(letter)?)))
    }

    /// The same set with the label of the option at this index (0 is A). From 26 on there is no label.
    #[must_use]
    pub fn with(self, index: u8) -> Self {
        if index < Self::MOST { Self(self.0 | 1 << index) } else { self }
    }

    /// Whether the label of the option at this index is in the set.
    pub fn contains(self, index: u8) -> bool {
        index < Self::MOST && self.0 & 1 << index != 0
    }

    /// How many labels are in the set, 0 to 26.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no label is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The indexes of the options in the set, rising (0 is A).
    pub fn indexes(self) -> impl Iterator<Item = u8> {
        (0..Self::MOST).filter(move |index| self.contains(*index))
    }

    /// The letters in the set, rising.
    pub fn letters(self) -> impl Iterator<Item = char> {
        self.indexes().map(|index| char::from(b'A' + index))
    }

    /// The labels in both sets.
    #[must_use]
    pub fn in_both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The labels in either set.
    #[must_use]
    pub fn in_either(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every label here is also in the other set.
    pub fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether a question with this many options has all these labels.
    pub fn fit(self, option_count: u8) -> bool {
        self.indexes().all(|index| index < option_count)
    }

    /// The labels of the question for labels as shown. `order` gives for each shown option its index in the
    /// question, as the paper stores it. A label beyond the order is dropped.
    #[must_use]
    pub fn in_question_order(self, order: &[u8]) -> Self {
        self.indexes()
            .filter_map(|shown| order.get(usize::from(shown)))
            .fold(Self::NONE, |labels, index| labels.with(*index))
    }

    /// The labels as shown for labels of the question: the way back of [`Labels::in_question_order`].
    #[must_use]
    pub fn as_shown(self, order: &[u8]) -> Self {
        (0u8..)
            .zip(order)
            .filter(|(_, index)| self.contains(**index))
            .fold(Self::NONE, |labels, (shown, _)| labels.with(shown))
    }
}

impl fmt::Display for Labels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| write!(formatter, "{letter}"))
    }
}

impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.letters())
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let letters = Vec::<char>::deserialize(deserializer)?;
        letters.iter().try_fold(Self::NONE, |labels, letter| match index_of(*letter) {
            Some(index) => Ok(labels.with(index)),
            None => Err(serde::de::Error::custom(format!("{letter:?} is not a label"))),
        })
    }
}

/// The right answer of a question the server can mark. In JSON `["A","C"]`, `true` or `false`; where no key
/// is known the JSON is null, an `Option<Key>` that is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// The statement of a true-false question is right or wrong.
    Truth(bool),
    /// The right options, at least one, by their labels in the question.
    #[serde(deserialize_with = "at_least_one_label")]
    Labels(Labels),
}

impl Key {
    /// The key as stored with a question; `Ok(None)` for null. Anything but a key and null is an error.
    pub fn from_json(answer: &serde_json::Value) -> Result<Option<Self>, serde_json::Error> {
        Option::<Self>::deserialize(answer)
    }

    /// The key as it is stored with a question.
    pub fn to_json(self) -> serde_json::Value {
        match self {
            Self::Truth(truth) => serde_json::Value::Bool(truth),
            Self::Labels(labels) => labels.letters().map(|letter| letter.to_string()).collect(),
        }
    }

    /// Whether a question of this type and with this many options can have this key: one label in a single
    /// choice, one or more in a multiple choice, all of them labels of options.
    pub fn fits(self, kind: QuestionKind, option_count: u8) -> bool {
        match (kind, self) {
            (QuestionKind::SingleChoice, Self::Labels(labels)) => {
                labels.count() == 1 && labels.fit(option_count)
            }
            (QuestionKind::MultipleChoice, Self::Labels(labels)) => {
                !labels.is_empty() && labels.fit(option_count)
            }
            (QuestionKind::TrueFalse, Self::Truth(_)) => true,
            _ => false,
        }
    }
}

/// What a trainee gave to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// Nothing, or taken back.
    Blank,
    /// Chosen options.
    Labels(Labels),
    /// Right or wrong.
    Truth(bool),
    /// Typed text.
    Text(String),
}

/// Why a text is no response to a question of this paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResponseProblem {
    /// It has a character that is no label.
    #[error("a response to a choice question is made of labels A to Z")]
    NotLabels,
    /// It has a label that no option of this question has.
    #[error("the question has no option {0}")]
    NoSuchOption(char),
    /// It has several labels where one is to be chosen.
    #[error("only one option can be chosen")]
    MoreThanOne,
    /// It is neither T nor F.
    #[error("a response to a true-false question is T or F")]
    NotTrueOrFalse,
    /// It is longer than [`LONGEST_TEXT`].
    #[error("the text is longer than {LONGEST_TEXT} characters")]
    TooLong,
    /// It has a control character, for example NUL.
    #[error("the text has a control character")]
    ControlCharacter,
}

impl Response {
    /// Reads what a save carries: labels as shown (`AC`), `T` or `F`, or text, by the type of the question.
    /// Empty is blank, and so is a text of spaces. `option_count` is the number of options shown.
    pub fn parse(kind: QuestionKind, option_count: u8, text: &str) -> Result<Self, ResponseProblem> {
        if text.is_empty() {
            return Ok(Self::Blank);
        }
        match kind {
            QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
                parse_choice(kind, option_count, text)
            }
            QuestionKind::TrueFalse => match text {
                "T" => Ok(Self::Truth(true)),
                "F" => Ok(Self::Truth(false)),
                _ => Err(ResponseProblem::NotTrueOrFalse),
            },
            QuestionKind::ShortAnswer
            | QuestionKind::FillBlank
            | QuestionKind::Numeric
            | QuestionKind::Matching
            | QuestionKind::Ordering => parse_text(text),
        }
    }

    /// The one way this response is stored; [`Response::parse`] reads it back.
    pub fn to_canonical(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Labels(labels) => labels.to_string(),
            Self::Truth(true) => "T".to_owned(),
            Self::Truth(false) => "F".to_owned(),
            Self::Text(text) => text.clone(),
        }
    }

    /// Whether there is nothing to mark.
    pub fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// The response with the labels of the question in place of those shown; see
    /// [`Labels::in_question_order`].
    #[must_use]
    pub fn in_question_order(&self, order: &[u8]) -> Self {
        match self {
            Self::Labels(labels) => Self::Labels(labels.in_question_order(order)),
            other => other.clone(),
        }
    }
}

/// What a response was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Points in 1/100.
    pub points: i32,
    /// Whether it is exactly the key.
    pub right: bool,
}

/// The mark of a response (labels of the question, not as shown) under a key. `points` are those of the
/// question in 1/100. A share is rounded half up to 1/100. A text, or a response of another type than the
/// key, gets nothing.
pub fn mark(scoring: Scoring, key: &Key, response: &Response, points: i32) -> Mark {
    let points = points.max(0);
    match (key, response) {
        (Key::Truth(truth), Response::Truth(given)) => all_or_nothing(truth == given, points),
        (Key::Labels(labels), Response::Labels(given)) if labels == given => all_or_nothing(true, points),
        (Key::Labels(labels), Response::Labels(given)) => match scoring {
            Scoring::AllOrNothing => all_or_nothing(false, points),
            Scoring::SubsetProportional => Mark { points: share(*labels, *given, points), right: false },
        },
        _ => all_or_nothing(false, points),
    }
}

/// The score of a paper in 1/100 point: the sum of its marks.
pub fn total(marks: &[Mark]) -> i32 {
    marks.iter().fold(0, |sum, mark| sum.saturating_add(mark.points))
}

fn index_of(letter: char) -> Option<u8> {
    if !letter.is_ascii_uppercase() {
        return None;
    }
    u8::try_from(letter).ok()?.checked_sub(b'A')
}

fn at_least_one_label<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Labels, D::Error> {
    let labels = Labels::deserialize(deserializer)?;
    if labels.is_empty() { Err(serde::de::Error::custom("a key has at least one label")) } else { Ok(labels) }
}

fn parse_choice(kind: QuestionKind, option_count: u8, text: &str) -> Result<Response, ResponseProblem> {
    let labels = Labels::parse(text).ok_or(ResponseProblem::NotLabels)?;
    if let Some(beyond) = labels.indexes().zip(labels.letters()).find(|(index, _)| *index >= option_count) {
        return Err(ResponseProblem::NoSuchOption(beyond.1));
    }
    if kind == QuestionKind::SingleChoice && labels.count() > 1 {
        return Err(ResponseProblem::MoreThanOne);
    }
    Ok(Response::Labels(labels))
}

fn parse_text(text: &str) -> Result<Response, ResponseProblem> {
    let text = unix_line_ends(text);
    if has_forbidden_controls(&text) {
        return Err(ResponseProblem::ControlCharacter);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(ResponseProblem::TooLong);
    }
    Ok(if text.trim().is_empty() { Response::Blank } else { Response::Text(text) })
}

fn all_or_nothing(right: bool, points: i32) -> Mark {
    Mark { points: if right { points } else { 0 }, right }
}

/// 漏选按比例: points × right ÷ all right, rounded half up; nothing as soon as one label is wrong.
fn share(key: Labels, given: Labels, points: i32) -> i32 {
    if key.is_empty() || !given.is_subset_of(key) {
        return 0;
    }
    let (right, all) = (i64::from(given.count()), i64::from(key.count()));
    let rounded = (2 * i64::from(points) * right + all) / (2 * all);
    i32::try_from(rounded).unwrap_or(points)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn labels(text: &str) -> Labels {
        Labels::parse(text).unwrap()
    }

    fn chosen(text: &str) -> Response {
        Response::Labels(labels(text))
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
        for (stored, key) in [
            (json!(["B"]), Some(Key::Labels(labels("B")))),
            (json!(["A", "D"]), Some(Key::Labels(labels("AD")))),
            (json!(true), Some(Key::Truth(true))),
            (json!(false), Some(Key::Truth(false))),
            (json!(null), None),
        ] {
            assert_eq!(Key::from_json(&stored).unwrap(), key);
            assert_eq!(key.map_or(json!(null), Key::to_json), stored);
            assert_eq!(serde_json::to_value(key).unwrap(), stored);
        }
        for wrong in [json!([]), json!(""), json!("B"), json!(1), json!(["B", true]), json!({"B": true})] {
            assert!(Key::from_json(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_fits_only_questions_that_can_have_it() {
        use QuestionKind::{MultipleChoice, ShortAnswer, SingleChoice, TrueFalse};
        for (kind, option_count, key, fits) in [
            (SingleChoice, 4, Key::Labels(labels("D")), true),
            (SingleChoice, 3, Key::Labels(labels("D")), false),
            (SingleChoice, 4, Key::Labels(labels("AD")), false),
            (SingleChoice, 4, Key::Truth(true), false),
            (MultipleChoice, 4, Key::Labels(labels("AD")), true),
            (MultipleChoice, 4, Key::Labels(labels("A")), true),
            (MultipleChoice, 4, Key::Labels(labels("AE")), false),
            (MultipleChoice, 4, Key::Labels(Labels::NONE), false),
            (TrueFalse, 0, Key::Truth(false), true),
            (TrueFalse, 2, Key::Labels(labels("A")), false),
            (ShortAnswer, 0, Key::Truth(true), false),
        ] {
            assert_eq!(key.fits(kind, option_count), fits, "{kind:?} of {option_count} with {key:?}");
        }
    }

    #[test]
    fn a_save_is_read_by_the_type_of_its_question() {
        use QuestionKind::{MultipleChoice, ShortAnswer, SingleChoice, TrueFalse};
        for (kind, option_count, text, response) in [
            (SingleChoice, 4, "", Ok(Response::Blank)),
            (SingleChoice, 4, "D", Ok(chosen("D"))),
            (SingleChoice, 4, "E", Err(ResponseProblem::NoSuchOption('E'))),
            (SingleChoice, 4, "AB", Err(ResponseProblem::MoreThanOne)),
            (SingleChoice, 4, "T", Err(ResponseProblem::NoSuchOption('T'))),
            (SingleChoice, 4, "b", Err(ResponseProblem::NotLabels)),
            (SingleChoice, 4, " ", Err(ResponseProblem::NotLabels)),
            (SingleChoice, 4, "A\0", Err(ResponseProblem::NotLabels)),
            (MultipleChoice, 4, "CA", Ok(chosen("AC"))),
            (MultipleChoice, 4, "ABCDE", Err(ResponseProblem::NoSuchOption('E'))),
            (TrueFalse, 0, "T", Ok(Response::Truth(true))),
            (TrueFalse, 0, "F", Ok(Response::Truth(false))),
            (TrueFalse, 0, "true", Err(ResponseProblem::NotTrueOrFalse)),
            (TrueFalse, 0, "A", Err(ResponseProblem::NotTrueOrFalse)),
            (ShortAnswer, 0, "一\r\n二", Ok(Response::Text("一\n二".to_owned()))),
            (ShortAnswer, 0, " \n ", Ok(Response::Blank)),
            (ShortAnswer, 0, "a\0b", Err(ResponseProblem::ControlCharacter)),
        ] {
            assert_eq!(Response::parse(kind, option_count, text), response, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn a_text_may_have_twenty_thousand_characters_of_any_size() {
        let longest = "礼".repeat(LONGEST_TEXT);
        assert!(Response::parse(QuestionKind::ShortAnswer, 0, &longest).is_ok());
        let longer = format!("{longest}仪");
        assert_eq!(Response::parse(QuestionKind::ShortAnswer, 0, &longer), Err(ResponseProblem::TooLong));
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
    }

    #[test]
    fn a_missed_label_costs_its_share_and_a_wrong_one_everything() {
        let key = Key::Labels(labels("ABC"));
        for (scoring, given, points, right) in [
            (Scoring::AllOrNothing, "ABC", 200, true),
            (Scoring::AllOrNothing, "AB", 0, false),
            (Scoring::AllOrNothing, "ABCD", 0, false),
            (Scoring::SubsetProportional, "ABC", 200, true),
            (Scoring::SubsetProportional, "AB", 133, false),
            (Scoring::SubsetProportional, "A", 67, false),
            (Scoring::SubsetProportional, "ABD", 0, false),
            (Scoring::SubsetProportional, "D", 0, false),
            (Scoring::SubsetProportional, "ABCD", 0, false),
        ] {
            assert_eq!(
                mark(scoring, &key, &chosen(given), 200),
                Mark { points, right },
                "{scoring:?} {given}"
            );
        }
    }

    #[test]
    fn half_a_hundredth_is_rounded_up() {
        let key = Key::Labels(labels("AB"));
        for (points, half) in [(1, 1), (3, 2), (5, 3), (4, 2), (0, 0), (i32::MAX, 1_073_741_824)] {
            assert_eq!(mark(Scoring::SubsetProportional, &key, &chosen("A"), points).points, half);
        }
    }

    #[test]
    fn nothing_is_given_for_nothing_or_for_another_type() {
        let nothing = Mark { points: 0, right: false };
        for scoring in Scoring::ALL {
            for (key, response) in [
                (Key::Labels(labels("A")), Response::Blank),
                (Key::Labels(labels("A")), Response::Labels(Labels::NONE)),
                (Key::Labels(labels("A")), Response::Truth(true)),
                (Key::Labels(labels("A")), Response::Text("A".to_owned())),
                (Key::Truth(false), Response::Blank),
                (Key::Truth(false), Response::Truth(true)),
                (Key::Truth(true), chosen("A")),
            ] {
                assert_eq!(mark(*scoring, &key, &response, 100), nothing, "{key:?} {response:?}");
            }
            assert_eq!(
                mark(*scoring, &Key::Truth(false), &Response::Truth(false), 100),
                Mark { points: 100, right: true }
            );
        }
    }

    #[test]
    fn a_score_is_the_sum_of_its_marks() {
        let marks = [Mark { points: 67, right: false }, Mark { points: 200, right: true }];
        assert_eq!(total(&marks), 267);
        assert_eq!(total(&[]), 0);
    }

    #[test]
    fn methods_are_found_again_by_their_words() {
        for scoring in Scoring::ALL {
            assert_eq!(Scoring::parse(scoring.as_str()), Some(*scoring));
            assert_eq!(serde_json::to_value(scoring).unwrap(), json!(scoring.as_str()));
        }
        assert_eq!(Scoring::parse("subset"), None);
    }

    fn any_labels() -> impl Strategy<Value = Labels> {
        (0u32..1 << 26).prop_map(Labels)
    }

    fn any_key() -> impl Strategy<Value = Labels> {
        (1u32..1 << 26).prop_map(Labels)
    }

    fn any_scoring() -> impl Strategy<Value = Scoring> {
        proptest::sample::select(Scoring::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn a_mark_is_between_nothing_and_the_points(
            key in any_key(), given in any_labels(), scoring in any_scoring(), points in 0..=i32::MAX
        ) {
            let mark = mark(scoring, &Key::Labels(key), &Response::Labels(given), points);
            prop_assert!((0..=points).contains(&mark.points));
            prop_assert_eq!(mark.right, key == given);
            prop_assert!(!mark.right || mark.points == points);
        }

        #[test]
        fn all_right_gives_the_full_points(
            key in any_key(), scoring in any_scoring(), points in 0..=i32::MAX
        ) {
            let mark = mark(scoring, &Key::Labels(key), &Response::Labels(key), points);
            prop_assert_eq!(mark, Mark { points, right: true });
        }

        #[test]
        fn another_right_label_never_costs_points(
            key in any_key(), given in any_labels(), added in 0u8..26, scoring in any_scoring(),
            points in 0..100_000i32
        ) {
            let key = key.with(added);
            let given = given.in_both(key);
            let before = mark(scoring, &Key::Labels(key), &Response::Labels(given), points);
            let after = mark(scoring, &Key::Labels(key), &Response::Labels(given.with(added)), points);
            prop_assert!(before.points <= after.points);
        }

        #[test]
        fn a_wrong_label_gives_nothing(
            key in any_key(), given in any_labels(), scoring in any_scoring(), points in 0..100_000i32
        ) {
            prop_assume!(!given.is_subset_of(key));
            prop_assert_eq!(mark(scoring, &Key::Labels(key), &Response::Labels(given), points).points, 0);
        }

        #[test]
        fn a_share_is_less_than_a_hundredth_off_the_exact_share(
            key in any_key(), given in any_labels(), points in 0..=i32::MAX
        ) {
            let given = given.in_both(key);
            let mark = mark(Scoring::SubsetProportional, &Key::Labels(key), &Response::Labels(given), points);
            let (right, all) = (i128::from(given.count()), i128::from(key.count()));
            // Half up: exact − 1/2 < mark ≤ exact + 1/2, all times 2 × all.
            let off = 2 * (i128::from(mark.points) * all - i128::from(points) * right);
            prop_assert!(-all < off && off <= all, "{off} of {all}");
        }

        #[test]
        fn labels_survive_every_order_and_way_back(
            chosen in any_labels(),
            order in (1u8..=26).prop_flat_map(|count| Just((0..count).collect::<Vec<u8>>()).prop_shuffle())
        ) {
            let count = u8::try_from(order.len()).unwrap();
            let chosen = Labels(chosen.0 & ((1 << count) - 1));
            prop_assert_eq!(chosen.in_question_order(&order).as_shown(&order), chosen);
            prop_assert_eq!(chosen.as_shown(&order).in_question_order(&order), chosen);
            prop_assert_eq!(chosen.as_shown(&order).count(), chosen.count());
        }

        #[test]
        fn what_is_stored_is_read_back(
            kind in proptest::sample::select(QuestionKind::ALL.to_vec()), option_count in 0u8..=26,
            text in "[A-F]{0,4}|[TF]|\\PC{0,12}"
        ) {
            if let Ok(response) = Response::parse(kind, option_count, &text) {
                let stored = response.to_canonical();
                prop_assert_eq!(Response::parse(kind, option_count, &stored), Ok(response));
            }
        }
    }
}
