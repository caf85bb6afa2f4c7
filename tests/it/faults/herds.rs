//! Crowds that want the same at the same moment.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::room::{DRAWN, Room, SAT, address, any_database, count, demo, wait_for_more};
use crate::harness::client::Client;
use crate::harness::crowd::crowd;
use crate::harness::ledger::{assert_ends, execute, query};
use crate::harness::process::Process;

const START: &str = "/my/exams/key-account-exam/start";

/// Everybody does the same at once, half of them at each server; what came of it, and how long the last one took.
fn at_once<T: Send>(
    people: &mut [Client],
    servers: [&str; 2],
    act: impl Fn(&mut Client, &str, usize) -> T + Sync,
) -> (Vec<T>, Duration) {
    let barrier = Barrier::new(people.len());
    let began = Instant::now();
    let done = std::thread::scope(|scope| {
        let all: Vec<_> = people
            .iter_mut()
            .enumerate()
            .map(|(place, client)| {
                let (act, barrier) = (&act, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    act(client, servers[place % 2], place)
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    (done, began.elapsed())
}

/// Starts and opens the first page; the id of the attempt.
fn start(client: &mut Client, server: &str, _: usize) -> Uuid {
    let path = client.post(server, START, &[]).expect_redirect();
    client.get(server, &path).expect(200);
    path.trim_start_matches("/attempts/").parse().unwrap()
}

#[test]
fn f38_a_crowd_that_starts_at_once_gets_an_attempt_each() {
    let people = count("CERTAMEN_HERD", 60);
    let database_url = any_database();
    let servers = [demo(&database_url), Process::serve(&database_url)];
    let mut crowd = crowd(&database_url, people);
    let (mut attempts, took) = at_once(&mut crowd, [&servers[0].address, &servers[1].address], start);
    attempts.sort_unstable();
    attempts.dedup();
    println!("{people} started at once, the last page after {took:?}");
    assert_eq!(attempts.len(), people);
    assert_eq!(query(&database_url, SAT, &[]).len(), people);
    assert_eq!(query(&database_url, DRAWN, &[]).len(), people);
}

#[test]
fn f39_a_crowd_that_hands_in_while_two_servers_sweep_is_scored_once_each() {
    let people = count("CERTAMEN_HERD", 60);
    let database_url = any_database();
    let servers = [demo(&database_url), Process::serve(&database_url)];
    let addresses = [servers[0].address.as_str(), servers[1].address.as_str()];
    let mut crowd = crowd(&database_url, people);
    let (attempts, _) = at_once(&mut crowd, addresses, start);
    // The grace of half of them is over and the sweeps take them; the others hand in at the last moment.
    execute(
        &database_url,
        "UPDATE attempts SET started_at = app_now() - interval '1 hour',
                deadline_at = app_now() - CASE WHEN get_byte(uuid_send(id), 15) % 2 = 0 THEN interval '30 seconds'
                                               ELSE interval '61 seconds' END",
    );
    let (_, took) = at_once(&mut crowd, addresses, |client, server, place| {
        let path = format!("/attempts/{}", attempts[place]);
        let fields = [("epoch", "1"), ("by", "page_at_deadline")];
        let receipt = client.post(server, &format!("{path}/submit"), &fields).expect_redirect();
        assert_eq!(receipt, format!("{path}/receipt"));
        client.get(server, &receipt).expect(200);
    });
    println!("{people} handed in at once, the last receipt after {took:?}");
    assert_ends(&database_url, &attempts);
    let results =
        "SELECT 1 FROM results JOIN attempts ON attempts.id = attempt_id WHERE submitted_by <> 'staff_paper'";
    assert_eq!(query(&database_url, results, &[]).len(), people);
}

#[test]
fn f40_a_crowd_that_signs_in_fails_no_save_of_a_running_exam() {
    let people = count("CERTAMEN_LOGINS", 30);
    let database_url = any_database();
    let server = Some(demo(&database_url));
    let mut room = Room::fill(address(&server), &database_url);
    crowd(&database_url, people);
    let mut browsers: Vec<Client> = (0..people).map(|_| Client::default()).collect();
    let target = address(&server).to_owned();
    let before = peak_memory(&server);
    room.work(|_, ledger| {
        let saves = ledger.count();
        let (_, took) = at_once(&mut browsers, [&target, &target], |client, server, place| {
            client.get(server, "/login").expect(200);
            let login = format!("crowd{}", place + 1);
            let fields = [("login", login.as_str()), ("password", certamen::demo::PASSWORD), ("next", "/")];
            client.post(server, "/login", &fields).expect_redirect();
        });
        println!("{people} signed in at once in {took:?}, {} saves meanwhile", ledger.count() - saves);
        wait_for_more(ledger, 20);
    });
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    let grown = peak_memory(&server).saturating_sub(before);
    println!("the server needed {} MiB more at most", grown / 1024);
    room.hand_in_and_compare(address(&server));
}

/// The most memory a server ever had, in KiB.
fn peak_memory(server: &Option<Process>) -> u64 {
    let pid = server.as_ref().unwrap().pid().as_raw_nonzero();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn f41_staff_who_look_and_export_while_a_crowd_starts_keep_nobody_from_the_exam() {
    let people = count("CERTAMEN_HERD", 60);
    let database_url = any_database();
    let servers = [demo(&database_url), Process::serve(&database_url)];
    let addresses = [servers[0].address.as_str(), servers[1].address.as_str()];
    let mut crowd = crowd(&database_url, people);
    let trainer = Client::sign_in(addresses[0], "CH0101", certamen::demo::PASSWORD).session();
    let hr = Client::sign_in(addresses[0], "CH0201", certamen::demo::PASSWORD).session();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let stopped = || stop.load(std::sync::atomic::Ordering::Relaxed);
    let (started, looks) = std::thread::scope(|scope| {
        let looking: Vec<_> = [
            (trainer, "/exams/key-account-exam/results"),
            (trainer, "/banks"),
            (trainer, "/exams/key-account-exam"),
            (hr, "/records"),
            (hr, "/records.csv"),
        ]
        .into_iter()
        .map(|(session, path)| {
            scope.spawn(move || {
                let mut looks = 0;
                while !stopped() {
                    // A file has no length: only its head is read.
                    let status = Client::with_session(&session).get(addresses[looks % 2], path).status;
                    assert!(matches!(status, 200 | 503), "{path}: {status}");
                    looks += 1;
                }
                looks
            })
        })
        .collect();
        let (attempts, took) = at_once(&mut crowd, addresses, start);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let looks: usize = looking.into_iter().map(|one| one.join().unwrap()).sum();
        println!("{people} started in {took:?} while staff looked {looks} times");
        (attempts.len(), looks)
    });
    assert_eq!(started, people);
    assert!(looks > 5);
}
