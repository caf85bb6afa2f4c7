//! The sweep: closes what is overdue with what was saved, all of it after an outage, and is stopped by nothing.

use certamen::attempts::actions::Swept;
use certamen::attempts::model::{AttemptState, SubmittedBy};
use certamen::certification::actions as certification;
use futures_util::future::join_all;

use super::world::{World, id_of, world};
use crate::harness::people::someone;
use certamen::accounts::Role;
use certamen::audit::Actor;

async fn run(world: &World) -> Swept {
    world.server.sweep(100).await
}

#[actix_web::test]
async fn whoever_vanished_is_marked_on_what_was_saved_as_of_the_deadline() {
    let world = world().await;
    let mut conn = world.server.conn().await;
    let rules = crate::certificates::rules(&["pilot"]);
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
    drop(conn);
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right).await;
    world.deadline_in(&href, -59).await;
    assert_eq!(run(&world).await, Swept { due: 0, closed: 0, failed: 0 }, "the grace is not over");
    world.deadline_in(&href, -60).await;
    assert_eq!(run(&world).await, Swept { due: 1, closed: 1, failed: 0 });
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.submitted_by), (AttemptState::Graded, Some(SubmittedBy::Sweep)));
    assert_eq!(attempt.submitted_at, attempt.deadline_at);
    assert!(!attempt.late);
    assert_eq!(world.server.count("SELECT score FROM results").await, 1100);
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
    assert!(ada.get(&format!("{href}/receipt")).await.expect(200).contains("the server handed in for you"));
    assert_eq!(run(&world).await.due, 0);
}

#[actix_web::test]
async fn after_two_days_of_outage_everything_is_closed_and_servers_share_the_work() {
    let world = world().await;
    let logins = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8"];
    for login in logins {
        let one = someone(&world.server, "Lee", login, Role::Trainee, Some(world.people.east)).await;
        world.start(&one).await;
    }
    world.server.move_clock("48 hours").await;
    let swept = join_all((0..4).map(|_| world.server.sweep(3))).await;
    let mut closed: usize = swept.into_iter().map(|one| one.closed).sum();
    loop {
        let one = run(&world).await;
        closed += one.closed;
        if one.due == 0 {
            break;
        }
    }
    assert_eq!(closed, logins.len(), "each is closed once");
    assert_eq!(
        world
            .server
            .count("SELECT count(*) FROM attempts WHERE state = 'graded' AND submitted_at = deadline_at")
            .await,
        8
    );
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 8);
}

#[actix_web::test]
async fn an_attempt_that_cannot_be_closed_stops_no_other_and_is_left_to_people_at_last() {
    let world = world().await;
    let poison = world.start(&world.people.ada).await;
    let good = world.start(&world.people.bo).await;
    let id = id_of(&poison);
    world.server.sql(&format!("ALTER TABLE papers DISABLE TRIGGER papers_never_change; UPDATE papers SET items = '[{{\"broken\": 1}}]' WHERE attempt_id = '{id}'; ALTER TABLE papers ENABLE TRIGGER papers_never_change")).await;
    world.deadline_in(&poison, -100).await;
    world.deadline_in(&good, -100).await;
    assert_eq!(run(&world).await, Swept { due: 2, closed: 1, failed: 1 });
    assert_eq!(world.attempt(&good).await.state, AttemptState::Graded);
    assert_eq!(run(&world).await.due, 0, "it is not tried again at once");
    for hours in 1..5 {
        world.server.move_clock(&format!("{hours} hours")).await;
        assert_eq!(run(&world).await, Swept { due: 1, closed: 0, failed: 1 }, "{hours}");
    }
    world.server.move_clock("9 hours").await;
    assert_eq!(run(&world).await.due, 0, "after five failures it is left alone");
    assert_eq!(world.server.count("SELECT count(*) FROM attempts WHERE quarantined_at IS NOT NULL AND quarantine_reason <> '' AND sweep_failures = 5 AND state = 'in_progress'").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'quarantined'").await, 1);
}

#[actix_web::test]
async fn whoever_is_over_at_the_same_moment_is_closed_in_one_transaction_with_a_certificate_each() {
    let world = world().await;
    let mut conn = world.server.conn().await;
    let rules = crate::certificates::rules(&["pilot"]);
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
    drop(conn);
    for login in ["L1", "L2", "L3"] {
        let one = someone(&world.server, "Lee", login, Role::Trainee, Some(world.people.east)).await;
        world.start(&one).await;
    }
    for one in [&world.people.ada, &world.people.bo] {
        let href = world.start(one).await;
        let right = world.right_answers(&href).await;
        world.answer(one, &href, &right).await;
    }
    world.server.move_clock("48 hours").await;
    assert_eq!(run(&world).await, Swept { due: 5, closed: 5, failed: 0 });
    let count = async |sql: &str| world.server.count(sql).await;
    assert_eq!(count("SELECT count(DISTINCT xmin::text) FROM results").await, 1);
    assert_eq!(count("SELECT count(*) FROM results WHERE passed AND score = 1100").await, 2);
    assert_eq!(count("SELECT count(*) FROM results WHERE NOT passed AND score = 0").await, 3);
    assert_eq!(count("SELECT count(DISTINCT person_id) FROM certificates").await, 2);
    assert_eq!(count("SELECT count(DISTINCT receipt) FROM attempts").await, 5);
    assert_eq!(count("SELECT count(*) FROM attempt_events WHERE kind = 'closed_by_sweep'").await, 5);
    assert_eq!(count("SELECT count(*) FROM audit_events WHERE action = 'attempt.submitted'").await, 5);
}
