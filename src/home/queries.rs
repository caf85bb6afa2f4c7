//! Counts for the first page; what is stored about oneself.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;

use crate::db::{Conn, PersonId};

/// People and groups.
#[derive(Debug, QueryableByName, Serialize)]
pub struct HouseCounts {
    /// People employed today.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Of these, how many may not sign in.
    #[diesel(sql_type = BigInt)]
    pub blocked: i64,
    /// Of these, how many have not set a password.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Open groups.
    #[diesel(sql_type = BigInt)]
    pub groups: i64,
}

/// Counts people and groups.
///
/// # Errors
/// Whatever the database says.
pub async fn house_counts(conn: &mut Conn) -> QueryResult<HouseCounts> {
    diesel::sql_query(
        "SELECT count(*) AS people,
                count(*) FILTER (WHERE people.blocked_at IS NOT NULL) AS blocked,
                count(*) FILTER (WHERE people.blocked_at IS NULL AND people.password_hash IS NULL) AS waiting,
                (SELECT count(*) FROM groups WHERE closed_at IS NULL) AS groups
         FROM people JOIN employments ON employments.person_id = people.id AND employments.valid_to IS NULL",
    )
    .get_result(conn)
    .await
}

/// Everything that is stored about a person, apart from exams, as one object: profile, names, employments, groups, roles,
/// sessions, certificates, messages, entries of the audit trail.
///
/// # Errors
/// Whatever the database says.
pub async fn own_data(conn: &mut Conn, person: PersonId) -> QueryResult<Value> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        found: String,
    }
    let row: Row =
        diesel::sql_query(include_str!("own_data.sql")).bind::<SqlUuid, _>(person).get_result(conn).await?;
    serde_json::from_str(&row.found)
        .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}
