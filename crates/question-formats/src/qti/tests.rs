//! One small invented file for each quirk, hostile files, and round trips.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod hostile;
mod packages;
mod quirks;
mod round_trips;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::model::{Answer, Format, QuestionDraft, Reading};
use crate::{Code, ReadOptions};

const SPACE_TWO: &str = "http://www.imsglobal.org/xsd/imsqti_v2p1";
const SPACE_THREE: &str = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";

/// A package of these members.
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip_bytes(&members)
}

fn zip_bytes(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Reads a file and checks that nothing was lost on the way.
fn read(bytes: &[u8]) -> Reading {
    let reading = crate::read(bytes, &ReadOptions::default());
    if let Some(counts) = reading.counts {
        assert!(counts.add_up(), "{counts:?}");
        assert_eq!(counts.skipped, reading.skipped.len());
        let failed = reading.diagnostics.iter().filter(|each| each.code == Code::EItemMalformed).count();
        assert_eq!(counts.failed, failed, "{:?}", reading.diagnostics);
    }
    reading
}

/// An item of 2.1 from its declarations, body and whatever follows.
fn item(declarations: &str, body: &str, after: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><assessmentItem xmlns=\"{SPACE_TWO}\" identifier=\"q1\" title=\"T\" \
         adaptive=\"false\" timeDependent=\"false\">{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    )
}

/// A single choice item of 2.1 that asks a question.
fn simple(question: &str) -> String {
    item(
        &declared("single", "identifier", &["b"]),
        &format!("<p>{question}</p>{}", choice("1", &[("a", "甲"), ("b", "乙")])),
        "",
    )
}

fn declared(cardinality: &str, base: &str, values: &[&str]) -> String {
    let values: String = values.iter().map(|value| format!("<value>{value}</value>")).collect();
    format!(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{base}\">\
         <correctResponse>{values}</correctResponse></responseDeclaration>"
    )
}

fn choice(most: &str, options: &[(&str, &str)]) -> String {
    let options: String = options
        .iter()
        .map(|(identifier, text)| format!("<simpleChoice identifier=\"{identifier}\">{text}</simpleChoice>"))
        .collect();
    format!(
        "<choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"{most}\">{options}</choiceInteraction>"
    )
}

/// The one question of a file.
fn only(text: &str) -> QuestionDraft {
    let reading = read(text.as_bytes());
    assert_eq!(reading.questions.len(), 1, "{reading:#?}");
    reading.questions.into_iter().next().unwrap()
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.diagnostics.iter().map(|each| each.code.as_str()).collect()
}

fn labels(labels: &[&str]) -> Option<Answer> {
    Some(Answer::Labels(labels.iter().map(|label| (*label).to_owned()).collect()))
}

fn format_of(bytes: &[u8]) -> Option<Format> {
    read(bytes).format
}
