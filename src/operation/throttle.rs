//! How often the same thing may be asked for from outside, without signing in: at once so many times, then again one by one
//! as time passes. Kept in this process: with several servers each counts for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys that are remembered; beyond that those that may ask freely again are forgotten, and if that is not enough, all.
const MOST: usize = 10_000;

/// A limit for each key (the generic cell rate algorithm, ITU-T I.371: of each key only the time is kept at which it may
/// ask as freely as one never seen).
#[derive(Debug)]
pub struct Throttle {
    at_once: u32,
    every: Duration,
    free_at: Mutex<HashMap<String, Instant>>,
}

impl Throttle {
    /// `at_once` times without waiting (at least 1), then once `every` so long.
    #[must_use]
    pub fn new(at_once: u32, every: Duration) -> Self {
        Self { at_once, every, free_at: Mutex::default() }
    }

    /// Counts one more question about this key.
    ///
    /// # Errors
    /// It came too early: whole seconds to wait, at least 1. It is not counted then.
    pub fn ask(&self, key: &str) -> Result<(), u64> {
        self.ask_at(key, Instant::now())
    }

    fn ask_at(&self, key: &str, now: Instant) -> Result<(), u64> {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if free_at.len() >= MOST && !free_at.contains_key(key) {
            free_at.retain(|_, at| *at > now);
            if free_at.len() >= MOST {
                free_at.clear();
            }
        }
        let at = free_at.get(key).copied().unwrap_or(now).max(now);
        let slack = self.every * self.at_once.saturating_sub(1);
        let early = (at - now).saturating_sub(slack);
        if !early.is_zero() {
            return Err(early.as_secs() + 1);
        }
        free_at.insert(key.to_owned(), at + self.every);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(2);

    #[test]
    fn so_many_at_once_then_one_by_one_and_each_key_for_itself() {
        let throttle = Throttle::new(3, EVERY);
        let begin = Instant::now();
        for _ in 0..3 {
            assert_eq!(throttle.ask_at("a", begin), Ok(()));
        }
        assert_eq!(throttle.ask_at("a", begin), Err(3));
        assert_eq!(throttle.ask_at("b", begin), Ok(()), "another key");
        assert_eq!(throttle.ask_at("a", begin + EVERY), Ok(()), "refusals do not count");
        assert!(throttle.ask_at("a", begin + EVERY).is_err());
        for _ in 0..3 {
            assert_eq!(throttle.ask_at("a", begin + EVERY * 9), Ok(()), "after a rest as free as before");
        }
    }

    #[test]
    fn however_many_keys_are_asked_for_memory_is_bounded() {
        let throttle = Throttle::new(2, EVERY);
        let begin = Instant::now();
        for number in 0..3 * MOST {
            assert_eq!(throttle.ask_at(&number.to_string(), begin), Ok(()));
        }
        assert!(throttle.free_at.lock().unwrap_or_else(PoisonError::into_inner).len() <= MOST);
    }
}
