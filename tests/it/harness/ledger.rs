//! The ledger of faults: every save that was sent and every one that was acknowledged, and the comparison with what the
//! database holds. An acknowledged answer is never lost, and nothing is kept that nobody sent.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row};
use uuid::Uuid;

/// A watchdog: how long a killed Postgres may take to answer again.
const RECOVERY: Duration = Duration::from_secs(60);

/// Acknowledged saves that are no longer the current answer, nor followed by a later one.
const LOST: &str = "
SELECT a.attempt_id, a.position, a.epoch, a.sequence, a.response
FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::integer[], $5::text[])
     AS a (attempt_id, position, epoch, sequence, response)
LEFT JOIN responses r ON r.attempt_id = a.attempt_id AND r.position = a.position
WHERE r.sequence IS NULL OR r.sequence < a.sequence OR (r.sequence = a.sequence AND r.response <> a.response)";

/// Acknowledged saves the journal does not hold as stored.
const NOT_JOURNALED: &str = "
SELECT a.attempt_id, a.position, a.epoch, a.sequence, a.response
FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::integer[], $5::text[])
     AS a (attempt_id, position, epoch, sequence, response)
WHERE NOT EXISTS (
    SELECT FROM response_journal j
    WHERE j.attempt_id = a.attempt_id AND j.position = a.position AND j.writer_epoch = a.epoch
      AND j.sequence = a.sequence AND j.response = a.response AND j.verdict = 'stored')";

/// Answers and stored journal rows nobody sent.
const INVENTED: &str = "
WITH sent AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::integer[], $5::text[])
         AS s (attempt_id, position, epoch, sequence, response)
), kept AS (
    SELECT attempt_id, position, writer_epoch, sequence, response FROM responses
    UNION ALL
    SELECT attempt_id, position, writer_epoch, sequence, response FROM response_journal WHERE verdict = 'stored'
)
SELECT attempt_id, position, writer_epoch AS epoch, sequence, response FROM kept
WHERE attempt_id IN (SELECT attempt_id FROM sent)
EXCEPT
SELECT attempt_id, position, epoch, sequence, response FROM sent";

/// Every score of every attempt that was handed in on screen.
const MARKS: &str = "
SELECT attempt_id, marks FROM results JOIN attempts ON attempts.id = attempt_id
WHERE submitted_by <> 'staff_paper' ORDER BY attempt_id";

/// Scores that are not the sum of their points, or passed where the pass mark was not reached or the other way round.
const WRONG_SCORES: &str = "
SELECT r.attempt_id FROM results r
WHERE r.score <> (SELECT sum((mark ->> 'points')::integer) FROM jsonb_array_elements(r.marks) mark)
   OR r.passed <> (r.score::bigint * 100 >= r.pass_mark::bigint * r.maximum)";

/// Attempts in whose end something is missing or there twice: state, receipt, event, audit row, and for those passed
/// the achievement and the certificate that rests on it.
const WRONG_ENDS: &str = "
SELECT a.id AS attempt_id
FROM attempts a LEFT JOIN results r ON r.attempt_id = a.id
WHERE a.id = ANY ($1)
  AND NOT (a.state = 'graded' AND a.receipt IS NOT NULL AND a.submitted_at >= a.started_at AND r.id IS NOT NULL
    AND 1 = (SELECT count(*) FROM attempt_events e
             WHERE e.attempt_id = a.id AND e.kind IN ('submitted', 'closed_by_sweep'))
    AND 1 = (SELECT count(*) FROM audit_events e
             WHERE e.action = 'attempt.submitted' AND e.subject_id = a.id::text)
    AND r.passed::integer = (SELECT count(*) FROM achievements WHERE evidence_id = a.id)
    AND r.passed::integer = (SELECT count(*) FROM certificates c
                             WHERE c.evidence @> jsonb_build_array(jsonb_build_object('id', a.id))))";

/// One save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub attempt: Uuid,
    pub position: i16,
    pub epoch: i32,
    pub sequence: i32,
    pub response: String,
}

/// What was sent, what was acknowledged, and how often the outcome was not known at first.
#[derive(Default)]
pub struct Ledger {
    sent: Mutex<Vec<Entry>>,
    acknowledged: Mutex<Vec<Entry>>,
    /// Requests without a whole answer: the server was gone before, while or after it saved.
    pub unknown: AtomicUsize,
    /// Requests nobody took: no server listened there.
    pub refused: AtomicUsize,
    /// Requests answered "not known to be stored".
    pub unavailable: AtomicUsize,
    /// Saves that turned out to be stored already when they were sent again.
    pub replayed: AtomicUsize,
    complaints: Mutex<Vec<String>>,
}

impl Ledger {
    /// Writes down a save before it is sent for the first time.
    pub fn send(&self, entry: &Entry) {
        self.sent.lock().unwrap().push(entry.clone());
    }

    /// Writes down that the server said it is durable.
    pub fn acknowledge(&self, entry: Entry) {
        self.acknowledged.lock().unwrap().push(entry);
    }

    /// What was acknowledged until now, as a ledger of its own.
    pub fn snapshot(&self) -> Self {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        Self { acknowledged: Mutex::new(acknowledged), ..Self::default() }
    }

    /// Saves acknowledged so far.
    pub fn count(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    /// Saves that are on their way: sent and neither acknowledged nor given up.
    pub fn under_way(&self) -> usize {
        // The later list first: between the two locks a save may only be added.
        let acknowledged = self.count();
        self.sent.lock().unwrap().len() - acknowledged
    }

    /// Writes down something that must never happen.
    pub fn complain(&self, text: String) {
        self.complaints.lock().unwrap().push(text);
    }

    /// Panics when something happened that never may.
    #[track_caller]
    pub fn assert_no_complaints(&self) {
        let complaints = self.complaints.lock().unwrap();
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.summary());
    }

