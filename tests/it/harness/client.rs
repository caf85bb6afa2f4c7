//! A browser on a real socket, for servers that run as processes of their own. Keeps cookies and connections, sends the
//! token of its session, follows no redirect.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use certamen::web::cookies::Secret;
use certamen::web::csrf;

/// A watchdog: how long a server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that lay idle for so long is not used again: the server closes it after five seconds.
const KEPT: Duration = Duration::from_secs(3);

/// What came back.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    /// A header by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Asserts the status and gives the body, with the body in the message when it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// Asserts a redirect and gives where it leads.
    #[track_caller]
    pub fn expect_redirect(self) -> String {
        assert_eq!(self.status, 303, "{}", self.body);
        self.location
    }
}

/// A browser. Any server of one database takes its cookies.
#[derive(Default)]
pub struct Client {
    cookies: BTreeMap<String, String>,
    /// With the time of the last answer.
    connections: HashMap<String, (BufReader<TcpStream>, Instant)>,
}

impl Client {
    /// A browser in which somebody has signed in.
    pub fn sign_in(address: &str, login: &str, password: &str) -> Self {
        let mut client = Self::default();
        client.get(address, "/login").expect(200);
        let fields = [("login", login), ("password", password), ("next", "/")];
        client.post(address, "/login", &fields).expect_redirect();
        client
    }

    /// Opens a page; the server at `address` (`http://127.0.0.1:41234`) must be there.
    pub fn get(&mut self, address: &str, path: &str) -> Answer {
        self.connections.remove(address);
        self.exchange(address, &format!("GET {path}"), "", "").unwrap()
    }

    /// Opens a page of a server that may not be there.
    ///
    /// # Errors
    /// When no whole answer came.
    pub fn try_get(&mut self, address: &str, path: &str) -> io::Result<Answer> {
        self.connections.remove(address);
        self.exchange(address, &format!("GET {path}"), "", "")
    }

    /// A browser in which the session with this secret is open.
    pub fn with_session(secret: &Secret) -> Self {
        let mut client = Self::default();
        client.cookies.insert("sid".to_owned(), secret.encode());
        client
    }

    /// Sends a form with its token; the server must be there.
    pub fn post(&mut self, address: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.try_post(address, path, fields).unwrap()
    }

    /// Sends a form with its token to a server that may not be there.
    ///
    /// # Errors
    /// When no whole answer came: what became of it is not known then.
    pub fn try_post(&mut self, address: &str, path: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        self.connections.remove(address);
        let token = self.token();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.append_pair(csrf::FIELD, &token).extend_pairs(fields).finish();
        let header = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.exchange(address, &format!("POST {path}"), header, &body)
    }

    /// Sends JSON as the scripts of our pages do, over a connection that is kept.
    ///
    /// # Errors
    /// When no whole answer came: what became of the request is not known then.
    pub fn post_json(&mut self, address: &str, path: &str, body: &serde_json::Value) -> io::Result<Answer> {
        let header = format!("Content-Type: application/json\r\n{}: {}\r\n", csrf::HEADER, self.token());
        self.exchange(address, &format!("POST {path}"), &header, &body.to_string())
    }

    /// The secret of the session that is open in it.
    pub fn session(&self) -> Secret {
        Secret::decode(&self.cookies["sid"]).unwrap()
    }

    /// The line with its cookies, and the token of its session, for requests made by hand.
    pub fn cookie_and_token(&self) -> (String, String) {
        (format!("Cookie: sid={}", self.cookies["sid"]), self.token())
    }

    /// Sends a form with a text file; the server must be there.
    pub fn upload(
        &mut self,
        address: &str,
        path: &str,
        fields: &[(&str, &str)],
        (name, text): (&str, &str),
    ) -> Answer {
        const BOUNDARY: &str = "----certamen-test-boundary";
        self.connections.remove(address);
        let token = self.token();
        let part = |name: &str, more: &str, text: &str| {
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
        };
        let mut body = part(csrf::FIELD, "", &token);
        for (name, value) in fields {
            body += &part(name, "", value);
        }
        body += &part("file", &format!("; filename=\"{name}\"\r\nContent-Type: text/plain"), text);
        body += &format!("--{BOUNDARY}--\r\n");
        let header = format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
        self.exchange(address, &format!("POST {path}"), &header, &body).unwrap()
    }

    fn token(&self) -> String {
        let cookie = self.cookies.get("sid").or_else(|| self.cookies.get("pre"));
        cookie.and_then(|value| Secret::decode(value)).map(|secret| csrf::token(&secret)).unwrap_or_default()
    }

    fn exchange(&mut self, address: &str, line: &str, headers: &str, body: &str) -> io::Result<Answer> {
        let host = address.trim_start_matches("http://");
        let mut connection = match self.connections.remove(address) {
            Some((open, last)) if last.elapsed() < KEPT => open,
            _ => connect(host)?,
        };
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\nCookie: {}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        connection.get_mut().write_all(request.as_bytes())?;
        let answer = self.read_answer(&mut connection)?;
        if answer.header("connection") != Some("close") {
            self.connections.insert(address.to_owned(), (connection, Instant::now()));
        }
        Ok(answer)
    }

    fn read_answer(&mut self, connection: &mut BufReader<TcpStream>) -> io::Result<Answer> {
        let first = read_line(connection)?;
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("not HTTP: {first}")))?;
        let (mut length, mut location, mut headers) = (0, String::new(), Vec::new());
        loop {
            let line = read_line(connection)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
                "location" => value.trim().clone_into(&mut location),
                "set-cookie" => self.keep_cookie(value.trim()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body)?;
        Ok(Answer { status, location, body: String::from_utf8_lossy(&body).into_owned(), headers })
    }

    fn keep_cookie(&mut self, text: &str) {
        let Some((name, value)) = text.split(';').next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        if value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn connect(host: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

/// One line of the head; a connection that ends is an error.
fn read_line(connection: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
