//! A question with its key, as trainers see it.

use question_formats::{Number, percent_text};
use serde::Serialize;
use serde_json::Value;

use super::language_words;
use crate::banks::content::label;
use crate::banks::model::{Content, QuestionVersion};
use crate::base::QuestionKind;
use crate::web::Visit;
use crate::web::images::without_images;
use crate::web::markup::points_value;

/// A question with its key, in one language. For trainers only.
#[derive(Debug, Serialize)]
pub struct QuestionView {
    lang: String,
    /// The language in words.
    language: String,
    kind_word: String,
    settings: Vec<String>,
    material: Option<String>,
    stem: String,
    options: Vec<OptionView>,
    key_word: Option<String>,
    reference: Vec<String>,
    explanation: Option<String>,
    fact: Option<String>,
}

impl QuestionView {
    /// The question in the language with this tag. `printed` are labels to show instead of A, B, C…
    pub fn of(visit: &Visit, content: &Content, language: &str, printed: Option<&[String]>) -> Self {
        let fallback = content.texts.in_language(visit.language);
        let text = content.texts.0.get(language).unwrap_or(fallback);
        let has_labels = content.kind.has_options();
        let is_key = |index: usize| {
            has_labels
                && label(index).is_some_and(|label| {
                    content
                        .answer
                        .as_ref()
                        .and_then(Value::as_array)
                        .is_some_and(|key| key.iter().any(|one| one.as_str() == Some(&label)))
                })
        };
        let options = text
            .options
            .iter()
            .enumerate()
            .map(|(index, text)| OptionView {
                label: printed
                    .and_then(|labels| labels.get(index).cloned())
                    .or_else(|| label(index))
                    .unwrap_or_default(),
                text: text.clone(),
                is_key: is_key(index),
            })
            .collect();
        Self {
            lang: language.to_owned(),
            language: language_words(visit, &[language.to_owned()]),
            kind_word: kind_word(visit, content.kind),
            settings: settings(visit, content),
            material: content.material.as_ref().and_then(|texts| texts.get(language)).cloned(),
            stem: text.stem.clone(),
            options,
            key_word: if has_labels { None } else { key_words(visit, content) },
            reference: text.reference.clone(),
            explanation: text.explanation.clone(),
            fact: text.fact.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct OptionView {
    label: String,
    text: String,
    is_key: bool,
}

/// The word for a type of question.
pub fn kind_word(visit: &Visit, kind: QuestionKind) -> String {
    visit.text(match kind {
        QuestionKind::SingleChoice => "banks-kind-single-choice",
        QuestionKind::MultipleChoice => "banks-kind-multiple-choice",
        QuestionKind::TrueFalse => "banks-kind-true-false",
        QuestionKind::ShortAnswer => "banks-kind-short-answer",
        QuestionKind::FillBlank => "banks-kind-fill-blank",
        QuestionKind::Numeric => "banks-kind-numeric",
        QuestionKind::Matching => "banks-kind-matching",
        QuestionKind::Ordering => "banks-kind-ordering",
    })
}

pub(super) fn settings(visit: &Visit, content: &Content) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(difficulty) = content.difficulty {
        found.push(visit.text_with("banks-difficulty-is", [("n", i64::from(difficulty))]));
    }
    if let Some(points) = content.points {
        found.push(visit.text_with("banks-points-are", [("points", points_value(points.into()))]));
    }
    if let Some(topic) = &content.topic {
        found.push(visit.text_with("banks-topic-is", [("topic", topic.clone())]));
    }
    found.extend(content.tags.iter().map(|tag| format!("#{tag}")));
    found.extend(content.kept_options.as_ref().map(|labels| match labels.as_slice() {
        [] => visit.text("banks-kept-none"),
        labels => visit.text_with("banks-kept", [("labels", labels.concat())]),
    }));
    found.extend(content.weights.as_ref().map(|weights| {
        let labelled = weights.iter().enumerate().filter_map(|(index, weight)| {
            Some(format!("{} {}%", label(index)?, percent_text(*weight).replace('-', "−")))
        });
        let weights = labelled.collect::<Vec<_>>().join(visit.language.pick("、", ", "));
        visit.text_with("banks-weights", [("weights", weights)])
    }));
    found
}

/// A key that is not a set of option labels, in words.
pub(super) fn key_words(visit: &Visit, content: &Content) -> Option<String> {
    let between = visit.language.pick("；", "; ");
    match content.answer.as_ref()? {
        Value::Array(pairs) if content.kind == QuestionKind::Matching => {
            let pair = |pair: &Value| {
                let text = |index: usize| pair.get(index).and_then(Value::as_str).unwrap_or_default();
                match (without_images(text(0)), without_images(text(1))) {
                    (left, right) if left.is_empty() => {
                        visit.text_with("banks-pair-alone", [("right", right)])
                    }
                    (left, right) => format!("{left} → {right}"),
                }
            };
            Some(pairs.iter().map(pair).collect::<Vec<_>>().join(between))
        }
        Value::Array(labels) if content.kind == QuestionKind::Ordering => {
            Some(labels.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" → "))
        }
        Value::Object(_) => number_words(content.answer.as_ref()?),
        Value::Bool(truth) => Some(visit.text(if *truth { "banks-true" } else { "banks-false" })),
        Value::Array(blanks) => {
            let texts = |blank: &Value| match blank {
                Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" / "),
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            Some(blanks.iter().map(texts).collect::<Vec<_>>().join(between))
        }
        _ => None,
    }
}

/// A number, with how far off is still right.
fn number_words(key: &Value) -> Option<String> {
    let number = |name: &str| key.get(name).and_then(Value::as_f64).and_then(Number::new);
    let value = number("value")?;
    Some(match number("tolerance").filter(|tolerance| tolerance.get() > 0.0) {
        Some(tolerance) => format!("{value} ± {tolerance}"),
        None => value.to_string(),
    })
}

/// The key of a question in few characters, for tables.
pub fn short_key(visit: &Visit, question: &QuestionVersion) -> Option<String> {
    if question.content.kind.has_options() {
        let labels = question.content.answer.as_ref()?.as_array()?;
        Some(labels.iter().filter_map(Value::as_str).collect())
    } else if question.content.kind == QuestionKind::ShortAnswer {
        Some(visit.text("banks-key-by-hand"))
    } else {
        key_words(visit, &question.content)
    }
}
