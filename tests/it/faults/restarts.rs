//! Servers that are stopped and started again while others go on, and what two servers share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rand::RngExt;

use super::room::{Room, any_database, count, demo, until, wait_for_more, with_settings};
use crate::harness::client::Client;
use crate::harness::ledger::{execute, query};
use crate::harness::process::Process;
use crate::harness::sitter::Servers;

#[test]
fn f27_of_two_servers_one_may_always_be_stopped() {
    let rounds = count("CERTAMEN_STOPS", 4);
    let database_url = any_database();
    let mut servers = vec![demo(&database_url), Process::serve(&database_url)];
    let mut room = Room::fill(&servers[0].address, &database_url);
    room.servers.open(&servers[1].address);
    let mut slowest = Duration::ZERO;
    room.work(|open, ledger| {
        for _ in 0..rounds {
            wait_for_more(ledger, rand::rng().random_range(100..400));
            let stopping = servers.remove(0);
            let (gone, began) = (stopping.address.clone(), Instant::now());
            let (status, _) = stopping.terminate();
            slowest = slowest.max(began.elapsed());
            open.close(&gone);
            assert!(status.success(), "{status}");
            ledger.assert_nothing_lost(&database_url);
            servers.push(Process::serve(&database_url));
            open.open(&servers[1].address);
        }
        wait_for_more(ledger, 100);
    });
    println!("{rounds} stops of one of two servers: {}; slowest stop {slowest:?}", room.ledger.summary());
    room.hand_in_and_compare(&servers[0].address);
}

/// The server says for a second that it will stop.
const DRAINING: &[(&str, &str)] = &[("CERTAMEN_DRAIN_SECONDS", "1")];

/// Sends people only to servers that say they are ready, as a proxy in front of them does.
fn balance(servers: &Servers, addresses: &[String], stop: &AtomicBool) {
    let mut open = vec![true; addresses.len()];
    while !stop.load(Ordering::Relaxed) {
        for (address, open) in addresses.iter().zip(&mut open) {
            let ready =
                Client::default().try_get(address, "/readyz").is_ok_and(|answer| answer.status == 200);
            match (ready, *open) {
                (false, true) => servers.close(address),
                (true, false) => servers.open(address),
                _ => {}
            }
            *open = ready;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn f27_behind_a_proxy_that_asks_whether_they_are_ready_servers_are_restarted_without_a_failed_save() {
    let rounds = count("CERTAMEN_ROLLS", 2);
    let database_url = any_database();
    let mut staying = with_settings("demo", &database_url, DRAINING);
    let mut room = Room::fill(&staying.address, &database_url);
    room.work(|servers, ledger| {
        for _ in 0..rounds {
            let next = with_settings("serve", &database_url, DRAINING);
            servers.open(&next.address);
            let leaving = std::mem::replace(&mut staying, next);
            wait_for_more(ledger, 100);
            let addresses = [leaving.address.clone(), staying.address.clone()];
            let stop = AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| balance(servers, &addresses, &stop));
                let (status, _) = leaving.terminate();
                stop.store(true, Ordering::Relaxed);
                assert!(status.success(), "{status}");
            });
            servers.close(&addresses[0]);
            wait_for_more(ledger, 50);
        }
    });
    println!("{rounds} rolling restarts: {}", room.ledger.summary());
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    assert_eq!(room.ledger.refused.load(Ordering::Relaxed), 0, "{}", room.ledger.summary());
    room.hand_in_and_compare(&staying.address);
}

#[test]
fn f36_two_servers_share_sessions_and_throttles_and_one_goes_on_sweeping_when_the_other_dies() {
    let database_url = any_database();
    let first = demo(&database_url);
    let second = Process::serve(&database_url);
    let mut ada = Client::sign_in(&first.address, "CH1001", certamen::demo::PASSWORD);
    ada.get(&second.address, "/account").expect(200);
    let start = ada.post(&first.address, "/my/exams/key-account-exam/start", &[]).expect_redirect();
    ada.get(&second.address, &start).expect(200);

    // Wrong passwords at one server are remembered by the other. However slow this machine is, no wait passes by itself.
    let now = chrono::Utc::now().to_rfc3339();
    execute(
        &database_url,
        &format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
             AS $$ SELECT timestamptz '{now}' $$"
        ),
    );
    let mut guesser = Client::default();
    guesser.get(&first.address, "/login").expect(200);
    let wrong = [("login", "CH1002"), ("password", "wrong"), ("next", "/")];
    let statuses: Vec<u16> = (0..8)
        .map(|turn| [&first.address, &second.address][turn % 2])
        .map(|address| guesser.post(address, "/login", &wrong).status)
        .collect();
    assert_eq!(statuses[0], 422);
    assert_eq!(statuses[6..], [429, 429], "{statuses:?}");

    first.kill();
    execute(
        &database_url,
        "UPDATE attempts SET started_at = app_now() - interval '1 hour', deadline_at = app_now() - interval '61 seconds'",
    );
    let began = Instant::now();
    let closed = "SELECT 1 FROM attempts WHERE state = 'graded' AND submitted_by = 'sweep'";
    until(|| query(&database_url, closed, &[]).len() == 1);
    println!("the other server had swept after {:?}", began.elapsed());
    ada.post(&second.address, "/logout", &[]).expect_redirect();
    assert!(ada.get(&second.address, &start).expect_redirect().starts_with("/login"));
}
