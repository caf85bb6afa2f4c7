//! `certamen backup` and `certamen restore`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on, say};
use crate::config::Config;
use crate::db::backup::{self, Counts};
use crate::db::roles;

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
    let saved = block_on(backup::save(&database.url, &path));
    database.close()?;
    say(&format!("Saved {} to {}.", sum(&saved??), path.display()));
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

/// Works as the role that changes the schema, which is what a restored one belongs to.
fn fill(config: &Config, database: &Database, args: &RestoreArgs) -> CliResult<Counts> {
    let url = database.owner_url();
    if args.replace && !block_on(backup::is_empty(url))?? {
        let before = args.file.with_file_name(named_by_time("before-restore"));
        refuse_existing(&before)?;
        block_on(backup::save(url, &before))??;
        say(&format!("What was there is saved to {}.", before.display()));
        block_on(backup::empty(url))??;
    }
    tracing::debug!(data_dir = %config.data_dir.display(), "restoring");
    let counts = block_on(backup::restore(url, &args.file))??;
    if let Some(migrating) = &database.migrating {
        block_on(roles::separate(migrating, &database.url))??;
    }
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
