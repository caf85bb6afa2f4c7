//! `certamen migrate`.

use super::database::Database;
use super::{CliResult, block_on, say};
use crate::config::Config;

/// Brings the schema up to date and says what was run.
pub(super) fn run(config: &Config) -> CliResult<()> {
    let mut database = Database::open_beside_server(config)?;
    let names = block_on(database.bring_up_to_date())??;
    match names.as_slice() {
        [] => say("The schema is up to date."),
        names => say(&format!("Ran {}.", names.join(", "))),
    }
    database.close()
}
