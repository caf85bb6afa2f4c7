//! Looking for something takes work that grows with its length and with what there is, whatever is typed.

use std::collections::BTreeMap;
use std::path::Path;

use certamen::accounts::Role;
use certamen::banks::rules::Search;
use certamen::outbox::actions::enqueue;
use certamen::outbox::model::{Kind, NewMessage, Recipient};
use serde_json::json;

use crate::exams::world::exam;
use crate::harness::files::files;
use crate::harness::people::someone;
use crate::records::company;

/// Engines that may go back over what they have read already, so that a short text can keep them busy for years.
const GOING_BACK: &[&str] = &["fancy-regex", "hyperscan", "onig", "pcre", "pcre2", "regress", "rure"];

/// Who uses one all the same: the estimate of passwords, with three fixed patterns, on the first 100 characters.
const KNOWN_USES: &[(&str, &str)] = &[("fancy-regex", "zxcvbn")];

/// Each package of Cargo.lock with what it needs, versions left out.
fn needs() -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let listed = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
        let names = listed.map(|one| one.as_str().unwrap().split(' ').next().unwrap().to_owned());
        needs.entry(package["name"].as_str().unwrap().to_owned()).or_default().extend(names);
    }
    needs
}

#[test]
fn s50_no_engine_that_goes_back_over_a_text_reads_what_people_type() {
    let needs = needs();
    assert!(needs["certamen"].len() > 40, "the file is read");
    let mut used = Vec::new();
    for (package, own) in &needs {
        used.extend(
            own.iter().filter(|name| GOING_BACK.contains(&name.as_str())).map(|name| (name, package)),
        );
    }
    let used: Vec<(&str, &str)> = used.into_iter().map(|(one, by)| (one.as_str(), by.as_str())).collect();
    assert_eq!(used, KNOWN_USES);
    // No text of a person is a pattern: nothing of ours makes one, and no statement hands one to Postgres.
    for own in ["certamen", "question-formats", "certificate-pdf"] {
        assert!(!needs[own].iter().any(|name| name.starts_with("regex")), "{own}");
    }
    let mut sources = files("src", "rs");
    sources.extend(files("src", "sql"));
    for (file, text) in sources {
        for operator in
            [" ~ ", " ~* ", " !~ ", " !~* ", "SIMILAR TO", "regexp_", "substring(", ".similar_to("]
        {
            assert!(!text.contains(operator), "{file} matches a pattern: {operator}");
        }
        let like = text.contains(".like(") || text.contains(".ilike(") || text.contains(" LIKE $");
        assert!(!like || text.contains("pattern_holding("), "{file} takes what was typed for a pattern");
    }
}

#[test]
fn s50_a_search_is_a_few_short_pieces_however_much_was_typed() {
    for typed in [
        "%_".repeat(50_000),
        "a%".repeat(50_000),
        "a ".repeat(50_000),
        "aaaa aaab ".repeat(10_000),
        "客户%_".repeat(20_000),
        "\\%".repeat(50_000),
        "a".repeat(100_000),
        "((a+)+)+$".repeat(10_000),
    ] {
        let search = Search::parse(&typed).unwrap();
        let patterns = search.patterns();
        assert!(patterns.len() <= 12 && search.terms().len() <= 100, "{} pieces", patterns.len());
        assert!(patterns.iter().map(|one| one.chars().count()).sum::<usize>() <= 150, "{patterns:?}");
        for pattern in patterns {
            let inside = pattern.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).unwrap();
            assert!(!inside.contains(['%', '_', '\\']), "{pattern} has a wildcard inside");
        }
    }
}

#[actix_web::test]
async fn s50_what_is_sought_means_itself_wherever_one_looks_for_people() {
    let (server, people) = company().await;
    let east = Some(people.east);
    let named = [
        someone(&server, "Ann 50% Lee", "T101", Role::Trainee, east).await,
        someone(&server, "Ann_Lee", "T102", Role::Trainee, east).await,
        someone(&server, "Ann\\Lee", "T103", Role::Trainee, east).await,
    ];
    exam(&server, Vec::new()).await;
    let messages: Vec<NewMessage> = named
        .iter()
        .map(|one| NewMessage {
            kind: Kind::Test,
            recipient: Recipient::Inbox(one.id),
            payload: json!({}),
            about: "search".to_owned(),
        })
        .collect();
    enqueue(&mut *server.conn().await, &messages).await.unwrap();
    for one in &named {
        server
            .sql(&format!(
                "INSERT INTO audit_events (id, actor_id, action, subject_kind, subject_id)
                 VALUES (gen_random_uuid(), '{}', 'old.thing', 'thing', 'x')",
                one.id
            ))
            .await;
    }
    let pages = [
        (&people.hui, "/people?q="),
        (&people.hui, "/records?name="),
        (&people.hui, "/notices?name="),
        (&people.tian, "/exams/product/assignments?q="),
        (&people.root, "/admin/audit?what=old&who="),
    ];
    for (browser, address) in pages {
        for (typed, found) in [
            ("ann", vec!["Ann 50% Lee", "Ann_Lee", "Ann\\Lee"]),
            ("%", vec!["Ann 50% Lee"]),
            ("_", vec!["Ann_Lee"]),
            ("\\", vec!["Ann\\Lee"]),
            ("50% l", vec!["Ann 50% Lee"]),
            ("n_L", vec!["Ann_Lee"]),
            ("5%L", vec![]),
            ("Ann%", vec![]),
            ("%_%", vec![]),
            ("(a+)+$", vec![]),
            (".*", vec![]),
        ] {
            let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            let page = browser.get(&format!("{address}{typed}")).await.expect(200);
            let shown: Vec<&str> =
                named.iter().map(|one| one.name).filter(|name| page.contains(*name)).collect();
            assert_eq!(shown, found, "{address}{typed}");
        }
        let long = "%25_".repeat(10_000);
        let page = browser.get(&format!("{address}{long}")).await.expect(200);
        assert!(named.iter().all(|one| !page.contains(one.name)), "{address}");
    }
}
