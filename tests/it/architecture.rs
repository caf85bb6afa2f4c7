//! The house keeps its plan: who may know whom, where tables and transactions may appear.

use crate::harness::files::files;

/// The rooms by level, lowest first. A room may use those of its own level's neighbours only if they stand lower.
const LEVELS: &[&[&str]] = &[
    &["base"],
    &["calls", "config", "db", "formats"],
    &["web"],
    &["operation"],
    &["audit"],
    &["accounts"],
    &["outbox"],
    &["banks"],
    &["exams"],
    &["certification"],
    &["reminders"],
    &["attempts"],
    &["supervision"],
    &["printing"],
    &["grading"],
    &["records"],
    &["home", "admin", "api"],
    &["demo"],
    &["app", "routes", "server"],
    &["cli"],
];

/// Files that may reach what is put together at the top: handlers, extractors, background work.
const MAY_SEE_APP: &[&str] = &["http", "extract", "jobs"];

/// Files that may name tables.
const MAY_NAME_TABLES: &[&str] = &["model", "queries", "actions", "writer"];

/// Files that only turn values into values.
const PURE: &[&str] =
    &["rules", "forms", "pages", "scoring", "draw", "blueprint", "review", "terms", "counting"];

struct Source {
    /// Path below src, for example accounts/http/login.rs.
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// What a file of a room is: `actions` for `actions.rs` and for all in the folder `actions/`.
    fn kind(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs")
    }
}

fn sources() -> Vec<Source> {
    files("src", "rs")
        .into_iter()
        .map(|(path, text)| {
            // What stands in a file's own tests is no arrow of the house.
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
            Source { path, text }
        })
        .collect()
}

/// Paths of the files that break a rule.
fn offenders(breaks_rule: impl Fn(&Source) -> bool) -> Vec<String> {
    sources().into_iter().filter(|source| breaks_rule(source)).map(|source| source.path).collect()
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

#[test]
fn every_room_has_a_level() {
    let wrong =
        offenders(|source| !matches!(source.room(), "lib" | "main") && level(source.room()).is_none());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_room_knows_a_higher_one() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = level(source.room()) else { continue };
        for named in named_rooms(&source.text) {
            let Some(other) = level(named) else { continue };
            let is_app_from_an_edge = named == "app" && MAY_SEE_APP.contains(&source.kind());
            if other > own && !is_app_from_an_edge {
                wrong.push(format!("{} uses crate::{named}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_model_queries_and_actions_name_tables() {
    let wrong = offenders(|source| {
        let names_tables = source.text.contains("schema::") || source.text.contains("sql_query(");
        names_tables && source.room() != "db" && !MAY_NAME_TABLES.contains(&source.kind())
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn transactions_are_only_in_actions() {
    let wrong = offenders(|source| {
        let begins = source.text.contains(".transaction(") || source.text.contains("build_transaction(");
        begins && source.kind() != "actions"
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_forms_and_pages_ask_no_database_and_no_clock() {
    let wrong = offenders(|source| {
        let asks = ["diesel", "Utc::now", "actix", "rand::rng"];
        PURE.contains(&source.kind()) && asks.iter().any(|word| source.text.contains(word))
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let wrong = offenders(|source| !source.text.starts_with("//!"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
