//! The made-up trainees of `save_setup.sql` and what they answer.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// People, attempts and questions in `save_setup.sql`.
const ATTEMPTS: u64 = 5000;
const POSITIONS: i16 = 40;
/// The first attempt is this plus one, read as decimal digits in the last group of its id.
const FIRST_ATTEMPT: u64 = 100_000_000_000;

/// One save to make.
pub(crate) struct Next {
    pub(crate) session: [u8; 32],
    pub(crate) session_hash: [u8; 32],
    pub(crate) attempt_id: Uuid,
    pub(crate) position: i16,
    pub(crate) sequence: i32,
    pub(crate) response: &'static str,
}

/// A share of the trainees, whom nobody else plays: no two saves of one attempt are ever under way together.
pub(crate) struct Sitting {
    trainees: Vec<(Uuid, [u8; 32], [u8; 32])>,
    random: SmallRng,
    base: u64,
    sequence: i32,
}

impl Sitting {
    /// The trainees whose running number leaves the rest `share` when divided by `shares`. Sequences count the
    /// milliseconds since the Unix time `base`, as in `save_one.sql`.
    pub(crate) fn new(share: u64, shares: u64, base: u64) -> Self {
        let own = (1..=ATTEMPTS).filter(|number| number % shares.max(1) == share);
        let trainees = own.map(trainee).collect();
        Self { trainees, random: SmallRng::seed_from_u64(share), base, sequence: 0 }
    }

    /// The next save: a random answer to a random question of a random trainee.
    pub(crate) fn next(&mut self) -> Next {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = since.saturating_sub(Duration::from_secs(self.base)).as_millis();
        self.sequence = i32::try_from(now).unwrap_or(i32::MAX).max(self.sequence.saturating_add(1));
        let index = self.random.random_range(0..self.trainees.len().max(1));
        let (attempt_id, session, session_hash) = self.trainees.get(index).copied().unwrap_or_default();
        Next {
            session,
            session_hash,
            attempt_id,
            position: self.random.random_range(1..=POSITIONS),
            sequence: self.sequence,
            response: ["A", "B", "C", "D"].get(self.random.random_range(0..4_usize)).copied().unwrap_or("A"),
        }
    }
}

/// Attempt, raw session id and its hash of the trainee with this running number.
fn trainee(number: u64) -> (Uuid, [u8; 32], [u8; 32]) {
    let session: [u8; 32] = Sha256::digest(format!("bench session {number}")).into();
    let digits = format!("01930000-0000-7000-8000-{}", FIRST_ATTEMPT + number);
    (Uuid::from_str(&digits).unwrap_or_default(), session, Sha256::digest(session).into())
}
