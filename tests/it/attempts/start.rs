//! Starting: the page, the promise of minutes, one attempt however many starts.

use certamen::attempts::actions::{Given, Started};
use certamen::attempts::rules::StartDecision;
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;

use crate::harness::Server;

use super::world::{CODE, definition, id_of, session, world, world_with};

#[actix_web::test]
async fn the_list_and_the_start_page_tell_the_rules_and_the_minutes() {
    let world = world().await;
    let ada = &world.people.ada;
    let list = ada.get("/my/exams").await.expect(200);
    assert!(
        list.contains("Pilot exam") && list.contains("5 questions") && list.contains("Not started"),
        "{list}"
    );
    let page = ada.get("/my/exams/pilot").await.expect(200);
    for said in [
        "You will have 30 minutes.",
        "60%",
        "2 / 2",
        "Start the exam now",
        "Each right option gives its share",
        "Part 2",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    ada.set_cookie("lang", "zh-CN");
    let page = ada.get("/my/exams/pilot").await.expect(200);
    assert!(page.contains("您将有 30 分钟。") && page.contains("试点考试"), "{page}");
}

#[actix_web::test]
async fn f08_who_starts_late_is_told_the_time_the_window_leaves_and_is_closed_on_time() {
    let mut definition = definition();
    definition.limit_minutes = Some(60);
    definition.closes_at = Some(Utc::now() + TimeDelta::seconds(330));
    let world = world_with(definition, "first").await;
    let page = world.people.ada.get("/my/exams/pilot").await.expect(200);
    assert!(page.contains("You will have 5 minutes.") && page.contains("less than the full time"), "{page}");
    let href = world.start(&world.people.ada).await;
    let attempt = world.attempt(&href).await;
    let given = attempt.deadline_at.unwrap() - attempt.started_at;
    assert!(given <= TimeDelta::seconds(330) && given > TimeDelta::seconds(300), "{given}");
    world.server.move_clock("7 minutes").await;
    let swept = world.server.sweep(10).await;
    assert_eq!(swept.closed, 1);
    let closed = world.attempt(&href).await;
    assert_eq!(closed.submitted_at, attempt.deadline_at, "it ends when the window does");
}

#[actix_web::test]
async fn f09_without_limit_and_window_there_is_no_clock_and_no_sweep() {
    let mut definition = definition();
    (definition.limit_minutes, definition.opens_at, definition.closes_at) = (None, None, None);
    let world = world_with(definition, "first").await;
    let page = world.people.ada.get("/my/exams/pilot").await.expect(200);
    assert!(page.contains("There is no time limit."), "{page}");
    let href = world.start(&world.people.ada).await;
    assert_eq!(world.attempt(&href).await.deadline_at, None);
    assert!(!world.people.ada.get(&href).await.expect(200).contains("role=\"timer\""));
    world.server.move_clock("10 years").await;
    let swept = world.server.sweep(10).await;
    assert_eq!(swept.due, 0);
}

#[actix_web::test]
async fn f13_fifty_starts_at_once_on_two_servers_make_one_attempt_with_one_paper() {
    let world = world().await;
    let other = Server::on(world.server.database_url.clone()).await;
    let ada = &world.people.ada;
    let secret = session(ada);
    let servers = [&*world.server, &other];
    let started = join_all(
        (0..50).map(|index| world.begin_with(servers[index % 2], ada.id, &secret, Given::default())),
    )
    .await;
    assert!(
        started.iter().all(|one| *one == started[0] && matches!(one, Started::Attempt(_))),
        "{started:?}"
    );
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM papers").await, 1);
    assert_eq!(world.server.count("SELECT writer_epoch FROM attempts").await, 1);
}

#[actix_web::test]
async fn f14_the_last_attempt_is_used_once_by_tabs_devices_servers_and_direct_posts() {
    let mut definition = definition();
    definition.attempts_allowed = Some(1);
    let world = world_with(definition, "first").await;
    let other = Server::on(world.server.database_url.clone()).await;
    let ada = &world.people.ada;
    let second = certamen::web::cookies::Secret::new();
    let first = session(ada);
    let tries = (0..20).map(|index| {
        let server = if index % 4 < 2 { &*world.server } else { &other };
        world.begin_with(server, ada.id, if index % 2 == 0 { &first } else { &second }, Given::default())
    });
    join_all(tries).await;
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 1);
    let href = world.start(ada).await;
    // Starts that race the hand-in: each goes on with the one attempt or is refused.
    let epoch = world.attempt(&href).await.writer_epoch.to_string();
    let form = [("epoch", epoch.as_str()), ("sure", "on")];
    let submit = format!("{href}/submit");
    let hand_in = ada.post(&submit, &form);
    let starts = join_all((0..10).map(|_| world.begin_with(&other, ada.id, &first, Given::default())));
    let (handed_in, started) = futures_util::future::join(hand_in, starts).await;
    handed_in.expect_redirect();
    let used_up = Started::Refused(StartDecision::NoAttemptsLeft);
    let same = Started::Attempt(id_of(&href));
    assert!(started.iter().all(|one| *one == used_up || *one == same), "{started:?}");
    let refused = ada.post("/my/exams/pilot/start", &[]).await.expect_redirect();
    assert_eq!(refused, "/my/exams/pilot");
    let page = ada.get("/my/exams/pilot").await.expect(200);
    assert!(
        page.contains("You have used all your attempts") && !page.contains("Start the exam now"),
        "{page}"
    );
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 1);
}

