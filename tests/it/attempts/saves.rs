//! The script's address for saves: the protocol, refusals, strangers, the heartbeat.

use serde_json::json;

use super::world::{nobody, save, world};

#[actix_web::test]
async fn a_save_is_answered_with_what_is_stored_and_the_time_of_the_server() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let saves = [
        json!({ "position": 1, "sequence": 1, "response": "B", "at": "2026-11-22T10:00:00Z" }),
        json!({ "position": 3, "sequence": 1, "response": "CA" }),
        json!({ "position": 5, "sequence": 1, "response": "T" }),
    ];
    let (status, reply) = save(ada, &href, 1, &saves).await;
    assert_eq!(status, 200, "{reply}");
    for (index, result) in reply["results"].as_array().unwrap().iter().enumerate() {
        assert_eq!(result["verdict"], "stored");
        assert_eq!(result["position"], saves[index]["position"]);
        assert!(result["saved_at"].is_string());
    }
    assert!(reply["server_time"].is_string() && reply["deadline"].is_string() && reply["epoch"] == 1);
    assert_eq!(
        world.server.count("SELECT count(*) FROM responses WHERE response IN ('B', 'AC', 'T')").await,
        3
    );
    assert!(ada.get(&format!("{href}?question=3")).await.expect(200).contains("Question 3, answered"));
}

#[actix_web::test]
async fn the_same_save_a_hundred_times_has_one_effect_and_one_answer() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let one = [json!({ "position": 2, "sequence": 1, "response": "D" })];
    let (_, first) = save(ada, &href, 1, &one).await;
    for _ in 0..100 {
        let (status, reply) = save(ada, &href, 1, &one).await;
        assert_eq!(status, 200);
        assert_eq!(reply["results"][0]["verdict"], "replayed");
        assert_eq!(reply["results"][0]["saved_at"], first["results"][0]["saved_at"]);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM response_journal").await, 1);
}

#[actix_web::test]
async fn a_later_sequence_wins_whatever_comes_first_and_the_loser_is_evidence() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    save(ada, &href, 1, &[json!({ "position": 1, "sequence": 8, "response": "C" })]).await;
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 1, "sequence": 7, "response": "A" })]).await;
    assert_eq!(status, 409);
    let result = &reply["results"][0];
    assert_eq!(
        (result["verdict"].as_str(), result["stored_sequence"].as_i64(), result["stored_response"].as_str()),
        (Some("conflict"), Some(8), Some("C"))
    );
    let both = [
        json!({ "position": 1, "sequence": 8, "response": "D" }),
        json!({ "position": 2, "sequence": 1, "response": "D" }),
    ];
    let (status, reply) = save(ada, &href, 1, &both).await;
    assert_eq!(
        (status, reply["results"][0]["verdict"].as_str(), reply["results"][1]["verdict"].as_str()),
        (200, Some("conflict"), Some("stored"))
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM response_journal WHERE verdict = 'conflict'").await,
        2
    );
}

#[actix_web::test]
async fn what_is_no_save_is_refused_and_nothing_of_it_is_kept() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    for response in ["E", "AB", "a", "A\u{0}", "T"] {
        let (status, reply) =
            save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": response })]).await;
        assert_eq!((status, reply["error"].as_str()), (422, Some("unreadable")), "{response:?}");
    }
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 9, "sequence": 1, "response": "A" })]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("no_such_question")));
    for body in [
        json!({}),
        json!([]),
        json!({ "epoch": 1, "saves": [] }),
        json!({ "epoch": 1, "saves": [{ "position": 1, "sequence": 1 }] }),
        json!({ "epoch": 1, "saves": [{ "position": 1, "sequence": 1, "response": "A", "points": 100 }] }),
        json!({ "epoch": 1, "saves": [{ "position": 99_999, "sequence": 1, "response": "A" }] }),
        json!({ "saves": [{ "position": 1, "sequence": 1, "response": "A" }] }),
        json!({ "epoch": 1, "saves": vec![json!({ "position": 1, "sequence": 1, "response": "A" }); 301] }),
    ] {
        ada.post_json(&format!("{href}/saves"), &body).await.expect(400);
    }
    let long = "x".repeat(70_000);
    ada.post_json(
        &format!("{href}/saves"),
        &json!({ "epoch": 1, "saves": [{ "position": 1, "sequence": 1, "response": long }] }),
    )
    .await
    .expect(413);
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 0);
}

