//! The right answer of a question, as the marking takes it.

use serde_json::Value;

use super::labels::Labels;
use super::number::Decimal;
use crate::banks::model::Content;
use crate::base::QuestionKind;

/// The right answer of a question the server can mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The statement of a true-false question is right or wrong.
    Truth(bool),
    /// The right options, at least one, by their labels in the question.
    Labels(Labels),
    /// The same where choosing each option gives something of its own.
    Weighted {
        /// The right options.
        right: Labels,
        /// What each option gives, in 1/100 percent of the points, in the order of the question.
        weights: Vec<i32>,
    },
    /// For each gap, at least one, the texts it takes, at least one.
    Gaps(Vec<Vec<String>>),
    /// A number, and how far off is still right.
    Number {
        /// The right number.
        value: Decimal,
        /// Not negative.
        tolerance: Decimal,
    },
    /// For each text on the left the options that belong to it: one, or several that say the same.
    Pairs(Vec<Labels>),
    /// The options in the right order, by their indexes in the question; each once, at least two.
    Order(Vec<u8>),
}

/// What is stored as a key and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is stored as the key of a {} question is no key", .0.as_str())]
pub struct KeyProblem(pub QuestionKind);

impl Key {
    /// The key of a question; `None` where none is known and of one that people grade.
    ///
    /// # Errors
    /// [`KeyProblem`] when what is stored is no key of a question of this type with these options.
    pub fn of(content: &Content) -> Result<Option<Self>, KeyProblem> {
        let Some(answer) = content.answer.as_ref().filter(|answer| !answer.is_null()) else {
            return Ok(None);
        };
        let count = u8::try_from(content.option_count()).unwrap_or(0);
        let key = match content.kind {
            QuestionKind::ShortAnswer => return Ok(None),
            QuestionKind::TrueFalse => answer.as_bool().map(Self::Truth),
            QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
                labels(answer).map(|right| match &content.weights {
                    Some(weights) => Self::Weighted { right, weights: weights.clone() },
                    None => Self::Labels(right),
                })
            }
            QuestionKind::FillBlank => gaps(answer).map(Self::Gaps),
            QuestionKind::Numeric => number(answer),
            QuestionKind::Matching => pairs(content, answer).map(Self::Pairs),
            QuestionKind::Ordering => order(answer, count).map(Self::Order),
        };
        key.map(Some).ok_or(KeyProblem(content.kind))
    }

    /// The key as a response of a paper would say it that shows the options in this order: labels, `T` or `F`, the letters
    /// of the places. Where texts are typed, all that are taken, gap by gap on lines; a number with its tolerance.
    pub fn shown(&self, order: &[u8]) -> String {
        let letter = |index: u8| Labels::NONE.with(index).as_shown(order).to_string();
        match self {
            Self::Truth(true) => "T".to_owned(),
            Self::Truth(false) => "F".to_owned(),
            Self::Labels(labels) | Self::Weighted { right: labels, .. } => labels.as_shown(order).to_string(),
            Self::Order(places) => places.iter().copied().map(letter).collect(),
            Self::Pairs(pairs) => {
                pairs.iter().filter_map(|right| right.indexes().next()).map(letter).collect()
            }
            Self::Gaps(gaps) => gaps.iter().map(|texts| texts.join(" / ")).collect::<Vec<_>>().join("\n"),
            Self::Number { value, tolerance } if *tolerance == Decimal::default() => value.to_string(),
            Self::Number { value, tolerance } => format!("{value} ± {tolerance}"),
        }
    }

    /// How many answers a question has that is answered in parts: gaps, texts on the left, places. 0 for the others.
    pub fn parts(&self) -> usize {
        match self {
            Self::Gaps(gaps) => gaps.len(),
            Self::Pairs(pairs) => pairs.len(),
            Self::Order(order) => order.len(),
            Self::Truth(_) | Self::Labels(_) | Self::Weighted { .. } | Self::Number { .. } => 0,
        }
    }

    /// The right options of a choice question.
    pub fn right_options(&self) -> Option<Labels> {
        match self {
            Self::Labels(labels) | Self::Weighted { right: labels, .. } => Some(*labels),
            _ => None,
        }
    }
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn indexes(answer: &Value, option_count: u8) -> Option<Vec<u8>> {
    let index = |text: &str| {
        let labels = Labels::parse(text).filter(|labels| labels.count() == 1 && text.len() == 1)?;
        labels.indexes().next().filter(|index| *index < option_count)
    };
    strings(answer)?.into_iter().map(index).collect()
}

fn labels(answer: &Value) -> Option<Labels> {
    let labels = indexes(answer, Labels::MOST)?.into_iter().fold(Labels::NONE, Labels::with);
    (!labels.is_empty()).then_some(labels)
}

fn gaps(answer: &Value) -> Option<Vec<Vec<String>>> {
    let gap = |texts: &Value| {
        let texts: Vec<String> = strings(texts)?.into_iter().map(str::to_owned).collect();
        (!texts.is_empty()).then_some(texts)
    };
    let gaps: Vec<Vec<String>> = answer.as_array()?.iter().map(gap).collect::<Option<_>>()?;
    (!gaps.is_empty()).then_some(gaps)
}

fn number(answer: &Value) -> Option<Key> {
    let value = Decimal::from_f64(answer.get("value")?.as_f64()?)?;
    let tolerance = match answer.get("tolerance") {
        None | Some(Value::Null) => Decimal::default(),
        Some(tolerance) => Decimal::from_f64(tolerance.as_f64()?).filter(|one| !one.is_negative())?,
    };
    Some(Key::Number { value, tolerance })
}

fn pairs(content: &Content, answer: &Value) -> Option<Vec<Labels>> {
    let saying = |right: &str| {
        content
            .texts
            .0
            .values()
            .map(|text| {
                (0u8..)
                    .zip(&text.options)
                    .filter(|(_, option)| *option == right)
                    .fold(Labels::NONE, |labels, (index, _)| labels.with(index))
            })
            .find(|labels| !labels.is_empty())
    };
    let mut found = Vec::new();
    for pair in answer.as_array()? {
        match strings(pair)?.as_slice() {
            ["", _] => {}
            [_, right] => found.push(saying(right)?),
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

fn order(answer: &Value, option_count: u8) -> Option<Vec<u8>> {
    let order = indexes(answer, option_count)?;
    let all = order.iter().copied().fold(Labels::NONE, Labels::with);
    let is_whole = order.len() == usize::from(option_count) && all.count() == u32::from(option_count);
    (is_whole && order.len() >= 2).then_some(order)
}
