//! Nine trainees in their exam, whatever happens to the servers, and what every fault needs to be told and seen.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::ledger::Ledger;
use crate::harness::postgres::new_database;
use crate::harness::process::{Process, certamen};
use crate::harness::sitter::{Servers, Sitter, under_load};

/// Every attempt on screen at the exam of the room: the demonstration has some on paper, and one at another exam.
pub const SAT: &str = "SELECT 1 FROM attempts JOIN exams ON exams.id = exam_id
                        WHERE exams.code = 'key-account-exam' AND submitted_by IS DISTINCT FROM 'staff_paper'";
/// Their papers.
pub const DRAWN: &str = "SELECT 1 FROM papers JOIN attempts ON attempts.id = attempt_id
                         JOIN exams ON exams.id = exam_id
                         WHERE exams.code = 'key-account-exam' AND submitted_by IS DISTINCT FROM 'staff_paper'";
/// A watchdog, far above what anything here takes.
const LONG: Duration = Duration::from_secs(120);

/// Nine trainees in their exam, the servers they can reach and the ledger of their saves.
pub struct Room {
    pub sitters: Vec<Sitter>,
    pub servers: Servers,
    pub ledger: Ledger,
    database_url: String,
}

impl Room {
    pub fn fill(address: &str, database_url: &str) -> Self {
        let servers = Servers::default();
        servers.open(address);
        let sitters = Sitter::all_start(address, database_url);
        Self { sitters, servers, ledger: Ledger::default(), database_url: database_url.to_owned() }
    }

    pub fn work(&mut self, faults: impl FnOnce(&Servers, &Ledger)) {
        let (servers, ledger) = (&self.servers, &self.ledger);
        under_load(&mut self.sitters, servers, ledger, || faults(servers, ledger));
    }

    /// Requests whose outcome was not known.
    pub fn interruptions(&self) -> usize {
        use std::sync::atomic::Ordering::Relaxed;
        self.ledger.unknown.load(Relaxed) + self.ledger.unavailable.load(Relaxed)
    }

    /// Everything sent is there; what is handed in is scored with exactly the last answers, once, and whoever passed has
    /// one certificate. Every second trainee knows all the answers.
    pub fn hand_in_and_compare(&mut self, address: &str) {
        let knowing = self.sitters.iter_mut().step_by(2);
        for sitter in knowing {
            sitter.answer_rightly(address, &self.database_url, &self.ledger);
        }
        self.ledger.assert_exact(&self.database_url);
        for sitter in &mut self.sitters {
            sitter.hand_in(address);
        }
        self.compare_scores();
    }

    /// Compares scores and certificates of everybody, who must have handed in, with the ledger.
    pub fn compare_scores(&self) {
        let papers = self.sitters.iter().map(|sitter| (sitter.attempt, sitter.question_count())).collect();
        self.ledger.assert_graded(&self.database_url, &papers);
    }
}

/// How often, from the environment.
pub fn count(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

/// Waits until so many more saves have been acknowledged.
pub fn wait_for_more(ledger: &Ledger, more: usize) {
    let enough = ledger.count() + more;
    until(|| {
        ledger.assert_no_complaints();
        ledger.count() >= enough
    });
}

pub fn until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONG, "waited too long");
        std::thread::sleep(Duration::from_millis(1));
    }
}

pub fn address(server: &Option<Process>) -> &str {
    &server.as_ref().unwrap().address
}

pub fn any_database() -> String {
    tokio::runtime::Runtime::new().unwrap().block_on(new_database())
}

/// The demonstration on a database of the tests.
pub fn demo(database_url: &str) -> Process {
    with_settings("demo", database_url, &[])
}

/// A server or the demonstration on a database of the tests, with these settings.
pub fn with_settings(subcommand: &str, database_url: &str, settings: &[(&str, &str)]) -> Process {
    let mut command = certamen();
    command.args([subcommand, "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database_url);
    command.envs(settings.iter().copied());
    Process::start(command)
}

/// A directory the user that runs Postgres can enter.
pub fn open_directory() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

/// The address of the Postgres a server runs in this directory.
pub fn own_database(directory: &Path) -> String {
    let host = directory.join("socket").to_str().unwrap().replace('/', "%2F");
    format!("postgres://certamen@{host}/certamen")
}

/// The Postgres that runs in this directory; none while it is being started.
pub fn postmaster_of(directory: &Path) -> Option<Pid> {
    let text = fs::read_to_string(directory.join("postgres/postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

pub fn kill_9(pid: Pid) {
    kill_process(pid, Signal::KILL).unwrap();
}
