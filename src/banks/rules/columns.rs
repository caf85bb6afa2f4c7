//! What the columns of a table hold, as a person said, and by which headings it is known again.

use std::collections::BTreeMap;

use question_formats::fingerprint::comparable;
use question_formats::{Column, TableHead, column_named};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the columns of a table hold. Without columns the headings say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUses {
    /// By the letter of the column.
    #[serde(default)]
    pub columns: BTreeMap<String, Column>,
    /// The row, from 1, in which the questions begin.
    #[serde(default)]
    pub first_row: Option<usize>,
}

impl ColumnUses {
    /// Whether the headings say it.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// The letter of a column from 0, up to ZZ.
pub fn column_letter(index: usize) -> String {
    let letter = |place: usize| u8::try_from(place).map_or('A', |place| char::from(b'A' + place % 26));
    match index / 26 {
        0 => letter(index).to_string(),
        before => [letter(before - 1), letter(index % 26)].iter().collect(),
    }
}

/// By what a row of headings is known again; `None` for a row that says too little to be one.
pub fn headings_digest(cells: &[String]) -> Option<[u8; 32]> {
    let folded: Vec<String> = cells.iter().map(|cell| comparable(cell)).collect();
    let filled = folded.iter().filter(|cell| !cell.is_empty()).count();
    (filled >= 2).then(|| Sha256::digest(folded.join("\u{1f}").trim_end_matches('\u{1f}')).into())
}

/// The headings above the row in which the questions begin.
pub fn headings(tables: &[TableHead], first_row: usize) -> Option<&[String]> {
    let rows = &tables.first()?.rows;
    rows.iter().rev().find(|(number, _)| *number < first_row).map(|(_, cells)| cells.as_slice())
}

/// What the columns seem to hold before a person says it: by the first row that has headings that are understood, else
/// nothing, with the questions below the first row.
pub fn guessed(tables: &[TableHead]) -> ColumnUses {
    let Some(table) = tables.first() else { return ColumnUses::default() };
    let known = |cells: &[String]| cells.iter().filter(|cell| column_named(cell).is_some()).count();
    // One known word among others may be a key such as B.
    let worth = |cells: &[String]| Some(known(cells)).filter(|known| *known > 1);
    let best = table.rows.iter().max_by_key(|(number, cells)| (worth(cells), usize::MAX - number));
    let Some((number, cells)) = best else { return ColumnUses::default() };
    let columns = cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| Some((column_letter(index), column_named(cell)?)))
        .collect();
    ColumnUses { columns, first_row: Some(number + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn headings_are_known_again_however_they_are_written() {
        let one = headings_digest(&cells(&["Frage", "Ａ", "Lösung "]));
        assert_eq!(one, headings_digest(&cells(&["frage", "A", "lösung", ""])));
        assert_ne!(one, headings_digest(&cells(&["Lösung", "A", "Frage"])));
        assert_eq!(headings_digest(&cells(&["2026 年题库", ""])), None);
    }

    #[test]
    fn columns_are_guessed_by_the_row_with_the_most_known_headings() {
        let rows = vec![
            (1, cells(&["2026 年题库"])),
            (2, cells(&["题干", "随便", "答案", "题干_en"])),
            (3, cells(&["谁决定采购？", "x", "A"])),
        ];
        let tables = [TableHead { sheet: None, rows }];
        let found = guessed(&tables);
        assert_eq!(found.first_row, Some(3));
        assert_eq!(found.columns, BTreeMap::from([("A".into(), Column::Stem), ("C".into(), Column::Answer)]));
        assert_eq!(headings(&tables, 3), Some(cells(&["题干", "随便", "答案", "题干_en"]).as_slice()));
        assert_eq!(headings(&tables, 1), None);
    }

    #[test]
    fn a_key_among_the_questions_is_no_heading() {
        let rows = vec![
            (1, cells(&["what", "one", "two", "good"])),
            (2, cells(&["What comes first?", "A price", "A question", "B"])),
        ];
        assert_eq!(guessed(&[TableHead { sheet: None, rows }]).first_row, Some(2));
    }

    #[test]
    fn columns_beyond_z_have_two_letters() {
        for (index, letter) in [(0, "A"), (25, "Z"), (26, "AA"), (39, "AN"), (52, "BA")] {
            assert_eq!(column_letter(index), letter);
        }
    }
}
