//! Numbers of numeric questions, calculated in decimals so that `1.1..1.2` is 1.15 ± 0.05 and nothing beside it.

use super::answer::Span;
use crate::model::Number;

/// The number and tolerance that a block writes; none when they say nothing or could say two things.
pub(super) fn value(span: Span<'_>) -> Option<(Number, Number)> {
    match span {
        Span::Around(value, tolerance) => {
            let tolerance = tolerance.map_or(Some(Number::default()), parse)?;
            (tolerance.get() >= 0.0).then_some((parse(value)?, tolerance))
        }
        Span::Between(low, high) => between(&plain(low)?, &plain(high)?),
    }
}

fn parse(text: &str) -> Option<Number> {
    Number::parse(&plain(text)?)
}

/// The number with a decimal point and a plain sign. A comma before three digits could also part thousands.
fn plain(text: &str) -> Option<String> {
    let text = text.replace(['−', '–'], "-");
    let Some((whole, decimals)) = text.split_once(',') else { return Some(text) };
    let thousands = decimals.len() == 3 && !matches!(whole.trim_start_matches(['+', '-']), "" | "0");
    (!thousands).then(|| format!("{whole}.{decimals}"))
}

fn between(low: &str, high: &str) -> Option<(Number, Number)> {
    let (Some(low_decimal), Some(high_decimal)) = (Decimal::parse(low), Decimal::parse(high)) else {
        let (low, high) = (Number::parse(low)?.get(), Number::parse(high)?.get());
        let middle = Number::new(f64::midpoint(low, high))?;
        return (low <= high).then_some((middle, Number::new((high - low) / 2.0)?));
    };
    let places = low_decimal.places.max(high_decimal.places);
    let (low, high) = (low_decimal.scaled(places)?, high_decimal.scaled(places)?);
    let half = |sum: i128| Number::parse(&format!("{}e-{}", sum.checked_mul(5)?, places + 1));
    (low <= high).then_some((half(low + high)?, half(high - low)?))
}

/// A number as digits and the count of those after the point.
struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        const MOST_DIGITS: usize = 15;
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if whole.len() + decimals.len() > MOST_DIGITS {
            return None;
        }
        let digits = format!("{whole}{decimals}").parse().ok()?;
        Some(Self { digits, places: u32::try_from(decimals.len()).ok()? })
    }

    fn scaled(&self, places: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(places.checked_sub(self.places)?)?)
    }
}
