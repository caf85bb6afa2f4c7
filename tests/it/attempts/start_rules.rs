//! Rules of starting: late entry, pause, stop after a pass, passcode, honour statement, a room that staff start.

use certamen::attempts::actions::{Given, Missing, Started};
use certamen::attempts::rules::StartDecision;
use certamen::exams;
use certamen::exams::model::{Assignee, Definition, StartMode, StartRules, Target};
use certamen::exams::review::{ReviewPolicy, When};
use certamen::{audit::Actor, web::cookies::Secret};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::world::{World, definition, session, world_with};
use crate::harness::people::Someone;

async fn world_where(start: StartRules) -> World {
    world_with(Definition { start, ..definition() }, "first").await
}

/// The start page of somebody.
async fn page(someone: &Someone) -> String {
    someone.get("/my/exams/pilot").await.expect(200)
}

/// Asserts that a start is refused and nothing begins.
async fn refused(world: &World, someone: &Someone) {
    let before = world.server.count("SELECT count(*) FROM attempts").await;
    assert_eq!(someone.post("/my/exams/pilot/start", &[]).await.expect_redirect(), "/my/exams/pilot");
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, before);
}

#[actix_web::test]
async fn nobody_begins_later_than_the_late_entry_allows_and_whoever_began_goes_on() {
    let mut definition = definition();
    definition.opens_at = Some(Utc::now() - TimeDelta::minutes(10));
    definition.start.late_entry_minutes = Some(15);
    let world = world_with(definition, "first").await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    assert!(page(ada).await.contains("Nobody can begin later than"));
    let href = world.start(bo).await;
    world.server.move_clock("6 minutes").await;
    let told = page(ada).await;
    assert!(told.contains("It is too late to begin") && !told.contains("Start the exam now"), "{told}");
    assert!(ada.get("/my/exams").await.expect(200).contains("It is too late to begin"));
    refused(&world, ada).await;
    assert_eq!(world.start(bo).await, href);
}

#[actix_web::test]
async fn the_next_attempt_waits_for_the_pause_between_attempts() {
    let world = world_where(StartRules { cooldown_hours: Some(6), ..StartRules::default() }).await;
    let ada = &world.people.ada;
    assert!(page(ada).await.contains("you may begin again 6 hours later"));
    let href = world.start(ada).await;
    world.hand_in(ada, &href).await;
    let told = page(ada).await;
    assert!(told.contains("You may begin again from") && !told.contains("Start the exam now"), "{told}");
    assert!(ada.get("/my/exams").await.expect(200).contains("Again from"));
    refused(&world, ada).await;
    world.server.move_clock("6 hours 1 minute").await;
    assert_ne!(world.start(ada).await, href);
}

#[actix_web::test]
async fn whoever_knows_that_they_passed_stops_and_whoever_may_not_know_is_not_told() {
    for (score, stops) in [(When::AtOnce, true), (When::Never, false)] {
        let start = StartRules { stop_after_pass: true, ..StartRules::default() };
        let review = ReviewPolicy { score, responses: When::Never, key: When::Never };
        let world = world_with(Definition { start, review, ..definition() }, "first").await;
        let ada = &world.people.ada;
        let href = world.start(ada).await;
        let right = world.right_answers(&href).await;
        world.answer(ada, &href, &right).await;
        world.hand_in(ada, &href).await;
        assert_eq!(world.server.count("SELECT count(*) FROM results WHERE passed").await, 1);
        let told = page(ada).await;
        assert_eq!(told.contains("You have passed this exam"), stops, "{told}");
        assert_eq!(told.contains("Start the exam now"), !stops, "{told}");
        if stops {
            refused(&world, ada).await;
        } else {
            assert_ne!(world.start(ada).await, href);
        }
    }
}

const PASSCODE: &str = "Otter-4711";

async fn world_with_passcode() -> World {
    world_where(StartRules { passcode: Some(PASSCODE.to_owned()), ..StartRules::default() }).await
}

