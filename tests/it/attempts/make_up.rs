//! Make-up exams: for failed and absent in one click, the same exam in a window of its own.

use certamen::attempts::actions::Started;
use certamen::attempts::rules::StartDecision;
use certamen::audit::Actor;
use certamen::certification::actions as certification;
use certamen::exams::model::Definition;
use chrono::{TimeDelta, Utc};

use super::world::{World, definition, session, world_with};

/// Ada failed, Bo was absent; the window was over an hour ago.
async fn after_the_exam() -> (World, String) {
    let exam = Definition {
        closes_at: Some(Utc::now() + TimeDelta::hours(1)),
        attempts_allowed: Some(1),
        ..definition()
    };
    let world = world_with(exam, "first").await;
    let href = world.start(&world.people.ada).await;
    world.hand_in(&world.people.ada, &href).await;
    world.server.move_clock("2 hours").await;
    (world, href)
}

/// Moves the clock to so many hours from now, with everybody still signed in.
async fn move_clock(world: &World, hours: i64) {
    world.server.move_clock(&format!("{hours} hours")).await;
    world
        .server
        .sql("UPDATE sessions SET last_seen_at = app_now(), expires_at = app_now() + interval '1 day'")
        .await;
}

/// So many hours from now as the fields of the form want it, in the company's zone.
fn local(hours: i64) -> String {
    let at = (Utc::now() + TimeDelta::hours(hours)).with_timezone(&chrono_tz::Asia::Shanghai);
    at.format("%Y-%m-%dT%H:%M").to_string()
}

async fn grant(world: &World, people: &[certamen::db::PersonId], opens: i64, closes: i64) -> String {
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let (opens_at, closes_at) = (local(opens), local(closes));
    let mut form = vec![
        ("opens_at", opens_at.as_str()),
        ("closes_at", closes_at.as_str()),
        ("attempts", "1"),
        ("reason", "补考"),
    ];
    form.extend(ids.iter().map(|id| ("people", id.as_str())));
    world.people.tian.post("/exams/pilot/make-up", &form).await.expect_redirect()
}

#[actix_web::test]
async fn failed_and_absent_get_a_make_up_exam_in_one_click() {
    let (world, _) = after_the_exam().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    assert!(tian.get("/exams/pilot/results").await.expect(200).contains("href=\"/exams/pilot/make-up\""));
    let page = tian.get("/exams/pilot/make-up").await.expect(200);
    for someone in [ada, bo] {
        assert!(page.contains(&format!("value=\"{}\" checked", someone.id)), "{page}");
    }
    assert!(page.contains("Failed") || page.contains("Not passed"), "{page}");
    assert_eq!(page.matches("T09:00\"").count(), 2, "{page}");
    // As it is offered: tomorrow at nine, for a week.
    let value = |name: &str| {
        let field = page.split(&format!("id=\"{name}\"")).nth(1).unwrap();
        field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (opens, closes) = (value("opens_at"), value("closes_at"));
    let (ada_id, bo_id) = (ada.id.to_string(), bo.id.to_string());
    let form = [
        ("people", ada_id.as_str()),
        ("people", bo_id.as_str()),
        ("opens_at", &opens),
        ("closes_at", &closes),
        ("attempts", "1"),
        ("reason", "Make-up exam"),
    ];
    assert_eq!(tian.post("/exams/pilot/make-up", &form).await.expect_redirect(), "/exams/pilot/make-up");
    assert!(tian.get("/exams/pilot/make-up").await.expect(200).contains("2 people may sit the make-up exam"));
    let list = ada.get("/my/exams").await.expect(200);
    assert!(list.contains("Make-up exam") && list.contains("Not open yet"), "{list}");
    let refused = world.begin(ada.id, &session(ada)).await;
    assert!(matches!(refused, Started::Refused(StartDecision::NotOpenYet(_))), "{refused:?}");
    move_clock(&world, 40).await;
    let start = ada.get("/my/exams/pilot").await.expect(200);
    assert!(
        start.contains("This is a make-up exam, open for you only.") && start.contains("1 / 1"),
        "{start}"
    );
    world.start(ada).await;
    world.start(bo).await;
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'exam.make_up_granted'";
    assert_eq!(world.server.count(audited).await, 1);
}

#[actix_web::test]
async fn a_make_up_exam_that_is_passed_certifies_and_allows_no_more() {
    let (world, first) = after_the_exam().await;
    let ada = &world.people.ada;
    let mut conn = world.server.conn().await;
    let rules = crate::certificates::rules(&["pilot"]);
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
    drop(conn);
    grant(&world, &[ada.id], 1, 30).await;
    let href = world.start(ada).await;
    assert_ne!(href, first);
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right).await;
    world.hand_in(ada, &href).await;
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
    assert_eq!(world.begin(ada.id, &session(ada)).await, Started::Refused(StartDecision::NoAttemptsLeft));
    let page = world.people.tian.get("/exams/pilot/make-up").await.expect(200);
    assert!(!page.contains(&format!("value=\"{}\"", ada.id)), "who passed needs none: {page}");
}

