//! Passwords: Argon2id on a bounded number of threads, so that a crowd signing in cannot take every core.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::web::Error;

/// How much work a hash is.
#[derive(Debug, Clone, Copy)]
pub enum Cost {
    /// 19 MiB, 2 passes, 1 lane: the least OWASP's password storage paper accepts.
    Full,
    /// As little as possible, so that tests do not spend their time hashing.
    Test,
}

/// How many may wait for a hashing thread; more are told that the server is busy.
const QUEUE: usize = 2000;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Passwords {
    /// Hashing of the given cost on at most all cores but one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the library refuses the parameters.
    pub fn new(cost: Cost) -> Result<Self, Error> {
        let params = match cost {
            Cost::Full => Params::new(19 * 1024, 2, 1, None),
            Cost::Test => Params::new(Params::MIN_M_COST, 1, 1, None),
        };
        let argon2 = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            params.map_err(|problem| Error::internal(problem.to_string()))?,
        );
        let dummy = hash_with(&argon2, "nobody has this password")?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            argon2,
            permits: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            queue: Arc::new(Semaphore::new(QUEUE)),
            dummy: dummy.into(),
        })
    }

    /// The hash of a password, in PHC form.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let (argon2, password) = (self.argon2.clone(), normal(password));
        self.run(move || hash_with(&argon2, &password)).await?
    }

    /// Whether a password belongs to a stored hash. Without a hash (unknown person) it takes as long and answers no.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let (argon2, password) = (self.argon2.clone(), normal(password));
        let known = stored.is_some();
        let stored = stored.map_or_else(|| self.dummy.to_string(), str::to_owned);
        let right = self
            .run(move || {
                PasswordHash::new(&stored)
                    .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(right && known)
    }

    /// Runs on a thread for blocking work. The permit belongs to the work, not to the request: a client that
    /// goes away does not free it early.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Error::Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _held = (place, permit);
            work()
        })
        .await
        .map_err(Error::internal)
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> Result<String, Error> {
    let hash: Result<PasswordHash, _> = argon2.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|problem| Error::internal(problem.to_string()))
}

/// The same password typed on another keyboard has other code points; NFKC makes them one.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_accepted_whatever_its_length_or_script() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        for password in ["correct horse", "密码密码密码密码", &"长".repeat(64), " with spaces "] {
            let hash = passwords.hash(password).await.unwrap();
            assert!(passwords.verify(password, Some(&hash)).await.unwrap());
            assert!(!passwords.verify("wrong", Some(&hash)).await.unwrap());
            assert!(
                !passwords
                    .verify(password.trim_end_matches(|last| password.ends_with(last)), Some(&hash))
                    .await
                    .unwrap()
            );
        }
    }

    #[tokio::test]
    async fn nobody_signs_in_without_a_stored_hash() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        assert!(!passwords.verify("nobody has this password", None).await.unwrap());
    }

    #[tokio::test]
    async fn full_width_and_half_width_are_the_same_password() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let hash = passwords.hash("Ｐassword１").await.unwrap();
        assert!(passwords.verify("Password1", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn the_stored_form_says_which_parameters_were_used() {
        let hash = Passwords::new(Cost::Full).unwrap().hash("x").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