#[actix_web::test]
async fn whoever_has_no_right_learns_nothing_from_a_save() {
    let world = world().await;
    let people = &world.people;
    let href = world.start(&people.ada).await;
    let good = [json!({ "position": 1, "sequence": 1, "response": "A" })];
    let bad = [json!({ "position": 1, "sequence": 1, "response": "Q" })];
    let mut answers = Vec::new();
    for (who, href) in [
        (&people.bo, href.clone()),
        (&people.tian, href.clone()),
        (&people.bo, nobody()),
        (&people.bo, "/attempts/x".to_owned()),
    ] {
        for saves in [&good, &bad] {
            answers.push(save(who, &href, 1, saves).await);
        }
    }
    assert!(answers.iter().all(|answer| answer.0 == 404 && answer == &answers[0]), "{answers:?}");
    let anonymous = world.server.anonymous().await;
    let body = json!({ "epoch": 1, "saves": good });
    anonymous.post_json(&format!("{href}/saves"), &body).await.expect(403);
    anonymous.get("/login").await.expect(200);
    anonymous.post_json(&format!("{href}/saves"), &body).await.expect(401);
    assert_eq!(world.server.count("SELECT count(*) FROM response_journal").await, 0);
    // Signed out by an admin: the next save is refused, the answer before stays.
    save(&people.ada, &href, 1, &good).await;
    world.server.sql("UPDATE sessions SET revoked_at = app_now()").await;
    let (status, _) =
        save(&people.ada, &href, 1, &[json!({ "position": 1, "sequence": 2, "response": "B" })]).await;
    assert_eq!(status, 404);
    people.ada.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await.expect(401);
    assert_eq!(world.server.count("SELECT count(*) FROM responses WHERE response = 'A'").await, 1);
}

#[actix_web::test]
async fn after_signing_in_again_the_same_page_goes_on_with_the_new_token() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let old_token = ada.csrf();
    world.server.sql("UPDATE sessions SET revoked_at = app_now()").await;
    let origin = certamen::accounts::actions::Origin::default();
    let secret =
        certamen::accounts::actions::begin_session(&mut *world.server.conn().await, ada.id, &origin, None)
            .await
            .unwrap();
    ada.set_cookie("sid", &secret.encode());
    let state: serde_json::Value =
        serde_json::from_str(&ada.get(&format!("{href}/heartbeat")).await.expect(200)).unwrap();
    assert_eq!(state["csrf"], ada.csrf());
    assert_ne!(state["csrf"], old_token);
    assert_eq!((state["epoch"].as_i64(), state["state"].as_str()), (Some(1), Some("in_progress")));
    let (status, _) = save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!(status, 200);
    // A reload asks once whether to continue here: the session that held the attempt is another one.
    assert!(ada.get(&href).await.expect(200).contains("Continue here"));
}

#[actix_web::test]
async fn the_heartbeat_tells_the_deadline_and_a_longer_one_at_once() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let beat = || async {
        let body = ada.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await.expect(200);
        serde_json::from_str::<serde_json::Value>(&body).unwrap()
    };
    let before = beat().await;
    world.server.sql("UPDATE attempts SET deadline_at = deadline_at + interval '10 minutes'").await;
    let after = beat().await;
    let at = |state: &serde_json::Value| {
        state["deadline"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    };
    assert_eq!(at(&after) - at(&before), chrono::TimeDelta::minutes(10));
    ada.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1, "score": 1 })).await.expect(400);
    world.people.bo.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await.expect(404);
    world.people.tian.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await.expect(403);
    world.hand_in(ada, &href).await;
    assert_eq!(beat().await["state"], "graded");
}
