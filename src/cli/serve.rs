//! `certamen serve`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::database::{self, Database};
use super::tls::Certificate;
use super::{CliResult, block_on, say};
use crate::accounts::actions::invite_first_admin;
use crate::accounts::passwords::{Cost, Passwords};
use crate::app::App;
use crate::attempts::jobs::run_sweep;
use crate::audit::jobs::{finish, run_chainer};
use crate::banks::actions::load_shipped;
use crate::banks::jobs::run_catching_up;
use crate::base::kept::works_on_one_database;
use crate::config::Config;
use crate::db::private_postgres::PrivatePostgres;
use crate::db::{check, connect_alone, roles};
use crate::formats::ChildReader;
use crate::operation::Operation;
use crate::outbox::jobs::run_delivery;
use crate::reminders::jobs::run_ladder;
use crate::server::application;
use crate::web::{Line, Site};

/// Time between two tidyings of the figures.
const BETWEEN_TIDYING: Duration = Duration::from_secs(5);

/// Every person has a connection or more, and the usual limit of open files is a thousand: takes what the system allows.
fn allow_many_connections() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(problem) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%problem, "the limit of open files stays as it is");
    }
}

/// Runs the server until it is told to stop.
pub(super) fn run(config: Config) -> CliResult<()> {
    if config.database_url.is_none() && database::is_demo(&config.data_dir) {
        let folder = config.data_dir.display();
        return Err(format!(
            "{folder} holds the sample data of certamen demo. Choose another folder with --data-dir."
        )
        .into());
    }
    // Whatever cannot be used is said before anything is started.
    config.key_files.open(&config.data_dir)?;
    config.tls.clone().map(Certificate::load).transpose()?;
    let mut database = Database::open(&config)?;
    prepare(&mut database)?;
    if config.database_url.is_some() {
        warn_of_one_role(&database)?;
    }
    let site = Site::load(config.site.clone())?;
    let invitation = block_on(invite(&database.url))??;
    serve(config, site, database, &move |address| {
        if let Some(token) = &invitation {
            let link = format!("{address}/welcome/{token}");
            say(&format!(
                "Nobody is an administrator yet. This link makes the first one and works once:\n  {link}"
            ));
        }
        say(&format!("Certamen is ready at {address}"));
    })
}

