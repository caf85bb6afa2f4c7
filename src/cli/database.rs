//! The database a command works on: the given one, or the server's own, started for as long as it is needed.

use std::path::Path;

use super::{CliResult, say};
use crate::config::Config;
use crate::db::private_postgres::PrivatePostgres;
use crate::db::{migrations, roles};

/// Name of the file that marks a data directory as the demonstration's.
const DEMO_MARK: &str = "this-is-demo-data";

/// A reachable database.
pub(super) struct Database {
    /// Its address.
    pub(super) url: String,
    /// The same for the role that changes the schema, where that is another one.
    pub(super) migrating: Option<String>,
    /// The same for the role that only reads, where that is another one.
    pub(super) reports: Option<String>,
    /// The private Postgres behind it, unless a database was given.
    pub(super) private: Option<PrivatePostgres>,
}

impl Database {
    /// The database of these settings; starts the private one where none is given.
    pub(super) fn open(config: &Config) -> CliResult<Self> {
        if let Some(url) = &config.database_url {
            return Ok(Self {
                url: url.clone(),
                migrating: config.migration_database_url.clone(),
                reports: config.report_database_url.clone(),
                private: None,
            });
        }
        std::fs::create_dir_all(&config.data_dir)
            .map_err(|problem| format!("cannot make {}: {problem}", config.data_dir.display()))?;
        let private = PrivatePostgres::start(&config.data_dir)?;
        if let Some(note) = private.note() {
            say(note);
        }
        Ok(Self { url: private.url(), migrating: None, reports: None, private: Some(private) })
    }

    /// The database for a short command: of the server that runs on the data directory just now, else as [`Self::open`].
    pub(super) fn open_beside_server(config: &Config) -> CliResult<Self> {
        match PrivatePostgres::url_of_running_server(&config.data_dir)
            .filter(|_| config.database_url.is_none())
        {
            Some(url) => Ok(Self { url, migrating: None, reports: None, private: None }),
            None => Self::open(config),
        }
    }

    /// Its address for whoever changes the schema.
    pub(super) fn owner_url(&self) -> &str {
        self.migrating.as_deref().unwrap_or(&self.url)
    }

    /// Brings the schema up to date and gives each role what it needs; returns the names of the migrations that were run. The
    /// private Postgres gets its roles here, and this is from then on the address for the one that serves.
    pub(super) async fn bring_up_to_date(&mut self) -> Result<Vec<String>, migrations::MigrationError> {
        if let Some(private) = &self.private {
            let owner = self.migrating.get_or_insert(private.url());
            roles::make_own(owner).await?;
            self.url = private.url_for(roles::SERVER);
            self.reports = Some(private.url_for(roles::REPORTS));
        }
        let names = migrations::migrate(self.owner_url()).await?;
        self.separate().await?;
        Ok(names)
    }

    /// Gives each role what it needs, where there is one that can.
    pub(super) async fn separate(&self) -> Result<(), roles::RoleError> {
        match &self.migrating {
            Some(owner) => roles::separate(owner, &self.url, self.reports.as_deref()).await,
            None => Ok(()),
        }
    }

    /// Stops the private Postgres, if there is one.
    pub(super) fn close(self) -> CliResult<()> {
        if let Some(private) = self.private {
            private.stop()?;
        }
        Ok(())
    }
}

/// Marks a data directory as the demonstration's.
pub(super) fn mark_as_demo(data_dir: &Path) -> CliResult<()> {
    std::fs::create_dir_all(data_dir)?;
    std::fs::write(
        data_dir.join(DEMO_MARK),
        "Sample people and history. certamen serve refuses this folder.\n",
    )?;
    Ok(())
}

/// Whether a data directory is the demonstration's.
pub(super) fn is_demo(data_dir: &Path) -> bool {
    data_dir.join(DEMO_MARK).exists()
}