#[actix_web::test]
async fn the_keys_stay_closed_until_the_make_up_exam_is_over() {
    let (world, href) = after_the_exam().await;
    let ada = &world.people.ada;
    let result = format!("{href}/result");
    assert!(ada.get(&result).await.expect(200).contains("because"), "the window is over");
    grant(&world, &[world.people.bo.id], 20, 30).await;
    assert!(!ada.get(&result).await.expect(200).contains("because"), "Bo sits it tomorrow");
    move_clock(&world, 29).await;
    assert!(!ada.get(&result).await.expect(200).contains("because"));
    move_clock(&world, 31).await;
    assert!(ada.get(&result).await.expect(200).contains("because"));
}

#[actix_web::test]
async fn a_make_up_exam_is_for_those_who_were_ticked_and_can_be_taken_back() {
    let (world, _) = after_the_exam().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    grant(&world, &[bo.id], 1, 30).await;
    assert!(matches!(world.begin(ada.id, &session(ada)).await, Started::Refused(StartDecision::Closed(_))));
    let page = tian.get("/exams/pilot/make-up").await.expect(200);
    assert!(page.contains("has a make-up exam") && !page.contains(&format!("value=\"{}\" checked", bo.id)));
    let take_back = page.split("action=\"").find(|part| part.contains("/withdraw\"")).unwrap();
    let take_back = take_back.split('"').next().unwrap();
    ada.post(take_back, &[]).await.expect(403);
    tian.post_raw(take_back, &[]).await.expect(403);
    tian.post(take_back, &[]).await.expect_redirect();
    tian.post(take_back, &[]).await.expect(404);
    assert!(matches!(world.begin(bo.id, &session(bo)).await, Started::Refused(StartDecision::Closed(_))));
}

#[actix_web::test]
async fn a_make_up_exam_that_cannot_be_is_said_beside_the_field_and_nothing_is_lost() {
    let (world, _) = after_the_exam().await;
    let tian = &world.people.tian;
    let (ada, stranger) = (world.people.ada.id.to_string(), world.people.cai.id.to_string());
    let (opens, closes, past) = (local(20), local(30), local(-1));
    for (people, opens, closes, attempts, reason, said) in [
        ("", &opens, &closes, "1", "why not", "Tick at least one person"),
        (&*ada, &closes, &opens, "1", "why not", "The end should be after the start"),
        (&*ada, &past, &past, "1", "why not", "The end should be"),
        (&*ada, &opens, &closes, "11", "why not", "Attempts should be a whole number from 1 to 10"),
        (&*ada, &opens, &closes, "1", "", "Say why"),
        (&*stranger, &opens, &closes, "1", "why not", "does not need a make-up exam"),
    ] {
        let form = [
            ("people", people),
            ("opens_at", opens.as_str()),
            ("closes_at", closes.as_str()),
            ("attempts", attempts),
            ("reason", reason),
        ];
        let page = tian.post("/exams/pilot/make-up", &form).await.expect(422);
        assert!(page.contains(said), "{said}: {page}");
        assert!(
            page.contains(&format!("value=\"{opens}\"")) && page.contains(&format!("value=\"{reason}\""))
        );
        assert_eq!(page.contains(&format!("value=\"{ada}\" checked")), people == ada, "{page}");
    }
    tian.get("/exams/nothing/make-up").await.expect(404);
    world.people.ada.get("/exams/pilot/make-up").await.expect(403);
    tian.post_raw("/exams/pilot/make-up", &[]).await.expect(403);
    assert_eq!(world.server.count("SELECT count(*) FROM exam_grants").await, 0);
}
