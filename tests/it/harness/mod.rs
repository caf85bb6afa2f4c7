//! What the tests share: a database each, people of every role, a browser that follows the rules of a form.

pub mod browser;
pub mod client;
pub mod crowd;
pub mod files;
pub mod ledger;
pub mod people;
pub mod postgres;
pub mod process;
pub mod proxy;
mod service;
pub mod sitter;
pub mod standby;

pub use browser::Browser;
pub use people::People;

use std::sync::Arc;

use actix_web::web::Data;
use certamen::accounts::passwords::{Cost, Passwords};
use certamen::app::App;
use certamen::attempts::actions::{Swept, sweep};
use certamen::config::{Config, SiteConfig};
use certamen::db::{Pool, PooledConn, roles};
use certamen::formats::ChildReader;
use certamen::web::Site;

/// A server of its own with a database of its own, in which it may do what a server needs. Made anew for each test.
pub struct Server {
    pub app: Data<App>,
    pub site: Data<Site>,
    pub database_url: String,
    /// Connections of who may do everything.
    owner: Pool,
}

impl Server {
    /// An empty server: schema, nobody in it.
    pub async fn start() -> Self {
        let database_url = postgres::new_database().await;
        Self::on(database_url).await
    }

    /// Another server on the same database.
    pub async fn on(database_url: String) -> Self {
        Self::put_together(database_url, ChildReader::new(env!("CARGO_BIN_EXE_certamen")), &[])
    }

    /// An empty server with more settings.
    pub async fn with_settings(settings: &[(&str, &str)]) -> Arc<Self> {
        let reader = ChildReader::new(env!("CARGO_BIN_EXE_certamen"));
        Arc::new(Self::put_together(postgres::new_database().await, reader, settings))
    }

    /// An empty server whose files are read by another program.
    pub async fn with_reader(reader: ChildReader) -> Arc<Self> {
        Arc::new(Self::put_together(postgres::new_database().await, reader, &[]))
    }

    fn put_together(database_url: String, reader: ChildReader, settings: &[(&str, &str)]) -> Self {
        let served = postgres::url_for(roles::SERVER, &database_url);
        let reports = postgres::url_for(roles::REPORTS, &database_url);
        let vars = [
            ("DATABASE_URL", served.as_str()),
            ("CERTAMEN_REPORT_DATABASE_URL", reports.as_str()),
            ("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR")),
            ("CERTAMEN_POOL_CONNECTIONS", "8"),
            ("CERTAMEN_SECOND_FACTOR", "offered"),
        ];
        let vars = vars.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::from_vars(&vars.collect()).unwrap();
        let site = Data::new(Site::load(config.site.clone()).unwrap());
        let passwords = Passwords::new(Cost::Test).unwrap();
        let app = App::new(config, served.clone(), passwords, reader).unwrap();
        let owner = Pool::new(&database_url, 8).unwrap();
        Self { app: Data::new(app), site, database_url, owner }
    }

    /// The same server as people see it with these settings.
    pub fn with_site(&self, config: SiteConfig) -> Arc<Self> {
        let site = Data::new(Site::load(config).unwrap());
        let Self { app, database_url, owner, .. } = self;
        Arc::new(Self { app: app.clone(), site, database_url: database_url.clone(), owner: owner.clone() })
    }

    /// A connection that may do everything.
    pub async fn conn(&self) -> PooledConn {
        self.owner.get().await.unwrap()
    }

    /// Closes at most so many attempts whose grace is over, as the server does every few seconds.
    pub async fn sweep(&self, limit: usize) -> Swept {
        let App { db, config, .. } = self.app.get_ref();
        sweep(db, &config.site, limit).await.unwrap()
    }

    /// Runs SQL, for what no page can do (moving the clock, looking behind the scenes).
    pub async fn sql(&self, sql: &str) {
        use diesel_async::SimpleAsyncConnection;
        self.conn().await.batch_execute(sql).await.unwrap();
    }

    /// One number out of the database.
    pub async fn count(&self, sql: &str) -> i64 {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let row: Row = diesel::sql_query(format!("SELECT ({sql})::bigint AS n"))
            .get_result(&mut self.conn().await)
            .await
            .unwrap();
        row.n
    }

    /// One text out of the database; empty where there is nothing.
    pub async fn text(&self, sql: &str) -> String {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let row: Row = diesel::sql_query(format!("SELECT coalesce(({sql}), '')::text AS text"))
            .get_result(&mut self.conn().await)
            .await
            .unwrap();
        row.text
    }

    /// Stops the one clock of this test's database: however slow the machine is, no wait passes by itself.
    pub async fn stop_clock(&self) {
        self.stop_clock_at(&chrono::Utc::now().to_rfc3339()).await;
    }

    /// Stops the one clock of this test's database at this time.
    pub async fn stop_clock_at(&self, now: &str) {
        self.sql(&format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
             AS $$ SELECT timestamptz '{now}' $$"
        ))
        .await;
    }

    /// Moves the one clock of this test's database to now plus `offset` (an SQL interval, for example `2 hours`).
    pub async fn move_clock(&self, offset: &str) {
        self.sql(&format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
             AS $$ SELECT clock_timestamp() + interval '{offset}' $$"
        ))
        .await;
    }

    /// People of every role with a session each.
    pub async fn people(self: &Arc<Self>) -> People {
        People::add(self).await
    }

    /// A browser nobody is signed in with.
    pub async fn anonymous(self: &Arc<Self>) -> Browser {
        Browser::new(self).await
    }
}

/// A server ready for a test.
pub async fn server() -> Arc<Server> {
    Arc::new(Server::start().await)
}
