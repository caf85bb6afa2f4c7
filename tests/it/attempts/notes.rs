//! What is noted about a sitting: only where the exam says so, told beforehand, bounded, deleted in time.

use certamen::attempts::actions::delete_old_notes;
use certamen::exams::delivery::{Delivery, NotesPolicy, Paging};
use certamen::exams::model::Definition;
use serde_json::{Value, json};

use super::world::{CODE, World, definition, id_of, save, world, world_with};
use crate::harness::people::Someone;

async fn noting_world(tell_after: Option<u16>) -> World {
    let notes = Some(NotesPolicy { keep_days: 30, tell_after });
    world_with(Definition { delivery: Delivery { paging: Paging::One, notes }, ..definition() }, "first")
        .await
}

fn left(mark: &str) -> Value {
    json!({ "mark": mark, "kind": "focus_lost", "position": 1, "at": "2026-11-22T10:00:00Z" })
}

async fn send(someone: &Someone, href: &str, notes: &[Value]) -> Value {
    let answer = someone.post_json(&format!("{href}/notes"), &json!({ "notes": notes })).await;
    serde_json::from_str(&answer.expect(200)).unwrap()
}

#[actix_web::test]
async fn notes_stand_once_however_often_they_are_sent_and_say_where_they_came_from() {
    let world = noting_world(None).await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let back = json!({ "mark": "a-2", "kind": "focus_returned", "position": 1, "amount": 12 });
    for _ in 0..3 {
        assert_eq!(send(ada, &href, &[left("a-1"), back.clone()]).await["away"], Value::Null);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM integrity_notes WHERE kind <> 'address'").await, 2);
    assert_eq!(world.server.count("SELECT count(*) FROM integrity_notes WHERE kind = 'address'").await, 1);
    world.hand_in(ada, &href).await;
    send(ada, &href, &[left("a-3")]).await;
    assert_eq!(
        world.server.count("SELECT count(*) FROM integrity_notes").await,
        3,
        "after the hand-in nothing is noted"
    );
}

#[actix_web::test]
async fn an_exam_that_notes_nothing_keeps_nothing_and_its_page_asks_for_nothing() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    assert!(!ada.get(&href).await.expect(200).contains("data-notes"));
    assert!(!ada.get(&format!("/my/exams/{CODE}")).await.expect(200).contains("What is noted"));
    send(ada, &href, &[left("a-1")]).await;
    assert_eq!(world.server.count("SELECT count(*) FROM integrity_notes").await, 0);
}

#[actix_web::test]
async fn what_is_noted_stands_on_the_start_page_and_the_limit_is_told_once_reached() {
    let world = noting_world(Some(2)).await;
    let ada = &world.people.ada;
    let page = ada.get(&format!("/my/exams/{CODE}")).await.expect(200);
    assert!(page.contains("What is noted") && page.contains("After 2 times away"), "{page}");
    let href = world.start(ada).await;
    assert!(ada.get(&href).await.expect(200).contains("data-notes=\"true\""));
    assert_eq!(send(ada, &href, &[left("a-1")]).await["away"], Value::Null);
    assert_eq!(send(ada, &href, &[left("a-2")]).await["away"], 2);
    assert_eq!(send(ada, &href, &[]).await["away"], 2);
    assert_eq!(world.server.count("SELECT count(*) FROM integrity_notes WHERE kind = 'limit_told'").await, 1);
    assert!(world.attempt(&href).await.is_open(), "nothing else follows");
}

#[actix_web::test]
async fn notes_are_deleted_after_their_days_and_the_timeline_says_so() {
    let world = noting_world(None).await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    send(ada, &href, &[left("a-1")]).await;
    save(ada, &href, 7, &[json!({ "position": 2, "sequence": 1, "response": "B" })]).await;
    let timeline = format!("/exams/{CODE}/results/{}", id_of(&href));
    let page = tian.get(&timeline).await.expect(200);
    for said in ["Started", "The page was left", "Network address", "question 2 was not taken", "device time"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    let mut conn = world.server.conn().await;
    assert_eq!(delete_old_notes(&mut conn).await.unwrap(), 0);
    world.server.move_clock("30 days 1 minute").await;
    assert_eq!(delete_old_notes(&mut conn).await.unwrap(), 2);
    assert_eq!(delete_old_notes(&mut conn).await.unwrap(), 0);
    world.server.move_clock("0").await;
    let page = tian.get(&timeline).await.expect(200);
    assert!(page.contains("Older notes") && !page.contains("The page was left"), "{page}");
}

#[actix_web::test]
async fn the_timeline_is_for_trainers_and_notes_for_the_trainee_of_the_attempt() {
    let world = noting_world(None).await;
    let people = &world.people;
    let href = world.start(&people.ada).await;
    let timeline = format!("/exams/{CODE}/results/{}", id_of(&href));
    people.tian.get(&timeline).await.expect(200);
    people.ada.get(&timeline).await.expect(403);
    people.tian.get(&format!("/exams/{CODE}/results/x")).await.expect(404);
    people.tian.get(&format!("/exams/other/results/{}", id_of(&href))).await.expect(404);
    let body = json!({ "notes": [left("b-1")] });
    people.bo.post_json(&format!("{href}/notes"), &body).await.expect(404);
    people.tian.post_json(&format!("{href}/notes"), &body).await.expect(403);
    for odd in [json!({}), json!({ "notes": [{ "mark": "a", "kind": "cheated" }] }), json!([])] {
        people.ada.post_json(&format!("{href}/notes"), &odd).await.expect(400);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM integrity_notes").await, 0);
}

#[actix_web::test]
async fn a_trainer_says_how_an_exam_is_sat_and_wrong_numbers_are_named() {
    let world = world().await;
    let tian = &world.people.tian;
    let address = format!("/exams/{CODE}/delivery");
    let page = tian.get(&address).await.expect(200);
    let number = super::world::hidden(&page, "draft_number");
    let wrong = [
        ("draft_number", number.as_str()),
        ("paging", "x"),
        ("notes", "on"),
        ("keep_days", "0"),
        ("tell_after", "many"),
    ];
    let page = tian.post(&address, &wrong).await.expect(422);
    assert!(
        page.contains("Choose how the paper is shown")
            && page.contains("from 1 to 730")
            && page.contains("value=\"many\""),
        "{page}"
    );
    let right = [
        ("draft_number", number.as_str()),
        ("paging", "all"),
        ("notes", "on"),
        ("keep_days", "30"),
        ("tell_after", "3"),
    ];
    assert_eq!(tian.post(&address, &right).await.expect_redirect(), address);
    let stored = "SELECT count(*) FROM exams WHERE draft->'delivery' = '{\"paging\": \"all\", \"notes\": {\"keep_days\": 30, \"tell_after\": 3}}'";
    assert_eq!(world.server.count(stored).await, 1);
}

#[actix_web::test]
async fn the_try_out_stores_nothing_and_works_as_a_page_of_its_own() {
    let world = world().await;
    let ada = &world.people.ada;
    let page = ada.get("/my/try-out").await.expect(200);
    assert!(page.contains("Sample question") && page.contains("Is this device ready?"), "{page}");
    let answer = ada.post_json("/my/try-out", &json!({})).await.expect(200);
    assert!(answer.contains("server_time"));
    for table in ["attempts", "responses", "response_journal", "integrity_notes"] {
        assert_eq!(world.server.count(&format!("SELECT count(*) FROM {table}")).await, 0);
    }
    assert!(ada.get("/my/exams").await.expect(200).contains("href=\"/my/try-out\""));
}
