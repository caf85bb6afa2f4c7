//! `certamen demo`.

use std::path::PathBuf;

use super::database::{self, Database};
use super::serve::{prepare, serve};
use super::{CliResult, ServerArgs, block_on, say};
use crate::accounts::passwords::{Cost, Passwords};
use crate::config::Config;
use crate::db::connect_alone;
use crate::demo::{self, LOGINS};
use crate::web::Site;

/// Where the sample data lives unless --data-dir says otherwise.
const DATA_DIR: &str = "data/demo";

/// Runs the server with sample people, exams and certificates, on this machine only.
pub(super) fn run(args: &ServerArgs) -> CliResult<()> {
    let mut config = args.config()?;
    if args.data.data_dir.is_none() && std::env::var_os("CERTAMEN_DATA_DIR").is_none() {
        config.data_dir = PathBuf::from(DATA_DIR);
    }
    if std::env::var_os("CERTAMEN_ORGANISATION").is_none() {
        config.site.organisation = "澄海快运 · 销售培训部".to_owned();
    }
    // Everyone knows the passwords here: codes would keep nobody out.
    if std::env::var_os("CERTAMEN_SECOND_FACTOR").is_none() {
        config.site.asks_second_factor = false;
    }
    if !config.listen.ip().is_loopback() {
        return Err(format!("{} is reachable from outside, and everyone knows the passwords of the demonstration. Use a loopback address.", config.listen).into());
    }
    if config.database_url.is_none() {
        let folder = &config.data_dir;
        if folder.join("postgres").exists() && !database::is_demo(folder) {
            return Err(format!(
                "{} holds data that is not the demonstration's. Choose another folder with --data-dir.",
                folder.display()
            )
            .into());
        }
        database::mark_as_demo(folder)?;
    }
    let mut database = Database::open(&config)?;
    prepare(&mut database)?;
    block_on(fill(&database.url, &config))??;
    let site = Site::load(config.site.clone())?.with_demo(serde_json::to_value(LOGINS)?);
    serve(config, site, database, &|address| {
        say(&format!("Certamen's demonstration is ready at {address}\n"));
        for login in LOGINS {
            say(&format!(
                "  {:<8} {}  password {}  ({} {})",
                login.role_en, login.login, login.password, login.role_zh, login.name
            ));
        }
        say("\nStop it with Ctrl-C. The data stays for the next run.");
    })
}

async fn fill(url: &str, config: &Config) -> CliResult<()> {
    let mut conn = connect_alone(url).await?;
    Ok(demo::fill(&mut conn, &config.site, &Passwords::new(Cost::Full)?).await?)
}
