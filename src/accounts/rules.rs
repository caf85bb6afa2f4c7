//! Decisions about signing in: how long to wait after failures, which passwords are too weak. Beside it: what a list of people
//! changes ([`bringing_in`]), who comes in with an account of a sign-on service ([`sign_on`]).

pub mod bringing_in;
pub mod sign_on;

use std::time::Duration;

use chrono::NaiveDate;

use super::model::Role;
use crate::base::text::is_code;

/// Failures older than this no longer count.
pub const FAILURE_WINDOW: Duration = Duration::from_secs(15 * 60);

/// How long a session lasts, however busy it is.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long a session may lie unused. Saving an answer counts as use.
pub const SESSION_IDLE: Duration = Duration::from_secs(24 * 3600);

/// For how long after the password the code of the second step is taken.
pub const STEP_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// For how long a proof of who one is counts before something that matters.
pub const PROOF_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How long a one-time link works.
pub const INVITATION_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// Failures on one name that cost nothing.
const FREE_BY_NAME: i64 = 5;
/// Failures from one address that cost nothing: a whole exam room sits behind one address. Tries under way are not among
/// them, so a crowd that signs in at once is not slowed.
const FREE_BY_ADDRESS: i64 = 300;
/// The longest wait. A right password is never locked out for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Failed sign-ins within [`FAILURE_WINDOW`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// On the name that was typed.
    pub by_name: i64,
    /// From the address it came from.
    pub by_address: i64,
}

/// How long after the last failure the next try is taken: nothing at first, then doubling up to a minute.
pub fn wait_after(failures: Failures) -> Duration {
    let by_name = wait(failures.by_name - FREE_BY_NAME);
    let by_address = wait(failures.by_address - FREE_BY_ADDRESS);
    by_name.max(by_address)
}

fn wait(over: i64) -> Duration {
    if over <= 0 {
        return Duration::ZERO;
    }
    let doubled = 2u64.saturating_pow(u32::try_from(over).unwrap_or(u32::MAX));
    Duration::from_secs(doubled).min(LONGEST_WAIT)
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than 8 characters.
    TooShort,
    /// More than 200 characters.
    TooLong,
    /// Among the first that anyone would try, or not much more than names and numbers of the person or the company.
    TooCommon,
}

impl PasswordProblem {
    /// Id of the sentence that says what to do.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::TooShort => "accounts-password-too-short",
            Self::TooLong => "accounts-password-too-long",
            Self::TooCommon => "accounts-password-too-common",
        }
    }
}

/// Passwords that everyone tries first here, lower case; thousands that were stolen elsewhere are in the estimator.
const COMMON: &str = include_str!("common_passwords.txt");

/// Names of this program, which anyone would try first.
const PRODUCT: &[&str] = &["certamen", "training", "考试", "培训"];

/// Fewest tries after which a good guesser finds a password, as a power of ten. The throttle allows about a thousand tries
/// on a name a day.
const FEWEST_GUESSES: f64 = 6.0;

/// Whether a password may be set. `own` are names and numbers of the person and the company. How easily it is guessed is
/// estimated after Wheeler, "zxcvbn: Low-Budget Password Strength Estimation" (USENIX Security 2016).
///
/// # Errors
/// [`PasswordProblem`] says why not.
pub fn check_password(password: &str, own: &[&str]) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < 8 {
        return Err(PasswordProblem::TooShort);
    }
    if length > 200 {
        return Err(PasswordProblem::TooLong);
    }
    let lower = password.to_lowercase();
    let words: Vec<&str> = own.iter().chain(PRODUCT).copied().filter(|word| !word.is_empty()).collect();
    let is_guessed = zxcvbn::zxcvbn(&lower, &words).guesses_log10() < FEWEST_GUESSES;
    if is_guessed || is_little_more_than(&lower, &words) || COMMON.lines().any(|common| common == lower) {
        return Err(PasswordProblem::TooCommon);
    }
    Ok(())
}

/// Whether fewer than four letters and digits are left of a password without one of the words, however that is spaced.
fn is_little_more_than(lower: &str, words: &[&str]) -> bool {
    const LEFT: usize = 4;
    let plain = |text: &str| -> String {
        text.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect()
    };
    let password = plain(lower);
    words
        .iter()
        .map(|word| plain(word))
        .any(|word| password.contains(&word) && password.replace(&word, "").chars().count() < LEFT)
}

/// What a sign-in name is, by its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginKind {
    /// A number or word the company gave.
    EmployeeNumber,
    /// An address with an at sign.
    Email,
    /// A number with its country's prefix, or one of mainland China's mobile numbers.
    Phone,
}

/// What a sign-in name is, by its looks.
pub fn login_kind(login: &str) -> LoginKind {
    let digits = login.chars().filter(char::is_ascii_digit).count();
    let only_phone_signs =
        login.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '-' | ' ' | '(' | ')'));
    if login.contains('@') {
        LoginKind::Email
    } else if only_phone_signs
        && digits >= 8
        && (login.starts_with('+') || (digits == 11 && login.starts_with('1')))
    {
        LoginKind::Phone
    } else {
        LoginKind::EmployeeNumber
    }
}

