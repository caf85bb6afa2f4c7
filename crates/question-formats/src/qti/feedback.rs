//! What an item says after the answer, and what it says beside the question.

use std::collections::HashSet;

use crate::xml::Element;

use super::content::{Content, is_shown_later};
use super::keys::Processing;

/// Texts around the question.
#[derive(Default)]
pub(super) struct Around {
    /// Why the key is right.
    pub(super) explanation: Option<String>,
    /// What trainees read before the question.
    pub(super) material: Option<(Option<String>, String)>,
}

/// For whom a feedback is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    Right,
    Wrong,
    Everyone,
}

/// The options of the item, as far as feedback is tied to them.
pub(super) struct Choices<'a> {
    /// Identifiers of all options.
    pub(super) all: &'a [String],
    /// Identifiers of the right ones.
    pub(super) right: &'a [String],
}

/// Collects feedback and rubrics. Feedback for wrong answers is left out and named.
pub(super) fn around(
    item: &Element,
    body: &Element,
    choices: &Choices<'_>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Around {
    let mut explanation: Vec<String> = Vec::new();
    let mut said = HashSet::new();
    let mut material: Vec<String> = Vec::new();
    let mut material_name = None;
    let blocks = body.descendants();
    let later = item.all("modalFeedback").chain(blocks.iter().copied()).filter(|each| is_shown_later(each));
    for feedback in later {
        let text = content.text(feedback);
        if text.is_empty() {
            continue;
        }
        if audience(feedback, choices, processing) == Audience::Wrong {
            content.notes.unsupported.insert(format!("{} (incorrect)", feedback.name));
        } else if said.insert(text.clone()) {
            explanation.push(text);
        }
    }
    for rubric in
        item.all("rubricBlock").chain(blocks.iter().copied().filter(|each| each.name == "rubricBlock"))
    {
        let text = content.text(rubric);
        if text.is_empty() {
            continue;
        }
        let view = rubric.attribute("view").unwrap_or("candidate");
        if view.split_whitespace().any(|who| who == "candidate") {
            let name = rubric.attribute("label").filter(|label| !label.trim().is_empty());
            material_name = material_name.or_else(|| name.map(str::to_owned));
            material.push(text);
        } else if said.insert(text.clone()) {
            explanation.push(text);
        }
    }
    Around {
        explanation: (!explanation.is_empty()).then(|| explanation.join("\n")),
        material: (!material.is_empty()).then(|| (material_name, material.join("\n"))),
    }
}

fn audience(feedback: &Element, choices: &Choices<'_>, processing: &Processing) -> Audience {
    let identifier = feedback.attribute("identifier").unwrap_or_default().trim();
    let is_of = |list: &[String]| list.iter().any(|choice| choice == identifier);
    if is_of(choices.all) {
        return if is_of(choices.right) { Audience::Right } else { Audience::Wrong };
    }
    let title = feedback.attribute("title").unwrap_or_default();
    by_word(identifier).or_else(|| by_word(title)).unwrap_or_else(|| match processing.shows_for(identifier) {
        Some(true) => Audience::Right,
        Some(false) => Audience::Wrong,
        None => Audience::Everyone,
    })
}

fn by_word(words: &str) -> Option<Audience> {
    let words = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if has(&["incorrect", "notcorrect", "not_correct", "wrong", "partial", "falsch", "错"]) {
        Some(Audience::Wrong)
    } else if has(&["correct", "right", "richtig", "正确"]) {
        Some(Audience::Right)
    } else {
        None
    }
}
