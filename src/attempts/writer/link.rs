//! The writer's own connection: the prepared statement, what its rows mean, and what its failures mean.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Row, Statement};

use super::{Common, Job, Reply, Verdict, WriterStats};
use crate::db::Address;

const SAVE_BATCH: &str = include_str!("../save_batch.sql");

/// Where the batch passes over locked attempts; the statement of a lane waits for them instead.
const SKIP: &str = "FOR SHARE OF attempt SKIP LOCKED";
const WAIT: &str = "FOR SHARE OF attempt";

/// The database ends a statement after this time; the writer stops listening a second later.
const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

const CONNECT_LIMIT: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What to do about an attempt that somebody else has locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Locking {
    /// Pass over it and report it as busy.
    Skip,
    /// Wait for it, at most `lock_wait`.
    Wait,
}

/// What the statement said about one save.
pub(super) enum Ruling {
    /// Answer this.
    Final(Reply),
    /// Judge it again: its attempt was locked, or another server was faster.
    Busy,
}

/// Why a batch has no verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The connection is gone; whether the batch was committed is unknown.
    Lost,
    /// Nothing was done, and the same batch may pass when run again.
    Passing,
    /// Nothing was done, and some row is at fault.
    Faulty,
    /// The database cannot do it now, whatever the rows.
    Overloaded,
}

struct Live {
    client: Client,
    statement: Statement,
}

/// A connection that is made when needed and made again when lost.
pub(super) struct Link {
    address: Address,
    locking: Locking,
    common: Arc<Common>,
    live: Option<Live>,
}

impl Link {
    pub(super) fn new(address: &Address, common: &Arc<Common>, locking: Locking) -> Self {
        let mut address = address.clone();
        address.config.application_name("certamen writer").connect_timeout(CONNECT_LIMIT);
        Self { address, locking, common: Arc::clone(common), live: None }
    }

    /// Makes sure of a connection, trying again until `until`. False when there is none by then.
    pub(super) async fn ready(&mut self, until: Instant) -> bool {
        if self.live.as_ref().is_some_and(|live| !live.client.is_closed()) {
            return true;
        }
        self.live = None;
        let mut pause = FIRST_PAUSE;
        while Instant::now() < until {
            match timeout(CONNECT_LIMIT, self.connect()).await {
                Ok(Ok(live)) => {
                    WriterStats::count(&self.common.stats.connects);
                    self.live = Some(live);
                    return true;
                }
                Ok(Err(error)) => tracing::warn!(%error, "the writer cannot connect to the database"),
                Err(_) => tracing::warn!("the writer cannot connect to the database in time"),
            }
            sleep_until(until.min(Instant::now() + pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        false
    }

    async fn connect(&self) -> Result<Live, tokio_postgres::Error> {
        let (client, connection) = self.address.connect().await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the writer lost its connection");
            }
        });
        client.batch_execute(&self.settings()).await?;
        let statement = client.prepare(&statement_text(self.locking)).await?;
        Ok(Live { client, statement })
    }

    /// Settings of the connection. The plan is made once: without scans of whole tables it is right for any size.
    fn settings(&self) -> String {
        format!(
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off; \
             SET statement_timeout = {}; SET lock_timeout = {}; \
             SELECT set_config('synchronous_commit', 'on', false) \
             WHERE current_setting('synchronous_commit') = 'off'",
            STATEMENT_LIMIT.as_millis(),
            self.lock_limit().as_millis().max(1),
        )
    }

    /// A batch never waits for attempts. What it may wait for are answers that another server is writing, and nobody
    /// should hold these for long; the short limit keeps one that is held from delaying the rest of its batch.
    fn lock_limit(&self) -> Duration {
        match self.locking {
            Locking::Skip => self.common.options.lock_wait / 10,
            Locking::Wait => self.common.options.lock_wait,
        }
    }

    /// Runs the statement for saves sorted by attempt and position; one ruling each, in their order.
    pub(super) async fn run(&mut self, jobs: &[Job]) -> Result<Vec<Ruling>, Failure> {
        let Some(live) = &self.live else { return Err(Failure::Lost) };
        let columns = Columns::of(jobs);
        let grace = i32::try_from(self.common.options.grace.as_secs()).unwrap_or(i32::MAX);
        let limit = STATEMENT_LIMIT + Duration::from_secs(1);
        let answered = timeout(limit, columns.query(live, grace)).await;
        let failure = match answered {
            Ok(Ok(rows)) => return rulings(&rows, jobs.len()),
            Ok(Err(error)) => classify(&error),
            Err(_) => Failure::Lost,
        };
        if failure == Failure::Lost {
            self.live = None;
        }
        Err(failure)
    }
}

/// The text of the statement; what differs is only how it meets a locked attempt.
fn statement_text(locking: Locking) -> String {
    match locking {
        Locking::Skip => SAVE_BATCH.to_owned(),
        Locking::Wait => SAVE_BATCH.replace(SKIP, WAIT),
    }
}

/// A batch as the parameters of the statement.
struct Columns<'a> {
    session_hashes: Vec<&'a [u8]>,
    attempt_ids: Vec<uuid::Uuid>,
    epochs: Vec<i32>,
    positions: Vec<i16>,
    sequences: Vec<i32>,
    responses: Vec<&'a str>,
    client_times: Vec<Option<DateTime<Utc>>>,
    waits: Vec<i64>,
}

