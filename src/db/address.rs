//! Where a database is, and how connections to it are made: with limits for the network, and encrypted as its address asks.
//!
//! `sslmode` and `sslrootcert` mean what Postgres's own programs mean by them, but for the default: a database on this machine
//! is spoken to in plain text.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use diesel::ConnectionError;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, Connection, Socket};
use url::form_urlencoded;

use super::tls::{Encrypted, Proof, Tls};

/// How much a connection is protected on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// It leaves this machine at no time.
    Local,
    /// Plain text, or encrypted where the server offers it, which somebody on the way can prevent.
    Little,
    /// Encrypted, but whoever answers may be somebody else.
    Encrypted,
    /// Encrypted, and the server proves that it is the one that was named.
    Proven,
}

/// An address that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read.
    #[error("{}", with_causes(.0))]
    Unreadable(#[from] tokio_postgres::Error),
    /// `sslmode` is something else.
    #[error("sslmode is {0:?}, but must be disable, prefer, require or verify-full")]
    Mode(String),
    /// The certificates that vouch for the server cannot be read.
    #[error("sslrootcert {} cannot be used: {why}", path.display())]
    Roots {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
}

/// An error with what caused it, which alone tells why a certificate or a password was refused.
pub(super) fn with_causes(error: &tokio_postgres::Error) -> String {
    let first: &dyn std::error::Error = error;
    let causes = std::iter::successors(Some(first), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

impl From<AddressError> for ConnectionError {
    fn from(error: AddressError) -> Self {
        Self::BadConnection(error.to_string())
    }
}

/// Where a database is, and how connections to it are made.
#[derive(Clone)]
pub struct Address {
    /// Hosts, names, limits.
    pub config: Config,
    /// What encrypts; for whoever cancels a statement too.
    pub tls: Tls,
    /// File with the certificates that vouch for the server, if one is given.
    pub roots: Option<PathBuf>,
    protection: Protection,
}

impl Address {
    /// Reads an address (`postgres://…` or `host=… user=…`).
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let Parts { rest, mode, roots } = Parts::of(url);
        let mut config: Config = rest.parse()?;
        let asked = protection(mode.as_deref(), roots.is_some(), is_local(&config))?;
        // Sockets are not encrypted, whatever is asked for.
        let protection = if is_socket(&config) { Protection::Local } else { asked };
        let wants_tls = protection != Protection::Local && mode.as_deref() != Some("disable");
        config.ssl_mode(match protection {
            _ if !wants_tls => SslMode::Disable,
            Protection::Encrypted | Protection::Proven => SslMode::Require,
            Protection::Local | Protection::Little => SslMode::Prefer,
        });
        let proof = match (&roots, protection) {
            (Some(path), Protection::Proven) => Proof::ByFile(path),
            (None, Protection::Proven) => Proof::ByKnownAuthorities,
            _ => Proof::None,
        };
        let tls = if wants_tls { Tls::new(&proof)? } else { Tls::none() };
        Ok(Self { config, tls, roots, protection })
    }

    /// The same with limits for the network, as far as the address does not bring its own. They matter where the database is
    /// on another machine: a broken network says nothing by itself.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn with_network_limits(url: &str, silence: Duration) -> Result<Self, AddressError> {
        let mut address = Self::parse(url)?;
        let config = &mut address.config;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(silence);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(silence);
        }
        if !url.contains("keepalives") {
            config.keepalives_idle(silence).keepalives_interval(silence / 4).keepalives_retries(3);
        }
        Ok(address)
    }

    /// A connection; what is given second must be driven for it to work.
    ///
    /// # Errors
    /// When the database cannot be reached, or does not prove what it should.
    pub async fn connect(&self) -> Result<(Client, Connection<Socket, Encrypted>), tokio_postgres::Error> {
        self.config.connect(self.tls.clone()).await
    }

    /// How much connections are protected on their way.
    #[must_use]
    pub fn protection(&self) -> Protection {
        self.protection
    }
}

/// An address taken apart: what the library reads, and what it would not understand.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    rest: String,
    mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Parts {
    fn of(url: &str) -> Self {
        let mut own = Self { rest: String::new(), mode: None, roots: None };
        own.rest = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            own.take_of_query(url)
        } else {
            let kept = |word: &&str| word.split_once('=').is_none_or(|(name, value)| !own.take(name, value));
            url.split_whitespace().filter(kept).collect::<Vec<_>>().join(" ")
        };
        own
    }

    /// The parameters behind the question mark; one in a password stands before the `@`.
    fn take_of_query(&mut self, url: &str) -> String {
        let (before, place) = url.rsplit_once('@').map_or(("", url), |(before, place)| (before, place));
        let Some((place, query)) = place.split_once('?') else { return url.to_owned() };
        let decoded = |value: &str| -> String {
            // A plus is a plus here, and what follows is one value.
            let value = value.replace('+', "%2B").replace('=', "%3D");
            form_urlencoded::parse(value.as_bytes()).map(|(text, _)| text.into_owned()).collect()
        };
        let kept =
            |one: &&str| one.split_once('=').is_none_or(|(name, value)| !self.take(name, &decoded(value)));
        let query = query.split('&').filter(kept).collect::<Vec<_>>().join("&");
        let at = if before.is_empty() { "" } else { "@" };
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{before}{at}{place}{mark}{query}")
    }

    /// Whether this parameter is one of ours.
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "sslmode" => self.mode = Some(value.to_owned()),
            "sslrootcert" => self.roots = Some(PathBuf::from(value)),
            _ => return false,
        }
        true
    }
}

