//! Connections that break right after the commit, and transactions that lose to others.

use std::sync::atomic::Ordering::Relaxed;

use serde_json::json;

use super::room::{DRAWN, Room, SAT, any_database, count, demo, wait_for_more};
use crate::attempts::world::{save, world};
use crate::harness::client::Client;
use crate::harness::ledger::query;
use crate::harness::process::Process;
use crate::harness::proxy::Proxy;

#[test]
fn f29_a_commit_nobody_hears_of_is_found_again_and_nothing_is_done_twice() {
    let cuts = count("CERTAMEN_CUTS", 20);
    let database_url = any_database();
    let first = demo(&database_url);
    let proxy = Proxy::before(&database_url);
    let server = Process::serve(&proxy.url);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| {
        proxy.cut_every(7);
        while proxy.cuts() < cuts {
            wait_for_more(ledger, 5);
        }
        proxy.cut_every(0);
        wait_for_more(ledger, 20);
    });
    let cut_saves = proxy.cuts();
    // Every second commit of everybody who hands in is lost: they press the button again until the receipt is there.
    for sitter in room.sitters.iter_mut().step_by(2) {
        sitter.answer_rightly(&server.address, &database_url, &room.ledger);
    }
    room.ledger.assert_exact(&database_url);
    proxy.cut_every(2);
    let mut again = 0;
    for sitter in &mut room.sitters {
        for press in 0.. {
            assert!(press < 20, "the hand-in never succeeds");
            match sitter.try_hand_in(&server.address).unwrap() {
                303 => break,
                503 => again += 1,
                other => panic!("a lost commit was answered {other}"),
            }
        }
    }
    proxy.cut_every(0);
    for sitter in &mut room.sitters {
        sitter.receipt(&server.address);
    }
    println!(
        "{cut_saves} commits of saves and {} of hand-ins cut, {again} pressed again: {}",
        proxy.cuts() - cut_saves,
        room.ledger.summary()
    );
    assert!(proxy.cuts() > cut_saves, "no hand-in was cut");
    assert!(
        room.ledger.replayed.load(Relaxed) + room.ledger.unavailable.load(Relaxed) > 0 || cut_saves >= cuts
    );
    room.compare_scores();
    drop(first);
}

#[test]
fn f29_a_start_nobody_hears_of_is_one_attempt_when_pressed_again() {
    let database_url = any_database();
    let first = demo(&database_url);
    let proxy = Proxy::before(&database_url);
    let server = Process::serve(&proxy.url);
    let mut ada = Client::sign_in(&first.address, "CH1001", certamen::demo::PASSWORD);
    proxy.cut_every(1);
    let lost = ada.try_post(&server.address, "/my/exams/key-account-exam/start", &[]).unwrap();
    assert_eq!(lost.status, 503, "{}", lost.body);
    assert!(proxy.cuts() >= 1);
    proxy.cut_every(0);
    let path = ada.post(&server.address, "/my/exams/key-account-exam/start", &[]).expect_redirect();
    ada.get(&server.address, &path).expect(200);
    assert_eq!(query(&database_url, SAT, &[]).len(), 1);
    assert_eq!(query(&database_url, DRAWN, &[]).len(), 1);
}

/// Makes every second insert into these tables lose, as if another transaction had been in the way.
const LOSE: &str = "
CREATE SEQUENCE turns;
CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF nextval('turns') % 2 = 1 THEN
        RAISE EXCEPTION USING ERRCODE = TG_ARGV[0], MESSAGE = TG_ARGV[1];
    END IF;
    RETURN NEW;
END $$;";

#[actix_web::test]
async fn f37_what_loses_to_another_transaction_is_tried_again_and_nobody_sees_it() {
    for (code, message) in
        [("40001", "could not serialize access due to concurrent update"), ("40P01", "deadlock detected")]
    {
        let world = world().await;
        let mut sql = LOSE.to_owned();
        for table in ["attempts", "responses", "results"] {
            sql.push_str(&format!(
                "CREATE TRIGGER lose BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION lose('{code}', '{message}');"
            ));
        }
        world.server.sql(&sql).await;
        let ada = &world.people.ada;
        let href = ada.post("/my/exams/pilot/start", &[]).await.expect_redirect();
        for position in 1..=5 {
            let response = ["T", "A"][usize::from(position < 5)];
            let saves = [json!({ "position": position, "sequence": 1, "response": response })];
            let (status, reply) = save(ada, &href, 1, &saves).await;
            assert!(status == 200 || status == 422, "{code} {position}: {status} {reply}");
        }
        let receipt = world.hand_in(ada, &href).await;
        ada.get(&receipt).await.expect(200);
        assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1);
        assert!(world.server.count("SELECT last_value FROM turns").await > 6, "something lost");
        assert_eq!(world.server.app.writer.stats().unavailable.load(Relaxed), 0);
    }
}
