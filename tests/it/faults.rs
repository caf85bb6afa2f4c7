//! No acknowledged answer is lost, whatever is killed. Nine trainees answer over HTTP without pause, the ledger holds
//! what was sent and what was acknowledged, and after each fault it is compared with the database.
//!
//! The counts are small here; `script/fault` sets the full ones.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::RngExt;
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::ledger::Ledger;
use crate::harness::postgres::new_database;
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
    room.work(|servers, ledger| {
        for _ in 0..kills {
            wait_for_more(ledger, rand::rng().random_range(20..200));
            kill_9(postmaster_of(directory.path()));
            // Nobody touches the server: it must notice, start Postgres again and go on.
            wait_for_more(ledger, 20);
            ledger.assert_nothing_lost(&database_url);
        }
        // At last both at once, as when the power fails.
        let running = server.take().unwrap();
        let gone = running.address.clone();
        kill_9(postmaster_of(directory.path()));
        running.kill();
        servers.close(&gone);
        server = Some(Process::with_own_postgres("demo", directory.path()));
        ledger.assert_nothing_lost(&database_url);
        servers.open(address(&server));
        wait_for_more(ledger, 50);
    });
    println!("{kills} kills of Postgres: {}", room.ledger.summary());
    assert!(room.interruptions() >= kills, "a kill that interrupts nobody proves nothing");
    room.hand_in_and_compare(address(&server));
    let (status, _) = server.take().unwrap().terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn of_two_servers_one_may_always_be_stopped() {
    let rounds = count("CERTAMEN_STOPS", 4);
    let database_url = any_database();
    let mut servers = vec![demo(&database_url), Process::serve(&database_url)];
    let mut room = Room::fill(&servers[0].address, &database_url);
    room.servers.open(&servers[1].address);
    room.work(|open, ledger| {
        for _ in 0..rounds {
            wait_for_more(ledger, rand::rng().random_range(100..400));
            let stopping = servers.remove(0);
            let gone = stopping.address.clone();
            let (status, _) = stopping.terminate();
            open.close(&gone);
            assert!(status.success(), "{status}");
            ledger.assert_nothing_lost(&database_url);
            servers.push(Process::serve(&database_url));
            open.open(&servers[1].address);
        }
        wait_for_more(ledger, 100);
    });
    println!("{rounds} stops of one of two servers: {}", room.ledger.summary());
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

    /// Saves whose outcome was not known at first.
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
    let (began, enough) = (Instant::now(), ledger.count() + more);
    while ledger.count() < enough {
        ledger.assert_no_complaints();
        assert!(began.elapsed() < LONG, "no answer is acknowledged any more: {}", ledger.summary());
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

fn postmaster_of(directory: &Path) -> Pid {
    let text = fs::read_to_string(directory.join("postgres/postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap()).unwrap()
}

fn kill_9(pid: Pid) {
    kill_process(pid, Signal::KILL).unwrap();
}
