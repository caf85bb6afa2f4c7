//! A Postgres that hangs, and one that has no connection left.

use std::fs;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::room::{
    Room, any_database, count, open_directory, own_database, postmaster_of, until, wait_for_more,
    with_settings,
};
use crate::harness::client::Client;
use crate::harness::process::{Process, certamen};

/// What a save may take until the trainee is told that it is not saved, and as much again for a busy machine.
const VISIBLE: Duration = Duration::from_secs(10);

/// The postmaster and everything it started, all stopped or woken.
fn signal_all(postmaster: Pid, signal: Signal) {
    let of_postmaster = |pid: i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse::<i32>().ok()?;
        (parent == postmaster.as_raw_nonzero().get()).then_some(pid)
    };
    let pids = fs::read_dir("/proc").unwrap().flatten();
    let children =
        pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(of_postmaster);
    kill_process(postmaster, signal).unwrap();
    for child in children.collect::<Vec<i32>>() {
        // One may have ended meanwhile.
        let _ = kill_process(Pid::from_raw(child).unwrap(), signal);
    }
}

#[test]
fn f31_while_postgres_hangs_people_are_told_soon_and_all_goes_on_when_it_wakes() {
    let seconds = u64::try_from(count("CERTAMEN_HANG_SECONDS", 12)).unwrap();
    let directory = open_directory();
    let mut command = certamen();
    command.args(["demo", "--listen", "127.0.0.1:0", "--data-dir"]).arg(directory.path());
    command.env("CERTAMEN_REQUEST_SECONDS", "4");
    let server = Process::start(command);
    let database_url = own_database(directory.path());
    let mut room = Room::fill(&server.address, &database_url);
    let mut ada = room.sitters.pop().unwrap();
    let mut visitor = Client::sign_in(&server.address, "CH0101", certamen::demo::PASSWORD);
    let address = server.address.clone();
    room.work(|_, ledger| {
        wait_for_more(ledger, 100);
        let postmaster = postmaster_of(directory.path()).unwrap();
        signal_all(postmaster, Signal::STOP);
        let began = Instant::now();
        let answered = ada.save_once(&address, ledger).unwrap();
        let save_took = began.elapsed();
        let page = visitor.get(&address, "/banks");
        let page_took = began.elapsed() - save_took;
        let alive = visitor.get(&address, "/healthz").status;
        let ready = visitor.get(&address, "/readyz").status;
        let more = Duration::from_secs(seconds).saturating_sub(began.elapsed());
        std::thread::sleep(more);
        let waiting = ledger.under_way();
        signal_all(postmaster, Signal::CONT);
        assert_eq!(answered.0, 503, "{answered:?}");
        assert!(save_took < VISIBLE && page_took < VISIBLE, "{save_took:?} {page_took:?}");
        assert_eq!((page.status, alive, ready), (503, 200, 503), "{}", page.body);
        assert!(waiting > 0, "a hang that stops nobody proves nothing");
        println!("a save was refused after {save_took:?}, a page after {page_took:?}");
        let woke = Instant::now();
        wait_for_more(ledger, 50);
        println!("saves went on {:?} after it woke", woke.elapsed());
        until(|| visitor.get(&address, "/banks").status == 200);
    });
    room.ledger.assert_nothing_lost(&database_url);
    assert!(room.ledger.unavailable.load(Relaxed) > 0, "{}", room.ledger.summary());
    let (status, _) = server.terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn f32_when_pages_use_up_their_connections_saves_do_not_notice_and_nobody_sees_a_breakdown() {
    let people = count("CERTAMEN_STUCK", 60);
    let database_url = any_database();
    let server = with_settings(
        "demo",
        &database_url,
        &[("CERTAMEN_POOL_CONNECTIONS", "4"), ("CERTAMEN_OTHER_QUEUE", "20")],
    );
    let mut room = Room::fill(&server.address, &database_url);
    let trainer = Client::sign_in(&server.address, "CH0101", certamen::demo::PASSWORD);
    let session = trainer.session();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = server.address.as_str();
    room.work(|_, ledger| {
        wait_for_more(ledger, 50);
        let locked = runtime.block_on(async {
            let (held, connection) =
                tokio_postgres::connect(&database_url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            held.batch_execute("BEGIN; LOCK TABLE banks IN ACCESS EXCLUSIVE MODE").await.unwrap();
            held
        });
        let before = ledger.count();
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..people)
                .map(|_| scope.spawn(|| Client::with_session(&session).get(address, "/banks").status))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let meanwhile = ledger.count() - before;
        assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
        assert!(meanwhile > 50, "only {meanwhile} saves while pages were stuck");
        runtime.block_on(async { locked.batch_execute("COMMIT").await.unwrap() });
        until(|| Client::with_session(&session).get(address, "/banks").status == 200);
    });
    println!("{people} pages stuck: {}", room.ledger.summary());
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    room.hand_in_and_compare(address);
}

#[test]
fn f32_when_postgres_takes_no_more_connections_saves_go_on_and_pages_are_told_to_come_back() {
    let directory = open_directory();
    let server = Process::with_own_postgres("demo", directory.path());
    let database_url = own_database(directory.path());
    let mut room = Room::fill(&server.address, &database_url);
    let address = server.address.as_str();
    let session = Client::sign_in(address, "CH0101", certamen::demo::PASSWORD).session();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    room.work(|_, ledger| {
        wait_for_more(ledger, 50);
        let before = room_interruptions(ledger);
        let held = runtime.block_on(async {
            let mut held = Vec::new();
            while let Ok((client, connection)) =
                tokio_postgres::connect(&database_url, tokio_postgres::NoTls).await
            {
                tokio::spawn(connection);
                held.push(client);
                assert!(held.len() < 200, "Postgres never refuses");
            }
            held
        });
        wait_for_more(ledger, 100);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..24)
                .map(|_| scope.spawn(|| Client::with_session(&session).get(address, "/banks").status))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
        println!("{} connections taken by others", held.len());
        assert_eq!(room_interruptions(ledger), before, "{}", ledger.summary());
    });
    room.hand_in_and_compare(address);
}

fn room_interruptions(ledger: &crate::harness::ledger::Ledger) -> usize {
    ledger.unknown.load(Relaxed) + ledger.unavailable.load(Relaxed)
}
