//! How long everything may take and how much may go on at once: every hop has its limit.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::ConfigError;

/// Time limits and amounts. The defaults suit an exam room of some thousand people on a small machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long a client may take for the head of a request.
    pub head: Duration,
    /// How long an ordinary request may take, from its head to the head of its answer.
    pub request: Duration,
    /// How long a sign-in may take: in a crowd it waits its turn for the hash.
    pub sign_in: Duration,
    /// How long an upload may take, sending and reading together.
    pub upload: Duration,
    /// How long a request waits for a free connection to the database.
    pub pool_wait: Duration,
    /// How long the database may work on one statement.
    pub statement: Duration,
    /// How long the database may work on one statement of a report.
    pub report: Duration,
    /// How long a statement waits for a lock.
    pub lock: Duration,
    /// How long the network to the database may be silent before the connection counts as lost.
    pub silence: Duration,
    /// How long a server that was told to stop says so at `/readyz` before it stops taking requests.
    pub drain: Duration,
    /// How long requests under way may take to finish after that.
    pub finish: Duration,
    /// Connections for pages; answers and reports have their own.
    pub pool: usize,
    /// Connections for reports, and how many reports are made at once.
    pub reports: usize,
    /// Requests of the exam room that may wait for their turn.
    pub exam_queue: usize,
    /// Other requests that may wait for their turn.
    pub other_queue: usize,
}

/// One setting of this page: name, what it is for, default, and what is allowed.
struct Setting {
    name: &'static str,
    otherwise: u32,
    allowed: RangeInclusive<u32>,
}

const fn setting(name: &'static str, otherwise: u32, allowed: RangeInclusive<u32>) -> Setting {
    Setting { name, otherwise, allowed }
}

const HEAD: Setting = setting("CERTAMEN_HEAD_SECONDS", 10, 1..=600);
const REQUEST: Setting = setting("CERTAMEN_REQUEST_SECONDS", 15, 1..=600);
const SIGN_IN: Setting = setting("CERTAMEN_SIGN_IN_SECONDS", 90, 1..=600);
const UPLOAD: Setting = setting("CERTAMEN_UPLOAD_SECONDS", 300, 1..=3600);
const POOL_WAIT: Setting = setting("CERTAMEN_POOL_WAIT_SECONDS", 2, 1..=60);
const STATEMENT: Setting = setting("CERTAMEN_STATEMENT_SECONDS", 5, 1..=600);
const REPORT: Setting = setting("CERTAMEN_REPORT_SECONDS", 60, 1..=3600);
const LOCK: Setting = setting("CERTAMEN_LOCK_SECONDS", 2, 1..=60);
const SILENCE: Setting = setting("CERTAMEN_DATABASE_SILENCE_SECONDS", 10, 1..=600);
const DRAIN: Setting = setting("CERTAMEN_DRAIN_SECONDS", 0, 0..=600);
const FINISH: Setting = setting("CERTAMEN_FINISH_SECONDS", 10, 1..=600);
const POOL: Setting = setting("CERTAMEN_POOL_CONNECTIONS", 16, 2..=200);
const REPORTS: Setting = setting("CERTAMEN_REPORT_CONNECTIONS", 3, 1..=50);
const EXAM_QUEUE: Setting = setting("CERTAMEN_EXAM_QUEUE", 4000, 1..=100_000);
const OTHER_QUEUE: Setting = setting("CERTAMEN_OTHER_QUEUE", 100, 1..=100_000);

