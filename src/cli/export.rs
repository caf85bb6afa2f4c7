//! `certamen export records`: the files of `/records` without a browser.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::database::Database;
use super::{CliResult, DataDirArgs, block_on};
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::config::Config;
use crate::db::{self, Pool};
use crate::records::export::{Lines, Table, xlsx};
use crate::records::filter::Filter;
use crate::records::{actions, queries};
use crate::web::{Error, Language, Site};

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
enum FormatArg {
    /// UTF-8 with a byte order mark; opens in spreadsheets.
    Csv,
    /// A workbook with days as days; needs --output.
    Xlsx,
    /// One JSON object a line, for programs.
    Jsonl,
}

impl FormatArg {
    /// As the audit trail names it.
    fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
        }
    }
}

#[derive(Args)]
struct RecordsArgs {
    /// What kind of file.
    #[arg(long, value_enum, default_value_t = FormatArg::Csv)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
    /// Language of the words: zh-CN or en.
    #[arg(long, default_value = "zh-CN")]
    language: String,
    /// File to write; standard output unless given.
    #[arg(short, long)]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataDirArgs,
}

/// The same filters as on the page.
#[derive(Args)]
struct FilterArgs {
    /// Code of a group: the people in it and below it.
    #[arg(long)]
    group: Option<String>,
    /// trainee, trainer, hr or admin.
    #[arg(long)]
    role: Option<String>,
    /// Code of a certification.
    #[arg(long)]
    certification: Option<String>,
    /// valid, expiring, expired, revoked or missing.
    #[arg(long)]
    status: Option<String>,
    /// Only certificates that end within so many days.
    #[arg(long)]
    within: Option<String>,
    /// Only certificates issued on this day or later.
    #[arg(long)]
    issued_from: Option<String>,
    /// Only certificates issued on this day or before.
    #[arg(long)]
    issued_to: Option<String>,
    /// Only certificates whose last day is this one or later.
    #[arg(long)]
    ends_from: Option<String>,
    /// Only certificates whose last day is this one or before.
    #[arg(long)]
    ends_to: Option<String>,
    /// Only people employed since this day or later.
    #[arg(long)]
    hired_since: Option<String>,
    /// How people stood at the end of this day, such as 2025-03-31.
    #[arg(long, visible_alias = "as-of")]
    on: Option<String>,
    /// then (unless given): by what was known at the end of that day; now: by what is known now.
    #[arg(long)]
    known: Option<String>,
    /// Part of a name or an employee number.
    #[arg(long)]
    name: Option<String>,
}

impl FilterArgs {
    /// The filter, or which option cannot be read and what is expected.
    fn read(&self, site: &Site) -> CliResult<Filter> {
        let given = [
            ("group", &self.group),
            ("role", &self.role),
            ("certification", &self.certification),
            ("status", &self.status),
            ("within", &self.within),
            ("issued_from", &self.issued_from),
            ("issued_to", &self.issued_to),
            ("ends_from", &self.ends_from),
            ("ends_to", &self.ends_to),
            ("hired_since", &self.hired_since),
            ("on", &self.on),
            ("known", &self.known),
            ("name", &self.name),
        ];
        let query: BTreeMap<String, String> =
            given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
        let (filter, problems) = Filter::read(&query);
        let Some(problem) = problems.first() else { return Ok(filter) };
        let option = problem.field.replace('_', "-");
        Err(format!("--{option}: {}", site.text(Language::English, problem.message)).into())
    }
}

/// Writes the file and stops.
pub(super) fn run(args: &ExportArgs) -> CliResult<()> {
    let What::Records(records) = &args.what;
    let language = Language::parse(&records.language).ok_or("--language is zh-CN or en")?;
    let config = records.data.config()?;
    let database = Database::open_beside_server(&config)?;
    let written = block_on(write(&database.url, &config, language, records));
    database.close()?;
    written?
}

async fn write(url: &str, config: &Config, language: Language, records: &RecordsArgs) -> CliResult<()> {
    let site = Site::load(config.site.clone())?;
    let filter = records.filter.read(&site)?;
    let pool = Pool::new(url, 1)?;
    let mut conn = pool.get().await?;
    let zone = config.site.zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, &filter, today, zone).await.map_err(|error| match error {
        Error::NotFound => format!("there is no group {:?}", filter.group.as_deref().unwrap_or_default()),
        Error::BadRequest(sentence) => site.text(Language::English, sentence),
        other => other.to_string(),
    })?;
    let detail = serde_json::json!({ "format": records.format.word() });
    let event =
        Event { action: "records.exported", subject_kind: "records", subject_id: "records".into(), detail };
    audit::record(&mut conn, &Actor::server(), event).await?;
    let table = Table::new(language, scope.listing(), &site);
    let mut chunks = actions::every_in_background(conn, pool.tls(), scope, |cells| cells);
    let lines = match records.format {
        FormatArg::Csv => Lines::Csv,
        FormatArg::Jsonl => Lines::Json,
        FormatArg::Xlsx => {
            let path = records.output.as_ref().ok_or("a workbook needs a file: --output records.xlsx")?;
            let mut made = xlsx::write(&table, &site.text(language, "records-sheet"), chunks)
                .await
                .map_err(|error| error.to_string())?;
            std::io::copy(&mut made, &mut create(path)?)?;
            return Ok(());
        }
    };
    let mut file: Box<dyn Write> = match &records.output {
        Some(path) => Box::new(BufWriter::new(create(path)?)),
        None => Box::new(std::io::stdout().lock()),
    };
    file.write_all(&lines.head(&table).map_err(|error| error.to_string())?)?;
    while let Some(cells) = chunks.next().await? {
        file.write_all(&lines.rows(&table, &cells).map_err(|error| error.to_string())?)?;
    }
    file.flush()?;
    Ok(())
}

fn create(path: &Path) -> CliResult<File> {
    File::create(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
