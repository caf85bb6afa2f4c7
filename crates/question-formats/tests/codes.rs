//! The list of codes in `CODES.md`. With `UPDATE_FIXTURES=1` it is written anew; read the difference.

#![expect(clippy::expect_used, reason = "tests may panic")]

use std::fmt::Write as _;

use question_formats::{Code, Diagnostic, Language, Severity};

const HEAD: &str = "# Codes of diagnostics

What a reader or writer has to say carries one of these codes. A code never changes its meaning and is never used again
for another one; sentences may be improved. `{found}` and `{expected}` stand for what the file has there and for what
should stand there. `Diagnostic::message` and `Diagnostic::suggestion` say both sentences in Chinese and English.

This file is written from `src/messages.rs` by `UPDATE_FIXTURES=1 cargo test -p question-formats --test codes`, and a test
fails when the two differ.
";

fn table(severity: Severity) -> String {
    let mut text = "\n| code | says | suggests |\n|---|---|---|\n".to_owned();
    for code in Code::ALL.iter().copied().filter(|code| code.severity() == severity) {
        let diagnostic = Diagnostic::new(code).found("{found}").expected("{expected}");
        let cell = |language| diagnostic.message(language).replace('|', "\\|");
        let suggestion = |language| diagnostic.suggestion(language).map(|text| text.replace('|', "\\|"));
        let suggested = match (suggestion(Language::En), suggestion(Language::Zh)) {
            (Some(en), Some(zh)) => format!("{en}<br>{zh}"),
            _ => String::new(),
        };
        writeln!(
            text,
            "| `{}` | {}<br>{} | {suggested} |",
            code.as_str(),
            cell(Language::En),
            cell(Language::Zh)
        )
        .expect("a string takes text");
    }
    text
}

#[test]
fn every_code_is_listed_with_what_it_says() {
    let mut list = HEAD.to_owned();
    for (title, severity) in [
        ("Errors: the question, or the file, cannot be used as it stands", Severity::Error),
        ("Warnings: it can be used, but someone should look", Severity::Warning),
        ("Information", Severity::Info),
    ] {
        write!(list, "\n## {title}\n{}", table(severity)).expect("a string takes text");
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("CODES.md");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, &list).expect("the list can be written");
    }
    let stored = std::fs::read_to_string(&path).expect("the list is there");
    assert!(stored == list, "CODES.md is not what src/messages.rs says; write it with UPDATE_FIXTURES=1");
}

/// Programs keep these names in databases and scripts.
#[test]
fn a_code_says_by_its_first_letter_how_much_it_matters() {
    for code in Code::ALL {
        let expected = match code.as_str().split('_').next() {
            Some("E") => Severity::Error,
            Some("W") => Severity::Warning,
            _ => Severity::Info,
        };
        assert_eq!(code.severity(), expected, "{code:?}");
        let json = serde_json::to_value(code).expect("a code is JSON");
        assert_eq!(json, code.as_str());
    }
}
