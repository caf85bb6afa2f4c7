//! Many people who press the same button within a second.

use std::time::{Duration, Instant};

use crate::arguments::{Arguments, Failed};
use crate::figures::Figures;
use crate::http::Browser;
use crate::people::Person;

/// Lets the people come, spread evenly over `--over` seconds and in turns over `--addresses`, and returns the line of
/// figures: `seconds` from the first press to the last page, times from each one's own press.
pub(crate) async fn drive<F>(arguments: &Arguments, act: F) -> Result<String, Failed>
where
    F: AsyncFn(&mut Browser, Person) -> Result<(), Failed> + Copy + 'static,
{
    let first: u64 = arguments.number("first", 1)?;
    let count: u32 = arguments.number("count", 1000)?;
    let over = Duration::from_secs_f64(arguments.number("over", 1.0)?);
    let addresses: Vec<String> = arguments.text("addresses")?.split(',').map(str::to_owned).collect();
    // Everybody stands ready before the first one presses.
    let begin = Instant::now() + Duration::from_millis(200);
    let people = tokio::task::LocalSet::new();
    let mut running = Vec::new();
    for (index, address) in (0..count).zip(addresses.iter().cycle()) {
        let due = begin + over * index / count;
        let person = Person::new(first + u64::from(index));
        let mut browser = Browser::new(address);
        running.push(people.spawn_local(async move {
            tokio::time::sleep_until(due.into()).await;
            let mut figures = Figures::default();
            match act(&mut browser, person).await {
                Ok(()) => figures.note(due.elapsed(), true),
                Err(problem) => figures.fail(problem.to_string()),
            }
            figures
        }));
    }
    let mut figures = Figures::default();
    people
        .run_until(async {
            for person in running {
                figures.merge(person.await?);
            }
            Ok::<_, Failed>(())
        })
        .await?;
    Ok(serde_json::Value::Object(figures.line(begin.elapsed())).to_string())
}
