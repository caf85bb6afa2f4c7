//! What runs in the background: questions that came with a large file, or were written by an earlier version of the
//! program, become findable.

use std::time::Duration;

use rand::RngExt;

use crate::app::App;
use crate::banks::actions::catch_up;

/// Time between two looks, before the jitter.
const PAUSE: Duration = Duration::from_secs(10);

/// Questions in one transaction, and the time left to others between two: saves of answers must not notice.
const AT_ONCE: i64 = 100;
const BETWEEN: Duration = Duration::from_millis(50);

/// Catches up for ever: until nothing is left, then looks again every few seconds. Ends when its task is aborted.
pub async fn run_catching_up(app: actix_web::web::Data<App>) {
    loop {
        let caught_up = match app.conn().await {
            Ok(mut conn) => catch_up(&mut conn, AT_ONCE).await,
            Err(error) => Err(error),
        };
        match caught_up {
            Ok(0) => {}
            Ok(count) => {
                tracing::debug!(count, "questions became findable");
                tokio::time::sleep(BETWEEN).await;
                continue;
            }
            Err(error) => tracing::warn!(%error, "questions could not be made findable"),
        }
        tokio::time::sleep(PAUSE.mul_f64(rand::rng().random_range(0.8..1.2))).await;
    }
}
