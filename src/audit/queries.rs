//! Reading the audit trail.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::Conn;
use crate::db::schema::{audit_events, person_names};

/// An audit row as a page shows it.
#[derive(Debug, Queryable)]
pub struct AuditListItem {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Name of who did it, if a person did.
    pub actor: Option<String>,
    /// What was done.
    pub action: String,
    /// What kind of thing it was done to.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Facts about the change.
    pub detail: Value,
}

/// At most `limit` rows, newest first, after the newest `offset`.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(conn: &mut Conn, offset: i64, limit: i64) -> QueryResult<Vec<AuditListItem>> {
    audit_events::table
        .left_join(
            person_names::table.on(person_names::person_id
                .nullable()
                .eq(audit_events::actor_id)
                .and(person_names::valid_to.is_null())),
        )
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .offset(offset)
        .limit(limit)
        .select((
            audit_events::at,
            person_names::name.nullable(),
            audit_events::action,
            audit_events::subject_kind,
            audit_events::subject_id,
            audit_events::detail,
        ))
        .load(conn)
        .await
}

/// How many rows there are about one thing. Tests use it to prove that a change left its row.
///
/// # Errors
/// Whatever the database says.
pub async fn count_about(conn: &mut Conn, kind: &str, id: &str, action: &str) -> QueryResult<i64> {
    audit_events::table
        .filter(audit_events::subject_kind.eq(kind))
        .filter(audit_events::subject_id.eq(id))
        .filter(audit_events::action.eq(action))
        .count()
        .get_result(conn)
        .await
}
