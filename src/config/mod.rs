//! What can be set from outside, read once at start. Every error names the variable; unknown variables are refused.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono_tz::Tz;

mod limits;
mod notices;
mod secrets;
mod sign_on;

pub use limits::Limits;
pub use notices::{MailFolder, MailServer, Notices};
pub use secrets::{KeyFiles, Keys, SecretKey};
pub use sign_on::{OidcConfig, SignOnConfig, WecomConfig, WecomNumber};

/// All settings of a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// The database, if one is given; otherwise the server runs its own in `data_dir`.
    pub database_url: Option<String>,
    /// The same database for the role that changes the schema; without one, that of `database_url` does.
    pub migration_database_url: Option<String>,
    /// The same database for the role that only reads; without one, that of `database_url` reads.
    pub report_database_url: Option<String>,
    /// Where the server keeps what is its own.
    pub data_dir: PathBuf,
    /// What people see.
    pub site: SiteConfig,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How long everything may take and how much may go on at once.
    pub limits: Limits,
    /// What is sent out, and how.
    pub notices: Notices,
    /// With this token `/metrics` can be read from other machines; without one only from this machine.
    pub metrics_token: Option<String>,
    /// Where the keys are that must not be in the database.
    pub key_files: KeyFiles,
    /// Certificate chain and private key with which the server speaks https itself.
    pub tls: Option<TlsFiles>,
    /// Services of the company with which people sign in.
    pub sign_on: SignOnConfig,
}

/// Files in PEM with which the server speaks https itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, the own certificate first.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Settings that show on pages.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// Scheme, host and port under which people reach the server; `None` means: whatever they typed.
    pub public_origin: Option<String>,
    /// Name of the company or department, on pages and certificates.
    pub organisation: String,
    /// The company's time zone: windows and certificate days are days of this zone.
    pub zone: Tz,
    /// Whether templates are read again for each page, for whoever works on them.
    pub reload: bool,
    /// Whether the server speaks https itself.
    pub has_tls: bool,
    /// Whether whoever has other rights than a trainee's needs a second factor, unless an administrator said otherwise.
    pub asks_second_factor: bool,
}

