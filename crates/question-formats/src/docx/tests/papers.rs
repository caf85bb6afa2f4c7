//! A paper means the same as text and in Word.

use std::path::Path;

use super::builder::ps;
use super::*;

fn papers() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let papers: Vec<(String, String)> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(papers.len() >= 30);
    papers
}

#[test]
fn papers_are_read_from_word_as_from_text() {
    for (name, text) in papers() {
        let expected = crate::paper_text::read(&text, &crate::Limits::default());
        let lines: Vec<&str> = text.lines().collect();
        for body in [ps(&lines), p(&lines.join("\n"))] {
            let reading = read_body(&body);
            assert_eq!(reading.questions, expected.questions, "{name}");
            assert_eq!(reading.skipped, expected.skipped, "{name}");
            assert_eq!(reading.counts, expected.counts, "{name}");
        }
    }
}
