//! Disks that are full.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering::Relaxed;

use super::room::{Room, any_database, open_directory, own_database, until, wait_for_more};
use crate::harness::client::Client;
use crate::harness::ledger::execute;
use crate::harness::process::{Process, certamen};

/// A small file system in memory, unmounted at the end. Needs the rights of root.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// None where this machine does not let us mount.
    fn mount(at: &'a Path, size: &str) -> Option<Self> {
        let options = format!("size={size},mode=755");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at);
        let mounted = command.output().is_ok_and(|output| output.status.success());
        mounted.then_some(Self(at))
    }

    /// Takes every byte that is left.
    fn fill(&self) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.0.join("filler")).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn free(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[test]
fn f33_while_the_disk_of_postgres_is_full_nothing_is_called_saved_and_nothing_saved_is_lost() {
    let directory = open_directory();
    let Some(disk) = SmallDisk::mount(directory.path(), "400m") else {
        println!("f33 SKIPPED: this machine does not let us mount a small file system (root is needed)");
        return;
    };
    let server = Process::with_own_postgres("demo", directory.path());
    let database_url = own_database(directory.path());
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| {
        wait_for_more(ledger, 200);
        disk.fill();
        let refused = ledger.unavailable.load(Relaxed);
        until(|| ledger.unavailable.load(Relaxed) > refused + 20);
        let acknowledged = ledger.count();
        // The next piece of the write-ahead log does not fit: Postgres stops altogether.
        let ended =
            std::panic::catch_unwind(|| execute(&database_url, "SELECT pg_switch_wal(); CREATE TABLE t ()"));
        println!("switching the log went {}", if ended.is_ok() { "well" } else { "wrong, as it must" });
        until(|| ledger.unavailable.load(Relaxed) > refused + 40);
        println!("{} saves acknowledged while the disk was full", ledger.count() - acknowledged);
        disk.free();
        wait_for_more(ledger, 100);
    });
    println!("full disk of Postgres: {}", room.ledger.summary());
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());
}

#[test]
fn f34_when_the_log_and_the_temporary_files_find_no_room_the_exam_goes_on() {
    let database_url = any_database();
    let mut command = certamen();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database_url);
    // Every line of the log fails, and there is no directory for temporary files.
    command.env("CERTAMEN_LOG", "info").env("TMPDIR", "/proc/no-such-directory");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let server = Process::start_logging_to(command, &full);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| wait_for_more(ledger, 200));
    let mut trainer = Client::sign_in(&server.address, "CH0101", certamen::demo::PASSWORD);
    let paper = "1. Which?\nA. one\nB. two\nAnswer: A\n";
    let fields =
        [("bank", ""), ("code", "full-disk"), ("title_zh", "拜访"), ("title_en", "Visits"), ("text", "")];
    let answer = trainer.upload(&server.address, "/banks/import", &fields, ("paper.txt", paper));
    assert!(matches!(answer.status, 303 | 503), "{} {}", answer.status, answer.body);
    trainer.get(&server.address, "/banks/import").expect(200);
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());
}
