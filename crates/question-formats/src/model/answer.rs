//! The key of a question.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::QuestionType;

/// The key of a question. Its JSON shape is plain: see each variant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Labels of the right options, sorted: `["A","C"]`.
    Labels(Vec<String>),
    /// Whether the statement is true: `true`.
    Truth(bool),
    /// Reference texts of a short answer: `["…"]`.
    Reference(Vec<String>),
    /// For each gap the texts it accepts: `[["net 30","30 days"],["5 %"]]`.
    Blanks(Vec<Vec<String>>),
    /// A number, right when it differs from `value` by at most `tolerance`: `{"value":30,"tolerance":0.5}`.
    Numeric {
        /// The right number.
        value: Number,
        /// How far off is still right; not negative.
        tolerance: Number,
    },
    /// Which text belongs to which: `[["left","right"]]`. A pair without a left side is a right side that belongs to
    /// nothing.
    Pairs(Vec<(String, String)>),
    /// The labels of all options in the right order: `["C","A","B"]`.
    Order(Vec<String>),
}

impl Answer {
    /// The plain JSON value of the key.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Truth(truth) => Value::Bool(*truth),
            Self::Labels(texts) | Self::Reference(texts) | Self::Order(texts) => texts.clone().into(),
            Self::Blanks(blanks) => blanks.iter().cloned().map(Value::from).collect::<Vec<_>>().into(),
            Self::Numeric { value, tolerance } => {
                serde_json::json!({ "value": value, "tolerance": tolerance })
            }
            Self::Pairs(pairs) => {
                pairs.iter().map(|(left, right)| Value::from(vec![left.as_str(), right.as_str()])).collect()
            }
        }
    }

    /// The key of a question of this type from its JSON value; `None` for `null`.
    ///
    /// # Errors
    /// When the value does not have the shape that belongs to the type.
    pub fn from_value(value: Value, question_type: QuestionType) -> Result<Option<Self>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Numeric {
            value: Number,
            #[serde(default)]
            tolerance: Number,
        }
        if value.is_null() {
            return Ok(None);
        }
        Ok(Some(match question_type {
            QuestionType::TrueFalse => Self::Truth(serde_json::from_value(value)?),
            QuestionType::SingleChoice | QuestionType::MultipleChoice => {
                Self::Labels(serde_json::from_value(value)?)
            }
            QuestionType::ShortAnswer => Self::Reference(serde_json::from_value(value)?),
            QuestionType::FillBlank => Self::Blanks(serde_json::from_value(value)?),
            QuestionType::Numeric => {
                let Numeric { value, tolerance } = serde_json::from_value(value)?;
                Self::Numeric { value, tolerance }
            }
            QuestionType::Matching => Self::Pairs(serde_json::from_value(value)?),
            QuestionType::Ordering => Self::Order(serde_json::from_value(value)?),
        }))
    }
}

/// A finite number as files write it. Printed without an exponent and without needless zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Number(f64);

// No value is NaN, so each one equals itself.
impl Eq for Number {}

impl Number {
    /// The number, when it is finite.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // Minus zero prints like zero and must be equal to it in JSON too.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// The number a text says: decimal point, optional sign and exponent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain =
            |character: char| character.is_ascii_digit() || matches!(character, '+' | '-' | '.' | 'e' | 'E');
        if !text.chars().all(plain) {
            return None;
        }
        text.parse().ok().and_then(Self::new)
    }

    /// The value.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl TryFrom<f64> for Number {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("not a finite number")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn every_key_comes_back_from_its_json() {
        let number = |value| Number::new(value).unwrap();
        for (kind, answer) in [
            (QuestionType::SingleChoice, Answer::Labels(vec!["A".into()])),
            (QuestionType::TrueFalse, Answer::Truth(false)),
            (QuestionType::ShortAnswer, Answer::Reference(vec!["…".into()])),
            (QuestionType::FillBlank, Answer::Blanks(vec![vec!["30".into(), "30 天".into()], vec![]])),
            (QuestionType::Numeric, Answer::Numeric { value: number(15.5), tolerance: number(0.0) }),
            (
                QuestionType::Matching,
                Answer::Pairs(vec![("甲".into(), "乙".into()), (String::new(), "丙".into())]),
            ),
            (QuestionType::Ordering, Answer::Order(vec!["B".into(), "A".into()])),
        ] {
            assert_eq!(Answer::from_value(answer.to_value(), kind).unwrap(), Some(answer));
        }
        assert_eq!(Answer::from_value(Value::Null, QuestionType::Matching).unwrap(), None);
    }

    #[test]
    fn numbers_are_finite_and_print_plainly() {
        assert_eq!(Number::parse("1e3").unwrap().to_string(), "1000");
        assert_eq!(Number::parse(" -0.50 ").unwrap().to_string(), "-0.5");
        assert_eq!(Number::parse("-0").unwrap().to_string(), "0");
        for text in ["", "inf", "NaN", "1e999", "1,5", "0x1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
