//! Connections to the database.

use std::time::Duration;

use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{self, BuildError, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use tokio_postgres::NoTls;

use super::stepping_back::step_back;

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
pub struct Pool(deadpool::Pool<AsyncPgConnection>);

impl Pool {
    /// A pool of at most `size` connections to the database at `url` with the usual limits. Connects when first used.
    ///
    /// # Errors
    /// When the pool cannot be built, which only a wrong configuration can cause.
    pub fn new(url: &str, size: usize) -> Result<Self, BuildError> {
        Self::with(url, PoolOptions::of_size(size))
    }

    /// The same with limits of its own.
    ///
    /// # Errors
    /// As [`Pool::new`].
    pub fn with(url: &str, options: PoolOptions) -> Result<Self, BuildError> {
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        // The default asks the server a question at every checkout, which costs half of the throughput.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |url| Box::pin(connect(url, options)));
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        deadpool::Pool::builder(manager)
            .max_size(options.size)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(options.wait))
            .runtime(::deadpool::Runtime::Tokio1)
            .build()
            .map(Self)
    }

    /// A connection.
    ///
    /// # Errors
    /// When none is free in time or the database cannot be reached.
    pub async fn get(&self) -> Result<PooledConn, PoolError> {
        self.0.get().await
    }

    /// How it is doing now.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        let status = self.0.status();
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
    tokio::time::timeout(PATIENCE, connect(url, options)).await.map_err(late)?
}

/// The address with limits for the network, as far as it does not bring its own. They matter where the database is on
/// another machine: a broken network says nothing by itself.
///
/// # Errors
/// When the address cannot be understood.
pub fn with_network_limits(
    url: &str,
    silence: Duration,
) -> Result<tokio_postgres::Config, tokio_postgres::Error> {
    let mut config: tokio_postgres::Config = url.parse()?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(silence);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(silence);
    }
    if !url.contains("keepalives") {
        config.keepalives_idle(silence).keepalives_interval(silence / 4).keepalives_retries(3);
    }
    Ok(config)
}

/// Connects and sets the limits every statement obeys.
async fn connect(url: &str, options: PoolOptions) -> diesel::ConnectionResult<AsyncPgConnection> {
    use diesel_async::SimpleAsyncConnection;
    let bad = |error: tokio_postgres::Error| ConnectionError::BadConnection(error.to_string());
    let config = with_network_limits(url, options.silence).map_err(bad)?;
    let (client, connection) = config.connect(NoTls).await.map_err(bad)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    conn.batch_execute(&format!(
        // Compiling a plan takes longer than running any of ours.
        "SET statement_timeout = {}; SET lock_timeout = {}; SET timezone = 'UTC'; SET jit = off",
        options.statement.as_millis().max(1),
        options.lock.as_millis().max(1),
    ))
    .await
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    if options.steps_back {
        step_back(&mut conn, &config).await;
    }
    Ok(conn)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_silent_network_counts_as_lost_unless_the_address_says_otherwise() {
        let silence = Duration::from_secs(10);
        let plain = with_network_limits("postgres://certamen@db.example/certamen", silence).unwrap();
        assert_eq!(plain.get_tcp_user_timeout(), Some(&silence));
        assert_eq!(plain.get_keepalives_idle(), silence);
        assert_eq!(plain.get_connect_timeout(), Some(&silence));
        let own =
            "postgres://certamen@db.example/certamen?tcp_user_timeout=3&keepalives_idle=7&connect_timeout=1";
        let own = with_network_limits(own, silence).unwrap();
        assert_eq!(own.get_tcp_user_timeout(), Some(&Duration::from_secs(3)));
        assert_eq!(own.get_keepalives_idle(), Duration::from_secs(7));
        assert_eq!(own.get_connect_timeout(), Some(&Duration::from_secs(1)));
    }
}
