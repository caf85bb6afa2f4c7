//! The composition root: everything a running server shares. Tests build the same one.

use crate::accounts::passwords::Passwords;
use crate::attempts::writer::Writer;
use crate::config::Config;
use crate::db::{Pool, PooledConn};
use crate::formats::ChildReader;
use crate::web::Error;

/// What every handler can reach.
pub struct App {
    /// Settings.
    pub config: Config,
    /// Connections.
    pub db: Pool,
    /// Address of the database, for what needs a connection of its own.
    pub database_url: String,
    /// The batching writer of answers.
    pub writer: Writer,
    /// Hashing of passwords, bounded.
    pub passwords: Passwords,
    /// Reads question files in child processes.
    pub reader: ChildReader,
}

impl App {
    /// A connection.
    ///
    /// # Errors
    /// [`Error::Busy`] when none is free within two seconds.
    pub async fn conn(&self) -> Result<PooledConn, Error> {
        Ok(self.db.get().await?)
    }
}
