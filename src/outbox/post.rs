//! One request over HTTP to an address that somebody typed: looked up once, checked, and called at just the address that
//! was checked. Follows nobody anywhere else, reads little, waits not for long.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error as TlsError, RootCertStore};
use url::Url;

use super::rules::Trouble;
use super::rules::addresses::{is_public, literal};

/// How long a call may take, from looking up the name to the end of the answer.
const WHOLE: Duration = Duration::from_secs(10);

/// Most bytes of an answer that are read.
const MOST_READ: usize = 64 * 1024;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body; empty when it was too long or broke off.
    pub body: Vec<u8>,
}

/// Calls addresses.
pub struct Caller {
    tls: TlsConnector,
    may_reach_private: bool,
}

impl Caller {
    /// `may_reach_private`: also addresses of the own network.
    ///
    /// # Errors
    /// When the TLS of this program has none of the usual versions.
    pub fn new(may_reach_private: bool) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), may_reach_private })
    }

    /// Sends JSON, with more headers, and waits for the answer.
    ///
    /// # Errors
    /// [`Trouble`] when there was no answer.
    pub async fn post(&self, url: &Url, headers: &[(&str, &str)], body: Vec<u8>) -> Result<Answer, Trouble> {
        let call = async {
            let stream = self.connect(url).await?;
            let request = request(url, headers, body)?;
            if url.scheme() == "https" {
                let host = url.host().ok_or(Trouble::UnknownHost)?;
                let name = match literal(&host) {
                    Some(address) => ServerName::from(address),
                    None => ServerName::try_from(host.to_string()).map_err(|_| Trouble::UnknownHost)?,
                };
                let secured = self.tls.connect(name, stream).await.map_err(broken)?;
                exchange(secured, request).await
            } else {
                exchange(stream, request).await
            }
        };
        tokio::time::timeout(WHOLE, call).await.unwrap_or(Err(Trouble::TooSlow))
    }

    /// A connection to one of the addresses of the host, none of which may be forbidden.
    async fn connect(&self, url: &Url) -> Result<TcpStream, Trouble> {
        let mut last = Trouble::UnknownHost;
        for address in self.addresses(url).await? {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = broken(error),
            }
        }
        Err(last)
    }

    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Trouble> {
        let host = url.host().ok_or(Trouble::UnknownHost)?;
        let port = url.port_or_known_default().ok_or(Trouble::UnknownHost)?;
        let found: Vec<SocketAddr> = match literal(&host) {
            Some(address) => vec![(address, port).into()],
            None => {
                let name = host.to_string();
                lookup_host((name.as_str(), port)).await.map_err(|_| Trouble::UnknownHost)?.collect()
            }
        };
        let forbidden = found.iter().find(|address| !self.may_reach_private && !is_public(address.ip()));
        match forbidden {
            Some(address) => Err(Trouble::ForbiddenAddress(address.ip().to_string())),
            None => Ok(found),
        }
    }
}

fn request(url: &Url, headers: &[(&str, &str)], body: Vec<u8>) -> Result<Request<Full<Bytes>>, Trouble> {
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = Request::post(path)
        .header(HOST, host)
        .header(USER_AGENT, concat!("Certamen/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json; charset=utf-8");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Full::new(Bytes::from(body))).map_err(|_| Trouble::Unreadable)
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(broken)?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MOST_READ).collect().await;
        Ok(Answer { status, body: body.map(|body| body.to_bytes().to_vec()).unwrap_or_default() })
    };
    tokio::pin!(connection, talk);
    tokio::select! {
        biased;
        answer = &mut talk => answer,
        ended = &mut connection => match ended {
            // Everything was read; what is left of the answer is in memory.
            Ok(()) => talk.await,
            Err(error) => Err(broken(error)),
        },
    }
}

fn broken(error: impl std::fmt::Display) -> Trouble {
    Trouble::NoConnection(error.to_string())
}