/// Whether a text looks like an e-mail address.
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    })
}

/// Whether a text looks like a telephone number.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(|sign| sign.is_numeric()).count();
    digits >= 5 && !text.chars().any(char::is_alphabetic)
}

/// Why something cannot be on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayProblem {
    /// The day has not come yet.
    Ahead,
    /// It is before what it ends or follows began.
    TooEarly(NaiveDate),
}

/// Whether something can be on `day`: at most today, and not before `earliest`.
///
/// # Errors
/// [`DayProblem`] says why not.
pub fn check_day(day: NaiveDate, earliest: Option<NaiveDate>, today: NaiveDate) -> Result<(), DayProblem> {
    if day > today {
        return Err(DayProblem::Ahead);
    }
    match earliest {
        Some(earliest) if day < earliest => Err(DayProblem::TooEarly(earliest)),
        _ => Ok(()),
    }
}

/// Whether somebody may change how a person with these roles signs in: an administrator everybody's, others only that of
/// people who are trainees and nothing else, so that nobody gains rights through somebody else's account.
pub fn may_change_sign_in(reader: &[Role], person: &[Role]) -> bool {
    reader.contains(&Role::Admin)
        || reader.contains(&Role::Hr) && person.iter().all(|role| *role == Role::Trainee)
}

/// A code for a group of this name that no other has: the name itself where it can be one, else a number.
pub fn new_group_code(name: &str, taken: &[String]) -> String {
    let plain: String = name.trim().to_lowercase().replace(' ', "-");
    let base = if is_code(&plain) && plain.len() <= 58 { plain } else { "group".to_owned() };
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    let mut candidates = std::iter::once(base.clone()).filter(|one| one != "group").chain(numbered);
    candidates.find(|code| !taken.contains(code)).unwrap_or(base)
}

/// What a form changes: what was ticked now and not before is added, what was ticked before and not now is removed.
/// What somebody else changed since the form was opened stays as it is.
pub fn difference<T: PartialEq + Copy>(before: &[T], now: &[T]) -> (Vec<T>, Vec<T>) {
    let without =
        |some: &[T], others: &[T]| some.iter().copied().filter(|one| !others.contains(one)).collect();
    (without(now, before), without(before, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_shows_what_it_is() {
        for (login, kind) in [
            ("root@certamen.example", LoginKind::Email),
            ("13800138000", LoginKind::Phone),
            ("+44 20 7946 0000", LoginKind::Phone),
            ("138-0013-8000", LoginKind::Phone),
            ("10042", LoginKind::EmployeeNumber),
            ("CH-004183", LoginKind::EmployeeNumber),
            ("23800138000", LoginKind::EmployeeNumber),
        ] {
            assert_eq!(login_kind(login), kind, "{login}");
        }
    }

    #[test]
    fn a_form_changes_only_what_its_reader_changed() {
        assert_eq!(difference(&[1, 2], &[2, 3]), (vec![3], vec![1]));
        assert_eq!(difference(&[1, 2], &[1, 2]), (vec![], vec![]));
    }

    fn seconds(by_name: i64, by_address: i64) -> u64 {
        wait_after(Failures { by_name, by_address }).as_secs()
    }

    #[test]
    fn a_few_mistakes_cost_nothing_and_many_cost_a_minute_at_most() {
        assert_eq!([0, 5, 6, 7, 8, 11, 100, i64::MAX].map(|n| seconds(n, 0)), [0, 0, 2, 4, 8, 60, 60, 60]);
    }

    #[test]
    fn an_exam_room_behind_one_address_is_not_slowed_by_its_mistakes() {
        assert_eq!(seconds(1, 300), 0);
        assert!(seconds(1, 301) > 0);
    }

    #[test]
    fn s04_common_passwords_and_those_of_names_and_numbers_are_refused() {
        let own = ["ch-004183", "张伟民", "Horizon Sales", "13900000011"];
        for common in [
            "Password1",
            "aaaaaaaaaa",
            "CH-004183",
            "ch-0041831",
            "certamen2026",
            "张伟民张伟民",
            "张伟民张伟民!!",
            "horizon sales",
            "HorizonSales1",
            "13900000011",
            "woaini1314",
            "q1w2e3r4t5",
            "liverpool",
            "abcdefgh1",
        ] {
            let length = common.chars().count();
            let expected = if length < 8 { PasswordProblem::TooShort } else { PasswordProblem::TooCommon };
            assert_eq!(check_password(common, &own), Err(expected), "{common}");
        }
    }

    #[test]
    fn s03_length_is_what_counts_and_any_character_is_taken() {
        assert_eq!(check_password("短密码", &[]), Err(PasswordProblem::TooShort));
        assert_eq!(check_password(&"长".repeat(201), &[]), Err(PasswordProblem::TooLong));
        for taken in [
            "blue horses eat late",
            "这是一个很长的密码",
            &"墙角有三只猫在看雨".repeat(8),
            "  spaces count  ",
            "ñandú corre 🦩 rápido",
            "kwovjtnl",
        ] {
            assert_eq!(check_password(taken, &["ch-004183"]), Ok(()), "{taken}");
        }
    }
}
