//! How long reading question files takes and how much memory it needs, beside a bare baseline: the same bytes through
//! the underlying library alone (events of XML, rows of a workbook, records of a table, lines of a text).
//!
//! - `cargo bench -p question-formats --bench reading` measures 1,000, 10,000 and 100,000 questions of every format that
//!   has a writer here. Words after `--` that name formats choose some: `-- paper-text xlsx`.
//! - Without cargo's `--bench` (so by `cargo test --benches`) it only reads 200 questions of each format, with no limit
//!   on time: a test that the bench itself works.
//!
//! Every reading has a process of its own, so that the peak of its memory is that of one case. A case is read three
//! times, of which the median counts. Exit code 1 when a question or a key is not read back, or when a target is missed:
//! see `targets`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod bare;
mod cases;
mod questions;
mod roles;
mod targets;

use std::process::ExitCode;

/// Why the bench could not be run.
pub(crate) type Failed = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failed> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(role) = roles::Role::of_process(&words)? {
        println!("{}", role.play()?);
        return Ok(ExitCode::SUCCESS);
    }
    let plan = cases::Plan::of_process(&words)?;
    let measured = cases::measure(&plan)?;
    let missed = if plan.judges() { targets::missed(&measured) } else { Vec::new() };
    for sentence in &missed {
        println!("{sentence}");
    }
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
