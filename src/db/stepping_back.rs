//! Exports and large imports, which those who wait for an answer must not notice: where Postgres runs beside the server, its
//! process for such a connection is served after all others.

use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;
use tokio_postgres::config::Host;

use super::Conn;

/// How much later than others what steps back is served, as `nice` counts: it gets a tenth of a processor that is wanted.
pub const NICE: i32 = 10;

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// Lets Postgres's process for this connection step back for good, if it runs on this machine and the system lets us.
/// Otherwise everything stays as it is: whoever runs Postgres elsewhere decides there.
pub(super) async fn step_back(conn: &mut Conn, config: &tokio_postgres::Config) {
    let is_beside = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
    if !is_beside {
        return;
    }
    let backend = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result::<Backend>(conn).await;
    if let Ok(Backend { pid }) = backend {
        lower(pid);
    }
}

#[cfg(target_os = "linux")]
fn lower(pid: i32) {
    use rustix::process::{Pid, getpriority_process, setpriority_process};
    // A socket may lead into a container, where processes are counted anew.
    let is_postgres =
        std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == "postgres");
    let Some(process) = Pid::from_raw(pid).filter(|_| is_postgres) else { return };
    let lowered = getpriority_process(Some(process))
        .and_then(|now| setpriority_process(Some(process), now.saturating_add(NICE).min(19)));
    if let Err(error) = lowered {
        tracing::debug!(%error, pid, "long work has the priority of any other");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower(_pid: i32) {}
