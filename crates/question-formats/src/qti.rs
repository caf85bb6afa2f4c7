//! QTI.

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, QuestionDraft, Reading};
use crate::write::Written;

/// Reads a file.
pub(crate) fn read(_bytes: &[u8], _options: &ReadOptions) -> Reading {
    Reading::refused(
        Some(Format::Qti21),
        Diagnostic::new(Code::EFormatNotReadYet).found(Format::Qti21.as_str()),
    )
}

/// Writes a package.
pub(crate) fn write(_bank: &BankHeader, _questions: &[QuestionDraft], _version: Format) -> Written {
    Written::default()
}
