//! Writing down what was refused.

use diesel::prelude::*;
use diesel_async::AsyncConnection;
use serde_json::json;

use super::record;
use crate::audit::refusals::Noted;
use crate::audit::{Actor, Event};
use crate::db::Conn;

/// Writes one row for each source, with how often and what it tried.
///
/// # Errors
/// Whatever the database says; nothing was written then.
pub async fn record_refusals(conn: &mut Conn, refusals: &[Noted]) -> QueryResult<()> {
    conn.transaction(async |conn| {
        for noted in refusals {
            let source = &noted.source;
            let actor = Actor {
                person_id: source.person,
                request_id: noted.request_id.clone(),
                address: source.address.clone(),
            };
            let subject = noted.subjects.first().cloned().unwrap_or_default();
            let others: Vec<&String> = noted.subjects.iter().skip(1).collect();
            let kind = if source.action == "session.refused" { "login" } else { "route" };
            let detail = json!({ "count": noted.count, "others": others });
            let event = Event { action: source.action, subject_kind: kind, subject_id: subject, detail };
            record(conn, &actor, event).await?;
        }
        Ok(())
    })
    .await
}