    /// The counts, for people.
    pub fn summary(&self) -> String {
        let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        format!(
            "{} saves, {} acknowledged ({} of them found stored when sent again); requests: {} cut off, {} refused, {} answered unavailable",
            self.sent.lock().unwrap().len(),
            self.count(),
            count(&self.replayed),
            count(&self.unknown),
            count(&self.refused),
            count(&self.unavailable),
        )
    }

    /// Compares with the database while saves may still go on: nothing acknowledged is lost.
    #[track_caller]
    pub fn assert_nothing_lost(&self, database_url: &str) {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let lost = ask(database_url, LOST, &acknowledged);
        assert!(lost.is_empty(), "{} acknowledged answers lost: {lost:#?}; {}", lost.len(), self.summary());
        let missing = ask(database_url, NOT_JOURNALED, &acknowledged);
        assert!(missing.is_empty(), "{} not journaled: {missing:#?}; {}", missing.len(), self.summary());
    }

    /// Compares with the database when all is quiet: everything sent was acknowledged in the end, and the database
    /// holds exactly that.
    #[track_caller]
    pub fn assert_exact(&self, database_url: &str) {
        self.assert_no_complaints();
        self.assert_nothing_lost(database_url);
        let sent = self.sent.lock().unwrap().clone();
        assert_eq!(sent.len(), self.count(), "{}", self.summary());
        let invented = ask(database_url, INVENTED, &sent);
        assert!(invented.is_empty(), "{} nobody sent: {invented:#?}; {}", invented.len(), self.summary());
    }

    /// Compares the results of attempts that were handed in with the last acknowledged answers, the scores with their
    /// points, and the certificates with the scores. `papers` says how many questions each paper has.
    #[track_caller]
    pub fn assert_graded(&self, database_url: &str, papers: &HashMap<Uuid, usize>) {
        let rows = query(database_url, MARKS, &[]);
        assert_eq!(rows.len(), papers.len(), "one result for each attempt; {}", self.summary());
        let last = self.last_answers();
        for row in rows {
            let attempt: Uuid = row.get("attempt_id");
            let marks: serde_json::Value = row.get("marks");
            let graded: Vec<&str> =
                marks.as_array().unwrap().iter().map(|mark| mark["response"].as_str().unwrap()).collect();
            let given: Vec<&str> = (1..)
                .take(papers[&attempt])
                .map(|position| last.get(&(attempt, position)).map_or("", String::as_str))
                .collect();
            assert_eq!(graded, given, "the graded paper of {attempt}; {}", self.summary());
        }
        let attempts: Vec<Uuid> = papers.keys().copied().collect();
        assert_ends(database_url, &attempts);
    }

    fn last_answers(&self) -> HashMap<(Uuid, i16), String> {
        let mut entries = self.acknowledged.lock().unwrap().clone();
        entries.sort_by_key(|entry| (entry.epoch, entry.sequence));
        entries.into_iter().map(|entry| ((entry.attempt, entry.position), entry.response)).collect()
    }
}

/// Each of these attempts ended exactly once, with all that belongs to its end.
#[track_caller]
pub fn assert_ends(database_url: &str, attempts: &[Uuid]) {
    let ids = |rows: Vec<Row>| rows.iter().map(|row| row.get("attempt_id")).collect::<Vec<Uuid>>();
    let wrong = ids(query(database_url, WRONG_SCORES, &[]));
    assert!(wrong.is_empty(), "wrong scores: {wrong:#?}");
    let wrong = ids(query(database_url, WRONG_ENDS, &[&attempts]));
    assert!(wrong.is_empty(), "wrong ends: {wrong:#?}");
}

/// The entries a comparison returns.
fn ask(database_url: &str, sql: &str, entries: &[Entry]) -> Vec<Entry> {
    let attempts: Vec<Uuid> = entries.iter().map(|entry| entry.attempt).collect();
    let positions: Vec<i16> = entries.iter().map(|entry| entry.position).collect();
    let epochs: Vec<i32> = entries.iter().map(|entry| entry.epoch).collect();
    let sequences: Vec<i32> = entries.iter().map(|entry| entry.sequence).collect();
    let responses: Vec<&str> = entries.iter().map(|entry| entry.response.as_str()).collect();
    let rows = query(database_url, sql, &[&attempts, &positions, &epochs, &sequences, &responses]);
    rows.iter()
        .map(|row| Entry {
            attempt: row.get("attempt_id"),
            position: row.get("position"),
            epoch: row.get("epoch"),
            sequence: row.get("sequence"),
            response: row.get("response"),
        })
        .collect()
}

/// Asks the database over a connection of its own.
pub fn query(database_url: &str, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<Row> {
    runtime().block_on(async { connect(database_url).await.query(sql, parameters).await.unwrap() })
}

/// Runs statements over a connection of its own.
pub fn execute(database_url: &str, sql: &str) {
    runtime().block_on(async { connect(database_url).await.batch_execute(sql).await.unwrap() });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Connects; while the database recovers, waits for it.
async fn connect(database_url: &str) -> Client {
    let began = Instant::now();
    loop {
        match tokio_postgres::connect(database_url, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                return client;
            }
            Err(error) => assert!(began.elapsed() < RECOVERY, "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
