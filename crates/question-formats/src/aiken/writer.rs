//! Writing Aiken: single choice on one line each, and nothing else.

use super::lines::{Line, classify};
use crate::model::{Answer, QuestionDraft, QuestionType};
use crate::write::Written;

/// Writes all questions that the format can hold.
pub(super) fn write(questions: &[QuestionDraft]) -> Written {
    let mut written = Written::default();
    let mut out = String::new();
    for (index, draft) in questions.iter().enumerate() {
        match item(draft) {
            Ok(text) => {
                out.push_str(&text);
                losses(draft, index, &mut written);
            }
            Err(why) => written.leave_out(index, why),
        }
    }
    written.bytes = out.into_bytes();
    written
}

fn item(draft: &QuestionDraft) -> Result<String, &'static str> {
    if draft.question_type != QuestionType::SingleChoice {
        return Err(draft.question_type.as_str());
    }
    let key = match &draft.answer {
        Some(Answer::Labels(labels)) => match labels.as_slice() {
            [label] => draft.options.iter().position(|option| option.label == *label).ok_or("answer")?,
            _ => return Err("answer"),
        },
        _ => return Err("answer"),
    };
    let stem = stem(draft);
    // A stem that looks like an option or a key cannot be told from one.
    if !matches!(classify(&stem), Line::Text(_)) {
        return Err("stem");
    }
    if draft.options.len() < 2 || draft.options.iter().any(|option| option.text.trim().is_empty()) {
        return Err("options");
    }
    let mut text = format!("{stem}\n");
    for (option, label) in draft.options.iter().zip('A'..='Z') {
        text.push_str(&format!("{label}) {}\n", one_line(&option.text)));
    }
    let label = ('A'..='Z').nth(key).ok_or("options")?;
    text.push_str(&format!("ANSWER: {label}\n\n"));
    Ok(text)
}

fn stem(draft: &QuestionDraft) -> String {
    match &draft.material {
        Some(material) => one_line(&format!("{}\n{}", material.text, draft.stem)),
        None => one_line(&draft.stem),
    }
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Names what the format has no place for.
fn losses(draft: &QuestionDraft, index: usize, written: &mut Written) {
    let has_lines = |text: &str| one_line(text) != text;
    let lost = [
        ("number", draft.number.is_some()),
        ("code", draft.code.is_some()),
        ("section", draft.section.is_some()),
        ("stem", has_lines(&draft.stem)),
        ("options", draft.options.iter().any(|option| has_lines(&option.text))),
        ("material", draft.material.is_some()),
        ("explanation", draft.explanation.is_some()),
        ("fact", draft.fact.is_some()),
        ("points", draft.points.is_some()),
        ("difficulty", draft.difficulty.is_some()),
        ("topic", draft.topic.is_some()),
        ("tags", !draft.tags.is_empty()),
        ("media", !draft.media.is_empty()),
        ("translations", !draft.translations.is_empty()),
    ];
    for (field, _) in lost.into_iter().filter(|(_, is_lost)| *is_lost) {
        written.lose(index, field);
    }
}
