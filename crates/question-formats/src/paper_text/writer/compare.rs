//! Whether a question came back from the paper as it was written.

use super::layout::Entry;
use crate::model::{Answer, QuestionDraft, QuestionType};

/// How a question that was read back differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    /// Only in spaces and line breaks, in these fields.
    Spaces(Vec<&'static str>),
    Other,
}

/// What differs between a question and what was read back. Codes, places, headings and what the form leaves away do
/// not count.
pub(super) fn difference(entry: &Entry<'_>, read: &QuestionDraft) -> Difference {
    let draft = entry.draft;
    let extras = entry.form.has_extras();
    let own_options = extras || draft.question_type != QuestionType::TrueFalse;
    let options = if own_options { draft.options.as_slice() } else { &[] };
    let same = draft.question_type == read.question_type
        && draft.points == read.points
        && same_key(draft.answer.as_ref(), read.answer.as_ref())
        && options.len() == read.options.len()
        && options.iter().zip(&read.options).all(|(one, other)| one.label == other.label)
        && (!extras || draft.difficulty == read.difficulty && draft.tags == read.tags);
    if !same {
        return Difference::Other;
    }
    let own = |text: &Option<String>| text.clone().filter(|_| extras).unwrap_or_default();
    let mut pairs: Vec<(&'static str, String, String)> = vec![
        ("stem", draft.stem.clone(), read.stem.clone()),
        ("explanation", own(&draft.explanation), read.explanation.clone().unwrap_or_default()),
        (
            "material",
            entry.material().unwrap_or_default().to_owned(),
            read.material.as_ref().map(|material| material.text.clone()).unwrap_or_default(),
        ),
        ("answer", reference(draft.answer.as_ref()), reference(read.answer.as_ref())),
    ];
    let texts = options.iter().zip(&read.options);
    pairs.extend(texts.map(|(one, other)| ("options", one.text.clone(), other.text.clone())));
    if pairs.iter().any(|(_, one, other)| without_spaces(one) != without_spaces(other)) {
        return Difference::Other;
    }
    let mut spaced: Vec<&'static str> =
        pairs.iter().filter(|(_, one, other)| one != other).map(|(field, _, _)| *field).collect();
    spaced.dedup();
    if several_references(draft.answer.as_ref()) && !spaced.contains(&"answer") {
        spaced.push("answer");
    }
    if spaced.is_empty() { Difference::None } else { Difference::Spaces(spaced) }
}

/// Equal keys; reference texts are compared as texts.
fn same_key(one: Option<&Answer>, other: Option<&Answer>) -> bool {
    match (one, other) {
        (Some(Answer::Reference(_)), Some(Answer::Reference(_))) => true,
        _ => one == other,
    }
}

/// Reference texts as one; their borders are lost in a paper.
fn reference(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Reference(texts)) => texts.join("\n"),
        _ => String::new(),
    }
}

fn several_references(answer: Option<&Answer>) -> bool {
    matches!(answer, Some(Answer::Reference(texts)) if texts.len() > 1)
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}
