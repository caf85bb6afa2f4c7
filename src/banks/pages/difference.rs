//! What a new version of a question changes, as text with marks.

use serde::Serialize;
use serde_json::Value;

use super::question::{key_words, kind_word, settings};
use crate::banks::content;
use crate::banks::model::{Content, QuestionText};
use crate::web::Visit;

/// A stretch of a text that is in both versions, only in the old or only in the new one.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// same, del or ins.
    pub op: &'static str,
    /// The text.
    pub text: String,
}

/// What differs between two texts: the middle between what they begin and end with alike.
pub fn difference(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let room = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let part = |text: &[char], from: usize, to: usize| -> String {
        text.get(from..to).unwrap_or_default().iter().collect()
    };
    let stretches = [
        ("same", part(&old, 0, before)),
        ("del", part(&old, before, old.len() - after)),
        ("ins", part(&new, before, new.len() - after)),
        ("same", part(&old, old.len() - after, old.len())),
    ];
    stretches
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(op, text)| Stretch { op, text })
        .collect()
}

/// A field of a question that differs between two versions.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    label: String,
    stretches: Vec<Stretch>,
}

impl DiffLine {
    /// A field with its stretches.
    pub(super) fn new(label: String, stretches: Vec<Stretch>) -> Self {
        Self { label, stretches }
    }

    /// Name of the field.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// The same field, named with its language.
    pub(super) fn labelled(self, language: &str) -> Self {
        Self { label: format!("{} · {language}", self.label), ..self }
    }
}

/// What two versions say differently in a language, field by field.
pub fn diff_lines(visit: &Visit, old: &Content, new: &Content, language: &str) -> Vec<DiffLine> {
    let empty = QuestionText::default();
    let before = old.texts.0.get(language).unwrap_or(&empty);
    let after = new.texts.0.get(language).unwrap_or(&empty);
    let mut pairs: Vec<(String, String, String)> =
        vec![(visit.text("banks-stem"), before.stem.clone(), after.stem.clone())];
    for index in 0..before.options.len().max(after.options.len()) {
        let label = visit.text_with("banks-option-n", [("label", content::label(index).unwrap_or_default())]);
        let at = |options: &[String]| options.get(index).cloned().unwrap_or_default();
        pairs.push((label, at(&before.options), at(&after.options)));
    }
    let key = |content: &Content| {
        if content.kind.has_options() {
            let labels = content.answer.as_ref().and_then(Value::as_array);
            labels.map(|key| key.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
        } else {
            key_words(visit, content.answer.as_ref()).unwrap_or_default()
        }
    };
    pairs.push((visit.text("banks-key"), key(old), key(new)));
    pairs.push((visit.text("banks-type"), kind_word(visit, old.kind), kind_word(visit, new.kind)));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    pairs.push((visit.text("banks-explanation"), text(&before.explanation), text(&after.explanation)));
    pairs.push((visit.text("banks-reference"), before.reference.join("\n"), after.reference.join("\n")));
    let words = |content: &Content| settings(visit, content).join(", ");
    pairs.push((visit.text("banks-settings"), words(old), words(new)));
    let languages = |content: &Content| content.texts.languages().join(", ");
    pairs.push((visit.text("banks-languages"), languages(old), languages(new)));
    pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| DiffLine { label, stretches: difference(&old, &new) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        difference(old, new)
            .into_iter()
            .map(|one| match one.op {
                "del" => format!("[-{}]", one.text),
                "ins" => format!("[+{}]", one.text),
                _ => one.text,
            })
            .collect()
    }

    #[test]
    fn only_the_middle_that_differs_is_marked() {
        assert_eq!(shown("时间、地点和主题", "时间、地点、参加人"), "时间、地点[-和主题][+、参加人]");
        assert_eq!(shown("aaa", "aa"), "aa[-a]");
        assert_eq!(shown("", "B"), "[+B]");
        assert_eq!(shown("same", "same"), "same");
    }
}
