//! Counts for the first page.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::db::Conn;

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
