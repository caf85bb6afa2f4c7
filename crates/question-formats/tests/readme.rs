//! What the README promises is there: each test and fixture it names exists, each quirk is held by one, each format stands
//! in its table.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use question_formats::Format;

const README: &str = include_str!("../README.md");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The lines between a heading and the next one of the same level.
fn section(heading: &str) -> &'static str {
    let (_, after) = README.split_once(&format!("\n## {heading}\n")).expect(heading);
    after.split("\n## ").next().unwrap()
}

/// The cells of each row of the tables in a section, without their headings.
fn rows(section: &str) -> Vec<Vec<&str>> {
    section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("|--"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .filter(|cells: &Vec<&str>| cells.first().is_some_and(|first| !["part", "format"].contains(first)))
        .collect()
}

/// The names in backquotes.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The source file of a test named as cargo prints it; tests of a file in `tests` begin with its name.
fn source_of(module: &str) -> Option<PathBuf> {
    let path = module.replace("::", "/");
    let inner = path.strip_suffix("/tests").unwrap_or(&path);
    let candidates = [
        format!("src/{path}.rs"),
        format!("src/{inner}.rs"),
        format!("tests/{path}.rs"),
        format!("tests/{path}/main.rs"),
    ];
    candidates.into_iter().map(|path| root().join(path)).find(|path| path.is_file())
}

fn exists(name: &str) -> bool {
    if name.starts_with("fixtures/") {
        return root().join("tests").join(name).is_file();
    }
    let Some((module, function)) = name.rsplit_once("::") else { return false };
    let Some(path) = source_of(module) else { return false };
    let source = std::fs::read_to_string(path).unwrap();
    let Some((before, _)) = source.split_once(&format!("fn {function}(")) else { return false };
    // Its attributes stand in the lines right above it.
    let above = before.rsplit("\n\n").next().unwrap_or(before);
    above.contains("#[test]")
}

#[test]
fn every_test_and_fixture_that_is_named_exists() {
    let mut checked = 0;
    for heading in ["What real files do, and which test holds it", "What writing loses"] {
        for row in rows(section(heading)) {
            let last = row.last().unwrap();
            assert!(names(last).next().is_some(), "no test is named: {row:?}");
            for name in names(last) {
                assert!(exists(name), "{name} is named in the README, but there is no such test");
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "only {checked} names were found");
}

#[test]
fn a_name_that_is_none_is_noticed() {
    assert!(
        exists("quirks::finding::no_numbers_at_all")
            && exists("decode::tests::common_chinese_encodings_give_the_same_text")
    );
    for name in
        ["quirks::finding::no_such_test", "quirks::line", "nowhere::test", "fixtures/nothing.txt", "papers"]
    {
        assert!(!exists(name), "{name}");
    }
}

#[test]
fn every_quirk_and_every_test_of_quirks_has_its_row() {
    let table = section("What real files do, and which test holds it");
    let parts: BTreeSet<String> = rows(table)
        .iter()
        .map(|row| row.first().unwrap().chars().take_while(char::is_ascii_digit).collect())
        .collect();
    for item in 1..=23 {
        assert!(parts.contains(&item.to_string()), "nothing is said about item {item}");
    }
    for file in ["finding", "options", "answers", "formats"] {
        let source = std::fs::read_to_string(root().join(format!("tests/quirks/{file}.rs"))).unwrap();
        for after in source.split("#[test]\nfn ").skip(1) {
            let name = format!("`quirks::{file}::{}`", after.split('(').next().unwrap());
            assert!(table.contains(&name), "{name} is not in the table of the README");
        }
    }
}

#[test]
fn the_table_of_formats_says_what_is_read_and_written() {
    let rows = rows(section("Formats"));
    for format in Format::ALL {
        let name = format!("`{}`", format.as_str());
        let row = rows.iter().find(|row| row.get(1) == Some(&name.as_str()));
        let row = row.ok_or(&name).expect("a row for the format");
        let says = |cell: usize| row.get(cell).is_some_and(|text| *text == "yes");
        assert_eq!((says(2), says(3)), (format.is_read(), format.is_written()), "{name}");
    }
}
