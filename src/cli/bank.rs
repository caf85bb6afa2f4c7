//! `certamen bank check` and `certamen bank import`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use question_formats::{Diagnostic, Severity};
use serde_json::{Value, json};

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on, complain};
use crate::audit::Actor;
use crate::banks::actions::{self, Commit, NewImport, Target};
use crate::banks::model::RevisionSource;
use crate::banks::queries;
use crate::banks::rules::Sums;
use crate::base::text::is_code;
use crate::db::migrations::migrate;
use crate::db::{Conn, Pool};
use crate::formats::{ChildReader, Hints, READER_STOPPED, ReadFile, ReaderStopped};
use crate::web::Error;

/// The largest file the command line reads, in bytes: one more than the readers take, so that they say what is wrong.
const LARGEST: u64 = 16 * 1024 * 1024 + 1;

/// The largest file an import keeps, in bytes.
const LARGEST_IMPORT: usize = 8 * 1024 * 1024;

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
    Check(CheckArgs),
    /// Check a file, show what would change in a bank, and write it with --yes.
    Import(ImportArgs),
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

/// Arguments of `bank check`.
#[derive(Args)]
pub(super) struct CheckArgs {
    /// The question file.
    file: PathBuf,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    json: bool,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
}

/// Arguments of `bank import`.
#[derive(Args)]
pub(super) struct ImportArgs {
    /// The question file.
    file: PathBuf,
    /// Code of the bank.
    #[arg(long)]
    bank: String,
    /// Make the bank if there is none with this code.
    #[arg(long)]
    create: bool,
    /// Write the changes. Without it they are only shown.
    #[arg(long)]
    yes: bool,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    #[command(flatten)]
    data: DataDirArgs,
}

/// Runs a `bank` command. Exit codes: see [`BankCommand`].
pub(super) fn run(command: &BankCommand) -> ExitCode {
    let reader = match ChildReader::of_this_program() {
        Ok(reader) => reader,
        Err(problem) => {
            complain(&problem.to_string());
            return ExitCode::from(UNREADABLE);
        }
    };
    let done = match command {
        BankCommand::Check(args) => block_on(check(args, &reader)),
        BankCommand::Import(args) => import_into(args, &reader),
    };
    done.unwrap_or_else(|problem| {
        complain(&problem.to_string());
        ExitCode::from(ERRORS)
    })
}

/// Opens the database of the settings for as long as the import takes.
fn import_into(args: &ImportArgs, reader: &ChildReader) -> CliResult<ExitCode> {
    let database = Database::open(&args.data.config()?)?;
    let code = block_on(async {
        migrate(&database.url).await?;
        let pool = Pool::new(&database.url, 1)?;
        let mut conn = pool.get().await?;
        Ok::<_, Box<dyn std::error::Error>>(import(args, reader, &mut conn).await)
    })??;
    database.close()?;
    Ok(code)
}

