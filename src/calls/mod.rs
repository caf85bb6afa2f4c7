//! Requests to other servers: the address is looked up once, checked, and called at just the address that was checked. Follows
//! nobody anywhere else, reads little, waits not for long.

pub mod addresses;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error as TlsError, RootCertStore};
use url::Url;

use addresses::{is_public, literal};

/// How long a call may take, from looking up the name to the end of the answer.
const WHOLE: Duration = Duration::from_secs(10);

/// Most bytes of an answer that are read.
const MOST_READ: usize = 64 * 1024;

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The name of the host could not be found.
    #[error("the name of the host is not known")]
    UnknownHost,
    /// It is at this address, which must not be reached.
    #[error("it is at {0}, which must not be reached")]
    ForbiddenAddress(String),
    /// Nobody took the call, or the talk broke off.
    #[error("no connection: {0}")]
    NoConnection(String),
    /// There was no answer in time.
    #[error("there was no answer in time")]
    TooSlow,
    /// What was to be sent is no request.
    #[error("this is no request that could be sent")]
    NoRequest,
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

    /// Sends a request to a whole address (`https://host/path`) and waits for the answer. Its body is empty when it was too
    /// long or broke off.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let call = async {
            let url = Url::parse(&request.uri().to_string()).map_err(|_| NoAnswer::NoRequest)?;
            let stream = self.connect(&url).await?;
            let request = addressed(&url, request)?;
            match url.scheme() {
                "https" => {
                    let host = url.host().ok_or(NoAnswer::UnknownHost)?;
                    let name = match literal(&host) {
                        Some(address) => ServerName::from(address),
                        None => ServerName::try_from(host.to_string()).map_err(|_| NoAnswer::UnknownHost)?,
                    };
                    let secured = self.tls.connect(name, stream).await.map_err(broken)?;
                    exchange(secured, request).await
                }
                "http" => exchange(stream, request).await,
                _ => Err(NoAnswer::NoRequest),
            }
        };
        tokio::time::timeout(WHOLE, call).await.unwrap_or(Err(NoAnswer::TooSlow))
    }

    /// A connection to one of the addresses of the host, none of which may be forbidden.
    async fn connect(&self, url: &Url) -> Result<TcpStream, NoAnswer> {
        let mut last = NoAnswer::UnknownHost;
        for address in self.addresses(url).await? {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = broken(error),
            }
        }
        Err(last)
    }

    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, NoAnswer> {
        let host = url.host().ok_or(NoAnswer::UnknownHost)?;
        let port = url.port_or_known_default().ok_or(NoAnswer::UnknownHost)?;
        let found: Vec<SocketAddr> = match literal(&host) {
            Some(address) => vec![(address, port).into()],
            None => {
                let name = host.to_string();
                lookup_host((name.as_str(), port)).await.map_err(|_| NoAnswer::UnknownHost)?.collect()
            }
        };
        let forbidden = found.iter().find(|address| !self.may_reach_private && !is_public(address.ip()));
        match forbidden {
            Some(address) => Err(NoAnswer::ForbiddenAddress(address.ip().to_string())),
            None => Ok(found),
        }
    }
}

/// The request as it goes over the connection to its host.
fn addressed(url: &Url, request: Request<Vec<u8>>) -> Result<Request<Full<Bytes>>, NoAnswer> {
    let (mut head, body) = request.into_parts();
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    head.uri = Uri::try_from(path).map_err(|_| NoAnswer::NoRequest)?;
    head.headers.insert(HOST, HeaderValue::try_from(host).map_err(|_| NoAnswer::NoRequest)?);
    let program = concat!("Certamen/", env!("CARGO_PKG_VERSION"));
    head.headers.insert(USER_AGENT, HeaderValue::from_static(program));
    Ok(Request::from_parts(head, Full::new(Bytes::from(body))))
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Response<Vec<u8>>, NoAnswer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, MOST_READ).collect().await;
        let body = body.map(|body| body.to_bytes().to_vec()).unwrap_or_default();
        Ok(Response::from_parts(head, body))
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

fn broken(error: impl std::fmt::Display) -> NoAnswer {
    NoAnswer::NoConnection(error.to_string())
}
