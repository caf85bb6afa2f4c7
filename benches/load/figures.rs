//! What a run saw.

use std::time::Duration;

/// What was seen.
#[derive(Default)]
pub(crate) struct Figures {
    micros: Vec<u64>,
    errors: u64,
    first_error: Option<String>,
    longest_gap: Duration,
}

impl Figures {
    /// One answer that took `time` and was the one wanted, or was not.
    pub(crate) fn note(&mut self, time: Duration, good: bool) {
        if good {
            self.micros.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        } else {
            self.errors += 1;
        }
    }

    /// One failure, and what it was.
    pub(crate) fn fail(&mut self, what: String) {
        self.errors += 1;
        self.first_error.get_or_insert(what);
    }

    /// The longest time without a good answer from anybody.
    pub(crate) fn set_gap(&mut self, gap: Duration) {
        self.longest_gap = gap;
    }

    /// Takes in the figures of another person.
    pub(crate) fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
    }

    /// How many were good, how many a second, how long they took in milliseconds, and how many were not.
    pub(crate) fn line(mut self, elapsed: Duration) -> serde_json::Map<String, serde_json::Value> {
        self.micros.sort_unstable();
        let good = u32::try_from(self.micros.len()).unwrap_or(u32::MAX);
        let rate = (f64::from(good) / elapsed.as_secs_f64() * 10.0).round() / 10.0;
        let fields = [
            ("good", good.into()),
            ("per_second", rate.into()),
            ("seconds", ((elapsed.as_secs_f64() * 1000.0).round() / 1000.0).into()),
            ("p50_ms", self.quantile(50).into()),
            ("p95_ms", self.quantile(95).into()),
            ("p99_ms", self.quantile(99).into()),
            ("max_ms", self.quantile(100).into()),
            ("gap_ms", u32::try_from(self.longest_gap.as_millis()).unwrap_or(u32::MAX).into()),
            ("errors", self.errors.into()),
            ("first_error", self.first_error.into()),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn quantile(&self, percent: usize) -> f64 {
        let index = (self.micros.len() * percent).div_ceil(100).saturating_sub(1);
        let micros = self.micros.get(index).copied().unwrap_or_default();
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0
    }
}
