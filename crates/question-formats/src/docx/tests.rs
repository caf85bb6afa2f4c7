#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod builder;
mod hostile;
mod lists;
mod looks;
mod packages;
mod papers;
mod pictures;
mod tables;
mod text;

use builder::{Docx, bold, p, run};

use crate::model::{Answer, Format, Reading};
use crate::{Code, QuestionDraft, ReadOptions};

/// Reads a document as a caller would, and checks what holds for every reading.
fn read(document: &Docx) -> Reading {
    let reading = crate::read(&document.bytes(), &ReadOptions::default());
    check(&reading);
    reading
}

fn check(reading: &Reading) {
    if let Some(counts) = reading.counts {
        assert!(counts.add_up(), "{counts:?}");
        let text = reading.text.as_deref().unwrap_or_default();
        assert!(reading.format != Some(Format::Docx) || text.lines().count() == reading.lines);
    }
    for question in &reading.questions {
        let first = question.place.line_number().unwrap_or(0);
        assert!(first >= 1 && question.place_end.unwrap_or(first) <= reading.lines);
        let text = format!("{question:?}");
        assert!(!text.chars().any(super::pictures::is_reserved), "{text}");
    }
}

fn read_body(body: &str) -> Reading {
    read(&Docx::of(body))
}

/// The lines taken out of a body.
fn lines(body: &str) -> Vec<String> {
    read_body(body).text.unwrap_or_default().lines().map(str::to_owned).collect()
}

fn one(reading: &Reading) -> &QuestionDraft {
    assert_eq!(reading.questions.len(), 1, "{reading:#?}");
    &reading.questions[0]
}

fn codes(reading: &Reading) -> Vec<Code> {
    reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn found(reading: &Reading, code: Code) -> Vec<&str> {
    let of_code = reading.diagnostics.iter().filter(|diagnostic| diagnostic.code == code);
    of_code.map(|diagnostic| diagnostic.found.as_deref().unwrap_or_default()).collect()
}

fn labels(letters: &str) -> Option<Answer> {
    Some(Answer::Labels(letters.chars().map(|letter| letter.to_string()).collect()))
}

fn option_texts(question: &QuestionDraft) -> Vec<&str> {
    question.options.iter().map(|option| option.text.as_str()).collect()
}
