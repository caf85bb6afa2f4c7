//! Sets of labels, the letters of options.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set of labels A to Z, always in the order of the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Labels(u32);

impl Labels {
    /// No label.
    pub const NONE: Self = Self(0);

    /// How many labels there are in all.
    pub const MOST: u8 = 26;

    /// Reads letters A to Z in any order; a letter written twice counts once. `None` for any other character.
    pub fn parse(text: &str) -> Option<Self> {
        text.chars().try_fold(Self::NONE, |labels, letter| Some(labels.with(index_of(letter)?)))
    }

    /// The same set with the label of the option at this index (0 is A). From 26 on there is no label.
    #[must_use]
    pub fn with(self, index: u8) -> Self {
        if index < Self::MOST { Self(self.0 | 1 << index) } else { self }
    }

    /// Whether the label of the option at this index is in the set.
    pub fn contains(self, index: u8) -> bool {
        index < Self::MOST && self.0 & 1 << index != 0
    }

    /// How many labels are in the set, 0 to 26.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no label is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The indexes of the options in the set, rising (0 is A).
    pub fn indexes(self) -> impl Iterator<Item = u8> {
        (0..Self::MOST).filter(move |index| self.contains(*index))
    }

    /// The letters in the set, rising.
    pub fn letters(self) -> impl Iterator<Item = char> {
        self.indexes().map(|index| char::from(b'A' + index))
    }

    /// The labels in both sets.
    #[must_use]
    pub fn in_both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The labels in either set.
    #[must_use]
    pub fn in_either(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every label here is also in the other set.
    pub fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether a question with this many options has all these labels.
    pub fn fit(self, option_count: u8) -> bool {
        self.indexes().all(|index| index < option_count)
    }

    /// The labels of the question for labels as shown. `order` gives for each shown option its index in the
    /// question, as the paper stores it. A label beyond the order is dropped.
    #[must_use]
    pub fn in_question_order(self, order: &[u8]) -> Self {
        self.indexes()
            .filter_map(|shown| order.get(usize::from(shown)))
            .fold(Self::NONE, |labels, index| labels.with(*index))
    }

    /// The labels as shown for labels of the question: the way back of [`Labels::in_question_order`].
    #[must_use]
    pub fn as_shown(self, order: &[u8]) -> Self {
        (0u8..)
            .zip(order)
            .filter(|(_, index)| self.contains(**index))
            .fold(Self::NONE, |labels, (shown, _)| labels.with(shown))
    }
}

impl fmt::Display for Labels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| write!(formatter, "{letter}"))
    }
}

impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.letters())
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let letters = Vec::<char>::deserialize(deserializer)?;
        letters.iter().try_fold(Self::NONE, |labels, letter| match index_of(*letter) {
            Some(index) => Ok(labels.with(index)),
            None => Err(serde::de::Error::custom(format!("{letter:?} is not a label"))),
        })
    }
}

pub(super) fn index_of(letter: char) -> Option<u8> {
    if !letter.is_ascii_uppercase() {
        return None;
    }
    u8::try_from(letter).ok()?.checked_sub(b'A')
}
