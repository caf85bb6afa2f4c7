//! docs/SECURITY.md names for each item the tests that hold it: they are there and carry its number.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::harness::files::files;

#[test]
fn every_item_names_tests_that_are_there_or_says_why_there_is_none() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    for folder in ["src", "tests", "crates"] {
        for (_, text) in files(folder, "rs") {
            names.extend(
                text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next()).map(str::to_owned),
            );
        }
    }
    let text = fs::read_to_string(root.join("docs/SECURITY.md")).unwrap();
    let mut items = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| S")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (number, proof) = (cells[1], cells[3]);
        items.push(number.to_owned());
        let tests: Vec<&str> = proof.split('`').skip(1).step_by(2).collect();
        assert!(
            !tests.is_empty() || proof.contains("Deferred") || proof.contains("Measured"),
            "{number}: {proof}"
        );
        for test in tests {
            assert!(names.contains(test), "{number} names {test}, which is no test");
        }
    }
    let all: Vec<String> = (1..=65).map(|number| format!("S{number:02}")).collect();
    assert_eq!(items, all, "every item once, in order");
    for name in
        names.iter().filter(|name| name.len() > 4 && name.starts_with('s') && name.as_bytes()[3] == b'_')
    {
        if name[1..3].chars().all(|digit| digit.is_ascii_digit()) {
            assert!(text.contains(&format!("`{name}`")), "docs/SECURITY.md does not name {name}");
        }
    }
}
