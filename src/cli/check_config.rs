//! `certamen check-config`.

use super::database::Database;
use super::tls::Certificate;
use super::{CliResult, block_on, say};
use crate::config::Config;
use crate::db::address::Protection;
use crate::db::{Address, check, roles};

/// Checks settings, keys, certificate and database and says what was found.
pub(super) fn run(config: &Config) -> CliResult<()> {
    config.key_files.check(&config.data_dir)?;
    if let Some(files) = &config.tls {
        Certificate::load(files.clone())?.server_config()?;
    }
    let database = Database::open_beside_server(config)?;
    let report = block_on(check::check(database.owner_url()))?;
    let notes = notes(config, &database);
    database.close()?;
    let (report, notes) = (report?, notes?);
    say(&format!(
        "Settings are usable. Database: Postgres {}, {}, trigrams of Chinese text work.",
        report.version, report.encoding
    ));
    for note in notes {
        say(&note);
    }
    if !config.site.is_https() {
        say("Note: no https origin is set (CERTAMEN_PUBLIC_ORIGIN), so cookies travel unprotected.");
    }
    Ok(())
}

/// What works and could be safer about the ways to the database.
fn notes(config: &Config, database: &Database) -> CliResult<Vec<String>> {
    let mut notes = Vec::new();
    let ways = [
        ("DATABASE_URL", Some(&database.url)),
        ("CERTAMEN_MIGRATION_DATABASE_URL", database.migrating.as_ref()),
        ("CERTAMEN_REPORT_DATABASE_URL", database.reports.as_ref()),
    ];
    for (name, url) in ways {
        let protection = url.map(|url| Address::parse(url)).transpose()?.map(|address| address.protection());
        match protection {
            Some(Protection::Little) => notes.push(format!(
                "Note: {name} leads to another machine, and nothing there has to be encrypted. Add sslmode=verify-full to it."
            )),
            Some(Protection::Encrypted) => notes.push(format!(
                "Note: the way of {name} is encrypted, but whoever answers need not prove who it is: sslmode=verify-full asks for that."
            )),
            Some(Protection::Local | Protection::Proven) | None => {}
        }
    }
    if config.database_url.is_some() {
        let excess = block_on(roles::excess(database.migrating.as_deref(), &database.url))??;
        notes.push(if excess.is_empty() {
            "The role of DATABASE_URL can change neither tables nor the audit trail.".to_owned()
        } else {
            let excess = excess.join(", ");
            format!("Note: the role of DATABASE_URL {excess}. With CERTAMEN_MIGRATION_DATABASE_URL set, certamen migrate takes away what it can, and says what is left (docs/guides/database.md).")
        });
    }
    Ok(notes)
}
