//! The promises of the private Postgres, each kept against real Postgres programs and real kill -9.
//!
//! Where a server has to be killed, it is this test binary run again: see [`child_entry`].

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use certamen::db::private_postgres::{PrivatePostgres, PrivatePostgresError};
use tempfile::TempDir;

/// Set for a child: the data directory it is to serve.
const CHILD_DIRECTORY: &str = "CERTAMEN_TEST_PRIVATE_POSTGRES";

/// The user number of `nobody` on Debian and most other systems; any number but root's would do.
const ORDINARY_USER: u32 = 65534;

/// A watchdog, far above what anything here takes.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_new_cluster_is_utf8_durable_and_reached_by_socket_only() {
    let directory = data_directory();
    let postgres = start(directory.path());
    let ask = |sql: &str| query(&postgres.url(), sql);
    assert_eq!(ask("SELECT current_database() || ' ' || current_user"), "certamen certamen");
    assert_eq!(ask("SHOW server_encoding"), "UTF8");
    assert_eq!(ask("SELECT datcollate FROM pg_database WHERE datname = 'certamen'"), "C.UTF-8");
    assert_eq!(ask("SHOW listen_addresses"), "");
    assert_eq!(ask("SHOW fsync"), "on");
    assert_eq!(ask("SHOW full_page_writes"), "on");
    assert_eq!(ask("SHOW max_connections"), "100");
    assert_eq!(ask("SHOW shared_buffers"), "128MB");
    assert_eq!(ask("SHOW timezone"), "UTC");
    let socket_directory = fs::metadata(ask("SHOW unix_socket_directories").trim_matches('"')).unwrap();
    assert_eq!(socket_directory.mode() & 0o777, 0o700);
    assert_eq!(postgres.location(), directory.path());
    assert_eq!(postgres.note(), None);
}

#[test]
fn what_was_written_is_there_after_a_stop_and_a_start() {
    let directory = data_directory();
    let postgres = start(directory.path());
    write_row(&postgres.url());
    let pid = postmaster_of(directory.path());
    postgres.stop().unwrap();
    assert!(!is_alive(pid));
    let postgres = start(directory.path());
    assert_eq!(rows(&postgres.url()), "1");
}

#[test]
fn dropping_it_stops_it() {
    let directory = data_directory();
    let postgres = start(directory.path());
    let pid = postmaster_of(directory.path());
    assert!(is_alive(pid));
    drop(postgres);
    assert!(!is_alive(pid));
    assert!(!directory.path().join("postgres/postmaster.pid").exists());
}

#[test]
fn after_kill_9_of_the_server_the_next_one_takes_the_running_postgres_over() {
    let directory = data_directory();
    let mut server = ChildServer::start(directory.path());
    write_row(&server.url());
    let pid = postmaster_of(directory.path());
    server.kill_9();
    assert!(is_alive(pid), "Postgres has to outlive the server");
    let postgres = start(directory.path());
    assert_eq!(postmaster_of(directory.path()), pid);
    assert_eq!(rows(&postgres.url()), "1");
    postgres.stop().unwrap();
    assert!(!is_alive(pid), "what was taken over is stopped as well");
}

#[test]
fn after_kill_9_of_server_and_postgres_the_next_one_recovers_what_was_committed() {
    let directory = data_directory();
    let mut server = ChildServer::start(directory.path());
    write_row(&server.url());
    let pid = postmaster_of(directory.path());
    server.kill_9();
    kill_9(pid);
    let postgres = start(directory.path());
    assert_ne!(postmaster_of(directory.path()), pid);
    assert_eq!(rows(&postgres.url()), "1");
}

#[test]
fn a_server_killed_while_it_makes_the_cluster_leaves_nothing_half_made() {
    let directory = data_directory();
    let mut server = ChildServer::spawn(directory.path(), |_| {});
    until(|| entries(directory.path()).iter().any(|name| name.starts_with("postgres.new")));
    server.kill_9();
    assert!(!directory.path().join("postgres").exists());
    let postgres = start(directory.path());
    write_row(&postgres.url());
    assert_eq!(rows(&postgres.url()), "1");
}

