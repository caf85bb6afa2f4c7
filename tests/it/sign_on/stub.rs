//! A web server of the size of a test: each request goes to a function.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
pub struct Asked {
    pub path: String,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
}

impl Asked {
    /// A value of the query or the form; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        let found = self.query.iter().chain(&self.form).find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// What is answered.
pub enum Reply {
    Json(u16, serde_json::Value),
    /// Something that is no JSON.
    Text(&'static str),
    Redirect(String),
    /// Nothing, ever: the connection stays open.
    Silence,
}

/// A running server. Ends with the test.
pub struct Stub {
    pub port: u16,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stub {
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Starts a server on a free port, which the function that answers is told.
pub async fn serve<F>(make: impl FnOnce(u16) -> F) -> Stub
where
    F: Fn(&Asked) -> Reply + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(make(port));
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, Arc::clone(&answer)));
        }
    });
    Stub { port, task }
}

async fn talk<F: Fn(&Asked) -> Reply>(stream: TcpStream, answer: Arc<F>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut first = String::new();
    reader.read_line(&mut first).await?;
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = |bytes: &[u8]| url::form_urlencoded::parse(bytes).into_owned().collect();
    let asked = Asked { path: path.to_owned(), query: pairs(query.as_bytes()), form: pairs(&body) };
    let (head, body) = match answer(&asked) {
        Reply::Json(status, body) => {
            (format!("{status} Said\r\ncontent-type: application/json"), body.to_string())
        }
        Reply::Text(text) => ("200 OK\r\ncontent-type: text/html".to_owned(), text.to_owned()),
        Reply::Redirect(to) => (format!("302 Found\r\nlocation: {to}"), String::new()),
        Reply::Silence => {
            std::future::pending::<()>().await;
            unreachable!()
        }
    };
    let whole =
        format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    writer.write_all(whole.as_bytes()).await
}
