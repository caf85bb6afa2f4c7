//! What a run saw.

use std::time::Duration;

/// What was seen.
#[derive(Default)]
pub(crate) struct Figures {
    micros: Vec<u64>,
    errors: u64,
}

impl Figures {
    /// One save that took `time` and was stored, or was not.
    pub(crate) fn note(&mut self, time: Duration, stored: bool) {
        if stored {
            self.micros.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        } else {
            self.errors += 1;
        }
    }

    /// Takes in the figures of another saver.
    pub(crate) fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.errors += other.errors;
    }

    /// Saves a second, how long they took in milliseconds, and how many were not stored.
    pub(crate) fn line(mut self, elapsed: Duration) -> serde_json::Map<String, serde_json::Value> {
        self.micros.sort_unstable();
        let saves = u32::try_from(self.micros.len()).unwrap_or(u32::MAX);
        let rate = (f64::from(saves) / elapsed.as_secs_f64()).round();
        let fields = [
            ("saves", saves.into()),
            ("saves_per_second", rate.into()),
            ("p50_ms", self.quantile(50).into()),
            ("p95_ms", self.quantile(95).into()),
            ("p99_ms", self.quantile(99).into()),
            ("max_ms", self.quantile(100).into()),
            ("errors", self.errors.into()),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn quantile(&self, percent: usize) -> f64 {
        let index = (self.micros.len() * percent).div_ceil(100).saturating_sub(1);
        let micros = self.micros.get(index).copied().unwrap_or_default();
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0
    }
}
