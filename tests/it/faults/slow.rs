//! Clients that send or read as slowly as they can.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::room::{Room, any_database, count, until, wait_for_more, with_settings};
use crate::harness::client::Client;
use crate::harness::ledger::execute;

/// What a limit of two seconds may become on a busy machine.
const SOON: Duration = Duration::from_secs(20);

const LIMITS: &[(&str, &str)] =
    &[("CERTAMEN_HEAD_SECONDS", "2"), ("CERTAMEN_REQUEST_SECONDS", "2"), ("CERTAMEN_SIGN_IN_SECONDS", "2")];

/// How long a drip goes on that nobody ends.
const ENOUGH: Duration = Duration::from_secs(8);

/// Sends a byte now and then until the server ends it, or so long; what it said.
fn drip(mut stream: TcpStream, is_ended: bool) -> String {
    let began = Instant::now();
    let mut said = Vec::new();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    while is_ended || began.elapsed() < ENOUGH {
        assert!(
            began.elapsed() < SOON,
            "the server waits for ever; it said {}",
            String::from_utf8_lossy(&said)
        );
        let sent = stream.write_all(b"x");
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => said.extend_from_slice(&buffer[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        if sent.is_err() {
            break;
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// The place of the kept connections among the kinds of drips.
const KEPT: usize = 1;

fn open(address: &str, first: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.write_all(first.as_bytes()).unwrap();
    stream
}

#[test]
fn f42_heads_and_bodies_that_drip_are_ended_while_saves_go_on() {
    let each = count("CERTAMEN_SLOW", 40);
    let database_url = any_database();
    let server = with_settings("demo", &database_url, LIMITS);
    let mut room = Room::fill(&server.address, &database_url);
    let trainer = Client::sign_in(&server.address, "CH0101", certamen::demo::PASSWORD);
    let (cookie, token) = trainer.cookie_and_token();
    let head = "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_owned();
    // On a connection that was kept after a whole request actix has no limit for the next head: it must only disturb
    // nobody.
    let kept = format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n{head}");
    let body = |path: &str, kind: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\nX-CSRF-Token: {token}\r\n\
             Content-Type: {kind}\r\nContent-Length: 60000\r\n\r\ncsrf={token}&"
        )
    };
    let form = body("/exams/new", "application/x-www-form-urlencoded");
    let json = body(&format!("/attempts/{}/saves", room.sitters[0].attempt), "application/json");
    let address = server.address.clone();
    room.work(|_, ledger| {
        let before = ledger.count();
        let said: Vec<(usize, String)> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..each * 4)
                .map(|place| {
                    let first = [&head, &kept, &form, &json][place % 4];
                    let address = &address;
                    scope.spawn(move || (place % 4, drip(open(address, first), place % 4 != KEPT)))
                })
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for (kind, said) in said {
            let expected = if kind == KEPT { "HTTP/1.1 200" } else { "HTTP/1.1 408" };
            assert!(said.contains(expected), "{kind}: {said}");
        }
        assert!(ledger.count() > before + 20, "saves went on");
        wait_for_more(ledger, 20);
    });
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    room.hand_in_and_compare(&server.address);
}

#[test]
fn f42_readers_of_a_large_file_who_do_not_read_keep_nobody_from_pages_and_exams() {
    let readers = count("CERTAMEN_SLOW", 40);
    let database_url = any_database();
    let server = with_settings("demo", &database_url, &[]);
    execute(
        &database_url,
        "WITH more AS (INSERT INTO people (id, employee_number) SELECT gen_random_uuid(), 'reader' || n
                       FROM generate_series(1, 30000) n RETURNING id),
         named AS (INSERT INTO person_names (id, person_id, name)
                   SELECT gen_random_uuid(), id, repeat('A long name ', 15) FROM more),
         employed AS (INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM more)
         INSERT INTO memberships (id, person_id, group_id)
         SELECT gen_random_uuid(), id, (SELECT group_id FROM memberships LIMIT 1) FROM more",
    );
    let mut room = Room::fill(&server.address, &database_url);
    let (cookie, _) = Client::sign_in(&server.address, "CH0201", certamen::demo::PASSWORD).cookie_and_token();
    let request = format!("GET /records.csv HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n\r\n");
    let address = server.address.clone();
    let session = Client::sign_in(&address, "CH0201", certamen::demo::PASSWORD).session();
    room.work(|_, ledger| {
        let idle: Vec<TcpStream> = (0..readers).map(|_| open(&address, &request)).collect();
        until(|| figure(&address, "certamen_pool_in_use{pool=\"reports\"}") >= 1.0);
        wait_for_more(ledger, 50);
        for _ in 0..10 {
            Client::with_session(&session).get(&address, "/account").expect(200);
        }
        wait_for_more(ledger, 50);
        drop(idle);
        // Whoever went away holds nothing any more.
        until(|| figure(&address, "certamen_pool_in_use{pool=\"reports\"}") == 0.0);
        Client::with_session(&session).get(&address, "/records.csv").expect(200);
    });
    assert_eq!(room.interruptions(), 0, "{}", room.ledger.summary());
    room.hand_in_and_compare(&address);
}

fn figure(address: &str, series: &str) -> f64 {
    let text = Client::default().get(address, "/metrics").expect(200);
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in {text}")).parse().unwrap()
}
