//! What runs in the background: the sweep that closes attempts whose time is over, the beat that shows afterwards when
//! no server was there, and the end of notes.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join;
use rand::RngExt;

use super::actions::{self, Swept};
use super::rules::outage::{News, OwnBeat};
use crate::app::App;
use crate::operation::metrics::Metrics;

/// Time between two sweeps, before the jitter.
const PAUSE: Duration = Duration::from_secs(5);

/// Attempts closed between two looks at the clock.
const AT_ONCE: usize = 200;

/// Sweeps for ever: at start until nothing is left, then every few seconds. Ends when its task is aborted; what it
/// was closing then is rolled back and closed by the next one.
pub async fn run_sweep(app: actix_web::web::Data<App>) {
    let sweeping = async {
        loop {
            sweep_all(&app).await;
            delete_old_notes(&app).await;
            pause().await;
        }
    };
    // Beside the sweep, not after it: closing thousands at once must not look like an outage.
    let beating = async {
        let mut last = None;
        loop {
            last = beat(&app, last).await;
            pause().await;
        }
    };
    let _never: ((), ()) = join(sweeping, beating).await;
}

async fn pause() {
    tokio::time::sleep(PAUSE.mul_f64(rand::rng().random_range(0.8..1.2))).await;
}

/// Shows that this server is there. `last` is its beat before, by the clock of the database and by one that nobody can
/// set; what is given back is the same of this beat, or of the one before when the database cannot be reached.
async fn beat(app: &App, last: Option<(DateTime<Utc>, Instant)>) -> Option<(DateTime<Utc>, Instant)> {
    let mut conn = match app.conn().await {
        Ok(conn) => conn,
        Err(error) => {
            tracing::warn!(%error, "the beat could not be written");
            return last;
        }
    };
    let own = last.map(|(at, seen)| OwnBeat {
        at,
        elapsed: TimeDelta::from_std(seen.elapsed()).unwrap_or(TimeDelta::MAX),
    });
    match actions::beat(&mut conn, own).await {
        Ok((now, news)) => {
            tell(news);
            Some((now, Instant::now()))
        }
        Err(error) => {
            tracing::warn!(%error, "the beat could not be written");
            last
        }
    }
}

fn tell(news: News) {
    match news {
        News::None => {}
        News::Away { from, to } => tracing::warn!(%from, %to, "no server was there"),
        News::ClockStep { from, to } => {
            tracing::error!(%from, %to, "the clock of the database jumped: deadlines follow it");
        }
    }
}

/// Sweeps until nothing is due that can be closed now.
async fn sweep_all(app: &App) {
    loop {
        match actions::sweep(&app.db, &app.config.site, AT_ONCE).await {
            Ok(Swept { due: 0, .. }) => return,
            Ok(swept) => {
                note(&app.operation.metrics, swept);
                tracing::info!(closed = swept.closed, failed = swept.failed, "swept attempts");
                // What is locked by a hand-in right now, or failed, waits for the next round.
                if swept.closed == 0 {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the sweep could not run");
                return;
            }
        }
    }
}

/// Deletes the notes about sittings whose time has passed.
async fn delete_old_notes(app: &App) {
    let deleted = match app.conn().await {
        Ok(mut conn) => actions::delete_old_notes(&mut conn).await,
        Err(error) => Err(error),
    };
    match deleted {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "deleted old notes about sittings"),
        Err(error) => tracing::warn!(%error, "old notes about sittings could not be deleted"),
    }
}

fn note(metrics: &Metrics, swept: Swept) {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    metrics.add("certamen_sweep_closed_total", count(swept.closed));
    metrics.add("certamen_sweep_failed_total", count(swept.failed));
}
