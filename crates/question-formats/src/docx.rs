//! Word.

use crate::ReadOptions;
use crate::messages::Code;
use crate::model::{Diagnostic, Format, Reading};

/// Reads a file.
pub(crate) fn read(_bytes: &[u8], _options: &ReadOptions) -> Reading {
    Reading::refused(
        Some(Format::Docx),
        Diagnostic::new(Code::EFormatNotReadYet).found(Format::Docx.as_str()),
    )
}
