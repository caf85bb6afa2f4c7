//! The made-up people of `people.sql` and `attempts.sql` and what they answer.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Questions of every paper.
const POSITIONS: i16 = 40;
/// The first attempt is this plus one, read as decimal digits in the last group of its id.
const FIRST_ATTEMPT: u64 = 100_000_000_000;

/// What stands in a session's cookie.
#[derive(Clone, Copy, Default)]
pub(crate) struct Secret(pub(crate) [u8; 32]);

impl Secret {
    /// The one of a session that `people.sql` made, or of whoever has none yet.
    pub(crate) fn of(kind: &str, number: u64) -> Self {
        Self(Sha256::digest(format!("bench {kind} {number}")).into())
    }

    /// As it stands in the cookie.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The token that belongs to it: an HMAC under it.
    pub(crate) fn csrf_token(&self) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(b"certamen csrf");
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Someone with this running number, signed in, perhaps with an open attempt.
#[derive(Clone, Copy, Default)]
pub(crate) struct Person {
    /// The running number.
    pub(crate) number: u64,
    /// The secret of the session.
    pub(crate) session: Secret,
    /// The attempt that `attempts.sql` opened.
    pub(crate) attempt: Uuid,
}

impl Person {
    /// The person with this number.
    pub(crate) fn new(number: u64) -> Self {
        let digits = format!("01930000-0000-7000-8000-{}", FIRST_ATTEMPT + number);
        Self {
            number,
            session: Secret::of("session", number),
            attempt: Uuid::from_str(&digits).unwrap_or_default(),
        }
    }

    /// The cookie of the session.
    pub(crate) fn cookie(&self) -> String {
        format!("sid={}", self.session.encode())
    }
}

/// One save to make.
pub(crate) struct Next {
    pub(crate) person: Person,
    pub(crate) position: i16,
    pub(crate) sequence: i32,
    pub(crate) response: &'static str,
}

/// A share of the people, whom nobody else plays: no two saves of one attempt are ever under way together.
pub(crate) struct Sitting {
    people: Vec<Person>,
    random: SmallRng,
    base: u64,
    sequence: i32,
}

impl Sitting {
    /// Of `attempts` people those whose running number leaves the rest `share` when divided by `shares`. Sequences count
    /// the milliseconds since the Unix time `base`, as in `save_one.sql`.
    pub(crate) fn new(share: u64, shares: u64, attempts: u64, base: u64) -> Self {
        let own = (1..=attempts).filter(|number| number % shares.max(1) == share);
        let people = own.map(Person::new).collect();
        Self { people, random: SmallRng::seed_from_u64(share), base, sequence: 0 }
    }

    /// The next save: a random answer to a random question of a random person.
    pub(crate) fn next(&mut self) -> Next {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = since.saturating_sub(Duration::from_secs(self.base)).as_millis();
        self.sequence = i32::try_from(now).unwrap_or(i32::MAX).max(self.sequence.saturating_add(1));
        let index = self.random.random_range(0..self.people.len().max(1));
        Next {
            person: self.people.get(index).copied().unwrap_or_default(),
            position: self.random.random_range(1..=POSITIONS),
            sequence: self.sequence,
            response: ["A", "B", "C", "D"].get(self.random.random_range(0..4_usize)).copied().unwrap_or("A"),
        }
    }
}
