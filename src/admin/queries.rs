//! The numbers an admin wants to see at a glance.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};
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

/// How the exam room stands, for `/metrics`.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Standing {
    /// Sessions that are open.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    /// Attempts someone is working on.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// Attempts the sweep leaves alone because they could not be closed.
    #[diesel(sql_type = BigInt)]
    pub quarantined: i64,
    /// Attempts whose grace is over and that the sweep has not closed yet.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    /// Since when the oldest of them waits, in seconds; 0 when none does.
    #[diesel(sql_type = Double)]
    pub sweep_lag_seconds: f64,
    /// Audit rows that wait to be chained.
    #[diesel(sql_type = BigInt)]
    pub audit_waiting: i64,
    /// Since when the oldest of them waits, in seconds; 0 when none does. More than 60 is an alarm.
    #[diesel(sql_type = Double)]
    pub audit_lag_seconds: f64,
}

/// How the exam room stands now.
///
/// # Errors
/// Whatever the database says.
pub async fn standing(conn: &mut Conn) -> QueryResult<Standing> {
    diesel::sql_query(
        "SELECT (SELECT count(*) FROM sessions WHERE revoked_at IS NULL AND expires_at > app_now()) AS sessions,
                count(*) AS open,
                count(*) FILTER (WHERE quarantined_at IS NOT NULL) AS quarantined,
                count(*) FILTER (WHERE quarantined_at IS NULL AND paused_at IS NULL
                                   AND deadline_at <= app_now() - interval '60 seconds') AS overdue,
                coalesce(extract(epoch FROM app_now() - interval '60 seconds' - min(deadline_at)
                    FILTER (WHERE quarantined_at IS NULL AND paused_at IS NULL
                                  AND deadline_at <= app_now() - interval '60 seconds')), 0)
                    ::float8 AS sweep_lag_seconds,
                (SELECT count(*) FROM audit_pending) AS audit_waiting,
                (SELECT greatest(coalesce(extract(epoch FROM app_now() - min(since)), 0), 0) FROM audit_pending)
                    ::float8 AS audit_lag_seconds
         FROM attempts WHERE state = 'in_progress'",
    )
    .get_result(conn)
    .await
}
