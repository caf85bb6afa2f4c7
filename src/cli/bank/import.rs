//! `certamen bank import`.

use std::process::ExitCode;

use clap::Args;

use super::changes::{Ending, changes, ending};
use super::{ERRORS, FileArgs, UNREADABLE, exit_code, print, read, report, with_database};
use crate::audit::Actor;
use crate::banks::actions::{self, Commit, NewImport, Target};
use crate::banks::model::RevisionSource;
use crate::banks::queries;
use crate::banks::rules::{ColumnUses, Sums, is_address};
use crate::base::text::is_code;
use crate::cli::{CliResult, DataDirArgs, complain};
use crate::db::Conn;
use crate::formats::{ChildReader, ReadFile};
use crate::web::Error;

/// The largest file an import keeps, in bytes.
const LARGEST_IMPORT: usize = 8 * 1024 * 1024;

/// Arguments of `bank import`.
#[derive(Args)]
pub(in crate::cli) struct ImportArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Code of the bank.
    #[arg(long)]
    bank: String,
    /// Make the bank if there is none with this code.
    #[arg(long)]
    create: bool,
    /// Write the changes. Without it they are only shown.
    #[arg(long)]
    yes: bool,
    /// List every question that would change, not only the first fifty.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Imports into the database of the settings.
pub(super) fn run(args: &ImportArgs, reader: &ChildReader) -> CliResult<ExitCode> {
    with_database(&args.data, async |conn| import(args, reader, conn).await)
}

/// Imports into a database that is migrated.
async fn import(args: &ImportArgs, reader: &ChildReader, conn: &mut Conn) -> ExitCode {
    let bytes = match args.file.bytes() {
        Ok(bytes) => bytes,
        Err(problem) => return args.file.unreadable(&problem),
    };
    if bytes.len() > LARGEST_IMPORT {
        return args.file.unreadable(&"more than 8 MiB");
    }
    let file = match read(&args.file, &bytes, reader).await {
        Ok(file) => file,
        Err(stopped) => {
            complain(&stopped.to_string());
            return ExitCode::from(UNREADABLE);
        }
    };
    print(&report::report(&args.file.file, &file, args.file.lang.into(), args.all));
    if exit_code(&file) == UNREADABLE {
        return ExitCode::from(UNREADABLE);
    }
    match change(args, conn, &bytes, &file).await {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(problem) => {
            complain(&problem);
            ExitCode::from(ERRORS)
        }
    }
}

/// Shows or writes the change set; what to print.
async fn change(args: &ImportArgs, conn: &mut Conn, bytes: &[u8], file: &ReadFile) -> Result<String, String> {
    let database = |error: &dyn std::fmt::Display| format!("database: {error}");
    let bank = queries::bank_by_code(conn, &args.bank).await.map_err(|error| database(&error))?;
    let target = match &bank {
        Some(bank) => Target::Bank(bank.id),
        None if !args.create => return Err(format!("there is no bank {}; --create makes it", args.bank)),
        None if !is_code(&args.bank) || is_address(&args.bank) => {
            return Err(format!("{} cannot be the code of a bank", args.bank));
        }
        None => new_bank(&args.bank, file),
    };
    let (rows, existing, planned) = actions::plan_of(conn, bank.as_ref().map(|bank| bank.id), file)
        .await
        .map_err(|error| database(&error))?;
    let drafts: Vec<_> = rows.iter().map(|row| (row.position, &row.draft)).collect();
    let resemblances = queries::resemblances(conn, &drafts).await.map_err(|error| database(&error))?;
    let language = args.file.lang.into();
    print(&changes(&rows, &existing, &planned, &resemblances, language, args.all));
    let sums = Sums::of(planned.iter().map(|one| (one.verdict, one.outcome)));
    if !args.yes {
        return Ok(ending(&sums, &Ending::OnlyShown, language));
    }
    if sums.written() == 0 {
        return Ok(ending(&sums, &Ending::NothingToWrite, language));
    }
    let name = args.file.hints().file_name.unwrap_or_default();
    let uses = ColumnUses { columns: args.file.hints().columns, first_row: args.file.hints().first_row };
    let new = NewImport { target, file_name: &name, bytes, file, uses: &uses };
    let actor = Actor::server();
    let id = actions::start_import(conn, &actor, &new).await.map_err(|error| database(&error))?;
    let done = actions::commit(conn, &actor, id, RevisionSource::CommandLine, None).await;
    match done {
        Ok(Commit::Done { bank_code, revision, sums }) => {
            Ok(ending(&sums, &Ending::Written { bank_code, revision }, language))
        }
        Ok(Commit::Changed) | Err(Error::Conflict(_)) => {
            Err("the bank changed meanwhile; run the command again".to_owned())
        }
        Err(error) => Err(database(&error)),
    }
}

/// A bank with the titles the file gives, else its code.
fn new_bank(code: &str, file: &ReadFile) -> Target {
    let title = |language: &str| {
        let header = file.reading.bank.as_ref();
        header.and_then(|header| header.title.get(language)).cloned().unwrap_or_else(|| code.to_owned())
    };
    Target::NewBank { code: code.to_owned(), title_zh: title("zh-CN"), title_en: title("en") }
}
