//! What is sent to the database as SQL stands in the source: values reach it as parameters.

use crate::harness::files::files;

/// Where SQL is handed over.
const HANDED_OVER: &[&str] = &[
    "sql_query(",
    "dsl::sql(",
    "sql::<",
    "batch_execute(",
    "simple_query(",
    ".query(",
    ".query_one(",
    ".query_opt(",
    ".query_raw(",
    ".prepare(",
    ".prepare_typed(",
    ".copy_in(",
    ".copy_out(",
];

/// Files whose `.query(` is none of the database: the query of an address.
const NO_DATABASE: &[&str] = &["calls/mod.rs", "config/mod.rs", "config/sign_on.rs"];

/// Statements that are more than a literal or constants put together: how the first argument begins, and why nothing that
/// anybody typed can be in it.
const PUT_TOGETHER: &[(&str, &str, &str)] = &[
    (
        "accounts/actions/bringing_in/statements.rs",
        "format!(\"UPDATE people p SET {kind}",
        "kind: one of three literals",
    ),
    ("accounts/actions/bringing_in/undoing.rs", "sql", "one of a list of literals"),
    (
        "accounts/actions/bringing_in/undoing.rs",
        "format!(\"UPDATE people SET {kind}",
        "kind: one of three literals",
    ),
    (
        "accounts/actions/bringing_in/undoing.rs",
        "format!(\"DELETE FROM {table}",
        "table: one of a list of literals",
    ),
    ("accounts/actions/employment.rs", "sql", "one of a list of literals"),
    ("accounts/queries/people.rs", "match language", "one of two literals"),
    ("accounts/queries/sign_on.rs", "statement", "a constant and a literal"),
    ("attempts/writer/link.rs", "&self.settings()", "literals and whole numbers of milliseconds"),
    ("attempts/writer/link.rs", "&statement_text(self.locking)", "save_batch.sql, with one of two locks"),
    ("attempts/writer/link.rs", "live", "a statement prepared before"),
    ("attempts/writer/link.rs", "&live.statement", "a statement prepared before"),
    ("banks/queries/finding.rs", "sql", "literals, a constant and the numbers of parameters"),
    ("db/backup.rs", "servers", "a literal"),
    ("db/backup.rs", "all", "a literal"),
    ("db/backup.rs", "&sql", "the name of a table of our schema, as quote_ident writes it"),
    ("db/migrations.rs", "sql", "literals with the constant number of a lock"),
    ("db/pool.rs", "&format!(\"SET statement_timeout", "whole numbers of milliseconds"),
    (
        "db/roles.rs",
        "&format!(\"{turn}\\n{grants}\")",
        "a literal with the constant number of a lock, and grants.sql with the name of a role as quote_ident writes it",
    ),
    ("grading/queries.rs", "format!(\"{BASE}, everyone AS", "collation: one of two literals"),
    ("outbox/queries.rs", "format!(\"SELECT {columns} {FROM} {rest}\")", "literals: &'static str"),
    ("records/actions/merging.rs", "*sql", "of a constant list"),
    ("records/actions/merging.rs", "sql", "literals and constants: &'static str"),
    ("records/queries.rs", "format!(\"{prefix}{}{rest}\"", "files of SQL, and columns that an enum names"),
    ("records/queries.rs", "format!(\"FETCH {count}", "a whole number"),
    ("supervision/queries.rs", "format!(\"WITH RECURSIVE held", "collation: one of two literals"),
];

/// Source without comments and tests.
fn plain(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What stands before the first comma or the closing parenthesis of a call whose inside begins here, with single spaces.
fn first_argument(inside: &str) -> String {
    let (mut depth, mut is_text, mut is_escaped) = (0, false, false);
    let mut argument = String::new();
    for sign in inside.chars() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            _ if is_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => break,
            _ => {}
        }
        argument.push(sign);
    }
    argument.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
}

fn is_constant(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_')
}

/// Whether an argument is a literal, a constant, a file of the source, or constants within a literal.
fn stands_in_the_source(argument: &str) -> bool {
    let argument = argument.trim_start_matches(['&', '*']);
    if let Some(inside) = argument.strip_prefix("format!(") {
        let literal =
            inside.trim_end_matches([')', ' ']).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        // What is put in stands in the literal itself, by name.
        return literal.is_some_and(|literal| {
            let doubled = literal.replace("{{", "").replace("}}", "");
            doubled.split('{').skip(1).all(|rest| rest.split('}').next().is_some_and(is_constant))
        });
    }
    argument.starts_with('"') || argument.starts_with("include_str!(") || is_constant(argument)
}

#[test]
fn s28_statements_are_literals_and_constants_and_values_are_their_parameters() {
    let mut wrong = Vec::new();
    let mut seen = vec![false; PUT_TOGETHER.len()];
    let mut statements = 0;
    for (file, text) in files("src", "rs") {
        let text = plain(&text);
        for call in
            HANDED_OVER.iter().filter(|call| **call != ".query(" || !NO_DATABASE.contains(&file.as_str()))
        {
            for rest in text.split(call).skip(1) {
                // What is asked for by type has its parenthesis behind the type.
                let inside = if *call == "sql::<" {
                    rest.split_once('(').map_or("", |(_, inside)| inside)
                } else {
                    rest
                };
                let argument = first_argument(inside);
                statements += 1;
                if stands_in_the_source(&argument) {
                    continue;
                }
                let known = PUT_TOGETHER.iter().position(|(path, begins, _)| {
                    let is_begun = begins.contains(['"', ' ']) && argument.starts_with(begins);
                    *path == file && (argument == *begins || is_begun)
                });
                match known {
                    Some(place) => seen[place] = true,
                    None => wrong.push(format!("{file}: {call}{argument}")),
                }
            }
        }
    }
    assert!(statements > 120, "the search finds what it looks for: {statements}");
    assert!(wrong.is_empty(), "put together while the program runs: {wrong:#?}");
    let gone: Vec<_> =
        PUT_TOGETHER.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(one, _)| one).collect();
    assert!(gone.is_empty(), "no longer there: {gone:#?}");
}

#[test]
fn what_is_put_together_is_told_from_what_stands_in_the_source() {
    for fine in [
        "\"SELECT 1\"",
        "&\"SELECT, (\"",
        "LOCK",
        "include_str!(\"x.sql\")",
        "format!(\"{BASE} SELECT {{}}\")",
    ] {
        assert!(stands_in_the_source(fine), "{fine}");
    }
    for wrong in
        ["format!(\"SELECT {name}\")", "format!(\"SELECT {}\", x)", "sql", "&text", "format!(\"{A}{b}\")"]
    {
        assert!(!stands_in_the_source(wrong), "{wrong}");
    }
    assert_eq!(first_argument("\"a, (\\\" b\", 2)).x"), "\"a, (\\\" b\"");
    assert_eq!(first_argument("f(1, 2), 3)"), "f(1, 2)");
}
