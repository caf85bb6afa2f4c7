//! What HR types into the design of the paper.

use fluent_bundle::FluentValue;

use crate::base::text::has_forbidden_controls;
use crate::certification::rules::paper::{DesignTexts, SentenceProblem, TEXT_CHARS, check_sentence, colour};
use crate::web::{Fields, FormErrors, Visit};

/// The fields of the form.
pub const DESIGN_FIELDS: &[&str] =
    &["heading_zh", "heading_en", "sentence_zh", "sentence_en", "plain_zh", "plain_en", "signer", "accent"];

/// Reads the texts of a design.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn design(fields: &Fields, visit: &Visit) -> Result<DesignTexts, FormErrors> {
    let mut errors = FormErrors::none();
    let mut text = |name: &'static str, needed: bool| {
        let text = fields.get(name).to_owned();
        if let Some(problem) = text_problem(&text, needed, visit) {
            errors.add(name, problem);
        }
        text
    };
    let mut texts = DesignTexts {
        heading_zh: text("heading_zh", true),
        heading_en: text("heading_en", false),
        sentence_zh: text("sentence_zh", true),
        sentence_en: text("sentence_en", true),
        plain_zh: text("plain_zh", true),
        plain_en: text("plain_en", true),
        signer: text("signer", false),
        accent: String::new(),
    };
    let sentences = [
        ("sentence_zh", &texts.sentence_zh, true),
        ("sentence_en", &texts.sentence_en, true),
        ("plain_zh", &texts.plain_zh, false),
        ("plain_en", &texts.plain_en, false),
    ];
    for (name, sentence, has_score) in sentences {
        match check_sentence(sentence, has_score) {
            Err(SentenceProblem::NoTitle) if !sentence.is_empty() => {
                errors.add(name, visit.text("paper-no-title"));
            }
            Err(SentenceProblem::UnknownPlace(place)) => {
                errors.add(name, visit.text_with("paper-unknown-place", [("place", place)]));
            }
            _ => {}
        }
    }
    texts.accent = fields.get("accent").to_lowercase();
    if colour(&texts.accent).is_none() {
        errors.add("accent", visit.text("paper-colour-wrong"));
    }
    if errors.is_empty() { Ok(texts) } else { Err(errors) }
}

fn text_problem(text: &str, needed: bool, visit: &Visit) -> Option<String> {
    if text.is_empty() && needed {
        return Some(visit.text("paper-text-missing"));
    }
    if text.chars().count() > TEXT_CHARS || has_forbidden_controls(text) {
        return Some(visit.text_with("paper-text-long", [("count", FluentValue::from(TEXT_CHARS))]));
    }
    let missing = certificate_pdf::missing(text);
    let characters: String = missing.into_iter().collect();
    (!characters.is_empty()).then(|| visit.text_with("paper-characters", [("characters", characters)]))
}
