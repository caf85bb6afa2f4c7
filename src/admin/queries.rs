//! The numbers an admin wants to see at a glance.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::{attempts, banks, certificates, exams, groups, people};

/// What is in the database.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// People who may sign in.
    pub people: i64,
    /// Open groups.
    pub groups: i64,
    /// Question banks.
    pub banks: i64,
    /// Exams, published or not.
    pub exams: i64,
    /// Attempts someone is working on.
    pub running: i64,
    /// Attempts the sweep leaves alone because they could not be closed.
    pub quarantined: i64,
    /// Certificates ever issued.
    pub certificates: i64,
}

/// Counts everything.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(conn: &mut Conn) -> QueryResult<Counts> {
    Ok(Counts {
        people: people::table.filter(people::blocked_at.is_null()).count().get_result(conn).await?,
        groups: groups::table.filter(groups::closed_at.is_null()).count().get_result(conn).await?,
        banks: banks::table.count().get_result(conn).await?,
        exams: exams::table.count().get_result(conn).await?,
        running: attempts::table.filter(attempts::state.eq("in_progress")).count().get_result(conn).await?,
        quarantined: attempts::table
            .filter(attempts::quarantined_at.is_not_null())
            .select(count_star())
            .first(conn)
            .await?,
        certificates: certificates::table.count().get_result(conn).await?,
    })
}

/// The database as it describes itself.
#[derive(Debug, Clone)]
pub struct DatabaseFacts {
    /// Version of Postgres, for example `15.8`.
    pub version: String,
    /// Name of the database.
    pub name: String,
    /// How much disk it takes, in bytes.
    pub bytes: i64,
}

/// Asks the database about itself.
///
/// # Errors
/// Whatever the database says.
pub async fn database_facts(conn: &mut Conn) -> QueryResult<DatabaseFacts> {
    let (version, name, bytes) = diesel::select((
        sql::<Text>("split_part(current_setting('server_version'), ' ', 1)"),
        sql::<Text>("current_database()::text"),
        sql::<BigInt>("pg_database_size(current_database())"),
    ))
    .get_result::<(String, String, i64)>(conn)
    .await?;
    Ok(DatabaseFacts { version, name, bytes })
}
