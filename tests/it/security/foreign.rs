//! What belongs to somebody else is as if it were not there (S33), whoever asks and wherever its id stands.

use certamen::web::policy::{ROUTES, Who};
use serde_json::json;

use crate::attempts::world::{CODE, id_of, world};
use crate::harness::Browser;

/// Status of a request to this address, with the token and a field or two where something is sent.
async fn asked(browser: &Browser, method: &str, address: &str) -> u16 {
    let answer = match method {
        "get" => browser.get(address).await,
        _ if address.ends_with("/saves")
            || address.ends_with("/heartbeat")
            || address.ends_with("/notes") =>
        {
            browser.post_json(address, &json!({ "epoch": 1, "saves": [] })).await
        }
        _ => browser.post(address, &[]).await,
    };
    answer.status.as_u16()
}

#[actix_web::test]
async fn s33_another_trainees_attempt_is_not_there_under_any_address() {
    let world = world().await;
    let people = &world.people;
    let href = world.start(&people.ada).await;
    let answers = world.right_answers(&href).await;
    world.answer(&people.ada, &href, &answers).await;
    let attempt = id_of(&href).to_string();
    let nothing = uuid::Uuid::now_v7().to_string();
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (address, methods) in ROUTES.iter().filter(|(address, _)| address.starts_with("/attempts/")) {
        let address = address.replace("{id}", &attempt).replace("{position}", "1").replace("{name}", "a.png");
        for (method, who) in *methods {
            for (name, browser) in [
                ("trainee", &people.bo),
                ("trainer", &people.tian),
                ("hr", &people.hui),
                ("admin", &people.root),
            ] {
                tried += 1;
                let status = asked(browser, method, &address).await;
                let missing = asked(browser, method, &address.replace(&attempt, &nothing)).await;
                if !(400..500).contains(&status) || status != missing {
                    wrong.push(format!(
                        "{name} {method} {address} ({who:?}): {status}, {missing} where nothing is"
                    ));
                }
            }
        }
    }
    assert!(tried > 60 && wrong.is_empty(), "{wrong:#?}");
    let body = people.ada.get(&href).await.expect(200);
    assert!(body.contains("question"), "the owner goes on");
}

#[actix_web::test]
async fn s33_sessions_messages_and_saved_lists_of_others_are_not_there() {
    let world = world().await;
    let (server, people) = (&world.server, &world.people);
    let session = server
        .text(&format!(
            "SELECT encode(id_hash, 'hex') FROM sessions WHERE person_id = '{}' LIMIT 1",
            people.ada.id
        ))
        .await;
    people.bo.post(&format!("/account/sessions/{session}"), &[]).await.expect(404);
    people.root.post(&format!("/account/sessions/{session}"), &[]).await.expect(404);
    people.ada.get("/account").await.expect(200);

    let view = [("name", "Mine"), ("query", "")];
    let made = people.hui.post("/records/views", &view).await;
    assert!(made.status.as_u16() < 500, "{}", made.body);
    let id = server.text("SELECT coalesce(min(id::text), '') FROM saved_views").await;
    if !id.is_empty() {
        for (method, path) in [("get", ""), ("post", ""), ("post", "/delete")] {
            let address = format!("/records/views/{id}{path}");
            let status = asked(&people.root, method, &address).await;
            assert!(matches!(status, 404 | 405), "{method} {address}: {status}");
        }
    }
}

#[actix_web::test]
async fn s33_a_thing_of_one_exam_or_bank_is_not_there_under_the_address_of_another() {
    let world = world().await;
    let people = &world.people;
    let href = world.start(&people.ada).await;
    world.hand_in(&people.ada, &href).await;
    let attempt = id_of(&href).to_string();
    world.server.sql("INSERT INTO banks (id, code, title_zh, title_en) VALUES (gen_random_uuid(), 'other', '别的', 'Other')").await;
    let question = world.server.text("SELECT min(code) FROM questions").await;
    let everything = "SELECT concat((SELECT count(*) FROM bank_questions), ' ', (SELECT count(*) FROM bank_revisions), ' ',
        (SELECT count(*) FROM question_versions), ' ', (SELECT count(*) FROM results))";
    let before = world.server.text(everything).await;
    let mut tried = 0;
    for (address, methods) in ROUTES {
        let foreign = if address.contains("{attempt") {
            address
                .replace("{attempt:[0-9a-f-]+}", &attempt)
                .replace("{attempt}", &attempt)
                .replace("{code}", "not-this-exam")
                .replace("{position}", "1")
        } else if address.contains("/questions/{question}") {
            address.replace("{code}", "other").replace("{question}", &question)
        } else {
            continue;
        };
        for (method, who) in *methods {
            assert!(matches!(who, Who::Trainer), "{address}");
            tried += 1;
            let status = asked(&people.tian, method, &foreign).await;
            // A form without its fields may be refused before anything is looked for, and one of a question that is gone
            // leads back to where it was: nothing is shown either way.
            let is_right = match *method {
                "get" => matches!(status, 404 | 405),
                _ => matches!(status, 303 | 400 | 404 | 422),
            };
            assert!(is_right, "{method} {foreign}: {status}");
        }
    }
    assert!(tried > 10, "{tried}");
    assert_ne!(CODE, "not-this-exam");
    assert_eq!(world.server.text(everything).await, before, "nothing changed");
}
