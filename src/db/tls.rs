//! Connections to the database, encrypted with the same library as everything else.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

use super::address::AddressError;

/// What a database has to show so that it is believed to be the one that was named.
pub(super) enum Proof<'a> {
    /// Nothing: any certificate will do.
    None,
    /// A certificate for its name, vouched for by those in this file.
    ByFile(&'a Path),
    /// A certificate for its name, vouched for by one of the authorities that browsers know.
    ByKnownAuthorities,
}

/// Encrypts connections, or refuses to.
#[derive(Clone)]
pub struct Tls(Option<TlsConnector>);

impl Tls {
    /// For a database that is spoken to in plain text.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// For a database that has to show this.
    ///
    /// # Errors
    /// [`AddressError::Roots`] when the file cannot be used.
    pub(super) fn new(proof: &Proof<'_>) -> Result<Self, AddressError> {
        let path = if let Proof::ByFile(path) = proof { path } else { Path::new("") };
        let config = config(proof).map_err(|why| AddressError::Roots { path: path.to_owned(), why })?;
        Ok(Self(Some(TlsConnector::from(Arc::new(config)))))
    }
}

fn config(proof: &Proof<'_>) -> Result<ClientConfig, String> {
    let provider = Arc::new(default_provider());
    let mut roots = RootCertStore::empty();
    // The one that checks signatures wants some authorities, also where it does not ask them.
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Proof::ByFile(path) = proof {
        roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())? {
            let certificate = certificate.map_err(|error| error.to_string())?;
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
    }
    let checking = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| error.to_string())?;
    let verifier: Arc<dyn ServerCertVerifier> = match proof {
        Proof::None => Arc::new(AnyCertificate(checking)),
        Proof::ByFile(_) | Proof::ByKnownAuthorities => checking,
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

/// Takes any certificate, as `sslmode=require` means it: whoever only listens learns nothing.
#[derive(Debug)]
struct AnyCertificate(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, name: &str) -> io::Result<Handshake> {
        // A socket has no name, and is not encrypted either.
        Ok(Handshake { connector: self.0.clone(), name: ServerName::try_from(name.to_owned()).ok() })
    }
}

/// One connection about to be encrypted.
pub struct Handshake {
    connector: Option<TlsConnector>,
    name: Option<ServerName<'static>>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Encrypted>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let (Some(connector), Some(name)) = (self.connector, self.name) else {
                return Err(io::Error::other("this address is not spoken to with TLS"));
            };
            Ok(Encrypted(Box::new(connector.connect(name, socket).await?)))
        })
    }
}

/// An encrypted connection.
pub struct Encrypted(Box<client::TlsStream<Socket>>);

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl TlsStream for Encrypted {
    /// None: the password is proven without it, which every Postgres allows.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}