/// Checks the database, brings its schema up to date and loads the shipped banks.
pub(super) fn prepare(database: &mut Database) -> CliResult<()> {
    block_on(async {
        check::check(database.owner_url()).await?;
        database.bring_up_to_date().await?;
        for bank in load_shipped(&mut connect_alone(&database.url).await?).await? {
            tracing::info!(bank = bank.bank_code, revision = bank.revision, "loaded a shipped question bank");
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    })?
}

/// Says in the log where what might get into a statement could do more than a server does.
fn warn_of_one_role(database: &Database) -> CliResult<()> {
    let excess = block_on(roles::excess(database.migrating.as_deref(), &database.url))??;
    if !excess.is_empty() {
        let excess = excess.join(", ");
        tracing::warn!(
            excess,
            "the role of DATABASE_URL could do more than serve; docs/guides/database.md has two roles"
        );
    }
    Ok(())
}

/// The token of the first admin's link, while there is no admin.
async fn invite(url: &str) -> CliResult<Option<String>> {
    let mut conn = connect_alone(url).await?;
    Ok(invite_first_admin(&mut conn).await?.map(|token| token.encode()))
}

/// Serves until SIGTERM or Ctrl-C; `ready` is told the address people use. Then it finishes what was begun,
/// writes every answer it took, stops its Postgres.
pub(super) fn serve(
    mut config: Config,
    site: Site,
    database: Database,
    ready: &dyn Fn(&str),
) -> CliResult<()> {
    allow_many_connections();
    works_on_one_database();
    let Database { url, reports, private, .. } = database;
    config.report_database_url = reports;
    let listen = config.listen;
    let origin = config.site.public_origin.clone();
    let keeper = private.map(Keeper::start);
    let served = actix_web::rt::System::new().block_on(async {
        let limits = config.limits.clone();
        let app = App::new(config, url, Passwords::new(Cost::Full)?, ChildReader::of_this_program()?)?;
        let (writer, operation) = (app.writer.clone(), app.operation.clone());
        let app = Data::new(app);
        let site = Data::new(site);
        let (shared, pages) = (app.clone(), site.clone());
        let certificate = app.config.tls.clone().map(Certificate::load).transpose()?;
        let server = HttpServer::new(move || application(shared.clone(), pages.clone()))
            .on_connect(Line::remember)
            .client_request_timeout(limits.head)
            .shutdown_timeout(limits.finish.as_secs())
            .disable_signals();
        let (server, scheme) = match &certificate {
            Some(certificate) => (server.bind_rustls_0_23(listen, certificate.server_config()?), "https"),
            None => (server.bind(listen), "http"),
        };
        let server = server.map_err(|problem| {
            format!("cannot listen on {listen}: {problem}. Choose another address with --listen.")
        })?;
        let following = certificate.map(|certificate| actix_web::rt::spawn(certificate.follow()));
        // Port 0 asks the system for a free one: what is told is what was given.
        let bound = server.addrs().first().copied().unwrap_or(listen);
        let upkeep = actix_web::rt::spawn(tidy_figures(operation.clone()));
        let catching_up = actix_web::rt::spawn(run_catching_up(app.clone()));
        let delivery = actix_web::rt::spawn(run_delivery(app.clone(), site));
        let ladder = actix_web::rt::spawn(run_ladder(app.clone()));
        let chainer = actix_web::rt::spawn(run_chainer(app.clone()));
        let sweep = actix_web::rt::spawn(run_sweep(app.clone()));
        // Listened for before anybody is told that the server is ready: whoever stops it then stops it in order.
        let signals = StopSignals::listen()?;
        let server = server.run();
        actix_web::rt::spawn(signals.stop(server.handle(), operation));
        ready(&origin.unwrap_or_else(|| format!("{scheme}://{bound}")));
        let outcome = server.await;
        sweep.abort();
        chainer.abort();
        if let Some(following) = following {
            following.abort();
        }
        ladder.abort();
        delivery.abort();
        catching_up.abort();
        upkeep.abort();
        writer.shutdown().await;
        finish(&app).await;
        outcome.map_err(Into::into)
    });
    if let Some(keeper) = keeper {
        keeper.stop()?;
    }
    served
}

/// What tells the server to stop.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for one of them. At SIGTERM the server first says at `/readyz` that it will stop, then takes no more
    /// requests and lets those under way be answered; Ctrl-C waits for nothing.
    async fn stop(mut self, server: ServerHandle, operation: Operation) {
        let lets_finish = tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
        };
        if lets_finish {
            operation.drain();
            // Whoever cannot wait sends the signal again.
            tokio::select! {
                () = tokio::time::sleep(operation.limits.drain) => {}
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
        }
        server.stop(lets_finish).await;
    }
}

/// Keeps the figures small while nobody reads them.
async fn tidy_figures(operation: Operation) {
    loop {
        tokio::time::sleep(BETWEEN_TIDYING).await;
        operation.metrics.tidy();
    }
}

/// Keeps the private Postgres running: starts it again when someone killed it.
struct Keeper {
    stopping: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<PrivatePostgres>,
}

impl Keeper {
    fn start(mut postgres: PrivatePostgres) -> Self {
        let stopping = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stopping);
        let thread = std::thread::spawn(move || {
            while !told.load(Ordering::Relaxed) {
                match postgres.ensure_running() {
                    Ok(false) => {}
                    Ok(true) => tracing::warn!("the private Postgres had stopped and was started again"),
                    Err(problem) => tracing::error!(%problem, "the private Postgres cannot be started"),
                }
                std::thread::park_timeout(Duration::from_millis(500));
            }
            postgres
        });
        Self { stopping, thread }
    }

    fn stop(self) -> CliResult<()> {
        self.stopping.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        let postgres = self.thread.join().map_err(|_| "the thread that keeps Postgres running panicked")?;
        Ok(postgres.stop()?)
    }
}
