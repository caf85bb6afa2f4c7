//! The fields in which a question is answered that is not chosen among options: gaps, a number, texts on the left, places
//! of an order. Nothing here says which answer is right.

use serde::Serialize;

use crate::banks::content::{gap_count, label, left_sides};
use crate::banks::model::Content;
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::web::images::without_images;

/// What a select of a place sends where nothing is chosen.
const NO_PLACE: char = '-';

/// How much of an option a select shows, in characters.
const LONGEST_CHOICE: usize = 60;

/// The fields of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AnswerFields {
    /// The gaps in order; none for another type.
    pub gaps: Vec<Gap>,
    /// The texts on the left, or the places, in order; none for another type.
    pub places: Vec<Place>,
    /// Whether a number is to be typed.
    pub is_number: bool,
}

/// A gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Counts from 1.
    pub number: usize,
    /// What is typed in it.
    pub value: String,
}

/// A text on the left, or a place of an order, to which an option belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Counts from 1.
    pub number: usize,
    /// The text on the left; `None` for a place of an order.
    pub left: Option<String>,
    /// The options as they are shown.
    pub choices: Vec<PlaceChoice>,
    /// The letter and the words of the one that is chosen.
    pub chosen: Option<String>,
}

/// An option as a select offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceChoice {
    /// Its letter.
    pub value: String,
    /// Letter and words.
    pub text: String,
    /// Whether it is the one.
    pub chosen: bool,
}

impl AnswerFields {
    /// The fields of a question whose options are shown in this order, with a stored response.
    pub fn new(content: &Content, options: &[String], response: &str) -> Self {
        let mut fields = Self { is_number: content.kind == QuestionKind::Numeric, ..Self::default() };
        match content.kind {
            QuestionKind::FillBlank => {
                let mut given = response.split('\n');
                let gap = |number| Gap { number, value: given.next().unwrap_or_default().to_owned() };
                fields.gaps = (1..=gap_count(content)).map(gap).collect();
            }
            QuestionKind::Matching => {
                let left = left_sides(content).into_iter().map(|left| Some(left.to_owned()));
                fields.places = places(left, options, response);
            }
            QuestionKind::Ordering => {
                fields.places = places(options.iter().map(|_| None), options, response);
            }
            _ => {}
        }
        fields
    }
}

fn places(left: impl Iterator<Item = Option<String>>, options: &[String], response: &str) -> Vec<Place> {
    let mut given = response.chars();
    (1..)
        .zip(left)
        .map(|(number, left)| {
            let letter = given.next().filter(|letter| *letter != NO_PLACE).map(|letter| letter.to_string());
            let choices: Vec<PlaceChoice> = (0..)
                .zip(options)
                .filter_map(|(index, text)| {
                    let value = label(index)?;
                    let words = cut(&without_images(text), LONGEST_CHOICE);
                    let chosen = letter.as_ref() == Some(&value);
                    Some(PlaceChoice { text: format!("{value}. {words}"), chosen, value })
                })
                .collect();
            let chosen = choices.iter().find(|choice| choice.chosen).map(|choice| choice.text.clone());
            Place { number, left, choices, chosen }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::banks::content::bare;
    use crate::banks::model::Texts;

    fn content(kind: QuestionKind, answer: Value) -> Content {
        bare(kind, Texts(BTreeMap::new()), Some(answer))
    }

    #[test]
    fn gaps_are_filled_with_what_is_stored_and_never_with_the_key() {
        let content = content(QuestionKind::FillBlank, json!([["甲"], ["乙"], ["丙"]]));
        let fields = AnswerFields::new(&content, &[], "\n丁");
        let values: Vec<&str> = fields.gaps.iter().map(|gap| gap.value.as_str()).collect();
        assert_eq!(values, ["", "丁", ""]);
    }

    #[test]
    fn texts_on_the_left_and_places_offer_every_option_as_shown() {
        let options = ["二月".to_owned(), "一月".to_owned()];
        let pairs =
            content(QuestionKind::Matching, json!([["春节", "一月"], ["", "二月"], ["元旦", "一月"]]));
        let fields = AnswerFields::new(&pairs, &options, "-B");
        let said: Vec<_> =
            fields.places.iter().map(|place| (place.left.as_deref(), place.chosen.as_deref())).collect();
        assert_eq!(said, [(Some("春节"), None), (Some("元旦"), Some("B. 一月"))]);
        let order = content(QuestionKind::Ordering, json!(["B", "A"]));
        let fields = AnswerFields::new(&order, &options, "");
        assert!(fields.places.iter().all(|place| place.left.is_none() && place.chosen.is_none()));
        assert_eq!(fields.places.len(), 2);
    }
}