fn protection(mode: Option<&str>, has_roots: bool, is_local: bool) -> Result<Protection, AddressError> {
    match mode {
        None | Some("disable" | "prefer") if is_local => Ok(Protection::Local),
        None | Some("disable" | "prefer") => Ok(Protection::Little),
        // Whoever names certificates wants to be sure, as with Postgres's own programs.
        Some("require") if !has_roots => Ok(Protection::Encrypted),
        Some("require" | "verify-full") => Ok(Protection::Proven),
        Some(other) => Err(AddressError::Mode(other.to_owned())),
    }
}

fn is_socket(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_))) && config.get_hostaddrs().is_empty()
}

/// Whether every host is this machine.
fn is_local(config: &Config) -> bool {
    let is_loopback = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    };
    let addresses = config.get_hostaddrs();
    if addresses.is_empty() {
        config.get_hosts().iter().all(is_loopback)
    } else {
        addresses.iter().all(IpAddr::is_loopback)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_silent_network_counts_as_lost_unless_the_address_says_otherwise() {
        let silence = Duration::from_secs(10);
        let with = |url: &str| Address::with_network_limits(url, silence).unwrap().config;
        let plain = with("postgres://certamen@db.example/certamen");
        assert_eq!(plain.get_tcp_user_timeout(), Some(&silence));
        assert_eq!(plain.get_keepalives_idle(), silence);
        assert_eq!(plain.get_connect_timeout(), Some(&silence));
        let own = with(
            "postgres://certamen@db.example/certamen?tcp_user_timeout=3&keepalives_idle=7&connect_timeout=1",
        );
        assert_eq!(own.get_tcp_user_timeout(), Some(&Duration::from_secs(3)));
        assert_eq!(own.get_keepalives_idle(), Duration::from_secs(7));
        assert_eq!(own.get_connect_timeout(), Some(&Duration::from_secs(1)));
    }

    #[test]
    fn what_is_said_about_encryption_is_understood_wherever_it_stands() {
        let parts =
            Parts::of("postgres://me:a?b@db/c?sslmode=verify-full&connect_timeout=1&sslrootcert=%2Fa+b%20c");
        assert_eq!(parts.rest, "postgres://me:a?b@db/c?connect_timeout=1");
        assert_eq!((parts.mode.as_deref(), parts.roots), (Some("verify-full"), Some("/a+b c".into())));
        assert_eq!(Parts::of("postgres://db/c?sslmode=require").rest, "postgres://db/c");
        assert_eq!(Parts::of("postgres://db/c").rest, "postgres://db/c");
        let parts = Parts::of("host=db user=me sslmode=require");
        assert_eq!((parts.rest.as_str(), parts.mode.as_deref()), ("host=db user=me", Some("require")));
    }

    #[test]
    fn a_database_elsewhere_is_protected_as_far_as_its_address_asks() {
        for (url, protection, mode) in [
            ("postgres://me@%2Ftmp/c", Protection::Local, SslMode::Disable),
            ("postgres://me@%2Ftmp/c?sslmode=require", Protection::Local, SslMode::Disable),
            ("postgres://me@localhost/c", Protection::Local, SslMode::Disable),
            ("postgres://me@127.0.0.1,[::1]/c", Protection::Local, SslMode::Disable),
            ("postgres://me@localhost/c?sslmode=require", Protection::Encrypted, SslMode::Require),
            ("postgres://me@db.example/c", Protection::Little, SslMode::Prefer),
            ("postgres://me@localhost,db.example/c", Protection::Little, SslMode::Prefer),
            ("postgres://me@db.example/c?sslmode=disable", Protection::Little, SslMode::Disable),
            ("postgres://me@db.example/c?sslmode=require", Protection::Encrypted, SslMode::Require),
            ("postgres://me@db.example/c?sslmode=verify-full", Protection::Proven, SslMode::Require),
        ] {
            let address = Address::parse(url).unwrap();
            assert_eq!((address.protection(), address.config.get_ssl_mode()), (protection, mode), "{url}");
        }
        for (url, said) in [
            ("postgres://me@db.example/c?sslmode=verify-ca", "verify-full"),
            ("postgres://me@db.example/c?sslmode=require&sslrootcert=/nowhere", "/nowhere"),
        ] {
            let error = Address::parse(url).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(said), "{url}: {error}");
        }
    }
}
