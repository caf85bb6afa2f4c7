//! Writes a native bank file, laid out for people to edit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::FORMAT_VERSION;
use crate::model::{Answer, BankHeader, QuestionDraft, Translation};

/// Writes a bank. Lost on the way: printed numbers, sections, places and the list of inferred fields.
/// A question without a code is given `q-1`, `q-2`, … by its position.
#[must_use]
pub fn write(bank: &BankHeader, questions: &[QuestionDraft]) -> String {
    let mut out = String::new();
    line(&mut out, &format!("format = {FORMAT_VERSION}"));
    line(&mut out, &format!("code = {}", quoted(&bank.code)));
    line(&mut out, &format!("title = {}", inline_texts(&bank.title)));
    line(&mut out, &format!("languages = {}", list(&bank.languages)));
    write_materials(&mut out, questions);
    for (index, question) in questions.iter().enumerate() {
        write_question(&mut out, question, index + 1);
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn write_materials(out: &mut String, questions: &[QuestionDraft]) {
    let mut written: Vec<&str> = Vec::new();
    for question in questions {
        let Some(material) = &question.material else { continue };
        if written.contains(&material.id.as_str()) {
            continue;
        }
        written.push(&material.id);
        line(out, "\n[[material]]");
        line(out, &format!("id = {}", quoted(&material.id)));
        line(out, "[material.text]");
        line(out, &format!("{} = {}", key(&question.lang), quoted(&material.text)));
        for (language, translation) in &question.translations {
            if let Some(text) = &translation.material {
                line(out, &format!("{} = {}", key(language), quoted(text)));
            }
        }
    }
}

fn write_question(out: &mut String, question: &QuestionDraft, position: usize) {
    line(out, "\n[[question]]");
    let code = question.code.clone().unwrap_or_else(|| format!("q-{position}"));
    line(out, &format!("code = {}", quoted(&code)));
    line(out, &format!("type = \"{}\"", question.question_type.as_str()));
    if let Some(topic) = &question.topic {
        line(out, &format!("topic = {}", quoted(topic)));
    }
    if let Some(difficulty) = question.difficulty {
        line(out, &format!("difficulty = {difficulty}"));
    }
    if let Some(points) = question.points {
        line(out, &format!("points = {}.{:02}", points / 100, points % 100));
    }
    if !question.tags.is_empty() {
        line(out, &format!("tags = {}", list(&question.tags)));
    }
    match &question.answer {
        Some(Answer::Labels(labels)) => line(out, &format!("answer = {}", list(labels))),
        Some(Answer::Truth(truth)) => line(out, &format!("answer = {truth}")),
        Some(Answer::Blanks(blanks)) => {
            let lists: Vec<String> = blanks.iter().map(|texts| list(texts)).collect();
            line(out, &format!("answer = [{}]", lists.join(", ")));
        }
        Some(_) | None => {}
    }
    write_fact(out, question);
    if let Some(material) = &question.material {
        line(out, &format!("material = {}", quoted(&material.id)));
    }
    let own = own_texts(question);
    let has_options = !question.options.is_empty();
    write_texts(out, &question.lang, &own, has_options);
    for (language, translation) in &question.translations {
        write_texts(out, language, translation, has_options);
    }
}

fn write_fact(out: &mut String, question: &QuestionDraft) {
    let translated = question
        .translations
        .iter()
        .filter_map(|(language, one)| Some((language.clone(), one.fact.clone()?)));
    let mut facts: BTreeMap<String, String> = translated.collect();
    match &question.fact {
        Some(fact) if facts.is_empty() => return line(out, &format!("fact = {}", quoted(fact))),
        Some(fact) => {
            facts.insert(question.lang.clone(), fact.clone());
        }
        None if facts.is_empty() => return,
        None => {}
    }
    line(out, &format!("fact = {}", inline_texts(&facts)));
}

/// The draft's own texts in the shape of a translation, so that one function writes both.
fn own_texts(question: &QuestionDraft) -> Translation {
    Translation {
        stem: question.stem.clone(),
        options: question.options.iter().map(|option| option.text.clone()).collect(),
        explanation: question.explanation.clone(),
        reference: match &question.answer {
            Some(Answer::Reference(texts)) => texts.clone(),
            _ => Vec::new(),
        },
        fact: None,
        material: None,
    }
}

fn write_texts(out: &mut String, language: &str, texts: &Translation, has_options: bool) {
    line(out, &format!("[question.{}]", key(language)));
    line(out, &format!("stem = {}", quoted(&texts.stem)));
    if has_options {
        line(out, "options = [");
        for option in &texts.options {
            line(out, &format!("    {},", quoted(option)));
        }
        line(out, "]");
    }
    if let Some(explanation) = &texts.explanation {
        line(out, &format!("explanation = {}", quoted(explanation)));
    }
    if !texts.reference.is_empty() {
        line(out, "reference = [");
        for text in &texts.reference {
            line(out, &format!("    {},", quoted(text)));
        }
        line(out, "]");
    }
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// An inline table; its strings stay on one line, as TOML asks.
fn inline_texts(texts: &BTreeMap<String, String>) -> String {
    let entries: Vec<String> = texts
        .iter()
        .map(|(language, text)| format!("{} = \"{}\"", key(language), escaped(text, false)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A bare key where TOML allows one.
fn key(text: &str) -> String {
    let bare = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare { text.to_owned() } else { format!("\"{}\"", escaped(text, false)) }
}

fn quoted(text: &str) -> String {
    if text.contains('\n') {
        format!("\"\"\"\n{}\"\"\"", escaped(text, true))
    } else {
        format!("\"{}\"", escaped(text, false))
    }
}

fn escaped(text: &str, keep_line_feeds: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if keep_line_feeds => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out
}
