//! The end of an attempt: who closes it, when, and once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use certamen::audit::Actor;
use certamen::certification::actions as certification;
use certamen::exams::model::Definition;
use futures_util::future::join3;
use serde_json::json;

use super::room::{Room, any_database, count, demo, until, wait_for_more};
use crate::attempts::world::{World, definition, save, world, world_with};
use crate::harness::ledger::{assert_ends, execute, query};

/// A world in which passing brings a certificate and nobody runs out of attempts.
async fn with_certificates() -> World {
    let world = world_with(Definition { attempts_allowed: None, ..definition() }, "first").await;
    let rules = crate::certificates::rules(&["pilot"]);
    let mut conn = world.server.conn().await;
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
    drop(conn);
    world
}

#[actix_web::test]
async fn f01_a_hand_in_and_two_sweeps_that_race_close_an_attempt_once_and_show_one_receipt() {
    let rounds = count("CERTAMEN_ROUNDS", 100);
    let world = with_certificates().await;
    let ada = &world.people.ada;
    let (mut attempts, mut by_sweep) = (Vec::new(), 0);
    for round in 0..rounds {
        let href = world.start(ada).await;
        let right = world.right_answers(&href).await;
        // Every second round is passed, so that certificates race too.
        if round % 2 == 0 {
            world.answer(ada, &href, &right).await;
        }
        world.deadline_in(&href, -61).await;
        let epoch = world.attempt(&href).await.writer_epoch.to_string();
        let submit = format!("{href}/submit");
        let fields = [("epoch", epoch.as_str()), ("sure", "on")];
        // A sweep needs less time to reach the attempt: it begins later and later, so that each wins sometimes.
        let later = Duration::from_millis(u64::try_from(round % 20).unwrap() * 4);
        let sweep_later = async || {
            tokio::time::sleep(later).await;
            world.server.sweep(10).await
        };
        let hand_in = async { ada.post(&submit, &fields).await.expect_redirect() };
        let (told, one, other) = join3(hand_in, sweep_later(), sweep_later()).await;
        assert_eq!(told, format!("{href}/receipt"));
        by_sweep += one.closed + other.closed;
        let attempt = world.attempt(&href).await;
        let receipt = attempt.receipt.clone().unwrap();
        assert!(ada.get(&told).await.expect(200).contains(&receipt), "the loser shows the same receipt");
        attempts.push(attempt.id.0);
    }
    println!("{rounds} races, {by_sweep} won by a sweep");
    let url = world.server.database_url.clone();
    tokio::task::spawn_blocking(move || assert_ends(&url, &attempts)).await.unwrap();
    let results = world.server.count("SELECT count(*) FROM results").await;
    assert_eq!(usize::try_from(results).unwrap(), rounds);
}

#[actix_web::test]
async fn f02_a_save_a_second_before_the_end_of_the_grace_counts_and_one_a_second_after_it_is_kept_as_evidence()
 {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let answer = |sequence: i32, response: &str| {
        vec![json!({ "position": 1, "sequence": sequence, "response": response })]
    };
    world.server.stop_clock().await;
    world.deadline_in(&href, -59).await;
    let (status, reply) = save(ada, &href, 1, &answer(1, "A")).await;
    assert_eq!((status, &reply["results"][0]["verdict"]), (200, &json!("stored")));
    world.deadline_in(&href, -61).await;
    let (status, reply) = save(ada, &href, 1, &answer(2, "B")).await;
    assert_eq!((status, &reply["results"][0]["verdict"]), (409, &json!("late")), "the trainee is told");
    let late =
        "SELECT count(*) FROM response_journal WHERE verdict = 'late' AND response = 'B' AND sequence = 2";
    assert_eq!(world.server.count(late).await, 1, "the value is kept");

    // Handed in a second before the end of the grace: at full value, and flagged.
    let bo = &world.people.bo;
    let other = world.start(bo).await;
    let right = world.right_answers(&other).await;
    world.answer(bo, &other, &right).await;
    world.deadline_in(&other, -59).await;
    world.hand_in(bo, &other).await;
    let attempt = world.attempt(&other).await;
    assert!(attempt.late && attempt.submitted_by.is_some());
    assert_eq!(world.server.count("SELECT score FROM results WHERE passed").await, 1100);
}

#[test]
fn f03_who_vanishes_is_closed_as_of_the_deadline_with_every_acknowledged_answer() {
    let database_url = any_database();
    let server = demo(&database_url);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| wait_for_more(ledger, 300));
    room.ledger.assert_exact(&database_url);
    // Everybody closes the browser; the time passes.
    execute(
        &database_url,
        "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
         AS $$ SELECT clock_timestamp() + interval '42 minutes' $$",
    );
    let began = Instant::now();
    let closed = "SELECT 1 FROM attempts WHERE state = 'graded' AND submitted_by = 'sweep' AND submitted_at = deadline_at";
    until(|| query(&database_url, closed, &[]).len() == room.sitters.len());
    println!("everybody was closed {:?} after deadline and grace", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    room.compare_scores();
}

#[test]
fn f05_a_poisoned_attempt_keeps_no_other_open_and_is_told_to_people() {
    let database_url = any_database();
    let server = demo(&database_url);
    let room = Room::fill(&server.address, &database_url);
    let poisoned = room.sitters[4].attempt;
    execute(
        &database_url,
        &format!(
            "ALTER TABLE papers DISABLE TRIGGER USER; UPDATE papers SET items = '[{{\"broken\": 1}}]' WHERE attempt_id = '{poisoned}';
             CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
             AS $$ SELECT clock_timestamp() + interval '42 minutes' $$"
        ),
    );
    let closed = "SELECT 1 FROM attempts WHERE state = 'graded' AND submitted_by = 'sweep'";
    until(|| query(&database_url, closed, &[]).len() == room.sitters.len() - 1);
    // Tried again later each time, at last left to people: hours pass.
    let hours = AtomicUsize::new(0);
    let quarantined = "SELECT 1 FROM attempts WHERE quarantined_at IS NOT NULL AND state = 'in_progress'";
    until(|| {
        let later = hours.fetch_add(1, Ordering::Relaxed);
        execute(
            &database_url,
            &format!(
                "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
                 AS $$ SELECT clock_timestamp() + interval '{later} hours 42 minutes' $$"
            ),
        );
        std::thread::sleep(Duration::from_millis(500));
        query(&database_url, quarantined, &[]).len() == 1
    });
    let figures = crate::harness::client::Client::default().get(&server.address, "/metrics").expect(200);
    assert!(figures.contains("certamen_attempts_quarantined 1"), "{figures}");
    let others: Vec<_> =
        room.sitters.iter().map(|sitter| sitter.attempt).filter(|id| *id != poisoned).collect();
    assert_ends(&database_url, &others);
}