/// Runs `bank check`: no server, no database.
async fn check(args: &CheckArgs, reader: &ChildReader) -> ExitCode {
    let language = args.lang.into();
    match read(&args.file, reader).await {
        Err(error) => {
            complain(&format!("{}: {error}", args.file.display()));
            ExitCode::from(UNREADABLE)
        }
        Ok(Err(stopped)) => {
            print(&if args.json {
                lines_of_json(&stopped_json(language))
            } else {
                format!("{READER_STOPPED}: {}\n", ReaderStopped::message(language))
            });
            complain(&stopped.to_string());
            ExitCode::from(UNREADABLE)
        }
        Ok(Ok(file)) => {
            print(&if args.json {
                lines_of_json(&file.reading.to_json(language))
            } else {
                report(&file, language)
            });
            ExitCode::from(exit_code(&file))
        }
    }
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

/// The bytes of a file, read in a child process.
async fn read(path: &Path, reader: &ChildReader) -> std::io::Result<Result<ReadFile, ReaderStopped>> {
    let bytes = bytes_of(path)?;
    Ok(reader.read(&bytes, &hints_of(path)).await)
}

fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn hints_of(path: &Path) -> Hints {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Hints { file_name, ..Hints::default() }
}

/// The object of `--json` when the reader stopped: the same shape, no questions, one diagnostic.
fn stopped_json(language: question_formats::Language) -> Value {
    json!({
        "format": null, "encoding": "", "lines": 0, "questions": [], "skipped": [], "bank": null,
        "diagnostics": [{
            "severity": "error", "code": READER_STOPPED, "place": null, "excerpt": null,
            "found": null, "expected": null,
            "message": ReaderStopped::message(language), "suggestion": ReaderStopped::suggestion(language),
        }],
    })
}

fn lines_of_json(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

/// What was read, for people.
fn report(file: &ReadFile, language: question_formats::Language) -> String {
    let reading = &file.reading;
    let is_zh = language == question_formats::Language::Zh;
    let skipped: usize = reading.skipped.iter().map(|range| range.to + 1 - range.from.min(range.to)).sum();
    let count =
        |severity: Severity| reading.diagnostics.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let with_key = reading.questions.iter().filter(|question| question.answer.is_some()).count();
    let format = reading.format.and_then(|format| serde_json::to_value(format).ok());
    let format = format.as_ref().and_then(Value::as_str).unwrap_or("?");
    let (total, encoding, lines) = (reading.questions.len(), &reading.encoding, reading.lines);
    let mut text = if is_zh {
        format!(
            "格式 {format}，编码 {encoding}，共 {lines} 行\n题目 {total} 道，其中有答案 {with_key} 道；没有用到的行 {skipped} 行\n错误 {errors} 个，警告 {warnings} 个\n"
        )
    } else {
        format!(
            "format {format}, encoding {encoding}, {lines} lines\n{total} questions, {with_key} with a key; {skipped} lines are not questions\n{errors} errors, {warnings} warnings\n"
        )
    };
    for diagnostic in &reading.diagnostics {
        text.push_str(&diagnostic_line(diagnostic, language));
    }
    text
}

fn diagnostic_line(diagnostic: &Diagnostic, language: question_formats::Language) -> String {
    let line = diagnostic.place.as_ref().and_then(question_formats::Place::line_number);
    let place = line.map(|line| format!("{line}: ")).unwrap_or_default();
    let suggestion = diagnostic.suggestion(language).map(|text| format!(" {text}")).unwrap_or_default();
    format!("{place}{} {}{suggestion}\n", diagnostic.code.as_str(), diagnostic.message(language))
}

/// Runs `bank import` on a database that is migrated.
async fn import(args: &ImportArgs, reader: &ChildReader, conn: &mut Conn) -> ExitCode {
    let bytes = match bytes_of(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            complain(&format!("{}: {error}", args.file.display()));
            return ExitCode::from(UNREADABLE);
        }
    };
    if bytes.len() > LARGEST_IMPORT {
        complain(&format!("{}: more than 8 MiB", args.file.display()));
        return ExitCode::from(UNREADABLE);
    }
    let file = match reader.read(&bytes, &hints_of(&args.file)).await {
        Ok(file) => file,
        Err(stopped) => {
            complain(&stopped.to_string());
            return ExitCode::from(UNREADABLE);
        }
    };
    print(&report(&file, args.lang.into()));
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
        None if !is_code(&args.bank) || args.bank == "import" => {
            return Err(format!("{} cannot be the code of a bank", args.bank));
        }
        None => new_bank(&args.bank, file),
    };
    let (_, _, planned) = actions::plan_of(conn, bank.as_ref().map(|bank| bank.id), file)
        .await
        .map_err(|error| database(&error))?;
    let sums = Sums::of(planned.iter().map(|one| (one.verdict, one.outcome)));
    if !args.yes {
        return Ok(format!("{}\nnothing was written; --yes writes it\n", sums_line(&sums)));
    }
    if sums.written() == 0 {
        return Ok(format!("{}\nnothing to write\n", sums_line(&sums)));
    }
    let name = hints_of(&args.file).file_name.unwrap_or_default();
    let new = NewImport { target, file_name: &name, bytes, file };
    let actor = Actor::server();
    let id = actions::start_import(conn, &actor, &new).await.map_err(|error| database(&error))?;
    let done = actions::commit(conn, &actor, id, RevisionSource::CommandLine, None).await;
    match done {
        Ok(Commit::Done { bank_code, revision, sums }) => {
            let revision = revision.map_or_else(|| "no new revision".to_owned(), |n| format!("revision {n}"));
            Ok(format!("{}\nwritten to {bank_code}: {revision}\n", sums_line(&sums)))
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

/// Rows in = created + updated + unchanged + skipped + failed.
fn sums_line(sums: &Sums) -> String {
    format!(
        "{} questions = {} new + {} updated + {} unchanged + {} skipped + {} with errors",
        sums.total, sums.created, sums.updated, sums.unchanged, sums.skipped, sums.failed
    )
}

/// Standard output; a closed pipe is nobody's error.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
