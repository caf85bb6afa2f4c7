//! The running Postgres: started, taken over from a server that was killed, and stopped.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, parent_id};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use super::cluster::{Cluster, last_lines};
use super::error::{PrivatePostgresError, io_error};
use super::log_file::LogFile;
use super::socket;

/// How long a killed predecessor may take to vanish: its workers linger, and in containers it can stay a zombie
/// for a second or two.
const OLD_ONE_VANISHES: Duration = Duration::from_secs(15);

/// How long one that is coming up or going down may take; a crash recovery reads much from disk.
const OLD_ONE_SETTLES: Duration = Duration::from_secs(300);

/// Pause between two tries while an old one is in the way.
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// How often a starting postmaster is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// How often a long recovery is mentioned in our own log.
const MENTION: Duration = Duration::from_secs(10);

/// How long `pg_ctl` waits for a stop, in seconds, as it takes it.
const STOP_SECONDS: &str = "60";

/// A Postgres that accepts connections.
#[derive(Debug)]
pub(super) struct Postmaster {
    pub(super) socket_directory: PathBuf,
    /// `None` when it was started by an earlier server process.
    child: Option<Child>,
}

/// How one try to start ended.
enum Try {
    Ready(Child),
    /// The postmaster ended; what it wrote.
    Ended(String),
}

impl Postmaster {
    /// Takes over the Postgres that runs on this cluster, or starts one. The one `before` is buried as soon as it has
    /// ended: it may still be dying when it is missed, and an unburied one is alive to whoever asks for its number, so
    /// that Postgres would refuse to start for ever.
    pub(super) fn run(
        cluster: &Cluster,
        log: &LogFile,
        mut before: Option<&mut Postmaster>,
    ) -> Result<Postmaster, PrivatePostgresError> {
        let began = Instant::now();
        loop {
            if let Some(before) = before.as_mut() {
                before.bury();
            }
            let found = PostmasterFile::read(&cluster.data);
            if let Some(old) = found.as_ref().filter(|found| found.serves(&cluster.data)) {
                tracing::info!(pid = old.pid, "took over the running Postgres");
                return Ok(Postmaster { socket_directory: old.socket_directory.clone(), child: None });
            }
            let socket_directory = socket::prepare_directory(&cluster.place, &cluster.user)?;
            let tail = match start_once(cluster, log, &socket_directory)? {
                Try::Ready(child) => return Ok(Postmaster { socket_directory, child: Some(child) }),
                Try::Ended(tail) => tail,
            };
            let patience = match found {
                Some(old) if old.is_settling() => OLD_ONE_SETTLES,
                _ => OLD_ONE_VANISHES,
            };
            if !old_one_is_in_the_way(&tail) || began.elapsed() > patience {
                let (data, log) = (cluster.data.clone(), log.path.clone());
                return Err(PrivatePostgresError::DidNotStart { data, log, tail });
            }
            sleep(BETWEEN_TRIES);
        }
    }

    /// Whether somebody answers on the socket.
    pub(super) fn is_running(&mut self) -> bool {
        !self.bury() && answers(&self.socket_directory)
    }

    /// Buries our own child if it has ended; whether it has.
    fn bury(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None)))
    }

    /// Stops it at once but cleanly: clients are sent away, everything is on disk. Waits for the end.
    pub(super) fn stop(mut self, cluster: &Cluster) -> Result<(), PrivatePostgresError> {
        if !self.is_running() {
            return Ok(());
        }
        let mut pg_ctl = cluster.command("pg_ctl");
        pg_ctl.args(["stop", "--wait", "--mode=fast", "--timeout", STOP_SECONDS, "-D"]).arg(&cluster.data);
        let output = pg_ctl.output().map_err(io_error("run", Path::new("pg_ctl")))?;
        if !output.status.success() && self.is_running() {
            let output = last_lines(&String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
            return Err(PrivatePostgresError::DidNotStop { data: cluster.data.clone(), output });
        }
        if let Some(child) = self.child.as_mut() {
            child.wait().map_err(io_error("wait for", Path::new("postgres")))?;
        }
        Ok(())
    }
}

