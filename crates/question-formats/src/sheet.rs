//! Spreadsheets: Excel workbooks old and new, OpenDocument.

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, QuestionDraft, Reading};
use crate::write::Written;

/// What an OLE file is: a workbook, or something else.
pub(crate) fn old_office_kind(_bytes: &[u8]) -> Format {
    Format::Doc
}

/// Reads a workbook.
pub(crate) fn read(_bytes: &[u8], format: Format, _options: &ReadOptions) -> Reading {
    Reading::refused(Some(format), Diagnostic::new(Code::EFormatNotReadYet).found(format.as_str()))
}

/// Writes the template with one row a question as a workbook.
pub(crate) fn write_xlsx(_bank: &BankHeader, _questions: &[QuestionDraft]) -> Written {
    Written::default()
}
