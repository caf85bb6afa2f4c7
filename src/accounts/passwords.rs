//! Passwords: Argon2id on a bounded number of threads, so that a crowd signing in cannot take every core.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
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
    params: Params,
    permits: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    memory: Arc<Memory>,
    computed: Arc<AtomicU64>,
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
        let params = params.map_err(Error::internal)?;
        let memory = Memory::default();
        let dummy = new_hash(&params, "nobody has this password", &memory).map_err(Error::internal)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            params,
            permits: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            queue: Arc::new(Semaphore::new(QUEUE)),
            memory: Arc::new(memory),
            computed: Arc::new(AtomicU64::new(0)),
            dummy: dummy.into(),
        })
    }

    /// The hash of a password, in PHC form.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let (params, password) = (self.params.clone(), normal(password));
        self.run(move |memory| new_hash(&params, &password, memory)).await?.map_err(Error::internal)
    }

    /// Whether a password belongs to a stored hash. Without a hash (unknown person) it takes as long and answers no.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let known = stored.is_some();
        let stored = stored.map_or_else(|| self.dummy.to_string(), str::to_owned);
        let password = normal(password);
        // A stored form that cannot be read is nobody's password.
        let right = self.run(move |memory| is_right(&stored, &password, memory).unwrap_or_default()).await?;
        Ok(right && known)
    }

    /// Whether a stored hash was computed with less work than today's. One that cannot be read was not.
    #[must_use]
    pub fn is_outdated(&self, stored: &str) -> bool {
        let work = |params: &Params| (params.m_cost(), params.t_cost());
        PasswordHash::new(stored)
            .ok()
            .and_then(|stored| Params::try_from(&stored).ok())
            .is_some_and(|params| work(&params) < work(&self.params))
    }

    /// How many hashes were computed for requests since the server started, to store a password or to check one.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Runs on a thread for blocking work. The permit belongs to the work, not to the request: a client that
    /// goes away does not free it early.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Error::Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        let (memory, computed) = (Arc::clone(&self.memory), Arc::clone(&self.computed));
        tokio::task::spawn_blocking(move || {
            let _held = (place, permit);
            computed.fetch_add(1, Ordering::Relaxed);
            work(&memory)
        })
        .await
        .map_err(Error::internal)
    }
}

/// The blocks that hashes are computed in, kept from one hash to the next: as many as there are permits. Asked from
/// the allocator each time, 19 MiB stay behind on every thread that ever computed one.
#[derive(Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    fn lend<T>(&self, blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut lent = self.kept().pop().unwrap_or_default();
        lent.resize(blocks, Block::new());
        let outcome = work(&mut lent);
        self.kept().push(lent);
        outcome
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_hash(params: &Params, password: &str, memory: &Memory) -> argon2::password_hash::Result<String> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let argon2 = Argon2::new(algorithm, version, params.clone());
    let salt = Salt::generate();
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    memory.lend(params.block_count(), |blocks| {
        argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut out, blocks)
    })?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: params.try_into()?,
        salt: Some(salt),
        hash: Some(Output::new(&out)?),
    };
    Ok(hash.to_string())
}

/// With the cost that the stored form names, which may be that of an older release.
fn is_right(stored: &str, password: &str, memory: &Memory) -> argon2::password_hash::Result<bool> {
    let stored = PasswordHash::new(stored)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else { return Ok(false) };
    let params = Params::try_from(&stored)?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let blocks = params.block_count();
    let argon2 = Argon2::new(Algorithm::try_from(stored.algorithm.as_str())?, version, params);
    let mut out = vec![0; expected.len()];
    memory.lend(blocks, |blocks| {
        argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut out, blocks)
    })?;
    // Compared in a time that does not tell how much is right.
    Ok(Output::new(&out)? == *expected)
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
    async fn s02_however_many_sign_in_at_once_the_memory_of_hashing_is_bounded() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let permits = passwords.permits.available_permits();
        let waiting: Vec<_> = (0..500)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify("wrong", None).await })
            })
            .collect();
        for (place, one) in waiting.into_iter().enumerate() {
            // Every other client goes away: what it waits for is computed or not, and frees no place early.
            if place % 2 == 0 {
                one.abort();
            } else {
                assert!(!one.await.unwrap().unwrap());
            }
        }
        let _all = passwords.permits.acquire_many(u32::try_from(permits).unwrap()).await.unwrap();
        assert!(passwords.memory.kept().len() <= permits, "as many pieces of memory as places");
    }

    #[tokio::test]
    async fn the_stored_form_says_which_parameters_were_used() {
        let hash = Passwords::new(Cost::Full).unwrap().hash("x").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
