//! Connections to the database.

use std::time::Duration;

use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{self, BuildError, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};

use super::address::{Address, AddressError, with_causes};
use super::stepping_back::step_back;
use super::tls::Tls;

/// A connection, as every query takes it.
pub type Conn = AsyncPgConnection;

/// A connection borrowed from the pool; goes back when dropped.
pub type PooledConn = deadpool::Object<AsyncPgConnection>;

/// How long a start or a command waits for its connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a pool's connections behave.
#[derive(Debug, Clone, Copy)]
pub struct PoolOptions {
    /// Most connections.
    pub size: usize,
    /// How long a request waits for a free connection before it is told that the server is busy.
    pub wait: Duration,
    /// How long the database may work on one statement; at least a millisecond.
    pub statement: Duration,
    /// How long a statement waits for a lock; at least a millisecond.
    pub lock: Duration,
    /// How long the network may be silent before a connection counts as lost.
    pub silence: Duration,
    /// Whether what the database does for these connections is served after everything else, where that can be had.
    pub steps_back: bool,
    /// Whether nothing can be changed through these connections.
    pub reads_only: bool,
}

impl PoolOptions {
    /// The limits every ordinary statement obeys, with so many connections.
    pub fn of_size(size: usize) -> Self {
        Self {
            size,
            wait: Duration::from_secs(2),
            statement: Duration::from_secs(5),
            lock: Duration::from_secs(2),
            silence: Duration::from_secs(10),
            steps_back: false,
            reads_only: false,
        }
    }
}

/// How a pool is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStatus {
    /// Most connections it may have.
    pub most: usize,
    /// Connections somebody works with.
    pub in_use: usize,
    /// Requests that wait for one.
    pub waiting: usize,
}

/// Connections shared by all requests of this process.
#[derive(Clone)]
pub struct Pool {
    connections: deadpool::Pool<AsyncPgConnection>,
    tls: Tls,
}

/// Why there is no pool: the address or the options cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoPool {
    /// The address.
    #[error("the address of the database: {0}")]
    Address(#[from] AddressError),
    /// The options.
    #[error("{0}")]
    Options(#[from] BuildError),
}

impl Pool {
    /// A pool of at most `size` connections to the database at `url` with the usual limits. Connects when first used.
    ///
    /// # Errors
    /// When the address or a file it names cannot be read.
    pub fn new(url: &str, size: usize) -> Result<Self, NoPool> {
        Self::with(url, PoolOptions::of_size(size))
    }

    /// The same with limits of its own.
    ///
    /// # Errors
    /// As [`Pool::new`].
    pub fn with(url: &str, options: PoolOptions) -> Result<Self, NoPool> {
        let address = Address::with_network_limits(url, options.silence)?;
        let tls = address.tls.clone();
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        // The default asks the server a question at every checkout, which costs half of the throughput.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |_| {
            let address = address.clone();
            Box::pin(async move { connect(&address, options).await })
        });
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let connections = deadpool::Pool::builder(manager)
            .max_size(options.size)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(options.wait))
            .runtime(::deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self { connections, tls })
    }

    /// What its connections are encrypted with: for whoever cancels a statement.
    #[must_use]
    pub fn tls(&self) -> Tls {
        self.tls.clone()
    }

    /// A connection.
    ///
    /// # Errors
    /// When none is free in time or the database cannot be reached.
    pub async fn get(&self) -> Result<PooledConn, PoolError> {
        self.connections.get().await
    }

    /// How it is doing now.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        let status = self.connections.status();
        PoolStatus {
            most: status.max_size,
            in_use: status.size.saturating_sub(status.available),
            waiting: status.waiting,
        }
    }
}

/// A connection of its own, for what a server does before it serves and for commands: they rather wait than fail, since
/// a machine that comes back from a fault is busy.
///
/// # Errors
/// When the database cannot be reached, or does not answer within half a minute.
pub async fn connect_alone(url: &str) -> diesel::ConnectionResult<Conn> {
    patiently(url, PoolOptions::of_size(1)).await
}

/// The same for work on much at once: what the database does for it is served after everything else, where that can be had.
///
/// # Errors
/// As [`connect_alone`].
pub async fn connect_stepping_back(url: &str) -> diesel::ConnectionResult<Conn> {
    patiently(url, PoolOptions { steps_back: true, ..PoolOptions::of_size(1) }).await
}

async fn patiently(url: &str, options: PoolOptions) -> diesel::ConnectionResult<Conn> {
    let late = |_| ConnectionError::BadConnection(format!("no answer in {} s", PATIENCE.as_secs()));
    let address = Address::with_network_limits(url, options.silence)?;
    tokio::time::timeout(PATIENCE, connect(&address, options)).await.map_err(late)?
}

/// A connection without any limit on what is done with it: for changes of the schema and what comes before them.
///
/// # Errors
/// When the database cannot be reached.
pub(super) async fn connect_without_limits(url: &str) -> diesel::ConnectionResult<Conn> {
    establish(&Address::parse(url)?).await
}

async fn establish(address: &Address) -> diesel::ConnectionResult<Conn> {
    let bad = |error: tokio_postgres::Error| ConnectionError::BadConnection(with_causes(&error));
    let (client, connection) = address.connect().await.map_err(bad)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

/// Connects and sets the limits every statement obeys.
async fn connect(address: &Address, options: PoolOptions) -> diesel::ConnectionResult<AsyncPgConnection> {
    use diesel_async::SimpleAsyncConnection;
    let mut conn = establish(address).await?;
    conn.batch_execute(&format!(
        // Compiling a plan takes longer than running any of ours. Plans are kept, also those from when a table was small
        // enough to be read from end to end: an index counts as little dearer, as it is in memory and on a disk without arms.
        "SET statement_timeout = {}; SET lock_timeout = {}; SET timezone = 'UTC'; SET jit = off; \
         SET random_page_cost = {}; \
         SET default_transaction_read_only = {}",
        options.statement.as_millis().max(1),
        options.lock.as_millis().max(1),
        if options.steps_back { "DEFAULT" } else { "1.1" },
        if options.reads_only { "on" } else { "off" },
    ))
    .await
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    if options.steps_back {
        step_back(&mut conn, &address.config).await;
    }
    Ok(conn)
}