fn start_once(
    cluster: &Cluster,
    log: &LogFile,
    socket_directory: &Path,
) -> Result<Try, PrivatePostgresError> {
    let log_length = log.length();
    let mut command = server_command(cluster, log, socket_directory)?;
    let mut child = command.spawn().map_err(io_error("run", &cluster.programs.path("postgres")))?;
    let (began, mut mentions) = (Instant::now(), 1);
    loop {
        if PostmasterFile::read(&cluster.data).is_some_and(|file| file.pid == child.id() && file.is_ready()) {
            return Ok(Try::Ready(child));
        }
        let ended = child.try_wait().map_err(io_error("wait for", Path::new("postgres")))?;
        if ended.is_some() {
            return Ok(Try::Ended(log.tail_after(log_length)));
        }
        if began.elapsed() > MENTION * mentions {
            mentions += 1;
            tracing::warn!(log = %log.path.display(), "Postgres is still starting (recovering from a crash?)");
        }
        sleep(GLANCE);
    }
}

/// What safety rests on is said here and not in the settings file, where it could be changed.
fn server_command(
    cluster: &Cluster,
    log: &LogFile,
    socket_directory: &Path,
) -> Result<Command, PrivatePostgresError> {
    let output = log.open()?;
    cluster.user.take(&log.path)?;
    let errors = output.try_clone().map_err(io_error("write", &log.path))?;
    let mut directories = OsString::from("unix_socket_directories=");
    directories.push(quoted(socket_directory));
    let mut command = cluster.command("postgres");
    command.arg("-D").arg(&cluster.data).arg("-c").arg(directories);
    for setting in [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        &format!("port={}", socket::PORT),
        "fsync=on",
        "full_page_writes=on",
        "logging_collector=off",
        "log_destination=stderr",
        "cluster_name=certamen",
    ] {
        command.args(["-c", setting]);
    }
    // A process group of its own: Ctrl-C reaches us, and Postgres only through us.
    command.stdout(output).stderr(errors).process_group(0);
    // In a container started anew, a stale postmaster.pid may name our own parent's number. Postgres knows to
    // ignore it when told who that is.
    command.env("PG_GRANDPARENT_PID", parent_id().to_string());
    Ok(command)
}

/// A path as one item of a list setting, where commas and quotes mean something.
fn quoted(path: &Path) -> OsString {
    let mut bytes = vec![b'"'];
    for byte in path.as_os_str().as_encoded_bytes() {
        if *byte == b'"' {
            bytes.push(b'"');
        }
        bytes.push(*byte);
    }
    bytes.push(b'"');
    OsString::from_vec(bytes)
}

/// Whether the postmaster gave up because of another that lives, or has just died, on the same files. Its pid file
/// is never removed by us: Postgres alone can tell whether that is safe.
fn old_one_is_in_the_way(tail: &str) -> bool {
    ["lock file", "shared memory block"].iter().any(|sign| tail.contains(sign))
}

fn answers(socket_directory: &Path) -> bool {
    UnixStream::connect(socket::file_in(socket_directory)).is_ok()
}

fn is_alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// What Postgres tells about itself in `postmaster.pid`. The file outlives a killed postmaster, so nothing in it
/// is believed without a second sign.
#[derive(Debug, PartialEq, Eq)]
struct PostmasterFile {
    pid: u32,
    data: PathBuf,
    socket_directory: PathBuf,
    status: String,
}

impl PostmasterFile {
    fn read(data: &Path) -> Option<PostmasterFile> {
        PostmasterFile::parse(&fs::read(data.join("postmaster.pid")).ok()?)
    }

