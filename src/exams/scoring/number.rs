//! Numbers as people type them, and how they are compared: exactly, in decimals.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Digits before and after the decimal point that are looked at.
const DIGITS: usize = 15;

/// A decimal number with at most 15 digits before and 15 after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(i128);

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let (size, one) = (self.0.unsigned_abs(), 10u128.pow(15));
        let (whole, decimals) = (size / one, size % one);
        let decimals = format!("{decimals:015}");
        match decimals.trim_end_matches('0') {
            "" => write!(formatter, "{sign}{whole}"),
            decimals => write!(formatter, "{sign}{whole}.{decimals}"),
        }
    }
}

impl Decimal {
    /// The number of a plain text: an optional minus, digits, a point, digits. Decimals beyond the fifteenth are not
    /// looked at. `None` for anything else and for more digits before the point.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let whole = whole.trim_start_matches('0');
        if digits.is_empty() || digits == "." || whole.len() > DIGITS {
            return None;
        }
        if !is_number(whole) || !is_number(decimals) {
            return None;
        }
        let decimals: String = decimals.chars().chain(std::iter::repeat('0')).take(DIGITS).collect();
        format!("0{whole}{decimals}").parse::<i128>().ok().map(|value| Self(sign * value))
    }

    /// The number that JSON holds; `None` when it has too many digits.
    pub fn from_f64(value: f64) -> Option<Self> {
        Self::parse(&value.to_string())
    }

    /// Whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether another number differs by at most this much.
    pub fn is_within(self, tolerance: Self, of: Self) -> bool {
        (self.0 - of.0).abs() <= tolerance.0
    }

    fn times(self, numerator: i128, denominator: i128) -> Option<Self> {
        self.0.checked_mul(numerator).map(|product| Self(product / denominator))
    }
}

/// Every number that a typed text can mean: width folded; a decimal point or comma; thousands separated by commas,
/// points, spaces or apostrophes; a sign of a currency before it and a unit after it, which say nothing. `1,234` can be
/// 1234 and 1.234; `3万` can be 3 (of 万) and 30000; `15%` can be 15 and 0.15. Empty when it is no number.
pub(super) fn readings(typed: &str) -> Vec<Decimal> {
    let folded: String = typed.nfkc().map(|sign| if is_minus(sign) { '-' } else { sign }).collect();
    let text = folded.trim().trim_start_matches(is_currency).trim_start();
    let (minus, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest.trim_start().trim_start_matches(is_currency).trim_start()),
        None => (false, text),
    };
    let end = text.find(|sign| !is_of_number(sign)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let Some(scales) = scales(unit.trim()) else { return Vec::new() };
    let plain: String = number.chars().filter(|sign| !matches!(sign, ' ' | '\'' | '’')).collect();
    let mut found: Vec<Decimal> = written(&plain)
        .iter()
        .filter_map(|text| Decimal::parse(&if minus { format!("-{text}") } else { text.clone() }))
        .flat_map(|one| scales.iter().filter_map(move |(up, down)| one.times(*up, *down)))
        .collect();
    found.dedup();
    found
}

fn is_minus(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_currency(sign: char) -> bool {
    matches!(sign, '¥' | '$' | '€' | '£')
}

fn is_of_number(sign: char) -> bool {
    sign.is_ascii_digit() || matches!(sign, '.' | ',' | ' ' | '\'' | '’')
}

/// By what a number may be multiplied and divided for what stands after it; `None` when that is no unit.
fn scales(unit: &str) -> Option<Vec<(i128, i128)>> {
    let Some(first) = unit.chars().next() else { return Some(vec![(1, 1)]) };
    let is_power = matches!(first, 'e' | 'E')
        && unit.chars().nth(1).is_some_and(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '-'));
    let begins_as_unit = first.is_alphabetic() || matches!(first, '%' | '‰' | '°') || is_currency(first);
    if is_power || !begins_as_unit || unit.chars().count() > 20 {
        return None;
    }
    Some(match first {
        '%' => vec![(1, 1), (1, 100)],
        '‰' => vec![(1, 1), (1, 1000)],
        '百' => vec![(1, 1), (100, 1)],
        '千' => vec![(1, 1), (1000, 1)],
        '万' | '萬' => vec![(1, 1), (10_000, 1)],
        '亿' | '億' => vec![(1, 1), (100_000_000, 1)],
        _ => vec![(1, 1)],
    })
}

