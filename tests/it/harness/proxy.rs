//! Stands between a server and its Postgres and cuts connections right after something was committed, so that the
//! server never hears of it.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use tempfile::TempDir;

/// How the writer of answers names itself to Postgres.
const WRITER: &[u8] = b"certamen writer";
/// How a transaction ends.
const COMMIT: &[u8] = b"COMMIT\0";
/// The first byte of a batch that the writer sends: a Bind message.
const BIND: u8 = b'B';

/// The proxy; ends with the test.
pub struct Proxy {
    /// The address for the server.
    pub url: String,
    plan: Arc<Plan>,
    _directory: TempDir,
}

/// Which commits are cut.
#[derive(Default)]
struct Plan {
    /// Every so many; 0: none.
    every: AtomicUsize,
    seen: AtomicUsize,
    cut: AtomicUsize,
}

impl Plan {
    fn cuts_this_one(&self) -> bool {
        let every = self.every.load(Ordering::Relaxed);
        every > 0 && self.seen.fetch_add(1, Ordering::Relaxed) % every == every - 1
    }
}

impl Proxy {
    /// In front of the Postgres of this database.
    pub fn before(database_url: &str) -> Self {
        let (user, rest) = database_url.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
        let (host, database) = rest.split_once('/').unwrap();
        let real = PathBuf::from(host.replace("%2F", "/")).join(".s.PGSQL.5432");
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join(".s.PGSQL.5432")).unwrap();
        let own = directory.path().to_str().unwrap().replace('/', "%2F");
        let plan = Arc::new(Plan::default());
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&real)) else { continue };
                carry(client, server, &shared);
            }
        });
        Self { url: format!("postgres://{user}@{own}/{database}"), plan, _directory: directory }
    }

    /// From now on cuts every so many commits; 0 cuts none.
    pub fn cut_every(&self, commits: usize) {
        self.plan.every.store(commits, Ordering::Relaxed);
    }

    /// How many were cut.
    pub fn cuts(&self) -> usize {
        self.plan.cut.load(Ordering::Relaxed)
    }
}

/// Carries both ways, each on a thread.
fn carry(client: UnixStream, server: UnixStream, plan: &Arc<Plan>) {
    let swallow = Arc::new(AtomicBool::new(false));
    let (mut to_server, mut from_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let (told, plan_there) = (Arc::clone(&swallow), Arc::clone(plan));
    thread::spawn(move || {
        let mut buffer = vec![0; 256 * 1024];
        let mut is_writer = false;
        while let Ok(count @ 1..) = from_client.read(&mut buffer) {
            let bytes = &buffer[..count];
            is_writer |= holds(bytes, WRITER);
            let commits = if is_writer { bytes[0] == BIND } else { holds(bytes, COMMIT) };
            if commits && plan_there.cuts_this_one() {
                told.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
        let _ = from_client.shutdown(Shutdown::Both);
    });
    let (mut to_client, mut from_server, plan) = (client, server, Arc::clone(plan));
    thread::spawn(move || {
        let mut buffer = vec![0; 256 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut buffer) {
            if swallow.load(Ordering::SeqCst) {
                // Postgres answers after the commit: it is done, and nobody hears of it.
                plan.cut.fetch_add(1, Ordering::Relaxed);
                break;
            }
            if to_client.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}
