//! `certamen backup` and `certamen restore`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on, say};
use crate::audit::{self, Actor, Event, queries};
use crate::config::Config;
use crate::db::backup::{self, Counts};
use crate::db::connect_alone;

/// `certamen backup`.
#[derive(Args)]
pub(super) struct BackupArgs {
    /// The file to write; must not be there yet. Unless given, a name with the time in it, in this folder.
    #[arg(short, long)]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataDirArgs,
}

/// `certamen restore`.
#[derive(Args)]
pub(super) struct RestoreArgs {
    /// A file that certamen backup wrote.
    file: PathBuf,
    /// Replace everything in a database that is not empty. What is there is saved to a file beside this one first.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Writes a backup. A server may be running; nobody is held up.
pub(super) fn save(args: &BackupArgs) -> CliResult<()> {
    let config = args.data.config()?;
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(named_by_time("certamen")));
    refuse_existing(&path)?;
    let database = Database::open_beside_server(&config)?;
    let saved = save_noted(&database.url, &path);
    database.close()?;
    say(&format!("Saved {} to {}.", sum(&saved?), path.display()));
    Ok(())
}

/// Restores a backup and compares it with what was counted when it was saved.
pub(super) fn restore(args: &RestoreArgs) -> CliResult<()> {
    let config = args.data.config()?;
    backup::look_into(&args.file)?;
    let database = Database::open(&config)?;
    let restored = fill(&config, &database, args);
    database.close()?;
    say(&format!("Restored {} from {}, and compared every table.", sum(&restored?), args.file.display()));
    Ok(())
}

/// The row is in the database before the copy is made, so that every copy says itself when and how it was made.
fn save_noted(url: &str, path: &Path) -> CliResult<Counts> {
    block_on(note(url, "database.backup_begun", path))??;
    Ok(block_on(backup::save(url, path))??)
}

/// Puts into the trail what became of the whole database, where there is a trail.
async fn note(url: &str, action: &'static str, path: &Path) -> CliResult<()> {
    let mut conn = connect_alone(url).await?;
    if !queries::takes_rows(&mut conn).await? {
        tracing::warn!("this database takes no rows, so the audit trail does not say that it was backed up");
        return Ok(());
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let event = Event {
        action,
        subject_kind: "database",
        subject_id: "database".to_owned(),
        detail: json!({ "file": file }),
    };
    Ok(audit::record(&mut conn, &Actor::server(), event).await?)
}

/// Works as the role that changes the schema, which is what a restored one belongs to.
fn fill(config: &Config, database: &Database, args: &RestoreArgs) -> CliResult<Counts> {
    let url = database.owner_url();
    if args.replace && !block_on(backup::is_empty(url))?? {
        let before = args.file.with_file_name(named_by_time("before-restore"));
        refuse_existing(&before)?;
        save_noted(url, &before)?;
        say(&format!("What was there is saved to {}.", before.display()));
        block_on(backup::empty(url))??;
    }
    tracing::debug!(data_dir = %config.data_dir.display(), "restoring");
    let counts = block_on(backup::restore(url, &args.file))??;
    block_on(database.separate())??;
    block_on(note(url, "database.restored", &args.file))??;
    Ok(counts)
}

fn refuse_existing(path: &Path) -> CliResult<()> {
    if path.exists() {
        return Err(format!("{} is there already. Choose another name.", path.display()).into());
    }
    Ok(())
}

fn named_by_time(what: &str) -> String {
    format!("{what}-{}.backup", chrono::Utc::now().format("%Y%m%dT%H%M%SZ"))
}

fn sum(counts: &Counts) -> String {
    let rows: i64 = counts.values().map(|content| content.rows).sum();
    format!("{rows} rows of {} tables", counts.len())
}
