//! The command line of Certamen.

use std::process::ExitCode;

fn main() -> ExitCode {
    certamen::cli::run()
}