#[actix_web::test]
async fn a_second_attempt_avoids_the_questions_of_the_first() {
    let world = world().await;
    let ada = &world.people.ada;
    let first = world.start(ada).await;
    world.hand_in(ada, &first).await;
    let second = world.start(ada).await;
    assert_ne!(first, second);
    let (first, second) = (world.paper(&first).await, world.paper(&second).await);
    let again = second
        .items
        .iter()
        .filter(|item| first.items.iter().any(|old| old.version_id == item.version_id))
        .count();
    assert_eq!(again, 0);
    assert_eq!(world.attempt(&format!("/attempts/{}", world.begin_id(ada).await)).await.number, 2);
}

#[actix_web::test]
async fn outside_the_window_the_page_says_when_and_nothing_starts() {
    for (opens, closes, said) in [(1, 2, "This exam is not open yet"), (-2, -1, "This exam is closed")] {
        let mut definition = definition();
        definition.opens_at = Some(Utc::now() + TimeDelta::hours(opens));
        definition.closes_at = Some(Utc::now() + TimeDelta::hours(2));
        let world = world_with(definition, "first").await;
        if closes < 0 {
            world.server.move_clock("3 hours").await;
        }
        let page = world.people.ada.get("/my/exams/pilot").await.expect(200);
        assert!(page.contains(said) && !page.contains("Start the exam now"), "{page}");
        assert_eq!(
            world.people.ada.post("/my/exams/pilot/start", &[]).await.expect_redirect(),
            "/my/exams/pilot"
        );
        assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
    }
}

#[actix_web::test]
async fn only_trainees_to_whom_it_is_assigned_see_and_start_an_exam() {
    let world = world().await;
    let people = &world.people;
    for path in ["/my/exams", "/my/exams/pilot"] {
        people.tian.get(path).await.expect(403);
        assert!(world.server.anonymous().await.get(path).await.expect_redirect().starts_with("/login"));
    }
    people.cai.get("/my/exams/pilot").await.expect(404);
    people.cai.post("/my/exams/pilot/start", &[]).await.expect(404);
    people.hui.post("/my/exams/pilot/start", &[]).await.expect(403);
    people.ada.get("/my/exams/nothing").await.expect(404);
    people.ada.post("/my/exams/nothing/start", &[]).await.expect(404);
    people.ada.post_raw("/my/exams/pilot/start", &[]).await.expect(403);
    assert!(people.cai.get("/my/exams").await.expect(200).contains("No exams yet"));
    assert_eq!(people.ada.get("/my/exams/pilot/start").await.expect_redirect(), format!("/my/exams/{CODE}"));
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
}

impl super::world::World {
    async fn begin_id(&self, someone: &crate::harness::people::Someone) -> certamen::db::AttemptId {
        id_of(&self.start(someone).await)
    }
}