#[actix_web::test]
async fn the_passcode_is_asked_for_and_never_told() {
    let world = world_with_passcode().await;
    let ada = &world.people.ada;
    let start = "/my/exams/pilot/start";
    let mut heard =
        vec![page(ada).await, ada.get("/my/exams").await.expect(200), ada.get("/").await.expect(200)];
    assert!(heard[0].contains("name=\"passcode\""), "{}", heard[0]);
    for (typed, said) in
        [("", "Type the passcode your trainer gave you"), ("otter", "This is not the passcode")]
    {
        let answer = ada.post(start, &[("passcode", typed)]).await.expect(422);
        assert!(answer.contains(said) && answer.contains(&format!("value=\"{typed}\"")), "{answer}");
        heard.push(answer);
    }
    heard.push(ada.post_json("/my/exams/pilot/waiting", &json!({})).await.expect(200));
    assert!(heard.iter().all(|page| !page.to_lowercase().contains("4711")));
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
    // Capitals and full width do not matter.
    let href = ada.post(start, &[("passcode", " ＯＴＴＥＲ-4711")]).await.expect_redirect();
    assert!(href.starts_with("/attempts/"), "{href}");
    assert_eq!(world.server.count("SELECT count(*) FROM passcode_tries").await, 0);
    // Going on asks for nothing.
    assert_eq!(world.start(ada).await, href);
    let trainer = world.people.tian.get("/exams/pilot/times").await.expect(200);
    assert!(trainer.contains(PASSCODE), "staff read it");
}

#[actix_web::test]
async fn s42_guessing_the_passcode_is_slowed_down_however_many_try_at_once() {
    let world = world_with_passcode().await;
    let ada = &world.people.ada;
    let secret: Secret = session(ada);
    let wrong = Given { passcode: "wrong".to_owned(), honour: None };
    let tries =
        join_all((0..40).map(|_| world.begin_with(&world.server, ada.id, &secret, wrong.clone()))).await;
    let told = |what: Missing| tries.iter().filter(|one| **one == Started::Missing(what)).count();
    assert_eq!((told(Missing::WrongPasscode), told(Missing::TooManyTries)), (5, 35), "{tries:?}");
    let right = [("passcode", PASSCODE)];
    let answer = ada.post("/my/exams/pilot/start", &right).await.expect(422);
    assert!(answer.contains("Too many tries"), "{answer}");
    // Somebody else is not slowed down.
    let href = world.people.bo.post("/my/exams/pilot/start", &right).await.expect_redirect();
    assert!(href.starts_with("/attempts/"), "{href}");
    world.server.move_clock("31 seconds").await;
    let href = ada.post("/my/exams/pilot/start", &right).await.expect_redirect();
    assert!(href.starts_with("/attempts/"), "{href}");
}

#[actix_web::test]
async fn the_honour_statement_must_be_ticked_and_is_kept_as_it_was_shown() {
    let start = StartRules {
        honour_zh: "我独立完成本次考试。".to_owned(),
        honour_en: "I work on my own.".to_owned(),
        passcode: Some(PASSCODE.to_owned()),
        ..StartRules::default()
    };
    let world = world_where(start).await;
    let ada = &world.people.ada;
    assert!(page(ada).await.contains("I work on my own."));
    let answer = ada.post("/my/exams/pilot/start", &[("passcode", PASSCODE)]).await.expect(422);
    assert!(answer.contains("Tick the statement to begin"), "{answer}");
    assert!(answer.contains(&format!("value=\"{PASSCODE}\"")), "what was typed is not lost");
    let answer = ada.post("/my/exams/pilot/start", &[("honour", "on"), ("passcode", "no")]).await.expect(422);
    assert!(answer.contains("name=\"honour\" checked"), "{answer}");
    let both = [("honour", "on"), ("passcode", PASSCODE)];
    ada.post("/my/exams/pilot/start", &both).await.expect_redirect();
    let kept = "SELECT count(*) FROM attempt_events WHERE kind = 'started' AND detail->>'honour' = 'I work on my own.'";
    assert_eq!(world.server.count(kept).await, 1);
    world.people.bo.set_cookie("lang", "zh-CN");
    assert!(page(&world.people.bo).await.contains("我独立完成本次考试。"));
}

