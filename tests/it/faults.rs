//! No acknowledged answer is lost, whatever is killed. Nine trainees answer over HTTP without pause, the ledger holds
//! what was sent and what was acknowledged, and after each fault it is compared with the database.
//!
//! The counts are small here; `script/fault` sets the full ones.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::RngExt;
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::ledger::{Ledger, execute};
use crate::harness::postgres::{copy_of, new_database};
use crate::harness::process::{Process, certamen};
use crate::harness::sitter::{Servers, Sitter, under_load};

/// A watchdog, far above what anything here takes.
const LONG: Duration = Duration::from_secs(120);

#[test]
fn no_acknowledged_answer_is_lost_when_the_server_is_killed() {
    let kills = count("CERTAMEN_KILLS", 10);
    let database_url = any_database();
    let mut server = Some(demo(&database_url));
    let mut room = Room::fill(address(&server), &database_url);
    let mut slowest = Duration::ZERO;
    room.work(|servers, ledger| {
        for _ in 0..kills {
            wait_for_more(ledger, rand::rng().random_range(20..400));
            let running = server.take().unwrap();
            let gone = running.address.clone();
            running.kill();
            servers.close(&gone);
            ledger.assert_nothing_lost(&database_url);
            let began = Instant::now();
            server = Some(Process::serve(&database_url));
            servers.open(address(&server));
            wait_for_more(ledger, 1);
            slowest = slowest.max(began.elapsed());
        }
        wait_for_more(ledger, 50);
    });
    println!("{kills} kills of the server: {}; slowest return {slowest:?}", room.ledger.summary());
    assert!(room.interruptions() >= kills, "a kill that interrupts nobody proves nothing");
    room.hand_in_and_compare(address(&server));
}

#[test]
fn no_acknowledged_answer_is_lost_when_postgres_is_killed_and_the_service_returns_by_itself() {
    let kills = count("CERTAMEN_POSTGRES_KILLS", 2);
    let directory = open_directory();
    let mut server = Some(Process::with_own_postgres("demo", directory.path()));
    let database_url = own_database(directory.path());
    let mut room = Room::fill(address(&server), &database_url);
    let mut slowest = Duration::ZERO;
    room.work(|servers, ledger| {
        for _ in 0..kills {
            wait_for_more(ledger, rand::rng().random_range(20..200));
            let began = Instant::now();
            let killed = postmaster_of(directory.path()).unwrap();
            kill_9(killed);
            // Nobody touches the server: it must notice, start Postgres again and go on. Saves that wait meanwhile are
            // answered when it is back.
            let mut waiting = 0;
            until(|| {
                waiting = waiting.max(ledger.under_way());
                postmaster_of(directory.path()).is_some_and(|found| found != killed)
            });
            assert!(waiting > 0, "a kill that interrupts nobody proves nothing");
            ledger.assert_nothing_lost(&database_url);
            wait_for_more(ledger, 20);
            slowest = slowest.max(began.elapsed());
        }
        // At last both at once, as when the power fails.
        wait_for_more(ledger, rand::rng().random_range(20..200));
        let running = server.take().unwrap();
        let gone = running.address.clone();
        kill_9(postmaster_of(directory.path()).unwrap());
        running.kill();
        servers.close(&gone);
        server = Some(Process::with_own_postgres("demo", directory.path()));
        ledger.assert_nothing_lost(&database_url);
        servers.open(address(&server));
        wait_for_more(ledger, 50);
    });
    println!(
        "{kills} kills of Postgres, then of both: {}; slowest return {slowest:?}",
        room.ledger.summary()
    );
    room.hand_in_and_compare(address(&server));
    let (status, _) = server.take().unwrap().terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn the_ledger_notices_what_is_lost_changed_or_invented() {
    let database_url = any_database();
    let server = demo(&database_url);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| wait_for_more(ledger, 200));
    room.ledger.assert_exact(&database_url);
    assert!(server.terminate().0.success());
    let newest = "(attempt_id, position) IN (SELECT attempt_id, position FROM responses ORDER BY sequence DESC LIMIT 1)";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for damage in [
        format!("DELETE FROM responses WHERE {newest}"),
        format!("UPDATE responses SET sequence = sequence - 1 WHERE {newest}"),
        format!("UPDATE responses SET response = response || 'Z' WHERE {newest}"),
        format!("UPDATE responses SET sequence = sequence + 1 WHERE {newest}"),
        "ALTER TABLE response_journal DISABLE TRIGGER USER; DELETE FROM response_journal WHERE sequence = 1"
            .to_owned(),
    ] {
        let copy = runtime.block_on(copy_of(&database_url));
        execute(&copy, &damage);
        let check = std::panic::AssertUnwindSafe(|| room.ledger.assert_exact(&copy));
        assert!(std::panic::catch_unwind(check).is_err(), "not noticed: {damage}");
    }
}

#[test]
fn of_two_servers_one_may_always_be_stopped() {
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

/// Nine trainees in their exam, the servers they can reach and the ledger of their saves.
struct Room {
    sitters: Vec<Sitter>,
    servers: Servers,
    ledger: Ledger,
    database_url: String,
}

impl Room {
    fn fill(address: &str, database_url: &str) -> Self {
        let servers = Servers::default();
        servers.open(address);
        let sitters = Sitter::all_start(address, database_url);
        Self { sitters, servers, ledger: Ledger::default(), database_url: database_url.to_owned() }
    }

    fn work(&mut self, faults: impl FnOnce(&Servers, &Ledger)) {
        let (servers, ledger) = (&self.servers, &self.ledger);
        under_load(&mut self.sitters, servers, ledger, || faults(servers, ledger));
    }

    /// Requests whose outcome was not known.
    fn interruptions(&self) -> usize {
        use std::sync::atomic::Ordering::Relaxed;
        self.ledger.unknown.load(Relaxed) + self.ledger.unavailable.load(Relaxed)
    }

    /// Everything sent is there; what is handed in is graded with exactly the last answers.
    fn hand_in_and_compare(&mut self, address: &str) {
        self.ledger.assert_exact(&self.database_url);
        let mut papers = std::collections::HashMap::new();
        for sitter in &mut self.sitters {
            sitter.hand_in(address);
            papers.insert(sitter.attempt, sitter.question_count());
        }
        self.ledger.assert_graded(&self.database_url, &papers);
    }
}

/// How often, from the environment.
fn count(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

/// Waits until so many more saves have been acknowledged.
fn wait_for_more(ledger: &Ledger, more: usize) {
    let enough = ledger.count() + more;
    until(|| {
        ledger.assert_no_complaints();
        ledger.count() >= enough
    });
}

fn until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONG, "waited too long");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn address(server: &Option<Process>) -> &str {
    &server.as_ref().unwrap().address
}

fn any_database() -> String {
    tokio::runtime::Runtime::new().unwrap().block_on(new_database())
}

/// The demonstration on a database of the tests.
fn demo(database_url: &str) -> Process {
    let mut command = certamen();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database_url);
    Process::start(command)
}

/// A directory the user that runs Postgres can enter.
fn open_directory() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

/// The address of the Postgres a server runs in this directory.
fn own_database(directory: &Path) -> String {
    let host = directory.join("socket").to_str().unwrap().replace('/', "%2F");
    format!("postgres://certamen@{host}/certamen")
}

/// The Postgres that runs in this directory; none while it is being started.
fn postmaster_of(directory: &Path) -> Option<Pid> {
    let text = fs::read_to_string(directory.join("postgres/postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

fn kill_9(pid: Pid) {
    kill_process(pid, Signal::KILL).unwrap();
}
