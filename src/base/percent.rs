//! Percentages without fractions: what is shown is cut, what decides is exact.

/// The share of `score` in `maximum` in tenths of a percent, cut and never rounded: 5999 of 10000 gives 599,
/// shown as 59.9 %. Zero when there is nothing to reach.
pub fn tenths(score: i32, maximum: i32) -> i32 {
    if maximum <= 0 {
        return 0;
    }
    let share = (i64::from(score) * 1000).div_euclid(i64::from(maximum));
    i32::try_from(share).unwrap_or(if share < 0 { i32::MIN } else { i32::MAX })
}

/// Whether the score reaches the pass mark, compared exactly. `pass_mark` is in percent, 0 to 100. Where
/// nothing can be reached nobody passes.
pub fn passes(score: i32, maximum: i32, pass_mark: i16) -> bool {
    maximum > 0 && i64::from(score) * 100 >= i64::from(pass_mark) * i64::from(maximum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shown_percentage_is_cut() {
        for (score, maximum, shown) in [
            (0, 100, 0),
            (2, 3, 666),
            (1, 3, 333),
            (5999, 10_000, 599),
            (9_999, 10_000, 999),
            (10_000, 10_000, 1000),
            (1, 0, 0),
            (i32::MAX, i32::MAX, 1000),
            (i32::MAX, 1, i32::MAX),
        ] {
            assert_eq!(tenths(score, maximum), shown, "{score} of {maximum}");
        }
    }

    #[test]
    fn a_hundredth_of_a_point_decides() {
        assert!(passes(6000, 10_000, 60));
        assert!(!passes(5999, 10_000, 60));
        // 60 % of 33.33 points is 19.998: 19.99 fails and 20.00 passes.
        assert!(!passes(1999, 3333, 60));
        assert!(passes(2000, 3333, 60));
        assert!(passes(0, 100, 0));
        assert!(!passes(99, 100, 100));
        assert!(passes(i32::MAX, i32::MAX, 100));
        assert!(!passes(0, 0, 0));
    }

    proptest! {
        #[test]
        fn what_passes_never_shows_less_than_the_pass_mark(
            maximum in 1..1_000_000i32, part in 0.0..=1.0f64, mark in 0..=100i16
        ) {
            #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
            let score = (f64::from(maximum) * part) as i32;
            let shown = tenths(score, maximum);
            prop_assert_eq!(passes(score, maximum, mark), shown >= i32::from(mark) * 10);
            prop_assert!((0..=1000).contains(&shown));
        }
    }
}
