//! The cluster on disk: made once, complete or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::{PrivatePostgresError, io_error};
use super::programs::Programs;
use super::user::PostgresUser;

/// Name of the database and of the superuser that owns it.
pub(super) const DATABASE: &str = "certamen";

/// What every unfinished cluster's name begins with.
const UNFINISHED: &str = "postgres.new";

/// How much of a program's output an error quotes, in lines.
const QUOTED_LINES: usize = 5;

/// Settings a person may change later in the file. What safety rests on (fsync, no TCP) is not among them: that
/// is given on the command line at each start.
const SETTINGS: &str = "
# Written by Certamen when it made this cluster. Change what you need; the next start uses it.
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
";

/// What it takes to work on one cluster.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) programs: Programs,
    pub(super) user: PostgresUser,
    /// The directory around it: see [`super::place::Place`].
    pub(super) place: PathBuf,
    /// The Postgres data directory.
    pub(super) data: PathBuf,
}

impl Cluster {
    /// A Postgres program, run by the right user in a directory that user can enter.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.user.command(&self.programs, program);
        command.current_dir(&self.place);
        command
    }

    /// Makes the cluster unless it is there. It gets its name last, so a process killed on the way leaves no half
    /// cluster, only a directory that the next start removes.
    pub(super) fn make_if_absent(&self) -> Result<(), PrivatePostgresError> {
        self.remove_unfinished();
        if self.data.exists() {
            return self.user.take_all(&self.data);
        }
        let unfinished = self.place.join(unfinished_name());
        DirBuilder::new().mode(0o700).create(&unfinished).map_err(io_error("make", &unfinished))?;
        self.user.take(&unfinished)?;
        self.initialise(&unfinished)?;
        add_settings(&unfinished)?;
        self.create_database(&unfinished)?;
        fs::rename(&unfinished, &self.data).map_err(io_error("rename", &unfinished))?;
        File::open(&self.place).and_then(|place| place.sync_all()).map_err(io_error("sync", &self.place))
    }

    fn initialise(&self, directory: &Path) -> Result<(), PrivatePostgresError> {
        let mut initdb = self.command("initdb");
        initdb
            .arg("--pgdata")
            .arg(directory)
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"])
            .args(["--auth-local=trust", "--auth-host=reject"])
            .arg(format!("--username={DATABASE}"));
        run(initdb, "initdb", "")
    }

    /// In single-user mode: no second start just to make one database.
    fn create_database(&self, directory: &Path) -> Result<(), PrivatePostgresError> {
        let mut postgres = self.command("postgres");
        postgres.args(["--single", "-c", "exit_on_error=on", "-D"]).arg(directory).arg("postgres");
        run(postgres, "postgres --single", &format!("CREATE DATABASE {DATABASE}\n"))
    }

    /// Leftovers of starts that were killed. An initdb that lost its parent may still be writing in one; what
    /// cannot be removed now is removed by a later start.
    fn remove_unfinished(&self) {
        let Ok(entries) = fs::read_dir(&self.place) else { return };
        let leftovers =
            entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED));
        for leftover in leftovers {
            if let Err(error) = fs::remove_dir_all(leftover.path()) {
                tracing::warn!(path = %leftover.path().display(), %error, "an unfinished cluster stays for now");
            }
        }
    }
}

/// Reads the major version that wrote the cluster at `data`; `None` when there is none yet.
pub(super) fn major_version(data: &Path) -> Result<Option<u32>, PrivatePostgresError> {
    if !data.exists() {
        return Ok(None);
    }
    let broken = || PrivatePostgresError::NotACluster { data: data.to_owned() };
    let version = fs::read_to_string(data.join("PG_VERSION")).map_err(|_| broken())?;
    let major = version.trim().split('.').next().and_then(|major| major.parse().ok());
    major.map(Some).ok_or_else(broken)
}

/// A name of its own for each try: an initdb left over from a killed server cleans up by name when it fails, and
/// must not clean up ours.
fn unfinished_name() -> String {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{UNFINISHED}-{}", moment.as_nanos())
}

fn add_settings(directory: &Path) -> Result<(), PrivatePostgresError> {
    let path = directory.join("postgresql.conf");
    let append = |path: &Path| {
        let mut file = OpenOptions::new().append(true).open(path)?;
        file.write_all(SETTINGS.as_bytes())?;
        file.sync_all()
    };
    append(&path).map_err(io_error("write", &path))
}

fn run(mut command: Command, name: &str, input: &str) -> Result<(), PrivatePostgresError> {
    let program = PathBuf::from(command.get_program());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(io_error("run", &program))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading says why in its output, which is what we report.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(io_error("run", &program))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(PrivatePostgresError::Program {
        program: name.to_owned(),
        output: last_lines(&String::from_utf8_lossy(&text)),
    })
}

/// The end of a text, as much of it as belongs in an error.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let start = lines.len().saturating_sub(QUOTED_LINES);
    lines.into_iter().skip(start).collect::<Vec<_>>().join("\n")
}
