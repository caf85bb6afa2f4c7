//! The methods by which a section gives points, and the words they are stored by.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::QuestionKind;

/// How a section gives points. Of a question worth P with n right options (or gaps, or pairs), r of which were found
/// and w chosen wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scoring {
    /// P for exactly the key, else none.
    AllOrNothing,
    /// 漏选按比例: none as soon as w > 0, else P·r/n.
    SubsetProportional,
    /// 漏选得一半: none as soon as w > 0, P for r = n, P/2 for r > 0.
    SubsetHalf,
    /// P·(r − w)/n, not below 0.
    RightMinusWrong,
    /// What is chosen by the weights of the options, added up: P·Σ weight, not below 0 and not above P. A question without
    /// weights is marked as right minus wrong.
    Weights,
    /// Each part by itself. Of a multiple choice every option is a part, judged rightly when it is chosen or left as the
    /// key says: P·judged rightly/options, none while no right option is chosen. Of gaps and pairs P·r/n.
    PerOption,
    /// The rule of KPrim questions: P when every option is judged rightly, P/2 when all but one are, else none.
    Kprim,
    /// A wrong answer takes points away, no answer gives none. A multiple choice is wrong as soon as w > 0 and gives none
    /// while right options are missing. Of gaps and pairs each is right, wrong or empty by itself.
    Negative(Penalty),
    /// The same where one answer is chosen, with "I do not answer this" as an answer of its own, which gives none.
    Claim(Penalty),
}

/// What a wrong answer takes away, and where that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Penalty {
    /// Percent of the points of the question, 1 to 100.
    pub percent: u8,
    /// What never gives less than nothing.
    pub floor: Floor,
}

/// What never gives less than nothing. The whole exam never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Floor {
    /// Each question.
    Question,
    /// Each section.
    Section,
    /// Only the exam.
    Exam,
}

impl Floor {
    /// Every floor, in the order in which forms offer them.
    pub const ALL: &'static [Self] = &[Self::Exam, Self::Section, Self::Question];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Section => "section",
            Self::Exam => "exam",
        }
    }

    /// The floor of a stored word; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|floor| floor.as_str() == word)
    }
}

impl Penalty {
    /// What forms begin with.
    pub const USUAL: Self = Self { percent: 25, floor: Floor::Exam };
}

impl Scoring {
    /// Every method, those that take points away with the usual penalty, in the order in which forms offer them.
    pub const ALL: &'static [Self] = &[
        Self::AllOrNothing,
        Self::SubsetProportional,
        Self::SubsetHalf,
        Self::RightMinusWrong,
        Self::Weights,
        Self::PerOption,
        Self::Kprim,
        Self::Negative(Penalty::USUAL),
        Self::Claim(Penalty::USUAL),
    ];

    /// The word of the method, whatever its penalty.
    pub fn method(self) -> &'static str {
        match self {
            Self::AllOrNothing => "all_or_nothing",
            Self::SubsetProportional => "subset_proportional",
            Self::SubsetHalf => "subset_half",
            Self::RightMinusWrong => "right_minus_wrong",
            Self::Weights => "weights",
            Self::PerOption => "per_option",
            Self::Kprim => "kprim",
            Self::Negative(_) => "negative",
            Self::Claim(_) => "claim",
        }
    }

    /// What a wrong answer takes away, where it takes something.
    pub fn penalty(self) -> Option<Penalty> {
        match self {
            Self::Negative(penalty) | Self::Claim(penalty) => Some(penalty),
            _ => None,
        }
    }

    /// The method of a word with this penalty, where the method has one; `None` for any other word.
    pub fn from_method(word: &str, penalty: Penalty) -> Option<Self> {
        Self::ALL.iter().copied().find(|scoring| scoring.method() == word).map(|scoring| match scoring {
            Self::Negative(_) => Self::Negative(penalty),
            Self::Claim(_) => Self::Claim(penalty),
            other => other,
        })
    }

    /// The method of a stored text: the word, after which those that take points away say how much and where it ends,
    /// as in `negative:25:exam`. `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let word = parts.next()?;
        let plain = Self::from_method(word, Penalty::USUAL)?;
        let found = match (plain.penalty(), parts.next(), parts.next()) {
            (None, None, None) => plain,
            (Some(_), Some(percent), Some(floor)) => {
                let percent = percent.parse().ok().filter(|percent| (1..=100).contains(percent))?;
                Self::from_method(word, Penalty { percent, floor: Floor::parse(floor)? })?
            }
            _ => return None,
        };
        // One way to write each, so that `025` and what follows a third colon are no words.
        (found.to_string() == text).then_some(found)
    }

    /// Whether a section may use it for questions of this type. Where one answer is right, most methods come to the same
    /// as all or nothing; what people grade has points of its own.
    pub fn fits(self, kind: QuestionKind) -> bool {
        use QuestionKind::{
            FillBlank, Matching, MultipleChoice, Ordering, ShortAnswer, SingleChoice, TrueFalse,
        };
        if kind == ShortAnswer {
            return true;
        }
        let has_parts = matches!(kind, FillBlank | Matching);
        match self {
            Self::AllOrNothing => true,
            Self::SubsetProportional | Self::SubsetHalf | Self::RightMinusWrong => kind != Ordering,
            Self::PerOption => true,
            Self::Weights => matches!(kind, SingleChoice | MultipleChoice | TrueFalse),
            Self::Kprim => !has_parts && kind != Ordering,
            Self::Negative(penalty) => kind != Ordering && (has_parts || penalty.floor != Floor::Question),
            Self::Claim(penalty) => {
                matches!(kind, SingleChoice | TrueFalse) && penalty.floor != Floor::Question
            }
        }
    }
}

impl fmt::Display for Scoring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.method())?;
        match self.penalty() {
            Some(Penalty { percent, floor }) => write!(formatter, ":{percent}:{}", floor.as_str()),
            None => Ok(()),
        }
    }
}

impl Serialize for Scoring {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scoring {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no scoring method")))
    }
}
