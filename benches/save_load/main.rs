//! How many saves a second are acknowledged, by a running server over HTTP or by the batching writer driven directly.
//! The data are those of `save_setup.sql`; the baseline is `save_one.sql` under pgbench.
//!
//! - `cargo bench --bench save_load -- --address 127.0.0.1:8080 --base UNIX_SECONDS [--seconds 60] [--savers 64]`
//!   plays that many browsers on one thread, each on a connection it keeps;
//! - `cargo bench --bench save_load -- --database postgres://… --base UNIX_SECONDS [--seconds 60] [--savers 64]
//!   [--connections 1] [--batch 64]` leaves HTTP out: the part of the figure that belongs to writer and database.
//!
//! Prints one line of JSON. A save counts when it is answered as stored; anything else is an error. `base` is the Unix
//! time from which sequences count, the same for every run on one database.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod arguments;
mod direct;
mod figures;
mod http;
mod sitting;

use arguments::{Arguments, Failed};

fn main() -> Result<(), Failed> {
    let arguments = Arguments::of_process();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let line = if arguments.text("database").is_ok() {
        runtime.block_on(direct::drive(&arguments))?
    } else {
        runtime.block_on(http::drive(&arguments))?
    };
    println!("{line}");
    Ok(())
}
