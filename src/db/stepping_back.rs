//! Exports and large imports, which those who wait for an answer must not notice: where Postgres runs beside the server, its
//! process for such a connection is served after all others.

use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;
use tokio_postgres::config::Host;

use super::Conn;

/// How much later than others what steps back is served, as `nice` counts: it gets a tenth of a processor that is wanted.
pub const NICE: i32 = 10;

/// How long what steps back keeps a processor that others want, in nanoseconds: usually a process may work on for some
/// milliseconds, however nice it is, before one that wakes up gets its turn, and an answer takes several turns. Linux from 6.12
/// on takes it as the slice (sched(7)); an older one ignores it.
#[cfg(target_os = "linux")]
const SLICE: u64 = 100_000;

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
    let lowered = getpriority_process(Some(process)).and_then(|now| {
        let nice = now.saturating_add(NICE).min(19);
        setpriority_process(Some(process), nice).map(|()| nice)
    });
    let shortened = match lowered {
        Ok(nice) => shorten_slice(pid, nice).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = shortened {
        tracing::debug!(error, pid, "long work has more of the processor than it should");
    }
}

/// Nothing but the slice changes: it is set together with what is there already.
#[cfg(target_os = "linux")]
fn shorten_slice(pid: i32, nice: i32) -> uapi::Result<()> {
    let mut attributes = uapi::sched_getattr(pid, 0)?;
    attributes.sched_nice = nice;
    attributes.sched_runtime = SLICE;
    uapi::sched_setattr(pid, &attributes, 0)
}

#[cfg(not(target_os = "linux"))]
fn lower(_pid: i32) {}
