//! Shares of people and results, and when there are too few for one.

/// Fewer than so many have no rate: one person more or less would turn it round, and it could be guessed who it was.
pub const FEWEST: i64 = 5;

/// A part of a whole, exactly.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    part: i64,
    whole: i64,
}

impl Share {
    /// The share of a part; `None` where the whole is less than [`FEWEST`].
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        (whole >= FEWEST).then_some(Self { part: part.clamp(0, whole), whole })
    }

    /// Tenths of a percent, cut: 0–1000.
    pub fn tenths(self) -> i64 {
        self.part.saturating_mul(1000) / self.whole.max(1)
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Share {}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.part.saturating_mul(other.whole).cmp(&other.part.saturating_mul(self.whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_five_have_no_share_and_others_are_cut_to_tenths() {
        for (part, whole, tenths) in [
            (0, 0, None),
            (4, 4, None),
            (0, 5, Some(0)),
            (5, 5, Some(1000)),
            (2, 3, None),
            (4, 6, Some(666)),
            (999, 1000, Some(999)),
            (19_999, 20_000, Some(999)),
        ] {
            assert_eq!(Share::of(part, whole).map(Share::tenths), tenths, "{part} of {whole}");
        }
    }

    #[test]
    fn shares_compare_exactly() {
        let share = |part, whole| Share::of(part, whole);
        assert!(
            share(3, 9) == share(2, 6) && share(4, 6) > share(13, 20) && share(19_999, 20_000) < share(5, 5)
        );
    }
}
