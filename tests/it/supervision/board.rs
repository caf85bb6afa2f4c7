//! The board shows everyone as they stand.

use super::{ROOM, beat, follow};
use certamen::audit::Actor;
use certamen::exams::actions;
use certamen::exams::model::{Definition, StartMode, Target};
use chrono::{TimeDelta, Utc};
use diesel_async::AsyncConnection;
use serde_json::json;

use crate::attempts::world::{definition, save, world, world_with};
use crate::harness::people::Someone;

/// The row of a person on the board.
fn row<'a>(page: &'a str, name: &str) -> &'a str {
    page.split("<tr ")
        .filter_map(|row| row.split("</tr>").next())
        .find(|row| row.contains(&format!("scope=\"row\">{name}")))
        .unwrap_or_else(|| panic!("{name} in {page}"))
}

#[actix_web::test]
async fn everyone_who_takes_the_exam_is_there_with_what_their_page_says() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let page = tian.get(ROOM).await.expect(200);
    for name in [ada.name, world.people.bo.name] {
        assert!(row(&page, name).contains("Not come yet"), "{page}");
    }
    assert!(!page.contains(world.people.cai.name), "a stranger to the exam is not there");

    let href = world.start(ada).await;
    save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    beat(ada, &href, 1, 2, 3).await;
    let page = tian.get(ROOM).await.expect(200);
    let own = row(&page, ada.name);
    assert!(own.contains("In the exam") && own.contains("2 unsaved") && own.contains("1 / 5"), "{own}");
    // Saved since the page was last heard, for example just before it was closed.
    save(ada, &href, 1, &[json!({ "position": 2, "sequence": 1, "response": "A" })]).await;
    let page = tian.get(ROOM).await.expect(200);
    assert!(row(&page, ada.name).contains("1 unsaved"), "{page}");
    assert!(page.contains("role=\"status\">In the exam 1"), "{page}");
    beat(ada, &href, 1, 0, 3).await;
    assert!(row(&tian.get(ROOM).await.expect(200), ada.name).contains("Saved"));

    world.hand_in(ada, &href).await;
    let page = tian.get(ROOM).await.expect(200);
    assert!(row(&page, ada.name).contains("Handed in"));
}

#[actix_web::test]
async fn a_page_that_falls_silent_has_lost_its_connection_and_one_that_does_nothing_is_idle() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let lost = world.start(ada).await;
    let idle = world.start(bo).await;
    beat(ada, &lost, 1, 1, 1).await;
    beat(bo, &idle, 1, 0, 1).await;
    world.server.move_clock("6 minutes").await;
    beat(bo, &idle, 1, 0, 1).await;
    let page = tian.get(ROOM).await.expect(200);
    assert!(row(&page, ada.name).contains("Connection lost") && row(&page, ada.name).contains("1 unsaved"));
    assert!(row(&page, bo.name).contains("Idle"), "{page}");
    beat(bo, &idle, 1, 0, 2).await;
    assert!(row(&tian.get(ROOM).await.expect(200), bo.name).contains("In the exam"));
}

#[actix_web::test]
async fn what_an_old_page_or_a_stranger_says_is_not_noted() {
    let world = world().await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let href = world.start(ada).await;
    let heard = beat(ada, &href, 7, 9, 1).await;
    assert_eq!((heard["epoch"].as_i64(), heard["paused"].is_null()), (Some(1), true));
    bo.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1, "unsaved": 3 })).await.expect(404);
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_presence").await, 0);
    beat(ada, &href, 1, 3, -4).await;
    assert_eq!(
        world
            .server
            .count("SELECT count(*) FROM attempt_presence WHERE unsaved = 3 AND position IS NULL")
            .await,
        1
    );
    for body in [json!({ "epoch": 1, "unsaved": -1 }), json!({ "epoch": 1, "unsaved": 70_000 }), json!({})] {
        let status = ada.post_json(&format!("{href}/heartbeat"), &body).await.status;
        assert!(status.is_client_error(), "{body}: {status}");
    }
}

