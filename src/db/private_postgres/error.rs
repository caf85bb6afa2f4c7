//! What can go wrong with the private Postgres, each as a sentence the person at the terminal can act on.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private Postgres could not be started or stopped. The text of each says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum PrivatePostgresError {
    /// The directory given as `--data-dir` cannot be made, opened or written.
    #[error(
        "The data directory {} cannot be used: {source}. Give this user the right to write there, or choose \
         another directory with --data-dir.",
        path.display()
    )]
    DataDirectory {
        /// The directory, or the file in it, that was refused.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another server holds the lock of this directory.
    #[error(
        "Another Certamen server is already using {}. Stop that one first, or start this one with another \
         --data-dir.",
        place.display()
    )]
    InUse {
        /// The directory that holds the database.
        place: PathBuf,
    },
    /// No Postgres server programs anywhere we look.
    #[error(
        "The Postgres server programs are not installed. On Debian or Ubuntu run script/bootstrap, or: apt-get \
         install postgresql. Elsewhere install Postgres 14 or newer and set CERTAMEN_POSTGRES_BIN to the \
         directory that holds initdb and postgres. Or set DATABASE_URL to use a Postgres you already have."
    )]
    ProgramsMissing,
    /// `CERTAMEN_POSTGRES_BIN` names a directory without the programs.
    #[error(
        "CERTAMEN_POSTGRES_BIN is {}, but postgres, initdb and pg_ctl cannot all be run from there. Set it to \
         the directory that holds them, or unset it to let Certamen look for them.",
        directory.display()
    )]
    ChosenProgramsMissing {
        /// The value of the variable.
        directory: PathBuf,
    },
    /// Only versions below the oldest one we support are installed.
    #[error(
        "Certamen needs Postgres 14 or newer; on this machine there is only version {}. Install a newer one \
         (on Debian or Ubuntu: apt-get install postgresql).",
        versions(installed)
    )]
    ProgramsTooOld {
        /// Major versions found, ascending.
        installed: Vec<u32>,
    },
    /// The cluster on disk was made by a major version that is not installed.
    #[error(
        "The database in {} was made by Postgres {cluster}, but this machine has only version {}. Nothing was \
         changed. Install Postgres {cluster} again (on Debian or Ubuntu: apt-get install postgresql-{cluster}) \
         and start again. To move to a newer version, export with pg_dumpall of version {cluster} and load the \
         export into a new --data-dir.",
        place.display(),
        versions(installed)
    )]
    OtherMajorVersion {
        /// The directory that holds the database.
        place: PathBuf,
        /// Major version that wrote the cluster.
        cluster: u32,
        /// Major versions found on this machine, ascending.
        installed: Vec<u32>,
    },
    /// `PG_VERSION` is missing or says something that is not a version.
    #[error(
        "{} is not a whole Postgres database: its PG_VERSION cannot be read. Restore it from a backup, or move \
         it away to start with an empty database.",
        data.display()
    )]
    NotACluster {
        /// The Postgres data directory.
        data: PathBuf,
    },
    /// We are root, and there is no other user to run Postgres.
    #[error(
        "Postgres does not run as root, and this machine has neither a user postgres nor a user nobody to run \
         it. Add one (useradd --system postgres), or start Certamen as an ordinary user."
    )]
    NoUser,
    /// The user that must run Postgres may not run the programs.
    #[error(
        "The user {user} cannot run the Postgres programs in {}. Install them where every user can read them, \
         or set CERTAMEN_POSTGRES_BIN to another directory.",
        directory.display()
    )]
    ProgramsUnreachable {
        /// The directory of the programs.
        directory: PathBuf,
        /// The user that runs Postgres.
        user: String,
    },
    /// There is a database, but the user that must run it cannot get there any more.
    #[error(
        "The database in {} can no longer be reached by the user {user}, who runs Postgres. Let others pass \
         through the directories above it (chmod o+x), or start Certamen as the user it belongs to.",
        place.display()
    )]
    PlaceUnreachable {
        /// The directory that holds the database.
        place: PathBuf,
        /// The user that runs Postgres.
        user: String,
    },
    /// We are an ordinary user and the cluster is somebody else's.
    #[error(
        "The database in {} belongs to the user {owner}. Start Certamen as root or as {owner}, or choose \
         another directory with --data-dir.",
        place.display()
    )]
    NotOurs {
        /// The directory that holds the database.
        place: PathBuf,
        /// Who owns it.
        owner: String,
    },
    /// Somebody else made the directory our socket must be in.
    #[error(
        "The directory {} is needed for the Postgres socket but belongs to somebody else. Remove it, or use a \
         --data-dir with a shorter path.",
        path.display()
    )]
    SocketDirectoryTaken {
        /// The directory.
        path: PathBuf,
    },
    /// Even the short place for the socket is too long for the operating system.
    #[error(
        "The path of the Postgres socket in {} is longer than the operating system allows (107 bytes). Use a \
         --data-dir with a shorter path, or set TMPDIR to a short one.",
        path.display()
    )]
    SocketPathTooLong {
        /// The directory that was too long.
        path: PathBuf,
    },
    /// A Postgres program ended with an error.
    #[error("{program} failed. It said: {output} Mend that (often the disk is full) and start again.")]
    Program {
        /// Name of the program.
        program: String,
        /// The end of what it printed, as one or more lines.
        output: String,
    },
    /// The postmaster ended before it was ready, or an old one would not go away.
    #[error(
        "Postgres did not start in {}. Its log ends with: {tail} The whole log is in {}. If it speaks of a lock \
         file, an old Postgres process is still running there: wait a minute, or stop that process, and start \
         again.",
        data.display(),
        log.display()
    )]
    DidNotStart {
        /// The Postgres data directory.
        data: PathBuf,
        /// The log file.
        log: PathBuf,
        /// The last lines the postmaster wrote.
        tail: String,
    },
    /// The postmaster did not stop in time.
    #[error(
        "Postgres in {} did not stop: {output} It keeps running, nothing is lost, and the next start of \
         Certamen takes it over.",
        data.display()
    )]
    DidNotStop {
        /// The Postgres data directory.
        data: PathBuf,
        /// What `pg_ctl` printed.
        output: String,
    },
    /// Anything else the file system or the process table refused.
    #[error("Could not {doing} {}: {source}.", path.display())]
    Io {
        /// What was being done, as a verb: "read", "make".
        doing: &'static str,
        /// What it was being done to.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Turns an `io::Error` into [`PrivatePostgresError::Io`] with the deed and the path it failed on.
pub(super) fn io_error(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> PrivatePostgresError + use<> {
    let path = path.to_owned();
    move |source| PrivatePostgresError::Io { doing, path, source }
}

fn versions(majors: &[u32]) -> String {
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
