//! Tables in text: CSV and TSV.

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, QuestionDraft, Reading};
use crate::write::Written;

/// Whether a text is a table of questions, and its heading row.
pub(crate) fn recognise(_text: &str, _ending: Option<&str>) -> Option<(Format, String)> {
    None
}

/// Reads a table.
pub(crate) fn read(_text: &str, format: Format, _options: &ReadOptions) -> Reading {
    Reading::refused(Some(format), Diagnostic::new(Code::EFormatNotReadYet).found(format.as_str()))
}

/// Writes the template with one row a question as CSV.
pub(crate) fn write(_bank: &BankHeader, _questions: &[QuestionDraft]) -> Written {
    Written::default()
}