#[test]
fn what_an_interrupted_start_left_is_removed() {
    let directory = data_directory();
    fs::create_dir_all(directory.path().join("postgres.new-1/base")).unwrap();
    let _postgres = start(directory.path());
    let left: Vec<String> =
        entries(directory.path()).into_iter().filter(|name| name.starts_with("postgres.new")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_second_server_on_one_directory_is_refused_and_the_first_goes_on() {
    let directory = data_directory();
    let postgres = start(directory.path());
    let mut second = ChildServer::spawn(directory.path(), |_| {});
    let answer = second.answer();
    assert!(answer.starts_with("refused Another Certamen server is already using "), "{answer}");
    assert!(answer.contains("--data-dir"), "{answer}");
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
}

#[test]
fn a_short_command_beside_a_running_server_finds_its_postgres_and_none_after_it() {
    let directory = data_directory();
    assert_eq!(PrivatePostgres::url_of_running_server(directory.path()), None);
    let postgres = start(directory.path());
    let url = PrivatePostgres::url_of_running_server(directory.path());
    assert_eq!(url, Some(postgres.url()));
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
    postgres.stop().unwrap();
    assert_eq!(PrivatePostgres::url_of_running_server(directory.path()), None);
}

#[test]
fn the_pid_file_of_a_dead_postgres_is_not_believed() {
    let directory = data_directory();
    let pid_file = directory.path().join("postgres/postmaster.pid");
    let postgres = start(directory.path());
    let stale = fs::read(&pid_file).unwrap();
    postgres.stop().unwrap();
    fs::write(&pid_file, stale).unwrap();
    let postgres = start(directory.path());
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
}

#[test]
fn postgres_killed_under_a_living_server_is_started_again() {
    let directory = data_directory();
    let mut postgres = start(directory.path());
    write_row(&postgres.url());
    assert!(!postgres.ensure_running().unwrap());
    let pid = postmaster_of(directory.path());
    kill_9(pid);
    until(|| !is_alive(pid));
    assert!(postgres.ensure_running().unwrap());
    assert_eq!(rows(&postgres.url()), "1");
    assert!(!postgres.ensure_running().unwrap());
}

#[test]
fn postgres_that_is_missed_while_it_is_still_dying_is_buried_and_started_again() {
    let directory = data_directory();
    let mut postgres = start(directory.path());
    write_row(&postgres.url());
    let pid = postmaster_of(directory.path());
    // Without its socket it is missed while it still lives, as in the moment after a kill.
    fs::remove_file(directory.path().join("socket/.s.PGSQL.5432")).unwrap();
    let log = directory.path().join("postgres.log");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            until(|| fs::read_to_string(&log).unwrap().contains("lock file"));
            kill_9(pid);
        });
        assert!(postgres.ensure_running().unwrap());
    });
    assert_eq!(rows(&postgres.url()), "1");
    assert!(!postgres.ensure_running().unwrap());
}

#[test]
fn a_cluster_of_another_major_version_is_refused_with_what_to_do() {
    let directory = data_directory();
    start(directory.path()).stop().unwrap();
    let version_file = directory.path().join("postgres/PG_VERSION");
    let installed = fs::read_to_string(&version_file).unwrap().trim().to_owned();
    fs::write(&version_file, "3\n").unwrap();
    let error = PrivatePostgres::start(directory.path()).unwrap_err();
    assert!(matches!(error, PrivatePostgresError::OtherMajorVersion { cluster: 3, .. }), "{error:?}");
    let sentence = error.to_string();
    assert!(sentence.contains("made by Postgres 3,"), "{sentence}");
    assert!(sentence.contains(&installed), "{sentence}");
    assert!(sentence.contains("apt-get install postgresql-3"), "{sentence}");
    fs::write(&version_file, format!("{installed}\n")).unwrap();
    start(directory.path()).stop().unwrap();
}

