//! What runs in the background: the sweep that closes attempts whose time is over, and the end of notes.

use std::time::Duration;

use rand::RngExt;

use super::actions::{self, Swept};
use crate::app::App;

/// Time between two sweeps, before the jitter.
const PAUSE: Duration = Duration::from_secs(5);

/// Attempts closed between two looks at the clock.
const AT_ONCE: i64 = 200;

/// Sweeps for ever: at start until nothing is left, then every few seconds. Ends when its task is aborted; what it
/// was closing then is rolled back and closed by the next one.
pub async fn run_sweep(app: actix_web::web::Data<App>) {
    loop {
        sweep_all(&app).await;
        delete_old_notes(&app).await;
        tokio::time::sleep(PAUSE.mul_f64(rand::rng().random_range(0.8..1.2))).await;
    }
}

/// Sweeps until nothing is due that can be closed now.
async fn sweep_all(app: &App) {
    loop {
        match actions::sweep(&app.db, &app.config.site, AT_ONCE).await {
            Ok(Swept { due: 0, .. }) => return,
            Ok(swept) => {
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
