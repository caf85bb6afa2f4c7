//! Papers in many styles, each beside what must be read from it.
//!
//! `fixtures/NAME.txt` is the paper, `fixtures/NAME.expected` one line for each question: its line, number, kind,
//! stem, options and key. With `UPDATE_FIXTURES=1` the expected files are written anew; read the difference.

#![expect(clippy::expect_used, reason = "tests may panic")]

use std::fmt::Write as _;
use std::path::Path;

use question_formats::{Answer, QuestionDraft, ReadOptions, Reading, read};

fn summary(reading: &Reading) -> String {
    reading.questions.iter().map(question_summary).collect()
}

fn question_summary(question: &QuestionDraft) -> String {
    let kind = serde_json::to_value(question.question_type).expect("a kind is JSON");
    let mut line = format!(
        "{} | {} | {} | {}",
        question.place.line_number().unwrap_or_default(),
        question.number.as_deref().unwrap_or("-"),
        kind.as_str().unwrap_or_default(),
        one_line(&question.stem),
    );
    for option in &question.options {
        write!(line, " | {}. {}", option.label, one_line(&option.text)).expect("a string takes text");
    }
    let key = match &question.answer {
        None => "none".to_owned(),
        Some(Answer::Labels(labels)) => labels.concat(),
        Some(Answer::Truth(truth)) => truth.to_string(),
        Some(Answer::Reference(texts)) => one_line(&texts.join(" / ")),
        Some(other) => format!("{other:?}"),
    };
    writeln!(line, " => {key}").expect("a string takes text");
    line
}

fn one_line(text: &str) -> String {
    text.replace('\n', "⏎")
}

/// Every line with text is part of a question or inside one of the ranges that were left out.
fn assert_counts(reading: &Reading, text: &str, name: &str) {
    let counts = reading.counts.expect("a paper is counted");
    assert!(counts.add_up(), "{name}: {counts:?}");
    let has_text = |number: usize| text.lines().nth(number - 1).is_some_and(|line| !line.trim().is_empty());
    let ranges = reading.skipped.iter().filter(|range| range.what.is_none());
    let skipped = ranges.flat_map(|range| range.from..=range.to).filter(|number| has_text(*number)).count();
    assert_eq!(counts.skipped, skipped, "{name}: {:?}", reading.skipped);
    for question in &reading.questions {
        let first = question.place.line_number().unwrap_or_default();
        let mut whole = reading.skipped.iter().filter(|range| range.what.is_none());
        assert!(whole.all(|range| !(range.from..=range.to).contains(&first)), "{name}: line {first}");
    }
}

#[test]
fn every_paper_is_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut failures = String::new();
    let mut count = 0;
    let mut papers: Vec<_> =
        std::fs::read_dir(&folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    papers.sort();
    for paper in papers.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        count += 1;
        let bytes = std::fs::read(paper).expect("a paper");
        let reading = read(&bytes, &ReadOptions::default());
        assert_counts(&reading, &String::from_utf8_lossy(&bytes), &paper.display().to_string());
        let found = summary(&reading);
        let expected_path = paper.with_extension("expected");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&expected_path, &found).expect("writing what was read");
        }
        let expected = std::fs::read_to_string(&expected_path).expect("what is expected");
        if found != expected {
            writeln!(failures, "== {}\n-- expected\n{expected}-- found\n{found}", paper.display())
                .expect("text");
        }
    }
    assert!(count >= 30, "only {count} papers");
    assert!(failures.is_empty(), "{failures}");
}

/// A paper keeps its meaning whatever encoding and line ends it was saved with.
#[test]
fn encodings_and_line_ends_change_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for name in ["every_kind", "option_marks", "keys_at_the_end_by_section"] {
        let text = std::fs::read_to_string(folder.join(name).with_extension("txt")).expect("a paper");
        let plain = summary(&read(text.as_bytes(), &ReadOptions::default()));
        let windows = text.replace('\n', "\r\n");
        let with_mark = format!("\u{feff}{windows}");
        let utf16: Vec<u8> = windows.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb, _, _) = encoding_rs::GB18030.encode(&windows);
        for (encoding, bytes) in [
            ("CRLF", windows.as_bytes()),
            ("BOM", with_mark.as_bytes()),
            ("UTF-16", &utf16),
            ("GB18030", &gb),
        ] {
            assert_eq!(summary(&read(bytes, &ReadOptions::default())), plain, "{name} as {encoding}");
        }
    }
}
