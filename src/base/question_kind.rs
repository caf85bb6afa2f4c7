//! The types of question, by the words that files, columns and JSON use.

use serde::{Deserialize, Serialize};

/// The type of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of several options is right.
    SingleChoice,
    /// One or more of several options are right.
    MultipleChoice,
    /// A statement that is right or wrong.
    TrueFalse,
    /// A text that people grade.
    ShortAnswer,
    /// Gaps to be filled with texts.
    FillBlank,
    /// A number within a tolerance.
    Numeric,
    /// Pairs to be found.
    Matching,
    /// Options to be put in order.
    Ordering,
}

impl QuestionKind {
    /// Every type, in the order in which lists show them.
    pub const ALL: &'static [Self] = &[
        Self::SingleChoice,
        Self::MultipleChoice,
        Self::TrueFalse,
        Self::ShortAnswer,
        Self::FillBlank,
        Self::Numeric,
        Self::Matching,
        Self::Ordering,
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::TrueFalse => "true_false",
            Self::ShortAnswer => "short_answer",
            Self::FillBlank => "fill_blank",
            Self::Numeric => "numeric",
            Self::Matching => "matching",
            Self::Ordering => "ordering",
        }
    }

    /// The type of a stored word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether the trainee chooses among options.
    pub fn has_options(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultipleChoice)
    }

    /// Whether people grade it.
    pub fn is_graded_by_people(self) -> bool {
        self == Self::ShortAnswer
    }

    /// Whether an exam may have it.
    pub fn may_be_set(self) -> bool {
        self.is_marked_by_server() || self.is_graded_by_people()
    }

    /// Whether options are shown, to choose among, to match or to put in order.
    pub fn shows_options(self) -> bool {
        self.has_options() || self.hides_order()
    }

    /// Whether the order in which its options are written says what is right, so that they are always shuffled.
    pub fn hides_order(self) -> bool {
        matches!(self, Self::Matching | Self::Ordering)
    }

    /// Whether the server marks it by itself. The others are graded by people.
    pub fn is_marked_by_server(self) -> bool {
        self != Self::ShortAnswer
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn every_type_is_found_again_by_its_word_in_columns_and_json() {
        for kind in QuestionKind::ALL {
            assert_eq!(QuestionKind::parse(kind.as_str()), Some(*kind));
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
        assert_eq!(QuestionKind::parse("Single_Choice"), None);
        assert_eq!(QuestionKind::parse(""), None);
    }
}
