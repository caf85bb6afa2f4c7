//! Aiken.

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, QuestionDraft, Reading};
use crate::write::Written;

/// Reads a file.
pub(crate) fn read(_text: &str, _options: &ReadOptions) -> Reading {
    Reading::refused(
        Some(Format::Aiken),
        Diagnostic::new(Code::EFormatNotReadYet).found(Format::Aiken.as_str()),
    )
}

/// Writes a file.
pub(crate) fn write(_bank: &BankHeader, _questions: &[QuestionDraft]) -> Written {
    Written::default()
}
