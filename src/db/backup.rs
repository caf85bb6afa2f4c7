//! Backups: one file with everything, of one moment, taken while people work; and the way back, checked row by row.
//!
//! The file begins with two lines of text (what it is, and what was counted) and goes on with what `pg_dump` writes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;
use tokio_postgres::config::Host;

use super::address::{Address, AddressError, Protection};
use super::private_postgres::{PrivatePostgresError, program};

/// The first line of the file.
const MARK: &str = "certamen backup 1";

/// Longest line of counts that is read, in bytes.
const LONGEST_COUNTS: u64 = 1 << 20;

/// Why there is no backup, or why it was not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database said something.
    #[error("the database: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// The address of the database cannot be used.
    #[error("the address of the database: {0}")]
    Address(#[from] AddressError),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The programs of Postgres are missing.
    #[error(transparent)]
    Programs(#[from] PrivatePostgresError),
    /// `pg_dump` or `pg_restore` failed; what it said.
    #[error("{program} failed: {said}")]
    Program {
        /// Its name.
        program: &'static str,
        /// Its last lines.
        said: String,
    },
    /// The file is something else.
    #[error("{0} is no backup of Certamen, or its beginning is damaged")]
    NoBackup(PathBuf),
    /// The database has tables.
    #[error(
        "the database is not empty. To replace everything in it, say --replace; what is there is saved to a file first"
    )]
    NotEmpty,
    /// A server works on the database.
    #[error("a server is working on this database. Stop it first")]
    InUse,
    /// What was restored is not what was saved.
    #[error("what was restored is not what was saved: {}", .0.join(", "))]
    Differs(Vec<String>),
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Rows.
    pub rows: i64,
    /// Sum over the hashes of all rows: the same whatever their order.
    pub checksum: String,
}

/// What every table holds, by name.
pub type Counts = BTreeMap<String, Content>;

/// Writes everything the database at `url` holds at one moment to `path`, which appears only when it is whole.
/// Nobody who works meanwhile is held up. Returns what was counted.
///
/// # Errors
/// See [`BackupError`].
pub async fn save(url: &str, path: &Path) -> Result<Counts, BackupError> {
    let address = Address::parse(url)?;
    let client = connect(&address).await?;
    // What is counted and what is dumped are of the same moment.
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let snapshot: String = client.query_one("SELECT pg_export_snapshot()", &[]).await?.get(0);
    let counts = count(&client).await?;
    let unfinished = path.with_extension("unfinished");
    let written = write(&address, &snapshot, &counts, &unfinished);
    client.batch_execute("ROLLBACK").await?;
    let whole = written.and_then(|()| fs::rename(&unfinished, path).map_err(|source| file(path, source)));
    if whole.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    whole.map(|()| counts)
}

/// Fills the database at `url` from a backup and compares every table with what was counted when it was saved.
///
/// # Errors
/// See [`BackupError`]. A database that is not empty is refused, unless it was emptied by [`empty`].
pub async fn restore(url: &str, path: &Path) -> Result<Counts, BackupError> {
    let address = Address::parse(url)?;
    let (counts, dump) = open(path)?;
    let client = connect(&address).await?;
    refuse_server(&client).await?;
    if has_tables(&client).await? {
        return Err(BackupError::NotEmpty);
    }
    feed(&address, dump, path)?;
    let restored = count(&client).await?;
    let differs: Vec<String> = counts
        .keys()
        .chain(restored.keys())
        .filter(|name| counts.get(*name) != restored.get(*name))
        .cloned()
        .collect();
    if differs.is_empty() { Ok(counts) } else { Err(BackupError::Differs(differs)) }
}

/// Whether the file begins as a backup does; its counts.
///
/// # Errors
/// [`BackupError::NoBackup`] or [`BackupError::File`].
pub fn look_into(path: &Path) -> Result<Counts, BackupError> {
    open(path).map(|(counts, _)| counts)
}

/// Whether there is anything in the database.
///
/// # Errors
/// Whatever the database says.
pub async fn is_empty(url: &str) -> Result<bool, BackupError> {
    let client = connect(&Address::parse(url)?).await?;
    Ok(!has_tables(&client).await?)
}

/// Removes everything from the database.
///
/// # Errors
/// Whatever the database says; [`BackupError::InUse`] while a server works on it.
pub async fn empty(url: &str) -> Result<(), BackupError> {
    let client = connect(&Address::parse(url)?).await?;
    refuse_server(&client).await?;
    client.batch_execute("BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT").await?;
    Ok(())
}

async fn connect(address: &Address) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = address.connect().await?;
    tokio::spawn(connection);
    // Rows are compared as text: it must not depend on whom one asks.
    client
        .batch_execute("SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 3; SET statement_timeout = 0")
        .await?;
    Ok(client)
}

async fn refuse_server(client: &Client) -> Result<(), BackupError> {
    let servers = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'certamen writer'";
    if client.query(servers, &[]).await?.is_empty() { Ok(()) } else { Err(BackupError::InUse) }
}