#[test]
fn a_directory_that_is_no_cluster_is_refused_and_left_alone() {
    let directory = data_directory();
    let file = directory.path().join("postgres/something");
    fs::create_dir(directory.path().join("postgres")).unwrap();
    fs::write(&file, "mine").unwrap();
    let error = PrivatePostgres::start(directory.path()).unwrap_err();
    assert!(matches!(error, PrivatePostgresError::NotACluster { .. }), "{error:?}");
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn a_wrong_directory_of_programs_is_named() {
    let directory = data_directory();
    let mut server = ChildServer::spawn(directory.path(), |command| {
        command.env("CERTAMEN_POSTGRES_BIN", "/no/such/place");
    });
    let answer = server.answer();
    assert!(answer.starts_with("refused CERTAMEN_POSTGRES_BIN is /no/such/place"), "{answer}");
}

#[test]
fn a_postgres_that_cannot_start_is_quoted_at_once() {
    let directory = data_directory();
    start(directory.path()).stop().unwrap();
    let settings = directory.path().join("postgres/postgresql.conf");
    let mut text = fs::read_to_string(&settings).unwrap();
    text.push_str("no_such_setting = 1\n");
    fs::write(&settings, text).unwrap();
    let began = Instant::now();
    let sentence = PrivatePostgres::start(directory.path()).unwrap_err().to_string();
    assert!(sentence.contains("no_such_setting"), "{sentence}");
    assert!(sentence.contains("postgres.log"), "{sentence}");
    assert!(began.elapsed() < Duration::from_secs(10), "waiting cannot mend this");
}

#[test]
fn a_path_too_long_for_a_socket_works_all_the_same() {
    let directory = data_directory();
    let deep = directory.path().join("long-name-of-a-directory-".repeat(6));
    let postgres = start(&deep);
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
    let socket_directory = query(&postgres.url(), "SHOW unix_socket_directories");
    assert!(socket_directory.len() < 80, "{socket_directory}");
    drop(postgres);
    fs::remove_dir_all(socket_directory.trim_matches('"')).unwrap();
}

#[test]
fn a_path_of_spaces_quotes_commas_and_chinese_works() {
    let directory = data_directory();
    let postgres = start(&directory.path().join("数据, \"my\" 50%"));
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
}

#[test]
fn a_large_log_is_set_aside_at_the_start() {
    let directory = data_directory();
    start(directory.path()).stop().unwrap();
    let log = directory.path().join("postgres.log");
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(17 * 1024 * 1024).unwrap();
    let _postgres = start(directory.path());
    assert!(fs::metadata(&log).unwrap().len() < 1024 * 1024);
    assert_eq!(fs::metadata(directory.path().join("postgres.log.1")).unwrap().len(), 17 * 1024 * 1024);
}

#[test]
fn it_works_for_an_ordinary_user() {
    let directory = data_directory();
    let owner = if is_root() { ORDINARY_USER } else { our_user() };
    chown(directory.path(), Some(owner), Some(owner)).unwrap_or_default();
    let data = directory.path().join("data");
    let mut server = ChildServer::spawn(&data, |command| {
        if is_root() {
            command.uid(ORDINARY_USER).gid(ORDINARY_USER);
        }
    });
    let answer = server.answer();
    assert!(answer.starts_with("ready "), "{answer}");
    assert_eq!(fs::metadata(data.join("postgres")).unwrap().uid(), owner);
    write_row(&server.url());
    server.finish();
    assert!(!data.join("postgres/postmaster.pid").exists());
}

#[test]
fn root_hands_postgres_to_another_user() {
    if !is_root() {
        return;
    }
    let directory = data_directory();
    let postgres = start(directory.path());
    let cluster = fs::metadata(directory.path().join("postgres")).unwrap();
    assert_ne!(cluster.uid(), 0);
    let process = fs::metadata(format!("/proc/{}", postmaster_of(directory.path()))).unwrap();
    assert_eq!(process.uid(), cluster.uid());
    assert_eq!(query(&postgres.url(), "SELECT 1"), "1");
}

#[test]
fn root_runs_the_cluster_of_an_ordinary_user_as_that_user() {
    if !is_root() {
        return;
    }
    let directory = data_directory();
    chown(directory.path(), Some(ORDINARY_USER), Some(ORDINARY_USER)).unwrap();
    let mut server = ChildServer::spawn(directory.path(), |command| {
        command.uid(ORDINARY_USER).gid(ORDINARY_USER);
    });
    assert!(server.answer().starts_with("ready "));
    write_row(&server.url());
    server.finish();
    let postgres = start(directory.path());
    assert_eq!(rows(&postgres.url()), "1");
    assert_eq!(fs::metadata(directory.path().join("postgres")).unwrap().uid(), ORDINARY_USER);
}

#[test]
fn an_ordinary_user_is_told_whose_cluster_it_is() {
    if !is_root() {
        return;
    }
    let directory = data_directory();
    start(directory.path()).stop().unwrap();
    let stranger = 54321;
    let mut server = ChildServer::spawn(directory.path(), |command| {
        command.uid(stranger).gid(stranger);
    });
    let answer = server.answer();
    assert!(answer.contains(" belongs to the user "), "{answer}");
    assert!(answer.contains("as root"), "{answer}");
}

#[test]
fn a_cluster_given_to_root_is_taken_back() {
    if !is_root() {
        return;
    }
    let directory = data_directory();
    let postgres = start(directory.path());
    write_row(&postgres.url());
    postgres.stop().unwrap();
    give_all_to_root(&directory.path().join("postgres"));
    let postgres = start(directory.path());
    assert_eq!(rows(&postgres.url()), "1");
    assert_ne!(fs::metadata(directory.path().join("postgres")).unwrap().uid(), 0);
}

#[test]
fn under_roots_home_the_database_goes_where_postgres_can_reach_it_and_says_so() {
    if !is_root() {
        return;
    }
    let home = closed_directory();
    let data = home.path().join("certamen/data");
    let postgres = start(&data);
    let elsewhere = Elsewhere(postgres.location().to_owned());
    assert!(elsewhere.0.starts_with("/var/lib/certamen"), "{}", elsewhere.0.display());
    let note = postgres.note().unwrap();
    assert!(note.contains(elsewhere.0.to_str().unwrap()), "{note}");
    assert!(note.contains(data.to_str().unwrap()), "{note}");
    write_row(&postgres.url());
    let second = PrivatePostgres::start(&data).unwrap_err();
    assert!(matches!(second, PrivatePostgresError::InUse { .. }), "{second:?}");
    postgres.stop().unwrap();

    let moved = home.path().join("moved");
    fs::rename(&data, &moved).unwrap();
    let postgres = start(&moved);
    assert_eq!(postgres.location(), elsewhere.0, "a moved data directory finds its database again");
    assert_eq!(rows(&postgres.url()), "1");
}

#[test]
fn a_database_that_can_no_longer_be_reached_is_not_replaced_by_an_empty_one() {
    if !is_root() {
        return;
    }
    let directory = data_directory();
    let data = directory.path().join("data");
    start(&data).stop().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o700)).unwrap();
    let error = PrivatePostgres::start(&data).unwrap_err();
    assert!(matches!(error, PrivatePostgresError::PlaceUnreachable { .. }), "{error:?}");
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    start(&data).stop().unwrap();
}

