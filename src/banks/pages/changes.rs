//! What a question says otherwise than before, in all its languages.

use std::collections::BTreeSet;

use super::difference::{DiffLine, diff_lines, difference};
use crate::banks::model::Content;
use crate::web::{Language, Visit};

/// Every field in which two versions differ: what is the same in all languages once, texts of the reader's language, texts of
/// the other one with its name.
pub fn all_lines(visit: &Visit, old: &Content, new: &Content) -> Vec<DiffLine> {
    let own = visit.language;
    let mut lines = texts(visit, old, new, own);
    let of_no_language: BTreeSet<String> =
        ["banks-key", "banks-type", "banks-settings", "banks-languages"].map(|id| visit.text(id)).into();
    let word = visit.text(match own.other() {
        Language::Chinese => "banks-language-chinese",
        Language::English => "banks-language-english",
    });
    let other = texts(visit, old, new, own.other()).into_iter();
    lines
        .extend(other.filter(|line| !of_no_language.contains(line.label())).map(|line| line.labelled(&word)));
    lines
}

/// The lines of one language, with the parts that the review of an import leaves out.
fn texts(visit: &Visit, old: &Content, new: &Content, language: Language) -> Vec<DiffLine> {
    let tag = language.tag();
    let mut lines = diff_lines(visit, old, new, tag);
    let fact =
        |content: &Content| content.texts.0.get(tag).and_then(|text| text.fact.clone()).unwrap_or_default();
    let material = |content: &Content| {
        content.material.as_ref().and_then(|texts| texts.get(tag)).cloned().unwrap_or_default()
    };
    for (id, before, after) in
        [("banks-fact", fact(old), fact(new)), ("banks-material", material(old), material(new))]
    {
        let label = visit.text(id);
        if before != after && !lines.iter().any(|line| line.label() == label) {
            lines.push(DiffLine::new(label, difference(&before, &after)));
        }
    }
    lines
}
