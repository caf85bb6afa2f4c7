//! https spoken by the server itself, and settings that are refused before it starts.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustix::process::{Signal, kill_process};
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::harness::postgres::new_database;
use crate::harness::process::{Process, certamen};

/// A watchdog, far above what reading two files takes.
const LONG: Duration = Duration::from_secs(30);

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn cert(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// Writes a new certificate of its own and gives it.
    fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        fs::write(self.cert(), cert.pem()).unwrap();
        fs::write(self.key(), signing_key.serialize_pem()).unwrap();
        cert.der().clone()
    }
}

/// What the server answers to a client that trusts this certificate; `None` when it has another.
fn ask(host: &str, trusted: &CertificateDer<'static>) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(host).unwrap();
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    // The server may end the connection without a word of farewell.
    let _ = stream.read_to_end(&mut answer);
    Some(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn s63_with_a_certificate_the_server_speaks_https_and_a_renewed_one_needs_no_restart() {
    let files = Files::new();
    let first = files.renew();
    let mut command = certamen();
    command.args(["serve", "--listen", "127.0.0.1:0", "--tls-cert"]).arg(files.cert());
    command.arg("--tls-key").arg(files.key()).env("DATABASE_URL", new_database().await);
    let server = Process::start(command);
    let host = server.address.strip_prefix("https://").unwrap().to_owned();
    let answer = ask(&host, &first).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let head = answer.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
    assert!(head.contains("strict-transport-security: max-age=31536000"), "{head}");
    assert!(head.contains("set-cookie: __host-pre=") && head.contains("secure"), "{head}");

    let mut plain = TcpStream::connect(&host).unwrap();
    plain.write_all(b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "nobody is served without TLS");

    let second = files.renew();
    kill_process(server.pid(), Signal::HUP).unwrap();
    let began = Instant::now();
    while ask(&host, &second).is_none() {
        assert!(began.elapsed() < LONG, "the new certificate is not used");
        tokio::task::yield_now().await;
    }
    assert!(ask(&host, &first).is_none(), "the old one is no longer used");
}

/// What `check-config` says on standard error when it refuses.
fn refused(settings: &[(&str, &Path)], database_url: &str) -> String {
    let mut command = certamen();
    command.arg("check-config").env("DATABASE_URL", database_url);
    for (name, path) in settings {
        command.env(name, path);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_before_the_server_starts() {
    let url = new_database().await;
    let files = Files::new();
    files.renew();
    let (cert, key) = (files.cert(), files.key());
    let folder = files.folder.path();
    let none = folder.join("none");
    let said = refused(&[("CERTAMEN_TLS_CERT", &none), ("CERTAMEN_TLS_KEY", &key)], &url);
    assert!(said.contains("none"), "{said}");
    let other = Files::new();
    other.renew();
    let said = refused(&[("CERTAMEN_TLS_CERT", &cert), ("CERTAMEN_TLS_KEY", &other.key())], &url);
    assert!(said.contains("do not belong together"), "{said}");
    let weak = folder.join("weak");
    fs::write(&weak, "changeme").unwrap();
    for name in ["CERTAMEN_AUDIT_KEY_FILE", "CERTAMEN_SECOND_FACTOR_KEY_FILE"] {
        assert!(refused(&[(name, &weak)], &url).contains("weak secret"));
        assert!(refused(&[(name, &none)], &url).contains("cannot be read"));
    }
    let said = refused(&[("CERTAMEN_TLS_CERTS", &cert)], &url);
    assert!(said.contains("Did you mean CERTAMEN_TLS_CERT?"), "{said}");
    let mut command = certamen();
    command.arg("serve").env("DATABASE_URL", &url).env("CERTAMEN_AUDIT_KEY_FILE", &weak);
    let output = command.output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("weak secret"));
}

#[tokio::test]
async fn the_chain_is_checked_from_the_command_line_and_a_cut_end_is_exit_code_1() {
    let url = new_database().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = certamen();
        command
            .arg("audit")
            .args(arguments)
            .env("DATABASE_URL", &url)
            .env("CERTAMEN_DATA_DIR", folder.path());
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let _running = tokio::spawn(connection);
    let write = "INSERT INTO audit_events (id, action, subject_kind, subject_id) SELECT gen_random_uuid(), 'exam.made', 'exam', n::text FROM generate_series(1, 30) n";
    client.batch_execute(write).await.unwrap();
    let (code, said, _) = run(&["verify"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("is whole: 30 events"), "{said}");
    let (_, head, _) = run(&["head"]);
    let kept = folder.path().join("head.json");
    fs::write(&kept, head).unwrap();
    client.batch_execute("ALTER TABLE audit_chain DISABLE TRIGGER USER; ALTER TABLE audit_events DISABLE TRIGGER USER; DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_chain WHERE position = 30); DELETE FROM audit_chain WHERE position = 30").await.unwrap();
    assert_eq!(run(&["verify"]).0, Some(0));
    let (code, _, said) = run(&["verify", "--head", kept.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(said.contains("NOT whole") && said.contains("position 30"), "{said}");
}
