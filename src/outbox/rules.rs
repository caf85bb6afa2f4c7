//! When a message is tried again, what may be reached, how deliveries are signed, how robots are spoken to.

pub mod robots;
pub mod signature;

use chrono::TimeDelta;

use crate::calls::NoAnswer;

/// After so many tries a message is given up: somewhat less than three days after the first one.
pub const MOST_TRIES: i32 = 40;

/// The longest time between two tries.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(2);

/// How long to wait after a try that failed, the first one being number 1: a minute, then twice as long each time up to two
/// hours. `chance` (0 to 1) spreads it by a fifth to both sides, so that what failed together is not tried together.
pub fn pause_after(tries: i32, chance: f64) -> TimeDelta {
    let doubled = u32::try_from(tries - 1).unwrap_or(0).min(10);
    let pause = TimeDelta::minutes(1i64 << doubled).min(LONGEST_PAUSE);
    let permille = 800 + round_to_i64(chance.clamp(0.0, 1.0) * 400.0);
    TimeDelta::milliseconds(pause.num_milliseconds() / 1000 * permille)
}

#[expect(clippy::cast_possible_truncation, reason = "from 0 to 400")]
fn round_to_i64(number: f64) -> i64 {
    number as i64
}

/// Why a message was not delivered. Stored as a word, then a colon and what is known besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The person has no usable address, or the robot or webhook was removed.
    NoRecipient,
    /// Mail is off.
    MailOff,
    /// The name of the host could not be found.
    UnknownHost,
    /// It is at an address that must not be reached.
    ForbiddenAddress(String),
    /// Nobody took the call, or the talk broke off.
    NoConnection(String),
    /// There was no answer in time.
    TooSlow,
    /// The answer was another status than 2xx.
    Status(u16),
    /// The robot said no, in these words.
    Refused(String),
    /// The mail server said no: its code, and whether it means for ever.
    Mail(String, bool),
    /// This version of the program cannot put it in words.
    Unreadable,
}

impl Trouble {
    /// Whether trying again is of no use.
    pub fn is_final(&self) -> bool {
        match self {
            Self::NoRecipient | Self::Unreadable => true,
            Self::Mail(_, is_final) => *is_final,
            _ => false,
        }
    }

    /// The words that are stored.
    pub fn stored(&self) -> String {
        let (word, detail) = match self {
            Self::NoRecipient => ("no_recipient", String::new()),
            Self::MailOff => ("mail_off", String::new()),
            Self::UnknownHost => ("unknown_host", String::new()),
            Self::ForbiddenAddress(address) => ("forbidden_address", address.clone()),
            Self::NoConnection(detail) => ("no_connection", detail.clone()),
            Self::TooSlow => ("too_slow", String::new()),
            Self::Status(status) => ("status", status.to_string()),
            Self::Refused(said) => ("refused", said.clone()),
            Self::Mail(said, _) => ("mail", said.clone()),
            Self::Unreadable => ("unreadable", String::new()),
        };
        let whole = if detail.is_empty() { word.to_owned() } else { format!("{word}: {detail}") };
        whole.chars().filter(|sign| *sign != '\0').take(500).collect()
    }

    /// The status to note beside it.
    pub fn status(&self) -> Option<i32> {
        if let Self::Status(status) = self { Some((*status).into()) } else { None }
    }
}

impl From<NoAnswer> for Trouble {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::UnknownHost => Self::UnknownHost,
            NoAnswer::ForbiddenAddress(address) => Self::ForbiddenAddress(address),
            NoAnswer::NoConnection(detail) => Self::NoConnection(detail),
            NoAnswer::TooSlow => Self::TooSlow,
            NoAnswer::NoRequest => Self::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pauses_double_up_to_two_hours() {
        let minutes: Vec<i64> = (1..=9).map(|tries| pause_after(tries, 0.5).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
    }

    #[test]
    fn a_message_is_tried_for_two_to_four_days() {
        let all: TimeDelta = (1..MOST_TRIES).map(|tries| pause_after(tries, 0.5)).sum();
        assert!(all > TimeDelta::days(2) && all < TimeDelta::days(4), "{all}");
    }

    #[test]
    fn what_is_stored_fits_its_column_and_holds_no_nul() {
        let stored = Trouble::Refused("\0超".repeat(2000)).stored();
        assert!(stored.starts_with("refused: 超") && stored.chars().count() <= 500 && !stored.contains('\0'));
        assert_eq!(Trouble::Status(503).stored(), "status: 503");
    }

    proptest! {
        #[test]
        fn a_pause_is_never_nothing_and_never_much_longer_than_the_longest(tries in any::<i32>(), chance in any::<f64>()) {
            let tries = tries.max(1);
            let pause = pause_after(tries, if chance.is_nan() { 0.0 } else { chance });
            prop_assert!(pause >= TimeDelta::seconds(48) && pause <= TimeDelta::minutes(144));
        }
    }
}
