//! The command line of Certamen.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A page is put together from thousands of short-lived pieces, on all cores at once: with the allocator of the C library half
/// of the time a page takes goes into asking for them and giving them back.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    certamen::cli::run()
}
