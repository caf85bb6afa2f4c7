//! Pauses: the time stands still, and all of it is given back.

use certamen::attempts::actions::{self, Whom};
use certamen::attempts::model::AttemptState;
use certamen::audit::Actor;
use chrono::{SubsecRound, TimeDelta, Utc};
use futures_util::future::join;
use serde_json::json;

use super::{ROOM, beat, follow, set_clock};
use crate::attempts::world::{World, definition, id_of, save, world, world_with};
use certamen::exams::model::Definition;

const PAUSE: &str = "/exams/pilot/room/pause";
const RESUME: &str = "/exams/pilot/room/resume";
const EVERYONE: [(&str, &str); 2] = [("whom", "everyone"), ("reason", "fire alarm")];

async fn swept(world: &World) -> usize {
    world.server.sweep(10).await.closed
}

async fn verdict(world: &World, href: &str, sequence: i32, response: &str) -> String {
    let one = [json!({ "position": 1, "sequence": sequence, "response": response })];
    let (_, reply) = save(&world.people.ada, href, 1, &one).await;
    reply["results"][0]["verdict"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_pause_keeps_what_was_typed_refuses_the_rest_and_gives_every_second_back() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let href = world.start(ada).await;
    let deadline = world.attempt(&href).await.deadline_at.unwrap();
    let at = |seconds: i64| began + TimeDelta::seconds(seconds);

    set_clock(&world, at(60)).await;
    assert!(follow(tian, PAUSE, &EVERYONE).await.contains("1 person is paused."));
    assert_eq!(beat(ada, &href, 1, 1, 1).await["paused"], json!(at(60)));
    set_clock(&world, at(90)).await;
    assert_eq!(verdict(&world, &href, 1, "A").await, "stored", "typed before the pause");
    set_clock(&world, at(91)).await;
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 1, "sequence": 2, "response": "B" })]).await;
    assert_eq!((status, &reply["paused"]), (409, &json!(at(60))));
    assert_eq!(reply["results"][0]["verdict"], "paused");
    assert_eq!(verdict(&world, &href, 1, "A").await, "replayed", "a replay is no news");
    assert_eq!(world.server.count("SELECT count(*) FROM response_journal WHERE verdict = 'paused'").await, 1);

    // Long past what the deadline was: nobody hands in, and the page says why it waits.
    set_clock(&world, at(2 * 3600)).await;
    assert_eq!(swept(&world).await, 0);
    let page = ada.get(&href).await.expect(200);
    assert!(
        page.contains("Your exam is paused") && page.contains("29:00") && !page.contains("class=\"opt\""),
        "{page}"
    );
    assert!(tian.get(ROOM).await.expect(200).contains("Paused"));

    assert!(follow(tian, RESUME, &EVERYONE).await.contains("1 person goes on."));
    let attempt = world.attempt(&href).await;
    assert_eq!(attempt.deadline_at, Some(deadline + TimeDelta::seconds(2 * 3600 - 60)));
    assert_eq!(attempt.paused_at, None);
    let heard = beat(ada, &href, 1, 1, 1).await;
    assert_eq!((heard["paused"].is_null(), &heard["deadline"]), (true, &json!(attempt.deadline_at)));
    assert_eq!(verdict(&world, &href, 2, "B").await, "stored", "what the page kept is sent now");
    assert!(ada.get(&href).await.expect(200).contains("class=\"opt\""));
    for (kind, action) in [("paused", "attempt.paused"), ("resumed", "attempt.resumed")] {
        let reason = "detail->>'reason' = 'fire alarm'";
        let events = format!("SELECT count(*) FROM attempt_events WHERE kind = '{kind}' AND {reason}");
        assert_eq!(world.server.count(&events).await, 1);
        let audit = format!("SELECT count(*) FROM audit_events WHERE action = '{action}' AND {reason}");
        assert_eq!(world.server.count(&audit).await, 1);
    }
    // Then the clock runs as before.
    set_clock(&world, attempt.deadline_at.unwrap() + TimeDelta::seconds(60)).await;
    assert_eq!(swept(&world).await, 1);
}

#[actix_web::test]
async fn handing_in_during_a_pause_ends_it_and_is_in_time() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    world.deadline_in(&href, 30).await;
    follow(tian, PAUSE, &EVERYONE).await;
    world.server.move_clock("1 hour").await;
    let receipt = world.hand_in(ada, &href).await;
    ada.get(&receipt).await.expect(200);
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.late, attempt.paused_at), (AttemptState::Graded, false, None));
    assert!(attempt.submitted_at <= attempt.deadline_at);
    assert!(follow(tian, RESUME, &EVERYONE).await.contains("Nobody was paused."));
    assert_eq!(verdict(&world, &href, 1, "A").await, "closed");
}

