//! Refusals worth noting: who tried what they may not, how often. A refusal must be no way to fill the disk, so one source
//! makes at most two rows a minute, however often it tries, and all sources together a bounded number.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::db::PersonId;

/// How long what one source does is counted together.
const WINDOW: Duration = Duration::from_secs(60);

/// Sources that are told apart at a time; what others do is counted together.
const MOST: usize = 200;

/// Different subjects that are remembered of one source.
const SUBJECTS: usize = 5;

/// What was refused, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// The action as it stands in the trail, for example `access.forbidden`.
    pub action: &'static str,
    /// Who tried, if they were signed in.
    pub person: Option<PersonId>,
    /// Where it came from; `None` for all that are no longer told apart.
    pub address: Option<String>,
}

/// What one source did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The source.
    pub source: Source,
    /// What it tried, at most five different ones: the pattern of an address, or the hash of a name.
    pub subjects: Vec<String>,
    /// How often since it was last written down.
    pub count: u64,
    /// Id of the first request.
    pub request_id: Option<String>,
}

struct Entry {
    since: Instant,
    is_written: bool,
    noted: Noted,
}

/// What was refused and is not written down yet.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Source, Entry>>);

impl Refusals {
    /// Counts one.
    pub fn note(&self, source: Source, subject: &str, request_id: Option<String>) {
        self.note_at(source, subject, request_id, Instant::now());
    }

    fn note_at(&self, source: Source, subject: &str, request_id: Option<String>, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let source = if all.len() < MOST || all.contains_key(&source) {
            source
        } else {
            Source { action: source.action, person: None, address: None }
        };
        let entry = all.entry(source.clone()).or_insert_with(|| Entry {
            since: now,
            is_written: false,
            noted: Noted { source, subjects: Vec::new(), count: 0, request_id },
        });
        let noted = &mut entry.noted;
        noted.count += 1;
        if noted.subjects.len() < SUBJECTS && !noted.subjects.iter().any(|known| known == subject) {
            noted.subjects.push(subject.to_owned());
        }
    }

    /// What is to be written now: of each source the first one at once, the others of its minute when that is over.
    pub fn due(&self) -> Vec<Noted> {
        self.due_at(Instant::now())
    }

    /// Everything, whatever time it is: before a server stops.
    pub fn rest(&self) -> Vec<Noted> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *all)
            .into_values()
            .map(|entry| entry.noted)
            .filter(|noted| noted.count > 0)
            .collect()
    }

    fn due_at(&self, now: Instant) -> Vec<Noted> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        all.retain(|_, entry| {
            let is_over = now.saturating_duration_since(entry.since) >= WINDOW;
            if entry.noted.count > 0 && (is_over || !entry.is_written) {
                due.push(entry.noted.clone());
                entry.is_written = true;
                entry.noted.count = 0;
                entry.noted.subjects.clear();
            }
            !is_over
        });
        due
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn from(address: &str) -> Source {
        Source { action: "access.forbidden", person: None, address: Some(address.to_owned()) }
    }

    #[test]
    fn the_first_refusal_is_written_at_once_and_the_others_of_its_minute_together() {
        let (refusals, begin) = (Refusals::default(), Instant::now());
        let mut rows = 0;
        for second in 0..120 {
            let now = begin + Duration::from_secs(second);
            for number in 0..100 {
                refusals.note_at(from("10.0.0.1"), &number.to_string(), None, now);
            }
            let due = refusals.due_at(now);
            if second == 0 {
                let first = due.first().unwrap();
                assert_eq!((first.count, first.subjects.len()), (100, SUBJECTS));
            }
            rows += due.len();
        }
        rows += refusals.rest().len();
        assert!(rows <= 4, "two minutes make at most four rows: {rows}");
    }

    #[test]
    fn nothing_is_lost_in_the_count() {
        let (refusals, begin) = (Refusals::default(), Instant::now());
        refusals.note_at(from("a"), "/x", None, begin);
        assert_eq!(refusals.due_at(begin).iter().map(|noted| noted.count).sum::<u64>(), 1);
        refusals.note_at(from("a"), "/x", None, begin);
        refusals.note_at(from("a"), "/y", None, begin);
        assert!(refusals.due_at(begin).is_empty());
        let rest = refusals.due_at(begin + WINDOW);
        assert_eq!(rest.iter().map(|noted| noted.count).sum::<u64>(), 2);
        assert!(refusals.rest().is_empty());
    }

    #[test]
    fn however_many_sources_there_are_the_rows_are_bounded() {
        let (refusals, begin) = (Refusals::default(), Instant::now());
        for number in 0..10 * MOST {
            refusals.note_at(from(&number.to_string()), "/x", None, begin);
        }
        let due = refusals.due_at(begin);
        assert!(due.len() <= MOST + 1, "{}", due.len());
        assert_eq!(due.iter().map(|noted| noted.count).sum::<u64>(), 10 * MOST as u64);
    }
}
