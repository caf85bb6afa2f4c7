//! Which rows of an import a page shows, and a decision about all of them is about.

use crate::banks::model::Verdict;

/// Which rows of an import are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowFilter {
    /// All.
    #[default]
    All,
    /// Those that need a look: errors, key conflicts, duplicates, warnings about more than a concluded type, and those
    /// that resemble others.
    Problems,
    /// Those with this verdict.
    Verdict(Verdict),
    /// Those the reader warns about.
    Warning,
    /// Those that say nearly the same as another question.
    Similar,
}

impl RowFilter {
    /// The filter for a word of an address; everything for a word that is none.
    pub fn parse(word: &str) -> Self {
        match word {
            "problems" => Self::Problems,
            "warning" => Self::Warning,
            "similar" => Self::Similar,
            other => Verdict::parse(other).map_or(Self::All, Self::Verdict),
        }
    }

    /// Its word in an address; empty for all.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Problems => "problems",
            Self::Warning => "warning",
            Self::Similar => "similar",
            Self::Verdict(verdict) => verdict.as_str(),
        }
    }

    /// Whether a row that stands so is wanted.
    pub fn takes(self, row: &RowFacts) -> bool {
        match self {
            Self::All => true,
            Self::Problems => row.is_problem(),
            Self::Verdict(wanted) => wanted == row.verdict,
            Self::Warning => row.has_warning,
            Self::Similar => row.is_similar,
        }
    }
}

/// What a filter asks about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFacts {
    /// Its verdict.
    pub verdict: Verdict,
    /// Whether the reader warns about it.
    pub has_warning: bool,
    /// Whether it warns about more than a concluded type.
    pub has_doubt: bool,
    /// Whether it says nearly the same as another question.
    pub is_similar: bool,
}

impl RowFacts {
    fn is_problem(&self) -> bool {
        self.has_doubt
            || self.is_similar
            || matches!(self.verdict, Verdict::Error | Verdict::KeyConflict | Verdict::Duplicate)
    }

    /// The order in which a person goes through the rows: what needs them first.
    pub fn urgency(&self) -> usize {
        match self.verdict {
            Verdict::Error => 0,
            Verdict::KeyConflict => 1,
            Verdict::Duplicate => 2,
            Verdict::Changed => 4,
            _ if self.is_similar => 3,
            Verdict::New => 5,
            Verdict::Same => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_back_from_its_word_and_any_other_word_shows_everything() {
        let all = [RowFilter::All, RowFilter::Problems, RowFilter::Warning, RowFilter::Similar];
        let verdicts = Verdict::ALL.iter().map(|verdict| RowFilter::Verdict(*verdict));
        for filter in all.into_iter().chain(verdicts) {
            assert_eq!(RowFilter::parse(filter.as_str()), filter);
        }
        assert_eq!(RowFilter::parse("dance"), RowFilter::All);
    }

    #[test]
    fn problems_are_what_needs_a_look() {
        let row =
            |verdict, has_doubt, is_similar| RowFacts { verdict, has_warning: true, has_doubt, is_similar };
        assert!(RowFilter::Problems.takes(&row(Verdict::KeyConflict, false, false)));
        assert!(RowFilter::Problems.takes(&row(Verdict::New, true, false)));
        assert!(RowFilter::Problems.takes(&row(Verdict::New, false, true)));
        assert!(!RowFilter::Problems.takes(&row(Verdict::Changed, false, false)));
        assert!(!RowFilter::Verdict(Verdict::New).takes(&row(Verdict::Same, true, true)));
    }
}