#[actix_web::test]
async fn an_answer_sent_without_a_script_during_a_pause_stays_in_the_form() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    follow(tian, PAUSE, &EVERYONE).await;
    world.server.move_clock("31 seconds").await;
    let form = [("epoch", "1"), ("sequence", "0"), ("position", "1"), ("response", "C"), ("go", "2")];
    let page = ada.post(&href, &form).await.expect(409);
    assert!(page.contains("The answer to question 1 was not taken"), "{page}");
    let chosen = page.split("<input").find(|input| input.contains("value=\"C\"")).unwrap();
    assert!(chosen.contains("checked"), "{chosen}");
    follow(tian, RESUME, &EVERYONE).await;
    ada.post(&href, &form).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM responses WHERE response = 'C'").await, 1);
}

#[actix_web::test]
async fn a_pause_of_one_is_no_pause_of_others_and_whose_time_is_over_is_named() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let (of_ada, of_bo) = (world.start(ada).await, world.start(bo).await);
    let id = ada.id.to_string();
    let page = follow(tian, PAUSE, &[("whom", "people"), ("people", &id), ("reason", "ill")]).await;
    assert!(page.contains("1 person is paused."), "{page}");
    assert!(
        world.attempt(&of_ada).await.paused_at.is_some() && world.attempt(&of_bo).await.paused_at.is_none()
    );
    world.deadline_in(&of_bo, -5).await;
    let page = follow(tian, PAUSE, &EVERYONE).await;
    assert!(page.contains(&format!("1 were paused already: {}.", ada.name)), "{page}");
    assert!(page.contains(&format!("Too late for 1, their time is over: {}.", bo.name)), "{page}");
    assert!(tian.get(RESUME).await.expect(200).contains(ada.name));
    // Extending a paused attempt adds to what is left.
    let before = world.attempt(&of_ada).await.deadline_at.unwrap();
    let more = [("whom", "people"), ("people", id.as_str()), ("minutes", "7"), ("reason", "ill")];
    follow(tian, "/exams/pilot/room/extend", &more).await;
    assert_eq!(world.attempt(&of_ada).await.deadline_at, Some(before + TimeDelta::minutes(7)));
}

#[actix_web::test]
async fn a_pause_that_races_the_hand_in_leaves_one_result_and_no_pause_behind() {
    let endless = Definition { attempts_allowed: None, ..definition() };
    let world = world_with(endless, "first").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    for _ in 0..10 {
        let href = world.start(ada).await;
        join(world.hand_in(ada, &href), tian.post(PAUSE, &EVERYONE)).await;
        let attempt = world.attempt(&href).await;
        assert_eq!((attempt.state, attempt.paused_at), (AttemptState::Graded, None));
        let id = id_of(&href);
        let results = format!("SELECT count(*) FROM results WHERE attempt_id = '{id}'");
        assert_eq!(world.server.count(&results).await, 1);
    }
}

#[actix_web::test]
async fn two_trainers_at_once_pause_once_and_give_the_time_back_once() {
    let world = world().await;
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let href = world.start(&world.people.ada).await;
    let deadline = world.attempt(&href).await.deadline_at.unwrap();
    let (actor, everyone) = (Actor::server(), Whom::Everyone);
    for round in 1..=5 {
        let (mut one, mut other) = (world.server.conn().await, world.server.conn().await);
        let pauses = join(
            actions::pause(&mut one, &actor, world.exam, &everyone, "a"),
            actions::pause(&mut other, &actor, world.exam, &everyone, "b"),
        )
        .await;
        pauses.0.unwrap();
        pauses.1.unwrap();
        set_clock(&world, began + TimeDelta::seconds(100 * round)).await;
        let goes_on = join(
            actions::resume(&mut one, &actor, world.exam, &everyone, "a"),
            actions::resume(&mut other, &actor, world.exam, &everyone, "b"),
        )
        .await;
        assert_eq!(goes_on.0.unwrap().len() + goes_on.1.unwrap().len(), 1);
        let given = world.attempt(&href).await.deadline_at.unwrap() - deadline;
        assert_eq!(given, TimeDelta::seconds(100 * round));
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'paused'").await, 5);
}
