//! Writes a native bank file, laid out for people to edit.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::reader::right_sides;
use super::{FORMAT_VERSION, is_code};
use crate::model::{Answer, BankHeader, Number, QuestionDraft, QuestionType, Translation};
use crate::weights::percent_text;

/// Writes a bank. Lost on the way: printed numbers, sections, places and the list of inferred fields.
/// A question without a code, or with one that is no code here or was used before, is given `q-1`, `q-2`, … by its
/// position.
#[must_use]
pub fn write(bank: &BankHeader, questions: &[QuestionDraft]) -> String {
    let mut out = String::new();
    line(&mut out, &format!("format = {FORMAT_VERSION}"));
    line(&mut out, &format!("code = {}", quoted(&bank.code)));
    line(&mut out, &format!("title = {}", inline_texts(&bank.title)));
    line(&mut out, &format!("languages = {}", list(&bank.languages)));
    write_media(&mut out, questions);
    write_materials(&mut out, questions);
    let codes = codes(questions);
    for (question, code) in questions.iter().zip(&codes) {
        write_question(&mut out, question, code);
    }
    out
}

/// A code for each question, no two of them equal.
fn codes(questions: &[QuestionDraft]) -> Vec<String> {
    let usable = |code: &&String| is_code(code);
    let mut taken: HashSet<&str> = HashSet::new();
    let own: Vec<Option<&str>> = questions
        .iter()
        .map(|question| {
            question.code.as_ref().filter(usable).map(String::as_str).filter(|code| taken.insert(code))
        })
        .collect();
    let made = |position: usize| {
        let plain = format!("q-{position}");
        if taken.contains(plain.as_str()) { format!("q-{position}-made") } else { plain }
    };
    own.iter().enumerate().map(|(index, code)| code.map_or_else(|| made(index + 1), str::to_owned)).collect()
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Each image once, in lines that an editor can show.
fn write_media(out: &mut String, questions: &[QuestionDraft]) {
    const LINE: usize = 100;
    let mut written: HashSet<&str> = HashSet::new();
    for media in questions.iter().flat_map(|question| &question.media) {
        if !written.insert(&media.name) {
            continue;
        }
        line(out, "\n[[media]]");
        line(out, &format!("name = {}", quoted(&media.name)));
        line(out, "data = \"\"\"");
        let mut encoded = STANDARD.encode(&media.data);
        while encoded.len() > LINE {
            let rest = encoded.split_off(LINE);
            line(out, &encoded);
            encoded = rest;
        }
        line(out, &encoded);
        line(out, "\"\"\"");
    }
}

fn write_materials(out: &mut String, questions: &[QuestionDraft]) {
    let mut written: HashSet<&str> = HashSet::new();
    for question in questions {
        let Some(material) = &question.material else { continue };
        if !written.insert(&material.id) {
            continue;
        }
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

fn write_question(out: &mut String, question: &QuestionDraft, code: &str) {
    line(out, "\n[[question]]");
    line(out, &format!("code = {}", quoted(code)));
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
    if let Some(answer) = question.answer.as_ref().and_then(answer_value) {
        line(out, &format!("answer = {answer}"));
    }
    if let Some(keep) = &question.keep {
        line(out, &format!("keep = {}", list(keep)));
    }
    if let Some(weights) = &question.weights {
        let percent: Vec<String> = weights.iter().copied().map(percent_text).collect();
        line(out, &format!("weights = [{}]", percent.join(", ")));
    }
    write_fact(out, question);
    if let Some(material) = &question.material {
        line(out, &format!("material = {}", quoted(&material.id)));
    }
    let own = own_texts(question);
    let follow_from_pairs = question.question_type == QuestionType::Matching
        && question.translations.is_empty()
        && question.options == right_sides(question.answer.as_ref());
    let has_options = !question.options.is_empty() && !follow_from_pairs;
    write_texts(out, &question.lang, &own, has_options);
    for (language, translation) in &question.translations {
        write_texts(out, language, translation, has_options);
    }
}

/// The value of `answer`; none for a short answer, whose texts stand with the other texts.
fn answer_value(answer: &Answer) -> Option<String> {
    Some(match answer {
        Answer::Labels(labels) | Answer::Order(labels) => list(labels),
        Answer::Truth(truth) => truth.to_string(),
        Answer::Blanks(blanks) => {
            let lists: Vec<String> = blanks.iter().map(|texts| list(texts)).collect();
            format!("[{}]", lists.join(", "))
        }
        Answer::Numeric { value, tolerance } if tolerance.get() == 0.0 => number(*value),
        Answer::Numeric { value, tolerance } => {
            format!("{{ value = {}, tolerance = {} }}", number(*value), number(*tolerance))
        }
        Answer::Pairs(pairs) => {
            let lists: Vec<String> =
                pairs.iter().map(|(left, right)| list(&[left.clone(), right.clone()])).collect();
            format!("[{}]", lists.join(", "))
        }
        Answer::Reference(_) => return None,
    })
}

/// A number as TOML writes it: whole numbers beyond 64 bits only as decimals.
fn number(value: Number) -> String {
    let printed = value.to_string();
    if printed.contains('.') || printed.parse::<i64>().is_ok() { printed } else { format!("{printed}.0") }
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
