//! Bare password checks.

use std::time::Instant;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use certamen::accounts::passwords::{Cost, Passwords};
use serde_json::json;

use crate::arguments::{Arguments, Failed};
use crate::login::PASSWORD;

/// The stored form of everybody's password.
pub(crate) async fn hash(arguments: &Arguments) -> Result<String, Failed> {
    let password = arguments.text("password").unwrap_or(PASSWORD);
    Passwords::new(Cost::Full)?.hash(password).await.map_err(|problem| problem.to_string().into())
}

/// Checks `--count` passwords on as many threads as the server lets check at once, and says how many a second.
pub(crate) fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let count: u32 = arguments.number("count", 100)?;
    let stored = arguments.text("hash")?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = u32::try_from(cores.saturating_sub(1).max(1))?;
    let began = Instant::now();
    let right: Result<bool, Failed> = std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..threads).map(|_| scope.spawn(move || check(stored, count / threads))).collect();
        let mut right = true;
        for thread in running {
            right &= thread.join().map_err(|_| "a thread panicked")?;
        }
        Ok(right)
    });
    if !right? {
        return Err("the hash is not that of the password".into());
    }
    let rate = f64::from(count / threads * threads) / began.elapsed().as_secs_f64();
    Ok(json!({ "per_second": rate, "threads": threads }).to_string())
}

fn check(stored: &str, count: u32) -> bool {
    let Ok(params) = Params::new(19 * 1024, 2, 1, None) else { return false };
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    (0..count).all(|_| {
        PasswordHash::new(stored).is_ok_and(|hash| argon2.verify_password(PASSWORD.as_bytes(), &hash).is_ok())
    })
}
