//! What runs in the background: a look at the ladder every few minutes. Which day it is, the database says; what was told is
//! told no more, so that looking often, on several servers, or after days without any server comes to the same.

use std::time::Duration;

use rand::RngExt;

use super::actions::remind;
use super::model::Reminded;
use crate::app::App;

/// Time between two looks, before the jitter.
const PAUSE: Duration = Duration::from_secs(300);

/// Looks for ever. Ends when its task is aborted.
pub async fn run_ladder(app: actix_web::web::Data<App>) {
    loop {
        let reminded = match app.upkeep.get().await {
            Ok(mut conn) => remind(&mut conn, app.config.site.zone, &app.config.notices)
                .await
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match reminded {
            Ok(nothing) if nothing == Reminded::default() => {}
            Ok(Reminded { reminders, digests, events }) => {
                tracing::info!(reminders, digests, events, "reminders were written");
            }
            Err(error) => tracing::warn!(error, "reminders could not be written"),
        }
        tokio::time::sleep(PAUSE.mul_f64(rand::rng().random_range(0.8..1.2))).await;
    }
}