async fn ask(someone: &Someone) -> String {
    let answer = someone.post_json("/my/exams/pilot/waiting", &json!({})).await.expect(200);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert!((4..=60).contains(&answer["seconds"].as_i64().unwrap()), "{answer}");
    answer["decision"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn people_wait_until_staff_start_the_room_and_staff_see_who_waits() {
    let world = world_where(StartRules { mode: StartMode::Staff, ..StartRules::default() }).await;
    let (ada, bo, cai, tian) = (&world.people.ada, &world.people.bo, &world.people.cai, &world.people.tian);
    let mut conn = world.server.conn().await;
    let actor = Actor::person(tian.id);
    let north = Assignee::Group(world.people.north);
    exams::actions::assign(&mut conn, &actor, world.exam, north, None).await.unwrap();
    drop(conn);
    let told = page(ada).await;
    assert!(
        told.contains("Please wait: your trainer starts the exam") && !told.contains("Start the exam now")
    );
    assert!(
        told.contains("http-equiv=\"refresh\"") && told.contains("Look again"),
        "it works without a script"
    );
    assert!(told.contains("js/waiting."), "{told}");
    refused(&world, ada).await;
    assert_eq!((ask(ada).await, ask(bo).await, ask(cai).await), waits_for_all());
    assert!(ada.get("/my/exams").await.expect(200).contains("Waiting for the start"));
    let room = tian.get("/exams/pilot/assignments").await.expect(200);
    assert!(room.contains("3 people are waiting") && room.contains("Start now"), "{room}");
    world.server.move_clock("31 seconds").await;
    assert_eq!(ask(bo).await, "waiting");
    let room = tian.get("/exams/pilot/assignments").await.expect(200);
    assert!(room.contains("One person is waiting"), "who left is not counted: {room}");

    let east = [("target", world.people.east.to_string())];
    let east: Vec<(&str, &str)> = east.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let back = tian.post("/exams/pilot/room/start", &east).await.expect_redirect();
    assert_eq!(back, "/exams/pilot/room");
    assert_eq!((ask(ada).await.as_str(), ask(cai).await.as_str()), ("start", "waiting"));
    refused(&world, cai).await;
    let href = world.start(ada).await;
    assert_eq!(ask(ada).await, "resume");
    tian.post("/exams/pilot/room/start", &[("target", "all")]).await.expect_redirect();
    assert_ne!(world.start(cai).await, href);
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'exam.room_started'").await,
        2
    );
}

fn waits_for_all() -> (String, String, String) {
    let waits = || "waiting".to_owned();
    (waits(), waits(), waits())
}

#[actix_web::test]
async fn a_room_cannot_be_started_before_it_is_open_nor_where_people_begin_by_themselves() {
    let mut definition = definition();
    definition.start.mode = StartMode::Staff;
    definition.opens_at = Some(Utc::now() + TimeDelta::minutes(5));
    let world = world_with(definition, "first").await;
    let tian = &world.people.tian;
    assert_eq!(ask(&world.people.ada).await, "not_open");
    tian.post("/exams/pilot/room/start", &[("target", "all")]).await.expect_redirect();
    assert!(tian.get("/exams/pilot/assignments").await.expect(200).contains("The exam is not open yet"));
    tian.post("/exams/pilot/room/start", &[("target", "nobody")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM room_starts").await, 0);
    world.server.move_clock("6 minutes").await;
    assert_eq!(ask(&world.people.ada).await, "waiting");
    tian.post("/exams/pilot/room/start", &[("target", "nobody")]).await.expect(404);
    tian.post_raw("/exams/pilot/room/start", &[("target", "all")]).await.expect(403);
    tian.post("/exams/pilot/room/start", &[("target", "all"), ("more", "x")]).await.expect(400);
    world.people.ada.post("/exams/pilot/room/start", &[("target", "all")]).await.expect(403);
    assert_eq!(world.server.count("SELECT count(*) FROM room_starts").await, 0);

    let usual = world_where(StartRules::default()).await;
    usual.people.tian.post("/exams/pilot/room/start", &[]).await.expect_redirect();
    let page = usual.people.tian.get("/exams/pilot/assignments").await.expect(200);
    assert!(
        page.contains("Each trainee begins this exam themselves") && !page.contains("Start now"),
        "{page}"
    );
}

#[actix_web::test]
async fn who_is_a_stranger_to_an_exam_waits_for_nothing() {
    let world = world_where(StartRules { mode: StartMode::Staff, ..StartRules::default() }).await;
    world.people.cai.post_json("/my/exams/pilot/waiting", &json!({})).await.expect(404);
    world.people.ada.post_json("/my/exams/nothing/waiting", &json!({})).await.expect(404);
    assert_eq!(world.people.ada.get("/my/exams/pilot/waiting").await.expect_redirect(), "/my/exams/pilot");
    assert_eq!(world.server.count("SELECT count(*) FROM waiting").await, 0);
}

#[actix_web::test]
async fn a_trainer_sets_the_rules_and_what_cannot_be_is_said_beside_the_field() {
    let world = world_where(StartRules::default()).await;
    let tian = &world.people.tian;
    let times = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        let usual = [
            ("limit_minutes", "45"),
            ("attempts_allowed", "2"),
            ("pass_mark", "60"),
            ("review_score", "at_once"),
            ("review_responses", "after_window"),
            ("review_key", "after_window"),
            ("draft_number", "1"),
        ];
        usual.iter().chain(more).copied().collect()
    };
    for (wrong, said) in [
        (("late_entry_minutes", "0"), "Late entry should be a whole number"),
        (("late_entry_minutes", "15"), "Late entry counts from the opening"),
        (("cooldown_hours", "x"), "The pause should be a whole number"),
        (("passcode", "abc"), "A passcode has 4 to 64 characters"),
    ] {
        let answer = tian.post("/exams/pilot/times", &times(&[wrong])).await.expect(422);
        assert!(
            answer.contains(said) && answer.contains(&format!("value=\"{}\"", wrong.1)),
            "{said}: {answer}"
        );
    }
    let all = times(&[
        ("start_mode", "staff"),
        ("late_entry_minutes", "１５"),
        ("cooldown_hours", "24"),
        ("stop_after_pass", "on"),
        ("passcode", "Otter-4711"),
        ("honour_zh", "我独立完成。"),
        ("honour_en", "On my own."),
    ]);
    tian.post("/exams/pilot/times", &all).await.expect_redirect();
    let mut conn = world.server.conn().await;
    let draft = exams::queries::exam(&mut conn, "pilot").await.unwrap().unwrap().draft;
    assert_eq!(
        draft.start,
        StartRules {
            late_entry_minutes: Some(15),
            cooldown_hours: Some(24),
            stop_after_pass: true,
            passcode: Some("Otter-4711".to_owned()),
            honour_zh: "我独立完成。".to_owned(),
            honour_en: "On my own.".to_owned(),
            mode: StartMode::Staff,
        }
    );
    // They hold from publishing on.
    drop(conn);
    assert_eq!(ask(&world.people.ada).await, "start");
    let page = tian.get("/exams/pilot/times").await.expect(200);
    assert!(page.contains("value=\"staff\" checked") && page.contains("On my own."), "{page}");
}

#[actix_web::test]
async fn a_start_is_decided_by_the_same_rules_for_one_person_let_in_alone() {
    let world = world_where(StartRules { mode: StartMode::Staff, ..StartRules::default() }).await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let mut conn = world.server.conn().await;
    let actor = Actor::person(world.people.tian.id);
    exams::actions::start_room(&mut conn, &actor, world.exam, Target::Person(ada.id)).await.unwrap();
    drop(conn);
    assert!(matches!(world.begin(ada.id, &session(ada)).await, Started::Attempt(_)));
    let refused = world.begin(bo.id, &session(bo)).await;
    assert_eq!(refused, Started::Refused(StartDecision::WaitForStaff));
}