    /// Lines: pid, data directory, start time, port, socket directory, address, shared memory, status.
    fn parse(text: &[u8]) -> Option<PostmasterFile> {
        let mut lines = text.split(|byte| *byte == b'\n');
        let path = |line: &[u8]| PathBuf::from(OsString::from_vec(line.to_owned()));
        Some(PostmasterFile {
            pid: std::str::from_utf8(lines.next()?).ok()?.trim().parse().ok()?,
            data: path(lines.next()?),
            socket_directory: path(lines.nth(2)?),
            status: String::from_utf8_lossy(lines.nth(2)?).trim().to_owned(),
        })
    }

    fn is_ready(&self) -> bool {
        self.status == "ready"
    }

    fn is_settling(&self) -> bool {
        ["starting", "stopping"].contains(&self.status.as_str())
    }

    /// Whether a Postgres is alive on exactly this cluster. A copied cluster carries the file of the original, so
    /// the directory is compared too. The socket alone says little just after a kill: a process that the dead one had
    /// just begun may still hold it open.
    fn serves(&self, data: &Path) -> bool {
        self.is_ready() && self.data == data && is_alive(self.pid) && answers(&self.socket_directory)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]

    use std::os::unix::net::UnixListener;

    use super::*;

    const READY: &[u8] =
        b"4711\n/srv/data/postgres\n1790000000\n5432\n/srv/data/socket\n\n  5432001         3\nready   \n";

    #[test]
    fn the_file_of_a_running_postgres_is_understood() {
        let file = PostmasterFile::parse(READY).unwrap();
        assert_eq!(file.pid, 4711);
        assert_eq!(file.data, Path::new("/srv/data/postgres"));
        assert_eq!(file.socket_directory, Path::new("/srv/data/socket"));
        assert!(file.is_ready() && !file.is_settling());
    }

    #[test]
    fn a_file_without_a_living_postgres_serves_nothing() {
        assert!(!PostmasterFile::parse(READY).unwrap().serves(Path::new("/srv/data/postgres")));
    }

    #[test]
    fn a_socket_that_outlived_its_postgres_serves_nothing() {
        let socket_directory = tempfile::tempdir().unwrap();
        let _listener = UnixListener::bind(socket::file_in(socket_directory.path())).unwrap();
        let mut ended = Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let mut file = PostmasterFile::parse(READY).unwrap();
        file.socket_directory = socket_directory.path().to_owned();
        file.pid = ended.id();
        assert!(!file.serves(Path::new("/srv/data/postgres")));
    }

    #[test]
    fn a_copied_cluster_does_not_take_over_the_postgres_of_the_original() {
        let socket_directory = tempfile::tempdir().unwrap();
        let _listener = UnixListener::bind(socket::file_in(socket_directory.path())).unwrap();
        let mut file = PostmasterFile::parse(READY).unwrap();
        file.pid = std::process::id();
        file.socket_directory = socket_directory.path().to_owned();
        assert!(file.serves(Path::new("/srv/data/postgres")));
        assert!(!file.serves(Path::new("/srv/copy/postgres")));
    }

    #[test]
    fn a_file_half_written_is_no_file() {
        assert_eq!(PostmasterFile::parse(b"4711\n/srv/data/postgres\n"), None);
        assert_eq!(PostmasterFile::parse(b""), None);
    }

    #[test]
    fn only_an_old_postgres_is_worth_waiting_for() {
        assert!(old_one_is_in_the_way("FATAL:  lock file \"postmaster.pid\" already exists"));
        assert!(old_one_is_in_the_way("FATAL:  pre-existing shared memory block (key 1) is still in use"));
        assert!(!old_one_is_in_the_way("FATAL:  could not write to file: No space left on device"));
    }

    #[test]
    fn a_path_with_commas_and_quotes_stays_one_path() {
        assert_eq!(quoted(Path::new("/a,b \"c\"")), "\"/a,b \"\"c\"\"\"");
    }
}