#[actix_web::test]
async fn figures_narrow_the_list_and_the_changing_part_comes_alone() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let href = world.start(ada).await;
    beat(ada, &href, 1, 1, 1).await;
    for (show, shown) in [("in", ada), ("unsaved", ada), ("not_started", bo)] {
        let page = tian.get(&format!("{ROOM}?show={show}")).await.expect(200);
        let other = if std::ptr::eq(shown, ada) { bo } else { ada };
        let has = |name: &str| page.contains(&format!("scope=\"row\">{name}"));
        assert!(has(shown.name) && !has(other.name), "{show}: {page}");
    }
    assert!(tian.get(&format!("{ROOM}?show=finished")).await.expect(200).contains("Nobody stands so"));
    for query in ["?show=rubbish", "?page=0", "?page=2", "?page=x", "?part=rubbish"] {
        tian.get(&format!("{ROOM}{query}")).await.expect(404);
    }
    let part = tian.get(&format!("{ROOM}?part=board")).await;
    assert!(part.headers.get("set-cookie").is_none());
    let part = part.expect(200);
    assert!(!part.contains("<html") && part.contains("id=\"room-rows\""), "{part}");
    tian.get("/exams/nothing/room").await.expect(404);
    assert!(tian.get("/exams/pilot").await.expect(200).contains(ROOM), "the way there");
}

#[actix_web::test]
async fn whoever_waits_for_staff_is_shown_and_let_in() {
    let mut definition = definition();
    definition.start.mode = StartMode::Staff;
    let world = world_with(definition, "first").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let start = "action=\"/exams/pilot/room/start\"";
    assert!(!tian.get(ROOM).await.expect(200).contains(start), "nobody waits");
    ada.get("/my/exams/pilot").await.expect(200);
    let page = tian.get(ROOM).await.expect(200);
    assert!(row(&page, ada.name).contains("Waiting") && page.contains(start), "{page}");
    world.server.move_clock("46 seconds").await;
    assert!(row(&tian.get(ROOM).await.expect(200), ada.name).contains("Not come yet"));
    ada.get("/my/exams/pilot").await.expect(200);
    let page = follow(tian, &format!("{ROOM}/start"), &[("target", "all")]).await;
    assert!(page.contains("id=\"board\""), "back in the room: {page}");
    world.start(ada).await;
    assert!(row(&tian.get(ROOM).await.expect(200), ada.name).contains("In the exam"));
}

#[actix_web::test]
async fn nobody_is_absent_while_a_longer_window_or_a_make_up_exam_lies_before_them() {
    let closes_at = Some(Utc::now() + TimeDelta::minutes(10));
    let world = world_with(Definition { closes_at, ..definition() }, "first").await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let actor = Actor::person(tian.id);
    let mut conn = world.server.conn().await;
    conn.transaction(async |conn| {
        actions::extend_window(conn, &actor, world.exam, Target::Person(bo.id), 20, "late train").await
    })
    .await
    .unwrap();
    let results = "/exams/pilot/results";
    let is_absent = async |someone: &Someone| {
        let on_board = row(&tian.get(ROOM).await.expect(200), someone.name).contains("Absent");
        let page = tian.get(&format!("{results}?show=absent")).await.expect(200);
        assert_eq!(page.contains(someone.name), on_board, "{} on board and results: {page}", someone.name);
        on_board
    };
    assert!(!is_absent(ada).await && !is_absent(bo).await);
    world.server.move_clock("15 minutes").await;
    assert!(is_absent(ada).await && !is_absent(bo).await);
    let window = (Utc::now() + TimeDelta::hours(1), Utc::now() + TimeDelta::hours(2));
    actions::grant_make_up(&mut conn, &actor, world.exam, &[ada.id], window, 1, "ill").await.unwrap();
    world.server.move_clock("40 minutes").await;
    assert!(!is_absent(ada).await && is_absent(bo).await);
    world.server.move_clock("3 hours").await;
    assert!(is_absent(ada).await && is_absent(bo).await);
}

#[actix_web::test]
async fn a_trainer_looks_at_one_group_and_acts_on_it() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let (north, east) = (world.people.north, world.people.east);
    let page = tian.get(&format!("{ROOM}?group={east}")).await.expect(200).replace("&#x3D;", "=");
    assert!(row(&page, ada.name).contains("Not come yet"), "{page}");
    assert!(page.contains(&format!("{ROOM}/extend?group={east}")), "{page}");
    assert!(page.contains(&format!("{ROOM}?group={east}&amp;show=not_started")), "filters stay in the group");
    let page = tian.get(&format!("{ROOM}?group={north}")).await.expect(200);
    assert!(!page.contains(ada.name) && page.contains(&format!("value=\"{north}\" selected")), "{page}");
    let form = tian.get(&format!("{ROOM}/extend?group={east}")).await.expect(200);
    assert!(form.contains(&format!("value=\"{east}\" selected")), "{form}");
    assert!(form.contains("value=\"group\" checked"), "{form}");
    let nobodys = format!("?group={}", world.exam);
    for query in ["?group=rubbish", "/extend?group=rubbish", nobodys.as_str()] {
        tian.get(&format!("{ROOM}{query}")).await.expect(404);
    }
}
