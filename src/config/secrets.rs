//! Secrets: read from files, made on the first start where none is given, refused when they are weak.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rand::Rng;
use sha2::{Digest, Sha256};

use super::ConfigError;

/// Fewest characters of a secret from outside.
const SHORTEST: usize = 32;

/// Fewest different characters of one: a line of zeros is none.
const FEWEST_DIFFERENT: usize = 10;

/// Fewest characters of the token for figures.
const SHORTEST_TOKEN: usize = 16;

/// File with the key of the audit chain.
pub(super) const AUDIT_KEY_FILE: &str = "CERTAMEN_AUDIT_KEY_FILE";

/// File with the key under which second factors are stored.
pub(super) const FACTOR_KEY_FILE: &str = "CERTAMEN_SECOND_FACTOR_KEY_FILE";

/// Settings that may be secret: each can be read from the file that the same name with `_FILE` gives.
const FROM_FILES: &[&str] = &[
    "DATABASE_URL",
    super::MIGRATION_DATABASE_URL,
    super::REPORT_DATABASE_URL,
    "CERTAMEN_SMTP_URL",
    "CERTAMEN_METRICS_TOKEN",
    super::sign_on::OIDC_CLIENT_SECRET,
    super::sign_on::WECOM_SECRET,
];

/// Every variable of this page with what it is for.
pub(super) const VARIABLES: &[(&str, &str)] = &[
    (
        AUDIT_KEY_FILE,
        "file with the key of the audit chain, the same on every server; unset: audit.key in the data directory, made on the first start",
    ),
    (
        FACTOR_KEY_FILE,
        "file with the key under which second factors are stored, the same on every server; unset: second-factor.key in the data directory",
    ),
    ("DATABASE_URL_FILE", "file that holds DATABASE_URL, which may name a password"),
    ("CERTAMEN_MIGRATION_DATABASE_URL_FILE", "file that holds CERTAMEN_MIGRATION_DATABASE_URL"),
    ("CERTAMEN_REPORT_DATABASE_URL_FILE", "file that holds CERTAMEN_REPORT_DATABASE_URL"),
    ("CERTAMEN_SMTP_URL_FILE", "file that holds CERTAMEN_SMTP_URL"),
    ("CERTAMEN_METRICS_TOKEN_FILE", "file that holds CERTAMEN_METRICS_TOKEN"),
    ("CERTAMEN_OIDC_CLIENT_SECRET_FILE", "file that holds CERTAMEN_OIDC_CLIENT_SECRET"),
    ("CERTAMEN_WECOM_SECRET_FILE", "file that holds CERTAMEN_WECOM_SECRET"),
];

/// A key of 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// The key that belongs to a secret of any length.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::new().chain_update(b"certamen key").chain_update(secret).finalize().into())
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key in a file; at least 32 characters, ten of them different.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] when the file cannot be read or what it holds is weak.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        let different: BTreeSet<char> = text.chars().collect();
        if text.chars().count() < SHORTEST || different.len() < FEWEST_DIFFERENT {
            let why = format!(
                "holds a weak secret. It needs {SHORTEST} random characters or more: openssl rand -hex 32 makes some"
            );
            return Err(unusable(path, &why));
        }
        Ok(Self::of(text.as_bytes()))
    }

    /// The key in the file, which is made with a new one, readable for nobody else, when it is not there.
    fn read_or_make(path: &Path) -> Result<Self, ConfigError> {
        make(path).map_err(|problem| unusable(path, &format!("cannot be made: {problem}")))?;
        Self::read(path)
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Where the keys are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFiles {
    audit: Option<PathBuf>,
    factor: Option<PathBuf>,
}

/// The keys of a server. None of them is in the database.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Of the audit chain.
    pub audit: SecretKey,
    /// Under which second factors are stored.
    pub factor: SecretKey,
}

impl KeyFiles {
    pub(super) fn from_vars(vars: &BTreeMap<String, String>) -> Self {
        let path = |name: &str| {
            vars.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()).map(PathBuf::from)
        };
        Self { audit: path(AUDIT_KEY_FILE), factor: path(FACTOR_KEY_FILE) }
    }

    /// Reads the keys; makes those whose place nobody gave in the data directory.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] when a file cannot be read or made, or holds a weak secret.
    pub fn open(&self, data_dir: &Path) -> Result<Keys, ConfigError> {
        let key = |given: &Option<PathBuf>, name: &str| match given {
            Some(path) => SecretKey::read(path),
            None => SecretKey::read_or_make(&data_dir.join(name)),
        };
        Ok(Keys { audit: key(&self.audit, "audit.key")?, factor: key(&self.factor, "second-factor.key")? })
    }
}

