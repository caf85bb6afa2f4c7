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

/// The largest table of words against words that is compared; longer texts differ as a whole between what they begin
/// and end with alike.
const LARGEST: usize = 250_000;

/// What differs between two texts, word by word; every Chinese character counts as a word.
pub fn difference(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new) = (words(old), words(new));
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let room = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let part = |words: &[&str]| words.concat();
    let (begin, rest) = old.split_at(before);
    let (gone, end) = rest.split_at(rest.len() - after);
    let come = new.get(before..new.len() - after).unwrap_or_default();
    let mut found = vec![("same", part(begin))];
    if gone.len() * come.len() > LARGEST {
        found.extend([("del", part(gone)), ("ins", part(come))]);
    } else {
        found.extend(middle(gone, come));
    }
    found.push(("same", part(end)));
    let mut stretches: Vec<Stretch> = Vec::new();
    for (op, text) in found.into_iter().filter(|(_, text)| !text.is_empty()) {
        match stretches.last_mut().filter(|last| last.op == op) {
            Some(last) => last.text.push_str(&text),
            None => stretches.push(Stretch { op, text }),
        }
    }
    stretches
}

/// Runs of letters and digits of scripts with spaces; everything else character by character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut begin, mut is_word) = (0, false);
    for (at, character) in text.char_indices() {
        let continues = character.is_alphanumeric() && u32::from(character) < 0x2e80;
        if at > begin && !(is_word && continues) {
            words.extend(text.get(begin..at));
            begin = at;
        }
        is_word = continues;
    }
    words.extend(text.get(begin..).filter(|rest| !rest.is_empty()));
    words
}

/// The longest words in common stay, the others go or come.
fn middle(gone: &[&str], come: &[&str]) -> Vec<(&'static str, String)> {
    let width = come.len() + 1;
    let mut common = vec![0_u32; (gone.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, one) in gone.iter().enumerate().rev() {
        for (j, two) in come.iter().enumerate().rev() {
            let best = if one == two {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut found, mut gone_now, mut come_now) = (Vec::new(), String::new(), String::new());
    let close = |gone: &mut String, come: &mut String, found: &mut Vec<(&'static str, String)>| {
        found.push(("del", std::mem::take(gone)));
        found.push(("ins", std::mem::take(come)));
    };
    while let (Some(one), Some(two)) = (gone.get(i), come.get(j)) {
        if one == two {
            close(&mut gone_now, &mut come_now, &mut found);
            found.push(("same", (*one).to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if at(&common, i + 1, j) >= at(&common, i, j + 1) {
            gone_now.push_str(one);
            i += 1;
        } else {
            come_now.push_str(two);
            j += 1;
        }
    }
    gone_now.push_str(&gone.get(i..).unwrap_or_default().concat());
    come_now.push_str(&come.get(j..).unwrap_or_default().concat());
    close(&mut gone_now, &mut come_now, &mut found);
    found
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
            key_words(visit, content).unwrap_or_default()
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
    fn words_that_stay_are_not_marked() {
        assert_eq!(
            shown("交换名片时，下列哪项做法是正确的？", "交换名片时，下列做法正确的是？"),
            "交换名片时，下列[-哪项]做法[-是]正确的[+是]？"
        );
        assert_eq!(shown("send the offer", "send an offer today"), "send [-the][+an] offer[+ today]");
    }

    #[test]
    fn only_the_middle_that_differs_is_marked() {
        assert_eq!(shown("时间、地点和主题", "时间、地点、参加人"), "时间、地点[-和主题][+、参加人]");
        assert_eq!(shown("甲甲甲", "甲甲"), "甲甲[-甲]");
        assert_eq!(shown("", "B"), "[+B]");
        assert_eq!(shown("same", "same"), "same");
    }
}
