//! Whether a database is fit for use: version, encoding, and whether Chinese text can be compared.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::migrations::MIGRATION_LOCK;
use super::pool::connect_without_limits;

/// The oldest Postgres that will do.
const OLDEST: i32 = 14;

/// A database that is fit for use.
#[derive(Debug)]
pub struct Report {
    /// Version of the server, for example 15.
    pub version: i32,
    /// Encoding of the database: always UTF8.
    pub encoding: String,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It cannot be reached.
    #[error(
        "cannot connect to the database: {0}. Check DATABASE_URL, or unset it so that the server runs its own Postgres."
    )]
    Unreachable(#[from] diesel::ConnectionError),
    /// A question about it was refused.
    #[error("the database did not answer: {0}")]
    Refused(#[from] diesel::result::Error),
    /// It is too old.
    #[error(
        "the database is Postgres {0}, but version {OLDEST} or newer is needed. Upgrade it, or give another DATABASE_URL."
    )]
    TooOld(i32),
    /// It cannot store every character.
    #[error(
        "the database has encoding {0}, but UTF8 is needed. Make one with: createdb --template=template0 --encoding=UTF8 certamen"
    )]
    Encoding(String),
    /// The extension for similarity is missing and cannot be made.
    #[error(
        "the extension pg_trgm cannot be made in the database: {0}. Install postgresql-contrib, or let its owner run: CREATE EXTENSION pg_trgm"
    )]
    NoTrigrams(diesel::result::Error),
    /// Its locale drops Chinese characters from trigrams.
    #[error(
        "the database's locale ({0}) cannot compare Chinese text. Make one with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 certamen"
    )]
    ChineseIsLost(String),
    /// It cannot sort Chinese names.
    #[error(
        "the database's Postgres was built without ICU, so it cannot sort Chinese names (collation zh-x-icu). Use a Postgres with ICU, as Debian's and most packages are."
    )]
    NoChineseOrder,
}

#[derive(diesel::QueryableByName)]
struct Facts {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    version: i32,
    #[diesel(sql_type = diesel::sql_types::Text)]
    encoding: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    locale: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    n: i32,
}

/// Looks at the database and changes nothing.
///
/// # Errors
/// [`Unfit`] says why it cannot be used and what to do.
pub async fn check(url: &str) -> Result<Report, Unfit> {
    let mut conn = connect_without_limits(url).await?;
    let facts: Facts = diesel::sql_query(
        "SELECT current_setting('server_version_num')::int / 10000 AS version, pg_encoding_to_char(encoding)::text AS encoding,
                datctype::text AS locale FROM pg_database WHERE datname = current_database()",
    )
    .get_result(&mut conn)
    .await?;
    if facts.version < OLDEST {
        return Err(Unfit::TooOld(facts.version));
    }
    if facts.encoding != "UTF8" {
        return Err(Unfit::Encoding(facts.encoding));
    }
    let collations: Count = diesel::sql_query(
        "SELECT count(DISTINCT collname)::int AS n FROM pg_collation WHERE collname IN ('zh-x-icu', 'en-x-icu')",
    )
    .get_result(&mut conn)
    .await?;
    if collations.n < 2 {
        return Err(Unfit::NoChineseOrder);
    }
    // Servers that start together would make it at the same time, which Postgres does not forgive.
    conn.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    let made = conn.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_trgm").await;
    let known = match made {
        Ok(()) => diesel::sql_query("SELECT cardinality(show_trgm('大客户')) AS n")
            .get_result::<Count>(&mut conn)
            .await
            .map_err(Unfit::from),
        Err(problem) => Err(Unfit::NoTrigrams(problem)),
    };
    conn.batch_execute("ROLLBACK").await?;
    if known?.n == 0 {
        return Err(Unfit::ChineseIsLost(facts.locale));
    }
    Ok(Report { version: facts.version, encoding: facts.encoding })
}
