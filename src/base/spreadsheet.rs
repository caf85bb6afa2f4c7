//! A list in somebody's spreadsheet: what its columns hold, guessed by their headings. The rooms say which columns there are
//! and what a row means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::{column_letter, fold_words};

/// A row as it was read: its number from 1, and what its cells show.
pub type Cells = (usize, Vec<String>);

/// What a column of a list may hold.
pub trait Heading: Copy + PartialEq + 'static {
    /// All of them, in the order in which people choose.
    const ALL: &'static [Self];

    /// The word that forms use.
    fn as_str(self) -> &'static str;

    /// The headings that mean it, in small letters and digits only, with spaces between them.
    fn headings(self) -> &'static str;

    /// The column with this word of a form.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.as_str() == word)
    }

    /// The column with this heading, however it is written.
    fn named(heading: &str) -> Option<Self> {
        let folded: String = fold_words(heading).chars().filter(|one| one.is_alphanumeric()).collect();
        Self::ALL.iter().copied().find(|column| column.headings().split_whitespace().any(|one| one == folded))
    }
}

/// What the columns of a list hold, by their place from 0, and the row in which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUses<C> {
    /// By place.
    pub columns: BTreeMap<usize, C>,
    /// The first row, from 1, that is no heading.
    pub first_row: usize,
}

impl<C> Default for ColumnUses<C> {
    fn default() -> Self {
        Self { columns: BTreeMap::new(), first_row: 0 }
    }
}

/// Rows among which the headings are looked for.
const HEADINGS_WITHIN: usize = 20;

impl<C: Heading> ColumnUses<C> {
    /// What the columns seem to hold, by the row with the most headings that are understood.
    pub fn guessed(rows: &[Cells]) -> Self {
        let mut best = Self { columns: BTreeMap::new(), first_row: rows.first().map_or(1, |row| row.0) };
        for (number, cells) in rows.iter().take(HEADINGS_WITHIN) {
            let found = headings(cells);
            if found.len() >= 2 && found.len() > best.columns.len() {
                best = Self { columns: found, first_row: number + 1 };
            }
        }
        best
    }

    /// What a person says of each of the columns, from the first on, as the word of a form; empty is nothing. `None` when two
    /// hold the same.
    pub fn said(words: impl Iterator<Item = impl AsRef<str>>, first_row: usize) -> Option<Self> {
        let mut columns: BTreeMap<usize, C> = BTreeMap::new();
        for (place, word) in words.enumerate() {
            let Some(column) = C::parse(word.as_ref()) else { continue };
            if columns.values().any(|known| *known == column) {
                return None;
            }
            columns.insert(place, column);
        }
        Some(Self { columns, first_row })
    }

    /// Whether a column holds it.
    pub fn has(&self, column: C) -> bool {
        self.place(column).is_some()
    }

    /// The place of a column, from 0.
    pub fn place(&self, column: C) -> Option<usize> {
        self.columns.iter().find(|(_, one)| **one == column).map(|(place, _)| *place)
    }

    /// The letter of a column.
    pub fn letter(&self, column: C) -> Option<String> {
        self.place(column).map(column_letter)
    }
}

fn headings<C: Heading>(cells: &[String]) -> BTreeMap<usize, C> {
    let mut found: BTreeMap<usize, C> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        let column = C::named(cell).filter(|one| !found.values().any(|known| known == one));
        if let Some(column) = column {
            found.insert(place, column);
        }
    }
    found
}

/// How many columns the widest row has.
pub fn width(rows: &[Cells]) -> usize {
    rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Fruit {
        Name,
        Weight,
    }

    impl Heading for Fruit {
        const ALL: &'static [Self] = &[Self::Name, Self::Weight];

        fn as_str(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Weight => "weight",
            }
        }

        fn headings(self) -> &'static str {
            match self {
                Self::Name => "名称 name",
                Self::Weight => "重量 weight",
            }
        }
    }

    fn row(number: usize, cells: &[&str]) -> Cells {
        (number, cells.iter().map(|one| (*one).to_owned()).collect())
    }

    #[test]
    fn the_row_with_the_most_known_headings_names_the_columns() {
        let rows =
            [row(1, &["Name"]), row(3, &["", "Ｎａｍｅ：", "重 量", "name"]), row(4, &["x", "pear", "3"])];
        let uses = ColumnUses::guessed(&rows);
        assert_eq!(
            (uses.place(Fruit::Name), uses.place(Fruit::Weight), uses.first_row),
            (Some(1), Some(2), 4)
        );
        assert_eq!(uses.letter(Fruit::Weight).unwrap(), "C");
        assert_eq!(width(&rows), 4);
        let unknown = ColumnUses::<Fruit>::guessed(&[row(7, &["pear", "3"])]);
        assert!(unknown.columns.is_empty() && unknown.first_row == 7);
    }

    #[test]
    fn what_is_said_twice_is_not_taken() {
        let said = |words: &[&str]| ColumnUses::<Fruit>::said(words.iter(), 2);
        assert_eq!(said(&["", "weight", "nonsense"]).unwrap().place(Fruit::Weight), Some(1));
        assert_eq!(said(&["name", "name"]), None);
    }
}
