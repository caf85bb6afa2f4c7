//! Local times and days in a zone, with the hours that do not exist and the hours that come twice.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;

/// How long after a deadline the server still takes saves and hand-ins at full value (flagged late).
pub const GRACE: TimeDelta = TimeDelta::seconds(60);

/// Why a local time that a person typed is not an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeProblem {
    /// Clocks go forward over this time: it never happens.
    #[error("this local time does not exist")]
    Nonexistent,
    /// Clocks go back over this time: it happens twice, and the person has to say which is meant.
    #[error("this local time happens twice")]
    Ambiguous {
        /// The first time the clock shows it.
        earlier: DateTime<Utc>,
        /// The second time.
        later: DateTime<Utc>,
    },
    /// It is not a date and time of the form `2026-11-22T18:00`.
    #[error("this is not a date and time")]
    Unreadable,
}

/// The instant of a local time as a `datetime-local` field sends it: `2026-11-22T18:00`, with or without
/// seconds.
pub fn parse_local(text: &str, zone: Tz) -> Result<DateTime<Utc>, LocalTimeProblem> {
    let local = read_local(text).ok_or(LocalTimeProblem::Unreadable)?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) => Ok(instant.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => {
            let (earlier, later) = (one.to_utc().min(other.to_utc()), one.to_utc().max(other.to_utc()));
            Err(LocalTimeProblem::Ambiguous { earlier, later })
        }
        MappedLocalTime::None => Err(LocalTimeProblem::Nonexistent),
    }
}

/// A day as spreadsheets show it: year, month and day in this order, or with the month as a word. Days of which one
/// cannot say whether the month or the day comes first are not understood, nor are those outside 1950 to 2199.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let text: String = text.nfkc().collect();
    let date = text.split_whitespace().next().filter(|_| text.contains(':')).unwrap_or(text.trim());
    let plain = date.replace(['年', '月', '/', '.'], "-").replace(['日', ' '], "");
    let found = ["%Y-%m-%d", "%Y%m%d"]
        .into_iter()
        .chain(["%d-%b-%Y", "%d-%B-%Y", "%d%b%Y", "%d%B%Y"])
        .find_map(|format| NaiveDate::parse_from_str(&plain, format).ok());
    found.filter(|day| (1950..2200).contains(&day.year()))
}

/// The first instant of a day in the zone.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    day.pred_opt().map_or(DateTime::<Utc>::MIN_UTC, |before| end_of_day(before, zone))
}

/// What a `datetime-local` field shows for an instant; seconds are cut.
pub fn local_input_value(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// The day that calendars in the zone show at this instant.
pub fn day_in(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    now.with_timezone(&zone).date_naive()
}

/// The instant from which on the day is over in the zone: the start of the next day, also where midnight is
/// skipped or comes twice. Exclusive: what happens exactly then belongs to the next day.
pub fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let Some(next_day) = day.checked_add_days(Days::new(1)) else { return DateTime::<Utc>::MAX_UTC };
    let midnight = next_day.and_time(NaiveTime::MIN);
    match zone.from_local_datetime(&midnight) {
        MappedLocalTime::Single(instant) => instant.to_utc(),
        MappedLocalTime::Ambiguous(one, other) => {
            let (earlier, later) = (one.to_utc().min(other.to_utc()), one.to_utc().max(other.to_utc()));
            let falls_back_into_the_day = day_in(later - TimeDelta::seconds(1), zone) == day;
            if falls_back_into_the_day { later } else { earlier }
        }
        MappedLocalTime::None => first_instant_after(day, midnight, zone),
    }
}

/// The zone's difference from UTC as people write it: `UTC+8`, `UTC+5:30`, `UTC-3:30`, `UTC`.
pub fn zone_label(zone: Tz, now: DateTime<Utc>) -> String {
    let seconds = zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

fn read_local(text: &str) -> Option<NaiveDateTime> {
    // The length is checked because chrono also reads signs and short fields.
    let format = match text.len() {
        16 => "%Y-%m-%dT%H:%M",
        19 => "%Y-%m-%dT%H:%M:%S",
        _ => return None,
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'T' | b':'));
    is_plain.then(|| NaiveDateTime::parse_from_str(text, format).ok()).flatten()
}

