//! The browsers: HTTP/1.1 on plain sockets, so that the driver takes little of the machine it measures.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::arguments::{Arguments, Failed};
use crate::figures::Figures;
use crate::sitting::{Next, Sitting};

/// Saves over HTTP and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let savers = arguments.number("savers", 64)?;
    let base = arguments.number("base", 0)?;
    let address = arguments.text("address")?.to_owned();
    let started = Instant::now();
    let end = started + Duration::from_secs(arguments.number("seconds", 60)?);
    let mut browsers = Vec::new();
    for share in 0..savers {
        browsers.push(tokio::spawn(browse(address.clone(), end, Sitting::new(share, savers, base))));
    }
    let mut figures = Figures::default();
    for browser in browsers {
        figures.merge(browser.await?);
    }
    Ok(serde_json::Value::Object(figures.line(started.elapsed())).to_string())
}

/// Saves until `end`, over one connection as long as the server keeps it.
async fn browse(address: String, end: Instant, mut sitting: Sitting) -> Figures {
    let mut figures = Figures::default();
    let mut connection = None;
    while Instant::now() < end {
        let request = request(&address, &sitting.next());
        let started = Instant::now();
        let outcome = match connection.take() {
            Some(open) => exchange(open, &request).await,
            None => open_and_exchange(&address, &request).await,
        };
        let (open, stored) = outcome.map_or((None, false), |(open, stored)| (Some(open), stored));
        figures.note(started.elapsed(), stored);
        connection = open;
        if connection.is_none() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    figures
}

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

async fn open_and_exchange(address: &str, request: &str) -> Result<(Connection, bool), Failed> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    exchange(Connection { stream, received: Vec::with_capacity(4096) }, request).await
}

/// Sends one request and reads its whole answer. Gives the connection back, and whether the save was stored.
async fn exchange(mut connection: Connection, request: &str) -> Result<(Connection, bool), Failed> {
    connection.stream.write_all(request.as_bytes()).await?;
    connection.received.clear();
    loop {
        if connection.stream.read_buf(&mut connection.received).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if let Some(stored) = read_answer(&connection.received)? {
            return Ok((connection, stored));
        }
    }
}

/// Whether the answer says stored; none while it is incomplete.
fn read_answer(received: &[u8]) -> Result<Option<bool>, Failed> {
    let text = std::str::from_utf8(received)?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return Ok(None) };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .ok_or("an answer without its length")?;
    if body.len() < length.1.trim().parse::<usize>()? {
        return Ok(None);
    }
    Ok(Some(head.starts_with("HTTP/1.1 200 ") && body.contains("\"verdict\":\"stored\"")))
}

/// The request a browser sends for one save.
fn request(address: &str, next: &Next) -> String {
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let body = format!(
        r#"{{"epoch":1,"saves":[{{"position":{},"sequence":{},"response":"{}","at":"{now}"}}]}}"#,
        next.position, next.sequence, next.response
    );
    format!(
        "POST /attempts/{}/saves HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Sec-Fetch-Site: same-origin\r\nCookie: sid={}\r\nX-CSRF-Token: {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        next.attempt_id,
        URL_SAFE_NO_PAD.encode(next.session),
        csrf_token(&next.session),
        body.len(),
    )
}

/// The token that belongs to a session: an HMAC under its raw id.
fn csrf_token(session: &[u8; 32]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(session) else { return String::new() };
    mac.update(b"certamen csrf");
    hex::encode(mac.finalize().into_bytes())
}
