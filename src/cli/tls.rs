//! https spoken by the server itself: certificate and key from files, read again at SIGHUP, so that a renewed certificate
//! needs no restart.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::CliResult;
use crate::config::TlsFiles;

/// The certificate that new connections get.
#[derive(Debug)]
pub(super) struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// A sentence that names the file that cannot be used.
    pub(super) fn load(files: TlsFiles) -> CliResult<Arc<Self>> {
        let provider = Arc::new(ring::default_provider());
        let current = RwLock::new(Arc::new(read(&files, &provider)?));
        Ok(Arc::new(Self { files, provider, current }))
    }

    /// What the server needs for its connections: TLS 1.2 and 1.3.
    ///
    /// # Errors
    /// When the library refuses its own defaults.
    pub(super) fn server_config(self: &Arc<Self>) -> CliResult<ServerConfig> {
        let own: Arc<dyn ResolvesServerCert> = Arc::<Self>::clone(self);
        Ok(ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(own))
    }

    /// Reads the files again at every SIGHUP. Files that cannot be used change nothing.
    pub(super) async fn follow(self: Arc<Self>) {
        let Ok(mut told) = signal(SignalKind::hangup()) else { return };
        while told.recv().await.is_some() {
            match read(&self.files, &self.provider) {
                Ok(renewed) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                    tracing::info!("the certificate was read again");
                }
                Err(problem) => tracing::error!(%problem, "the certificate stays as it is"),
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> CliResult<CertifiedKey> {
    let (cert, key) = (&files.cert, &files.key);
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .map_err(|problem| format!("the certificate {} cannot be used: {problem}", cert.display()))?;
    if chain.is_empty() {
        return Err(format!("{} holds no certificate in PEM", cert.display()).into());
    }
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|problem| format!("the private key {} cannot be used: {problem}", key.display()))?;
    let certified = CertifiedKey::from_der(chain, private, provider).map_err(|problem| {
        format!("{} and {} do not belong together: {problem}", cert.display(), key.display())
    })?;
    Ok(certified)
}
