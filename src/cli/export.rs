//! `certamen export records`: the file of `/records.csv` without a browser.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on};
use crate::base::clock::day_in;
use crate::config::Config;
use crate::db::{self, Pool};
use crate::records::filter::Filter;
use crate::records::{actions, http, pages, queries};
use crate::web::{Error, Language, Site, csv};

/// Writes data out.
#[derive(Args)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Who is certified, with who lacks it: the rows that /records shows with the same filter.
    Records(RecordsArgs),
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// UTF-8 with a byte order mark; opens in spreadsheets.
    Csv,
}

#[derive(Args)]
struct RecordsArgs {
    /// What kind of file.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Code of a group: the people in it and below it.
    #[arg(long)]
    group: Option<String>,
    /// Code of a certification.
    #[arg(long)]
    certification: Option<String>,
    /// valid, expiring, expired, revoked or missing.
    #[arg(long)]
    status: Option<String>,
    /// Only certificates that end within so many days.
    #[arg(long)]
    within: Option<String>,
    /// How people stood at the end of this day, such as 2025-03-31, by what was known then.
    #[arg(long)]
    on: Option<String>,
    /// Part of a name or an employee number.
    #[arg(long)]
    name: Option<String>,
    /// Language of the words: zh-CN or en.
    #[arg(long, default_value = "zh-CN")]
    language: String,
    /// File to write; standard output unless given.
    #[arg(short, long)]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataDirArgs,
}

impl RecordsArgs {
    fn filter(&self) -> CliResult<Filter> {
        let given = [
            ("group", &self.group),
            ("certification", &self.certification),
            ("status", &self.status),
            ("within", &self.within),
            ("on", &self.on),
            ("name", &self.name),
        ];
        let query: BTreeMap<String, String> =
            given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
        Filter::from_query(&query).map_err(|_| {
            "a filter cannot be read: --status is valid, expiring, expired, revoked or missing; --within is a number of days; --on is a day"
                .into()
        })
    }
}

/// Writes the file and stops.
pub(super) fn run(args: &ExportArgs) -> CliResult<()> {
    let What::Records(records) = &args.what;
    let Format::Csv = records.format;
    let filter = records.filter()?;
    let language = Language::parse(&records.language).ok_or("--language is zh-CN or en")?;
    let config = records.data.config()?;
    let database = Database::open_beside_server(&config)?;
    let written = block_on(write(&database.url, &config, &filter, language, records.output.as_ref()));
    database.close()?;
    written?
}

async fn write(
    url: &str,
    config: &Config,
    filter: &Filter,
    language: Language,
    output: Option<&PathBuf>,
) -> CliResult<()> {
    let site = Site::load(config.site.clone())?;
    let pool = Pool::new(url, 1)?;
    let mut conn = pool.get().await?;
    let zone = config.site.zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, filter, today, zone).await.map_err(|error| match error {
        Error::NotFound => format!("there is no group {:?}", filter.group.as_deref().unwrap_or_default()),
        other => other.to_string(),
    })?;
    let mut file: Box<dyn Write> = match output {
        Some(path) => Box::new(BufWriter::new(
            File::create(path).map_err(|error| format!("{}: {error}", path.display()))?,
        )),
        None => Box::new(std::io::stdout().lock()),
    };
    file.write_all(csv::BYTE_ORDER_MARK)?;
    file.write_all(&csv::line(pages::csv_header(language, &site)).map_err(|error| error.to_string())?)?;
    let listed = scope.listing();
    let mut chunks = actions::every_in_background(conn, scope);
    while let Some(cells) = chunks.recv().await {
        file.write_all(&http::lines(&cells?, listed, language, &site).map_err(|error| error.to_string())?)?;
    }
    file.flush()?;
    Ok(())
}
