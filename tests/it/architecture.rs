//! The house keeps its plan: who may know whom, where tables and transactions may appear.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms by level, lowest first. A room may use those of its own level's neighbours only if they stand lower.
const LEVELS: &[&[&str]] = &[
    &["base"],
    &["config", "db", "formats"],
    &["web"],
    &["audit"],
    &["accounts"],
    &["banks"],
    &["exams"],
    &["certification"],
    &["attempts"],
    &["grading"],
    &["records"],
    &["home", "admin"],
    &["demo"],
    &["app", "routes", "server"],
    &["cli"],
];

/// Files that may reach what is put together at the top: handlers, extractors, background work.
const MAY_SEE_APP: &[&str] = &["http", "http.rs", "extract.rs", "jobs.rs"];

/// Files that may name tables.
const MAY_NAME_TABLES: &[&str] = &["model.rs", "queries.rs", "actions.rs"];

struct Source {
    /// Path below src, for example accounts/http/login.rs.
    path: String,
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                let room = below.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                // What stands in a file's own tests is no arrow of the house.
                let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
                found.push(Source { path: below, room, text });
            }
        }
    }
    found
}

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms a file names as `crate::<room>`.
fn named_rooms(text: &str) -> Vec<&str> {
    text.split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
        .filter(|room| !room.is_empty())
        .collect()
}

fn file_kind(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

#[test]
fn every_room_has_a_level() {
    for source in sources() {
        assert!(
            matches!(source.room.as_str(), "lib" | "main") || level(&source.room).is_some(),
            "{} stands in no level",
            source.path
        );
    }
}

#[test]
fn no_room_knows_a_higher_one() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = level(&source.room) else { continue };
        for named in named_rooms(&source.text) {
            let Some(other) = level(named) else { continue };
            let is_app_from_an_edge =
                named == "app" && file_kind(&source.path).iter().any(|part| MAY_SEE_APP.contains(part));
            if other > own && !is_app_from_an_edge {
                wrong.push(format!("{} uses crate::{named}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_model_queries_and_actions_name_tables() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| !matches!(source.room.as_str(), "db"))
        .filter(|source| {
            !file_kind(&source.path).iter().any(|part| {
                MAY_NAME_TABLES.contains(part) || matches!(*part, "queries" | "actions" | "model" | "writer")
            })
        })
        .filter(|source| source.text.contains("schema::") || source.text.contains("sql_query("))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn transactions_are_only_in_actions() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| {
            !file_kind(&source.path).iter().any(|part| matches!(*part, "actions.rs" | "actions"))
        })
        .filter(|source| source.text.contains(".transaction(") || source.text.contains("build_transaction("))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_forms_and_pages_ask_no_database_and_no_clock() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| {
            file_kind(&source.path).iter().any(|part| {
                matches!(*part, "rules.rs" | "scoring.rs" | "draw.rs" | "blueprint.rs" | "review.rs")
            })
        })
        .filter(|source| {
            ["diesel", "Utc::now", "actix", "rand::rng"].iter().any(|word| source.text.contains(word))
        })
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
