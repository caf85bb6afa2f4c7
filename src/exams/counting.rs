//! Which of a person's attempts counts, and how the person stands by it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Which of a person's attempts at an exam counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// The best: one that passed before others, then the larger share of the points, then the later one.
    #[default]
    Best,
    /// The last.
    Last,
    /// The first. Later ones are practice: they certify nothing.
    First,
}

impl Counting {
    /// Every rule, in the order in which pages offer them.
    pub const ALL: [Self; 3] = [Self::Best, Self::Last, Self::First];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Last => "last",
            Self::First => "first",
        }
    }

    /// The rule of a stored word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// Whether an attempt that passes certifies; `is_first` is whether the person made none before it that counts.
    pub fn certifies(self, is_first: bool) -> bool {
        self != Self::First || is_first
    }
}

/// An attempt as far as counting needs it. Voided attempts are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// First, second, … attempt.
    pub number: i32,
    /// Where it stands.
    pub stage: Stage,
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Somebody is sitting it.
    Open,
    /// Handed in and not graded yet.
    Waiting,
    /// Graded.
    Graded {
        /// Points in 1/100.
        score: i32,
        /// Possible points in 1/100.
        maximum: i32,
        /// Whether it passed.
        passed: bool,
    },
}

impl Tried {
    fn is_graded(&self) -> bool {
        matches!(self.stage, Stage::Graded { .. })
    }

    fn passed(&self) -> bool {
        matches!(self.stage, Stage::Graded { passed: true, .. })
    }

    /// Worse attempts are smaller; those without a score are the smallest.
    fn compare(&self, other: &Self) -> Ordering {
        let by_score = match (self.stage, other.stage) {
            (
                Stage::Graded { score, maximum, passed },
                Stage::Graded { score: other_score, maximum: other_maximum, passed: other_passed },
            ) => {
                let share = i64::from(score) * i64::from(other_maximum);
                let other_share = i64::from(other_score) * i64::from(maximum);
                passed.cmp(&other_passed).then(share.cmp(&other_share))
            }
            _ => self.is_graded().cmp(&other.is_graded()),
        };
        by_score.then(self.number.cmp(&other.number))
    }
}

/// The index of the attempt that counts; `None` when there is none. By the last rule an attempt that is not graded yet
/// does not take the place of a graded one.
pub fn counts(rule: Counting, tried: &[Tried]) -> Option<usize> {
    let all = || tried.iter().enumerate();
    let chosen = match rule {
        Counting::Best => all().max_by(|(_, one), (_, other)| one.compare(other)),
        Counting::Last => all().max_by_key(|(_, one)| (one.is_graded(), one.number)),
        Counting::First => all().min_by_key(|(_, one)| one.number),
    };
    chosen.map(|(index, _)| index)
}

/// How a person stands in an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Passed.
    Passed,
    /// Did not pass, and nothing is open that could change it.
    Failed,
    /// An attempt that may decide is open.
    InProgress,
    /// An attempt that may decide is handed in and not graded yet.
    Waiting,
    /// Made no attempt.
    Absent,
}

/// How a person stands who made these attempts. Best: whoever passed once has passed. Last and first: that attempt
/// decides, also while it is open.
pub fn standing(rule: Counting, tried: &[Tried]) -> Standing {
    let by_stage = |one: &Tried| match one.stage {
        Stage::Open => Standing::InProgress,
        Stage::Waiting => Standing::Waiting,
        Stage::Graded { passed: true, .. } => Standing::Passed,
        Stage::Graded { passed: false, .. } => Standing::Failed,
    };
    let has = |stage: Stage| tried.iter().any(|one| one.stage == stage);
    match rule {
        _ if tried.is_empty() => Standing::Absent,
        Counting::Best if tried.iter().any(Tried::passed) => Standing::Passed,
        Counting::Best if has(Stage::Open) => Standing::InProgress,
        Counting::Best if has(Stage::Waiting) => Standing::Waiting,
        Counting::Best => Standing::Failed,
        Counting::Last => tried.iter().max_by_key(|one| one.number).map_or(Standing::Absent, by_stage),
        Counting::First => tried.iter().min_by_key(|one| one.number).map_or(Standing::Absent, by_stage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(number: i32, score: i32, passed: bool) -> Tried {
        Tried { number, stage: Stage::Graded { score, maximum: 1000, passed } }
    }

    fn at(number: i32, stage: Stage) -> Tried {
        Tried { number, stage }
    }

    #[test]
    fn each_rule_has_its_attempt_and_its_standing() {
        use Standing::{Absent, Failed, InProgress, Passed, Waiting};
        let (failed, passed, weak) = (graded(1, 500, false), graded(2, 900, true), graded(3, 400, false));
        for (tried, rule, counted, stands) in [
            (vec![], Counting::Best, None, Absent),
            (vec![failed, passed, weak], Counting::Best, Some(1), Passed),
            (vec![failed, passed, weak], Counting::Last, Some(2), Failed),
            (vec![failed, passed, weak], Counting::First, Some(0), Failed),
            (vec![weak, passed, failed], Counting::First, Some(2), Failed),
            (vec![failed, at(2, Stage::Open)], Counting::Best, Some(0), InProgress),
            (vec![failed, at(2, Stage::Open)], Counting::Last, Some(0), InProgress),
            (vec![failed, at(2, Stage::Open)], Counting::First, Some(0), Failed),
            (vec![failed, at(2, Stage::Waiting)], Counting::Best, Some(0), Waiting),
            (vec![failed, at(2, Stage::Waiting)], Counting::Last, Some(0), Waiting),
            (vec![at(1, Stage::Open)], Counting::First, Some(0), InProgress),
            (vec![passed, at(3, Stage::Open)], Counting::Best, Some(0), Passed),
        ] {
            assert_eq!(
                (counts(rule, &tried), standing(rule, &tried)),
                (counted, stands),
                "{rule:?} {tried:?}"
            );
        }
    }

    #[test]
    fn the_best_is_by_share_of_the_points_and_of_equals_the_later() {
        let of_fewer = at(1, Stage::Graded { score: 300, maximum: 400, passed: false });
        let of_more = at(2, Stage::Graded { score: 700, maximum: 1000, passed: false });
        assert_eq!(counts(Counting::Best, &[of_fewer, of_more]), Some(0));
        assert_eq!(counts(Counting::Best, &[graded(1, 700, true), graded(2, 700, true)]), Some(1));
        assert_eq!(counts(Counting::Best, &[graded(1, 400, true), graded(2, 700, false)]), Some(0));
    }

    #[test]
    fn only_under_the_first_rule_a_later_attempt_certifies_nothing() {
        for rule in Counting::ALL {
            assert!(rule.certifies(true));
            assert_eq!(rule.certifies(false), rule != Counting::First);
            assert_eq!(Counting::parse(rule.as_str()), Some(rule));
        }
        assert_eq!(Counting::parse("worst"), None);
    }
}
