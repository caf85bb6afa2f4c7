//! Saves over HTTP: one after the other, or so many a second whatever comes back.

use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use crate::arguments::{Arguments, Failed};
use crate::figures::Figures;
use crate::http::{Answer, Browser};
use crate::ledger::Ledger;
use crate::people::{Next, Sitting};

/// How long a person waits before trying again where there was no server.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a person waits for an answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// What one person does.
#[derive(Clone, Copy)]
struct Plan {
    end: Instant,
    /// The next save is due so long after the one before; none: as soon as that is answered.
    every: Option<Duration>,
}

/// Saves and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let savers: u32 = arguments.number("savers", 64)?;
    let attempts = arguments.number("attempts", 5000)?;
    let base = arguments.number("base", 0)?;
    let rate: u32 = arguments.number("rate", 0)?;
    let address = arguments.text("address")?.to_owned();
    let started = Instant::now();
    let end = started + Duration::from_secs(arguments.number("seconds", 60)?);
    let every = (rate > 0).then(|| Duration::from_secs(1) * savers / rate);
    let ledger = Ledger::open(arguments)?;
    let people = LocalSet::new();
    let mut running = Vec::new();
    for share in 0..savers {
        let sitting = Sitting::new(share.into(), savers.into(), attempts, base);
        let plan = Plan { end, every };
        // Not all in the same instant, where they have a rhythm.
        let begin = every.map_or(started, |every| started + every * share / savers);
        running.push(people.spawn_local(save_until(address.clone(), plan, begin, sitting, ledger.clone())));
    }
    let mut figures = Figures::default();
    people
        .run_until(async {
            for person in running {
                figures.merge(person.await??);
            }
            Ok::<_, Failed>(())
        })
        .await?;
    figures.set_gap(ledger.close()?);
    Ok(serde_json::Value::Object(figures.line(started.elapsed())).to_string())
}

/// Saves until the end, over one connection as long as the server keeps it. What falls due while an answer is awaited is
/// not sent: the time of the next save counts from when it was due.
async fn save_until(
    address: String,
    plan: Plan,
    begin: Instant,
    mut sitting: Sitting,
    ledger: Ledger,
) -> Result<Figures, Failed> {
    let mut figures = Figures::default();
    let mut browser = Browser::new(&address);
    let mut due = begin;
    while Instant::now().max(due) < plan.end {
        // Also a sleep until now takes a millisecond.
        if due > Instant::now() {
            tokio::time::sleep_until(due.into()).await;
        }
        let started = Instant::now();
        let next = sitting.next();
        let answer = tokio::time::timeout(PATIENCE, save(&mut browser, &next)).await;
        let stored = matches!(&answer, Ok(Ok(answer)) if is_stored(answer));
        if stored {
            ledger.acknowledged(&next)?;
        }
        figures.note(started.elapsed(), stored);
        if !matches!(answer, Ok(Ok(_))) {
            browser = Browser::new(&address);
            tokio::time::sleep(PAUSE).await;
        }
        due = match plan.every {
            Some(every) => Instant::now().max(due + every),
            None => Instant::now(),
        };
    }
    Ok(figures)
}

fn is_stored(answer: &Answer) -> bool {
    const STORED: &[u8] = b"\"verdict\":\"stored\"";
    answer.is(200) && answer.body.windows(STORED.len()).any(|window| window == STORED)
}

async fn save(browser: &mut Browser, next: &Next) -> Result<Answer, Failed> {
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let body = format!(
        r#"{{"epoch":1,"saves":[{{"position":{},"sequence":{},"response":"{}","at":"{now}"}}]}}"#,
        next.position, next.sequence, next.response
    );
    let path = format!("/attempts/{}/saves", next.person.attempt);
    browser.post_json(&path, &next.person.cookie(), &next.person.session, &body).await
}
