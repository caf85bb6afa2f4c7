//! F10: more time while people sit the exam, for one, for chosen ones, for a group, for everyone. Never less.

use certamen::attempts::actions::{self, Told, Whom};
use certamen::attempts::model::AttemptState;
use certamen::attempts::rules::live::Extension;
use certamen::audit::Actor;
use chrono::TimeDelta;
use futures_util::future::join;

use super::{ROOM, beat, follow};
use crate::attempts::world::{World, definition, save, world, world_with};
use certamen::exams::model::Definition;
use serde_json::json;

const EXTEND: &str = "/exams/pilot/room/extend";
const TEN: [(&str, &str); 3] = [("whom", "everyone"), ("minutes", "10"), ("reason", "power cut")];

async fn extend(world: &World, whom: &Whom, minutes: i32) -> Vec<Told<Extension>> {
    let mut conn = world.server.conn().await;
    actions::extend(&mut conn, &Actor::server(), world.exam, whom, minutes, "test").await.unwrap()
}

#[actix_web::test]
async fn f10_more_time_is_in_the_next_heartbeat_and_the_next_save_and_in_the_audit_trail() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    let before = world.attempt(&href).await.deadline_at.unwrap();
    let page = follow(tian, EXTEND, &TEN).await;
    assert!(page.contains("1 person who sits the exam now was given the time."), "{page}");
    assert!(page.contains("10 more minutes") && page.contains("power cut"), "what happened: {page}");
    let after = before + TimeDelta::minutes(10);
    assert_eq!(world.attempt(&href).await.deadline_at, Some(after));
    let heard = beat(ada, &href, 1, 0, 1).await;
    assert_eq!(heard["deadline"], json!(after));
    let (_, saved) = save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!(saved["deadline"], json!(after));
    for (what, sql) in [
        (
            "event",
            "SELECT count(*) FROM attempt_events WHERE kind = 'deadline_raised' AND detail->>'reason' = 'power cut' AND actor_id IS NOT NULL",
        ),
        (
            "audit",
            "SELECT count(*) FROM audit_events WHERE action = 'attempt.extended' AND detail->>'minutes' = '10'",
        ),
        (
            "window",
            "SELECT count(*) FROM window_extensions WHERE minutes = 10 AND person_id IS NULL AND group_id IS NULL",
        ),
        ("audit of the window", "SELECT count(*) FROM audit_events WHERE action = 'exam.window_extended'"),
    ] {
        assert_eq!(world.server.count(sql).await, 1, "{what}");
    }
}

#[actix_web::test]
async fn f10_only_those_who_are_meant_get_more_time() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let (of_ada, of_bo) = (world.start(ada).await, world.start(bo).await);
    let at = |href: String| {
        let world = &world;
        async move { world.attempt(&href).await.deadline_at.unwrap() }
    };
    let (first, second) = (at(of_ada.clone()).await, at(of_bo.clone()).await);
    let id = ada.id.to_string();
    let chosen = [("whom", "people"), ("people", id.as_str()), ("minutes", "５"), ("reason", "late")];
    let page = follow(tian, EXTEND, &chosen).await;
    assert!(
        page.contains(ada.name) && page.contains("Take it from its device"),
        "back at the person: {page}"
    );
    assert_eq!(at(of_ada.clone()).await - first, TimeDelta::minutes(5));
    assert_eq!(at(of_bo.clone()).await, second);
    assert_eq!(world.server.count("SELECT count(*) FROM window_extensions").await, 0);

    let (north, east) = (world.people.north.to_string(), world.people.east.to_string());
    for (group, minutes) in [(&north, 5), (&east, 6)] {
        follow(tian, EXTEND, &[("whom", "group"), ("group", group), ("minutes", "1"), ("reason", "late")])
            .await;
        assert_eq!(at(of_ada.clone()).await - first, TimeDelta::minutes(minutes));
    }
    assert_eq!(at(of_bo).await - second, TimeDelta::minutes(1));
}

#[actix_web::test]
async fn f10_whom_it_cannot_help_is_named() {
    let world = world_with(definition(), "first").await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let late = world.start(ada).await;
    let endless = world.start(bo).await;
    world.deadline_in(&late, -61).await;
    world.server.sql(&format!("UPDATE attempts SET deadline_at = NULL WHERE person_id = '{}'", bo.id)).await;
    let before = world.attempt(&late).await.deadline_at;
    let page = follow(tian, EXTEND, &TEN).await;
    let said = format!("Too late for 1, their time and grace are over: {}.", ada.name);
    assert!(page.contains(&said), "{page}");
    assert!(page.contains(&format!("1 have no time limit: {}.", bo.name)), "{page}");
    assert_eq!(world.attempt(&late).await.deadline_at, before);
    assert_eq!(world.attempt(&endless).await.deadline_at, None);
    // Within the grace it is not too late.
    world.deadline_in(&late, -59).await;
    assert!(follow(tian, EXTEND, &TEN).await.contains("1 person who sits the exam now was given the time."));
    let cai = world.people.cai.id.to_string();
    let page = follow(
        tian,
        EXTEND,
        &[("whom", "people"), ("people", &id(ada)), ("people", &cai), ("minutes", "1"), ("reason", "x")],
    )
    .await;
    assert!(page.contains(&format!("Nothing to change for 1: {}.", world.people.cai.name)), "{page}");
}

