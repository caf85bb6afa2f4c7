//! A browser as far as the benches need one: HTTP/1.1 on a plain socket that is kept, so that the driver takes little of
//! the machine it measures.

use std::io::Read;

use flate2::read::GzDecoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::arguments::Failed;
use crate::people::Secret;

/// Parts the fields of a form that carries a file; it stands in none of them.
const BOUNDARY: &str = "------------------------certamen-bench";

/// One browser and the server it talks to.
pub(crate) struct Browser {
    address: String,
    /// Whom a proxy before the server would name as the client.
    client: Option<String>,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

/// What the server answered.
pub(crate) struct Answer {
    /// Status line and headers.
    pub(crate) head: String,
    /// The body as it came, compressed or not.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Whether it has this status.
    pub(crate) fn is(&self, status: u16) -> bool {
        self.head.starts_with(&format!("HTTP/1.1 {status} "))
    }

    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as text; a compressed one is unpacked.
    pub(crate) fn text(&self) -> Result<String, Failed> {
        let mut text = String::new();
        if self.header("content-encoding") == Some("gzip") {
            GzDecoder::new(self.body.as_slice()).read_to_string(&mut text)?;
        } else {
            text.push_str(std::str::from_utf8(&self.body)?);
        }
        Ok(text)
    }

    /// Its status line, for messages.
    pub(crate) fn status(&self) -> String {
        self.head.lines().next().unwrap_or_default().to_owned()
    }
}

impl Browser {
    /// A browser that has not been anywhere yet.
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), client: None, stream: None, received: Vec::new() }
    }

    /// From now on requests come from this address, as a proxy tells that the server believes.
    pub(crate) fn come_from(&mut self, client: String) {
        self.client = Some(client);
    }

    /// The page at this path.
    pub(crate) async fn get(&mut self, path: &str, cookie: &str) -> Result<Answer, Failed> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\
             Sec-Fetch-Site: same-origin\r\n\r\n",
            self.address
        );
        self.exchange(&request).await
    }

    /// Sends a form, with the token that belongs to `secret`.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        cookie: &str,
        secret: &Secret,
        fields: &str,
    ) -> Result<Answer, Failed> {
        let body = format!("csrf={}{fields}", secret.csrf_token());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {1}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        self.exchange(&request).await
    }

    /// Sends a form with one file in its field `file`, with the token that belongs to `secret`.
    pub(crate) async fn post_file(
        &mut self,
        path: &str,
        cookie: &str,
        secret: &Secret,
        fields: &[(&str, &str)],
        (name, content): &(&str, String),
    ) -> Result<Answer, Failed> {
        let mut body = String::new();
        let token = secret.csrf_token();
        for (field, value) in [("csrf", token.as_str())].iter().chain(fields) {
            body += &format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n"
        );
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {1}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        self.exchange(&request).await
    }

    /// Sends JSON as the exam script does.
    pub(crate) async fn post_json(
        &mut self,
        path: &str,
        cookie: &str,
        secret: &Secret,
        body: &str,
    ) -> Result<Answer, Failed> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             X-CSRF-Token: {1}\r\nContent-Type: application/json\r\nContent-Length: {2}\r\n\r\n{body}",
            self.address,
            secret.csrf_token(),
            body.len(),
        );
        self.exchange(&request).await
    }

    /// Sends one request and reads its whole answer. After a failure the next request opens a new connection.
    async fn exchange(&mut self, request: &str) -> Result<Answer, Failed> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        match &self.client {
            None => stream.write_all(request.as_bytes()).await?,
            Some(client) => {
                let line = format!("\r\nX-Forwarded-For: {client}\r\n");
                stream.write_all(request.replacen("\r\n", &line, 1).as_bytes()).await?;
            }
        }
        self.received.clear();
        loop {
            if stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(answer) = whole_answer(&self.received)? {
                if answer.header("connection") != Some("close") {
                    self.stream = Some(stream);
                }
                return Ok(answer);
            }
        }
    }
}

/// The answer; none while it is incomplete.
fn whole_answer(received: &[u8]) -> Result<Option<Answer>, Failed> {
    let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let (head, body) = received.split_at(end + 4);
    let head = std::str::from_utf8(head)?.to_owned();
    let body = if header(&head, "transfer-encoding") == Some("chunked") {
        whole_chunks(body)?
    } else {
        let length = header(&head, "content-length").unwrap_or("0").parse::<usize>()?;
        body.get(..length).map(<[u8]>::to_vec)
    };
    Ok(body.map(|body| Answer { head, body }))
}

/// The chunks of a body put together; none while the last one has not come.
fn whole_chunks(mut rest: &[u8]) -> Result<Option<Vec<u8>>, Failed> {
    let mut body = Vec::new();
    loop {
        let Some(line) = rest.windows(2).position(|window| window == b"\r\n") else { return Ok(None) };
        let (size, after) = rest.split_at(line);
        let size = usize::from_str_radix(std::str::from_utf8(size)?, 16)?;
        if size == 0 {
            return Ok(Some(body));
        }
        let Some(chunk) = after.get(2..2 + size) else { return Ok(None) };
        body.extend_from_slice(chunk);
        let Some(next) = after.get(4 + size..) else { return Ok(None) };
        rest = next;
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}
