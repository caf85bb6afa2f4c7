//! `certamen bank export`: a bank in the format of another program.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use question_formats::{Format, Language, Written, write};

use super::{CLEAN, Lang, with_database};
use crate::audit::Actor;
use crate::banks::{actions, export, queries};
use crate::cli::{CliResult, DataDirArgs, complain};
use crate::db::{Conn, QuestionVersionId};

/// Arguments of `bank export`.
#[derive(Args)]
pub(in crate::cli) struct ExportArgs {
    /// Code of the bank.
    bank: String,
    /// toml, gift, aiken, moodle-xml, qti21, qti30, xlsx, csv or paper-text.
    #[arg(long, value_parser = writable_format)]
    format: Format,
    /// File to write; standard output unless given.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    #[command(flatten)]
    data: DataDirArgs,
}

fn writable_format(name: &str) -> Result<Format, String> {
    let names = || Format::ALL.iter().filter(|format| format.is_written()).map(|format| format.as_str());
    Format::by_name(name)
        .filter(|format| format.is_written())
        .ok_or_else(|| format!("one of {}", names().collect::<Vec<_>>().join(", ")))
}

/// Writes the file, and on standard error what the format cannot hold.
pub(super) fn run(args: &ExportArgs) -> CliResult<ExitCode> {
    if args.output.is_none() && !args.format.is_text() && std::io::stdout().is_terminal() {
        return Err("this format is not text; name a file with -o".into());
    }
    let written = with_database(&args.data, async |conn| written(args, conn).await)??;
    match &args.output {
        Some(path) => {
            std::fs::write(path, &written.bytes)
                .map_err(|problem| format!("{}: {problem}", path.display()))?;
        }
        None => std::io::stdout().lock().write_all(&written.bytes)?,
    }
    let language: Language = args.lang.into();
    for loss in &written.losses {
        let position = loss.place.as_ref().map(question_formats::Place::ordinal).unwrap_or_default();
        complain(&format!("{position}: {} {}", loss.code.as_str(), loss.message(language)));
    }
    Ok(ExitCode::from(CLEAN))
}

async fn written(args: &ExportArgs, conn: &mut Conn) -> Result<Written, String> {
    let database = |problem: diesel::result::Error| format!("database: {problem}");
    let bank = queries::bank_by_code(conn, &args.bank).await.map_err(database)?;
    let bank = bank.ok_or_else(|| format!("there is no bank {}", args.bank))?;
    let versions = queries::current(conn, bank.id).await.map_err(database)?;
    let ids: Vec<QuestionVersionId> = versions.iter().map(|version| version.id).collect();
    let images = queries::images_of(conn, &ids).await.map_err(database)?;
    let (header, drafts) = export::drafts(&bank, &versions, images);
    let written = write(args.format, &header, &drafts).ok_or("this format is not written")?;
    actions::note_export(conn, &Actor::server(), &bank.code, args.format).await.map_err(database)?;
    Ok(written)
}