/// Not a test by itself: what a child process runs. It serves the directory until its input ends, and says
/// `ready URL` or `refused SENTENCE`.
#[test]
fn child_entry() {
    let Some(directory) = std::env::var_os(CHILD_DIRECTORY) else { return };
    let say = |line: &str| {
        let mut out = std::io::stdout();
        writeln!(out, "\n{}", line.replace('\n', " ")).unwrap();
        out.flush().unwrap();
    };
    match PrivatePostgres::start(Path::new(&directory)) {
        Ok(postgres) => {
            say(&format!("ready {}", postgres.url()));
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
            postgres.stop().unwrap();
        }
        Err(error) => say(&format!("refused {error}")),
    }
}

/// A server in a process of its own, which can be killed.
struct ChildServer {
    child: Child,
    output: BufReader<ChildStdout>,
    data: PathBuf,
    url: Option<String>,
    /// Where another user can run the test binary, even when the project is in a closed directory.
    _program: TempDir,
}

impl ChildServer {
    fn start(data: &Path) -> ChildServer {
        let mut server = ChildServer::spawn(data, |_| {});
        let answer = server.answer();
        assert!(answer.starts_with("ready "), "{answer}");
        server
    }

    fn spawn(data: &Path, prepare: impl FnOnce(&mut Command)) -> ChildServer {
        let program_directory = data_directory();
        let program = program_directory.path().join("server");
        let this = std::env::current_exe().unwrap();
        fs::hard_link(&this, &program).or_else(|_| fs::copy(&this, &program).map(drop)).unwrap();
        let mut command = Command::new(program);
        command
            .args(["--exact", "private_postgres::child_entry", "--nocapture"])
            .env(CHILD_DIRECTORY, data)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        prepare(&mut command);
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        ChildServer { child, output, data: data.to_owned(), url: None, _program: program_directory }
    }

