//! How long a certificate is valid, what state it is in, how it is named, and what it takes to get one.

pub mod bringing_in;
pub mod deciding;
pub mod needs;
pub mod paper;
pub mod policy;
pub mod renewal;
pub mod standing;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::base::crockford;

/// How many days before its end a certificate counts as expiring, where nothing else is set.
pub const EXPIRING_DAYS: u32 = 30;

const CODE_DIGITS: usize = 26;

/// The last day of a certificate valid from `first` for this many months (at least one): the day before the
/// same day of the later month. Where that month has no such day, its last day: 31 January plus one month
/// ends on 28 or 29 February, not before.
pub fn last_day(first: NaiveDate, months: u32) -> NaiveDate {
    use chrono::Datelike;
    let Some(same_day) = first.checked_add_months(Months::new(months)) else { return NaiveDate::MAX };
    let is_clamped = same_day.day() != first.day();
    let last = if is_clamped { Some(same_day) } else { same_day.pred_opt() };
    last.unwrap_or(first).max(first)
}

/// The day so many days later.
fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// The day so many days earlier.
fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
}

/// The state of a certificate on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateStatus {
    /// It holds.
    Valid,
    /// It holds, but not for long.
    Expiring {
        /// Days after today on which it still holds; 0 on its last day.
        days_left: u32,
    },
    /// Its last day is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// A newer certificate took its place.
    Superseded,
}

impl CertificateStatus {
    /// The word that addresses and files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expiring { .. } => "expiring",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
        }
    }

    /// Whether its holder is certified by it: valid or expiring.
    pub fn holds(self) -> bool {
        matches!(self, Self::Valid | Self::Expiring { .. })
    }
}

/// The state of a certificate on the day `today` in the company's zone. `valid_to` is its last day, `None`
/// without end. Being revoked counts before being superseded, and both before the dates. The first day does
/// not matter: a renewal takes the place of its predecessor as soon as it is issued, also when its own months
/// begin later.
pub fn status(
    today: NaiveDate,
    valid_to: Option<NaiveDate>,
    revoked: bool,
    superseded: bool,
    expiring_days: u32,
) -> CertificateStatus {
    if revoked {
        return CertificateStatus::Revoked;
    }
    if superseded {
        return CertificateStatus::Superseded;
    }
    let Some(last) = valid_to else { return CertificateStatus::Valid };
    match u32::try_from((last - today).num_days()) {
        Err(_) => CertificateStatus::Expired,
        Ok(days_left) if days_left <= expiring_days => CertificateStatus::Expiring { days_left },
        Ok(_) => CertificateStatus::Valid,
    }
}

/// The number of a certificate: code of the programme in capitals, year of issue, running number of at least
/// five digits. `key-account`, 2026, 42 gives `KEY-ACCOUNT-2026-00042`.
pub fn certificate_number(programme_code: &str, year: i32, running: i32) -> String {
    format!("{}-{year}-{running:05}", programme_code.to_uppercase())
}

/// The code in the public address of a certificate, from 128 random bits: 26 digits of base 32 without
/// groups.
pub fn verification_code(bytes: [u8; 16]) -> String {
    crockford::encode(&bytes)
}

/// A code as it is printed: groups of four, `0123-4567-…`.
pub fn group_code(code: &str) -> String {
    crockford::group(code)
}

/// The code somebody typed or scanned, as it is stored. Case, width, dashes and spaces do not matter, O is
/// read as 0, I and L as 1. `None` when it cannot be a code.
pub fn parse_verification_code(text: &str) -> Option<String> {
    let is_separator = |character: &char| character.is_whitespace() || *character == '-';
    // Nothing longer than a code with a separator after each digit is worth reading.
    if text.chars().count() > 2 * CODE_DIGITS {
        return None;
    }
    let code: String = text
        .nfkc()
        .filter(|character| !is_separator(character))
        .map(crockford::read_digit)
        .collect::<Option<_>>()?;
    // 26 digits have room for 130 bits; the two that are left over are zero.
    let ends_as_written = code.chars().last().and_then(crockford::value).is_some_and(|bits| bits & 0b11 == 0);
    (code.len() == CODE_DIGITS && ends_as_written).then_some(code)
}

/// Something a person has done that a programme may require.
pub trait Achievement {
    /// What it counts for, the code of an exam for example.
    fn requirement_code(&self) -> &str;
    /// When it was done.
    fn achieved_at(&self) -> DateTime<Utc>;
    /// Points in 1/100.
    fn score(&self) -> i32;
    /// Possible points in 1/100, more than 0.
    fn maximum(&self) -> i32;
}

impl<A: Achievement> Achievement for &A {
    fn requirement_code(&self) -> &str {
        (**self).requirement_code()
    }

    fn achieved_at(&self) -> DateTime<Utc> {
        (**self).achieved_at()
    }

    fn score(&self) -> i32 {
        (**self).score()
    }

