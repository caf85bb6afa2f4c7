//! The driver of the benches: many people on one thread, over HTTP, and the bare work they are compared with. What a
//! run stands on is made by the SQL files beside; `script/bench` puts both together.
//!
//! `cargo bench --bench load -- --what SCENARIO …`:
//!
//! - `saves --address A --base UNIX_SECONDS`: that many people (`--savers 64`) save one answer after the other, for
//!   `--seconds 60`. With `--rate N` they save N times a second together whatever the answers, so that more can be
//!   offered than is taken. `--attempts 5000` says how many attempts are open. `--ledger FILE` writes down every
//!   acknowledged save;
//! - `direct --database URL --base UNIX_SECONDS`: the writer alone, without HTTP;
//! - `start`, `submit`, `login` `--addresses A[,B]`: `--count 1000` people from number `--first 1` on press the button within
//!   `--over 1` seconds, each in a browser of their own, and look at the page that follows;
//! - `guess --address A`: `--count 200` sign-ins each with an unknown name, a wrong password, of somebody who is blocked and of
//!   somebody without a password;
//! - `import --address A --bank CODE --trainer 1`: person number `--trainer` brings a table of `--count 10000` questions into
//!   a new bank;
//! - `download --address A --path P --to FILE`: person number `--person 1` takes a file home; `records --database URL`: the
//!   statement behind the files of records;
//! - `hash --password P`, `argon2 --count N`, `render --database URL --count N`: a stored password, bare password checks on as
//!   many threads as the server uses, bare rendering of the exam page.
//!
//! Prints one line of JSON (`hash`: the hash, `records`: the statement). `base` is the Unix time from which sequences count, the same for every
//! run on one database.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod argon2;
mod arguments;
mod direct;
mod download;
mod figures;
mod guess;
mod herd;
mod http;
mod import;
mod ledger;
mod login;
mod people;
mod render;
mod saves;
mod start;
mod submit;

use arguments::{Arguments, Failed};

/// The same as the server's, so that the bare work is done on equal terms.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Failed> {
    let arguments = Arguments::of_process();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let said = runtime.block_on(run(&arguments))?;
    println!("{said}");
    Ok(())
}

async fn run(arguments: &Arguments) -> Result<String, Failed> {
    match arguments.text("what")? {
        "saves" => saves::drive(arguments).await,
        "direct" => direct::drive(arguments).await,
        "start" => start::drive(arguments).await,
        "submit" => submit::drive(arguments).await,
        "login" => login::drive(arguments).await,
        "guess" => guess::drive(arguments).await,
        "import" => import::drive(arguments).await,
        "download" => download::drive(arguments).await,
        "records" => download::records(arguments).await,
        "hash" => argon2::hash(arguments).await,
        "argon2" => argon2::drive(arguments),
        "render" => render::drive(arguments).await,
        other => Err(format!("--what {other} is none of the scenarios").into()),
    }
}
