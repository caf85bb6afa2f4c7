//! A backup taken in the middle of an exam, and the way back.

use std::fs;
use std::path::Path;

use super::room::{Room, address, kill_9, open_directory, own_database, postmaster_of, wait_for_more};
use crate::harness::client::Client;
use crate::harness::ledger::{execute, query};
use crate::harness::process::{Process, certamen};

/// Runs a command and gives whether it succeeded and all it said.
fn run(arguments: &[&str], directory: &Path) -> (bool, String) {
    let mut command = certamen();
    command.args(arguments).arg("--data-dir").arg(directory);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.success(), said)
}

#[test]
fn f56_a_backup_of_a_running_exam_holds_every_answer_acknowledged_before_it_and_the_exam_goes_on_from_it() {
    let directory = open_directory();
    let mut server = Some(Process::with_own_postgres("demo", directory.path()));
    let database_url = own_database(directory.path());
    let mut room = Room::fill(address(&server), &database_url);
    let files = open_directory();
    let file = files.path().join("exam.backup");
    let name = file.to_str().unwrap();
    let mut before = None;
    room.work(|_, ledger| {
        wait_for_more(ledger, 300);
        before = Some(ledger.snapshot());
        let (done, said) = run(&["backup", "--output", name], directory.path());
        assert!(done && said.contains("Saved"), "{said}");
        let (done, said) = run(&["restore", name], directory.path());
        assert!(!done && said.contains("already using"), "a server works there: {said}");
        wait_for_more(ledger, 100);
    });
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    let (done, said) = run(&["backup", "--output", name], directory.path());
    assert!(!done && said.contains("is there already"), "{said}");
    assert!(!files.path().join("exam.unfinished").exists());

    // The machine is lost; another one goes on from the file.
    let attempt = room.sitters[0].attempt;
    server.take().unwrap().kill();
    kill_9(postmaster_of(directory.path()).unwrap());
    let other = open_directory();
    let (done, said) = run(&["restore", name], other.path());
    assert!(done && said.contains("compared every table"), "{said}");
    let (done, said) = run(&["restore", name], other.path());
    assert!(!done && said.contains("not empty"), "{said}");
    let server = Process::with_own_postgres("serve", other.path());
    let restored_url = own_database(other.path());
    before.unwrap().assert_nothing_lost(&restored_url);
    let mut ada = Client::sign_in(&server.address, "CH1001", certamen::demo::PASSWORD);
    let path = ada.post(&server.address, "/my/exams/key-account-exam/start", &[]).expect_redirect();
    assert_eq!(path, format!("/attempts/{attempt}"), "the open attempt goes on");
    let numbers = "SELECT 1 FROM certificates GROUP BY number HAVING count(*) > 1";
    assert_eq!(query(&restored_url, numbers, &[]).len(), 0);
    execute(&restored_url, "UPDATE groups SET name_en = 'Changed since'");
    assert!(server.terminate().0.success());

    // Back to the file: what was there is kept beside it.
    let (done, said) = run(&["restore", "--replace", name], other.path());
    assert!(done && said.contains("What was there is saved to"), "{said}");
    let kept = fs::read_dir(files.path()).unwrap().flatten().map(|entry| entry.path());
    let kept = kept.filter(|path| path.to_str().unwrap().contains("before-restore")).count();
    assert_eq!(kept, 1);
    let server = Process::with_own_postgres("serve", other.path());
    assert_eq!(
        query(&own_database(other.path()), "SELECT 1 FROM groups WHERE name_en = 'Changed since'", &[]).len(),
        0
    );
    assert!(server.terminate().0.success());
}

#[test]
fn f56_a_damaged_or_foreign_file_is_refused_and_leaves_the_database_as_it_was() {
    let (directory, files) = (open_directory(), open_directory());
    let server = Process::with_own_postgres("demo", directory.path());
    assert!(server.terminate().0.success());
    let whole = files.path().join("whole.backup");
    let (done, said) = run(&["backup", "--output", whole.to_str().unwrap()], directory.path());
    assert!(done, "{said}");
    let bytes = fs::read(&whole).unwrap();
    let cut = bytes[..bytes.len() * 2 / 3].to_vec();
    let lines: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place).collect();
    let counts = String::from_utf8(bytes[lines[0] + 1..lines[1]].to_vec()).unwrap();
    let other_counts = counts.replacen("\"rows\":", "\"rows\":1", 1);
    let false_counts = [&bytes[..=lines[0]], other_counts.as_bytes(), &bytes[lines[1]..]].concat();
    let target = open_directory();
    for (what, bytes, why) in [
        ("foreign", b"PGDMP and more".to_vec(), "no backup of Certamen"),
        ("cut", cut, "pg_restore failed"),
        ("counts", false_counts, "is not what was saved"),
    ] {
        let file = files.path().join(format!("{what}.backup"));
        fs::write(&file, bytes).unwrap();
        let (done, said) = run(&["restore", file.to_str().unwrap()], target.path());
        assert!(!done && said.contains(why), "{what}: {said}");
    }
}
