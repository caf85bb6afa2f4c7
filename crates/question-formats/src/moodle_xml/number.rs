//! Numbers as Moodle writes them: weights of answers, points, right values.

use crate::model::Number;

/// The parts of a whole that Moodle accepts, in percent.
const SHARES: &[(f64, &str)] = &[
    (100.0, "100"),
    (90.0, "90"),
    (83.33333, "83.33333"),
    (80.0, "80"),
    (75.0, "75"),
    (70.0, "70"),
    (66.66667, "66.66667"),
    (60.0, "60"),
    (50.0, "50"),
    (40.0, "40"),
    (33.33333, "33.33333"),
    (30.0, "30"),
    (25.0, "25"),
    (20.0, "20"),
    (16.66667, "16.66667"),
    (14.28571, "14.28571"),
    (12.5, "12.5"),
    (11.11111, "11.11111"),
    (10.0, "10"),
    (5.0, "5"),
];

/// The share nearest to one of so many equal ones.
pub(super) fn share(of: usize) -> &'static str {
    let of = u32::try_from(of.max(1)).map_or(f64::MAX, f64::from);
    let distance = |share: f64| (share - 100.0 / of).abs();
    SHARES
        .iter()
        .min_by(|one, two| distance(one.0).total_cmp(&distance(two.0)))
        .map_or("0", |(_, share)| share)
}

/// Whether a weight in percent is what Moodle writes for one of so many equal shares.
pub(super) fn is_share_of(percent: f64, of: usize) -> bool {
    distance(share(of), percent) < 0.5
}

/// A weight of 1/100 percent as the nearest part of a whole that Moodle accepts.
pub(super) fn fraction(weight: i32) -> String {
    let share = nearest(weight);
    match share {
        "0" => share.to_owned(),
        share if weight < 0 => format!("-{share}"),
        share => share.to_owned(),
    }
}

/// Whether Moodle accepts a weight of 1/100 percent as it is, but for what was rounded away of its thirds and sevenths.
pub(super) fn is_share(weight: i32) -> bool {
    weight == 0 || distance(nearest(weight), f64::from(weight.abs()) / 100.0) < 0.01
}

/// The part of a whole, nothing among them, nearest to a weight without its sign.
fn nearest(weight: i32) -> &'static str {
    let percent = f64::from(weight.abs()) / 100.0;
    let all = SHARES.iter().map(|(_, share)| *share).chain(std::iter::once("0"));
    all.min_by(|one, two| distance(one, percent).total_cmp(&distance(two, percent))).unwrap_or("0")
}

fn distance(share: &str, percent: f64) -> f64 {
    let value = SHARES.iter().find(|(_, known)| *known == share).map_or(0.0, |(value, _)| *value);
    (value - percent).abs()
}

/// A weight in percent.
pub(super) fn weight(printed: &str) -> Option<f64> {
    parse(printed.trim().trim_end_matches('%')).map(Number::get)
}

/// A number with a decimal point or a decimal comma.
pub(super) fn parse(printed: &str) -> Option<Number> {
    let plain: String =
        printed.chars().filter(|character| !matches!(character, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let plain = plain.replace('\u{2212}', "-");
    match plain.matches(',').count() {
        1 if !plain.contains('.') => Number::parse(&plain.replace(',', ".")),
        0 => Number::parse(&plain),
        _ => None,
    }
}

/// Points in hundredths; the nearest one.
pub(super) fn points(printed: &str) -> Option<u32> {
    let hundredths = (parse(printed)?.get() * 100.0).round();
    // Printing and parsing is the conversion that cannot wrap.
    format!("{hundredths:.0}").parse().ok()
}

/// Points from hundredths, with the seven decimals of Moodle.
pub(super) fn grade(points: u32) -> String {
    format!("{}.{:02}00000", points / 100, points % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_written_as_the_parts_that_moodle_accepts() {
        for (weight, fraction, is_exact) in [
            (10_000, "100", true),
            (3_333, "33.33333", true),
            (-6_667, "-66.66667", true),
            (1_429, "14.28571", true),
            (0, "0", true),
            (5_400, "50", false),
            (-200, "0", false),
        ] {
            assert_eq!(
                (super::fraction(weight).as_str(), is_share(weight)),
                (fraction, is_exact),
                "{weight}"
            );
        }
    }
}
