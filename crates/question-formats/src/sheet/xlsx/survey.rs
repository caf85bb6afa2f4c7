//! What a sheet's XML says besides the values of its cells.

use std::collections::{BTreeSet, HashSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::collect::Merged;
use crate::messages::Code;
use crate::model::Diagnostic;

/// What was seen in a sheet. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) merged: Vec<Merged>,
    /// Formulas without a stored value.
    pub(super) without_value: HashSet<(u32, u32)>,
}

/// The cell being passed.
#[derive(Default)]
struct Passing {
    row: u32,
    column: u32,
    has_formula: bool,
    has_value: bool,
}

impl Survey {
    /// Looks through a sheet.
    ///
    /// # Errors
    /// [`Code::EXml`] when it is not well formed, holds a document type, or names a cell that no sheet has.
    pub(super) fn read(text: &str, member: &str) -> Result<Self, Diagnostic> {
        let broken = |problem: String| Diagnostic::new(Code::EXml).found(format!("{member}: {problem}"));
        let mut survey = Self::default();
        let mut reader = Reader::from_str(text);
        let mut passing = Passing::default();
        loop {
            match reader.read_event().map_err(|problem| broken(problem.to_string()))? {
                Event::Start(tag) => survey.start(&tag, &mut passing).map_err(broken)?,
                Event::Empty(tag) => {
                    survey.start(&tag, &mut passing).map_err(broken)?;
                    if tag.local_name().as_ref() == "row" {
                        passing.row += 1;
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "c" => {
                        if passing.has_formula && !passing.has_value {
                            survey.without_value.insert((passing.row, passing.column));
                        }
                        passing.column += 1;
                    }
                    "row" => {
                        passing.row += 1;
                        passing.column = 0;
                    }
                    _ => {}
                },
                Event::DocType(_) => return Err(broken("a document type (DTD) is not allowed".to_owned())),
                Event::Eof => return Ok(survey),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, passing: &mut Passing) -> Result<(), String> {
        match tag.local_name().as_ref() {
            "row" => {
                if let Some(number) = attribute(tag, "r") {
                    passing.row = position(&number)?.0;
                }
                if matches!(attribute(tag, "hidden").as_deref(), Some("1" | "true")) {
                    self.hidden_rows.insert(passing.row);
                }
            }
            "c" => {
                if let Some(name) = attribute(tag, "r") {
                    let (row, column) = position(&name)?;
                    (passing.row, passing.column) = (row, column.unwrap_or(passing.column));
                }
                (passing.has_formula, passing.has_value) = (false, false);
            }
            "f" => passing.has_formula = true,
            "v" | "is" => passing.has_value = true,
            "dimension" => {
                for end in attribute(tag, "ref").unwrap_or_default().split(':') {
                    position(end)?;
                }
            }
            "mergeCell" => {
                let range = attribute(tag, "ref").unwrap_or_default();
                let (first, last) = range.split_once(':').unwrap_or((&range, &range));
                if let ((top, Some(left)), (bottom, Some(right))) = (position(first)?, position(last)?) {
                    self.merged.push(Merged { rows: (top, bottom), columns: (left, right) });
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Row and column from 0 of a name such as `B7` or `7`.
fn position(name: &str) -> Result<(u32, Option<u32>), String> {
    let wrong = || format!("“{name}” is no cell");
    let digits = name.trim_start_matches(|one: char| one.is_ascii_alphabetic());
    let letters = name.get(..name.len() - digits.len()).ok_or_else(wrong)?;
    let row: u32 = digits.parse().map_err(|_| wrong())?;
    let column = crate::table::column_index(letters).and_then(|index| u32::try_from(index).ok());
    let fits = (1..=1_048_576).contains(&row) && digits.len() <= 7 && letters.len() <= 3;
    if fits { Ok((row - 1, column)) } else { Err(wrong()) }
}

/// A table of texts that claims more of them than it has bytes lies, and readers that reserve for it fail.
///
/// # Errors
/// [`Code::EArchive`] for such a table.
pub(super) fn check_count(content: &[u8], member: &str) -> Result<(), Diagnostic> {
    let head =
        String::from_utf8_lossy(content.get(..content.len().min(4_096)).unwrap_or_default()).into_owned();
    for (_, rest) in head.split("uniqueCount").skip(1).map(|rest| ((), rest)) {
        let value = rest.trim_start().trim_start_matches('=').trim_start().trim_start_matches(['"', '\'']);
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        let lies = digits.len() > 12 || digits.parse::<usize>().is_ok_and(|count| count > content.len());
        if lies {
            return Err(Diagnostic::new(Code::EArchive).found(format!("{member}: uniqueCount={digits}")));
        }
    }
    Ok(())
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.try_get_attribute(name).ok()?.map(|found| found.value.into_owned())
}