impl KeyFiles {
    /// Reads the keys that are there and makes none: for a check.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] when a file that was given cannot be read, or a file holds a weak secret.
    pub fn check(&self, data_dir: &Path) -> Result<(), ConfigError> {
        for (given, name) in [(&self.audit, "audit.key"), (&self.factor, "second-factor.key")] {
            let own = data_dir.join(name);
            let path = given.as_deref().or_else(|| own.exists().then_some(own.as_path()));
            path.map(SecretKey::read).transpose()?;
        }
        Ok(())
    }
}

/// Puts what the files of secrets hold in the place of their settings.
pub(super) fn fill_in(vars: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, ConfigError> {
    let mut filled = vars.clone();
    for name in FROM_FILES {
        let variable = format!("{name}_FILE");
        let Some(path) = vars.get(&variable).map(|path| path.trim()).filter(|path| !path.is_empty()) else {
            continue;
        };
        if vars.get(*name).is_some_and(|value| !value.trim().is_empty()) {
            return Err(ConfigError::Unusable {
                name: variable,
                value: path.to_owned(),
                expected: format!("{name} is set too: give one of them"),
            });
        }
        filled.insert((*name).to_owned(), read(Path::new(path))?);
    }
    Ok(filled)
}

/// The token for figures, which anybody on the network may try to guess.
pub(super) fn token(given: &str) -> Result<String, ConfigError> {
    let different: BTreeSet<char> = given.chars().collect();
    if given.chars().count() >= SHORTEST_TOKEN && different.len() >= FEWEST_DIFFERENT / 2 {
        return Ok(given.to_owned());
    }
    Err(ConfigError::Unusable {
        name: "CERTAMEN_METRICS_TOKEN".to_owned(),
        value: "…".to_owned(),
        expected: format!("must have {SHORTEST_TOKEN} random characters or more"),
    })
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let text =
        fs::read_to_string(path).map_err(|problem| unusable(path, &format!("cannot be read: {problem}")))?;
    let text = text.trim();
    if text.is_empty() { Err(unusable(path, "is empty")) } else { Ok(text.to_owned()) }
}

/// Makes the file whole or not at all, and only where there is none: servers that start together take the same one.
fn make(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    let mut own = [0; 8];
    rand::rng().fill_bytes(&mut own);
    let unfinished = path.with_extension(format!("{}.unfinished", hex::encode(own)));
    let mut file: File =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    writeln!(file, "{}", hex::encode(bytes))?;
    file.sync_all()?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    match linked {
        Err(problem) if problem.kind() != ErrorKind::AlreadyExists => Err(problem),
        _ => Ok(()),
    }
}

fn unusable(path: &Path, why: &str) -> ConfigError {
    ConfigError::Secret { path: path.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_nobody_else_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (first, second) =
            (KeyFiles::default().open(&data).unwrap(), KeyFiles::default().open(&data).unwrap());
        assert_eq!(first.audit, second.audit);
        assert_ne!(first.audit, first.factor);
        assert_eq!(fs::metadata(data.join("audit.key")).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 2, "nothing unfinished is left");
        assert!(!format!("{first:?}").contains(&hex::encode(first.audit.bytes())));
    }

    #[test]
    fn s57_a_missing_or_weak_secret_from_outside_is_refused_and_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(SecretKey::read(&path).is_err(), "missing");
        for weak in ["", "changeme", &"0".repeat(64), &"ab".repeat(40)] {
            fs::write(&path, weak).unwrap();
            let said = SecretKey::read(&path).unwrap_err().to_string();
            assert!(said.contains("key") && (weak.is_empty() || !said.contains(weak)), "{said}");
        }
        fs::write(&path, "9f3b0c6e21d84a7590e1c2b3a4d5f607\n").unwrap();
        assert!(SecretKey::read(&path).is_ok());
    }

    #[test]
    fn a_secret_comes_from_a_file_or_from_a_setting_and_not_from_both() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        fs::write(&path, "postgres://db.example/certamen\n").unwrap();
        let file = ("DATABASE_URL_FILE".to_owned(), path.to_str().unwrap().to_owned());
        let filled = fill_in(&[file.clone()].into()).unwrap();
        assert_eq!(filled.get("DATABASE_URL").map(String::as_str), Some("postgres://db.example/certamen"));
        let both = [file, ("DATABASE_URL".to_owned(), "postgres://other".to_owned())];
        assert!(fill_in(&both.into()).is_err());
    }
}
