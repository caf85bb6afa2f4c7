//! What a trainee will see of questions that are answered in fields: pairs, orders, gaps and numbers.

use serde::Serialize;
use serde_json::Value;

use super::question::kind_word;
use crate::banks::model::{Content, QuestionText};
use crate::base::QuestionKind;
use crate::web::images::without_images;
use crate::web::{Language, Visit};

/// What `banks/parts/preview-fields.hbs` shows. Nothing of the key but what a trainee sees too.
#[derive(Debug, Serialize)]
pub(super) struct ShownFields {
    kind_word: String,
    hint: String,
    /// What stands in the lists of a matching question, which cannot be opened here.
    offered: Option<String>,
    fields: Vec<ShownField>,
}

/// A field to answer in.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ShownField {
    id: String,
    label: String,
    /// What can be chosen; empty where one types.
    choices: Vec<String>,
}

/// The fields of a question in one language; `None` for types that are answered otherwise.
pub(super) fn shown_fields(
    visit: &Visit,
    content: &Content,
    language: Language,
    position: usize,
) -> Option<ShownFields> {
    let text = content.texts.in_language(language);
    let (hint, labels, choices) = match content.kind {
        QuestionKind::Matching => ("bank-preview-pairs", lefts(content), rights(text)),
        QuestionKind::Ordering => {
            let places = (1..=text.options.len()).map(|place| place.to_string()).collect();
            ("bank-preview-order", text.options.clone(), places)
        }
        QuestionKind::FillBlank => {
            let word = |number: usize| visit.text_with("bank-preview-gap", [("n", number)]);
            ("bank-preview-gaps", (1..=gaps(content)).map(word).collect(), Vec::new())
        }
        QuestionKind::Numeric => {
            ("bank-preview-number", vec![visit.text("bank-preview-a-number")], Vec::new())
        }
        _ => return None,
    };
    let field = |(number, label): (usize, String)| ShownField {
        id: format!("preview-{position}-{number}"),
        label,
        choices: choices.clone(),
    };
    let offered = || choices.join(visit.language.pick("、", ", "));
    Some(ShownFields {
        offered: (content.kind == QuestionKind::Matching && !choices.is_empty())
            .then(|| visit.text_with("bank-preview-offered", [("choices", offered())])),
        kind_word: kind_word(visit, content.kind),
        hint: visit.text(hint),
        fields: (1..).zip(labels).map(field).collect(),
    })
}

/// The left sides of a matching question, which stand in its key only.
fn lefts(content: &Content) -> Vec<String> {
    let pairs = content.answer.as_ref().and_then(Value::as_array).into_iter().flatten();
    let left = |pair: &Value| pair.get(0)?.as_str().filter(|left| !left.is_empty()).map(str::to_owned);
    pairs.filter_map(left).collect()
}

/// What can be chosen beside each left side, in an order that says nothing about the pairs.
fn rights(text: &QuestionText) -> Vec<String> {
    let mut rights: Vec<String> =
        text.options.iter().map(|right| without_images(right)).filter(|right| !right.is_empty()).collect();
    rights.sort();
    rights.dedup();
    rights
}

/// How many gaps a question has: one before its key is written.
fn gaps(content: &Content) -> usize {
    content.answer.as_ref().and_then(Value::as_array).map_or(1, Vec::len).max(1)
}
