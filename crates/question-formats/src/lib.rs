//! Readers and writers of question files: bytes in, drafts and diagnostics out.
//!
//! Nothing here touches a network, a database, a clock or a file. [`read`] takes the bytes of a file, finds out
//! what they are, and hands back a [`Reading`]: every question it found, what is wrong with it and where, and
//! which lines it left out. A key is never invented: where the file gives none, the answer is `None`.

pub mod decode;
pub mod detect;
pub mod fingerprint;
pub mod messages;
pub mod model;
mod paper_text;
pub mod toml_bank;
mod validate;

pub use messages::{Code, Language};
pub use model::{
    Answer, BankHeader, ChoiceOption, Diagnostic, Format, Material, Place, QuestionDraft, QuestionType,
    Reading, Severity, SkipReason, Skipped, Translation,
};

/// Sizes above which a file, a line or a field is refused with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Characters of one line; longer lines are left out.
    pub line_characters: usize,
    /// Characters of one stem, option, explanation, reference text or material.
    pub field_characters: usize,
    /// Questions in one file.
    pub questions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 * 1024 * 1024,
            line_characters: 400_000,
            field_characters: 20_000,
            questions: 200_000,
        }
    }
}

/// What the caller knows better than the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Read as this format whatever the bytes look like.
    pub forced_format: Option<Format>,
    /// Decode from this encoding (a WHATWG label such as `gb18030`) whatever the bytes look like.
    pub forced_encoding: Option<String>,
    /// The file's name; its ending settles doubtful cases only.
    pub file_name: Option<String>,
    /// Sizes above which something is refused.
    pub limits: Limits,
}

/// Reads one file. Never fails: what went wrong is in the reading's diagnostics.
#[must_use]
pub fn read(bytes: &[u8], options: &ReadOptions) -> Reading {
    if bytes.len() > options.limits.bytes {
        return refused(
            None,
            Diagnostic::new(Code::ETooLarge)
                .found(bytes.len().to_string())
                .expected(options.limits.bytes.to_string()),
        );
    }
    if options.forced_format.is_none()
        && let Some(format) = detect::by_magic(bytes)
    {
        return refused(
            Some(format),
            Diagnostic::new(Code::EFormatNotReadYet).found(messages::format_word(format)),
        );
    }
    let decoded = match decode::decode(bytes, options.forced_encoding.as_deref()) {
        Ok(decoded) => decoded,
        Err(diagnostic) => return refused(None, *diagnostic),
    };
    let format =
        options.forced_format.unwrap_or_else(|| detect::by_text(&decoded.text, options.file_name.as_deref()));
    let mut reading = match format {
        Format::NativeToml => toml_bank::read(&decoded.text, &options.limits),
        Format::PaperText => paper_text::read(&decoded.text, &options.limits),
        other => {
            refused(Some(other), Diagnostic::new(Code::EFormatNotReadYet).found(messages::format_word(other)))
        }
    };
    reading.format = Some(format);
    reading.encoding = decoded.encoding;
    reading.lines = decode::count_lines(&decoded.text);
    reading.diagnostics.extend(decoded.diagnostics);
    if reading.questions.is_empty() && !reading.has_errors() {
        reading.diagnostics.push(Diagnostic::new(Code::ENoQuestions));
    }
    reading.diagnostics.sort_by_key(|diagnostic| diagnostic.place.as_ref().and_then(Place::line_number));
    reading
}

fn refused(format: Option<Format>, diagnostic: Diagnostic) -> Reading {
    Reading { format, diagnostics: vec![diagnostic], ..Reading::default() }
}