    fn maximum(&self) -> i32 {
        (**self).maximum()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_certificate_ends_the_day_before_the_same_day() {
        for (first, months, last) in [
            ("2026-05-18", 12, "2027-05-17"),
            ("2026-01-01", 12, "2026-12-31"),
            ("2026-03-01", 1, "2026-03-31"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2024-01-28", 1, "2024-02-27"),
            ("2024-01-29", 1, "2024-02-28"),
            ("2024-01-30", 1, "2024-02-29"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2025-01-29", 1, "2025-02-28"),
            ("2025-01-31", 1, "2025-02-28"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2026-08-31", 3, "2026-11-30"),
            ("2026-12-31", 2, "2027-02-28"),
            ("2026-05-18", 600, "2076-05-17"),
            ("2026-05-18", 0, "2026-05-18"),
        ] {
            assert_eq!(last_day(day(first), months), day(last), "{first} plus {months}");
        }
        assert_eq!(last_day(NaiveDate::MAX, 1), NaiveDate::MAX);
    }

    #[test]
    fn the_status_follows_from_dates_and_events() {
        use CertificateStatus::{Expired, Expiring, Revoked, Superseded, Valid};
        let last = Some(day("2026-12-31"));
        for (today, valid_to, revoked, superseded, expected) in [
            ("2026-11-30", last, false, false, Valid),
            ("2026-12-01", last, false, false, Expiring { days_left: 30 }),
            ("2026-12-31", last, false, false, Expiring { days_left: 0 }),
            ("2027-01-01", last, false, false, Expired),
            ("2099-01-01", None, false, false, Valid),
            ("2026-11-30", last, true, false, Revoked),
            ("2026-11-30", last, false, true, Superseded),
            ("2026-11-30", last, true, true, Revoked),
            ("2027-01-01", last, false, true, Superseded),
            ("2027-01-01", None, true, false, Revoked),
        ] {
            let found = status(day(today), valid_to, revoked, superseded, EXPIRING_DAYS);
            assert_eq!(found, expected, "{today}");
            assert_eq!(found.holds(), matches!(expected, Valid | Expiring { .. }));
        }
    }

    #[test]
    fn numbers_name_programme_year_and_place() {
        assert_eq!(certificate_number("key-account", 2026, 42), "KEY-ACCOUNT-2026-00042");
        assert_eq!(certificate_number("fab", 2026, 123_456), "FAB-2026-123456");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = verification_code(*b"certamen by hand");
        assert_eq!(code.len(), 26);
        assert_eq!(group_code(&code).split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4, 4, 4, 2]);
        let wide: String =
            code.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0)).collect();
        for typed in
            [code.clone(), code.to_lowercase(), group_code(&code), group_code(&code).replace('-', " "), wide]
        {
            assert_eq!(parse_verification_code(&typed).as_deref(), Some(code.as_str()), "{typed}");
        }
        assert_eq!(
            parse_verification_code("ooIl 0000 0000 0000 0000 0000 00").as_deref(),
            Some("00110000000000000000000000")
        );
    }

    #[test]
    fn what_cannot_be_a_code_is_refused() {
        let code = verification_code([0xab; 16]);
        for typed in [
            String::new(),
            "----".to_owned(),
            code.chars().skip(1).collect(),
            format!("{code}0"),
            format!("U{}", code.chars().skip(1).collect::<String>()),
            format!("{}1", code.chars().take(25).collect::<String>()),
            format!("{code}\0"),
            "0".repeat(10_000),
            "../".repeat(9),
        ] {
            assert_eq!(parse_verification_code(&typed), None, "{typed:?}");
        }
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u64..80_000).prop_map(|days| day("1950-01-01") + Days::new(days))
    }

    fn month_number(day: NaiveDate) -> i64 {
        i64::from(day.year()) * 12 + i64::from(day.month())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_later_first_day_never_ends_earlier(first in any_day(), months in 1u32..=600) {
            prop_assert!(last_day(first, months) <= last_day(first + Days::new(1), months));
            prop_assert!(last_day(first, months) < last_day(first, months + 1));
            prop_assert!(first < last_day(first, months));
        }

        #[test]
        fn the_day_after_the_last_is_the_same_day_or_the_first_of_the_month_after(
            first in any_day(), months in 1u32..=600
        ) {
            let after = last_day(first, months) + Days::new(1);
            let target = month_number(first) + i64::from(months);
            let is_same_day = after.day() == first.day() && month_number(after) == target;
            let is_first_after_a_short_month = after.day() == 1 && month_number(after) == target + 1 && first.day() > 28;
            prop_assert!(is_same_day || is_first_after_a_short_month, "{first} plus {months} ends before {after}");
        }

        #[test]
        fn a_certificate_holds_through_its_last_day_and_no_longer(
            first in any_day(), months in 1u32..=60, expiring in 0u32..400
        ) {
            let last = last_day(first, months);
            let on = |day: NaiveDate| status(day, Some(last), false, false, expiring);
            prop_assert!(on(first).holds());
            prop_assert_eq!(on(last), CertificateStatus::Expiring { days_left: 0 });
            prop_assert_eq!(on(last + Days::new(1)), CertificateStatus::Expired);
            prop_assert_eq!(on(last - Days::new(u64::from(expiring) + 1)), CertificateStatus::Valid);
        }

        #[test]
        fn every_code_is_read_back(bytes: [u8; 16]) {
            let code = verification_code(bytes);
            prop_assert_eq!(parse_verification_code(&group_code(&code).to_lowercase()), Some(code));
        }
    }
}
