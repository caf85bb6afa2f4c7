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
async fn f17_the_same_save_a_hundred_times_has_one_effect_and_one_answer() {
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
async fn f16_a_later_sequence_wins_whatever_comes_first_and_the_loser_is_evidence() {
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
async fn f44_after_signing_in_again_the_same_page_goes_on_with_the_new_token() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let old_token = ada.csrf();
    world.server.sql("UPDATE sessions SET revoked_at = app_now()").await;
    let origin = certamen::accounts::actions::Origin::default();
    let opened =
        certamen::accounts::actions::begin_session(&mut *world.server.conn().await, ada.id, &origin, None)
            .await
            .unwrap();
    ada.set_cookie("sid", &opened.session.encode());
    let state: serde_json::Value =
        serde_json::from_str(&ada.get(&format!("{href}/heartbeat")).await.expect(200)).unwrap();
    assert_eq!(state["csrf"], ada.csrf());
    assert_ne!(state["csrf"], old_token);
    assert_eq!((state["epoch"].as_i64(), state["state"].as_str()), (Some(1), Some("in_progress")));
    let (status, _) = save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!(status, 200);
    // The page says that it is the one from before: the new session takes the place of the one that ended, in the same
    // epoch, and the next page can be written in at once.
    assert_eq!(state["held"], false);
    ada.post(&format!("{href}/take-over"), &[("epoch", "7")]).await.expect_redirect();
    assert!(ada.get(&href).await.expect(200).contains("Continue here"), "a stale page takes nothing over");
    ada.post(&format!("{href}/take-over"), &[("epoch", "1")]).await.expect_redirect();
    assert!(!ada.get(&href).await.expect(200).contains("Continue here"));
    assert_eq!(world.attempt(&href).await.writer_epoch, 1);
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.taken_over'").await,
        1
    );
}

#[actix_web::test]
async fn f44_a_session_that_lives_keeps_the_attempt_whoever_says_to_have_the_page() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let origin = certamen::accounts::actions::Origin::default();
    let other =
        certamen::accounts::actions::begin_session(&mut *world.server.conn().await, ada.id, &origin, None)
            .await
            .unwrap();
    let phone = crate::harness::Browser::with_session(&world.server, &other.session).await;
    phone.post(&format!("{href}/take-over"), &[("epoch", "1")]).await.expect_redirect();
    assert!(phone.get(&href).await.expect(200).contains("Continue here"));
    assert!(!ada.get(&href).await.expect(200).contains("Continue here"));
}

#[actix_web::test]
async fn f44_whoever_is_shut_out_saves_nothing_more_and_keeps_what_was_saved() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into()]).await;
    world.server.sql("UPDATE sessions SET revoked_at = app_now()").await;
    let late = [json!({ "position": 2, "sequence": 1, "response": "B" })];
    assert_eq!(save(ada, &href, 1, &late).await.0, 404);
    ada.post(&format!("{href}/take-over"), &[("epoch", "1")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 1);
}

#[actix_web::test]
async fn f06_no_time_of_a_device_makes_an_answer_count_or_not() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    for (position, at) in [
        (1, "1999-01-01T00:00:00Z"),
        (2, "2999-01-01T00:00:00Z"),
        (3, "not a time"),
        (4, "2026-02-30T99:00:00Z"),
    ] {
        let one = json!({ "position": position, "sequence": 1, "response": "A", "at": at });
        assert_eq!(save(ada, &href, 1, &[one]).await.0, 200, "{at}");
    }
    // A device that says it was in time does not make it so.
    world.deadline_in(&href, -61).await;
    let before = (chrono::Utc::now() - chrono::TimeDelta::hours(1)).to_rfc3339();
    let one = json!({ "position": 5, "sequence": 1, "response": "T", "at": before });
    let (status, reply) = save(ada, &href, 1, &[one]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("late")));
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 4);
}

#[actix_web::test]
async fn f43_what_was_answered_offline_arrives_in_one_request_however_old_it_is() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into()]).await;
    let ago = |minutes| (chrono::Utc::now() - chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    let saves = [
        json!({ "position": 1, "sequence": 4, "response": "B", "at": ago(10) }),
        json!({ "position": 2, "sequence": 1, "response": "C", "at": ago(9) }),
        json!({ "position": 5, "sequence": 2, "response": "F", "at": ago(1) }),
    ];
    let (status, reply) = save(ada, &href, 1, &saves).await;
    assert_eq!(status, 200);
    assert!(reply["results"].as_array().unwrap().iter().all(|one| one["verdict"] == "stored"), "{reply}");
    // The reply was lost and the page sends again: nothing changes.
    let (status, reply) = save(ada, &href, 1, &saves).await;
    assert_eq!(status, 200);
    assert!(reply["results"].as_array().unwrap().iter().all(|one| one["verdict"] == "replayed"), "{reply}");
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