impl<'a> Columns<'a> {
    fn of(jobs: &'a [Job]) -> Self {
        Self {
            session_hashes: jobs.iter().map(|job| job.save.session_hash.as_slice()).collect(),
            attempt_ids: jobs.iter().map(|job| job.save.attempt_id).collect(),
            epochs: jobs.iter().map(|job| job.save.epoch).collect(),
            positions: jobs.iter().map(|job| job.save.position).collect(),
            sequences: jobs.iter().map(|job| job.save.sequence).collect(),
            responses: jobs.iter().map(|job| job.save.response.as_str()).collect(),
            client_times: jobs.iter().map(|job| job.save.client_at).collect(),
            waits: jobs.iter().map(|job| microseconds(job.save.received.elapsed())).collect(),
        }
    }

    async fn query(&self, live: &Live, grace: i32) -> Result<Vec<Row>, tokio_postgres::Error> {
        live.client
            .query(
                &live.statement,
                &[
                    &self.session_hashes,
                    &self.attempt_ids,
                    &self.epochs,
                    &self.positions,
                    &self.sequences,
                    &self.responses,
                    &self.client_times,
                    &self.waits,
                    &grace,
                ],
            )
            .await
    }
}

fn microseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Puts the rows of the statement into the order of the saves.
fn rulings(rows: &[Row], count: usize) -> Result<Vec<Ruling>, Failure> {
    let mut ordered: Vec<Option<Ruling>> = Vec::new();
    ordered.resize_with(count, || None);
    for row in rows {
        let (slot, ruling) = read_row(row).map_err(|error| {
            tracing::error!(%error, "the writer cannot read its own statement");
            Failure::Overloaded
        })?;
        let index = usize::try_from(slot).ok().and_then(|slot| slot.checked_sub(1));
        if let Some(place) = index.and_then(|index| ordered.get_mut(index)) {
            *place = Some(ruling);
        }
    }
    ordered.into_iter().collect::<Option<Vec<_>>>().ok_or(Failure::Overloaded)
}

fn read_row(row: &Row) -> Result<(i64, Ruling), tokio_postgres::Error> {
    let slot: i64 = row.try_get("slot")?;
    let epoch: Option<i32> = row.try_get("writer_epoch")?;
    let kept_at: Option<DateTime<Utc>> = row.try_get("kept_at")?;
    let mut saved_at = kept_at;
    let verdict = match row.try_get::<_, &str>("verdict")? {
        "stored" => {
            saved_at = row.try_get("received_at")?;
            Verdict::Stored
        }
        "replayed" => Verdict::Replayed,
        "conflict" => Verdict::Conflict {
            stored_sequence: row.try_get::<_, Option<i32>>("kept_sequence")?.unwrap_or_default(),
            stored_response: row.try_get::<_, Option<String>>("kept_response")?.unwrap_or_default(),
        },
        "superseded" => Verdict::Superseded { epoch: epoch.unwrap_or_default() },
        "late" => Verdict::Late,
        "paused" => Verdict::Paused,
        "closed" => Verdict::Closed,
        "no_such_question" => Verdict::NoSuchQuestion,
        "not_yours" => Verdict::NotYours,
        _busy => return Ok((slot, Ruling::Busy)),
    };
    let deadline_at = row.try_get("deadline_at")?;
    let paused_at = row.try_get("paused_at")?;
    let server_time = Some(row.try_get("now")?);
    Ok((slot, Ruling::Final(Reply { verdict, server_time, deadline_at, paused_at, epoch, saved_at })))
}

/// What a failed statement means for its batch. Answers never appear in the log: messages of constraints name only
/// the constraint, and details are left out.
fn classify(error: &tokio_postgres::Error) -> Failure {
    let Some(database) = error.as_db_error() else {
        return Failure::Lost;
    };
    let failure = meaning(database.code());
    tracing::warn!(
        code = database.code().code(),
        message = database.message(),
        ?failure,
        "a batch of saves failed"
    );
    failure
}

fn meaning(state: &SqlState) -> Failure {
    match (state.code().get(..2), state.code()) {
        // The server is going, has become a copy, or no longer knows the statement: a new connection helps.
        (Some("08"), _) | (_, "57P01" | "57P02" | "57P03" | "25006" | "26000" | "0A000") => Failure::Lost,
        // Deadlock, serialisation, and two refused saves journaled in the same microsecond.
        (_, "40001" | "40P01" | "23505") => Failure::Passing,
        (Some("53" | "58"), _) | (_, "57014") => Failure::Overloaded,
        _ => Failure::Faulty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_of_a_lane_waits_and_that_of_a_batch_does_not() {
        assert!(statement_text(Locking::Skip).contains(SKIP));
        assert!(!statement_text(Locking::Wait).contains(SKIP));
        assert!(statement_text(Locking::Wait).contains(WAIT));
    }

    #[test]
    fn a_lost_server_is_told_from_a_faulty_row() {
        assert_eq!(meaning(&SqlState::ADMIN_SHUTDOWN), Failure::Lost);
        assert_eq!(meaning(&SqlState::CONNECTION_FAILURE), Failure::Lost);
        assert_eq!(meaning(&SqlState::T_R_DEADLOCK_DETECTED), Failure::Passing);
        assert_eq!(meaning(&SqlState::CHECK_VIOLATION), Failure::Faulty);
        assert_eq!(meaning(&SqlState::CHARACTER_NOT_IN_REPERTOIRE), Failure::Faulty);
        assert_eq!(meaning(&SqlState::DISK_FULL), Failure::Overloaded);
        assert_eq!(meaning(&SqlState::QUERY_CANCELED), Failure::Overloaded);
    }
}
