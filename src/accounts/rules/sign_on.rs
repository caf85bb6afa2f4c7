//! Who comes in with an account of a sign-on service.

use std::time::Duration;

/// How long one may take at the service.
pub const ATTEMPT_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// Why somebody whom a service knows does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLetIn {
    /// Nobody here has this employee number, or the service told none. Nobody is ever made by signing in.
    Unknown,
    /// An administrator blocked the person.
    Blocked,
    /// The person no longer works here.
    Left,
    /// The person came with another account of this service before. Whoever got the number later is somebody else.
    AnotherAccount,
}

impl NotLetIn {
    /// Id of the sentence that says what to do.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::Unknown => "sign-on-unknown",
            Self::Blocked => "sign-on-blocked",
            Self::Left => "sign-on-left",
            Self::AnotherAccount => "sign-on-another",
        }
    }
}

/// What is known of an account with which a person comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It is theirs.
    Known,
    /// They come with an account of this service for the first time: from now on it is theirs.
    New,
}

/// Whether a person comes in with the account `subject` of a service. `known` are their accounts of this service.
///
/// # Errors
/// [`NotLetIn`] says why not.
pub fn admit(is_blocked: bool, is_employed: bool, known: &[String], subject: &str) -> Result<Link, NotLetIn> {
    if is_blocked {
        return Err(if is_employed { NotLetIn::Blocked } else { NotLetIn::Left });
    }
    if known.iter().any(|one| one == subject) {
        Ok(Link::Known)
    } else if known.is_empty() {
        Ok(Link::New)
    } else {
        Err(NotLetIn::AnotherAccount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_belongs_to_a_person_from_the_first_time_on() {
        let known = ["u1".to_owned()];
        assert_eq!(admit(false, true, &[], "u1"), Ok(Link::New));
        assert_eq!(admit(false, true, &known, "u1"), Ok(Link::Known));
        assert_eq!(admit(false, true, &known, "u2"), Err(NotLetIn::AnotherAccount));
    }

    #[test]
    fn who_is_blocked_does_not_come_in_and_hears_why() {
        assert_eq!(admit(true, true, &["u1".to_owned()], "u1"), Err(NotLetIn::Blocked));
        assert_eq!(admit(true, false, &[], "u1"), Err(NotLetIn::Left));
    }
}