/// Where midnight is skipped, the next day begins somewhere within a day and a half of it: found by halving.
fn first_instant_after(day: NaiveDate, midnight: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let mut still_that_day = midnight.and_utc() - TimeDelta::hours(36);
    let mut later_day = midnight.and_utc() + TimeDelta::hours(36);
    while later_day - still_that_day > TimeDelta::seconds(1) {
        let middle = still_that_day + TimeDelta::seconds((later_day - still_that_day).num_seconds() / 2);
        if day_in(middle, zone) > day { later_day = middle } else { still_that_day = middle }
    }
    later_day
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use chrono_tz::{America, Asia, Europe, Pacific};
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_typed_time_is_an_instant_of_its_zone() {
        assert_eq!(parse_local("2026-11-22T18:00", Asia::Shanghai), Ok(utc("2026-11-22T10:00:00Z")));
        assert_eq!(parse_local("2026-11-22T18:00:30", Asia::Shanghai), Ok(utc("2026-11-22T10:00:30Z")));
        assert_eq!(parse_local("2026-07-01T00:00", Europe::Berlin), Ok(utc("2026-06-30T22:00:00Z")));
    }

    #[test]
    fn a_time_that_clocks_skip_is_refused() {
        assert_eq!(parse_local("2026-03-29T02:30", Europe::Berlin), Err(LocalTimeProblem::Nonexistent));
        assert_eq!(parse_local("2011-12-30T12:00", Pacific::Apia), Err(LocalTimeProblem::Nonexistent));
    }

    #[test]
    fn a_time_that_comes_twice_names_both() {
        assert_eq!(
            parse_local("2026-10-25T02:30", Europe::Berlin),
            Err(LocalTimeProblem::Ambiguous {
                earlier: utc("2026-10-25T00:30:00Z"),
                later: utc("2026-10-25T01:30:00Z")
            })
        );
    }

    #[test]
    fn anything_else_is_unreadable() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22 18:00",
            "2026-11-22T18:00Z",
            "2026-02-30T10:00",
            "2026-11-22T24:00",
            "2026-11-22T18:0x",
            "+26-11-22T018:00",
            "２０26-11-22T1",
        ] {
            assert_eq!(parse_local(text, Asia::Shanghai), Err(LocalTimeProblem::Unreadable), "{text:?}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        for (date, zone, end) in [
            ("2026-11-22", Asia::Shanghai, "2026-11-22T16:00:00Z"),
            ("2026-03-29", Europe::Berlin, "2026-03-29T22:00:00Z"),
            // Midnight is skipped: the next day begins at 01:00.
            ("2018-11-03", America::Sao_Paulo, "2018-11-04T03:00:00Z"),
            ("2021-03-27", Asia::Beirut, "2021-03-27T22:00:00Z"),
            // 23:30 is followed by 00:30.
            ("1919-03-30", America::Toronto, "1919-03-31T04:30:00Z"),
            // A whole day is skipped.
            ("2011-12-29", Pacific::Apia, "2011-12-30T10:00:00Z"),
            // Midnight comes twice within the next day: the first counts.
            ("2025-11-01", America::Havana, "2025-11-02T04:00:00Z"),
            // 00:01 is followed by 23:01 of the day before: only the second midnight ends it.
            ("2010-11-06", America::St_Johns, "2010-11-07T03:30:00Z"),
        ] {
            assert_eq!(end_of_day(day(date), zone), utc(end), "{date} in {zone}");
        }
        assert_eq!(end_of_day(NaiveDate::MAX, Asia::Shanghai), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn zones_are_named_by_their_difference() {
        let now = utc("2026-11-22T00:00:00Z");
        for (zone, label) in [
            (Asia::Shanghai, "UTC+8"),
            (Asia::Kolkata, "UTC+5:30"),
            (America::St_Johns, "UTC-3:30"),
            (America::New_York, "UTC-5"),
            (Europe::London, "UTC"),
        ] {
            assert_eq!(zone_label(zone, now), label);
        }
        assert_eq!(zone_label(Europe::London, utc("2026-07-01T00:00:00Z")), "UTC+1");
    }

    proptest! {
        #[test]
        fn what_a_field_shows_is_read_back(minutes in -20_000_000i64..40_000_000, zone in any_zone()) {
            let instant = DateTime::from_timestamp(minutes * 60, 0).unwrap();
            // Differences from UTC had seconds in the past.
            prop_assume!(zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc() % 60 == 0);
            match parse_local(&local_input_value(instant, zone), zone) {
                Ok(read) => prop_assert_eq!(read, instant),
                Err(LocalTimeProblem::Ambiguous { earlier, later }) => {
                    prop_assert!(earlier < later && (instant == earlier || instant == later));
                }
                Err(problem) => prop_assert!(false, "{problem}"),
            }
        }

        #[test]
        fn the_last_second_of_a_day_is_in_it_and_the_end_is_not(
            seconds in -1_000_000_000i64..2_500_000_000, zone in any_zone()
        ) {
            let date = day_in(DateTime::from_timestamp(seconds, 0).unwrap(), zone);
            let end = end_of_day(date, zone);
            prop_assert_eq!(day_in(end - TimeDelta::seconds(1), zone), date);
            prop_assert!(day_in(end, zone) > date);
        }
    }

    fn any_zone() -> impl Strategy<Value = Tz> {
        proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
    }
}