impl SiteConfig {
    /// Whether people reach the server over https, so that cookies must be marked secure.
    pub fn is_https(&self) -> bool {
        self.has_tls || self.public_origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// A variable has a value that does not fit.
    #[error("{name} is {value:?}, but {expected}")]
    Unusable {
        /// Name of the variable.
        name: String,
        /// What it was set to.
        value: String,
        /// What should stand there.
        expected: String,
    },
    /// A variable that starts with CERTAMEN_ but is none of ours: most likely a typing mistake.
    #[error("{name} is not a setting of Certamen. Did you mean {nearest}? The settings are: {known}")]
    Unknown {
        /// Name of the variable.
        name: String,
        /// The name that is nearest to it.
        nearest: String,
        /// All names that exist.
        known: String,
    },
    /// A file with a secret cannot be used.
    #[error("the secret file {} {why}", path.display())]
    Secret {
        /// The file.
        path: PathBuf,
        /// Why not; never what is in it.
        why: String,
    },
}

/// Address of the database for the role that changes the schema.
const MIGRATION_DATABASE_URL: &str = "CERTAMEN_MIGRATION_DATABASE_URL";

/// Address of the database for the role that only reads.
const REPORT_DATABASE_URL: &str = "CERTAMEN_REPORT_DATABASE_URL";

/// The variables of this file, with what they are for; [`variables`] gives all.
const VARIABLES: &[(&str, &str)] = &[
    ("DATABASE_URL", "the Postgres to use; unset: the server runs its own under the data directory"),
    (
        MIGRATION_DATABASE_URL,
        "the same database for a role of its own that changes the schema; DATABASE_URL then names a role that cannot",
    ),
    (
        REPORT_DATABASE_URL,
        "the same database for a role that only reads, with which records and reports are put together",
    ),
    ("CERTAMEN_LISTEN", "address and port to listen on, 127.0.0.1:8080 unless set"),
    ("CERTAMEN_DATA_DIR", "folder for the server's own Postgres, ./data unless set"),
    ("CERTAMEN_PUBLIC_ORIGIN", "scheme and host people use, for example https://certamen.example.com"),
    ("CERTAMEN_ORGANISATION", "name on pages and certificates"),
    ("CERTAMEN_ZONE", "time zone of the company, Asia/Shanghai unless set"),
    ("CERTAMEN_TRUSTED_PROXIES", "addresses of proxies whose X-Forwarded-For is believed, comma-separated"),
    (
        "CERTAMEN_POSTGRES_BIN",
        "folder of the Postgres server programs, when they are not where Debian puts them",
    ),
    ("CERTAMEN_RELOAD", "1: debug builds read templates again for each page, while one works on them"),
    ("CERTAMEN_LOG", "what is logged, info unless set (see tracing's EnvFilter)"),
    ("CERTAMEN_LOG_FORMAT", "text or json"),
    ("CERTAMEN_TLS_CERT", "certificate chain in PEM: with it and its key the server speaks https itself"),
    ("CERTAMEN_TLS_KEY", "private key of CERTAMEN_TLS_CERT in PEM"),
    (
        "CERTAMEN_SECOND_FACTOR",
        "whether trainers, HR and administrators need a second factor unless an administrator says otherwise: required (unless set) or offered",
    ),
    (
        "CERTAMEN_METRICS_TOKEN",
        "token with which /metrics can be read from other machines; unset: from this one only",
    ),
];

/// Every variable the server reads, with what it is for: `.env.example` lists the same.
pub fn variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    VARIABLES
        .iter()
        .chain(secrets::VARIABLES)
        .chain(limits::VARIABLES)
        .chain(notices::VARIABLES)
        .chain(sign_on::VARIABLES)
        .copied()
}

impl Config {
    /// Reads the settings from the process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] for the first setting that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_vars(&std::env::vars().collect())
    }

    /// Reads the settings from the given variables.
    ///
    /// # Errors
    /// [`ConfigError`] for the first setting that cannot be used.
    pub fn from_vars(vars: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        for name in vars.keys().filter(|name| name.starts_with("CERTAMEN_")) {
            if !variables().any(|(known, _)| known == name) {
                let known = variables().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
                return Err(ConfigError::Unknown {
                    name: name.clone(),
                    nearest: nearest(name).to_owned(),
                    known,
                });
            }
        }
        let vars = &secrets::fill_in(vars)?;
        let get = |name: &str| vars.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let public_origin = get("CERTAMEN_PUBLIC_ORIGIN").map(origin).transpose()?;
        let sign_on = SignOnConfig::from_vars(vars, public_origin.is_some())?;
        let tls = tls_files(get("CERTAMEN_TLS_CERT"), get("CERTAMEN_TLS_KEY"))?;
        let mut config = Self {
            listen: parse(
                get("CERTAMEN_LISTEN").unwrap_or("127.0.0.1:8080"),
                "CERTAMEN_LISTEN",
                "must be address:port, for example 127.0.0.1:8080",
            )?,
            database_url: get("DATABASE_URL").map(str::to_owned),
            migration_database_url: for_another_role(MIGRATION_DATABASE_URL, vars)?,
            report_database_url: for_another_role(REPORT_DATABASE_URL, vars)?,
            data_dir: get("CERTAMEN_DATA_DIR").unwrap_or("data").into(),
            site: SiteConfig {
                public_origin,
                organisation: get("CERTAMEN_ORGANISATION").unwrap_or("Certamen").to_owned(),
                zone: parse(
                    get("CERTAMEN_ZONE").unwrap_or("Asia/Shanghai"),
                    "CERTAMEN_ZONE",
                    "must be a time zone such as Asia/Shanghai",
                )?,
                reload: get("CERTAMEN_RELOAD") == Some("1"),
                has_tls: false,
                asks_second_factor: asks_second_factor(get("CERTAMEN_SECOND_FACTOR"))?,
            },
            trusted_proxies: get("CERTAMEN_TRUSTED_PROXIES")
                .map(|list| {
                    list.split(',')
                        .map(|one| {
                            parse(
                                one.trim(),
                                "CERTAMEN_TRUSTED_PROXIES",
                                "must be addresses separated by commas",
                            )
                        })
                        .collect()
                })
                .transpose()?
                .unwrap_or_default(),
            limits: Limits::from_vars(vars)?,
            notices: Notices::from_vars(vars)?,
            metrics_token: get("CERTAMEN_METRICS_TOKEN").map(secrets::token).transpose()?,
            key_files: KeyFiles::from_vars(vars),
            tls: None,
            sign_on,
        };
        if let Some(tls) = tls {
            config.speak_https(tls)?;
        }
        Ok(config)
    }

    /// Makes the server speak https itself with these files.
    ///
    /// # Errors
    /// [`ConfigError::Unusable`] when people are told to come over plain http.
    pub fn speak_https(&mut self, files: TlsFiles) -> Result<(), ConfigError> {
        if let Some(origin) = self.site.public_origin.as_ref().filter(|origin| origin.starts_with("http://"))
        {
            return Err(ConfigError::Unusable {
                name: "CERTAMEN_PUBLIC_ORIGIN".to_owned(),
                value: origin.clone(),
                expected: "must begin with https:// where the server has a certificate".to_owned(),
            });
        }
        self.site.has_tls = true;
        self.tls = Some(files);
        Ok(())
    }
}

