//! Nothing about correctness in any byte before review opens: one paper under two keys, every response compared.

use certamen::exams::review::{ReviewPolicy, When};
use serde_json::json;

use super::world::{definition, world_with};

/// The score and what one server answers through a whole exam, made comparable: ids, tokens and times replaced.
async fn transcript(keys: &str) -> (i64, Vec<String>) {
    let mut definition = definition();
    definition.sections[0].count = 4;
    definition.sections[1].count = 4;
    definition.sections[2].count = 4;
    (definition.shuffle_questions, definition.shuffle_options) = (false, false);
    definition.review = ReviewPolicy { score: When::Never, responses: When::Never, key: When::Never };
    let world = world_with(definition, keys).await;
    let ada = &world.people.ada;
    let mut heard = Vec::new();
    let mut hear = |name: String, response: crate::harness::browser::Response| {
        let mut headers: Vec<String> = response
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
            .collect();
        headers.sort();
        heard.push(format!("{name}\n{}\n{}\n\n{}", response.status, headers.join("\n"), response.body));
    };
    for path in ["/my/exams", "/my/exams/pilot"] {
        hear(format!("GET {path}"), ada.get(path).await);
    }
    let started = ada.post("/my/exams/pilot/start", &[]).await;
    let href = started.location().to_owned();
    hear("start".into(), started);
    for position in 1..=12 {
        hear(format!("paper {position}"), ada.get(&format!("{href}?question={position}")).await);
    }
    for (position, response) in [(1, "B"), (2, "D"), (5, "ACE"), (6, "BD"), (9, "T"), (10, "F")] {
        let body =
            json!({ "epoch": 1, "saves": [{ "position": position, "sequence": 1, "response": response }] });
        hear(format!("save {position}"), ada.post_json(&format!("{href}/saves"), &body).await);
    }
    let conflict = json!({ "epoch": 1, "saves": [{ "position": 1, "sequence": 1, "response": "A" }] });
    hear("conflict".into(), ada.post_json(&format!("{href}/saves"), &conflict).await);
    let wrong = json!({ "epoch": 1, "saves": [{ "position": 1, "sequence": 2, "response": "Z" }] });
    hear("unreadable".into(), ada.post_json(&format!("{href}/saves"), &wrong).await);
    hear("heartbeat".into(), ada.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await);
    let form = [("epoch", "1"), ("sequence", "0"), ("position", "3"), ("response", "B"), ("do", "flag")];
    hear("form".into(), ada.post(&href, &form).await);
    hear("paper again".into(), ada.get(&href).await);
    hear("check".into(), ada.get(&format!("{href}/submit")).await);
    hear("not sure".into(), ada.post(&format!("{href}/submit"), &[("epoch", "1")]).await);
    hear("hand in".into(), ada.post(&format!("{href}/submit"), &[("epoch", "1"), ("sure", "on")]).await);
    for path in
        [format!("{href}/receipt"), format!("{href}/result"), "/my/exams".into(), "/my/exams/pilot".into()]
    {
        hear(format!("GET {path}"), ada.get(&path).await);
    }
    let score = world.server.count("SELECT score FROM results").await;
    let receipt = world.attempt(&href).await.receipt.unwrap();
    let names = [href.trim_start_matches("/attempts/"), &receipt, &ada.csrf()];
    (score, heard.into_iter().map(|text| comparable(&text, &names)).collect())
}

/// Replaces what differs between any two runs: ids, tokens, digits of times.
fn comparable(text: &str, names: &[&str]) -> String {
    let mut text = text.to_owned();
    for name in names {
        text = text.replace(name, "NAME");
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("x-request-id") || line.starts_with("date:") {
            continue;
        }
        lines.push(without_times(line));
    }
    lines.join("\n")
}

/// Dates and clocks become `#`; every other digit stays, so that points, percents and labels are compared.
fn without_times(line: &str) -> String {
    let belongs = |c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | '.' | 'T' | 'Z');
    let mut out = String::new();
    let mut run = String::new();
    for c in line.chars().chain(['\n']) {
        if belongs(c) {
            run.push(c);
            continue;
        }
        let is_time = run.chars().filter(char::is_ascii_digit).count() >= 3
            && (run.contains(':') || run.matches('-').count() == 2);
        out.push_str(if is_time { "#" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

#[actix_web::test]
async fn s37_one_paper_under_two_keys_reads_the_same_until_review_opens() {
    // The draw takes every question and shuffles nothing, so that both runs have the same paper.
    let ((score, first), (other_score, second)) = (transcript("first").await, transcript("second").await);
    assert_ne!(score, other_score, "the keys make a difference");
    assert_eq!(first.len(), second.len());
    assert!(first.len() > 25);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one, other);
        for secret in ["because", "explanation", "\"answer\"", "right\":"] {
            assert!(!one.contains(secret), "{secret} in {one}");
        }
    }
}
