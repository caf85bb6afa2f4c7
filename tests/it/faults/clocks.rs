//! Servers whose own clocks are wrong.

use std::path::PathBuf;

use super::room::any_database;
use crate::harness::client::Client;
use crate::harness::ledger::{Ledger, assert_ends, execute, query};
use crate::harness::process::{Process, certamen};
use crate::harness::sitter::Sitter;

/// libfaketime, where Debian puts it.
fn faketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.exists())
}

/// A server that lives so many seconds in the future or the past.
fn skewed(database_url: &str, library: &PathBuf, offset: &str) -> Process {
    let mut command = certamen();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database_url);
    command.env("LD_PRELOAD", library).env("FAKETIME", offset).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    Process::start(command)
}

#[test]
fn f07_two_servers_whose_clocks_are_three_minutes_apart_decide_alike() {
    let Some(library) = faketime() else {
        println!("f07 SKIPPED: libfaketime is not installed (script/bootstrap --tests)");
        return;
    };
    let database_url = any_database();
    let first = super::room::demo(&database_url);
    let servers = [skewed(&database_url, &library, "+90s"), skewed(&database_url, &library, "-90s")];
    assert!(first.terminate().0.success());
    let ledger = Ledger::default();
    let before: chrono::DateTime<chrono::Utc> =
        query(&database_url, "SELECT clock_timestamp()", &[])[0].get(0);
    let set_deadline = |seconds: i32| {
        execute(
            &database_url,
            &format!(
                "UPDATE attempts SET started_at = app_now() - interval '1 hour', deadline_at = app_now() + interval '{seconds} seconds' WHERE state = 'in_progress'"
            ),
        );
    };
    let mut attempts = Vec::new();
    for (place, login) in ["CH1001", "CH1002"].into_iter().enumerate() {
        let [one, other] = [&servers[place].address, &servers[1 - place].address];
        let client = Client::sign_in(one, login, certamen::demo::PASSWORD);
        let mut sitter = Sitter::start_as(one, &database_url, client, 7);
        attempts.push(sitter.attempt);
        let mut verdicts = |seconds: i32| {
            set_deadline(seconds);
            [one, other].map(|address| sitter.save_once(address, &ledger).unwrap())
        };
        let stored = (200, "stored".to_owned());
        // Well within, and so close to the end of the grace that either clock alone would decide otherwise.
        for seconds in [60, 15, -15, -45] {
            assert_eq!(verdicts(seconds), [stored.clone(), stored.clone()], "{seconds}");
        }
        let late = (409, "late".to_owned());
        assert_eq!(verdicts(-75), [late.clone(), late]);
        set_deadline(60);
        sitter.hand_in(other);
    }
    assert_ends(&database_url, &attempts);
    let odd =
        "SELECT 1 FROM attempts WHERE submitted_at < started_at OR submitted_at > clock_timestamp() OR late";
    assert_eq!(query(&database_url, odd, &[]).len(), 0);
    let odd = "SELECT 1 FROM response_journal WHERE attempt_id = ANY ($2) AND received_at NOT BETWEEN $1 AND clock_timestamp()";
    assert_eq!(
        query(&database_url, odd, &[&before, &attempts]).len(),
        0,
        "the database says when a save came"
    );
}
