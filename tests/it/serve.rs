//! The commands that serve, as people start and stop them: each with a Postgres of its own.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use certamen::demo::{LOGINS, PASSWORD};
use tempfile::TempDir;

use crate::harness::client::Client;
use crate::harness::process::{Process, certamen};

/// A second start takes well under 3 s; slow machines and other tests beside it are forgiven this much.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn s07_an_empty_server_prints_a_link_that_makes_the_first_admin_once() {
    let directory = open_directory();
    let server = Process::with_own_postgres("serve", directory.path());
    let line = server.heard("/welcome/");
    let path = line.trim().strip_prefix(&server.address).unwrap();
    let mut client = Client::default();
    client.get(&server.address, path).expect(200);
    let fields = [("name", "Ada First"), ("login", "A001"), ("password", "blue horses eat late")];
    client.post(&server.address, path, &fields).expect_redirect();
    assert!(client.get(&server.address, "/account").expect(200).contains("Ada First"));
    client.get(&server.address, "/people").expect(200);
    client.get(&server.address, path).expect(404);
    stops_cleanly(server, directory.path());

    let again = Process::with_own_postgres("serve", directory.path());
    Client::sign_in(&again.address, "A001", "blue horses eat late");
    let said = stops_cleanly(again, directory.path());
    assert!(!said.iter().any(|line| line.contains("/welcome/")), "{said:?}");
}

#[test]
fn the_demonstration_shows_its_logins_and_comes_back_at_once() {
    let directory = open_directory();
    let server = Process::with_own_postgres("demo", directory.path());
    let page = Client::default().get(&server.address, "/login").expect(200);
    for login in LOGINS {
        assert!(server.heard(login.login).contains(PASSWORD));
        assert!(page.contains(login.login) && page.contains(PASSWORD));
        Client::sign_in(&server.address, login.login, login.password);
    }
    stops_cleanly(server, directory.path());

    let began = Instant::now();
    let again = Process::with_own_postgres("demo", directory.path());
    let took = began.elapsed();
    assert!(took < SOON, "the second start took {took:?}");
    stops_cleanly(again, directory.path());

    let refusal = refused(&["serve", "--data-dir", text(directory.path())]);
    assert!(refusal.contains("holds the sample data of certamen demo"), "{refusal}");
    assert!(!has_postmaster(directory.path()));
}

#[test]
fn the_demonstration_refuses_an_address_others_can_reach() {
    let directory = open_directory();
    let refusal = refused(&["demo", "--listen", "0.0.0.0:0", "--data-dir", text(directory.path())]);
    assert!(refusal.contains("Use a loopback address"), "{refusal}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn the_demonstration_refuses_a_folder_with_data_of_its_own() {
    let directory = open_directory();
    fs::create_dir(directory.path().join("postgres")).unwrap();
    let refusal = refused(&["demo", "--listen", "127.0.0.1:0", "--data-dir", text(directory.path())]);
    assert!(refusal.contains("holds data that is not the demonstration's"), "{refusal}");
}

#[test]
fn an_address_in_use_is_named_and_leaves_no_postgres_behind() {
    let directory = open_directory();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refusal = refused(&["serve", "--listen", &address, "--data-dir", text(directory.path())]);
    assert!(refusal.contains(&address) && refusal.contains("--listen"), "{refusal}");
    assert!(!has_postmaster(directory.path()));
}

/// Stops the server with SIGTERM: exit code 0, nobody listens, its Postgres has ended. Gives everything it said.
fn stops_cleanly(server: Process, directory: &Path) -> Vec<String> {
    assert!(has_postmaster(directory));
    let host = server.address.trim_start_matches("http://").to_owned();
    let (status, said) = server.terminate();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(TcpStream::connect(host).is_err());
    assert!(!has_postmaster(directory), "Postgres runs on");
    said
}

/// What a command says on standard error that ends with exit code 1.
fn refused(arguments: &[&str]) -> String {
    let output = certamen().args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

fn has_postmaster(directory: &Path) -> bool {
    directory.join("postgres/postmaster.pid").exists()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A directory the user that runs Postgres can enter.
fn open_directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    directory
}
