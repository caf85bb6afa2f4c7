//! `certamen check-config`.

use super::database::Database;
use super::tls::Certificate;
use super::{CliResult, block_on, say};
use crate::config::Config;
use crate::db::check;

/// Checks settings, keys, certificate and database and says what was found.
pub(super) fn run(config: &Config) -> CliResult<()> {
    config.key_files.check(&config.data_dir)?;
    if let Some(files) = &config.tls {
        Certificate::load(files.clone())?.server_config()?;
    }
    let database = Database::open_beside_server(config)?;
    let report = block_on(check::check(&database.url))?;
    database.close()?;
    let report = report?;
    say(&format!(
        "Settings are usable. Database: Postgres {}, {}, trigrams of Chinese text work.",
        report.version, report.encoding
    ));
    if !config.site.is_https() {
        say("Note: no https origin is set (CERTAMEN_PUBLIC_ORIGIN), so cookies travel unprotected.");
    }
    Ok(())
}