/// The plain decimals that digits with points and commas can mean.
fn written(number: &str) -> Vec<String> {
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let last_is_point = number.rfind('.') > number.rfind(',');
    match (points, commas) {
        (_, 0) if points <= 1 => vec![number.to_owned()],
        (0, 1) => {
            let decimal = number.replace(',', ".");
            std::iter::once(decimal).chain(grouped(number, ',')).collect()
        }
        (0, _) => grouped(number, ',').into_iter().collect(),
        (_, 0) => grouped(number, '.').into_iter().collect(),
        (1, _) if last_is_point => decimals_after(number, '.', ','),
        (_, 1) if !last_is_point => decimals_after(number, ',', '.'),
        _ => Vec::new(),
    }
}

fn decimals_after(number: &str, point: char, separator: char) -> Vec<String> {
    let Some((whole, decimals)) = number.split_once(point) else { return Vec::new() };
    grouped(whole, separator).map(|whole| format!("{whole}.{decimals}")).into_iter().collect()
}

/// The digits of a number whose thousands (or ten thousands) are set apart.
fn grouped(number: &str, separator: char) -> Option<String> {
    let mut groups = number.split(separator);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let size = rest.first()?.len();
    let is_grouped = matches!(size, 3 | 4)
        && rest.iter().all(|group| group.len() == size)
        && (1..=size).contains(&first.len())
        && !first.starts_with('0');
    is_grouped.then(|| number.replace(separator, ""))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("30", &["30"][..]),
            ("３０．５", &["30.5"]),
            (" 30 天", &["30"]),
            ("¥1,234.50", &["1234.5"]),
            ("1.234,5", &["1234.5"]),
            ("1,5", &["1.5"]),
            ("1,234", &["1.234", "1234"]),
            ("0,234", &["0.234"]),
            ("12,345,678", &["12345678"]),
            ("12,3456", &["12.3456", "123456"]),
            ("1 234 567", &["1234567"]),
            ("1’234.5", &["1234.5"]),
            ("－15％", &["-15", "-0.15"]),
            ("−0.5", &["-0.5"]),
            ("+7", &["7"]),
            ("3万元", &["3", "30000"]),
            ("30 m²", &["30"]),
            (".5", &["0.5"]),
            ("007", &["7"]),
            ("", &[]),
            ("abc", &[]),
            ("30-40", &[]),
            ("1e3", &[]),
            ("1,2,3", &[]),
            ("1.2.3", &[]),
            ("30×2", &[]),
            ("1234567890123456", &[]),
        ] {
            let expected: Vec<Decimal> = expected.iter().map(|text| decimal(text)).collect();
            assert_eq!(readings(typed), expected, "{typed}");
        }
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let within = |given: &str, tolerance: &str, of: &str| {
            decimal(given).is_within(decimal(tolerance), decimal(of))
        };
        assert!(within("0.3", "0.1", "0.2"));
        assert!(!within("0.300000000000001", "0.1", "0.2"));
        assert!(within("-1", "0", "-1.000"));
        assert_eq!(Decimal::from_f64(0.1), Some(decimal("0.1")));
        assert_eq!(Decimal::from_f64(1e300), None);
        for text in ["0", "-0.25", "1234.5", "30", "0.000000000000001"] {
            assert_eq!(decimal(text).to_string(), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in "\\PC{0,30}|[0-9., '%万-]{0,12}") {
            let _ = readings(&typed);
        }

        #[test]
        fn a_number_is_one_of_its_own_readings(whole in 0u64..1_000_000_000_000, decimals in 0u32..1000) {
            let text = format!("{whole}.{decimals:03}");
            proptest::prop_assert_eq!(readings(&text), vec![decimal(&text)]);
        }
    }
}
