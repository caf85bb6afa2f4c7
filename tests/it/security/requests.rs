//! Requests that no browser sends: read at the socket of a real server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::client::Client;
use crate::harness::process::Process;
use crate::harness::server;

/// What comes back for these bytes until the server closes or says nothing more.
fn said(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may close before it has read everything: that is an answer too.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while let Ok(length) = stream.read(&mut part) {
        answer.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&answer);
        if length == 0 || answer.len() > 100_000 || text.contains("\r\n\r\n") {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[actix_web::test]
async fn s59_a_request_whose_length_is_in_doubt_is_refused_and_the_server_goes_on() {
    let server = server().await;
    let process = Process::serve(&server.database_url);
    let post = "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let doubtful: Vec<Vec<u8>> = [
        format!("{post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x"),
        format!("{post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"),
        format!("{post}Content-Length: +5\r\n\r\nabcde"),
        format!("{post}Content-Length: -1\r\n\r\n"),
        format!("{post}Content-Length: 5, 5\r\n\r\nabcde"),
        format!("{post}Content-Length: 99999999999999999999\r\n\r\nabc"),
        format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
        "GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(),
        "GET /login HTTP/1.1\r\nHost : a\r\n\r\n".to_owned(),
        "GET /login HTTP/1.1\r\n folded: x\r\nHost: a\r\n\r\n".to_owned(),
        "GET /login\u{0} HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET /login HTTP/9.9\r\nHost: a\r\n\r\n".to_owned(),
        "GET http://evil.example:99999/ HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "NONSENSE\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned() + "\r\n\r\n",
        format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(200_000)),
        format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(5000)),
    ]
    .map(String::into_bytes)
    .into();
    for bytes in doubtful {
        let shown = String::from_utf8_lossy(&bytes).chars().take(160).collect::<String>();
        let answer = said(&process.address, &bytes);
        let status = status(&answer);
        // Whatever host a whole address names, the answer leads to a page of this one.
        let is_redirect = status == 303 && answer.contains("\r\nlocation: /login\r\n");
        let is_refused = status == 0 || (400..500).contains(&status) || is_redirect;
        assert!(is_refused, "{shown:?} was answered with {answer}");
        assert!(!answer.contains("evil.example") && !answer.contains("panicked"), "{shown:?}: {answer}");
    }
    Client::default().get(&process.address, "/login").expect(200);
}

#[actix_web::test]
async fn s59_a_field_that_comes_twice_has_one_meaning() {
    let server = server().await;
    let people = server.people().await;
    let both = [("language", "en"), ("language", "zh-CN"), ("zone", "Asia/Shanghai"), ("theme", "")];
    let status = people.ada.post("/account/preferences", &both).await.status.as_u16();
    let page = people.ada.get("/account").await.expect(200);
    let language = if page.contains("<html lang=\"en\"") { "en" } else { "zh-CN" };
    // What was checked is what was stored: the first one counts, or the form is refused.
    assert!((status == 303 && language == "en") || (400..500).contains(&status), "{status} {language}");
}

#[actix_web::test]
async fn s60_nothing_of_the_workshop_is_public() {
    let server = server().await;
    let process = Process::serve(&server.database_url);
    let mut client = Client::default();
    for path in [
        "/.git/config",
        "/.env",
        "/static",
        "/static/",
        "/static/css/",
        "/static/../Cargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/server-status",
        "/debug",
        "/actuator/env",
        "/backup.sql",
        "/admin/..;/metrics",
        "/data/audit.key",
        "/templates/base.hbs",
    ] {
        let answer = client.get(&process.address, path);
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert!(!answer.body.contains("[package]") && !answer.body.contains("Index of"), "{path}");
    }
    for method in ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG", "OPTIONS"] {
        let answer = said(
            &process.address,
            format!("{method} /login HTTP/1.1\r\nHost: a\r\nX-Secret: seven\r\n\r\n").as_bytes(),
        );
        assert!((400..500).contains(&status(&answer)) && !answer.contains("seven"), "{method}: {answer}");
    }
    let page = client.get(&process.address, "/login");
    assert_eq!((page.header("server"), page.header("x-powered-by")), (None, None));
}

#[actix_web::test]
async fn s24_no_other_site_reads_an_answer() {
    let server = server().await;
    let people = server.people().await;
    for path in ["/", "/account", "/api/v1/people", "/static/css/certamen.css", "/nowhere"] {
        let request =
            actix_web::test::TestRequest::get().uri(path).insert_header(("Origin", "https://evil.example"));
        let answer = people.ada.send(request).await;
        let allowed = answer.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!allowed, "{path}: {:?}", answer.headers);
    }
}
