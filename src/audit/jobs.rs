//! What runs in the background: the chainer, a moment behind whoever writes, the refusals of the last minute, and once a
//! day the head of the chain in the log, where nobody who can change the database can change it.

use std::time::{Duration, Instant};

use actix_web::web::Data;

use super::actions::{self, Chained};
use super::model::ChainState;
use super::queries;
use super::refusals::Noted;
use super::rules::key_id;
use crate::app::App;
use crate::db::{Conn, Pool};

/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Events chained in one transaction.
const AT_ONCE: i64 = 1000;

/// Time between two looks at how the chain stands, and between two words in the log that it does not grow.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);

/// Time between two heads in the log.
const BETWEEN_HEADS: Duration = Duration::from_secs(24 * 3600);

/// Chains for ever. Ends when its task is aborted; what was being chained then is chained by the next one.
pub async fn run_chainer(app: Data<App>) {
    // A connection of its own: neither a herd of people nor a long report keeps the chain waiting.
    let pool = match Pool::new(&app.database_url, 1) {
        Ok(pool) => pool,
        Err(error) => {
            tracing::error!(%error, "the audit trail is not chained");
            return;
        }
    };
    let (mut looked, mut said) = (None::<Instant>, None::<Instant>);
    loop {
        match pool.get().await {
            Ok(mut conn) => {
                write_refusals(&mut conn, app.refusals.due()).await;
                chain_all(&app, &mut conn).await;
                if is_due(&mut looked, BETWEEN_LOOKS) {
                    look(&app, &mut conn, &mut said).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the audit trail waits for the database"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Writes and chains what is left, before a server stops.
pub async fn finish(app: &App) {
    let Ok(mut conn) = app.reserve.get().await else { return };
    write_refusals(&mut conn, app.refusals.rest()).await;
    chain_all(app, &mut conn).await;
}

fn is_due(last: &mut Option<Instant>, every: Duration) -> bool {
    let is_due = last.is_none_or(|last| last.elapsed() >= every);
    if is_due {
        *last = Some(Instant::now());
    }
    is_due
}

async fn write_refusals(conn: &mut Conn, refusals: Vec<Noted>) {
    if refusals.is_empty() {
        return;
    }
    if let Err(error) = actions::record_refusals(conn, &refusals).await {
        tracing::warn!(%error, count = refusals.len(), "refusals could not be written to the audit trail");
    }
}

async fn chain_all(app: &App, conn: &mut Conn) {
    loop {
        match queries::is_waiting(conn).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::warn!(%error, "the audit trail could not be read"),
        }
        match actions::chain(conn, &app.keys.audit, AT_ONCE).await {
            Ok(Chained::Added(1..)) => {}
            // Another server is at it, or the key is another one: the look says so.
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "the audit trail could not be chained"),
        }
    }
}

async fn look(app: &App, conn: &mut Conn, said: &mut Option<Instant>) {
    let state = match queries::chain_state(conn).await {
        Ok(state) => state,
        Err(error) => return tracing::warn!(%error, "the chain of the audit trail could not be read"),
    };
    tell(&state, &key_id(&app.keys.audit));
    if let Some(head) = state.head.filter(|_| is_due(said, BETWEEN_HEADS)) {
        let hash = hex::encode(&head.hash);
        tracing::info!(position = head.position, hash, "the audit trail's head");
    }
}

fn tell(state: &ChainState, own_key: &[u8]) {
    if state.has_other_key(own_key) {
        tracing::error!(
            "the audit trail was chained with another key: bring its file back, or see certamen audit new-key"
        );
    } else if state.is_late() {
        let seconds = state.waiting.oldest_seconds;
        tracing::error!(waiting = state.waiting.count, seconds, "the audit trail is not chained");
    }
}