    /// Waits for what the child has to say.
    fn answer(&mut self) -> String {
        let answer = self
            .output
            .by_ref()
            .lines()
            .map(Result::unwrap)
            .find(|line| line.starts_with("ready ") || line.starts_with("refused "))
            .unwrap();
        self.url = answer.strip_prefix("ready ").map(str::to_owned);
        answer
    }

    fn url(&self) -> String {
        self.url.clone().unwrap()
    }

    fn kill_9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Lets the child stop in order.
    fn finish(&mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// A failed test leaves no process behind.
impl Drop for ChildServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking()
            && let Some(pid) = read_pid(&self.data)
        {
            kill_9(pid);
        }
    }
}

/// A place outside the test's own directory, removed at the end.
struct Elsewhere(PathBuf);

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(data: &Path) -> PrivatePostgres {
    PrivatePostgres::start(data).unwrap()
}

/// A directory every user can enter, as a data directory outside root's home is.
fn data_directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    directory
}

/// A directory like root's home.
fn closed_directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::DirBuilder::new().mode(0o755).create(directory.path().join("certamen")).unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o700)).unwrap();
    directory
}

fn write_row(url: &str) {
    query(url, "CREATE TABLE promise (kept bool)");
    query(url, "INSERT INTO promise VALUES (true)");
}

fn rows(url: &str) -> String {
    query(url, "SELECT count(*) FROM promise WHERE kept")
}

/// The first column of the first row as text; empty without rows.
fn query(url: &str, sql: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let messages = client.simple_query(sql).await.unwrap();
        let value = messages.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        value.unwrap_or_default()
    })
}

fn postmaster_of(place: &Path) -> u32 {
    read_pid(place).unwrap()
}

fn read_pid(place: &Path) -> Option<u32> {
    let text = fs::read_to_string(place.join("postgres/postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

/// A zombie is dead: in a container it may wait long to be buried.
fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next()).is_some_and(|state| state != "Z")
}

fn kill_9(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

fn entries(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn until(mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < LONG, "waited too long");
        sleep(Duration::from_millis(2));
    }
}

fn give_all_to_root(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            give_all_to_root(&entry.path());
        } else {
            lchown(entry.path(), Some(0), Some(0)).unwrap();
        }
    }
    chown(directory, Some(0), Some(0)).unwrap();
}

fn our_user() -> u32 {
    fs::metadata("/proc/self").unwrap().uid()
}

fn is_root() -> bool {
    our_user() == 0
}
