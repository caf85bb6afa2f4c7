//! Tables of anything: the rows of a spreadsheet or of a text, with nothing concluded about them.

use serde::{Deserialize, Serialize};

use crate::detect;
use crate::messages::Code;
use crate::model::{Diagnostic, Format};
use crate::table::Table;
use crate::{ReadOptions, csv_table, decode, sheet};

/// A sheet, or the whole of a text, as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainTable {
    /// Name of the sheet; none for a text.
    pub sheet: Option<String>,
    /// The rows that are not blank: number of the row (or line), from 1, and what its cells show, from column A on.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl PlainTable {
    fn new(table: &Table) -> Self {
        let rows = table.rows.iter().map(|row| {
            let cells = (0..row.width()).map(|column| row.text(column).to_owned()).collect();
            (row.number, cells)
        });
        Self { sheet: table.sheet.clone(), rows: rows.collect() }
    }
}

/// Reads the tables of a workbook or a text, those that are not hidden and not blank.
///
/// # Errors
/// What is wrong with the file: it is too large, damaged, or no table.
pub fn tables(bytes: &[u8], options: &ReadOptions) -> Result<Vec<PlainTable>, Box<Diagnostic>> {
    if bytes.len() > options.limits.bytes {
        return Err(Box::new(
            Diagnostic::new(Code::ETooLarge)
                .found(bytes.len().to_string())
                .expected(options.limits.bytes.to_string()),
        ));
    }
    let found = match detect::by_bytes(bytes, &options.limits).map(|detected| detected.format) {
        Some(format @ (Format::Xlsx | Format::Xls | Format::Ods)) => sheet::plain(bytes, format, options)?,
        Some(other) => {
            let diagnostic = Diagnostic::new(Code::EFormatNotReadYet).found(other.as_str());
            return Err(Box::new(diagnostic));
        }
        None => {
            let decoded = decode::decode(bytes, options.forced_encoding.as_deref())?;
            csv_table::plain(&decoded.text, &options.limits)?
        }
    };
    let shown = |table: &&Table| !table.is_hidden && !table.rows.is_empty();
    Ok(found.iter().filter(shown).map(PlainTable::new).collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_text_is_cut_into_cells_whatever_it_is_about() {
        let text = "\u{feff}工号,姓名,发证日期\r\nE1,\"林, 晓\",2024-03-01\r\n\r\nE2,,2024-03-02\r\n";
        let found = tables(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rows[0], (1, vec!["工号".into(), "姓名".into(), "发证日期".into()]));
        assert_eq!(found[0].rows[1], (2, vec!["E1".into(), "林, 晓".into(), "2024-03-01".into()]));
        assert_eq!(found[0].rows[2], (4, vec!["E2".into(), String::new(), "2024-03-02".into()]));
    }

    #[test]
    fn a_workbook_gives_its_sheets_and_a_picture_nothing() {
        let bytes = sheet::write_rows(&[vec!["a".to_owned(), "b".to_owned()], vec!["1".to_owned()]]).unwrap();
        let found = tables(&bytes, &ReadOptions::default()).unwrap();
        assert_eq!(found[0].rows, [(1, vec!["a".to_owned(), "b".to_owned()]), (2, vec!["1".to_owned()])]);
        assert!(tables(b"%PDF-1.7 x", &ReadOptions::default()).is_err());
        let small = crate::Limits { bytes: 2, ..crate::Limits::default() };
        assert!(tables(b"a,b", &ReadOptions { limits: small, ..ReadOptions::default() }).is_err());
    }
}