/// The setting whose name takes the fewest changes to reach.
fn nearest(name: &str) -> &'static str {
    variables()
        .map(|(known, _)| known)
        .min_by_key(|known| strsim::damerau_levenshtein(name, known))
        .unwrap_or_default()
}

/// The address of the database for another role, which only a database that was given needs: of its own Postgres the server
/// makes the roles itself.
fn for_another_role(name: &str, vars: &BTreeMap<String, String>) -> Result<Option<String>, ConfigError> {
    let get = |name: &str| vars.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    if get(name).is_some() && get("DATABASE_URL").is_none() {
        return Err(ConfigError::Unusable {
            name: name.to_owned(),
            value: "…".to_owned(),
            expected: "must be given together with DATABASE_URL".to_owned(),
        });
    }
    Ok(get(name).map(str::to_owned))
}

fn tls_files(cert: Option<&str>, key: Option<&str>) -> Result<Option<TlsFiles>, ConfigError> {
    match (cert, key) {
        (None, None) => Ok(None),
        (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert: cert.into(), key: key.into() })),
        (cert, key) => Err(ConfigError::Unusable {
            name: if cert.is_some() { "CERTAMEN_TLS_KEY" } else { "CERTAMEN_TLS_CERT" }.to_owned(),
            value: String::new(),
            expected: format!("must be given together with {}", cert.or(key).unwrap_or_default()),
        }),
    }
}

fn asks_second_factor(value: Option<&str>) -> Result<bool, ConfigError> {
    match value {
        None | Some("required") => Ok(true),
        Some("offered") => Ok(false),
        Some(other) => Err(ConfigError::Unusable {
            name: "CERTAMEN_SECOND_FACTOR".to_owned(),
            value: other.to_owned(),
            expected: "must be required or offered".to_owned(),
        }),
    }
}

fn parse<T: std::str::FromStr>(value: &str, name: &str, expected: &str) -> Result<T, ConfigError> {
    value.parse().map_err(|_| ConfigError::Unusable {
        name: name.to_owned(),
        value: value.to_owned(),
        expected: expected.to_owned(),
    })
}

