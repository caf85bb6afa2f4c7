//! Connections to the database.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{self, BuildError, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};

/// A connection, as every query takes it.
pub type Conn = AsyncPgConnection;

/// A connection borrowed from the pool; goes back when dropped.
pub type PooledConn = deadpool::Object<AsyncPgConnection>;

/// How long a request waits for a free connection before it is told that the server is busy.
const WAIT: Duration = Duration::from_secs(2);

/// How long a start or a command waits for its connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections shared by all requests of this process.
#[derive(Clone)]
pub struct Pool(deadpool::Pool<AsyncPgConnection>);

impl Pool {
    /// A pool of at most `size` connections to the database at `url`. Connects when first used.
    ///
    /// # Errors
    /// When the pool cannot be built, which only a wrong configuration can cause.
    pub fn new(url: &str, size: usize) -> Result<Self, BuildError> {
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        // The default asks the server a question at every checkout, which costs half of the throughput.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| Box::pin(connect(url)));
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        deadpool::Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .runtime(::deadpool::Runtime::Tokio1)
            .build()
            .map(Self)
    }

    /// A connection.
    ///
    /// # Errors
    /// When none is free within two seconds or the database cannot be reached.
    pub async fn get(&self) -> Result<PooledConn, PoolError> {
        self.0.get().await
    }
}

/// A connection of its own, for what a server does before it serves and for commands: they rather wait than fail, since
/// a machine that comes back from a fault is busy.
///
/// # Errors
/// When the database cannot be reached, or does not answer within half a minute.
pub async fn connect_alone(url: &str) -> diesel::ConnectionResult<Conn> {
    let late = |_| diesel::ConnectionError::BadConnection(format!("no answer in {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, connect(url)).await.map_err(late)?
}

/// Connects and sets the limits every statement of the server obeys.
async fn connect(url: &str) -> diesel::ConnectionResult<AsyncPgConnection> {
    use diesel_async::{AsyncConnection, SimpleAsyncConnection};
    let mut conn = AsyncPgConnection::establish(url).await?;
    conn.batch_execute("SET statement_timeout = '5s'; SET lock_timeout = '2s'; SET timezone = 'UTC'")
        .await
        .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
