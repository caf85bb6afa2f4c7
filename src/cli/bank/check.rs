//! `certamen bank check`: no server, no database.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::{FileArgs, UNREADABLE, exit_code, print, read, report};
use crate::cli::complain;
use crate::formats::{ChildReader, READER_STOPPED, ReaderStopped};

/// Arguments of `bank check`.
#[derive(Args)]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    json: bool,
    /// Report everything, not only the first fifty things.
    #[arg(long)]
    all: bool,
}

/// Reads the file and prints what was read.
pub(super) async fn run(args: &CheckArgs, reader: &ChildReader) -> ExitCode {
    let language = args.file.lang.into();
    let bytes = match args.file.bytes() {
        Ok(bytes) => bytes,
        Err(problem) => return args.file.unreadable(&problem),
    };
    match read(&args.file, &bytes, reader).await {
        Err(stopped) => {
            print(&if args.json {
                lines_of_json(&stopped_json(language))
            } else {
                format!("{READER_STOPPED}: {}\n", ReaderStopped::message(language))
            });
            complain(&stopped.to_string());
            ExitCode::from(UNREADABLE)
        }
        Ok(file) => {
            print(&if args.json {
                lines_of_json(&file.reading.to_json(language))
            } else {
                report::report(&args.file.file, &file, language, args.all)
            });
            ExitCode::from(exit_code(&file))
        }
    }
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