fn id(someone: &crate::harness::people::Someone) -> String {
    someone.id.to_string()
}

#[actix_web::test]
async fn f10_what_cannot_be_given_is_said_beside_the_field_and_nothing_is_lost() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    let before = world.attempt(&href).await.deadline_at;
    for minutes in ["", "0", "-10", "601", "ten", "1.5"] {
        let form = [("whom", "everyone"), ("minutes", minutes), ("reason", "why & how")];
        let page = tian.post(EXTEND, &form).await.expect(422);
        assert!(
            page.contains("Enter a whole number from 1 to 600") && page.contains("why &amp; how"),
            "{page}"
        );
    }
    let long = "x".repeat(201);
    for reason in ["", " ", "two\nlines", "\u{0}", long.as_str()] {
        let form = [("whom", "everyone"), ("minutes", "17"), ("reason", reason)];
        let page = tian.post(EXTEND, &form).await.expect(422);
        assert!(page.contains("Give the reason in one line") && page.contains("value=\"17\""), "{page}");
    }
    for (whom, sentence) in
        [("", "Say for whom"), ("group", "Choose a group"), ("people", "Tick at least one person")]
    {
        let page = tian.post(EXTEND, &[("whom", whom), ("minutes", "5"), ("reason", "x")]).await.expect(422);
        assert!(page.contains(sentence), "{page}");
    }
    let nowhere = uuid::Uuid::now_v7().to_string();
    let form = [("whom", "group"), ("group", nowhere.as_str()), ("minutes", "5"), ("reason", "x")];
    tian.post(EXTEND, &form).await.expect(404);
    tian.post(EXTEND, &[("whom", "everyone"), ("deadline", "now")]).await.expect(400);
    tian.get(&format!("{EXTEND}?person=x")).await.expect(404);
    assert!(
        tian.get(&format!("{EXTEND}?person={}&minutes=25", ada.id))
            .await
            .expect(200)
            .contains("value=\"25\"")
    );
    assert_eq!(world.attempt(&href).await.deadline_at, before);
    assert!(tian.get(ROOM).await.expect(200).contains("Began"));
}

#[actix_web::test]
async fn f10_two_trainers_at_once_both_give_their_minutes() {
    let world = world().await;
    let href = world.start(&world.people.ada).await;
    let before = world.attempt(&href).await.deadline_at.unwrap();
    for _ in 0..10 {
        join(extend(&world, &Whom::Everyone, 3), extend(&world, &Whom::Everyone, 2)).await;
    }
    assert_eq!(world.attempt(&href).await.deadline_at.unwrap() - before, TimeDelta::minutes(50));
    assert_eq!(
        world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'deadline_raised'").await,
        20
    );
}

#[actix_web::test]
async fn f10_more_time_that_races_the_sweep_comes_before_it_or_not_at_all() {
    let endless = Definition { attempts_allowed: None, ..definition() };
    let world = world_with(endless, "first").await;
    let ada = &world.people.ada;
    for round in 0..12 {
        let href = world.start(ada).await;
        // Half of the rounds lie before the end of the grace, half after it.
        world.deadline_in(&href, if round % 2 == 0 { -59 } else { -60 }).await;
        let before = world.attempt(&href).await.deadline_at.unwrap();
        let sweeping = world.server.sweep(10);
        let (told, _) = join(extend(&world, &Whom::Everyone, 10), sweeping).await;
        let attempt = world.attempt(&href).await;
        let given = told.iter().any(|one| matches!(one.outcome, Extension::Until(_)));
        assert_eq!(given, attempt.deadline_at != Some(before), "what was told is what was done");
        if given {
            assert_eq!(attempt.state, AttemptState::InProgress, "round {round}: {told:?}");
            world.hand_in(ada, &href).await;
        } else {
            // A sweep that met it locked leaves it to the next one.
            world.server.sweep(10).await;
            let swept = world.attempt(&href).await.state;
            assert_ne!(swept, AttemptState::InProgress, "round {round}: {told:?}");
        }
    }
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 12);
}

#[test]
fn f10_an_exam_page_asks_often_enough_to_know_of_more_time_within_fifteen_seconds() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static/js/exam");
    let number = |file: &str, before: &str| -> f64 {
        let text = std::fs::read_to_string(format!("{root}/{file}")).unwrap();
        let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {file}"));
        rest.split([';', ' ', ')']).next().unwrap().parse().unwrap()
    };
    let pause = number("standing.js", "const HEARTBEAT = ");
    let spread = number("page.js", "milliseconds * (0.8 + ");
    assert!(pause * (0.8 + spread) <= 14_500.0, "{pause} {spread}");
}