async fn tables(client: &Client) -> Result<Vec<String>, tokio_postgres::Error> {
    let all = "SELECT quote_ident(relname) FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname";
    Ok(client.query(all, &[]).await?.iter().map(|row| row.get(0)).collect())
}

async fn has_tables(client: &Client) -> Result<bool, tokio_postgres::Error> {
    Ok(!tables(client).await?.is_empty())
}

async fn count(client: &Client) -> Result<Counts, tokio_postgres::Error> {
    let mut counts = Counts::new();
    for table in tables(client).await? {
        let sql = format!(
            "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM public.{table} t"
        );
        let row = client.query_one(&sql, &[]).await?;
        counts.insert(table, Content { rows: row.get(0), checksum: row.get(1) });
    }
    Ok(counts)
}

fn write(address: &Address, snapshot: &str, counts: &Counts, path: &Path) -> Result<(), BackupError> {
    let wrong = |source| file(path, source);
    let mut out = BufWriter::new(File::create(path).map_err(wrong)?);
    let counted = serde_json::to_string(counts).map_err(|error| wrong(error.into()))?;
    writeln!(out, "{MARK}\n{counted}").map_err(wrong)?;
    let mut command = client_program("pg_dump", address)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    command.arg(format!("--snapshot={snapshot}")).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(wrong)?;
    if let Some(mut dump) = child.stdout.take() {
        std::io::copy(&mut dump, &mut out).map_err(wrong)?;
    }
    ended_well(child, "pg_dump")?;
    out.into_inner().map_err(|error| wrong(error.into_error()))?.sync_all().map_err(wrong)
}

/// The counts of a backup, and the rest of the file.
fn open(path: &Path) -> Result<(Counts, BufReader<File>), BackupError> {
    let wrong = |source| file(path, source);
    let mut file = BufReader::new(File::open(path).map_err(wrong)?);
    let mut lines = [String::new(), String::new()];
    for line in &mut lines {
        // Something else may have no line ends at all, nor be text.
        let read = file.by_ref().take(LONGEST_COUNTS).read_line(line);
        if read.is_err() {
            return Err(BackupError::NoBackup(path.to_owned()));
        }
    }
    let [mark, counted] = &lines;
    match serde_json::from_str(counted) {
        Ok(counts) if mark.trim_end() == MARK => Ok((counts, file)),
        _ => Err(BackupError::NoBackup(path.to_owned())),
    }
}

/// All or nothing.
fn feed(address: &Address, mut dump: BufReader<File>, path: &Path) -> Result<(), BackupError> {
    let wrong = |source| file(path, source);
    let mut command = client_program("pg_restore", address)?;
    command.args(["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]);
    // An empty database has this schema already.
    command.args(["--clean", "--if-exists"]);
    command.arg(format!("--dbname={}", address.config.get_dbname().unwrap_or_default()));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().map_err(wrong)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends early says itself why.
        let _ = std::io::copy(&mut dump, &mut stdin);
    }
    ended_well(child, "pg_restore")
}

/// A program of Postgres that works on this database. What could be secret goes into its environment, which others
/// cannot see.
fn client_program(name: &'static str, address: &Address) -> Result<Command, BackupError> {
    let config = &address.config;
    let mut command = Command::new(program(name)?);
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(directory) => directory.display().to_string(),
        })
        .collect();
    let ports: Vec<String> = config.get_ports().iter().map(ToString::to_string).collect();
    command.env("PGHOST", hosts.join(",")).env("PGOPTIONS", "-c statement_timeout=0 -c lock_timeout=0");
    if !ports.is_empty() {
        command.env("PGPORT", ports.join(","));
    }
    for (variable, value) in [("PGUSER", config.get_user()), ("PGDATABASE", config.get_dbname())] {
        if let Some(value) = value {
            command.env(variable, value);
        }
    }
    if let Some(password) = config.get_password().and_then(|bytes| std::str::from_utf8(bytes).ok()) {
        command.env("PGPASSWORD", password);
    }
    protect(&mut command, address);
    command.stderr(Stdio::piped());
    Ok(command)
}

/// The program encrypts its connection as this one does.
fn protect(command: &mut Command, address: &Address) {
    let mode = match address.protection() {
        Protection::Local | Protection::Little => "prefer",
        Protection::Encrypted => "require",
        Protection::Proven => "verify-full",
    };
    command.env("PGSSLMODE", mode);
    match (&address.roots, address.protection()) {
        (Some(path), _) => command.env("PGSSLROOTCERT", path),
        // The authorities this machine knows; Postgres 16 or newer understands it.
        (None, Protection::Proven) => command.env("PGSSLROOTCERT", "system"),
        (None, _) => command,
    };
}

fn ended_well(child: Child, program: &'static str) -> Result<(), BackupError> {
    let failed = |said: String| BackupError::Program { program, said };
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let mut last: Vec<&str> = said.lines().rev().take(5).collect();
    last.reverse();
    Err(failed(last.join("\n")))
}

fn file(path: &Path, source: std::io::Error) -> BackupError {
    BackupError::File { path: path.to_owned(), source }
}
