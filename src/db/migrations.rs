//! The migrations inside the binary, run by one server at a time.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{ConnectionError, QueryResult, QueryableByName};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::pool::connect_without_limits;
use super::roles::RoleError;

/// Every migration of this binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Held by whoever makes anything in the schema. Any number will do, as long as every server uses the same.
pub(super) const MIGRATION_LOCK: i64 = 0x6365_7274_616d_656e;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database cannot be reached.
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] ConnectionError),
    /// There is something to do, and the role of this address may not do it.
    #[error(
        "the schema is not up to date, and the role of DATABASE_URL may not change it. Run certamen migrate with CERTAMEN_MIGRATION_DATABASE_URL set"
    )]
    NotAllowed,
    /// The role the server works with has too few rights or too many.
    #[error(transparent)]
    Roles(#[from] RoleError),
    /// The lock that keeps two servers from migrating at once could not be taken.
    #[error("cannot take the migration lock: {0}")]
    Lock(#[from] diesel::result::Error),
    /// A migration failed; the database is as it was before that migration.
    #[error("a migration failed: {0}")]
    Run(Box<dyn std::error::Error + Send + Sync>),
}

/// Whether every migration of this binary is in the database. Further ones, of a newer binary, do no harm.
///
/// # Errors
/// Whatever the database says; also when it has no schema at all.
pub async fn are_applied(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let own: Vec<Box<dyn Migration<Pg>>> =
        MIGRATIONS.migrations().map_err(diesel::result::Error::QueryBuilderError)?;
    let applied: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn).await?;
    Ok(own.iter().all(|one| applied.iter().any(|other| one.name().version().to_string() == other.version)))
}

/// Brings the schema up to date and returns the names of the migrations that were run.
/// Servers that start together wait for the first; it runs the migrations, the others find nothing to do. Where nothing is to be
/// done, a role that may not change the schema will do.
///
/// # Errors
/// See [`MigrationError`].
pub async fn migrate(url: &str) -> Result<Vec<String>, MigrationError> {
    let mut conn = connect_without_limits(url).await?;
    // Without a schema the question cannot be answered.
    if matches!(are_applied(&mut conn).await, Ok(true)) {
        return Ok(Vec::new());
    }
    if !may_change(&mut conn).await? {
        return Err(MigrationError::NotAllowed);
    }
    tokio::task::spawn_blocking(move || migrate_blocking(conn))
        .await
        .map_err(|problem| MigrationError::Run(problem.into()))?
}

/// Whether the role of this connection may make tables.
async fn may_change(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct May {
        #[diesel(sql_type = Bool)]
        may: bool,
    }
    let answer: May =
        diesel::sql_query("SELECT has_schema_privilege(current_schema(), 'CREATE') IS TRUE AS may")
            .get_result(conn)
            .await?;
    Ok(answer.may)
}

fn migrate_blocking(conn: AsyncPgConnection) -> Result<Vec<String>, MigrationError> {
    let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
    execute(&mut conn, &format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
    let run = conn.run_pending_migrations(MIGRATIONS).map_err(MigrationError::Run)?;
    let names = run.iter().map(ToString::to_string).collect();
    execute(&mut conn, &format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
    Ok(names)
}

fn execute(conn: &mut AsyncConnectionWrapper<AsyncPgConnection>, sql: &str) -> QueryResult<usize> {
    diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)
}
