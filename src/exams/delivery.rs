//! How an exam is sat: how many questions a page holds, and what is noted about a sitting.

use serde::{Deserialize, Serialize};

/// Longest time notes about a sitting are kept, in days.
pub const LONGEST_KEEPING: u16 = 730;

/// Most times away after which a trainee may be told.
pub const MOST_TIMES_AWAY: u16 = 100;

/// How an exam is sat. Exams that were published before this could be chosen have the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Delivery {
    /// Questions on a page.
    #[serde(default)]
    pub paging: Paging,
    /// What is noted about a sitting; `None` is nothing.
    #[serde(default)]
    pub notes: Option<NotesPolicy>,
}

/// How many questions a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// One question on each page.
    #[default]
    One,
    /// All questions on one page.
    All,
    /// As each trainee likes; one until they choose.
    Choice,
}

impl Paging {
    /// Every value, in the order in which forms offer them.
    pub const ALL: [Self; 3] = [Self::Choice, Self::One, Self::All];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::All => "all",
            Self::Choice => "choice",
        }
    }

    /// The value of a stored word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paging| paging.as_str() == word)
    }

    /// Whether all questions stand on one page for somebody who wants that or not.
    pub fn shows_all(self, wanted: bool) -> bool {
        match self {
            Self::One => false,
            Self::All => true,
            Self::Choice => wanted,
        }
    }
}

/// What is noted about a sitting: when the page was left and come back to, what was pasted, gaps of the connection,
/// network addresses. Facts for people to read; nothing follows from them by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotesPolicy {
    /// Days until a note is deleted, 1 to [`LONGEST_KEEPING`].
    pub keep_days: u16,
    /// After so many times away the trainee is told once, 1 to [`MOST_TIMES_AWAY`]; `None` is never.
    #[serde(default)]
    pub tell_after: Option<u16>,
}

impl NotesPolicy {
    /// Whether somebody who was away so often is to be told.
    pub fn is_limit_reached(&self, times_away: usize) -> bool {
        self.tell_after.is_some_and(|limit| times_away >= usize::from(limit))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_was_published_before_means_one_question_a_page_and_no_notes() {
        for text in ["{}", r#"{"paging":"one"}"#, r#"{"paging":"one","notes":null}"#] {
            assert_eq!(serde_json::from_str::<Delivery>(text).unwrap(), Delivery::default());
        }
        assert!(!Delivery::default().paging.shows_all(true));
        assert!(Delivery::default().notes.is_none());
    }

    #[test]
    fn the_words_of_paging_are_those_of_the_stored_definition() {
        for paging in Paging::ALL {
            assert_eq!(serde_json::to_value(paging).unwrap(), paging.as_str());
            assert_eq!(Paging::parse(paging.as_str()), Some(paging));
        }
        assert!(Paging::All.shows_all(false) && Paging::Choice.shows_all(true));
        assert!(!Paging::Choice.shows_all(false));
    }

    #[test]
    fn a_limit_is_reached_at_its_number_and_without_a_limit_never() {
        let policy = |tell_after| NotesPolicy { keep_days: 30, tell_after };
        assert!(policy(Some(3)).is_limit_reached(3) && !policy(Some(3)).is_limit_reached(2));
        assert!(!policy(None).is_limit_reached(1000));
    }
}
