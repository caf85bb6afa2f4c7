//! The command line: one file a subcommand.

mod audit;
mod backup;
mod bank;
mod check_config;
mod database;
mod demo;
mod export;
mod migrate;
mod serve;
mod tls;
pub mod user;

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, TlsFiles};
use crate::formats;

/// What a subcommand ends with when it cannot do its work: a sentence for the person at the terminal.
type CliResult<T> = Result<T, Box<dyn std::error::Error>>;

/// Sales-training quiz, timed-exam and certification server.
#[derive(Parser)]
#[command(name = "certamen", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server. The first start prints a one-time link that makes the first admin.
    Serve(ServerArgs),
    /// Run the server with sample people, exams and certificates, on this machine only; prints the logins.
    Demo(ServerArgs),
    /// Bring the database schema up to date, then stop.
    Migrate(DataDirArgs),
    /// Save everything to one file, also while people sit their exams.
    Backup(backup::BackupArgs),
    /// Fill an empty database from a backup and compare every table with what was saved.
    Restore(backup::RestoreArgs),
    /// Write data out, for example who is certified.
    Export(Box<export::ExportArgs>),
    /// Check the settings and the database, then stop. Exit code 0: usable.
    CheckConfig(DataDirArgs),
    /// Check the audit trail.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Check and import question files.
    #[command(subcommand)]
    Bank(bank::BankCommand),
    /// Reads one file from outside, in a process of its own with little memory and time.
    #[command(name = formats::SUBCOMMAND, hide = true)]
    ReadFileChild,
    /// Add people from the command line.
    User(UserCommandArgs),
}

/// What to do with people, and where the data is.
#[derive(Args)]
struct UserCommandArgs {
    #[command(subcommand)]
    command: user::UserCommand,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Where to listen and where to keep data; both override the environment.
#[derive(Args, Clone)]
struct ServerArgs {
    /// Address and port, for example 127.0.0.1:8080.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Certificate chain in PEM, with which the server speaks https itself; read again at SIGHUP.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate in PEM.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Where the server keeps what is its own.
#[derive(Args, Clone)]
struct DataDirArgs {
    /// Folder for the server's own Postgres, used when DATABASE_URL is not set.
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
}

impl ServerArgs {
    fn config(&self) -> CliResult<Config> {
        let mut config = self.data.config()?;
        config.listen = self.listen.unwrap_or(config.listen);
        if let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) {
            config.speak_https(TlsFiles { cert: cert.clone(), key: key.clone() })?;
        }
        Ok(config)
    }
}

impl DataDirArgs {
    fn config(&self) -> CliResult<Config> {
        let mut config = Config::from_env()?;
        if let Some(data_dir) = &self.data_dir {
            config.data_dir.clone_from(data_dir);
        }
        Ok(config)
    }
}

/// Reads the command line and does what it says. Exit code 0: done; 1: not done, with a sentence on stderr;
/// 2: the command line itself cannot be read.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Command::ReadFileChild = cli.command {
        return formats::child::run();
    }
    start_logging();
    let done = match cli.command {
        Command::Serve(args) => args.config().and_then(serve::run),
        Command::Demo(args) => demo::run(&args),
        Command::Migrate(args) => args.config().and_then(|config| migrate::run(&config)),
        Command::Backup(args) => backup::save(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Export(args) => export::run(&args),
        Command::CheckConfig(args) => args.config().and_then(|config| check_config::run(&config)),
        Command::Audit(command) => audit::run(&command),
        Command::Bank(command) => return bank::run(&command),
        Command::ReadFileChild => Ok(()),
        Command::User(args) => args.data.config().and_then(|config| user::run(&config, &args.command)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem.to_string());
            ExitCode::FAILURE
        }
    }
}

/// One line on standard output. A closed pipe is no error: nobody is listening.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// One line on standard error.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "certamen: {line}");
}

/// Runs a short command's future. The runtime has several threads because migrations need one for blocking work.
fn block_on<T>(future: impl Future<Output = T>) -> CliResult<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    Ok(runtime.block_on(future))
}

/// Logs go to standard error, as text or, with CERTAMEN_LOG_FORMAT=json, one object a line.
fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_env("CERTAMEN_LOG").unwrap_or_else(|_| EnvFilter::new("warn,certamen=info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // By default a log that cannot be written is reported on standard error, which panics where that is the log.
        .log_internal_errors(false);
    let json = std::env::var("CERTAMEN_LOG_FORMAT").is_ok_and(|format| format == "json");
    let _ = if json { builder.json().try_init() } else { builder.compact().try_init() };
}
