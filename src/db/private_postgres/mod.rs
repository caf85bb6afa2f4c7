//! A Postgres of our own, for when `DATABASE_URL` is not set: the server makes a cluster under its data directory,
//! starts it, and stops it when it stops itself.
//!
//! It is reached only through a Unix socket in a directory that nobody else can enter. Acknowledged writes survive
//! a kill -9 of the server (the next one takes the running Postgres over) and of both (the next one recovers it).
//! One server at a time works on one directory. As root, Postgres runs as another user.
//!
//! The calls wait for other processes: from async code, call them on a thread that may block.

mod cluster;
mod error;
mod log_file;
mod place;
mod postmaster;
mod programs;
mod socket;
mod user;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use cluster::{Cluster, DATABASE};
pub use error::PrivatePostgresError;
use log_file::LogFile;
use place::Place;
use postmaster::Postmaster;
use programs::Programs;
use user::PostgresUser;

/// A private Postgres that accepts connections. Dropping it stops it.
#[derive(Debug)]
pub struct PrivatePostgres {
    cluster: Cluster,
    log: LogFile,
    /// `None` after a stop, or when Postgres ended and could not be started again.
    postmaster: Option<Postmaster>,
    /// The directory of its Unix socket.
    socket: PathBuf,
    note: Option<String>,
    /// Held as long as we live; the operating system lets go of it even after kill -9.
    _lock: File,
}

impl PrivatePostgres {
    /// Makes the cluster under `data_dir` if there is none, and starts it or takes over the one that runs. Returns
    /// when it accepts connections: well under 3 s for a new one, 0.1 s for an old one, longer only for a
    /// recovery after a crash.
    ///
    /// # Errors
    /// A sentence for the person at the terminal, see [`PrivatePostgresError`]. The cluster is left as it was.
    pub fn start(data_dir: &Path) -> Result<PrivatePostgres, PrivatePostgresError> {
        let mut place = Place::settled(data_dir)?;
        let user = PostgresUser::for_cluster(&place.directory, &place.cluster())?;
        let programs = Programs::find(&place.directory, cluster::major_version(&place.cluster())?)?;
        place = place.reachable_by(&user, &programs)?;
        let lock = lock(&place.directory)?;
        // Only now that nobody else works here is it certain what there is.
        let programs = Programs::find(&place.directory, cluster::major_version(&place.cluster())?)?;
        let user = PostgresUser::for_cluster(&place.directory, &place.cluster())?;
        let data = place.cluster();
        user.take(&lock.path)?;
        let cluster = Cluster { programs, user, place: place.directory, data };
        cluster.make_if_absent()?;
        let log = LogFile::in_place(&cluster.place);
        log.rotate()?;
        let postmaster = Postmaster::run(&cluster, &log, None)?;
        let socket = postmaster.socket_directory.clone();
        Ok(PrivatePostgres {
            cluster,
            log,
            postmaster: Some(postmaster),
            socket,
            note: place.note,
            _lock: lock.file,
        })
    }

    /// The address of the Postgres that another server runs on `data_dir` just now; `None` when none does.
    /// For short commands beside a running server: they use its Postgres and leave it as it is.
    pub fn url_of_running_server(data_dir: &Path) -> Option<String> {
        if !data_dir.is_dir() {
            return None;
        }
        let place = Place::settled(data_dir).ok()?;
        let is_held = matches!(lock(&place.directory), Err(PrivatePostgresError::InUse { .. }));
        let pid_file =
            std::fs::read_to_string(place.cluster().join("postmaster.pid")).ok().filter(|_| is_held)?;
        // Line 5 is the directory of the Unix socket.
        let socket_directory = Path::new(pid_file.lines().nth(4)?);
        UnixStream::connect(socket::file_in(socket_directory)).ok()?;
        Some(url_of(socket_directory, DATABASE))
    }

    /// The address for the superuser who owns the database, in the form of `DATABASE_URL`.
    pub fn url(&self) -> String {
        self.url_for(DATABASE)
    }

    /// The address for another role.
    pub fn url_for(&self, role: &str) -> String {
        url_of(&self.socket, role)
    }

    /// The directory that holds the database: the data directory, unless [`PrivatePostgres::note`] says otherwise.
    pub fn location(&self) -> &Path {
        &self.cluster.place
    }

    /// A sentence to print when the database is not in the data directory, saying where it is and why.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Starts Postgres again if it ended by itself (killed, out of memory). Returns whether it had to. Cheap while
    /// Postgres runs, so it can be asked every second.
    ///
    /// # Errors
    /// As [`PrivatePostgres::start`]; asking again tries again.
    pub fn ensure_running(&mut self) -> Result<bool, PrivatePostgresError> {
        if self.postmaster.as_mut().is_some_and(Postmaster::is_running) {
            return Ok(false);
        }
        // The one before stays in hand until there is another, also when this try fails: only its parent can bury it.
        let postmaster = Postmaster::run(&self.cluster, &self.log, self.postmaster.as_mut())?;
        self.socket.clone_from(&postmaster.socket_directory);
        self.postmaster = Some(postmaster);
        Ok(true)
    }

    /// Stops Postgres: open connections are closed, everything acknowledged is on disk. Returns when it has ended.
    ///
    /// # Errors
    /// When it does not end within a minute. It then goes on running, for the next start to take over.
    pub fn stop(mut self) -> Result<(), PrivatePostgresError> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), PrivatePostgresError> {
        self.postmaster.take().map_or(Ok(()), |postmaster| postmaster.stop(&self.cluster))
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            tracing::error!(%error, "the private Postgres did not stop");
        }
    }
}

/// A program that comes with Postgres, such as `pg_dump`, of the highest version that is installed.
///
/// # Errors
/// When the programs of Postgres are not installed.
pub fn program(name: &str) -> Result<PathBuf, PrivatePostgresError> {
    Programs::newest().map(|programs| programs.path(name))
}

struct Lock {
    path: PathBuf,
    file: File,
}

fn lock(place: &Path) -> Result<Lock, PrivatePostgresError> {
    let path = place.join("lock");
    let refused = |source| PrivatePostgresError::DataDirectory { path: path.clone(), source };
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { path, file }),
        Err(TryLockError::WouldBlock) => Err(PrivatePostgresError::InUse { place: place.to_owned() }),
        Err(TryLockError::Error(source)) => Err(refused(source)),
    }
}

/// The socket directory stands where a host name would, with everything but plain characters escaped.
fn url_of(socket_directory: &Path, role: &str) -> String {
    let host: String = socket_directory
        .as_os_str()
        .as_bytes()
        .iter()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(*byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("postgres://{role}@{host}:{}/{DATABASE}", socket::PORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_escapes_the_socket_directory() {
        assert_eq!(
            url_of(Path::new("/srv/我 data/socket"), "certamen_app"),
            "postgres://certamen_app@%2Fsrv%2F%E6%88%91%20data%2Fsocket:5432/certamen"
        );
    }
}
