//! `certamen bank`: check, import and export question files.

mod changes;
mod check;
mod export;
mod import;
mod report;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use question_formats::{Column, Format};

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on, complain};
use crate::formats::{ChildReader, Hints, ReadFile, ReaderStopped};

/// The largest file the command line reads, in bytes: one more than the readers take, so that they say what is wrong.
const LARGEST: u64 = 64 * 1024 * 1024 + 1;

/// Nothing to complain about.
const CLEAN: u8 = 0;
/// The file has errors.
const ERRORS: u8 = 1;
/// The file cannot be read at all.
const UNREADABLE: u8 = 2;

/// What to do with question files.
#[derive(Subcommand)]
pub(super) enum BankCommand {
    /// Read a question file of any format and store nothing. Exit code 0: clean, 1: errors, 2: cannot be read.
    Check(check::CheckArgs),
    /// Check a file, show what would change in a bank, and write it with --yes.
    Import(import::ImportArgs),
    /// Write the questions of a bank as a file of some format. What the format cannot hold is said.
    Export(export::ExportArgs),
}

/// Languages in which diagnostics speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<Lang> for question_formats::Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

/// A question file and what the caller knows better than its bytes.
#[derive(Args)]
struct FileArgs {
    /// The question file.
    file: PathBuf,
    /// Read it as this format, whatever it looks like: toml, paper-text, docx, xlsx, xls, ods, csv, tsv, gift, aiken,
    /// moodle-xml, qti21, qti22, qti30.
    #[arg(long, value_parser = readable_format)]
    format: Option<Format>,
    /// Decode it from this encoding, such as gb18030 or big5.
    #[arg(long)]
    encoding: Option<String>,
    /// What the columns of a table hold, when its headings do not say: A=stem,B=option,C=option,D=answer. Known are
    /// code, type, stem, option, options (all in one cell), answer, explanation, points, difficulty, tags, topic, ignore.
    #[arg(long, value_delimiter = ',', value_parser = column)]
    columns: Vec<(String, Column)>,
    /// With --columns: the row in which the questions begin, when a heading above them is not understood.
    #[arg(long, requires = "columns")]
    first_row: Option<usize>,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
}

/// `B=option`: the letter of a column and what it holds.
fn column(text: &str) -> Result<(String, Column), String> {
    let (letter, name) =
        text.split_once('=').ok_or("a letter, =, and what the column holds, such as B=option")?;
    let letter = letter.trim().to_ascii_uppercase();
    if !(1..=2).contains(&letter.len()) || !letter.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("{letter:?} is not the letter of a column"));
    }
    let column = serde_json::from_value(name.trim().into()).map_err(|problem| problem.to_string())?;
    Ok((letter, column))
}

fn readable_format(name: &str) -> Result<Format, String> {
    let names = || Format::ALL.iter().filter(|format| format.is_read()).map(|format| format.as_str());
    Format::by_name(name)
        .filter(|format| format.is_read())
        .ok_or_else(|| format!("one of {}", names().collect::<Vec<_>>().join(", ")))
}

impl FileArgs {
    fn hints(&self) -> Hints {
        let file_name = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        Hints {
            format: self.format,
            encoding: self.encoding.clone(),
            file_name,
            columns: self.columns.iter().cloned().collect(),
            picture: false,
            plain: false,
            first_row: self.first_row,
        }
    }

    fn bytes(&self) -> std::io::Result<Vec<u8>> {
        bytes_of(&self.file)
    }

    /// Says that the file itself cannot be opened.
    fn unreadable(&self, problem: &dyn std::fmt::Display) -> ExitCode {
        complain(&format!("{}: {problem}", self.file.display()));
        ExitCode::from(UNREADABLE)
    }
}

/// Runs a `bank` command. Exit codes: see [`BankCommand`].
pub(super) fn run(command: &BankCommand) -> ExitCode {
    let done = match command {
        BankCommand::Check(args) => reader().and_then(|reader| block_on(check::run(args, &reader))),
        BankCommand::Import(args) => reader().and_then(|reader| import::run(args, &reader)),
        BankCommand::Export(args) => export::run(args),
    };
    done.unwrap_or_else(|problem| {
        complain(&problem.to_string());
        ExitCode::from(ERRORS)
    })
}

fn reader() -> CliResult<ChildReader> {
    Ok(ChildReader::of_this_program()?)
}

/// Opens the database of the settings for as long as `work` takes.
fn with_database<T>(data: &DataDirArgs, work: impl AsyncFnOnce(&mut crate::db::Conn) -> T) -> CliResult<T> {
    let mut database = Database::open_beside_server(&data.config()?)?;
    super::serve::prepare(&mut database)?;
    let done = block_on(async {
        let mut conn = crate::db::connect_alone(&database.url).await?;
        Ok::<_, Box<dyn std::error::Error>>(work(&mut conn).await)
    })??;
    database.close()?;
    Ok(done)
}

/// 0 without errors, 1 with, 2 when the format or encoding cannot be read.
fn exit_code(file: &ReadFile) -> u8 {
    use question_formats::Code;
    let has = |code: Code| file.reading.diagnostics.iter().any(|one| one.code == code);
    if [Code::EFormatNotReadYet, Code::ETooLarge, Code::EEncoding, Code::EEncodingUnknown]
        .into_iter()
        .any(has)
    {
        UNREADABLE
    } else if file.reading.has_errors() {
        ERRORS
    } else {
        CLEAN
    }
}

/// Reads a file in a child process.
async fn read(args: &FileArgs, bytes: &[u8], reader: &ChildReader) -> Result<ReadFile, ReaderStopped> {
    reader.read(bytes, &args.hints()).await
}

fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Standard output; a closed pipe is nobody's error.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
