//! `certamen migrate`.

use super::database::Database;
use super::{CliResult, block_on, say};
use crate::config::Config;
use crate::db::migrations::bring_up_to_date;

/// Brings the schema up to date and says what was run.
pub(super) fn run(config: &Config) -> CliResult<()> {
    let database = Database::open_beside_server(config)?;
    let names = block_on(bring_up_to_date(&database.url, database.migrating.as_deref()))??;
    match names.as_slice() {
        [] => say("The schema is up to date."),
        names => say(&format!("Ran {}.", names.join(", "))),
    }
    database.close()
}
