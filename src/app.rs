//! The composition root: everything a running server shares. Tests build the same one.

use crate::accounts::passwords::Passwords;
use crate::accounts::sign_on::Services;
use crate::attempts::starter::Starter;
use crate::attempts::writer::{Writer, WriterOptions};
use crate::audit::refusals::Refusals;
use crate::config::{Config, Keys};
use crate::db::{Pool, PoolOptions, PooledConn};
use crate::formats::ChildReader;
use crate::operation::Operation;
use crate::web::Error;

/// Connections that only the way of an answer uses.
const RESERVE: usize = 2;

/// What every handler can reach.
pub struct App {
    /// Settings.
    pub config: Config,
    /// Connections.
    pub db: Pool,
    /// Connections for reports, which only read, may take long and must not take those of pages.
    pub reports: Pool,
    /// The connection for what runs by itself and may take long.
    pub upkeep: Pool,
    /// Connections that only the way of an answer uses, so that nothing else can hold it up.
    pub reserve: Pool,
    /// Figures, turns, time limits.
    pub operation: Operation,
    /// Address of the database, for what needs a connection of its own.
    pub database_url: String,
    /// The batching writer of answers.
    pub writer: Writer,
    /// Starts attempts, those that come together in one transaction.
    pub starter: Starter,
    /// Hashing of passwords, bounded.
    pub passwords: Passwords,
    /// Services of the company with which people sign in.
    pub sign_on: Services,
    /// Keys that are not in the database.
    pub keys: Keys,
    /// What was refused and is not in the audit trail yet.
    pub refusals: Refusals,
    /// Reads question files in child processes.
    pub reader: ChildReader,
}

impl App {
    /// Puts a server together: connections are made when first needed.
    ///
    /// # Errors
    /// When the address of the database cannot be understood, or a key cannot be read or made.
    pub fn new(
        config: Config,
        database_url: String,
        passwords: Passwords,
        reader: ChildReader,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let limits = &config.limits;
        let pages = PoolOptions {
            size: limits.pool,
            wait: limits.pool_wait,
            statement: limits.statement,
            lock: limits.lock,
            silence: limits.silence,
            steps_back: false,
            reads_only: false,
        };
        let long = PoolOptions { statement: limits.report, steps_back: true, ..pages };
        let reports = PoolOptions { size: limits.reports, reads_only: true, ..long };
        let upkeep = PoolOptions { size: 1, ..long };
        let reserve = PoolOptions { size: RESERVE, ..pages };
        let db = Pool::with(&database_url, pages)?;
        Ok(Self {
            starter: Starter::new(db.clone(), config.site.clone()),
            db,
            reports: Pool::with(config.report_database_url.as_ref().unwrap_or(&database_url), reports)?,
            upkeep: Pool::with(&database_url, upkeep)?,
            reserve: Pool::with(&database_url, reserve)?,
            operation: Operation::new(limits),
            writer: Writer::start(&database_url, WriterOptions::default())?,
            passwords,
            sign_on: Services::new(&config.sign_on)?,
            keys: config.key_files.open(&config.data_dir)?,
            refusals: Refusals::default(),
            reader,
            database_url,
            config,
        })
    }

    /// A connection.
    ///
    /// # Errors
    /// [`Error::Busy`] when none is free within two seconds.
    pub async fn conn(&self) -> Result<PooledConn, Error> {
        Ok(self.db.get().await?)
    }
}
