//! The migrations inside the binary, run by one server at a time.

use diesel::prelude::*;
use diesel::{Connection, ConnectionError};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// Every migration of this binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Any number will do, as long as every server uses the same.
const MIGRATION_LOCK: i64 = 0x6365_7274_616d_656e;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database cannot be reached.
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] ConnectionError),
    /// The lock that keeps two servers from migrating at once could not be taken.
    #[error("cannot take the migration lock: {0}")]
    Lock(#[from] diesel::result::Error),
    /// A migration failed; the database is as it was before that migration.
    #[error("a migration failed: {0}")]
    Run(Box<dyn std::error::Error + Send + Sync>),
}

/// Brings the schema up to date and returns the names of the migrations that were run.
/// Servers that start together wait for the first; it runs the migrations, the others find nothing to do.
///
/// # Errors
/// See [`MigrationError`].
pub async fn migrate(url: &str) -> Result<Vec<String>, MigrationError> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || migrate_blocking(&url))
        .await
        .map_err(|problem| MigrationError::Run(problem.into()))?
}

fn migrate_blocking(url: &str) -> Result<Vec<String>, MigrationError> {
    let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::establish(url)?;
    diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).execute(&mut conn)?;
    let run = conn.run_pending_migrations(MIGRATIONS).map_err(MigrationError::Run)?;
    let names = run.iter().map(ToString::to_string).collect();
    diesel::sql_query(format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})")).execute(&mut conn)?;
    Ok(names)
}