/// Every variable of this page with what it is for.
pub(super) const VARIABLES: &[(&str, &str)] = &[
    (HEAD.name, "seconds a client may take for the head of a request, 10 unless set"),
    (REQUEST.name, "seconds an ordinary request may take, 15 unless set"),
    (SIGN_IN.name, "seconds a sign-in may take, waiting for its turn included, 90 unless set"),
    (UPLOAD.name, "seconds an upload may take, 300 unless set"),
    (POOL_WAIT.name, "seconds a request waits for a connection to the database, 2 unless set"),
    (STATEMENT.name, "seconds the database may work on one statement, 5 unless set"),
    (REPORT.name, "seconds the database may work on one statement of a report, 60 unless set"),
    (LOCK.name, "seconds a statement waits for a lock, 2 unless set"),
    (
        SILENCE.name,
        "seconds of silence after which a connection to the database counts as lost, 10 unless set",
    ),
    (DRAIN.name, "seconds /readyz says 503 before a server that was told to stop closes, 0 unless set"),
    (FINISH.name, "seconds requests under way may take to finish when the server stops, 10 unless set"),
    (POOL.name, "connections to the database for pages, 16 unless set"),
    (REPORTS.name, "connections to the database for reports, 3 unless set"),
    (EXAM_QUEUE.name, "requests of the exam room that may wait for their turn, 4000 unless set"),
    (OTHER_QUEUE.name, "other requests that may wait for their turn, 100 unless set"),
];

impl Limits {
    pub(super) fn from_vars(vars: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let number = |setting: &Setting| setting.read(vars);
        let seconds = |setting: &Setting| number(setting).map(|count| Duration::from_secs(count.into()));
        let amount =
            |setting: &Setting| number(setting).map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        Ok(Self {
            head: seconds(&HEAD)?,
            request: seconds(&REQUEST)?,
            sign_in: seconds(&SIGN_IN)?,
            upload: seconds(&UPLOAD)?,
            pool_wait: seconds(&POOL_WAIT)?,
            statement: seconds(&STATEMENT)?,
            report: seconds(&REPORT)?,
            lock: seconds(&LOCK)?,
            silence: seconds(&SILENCE)?,
            drain: seconds(&DRAIN)?,
            finish: seconds(&FINISH)?,
            pool: amount(&POOL)?,
            reports: amount(&REPORTS)?,
            exam_queue: amount(&EXAM_QUEUE)?,
            other_queue: amount(&OTHER_QUEUE)?,
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = |setting: &Setting| Duration::from_secs(setting.otherwise.into());
        let amount = |setting: &Setting| usize::try_from(setting.otherwise).unwrap_or(usize::MAX);
        Self {
            head: seconds(&HEAD),
            request: seconds(&REQUEST),
            sign_in: seconds(&SIGN_IN),
            upload: seconds(&UPLOAD),
            pool_wait: seconds(&POOL_WAIT),
            statement: seconds(&STATEMENT),
            report: seconds(&REPORT),
            lock: seconds(&LOCK),
            silence: seconds(&SILENCE),
            drain: seconds(&DRAIN),
            finish: seconds(&FINISH),
            pool: amount(&POOL),
            reports: amount(&REPORTS),
            exam_queue: amount(&EXAM_QUEUE),
            other_queue: amount(&OTHER_QUEUE),
        }
    }
}

impl Setting {
    fn read(&self, vars: &BTreeMap<String, String>) -> Result<u32, ConfigError> {
        let Some(text) = vars.get(self.name).map(|text| text.trim()).filter(|text| !text.is_empty()) else {
            return Ok(self.otherwise);
        };
        text.parse().ok().filter(|number| self.allowed.contains(number)).ok_or_else(|| {
            ConfigError::Unusable {
                name: self.name.to_owned(),
                value: text.to_owned(),
                expected: format!(
                    "must be a whole number from {} to {}",
                    self.allowed.start(),
                    self.allowed.end()
                ),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(name: &str, value: &str) -> Result<Limits, ConfigError> {
        Limits::from_vars(&[(name.to_owned(), value.to_owned())].into())
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        assert_eq!(Limits::from_vars(&BTreeMap::new()).unwrap(), Limits::default());
        assert_eq!(read("CERTAMEN_STATEMENT_SECONDS", " ").unwrap(), Limits::default());
    }

    #[test]
    fn a_limit_outside_its_range_is_refused_with_the_range() {
        assert_eq!(read("CERTAMEN_STATEMENT_SECONDS", "7").unwrap().statement, Duration::from_secs(7));
        for value in ["0", "-1", "601", "five", "1.5"] {
            let said = read("CERTAMEN_STATEMENT_SECONDS", value).unwrap_err().to_string();
            assert!(said.contains("CERTAMEN_STATEMENT_SECONDS") && said.contains("1 to 600"), "{said}");
        }
    }
}