fn origin(value: &str) -> Result<String, ConfigError> {
    let unusable = || ConfigError::Unusable {
        name: "CERTAMEN_PUBLIC_ORIGIN".to_owned(),
        value: value.to_owned(),
        expected: "must be scheme and host without a path, for example https://certamen.example.com"
            .to_owned(),
    };
    let url = url::Url::parse(value).map_err(|_| unusable())?;
    if !matches!(url.scheme(), "http" | "https") || url.path() != "/" || url.query().is_some() {
        return Err(unusable());
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_vars(
            &vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    #[test]
    fn nothing_set_is_a_server_on_loopback_with_its_own_database() {
        let config = read(&[]).unwrap();
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.database_url, None);
    }

    #[test]
    fn a_typing_mistake_in_a_name_is_refused_and_named() {
        let error = read(&[("CERTAMEN_LISTN", "127.0.0.1:1")]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("CERTAMEN_LISTN is not a setting of Certamen. Did you mean CERTAMEN_LISTEN?")
        );
        let error = read(&[("CERTAMEN_METRIC_TOKEN", "x")]).unwrap_err();
        assert!(error.to_string().contains("Did you mean CERTAMEN_METRICS_TOKEN?"));
    }

    #[test]
    fn a_certificate_comes_with_its_key_and_makes_the_server_speak_https() {
        let (cert, key) = (("CERTAMEN_TLS_CERT", "cert.pem"), ("CERTAMEN_TLS_KEY", "key.pem"));
        assert!(read(&[cert, key]).unwrap().site.is_https());
        let plain = ("CERTAMEN_PUBLIC_ORIGIN", "http://certamen.example.com");
        assert!(read(&[cert, key, plain]).unwrap_err().to_string().contains("https://"));
        assert!(read(&[cert]).unwrap_err().to_string().contains("CERTAMEN_TLS_KEY"));
        assert!(read(&[key]).unwrap_err().to_string().contains("CERTAMEN_TLS_CERT"));
    }

    #[test]
    fn a_role_that_migrates_or_reads_comes_with_a_database_and_its_password_is_not_repeated() {
        let url = "postgres://owner:hunter2@db/certamen";
        for name in ["CERTAMEN_MIGRATION_DATABASE_URL", "CERTAMEN_REPORT_DATABASE_URL"] {
            let said = read(&[(name, url)]).unwrap_err().to_string();
            assert!(
                said.contains(name) && said.contains(" DATABASE_URL") && !said.contains("hunter2"),
                "{said}"
            );
            let config = read(&[(name, url), ("DATABASE_URL", "postgres://certamen@db/certamen")]).unwrap();
            let given = [config.migration_database_url.as_deref(), config.report_database_url.as_deref()];
            assert_eq!(given.into_iter().flatten().collect::<Vec<_>>(), [url]);
        }
    }

    #[test]
    fn a_short_token_for_figures_is_refused_and_not_repeated() {
        let said = read(&[("CERTAMEN_METRICS_TOKEN", "hunter2")]).unwrap_err().to_string();
        assert!(said.contains("CERTAMEN_METRICS_TOKEN") && !said.contains("hunter2"), "{said}");
        assert!(read(&[("CERTAMEN_METRICS_TOKEN", "a long enough token")]).is_ok());
    }

    #[test]
    fn a_wrong_value_names_the_variable_and_what_should_stand_there() {
        for (name, value) in [
            ("CERTAMEN_LISTEN", "here"),
            ("CERTAMEN_ZONE", "Shanghai"),
            ("CERTAMEN_PUBLIC_ORIGIN", "certamen.example.com"),
            ("CERTAMEN_PUBLIC_ORIGIN", "https://a.example/path"),
            ("CERTAMEN_TRUSTED_PROXIES", "10.0.0.1,proxy"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_public_origin_loses_its_trailing_slash_and_decides_about_https() {
        let config = read(&[("CERTAMEN_PUBLIC_ORIGIN", "https://certamen.example.com/")]).unwrap();
        assert_eq!(config.site.public_origin.as_deref(), Some("https://certamen.example.com"));
        assert!(config.site.is_https());
    }
}
