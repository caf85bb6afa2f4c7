//! The writer alone: no HTTP, one process, one thread.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use certamen::attempts::writer::{Save, Verdict, Writer, WriterOptions};

use sha2::Digest;

use crate::arguments::{Arguments, Failed};
use crate::figures::Figures;
use crate::people::Sitting;

/// Open attempts of `attempts.sql` unless another number is given.
const ATTEMPTS: u64 = 5000;

/// Saves through the writer and returns the line of figures, with what the writer counted.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let options = WriterOptions {
        connections: arguments.number("connections", 1)?,
        batch: arguments.number("batch", 64)?,
        ..WriterOptions::default()
    };
    let writer = Writer::start(arguments.text("database")?, options)?;
    let savers = arguments.number("savers", 64)?;
    let base = arguments.number("base", 0)?;
    let attempts = arguments.number("attempts", ATTEMPTS)?;
    let started = Instant::now();
    let end = started + Duration::from_secs(arguments.number("seconds", 10)?);
    let mut running = Vec::new();
    for share in 0..savers {
        running.push(tokio::spawn(save_until(
            end,
            writer.clone(),
            Sitting::new(share, savers, attempts, base),
        )));
    }
    let mut figures = Figures::default();
    for saver in running {
        figures.merge(saver.await?);
    }
    let elapsed = started.elapsed();
    writer.shutdown().await;
    let stats = writer.stats();
    let mut line = figures.line(elapsed);
    for (name, counter) in
        [("batches", &stats.batches), ("rows", &stats.batch_rows), ("retries", &stats.retries)]
    {
        line.insert(name.to_owned(), counter.load(Ordering::Relaxed).into());
    }
    Ok(serde_json::Value::Object(line).to_string())
}

async fn save_until(end: Instant, writer: Writer, mut sitting: Sitting) -> Figures {
    let mut figures = Figures::default();
    while Instant::now() < end {
        let next = sitting.next();
        let received = Instant::now();
        let save = Save {
            session_hash: sha2::Sha256::digest(next.person.session.0).into(),
            attempt_id: next.person.attempt,
            epoch: 1,
            position: next.position,
            sequence: next.sequence,
            response: next.response.to_owned(),
            client_at: Some(chrono::Utc::now()),
            received,
        };
        let reply = writer.save(save).await;
        figures.note(received.elapsed(), reply.verdict == Verdict::Stored);
    }
    figures
}
