//! What a failure of the database means for whoever asked.

use diesel::result::{DatabaseErrorKind, Error};

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was done because another transaction was in the way; the same may pass when tried again at once.
    Passing,
    /// The database cannot do it now, or is not there; what became of the request is not known when it broke in a commit.
    Unavailable,
    /// Text that no row can hold, with a NUL character: whoever sent it is told.
    Unstorable,
    /// Anything else: our mistake.
    Other,
}

/// Words in the database's own messages, for what has no kind of its own in diesel. They are English where the
/// database is the server's own; a given one that speaks another language loses only the friendlier answer.
const PASSING: &[&str] = &["deadlock detected", "could not serialize access"];
const UNAVAILABLE: &[&str] = &[
    "due to lock timeout",
    "due to statement timeout",
    "No space left on device",
    "out of memory",
    "too many clients",
    "remaining connection slots",
    "terminating connection",
    "the database system is",
    "recovery is in progress",
];
const UNSTORABLE: &[&str] = &["invalid byte sequence for encoding"];

/// What a failure means.
#[must_use]
pub fn meaning(error: &Error) -> Failure {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Failure::Passing,
        Error::DatabaseError(
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        )
        | Error::BrokenTransactionManager => Failure::Unavailable,
        // Whether it was committed is not known.
        Error::RollbackErrorOnCommit { commit_error, .. } => match meaning(commit_error) {
            Failure::Other => Failure::Other,
            _ => Failure::Unavailable,
        },
        Error::DatabaseError(DatabaseErrorKind::Unknown, said) => by_words(said.message()),
        _ => Failure::Other,
    }
}

fn by_words(message: &str) -> Failure {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(PASSING) {
        Failure::Passing
    } else if says(UNAVAILABLE) {
        Failure::Unavailable
    } else if says(UNSTORABLE) {
        Failure::Unstorable
    } else {
        Failure::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_is_away_and_from_a_mistake() {
        for (message, failure) in [
            ("deadlock detected", Failure::Passing),
            ("could not serialize access due to concurrent update", Failure::Passing),
            ("canceling statement due to lock timeout", Failure::Unavailable),
            ("canceling statement due to statement timeout", Failure::Unavailable),
            ("could not extend file \"base/5/16384\": No space left on device", Failure::Unavailable),
            ("the database system is shutting down", Failure::Unavailable),
            ("terminating connection due to administrator command", Failure::Unavailable),
            ("invalid byte sequence for encoding \"UTF8\": 0x00", Failure::Unstorable),
            ("relation \"nothing\" does not exist", Failure::Other),
        ] {
            let error = Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            assert_eq!(meaning(&error), failure, "{message}");
        }
        let closed = DatabaseErrorKind::UnableToSendCommand;
        assert_eq!(meaning(&Error::DatabaseError(closed, Box::new(String::new()))), Failure::Unavailable);
        assert_eq!(meaning(&Error::NotFound), Failure::Other);
    }
}
