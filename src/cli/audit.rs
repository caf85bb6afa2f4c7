//! `certamen audit`: check the chain of the audit trail, show its head, go on with another key.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on, say};
use crate::audit::actions::{Chained, begin_with_new_key, chain};
use crate::audit::queries;
use crate::audit::verification::{KeptHead, Verdict, verify};
use crate::config::SecretKey;
use crate::db::{Pool, PoolOptions, connect_alone};

/// Events chained in one transaction.
const AT_ONCE: i64 = 1000;

/// How long one statement of a check may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

/// What to do with the audit trail.
#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Check every link of the chain and every audit row. Exit code 0: whole; 1: not, with the first thing that is wrong.
    Verify(VerifyArgs),
    /// Print the last link of the chain as JSON, to be kept where nobody who can change the database can change it.
    Head(DataDirArgs),
    /// Go on with another key after the old one was lost or told; the trail says so.
    NewKey(NewKeyArgs),
}

/// What to check against.
#[derive(Args)]
pub(super) struct VerifyArgs {
    /// File with a head printed earlier by `certamen audit head`: shows when the end of the chain was cut off.
    #[arg(long)]
    head: Option<PathBuf>,
    /// File with a key that counted earlier; may be given several times.
    #[arg(long)]
    key_file: Vec<PathBuf>,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Why there is another key.
#[derive(Args)]
pub(super) struct NewKeyArgs {
    /// Why, for the trail.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Does it.
pub(super) fn run(command: &AuditCommand) -> CliResult<()> {
    match command {
        AuditCommand::Verify(args) => check(args),
        AuditCommand::Head(data) => head(data),
        AuditCommand::NewKey(args) => new_key(args),
    }
}

fn check(args: &VerifyArgs) -> CliResult<()> {
    let config = args.data.config()?;
    let mut keys = vec![config.key_files.open(&config.data_dir)?.audit];
    for path in &args.key_file {
        keys.push(SecretKey::read(path)?);
    }
    let kept = args.head.as_deref().map(read_head).transpose()?;
    let database = Database::open_beside_server(&config)?;
    let verdict = block_on(async {
        // What was written a moment ago is checked too, not only said to be waiting.
        let mut conn = connect_alone(&database.url).await?;
        while let Chained::Added(1..) = chain(&mut conn, keys.first().ok_or("no key")?, AT_ONCE).await? {}
        drop(conn);
        let pool = Pool::with(&database.url, PoolOptions { statement: PATIENCE, ..PoolOptions::of_size(2) })?;
        Ok::<_, Box<dyn std::error::Error>>(verify(&pool, &keys, kept.as_ref()).await?)
    })?;
    database.close()?;
    tell(&verdict?)
}

fn tell(verdict: &Verdict) -> CliResult<()> {
    if let Some(wrong) = &verdict.wrong {
        return Err(format!("the audit trail is NOT whole. {wrong}").into());
    }
    match &verdict.head {
        Some(head) => say(&format!(
            "The audit trail is whole: {} events, the last one at position {} with hash {}.",
            verdict.links, head.position, head.hash
        )),
        None => say("The audit trail is empty."),
    }
    Ok(())
}

fn read_head(path: &Path) -> CliResult<KeptHead> {
    let text = std::fs::read_to_string(path).map_err(|problem| format!("{}: {problem}", path.display()))?;
    let read = serde_json::from_str(&text);
    Ok(read.map_err(|problem| format!("{} is no head of a chain: {problem}", path.display()))?)
}

fn head(data: &DataDirArgs) -> CliResult<()> {
    let config = data.config()?;
    let database = Database::open_beside_server(&config)?;
    let head = block_on(async {
        let mut conn = connect_alone(&database.url).await?;
        Ok::<_, Box<dyn std::error::Error>>(queries::head(&mut conn).await?)
    })?;
    database.close()?;
    let head = head?.ok_or("nothing was chained yet: start the server once")?;
    say(&serde_json::to_string(&KeptHead::from(&head))?);
    Ok(())
}

fn new_key(args: &NewKeyArgs) -> CliResult<()> {
    if args.reason.trim().is_empty() {
        return Err("--reason must say why".into());
    }
    let config = args.data.config()?;
    let key = config.key_files.open(&config.data_dir)?.audit;
    let database = Database::open_beside_server(&config)?;
    let chained = block_on(async {
        let mut conn = connect_alone(&database.url).await?;
        Ok::<_, Box<dyn std::error::Error>>(begin_with_new_key(&mut conn, &key, args.reason.trim()).await?)
    })?;
    database.close()?;
    match chained? {
        Chained::Added(_) => {
            say("The audit trail goes on with the key of these settings. Keep the old one for checks.");
        }
        Chained::Elsewhere | Chained::OtherKey => return Err("a server is at it just now. Try again".into()),
    }
    Ok(())
}
