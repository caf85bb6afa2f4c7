//! Guesses: how long a sign-in takes that leads nowhere, by what is wrong with it.

use std::time::Instant;

use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

use crate::arguments::{Arguments, Failed};
use crate::http::Browser;
use crate::login::PASSWORD;
use crate::people::Secret;

/// What is wrong with a guess, and how long each one took in microseconds.
struct Guesses {
    what: &'static str,
    micros: Vec<u32>,
}

/// Lets one browser guess `--count` times each: names that nobody has, wrong passwords of the first so many people, right ones
/// of the next so many (who are blocked) and of those after them (who have none). In turns, in an order by chance, each from
/// an address of its own, so that nobody has to wait. Returns the medians in milliseconds.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let count: u64 = arguments.number("count", 200)?;
    let mut browser = Browser::new(arguments.text("address")?);
    let mut random = SmallRng::seed_from_u64(arguments.number("seed", 1)?);
    let mut all = ["unknown", "wrong", "blocked", "without"].map(|what| Guesses { what, micros: Vec::new() });
    for number in 1..=count {
        all.shuffle(&mut random);
        for guesses in &mut all {
            let (name, password) = match guesses.what {
                "unknown" => (format!("nobody-{number}"), PASSWORD),
                "wrong" => (format!("bench-{number}"), "not-the-one-7"),
                "blocked" => (format!("bench-{}", count + number), PASSWORD),
                _ => (format!("bench-{}", 2 * count + number), PASSWORD),
            };
            browser.come_from(format!(
                "10.{}.{}.{}",
                random.random_range(0..=255u8),
                random.random_range(0..=255u8),
                random.random_range(0..=255u8)
            ));
            guesses.micros.push(guess(&mut browser, &name, password).await?);
        }
    }
    let mut said = Map::new();
    said.insert("count".to_owned(), json!(count));
    for guesses in &mut all {
        guesses.micros.sort_unstable();
        let median = guesses.micros.get(guesses.micros.len() / 2).copied().unwrap_or_default();
        said.insert(format!("{}_ms", guesses.what), json!(f64::from(median) / 1000.0));
    }
    Ok(Value::Object(said).to_string())
}

/// Microseconds until a guess was refused.
async fn guess(browser: &mut Browser, name: &str, password: &str) -> Result<u32, Failed> {
    let before = Secret::of("visitor", 1);
    let cookie = format!("pre={}", before.encode());
    let fields = format!("&login={name}&password={password}&next=%2F");
    let began = Instant::now();
    let answer = browser.post("/login", &cookie, &before, &fields).await?;
    let took = began.elapsed();
    if answer.is(422) {
        Ok(u32::try_from(took.as_micros())?)
    } else {
        Err(format!("guess: {}", answer.status()).into())
    }
}
