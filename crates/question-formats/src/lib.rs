//! Readers and writers of question files: bytes in, drafts and diagnostics out.
//!
//! Nothing here touches a network, a database, a clock or a file. [`read`] takes the bytes of a file, finds out
//! what they are, and hands back a [`Reading`]: every question it found, what is wrong with it and where, and
//! what it left out. A key is never invented: where the file gives none, the answer is `None`. [`write()`] goes the
//! other way and says what a format cannot hold.

#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod about;
mod aiken;
mod archive;
mod csv_table;
pub mod decode;
pub mod detect;
mod docx;
pub mod fingerprint;
mod gift;
mod html;
mod images;
pub mod messages;
pub mod model;
mod moodle_xml;
mod paper_text;
mod plain;
mod qti;
mod sheet;
mod table;
pub mod toml_bank;
mod validate;
mod weights;
mod write;
mod xml;

use std::collections::BTreeMap;

pub use messages::{Code, Language};
pub use model::{
    Answer, BankHeader, ChoiceOption, Counts, Diagnostic, Format, Material, Media, Number, Piece, Place,
    QuestionDraft, QuestionType, Reading, RowCells, Severity, SkipReason, Skipped, TableHead, Translation,
    Unit, pieces,
};
pub use plain::{PlainTable, tables};
pub use table::column_named;
pub use validate::check_by_hand;
pub use weights::{WHOLE as WHOLE_WEIGHT, parse_percent, percent_text};
pub use write::{Written, write, write_table};

use detect::{Detected, Evidence};

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
    /// Members of an archive.
    pub archive_members: usize,
    /// Bytes that an archive may unpack to, all its members together.
    pub unpacked_bytes: usize,
    /// Rows of a table that are looked at, on all sheets together.
    pub rows: usize,
    /// Columns of a table that are looked at.
    pub columns: usize,
    /// Bytes of one image as it comes.
    pub image_bytes: usize,
    /// Bytes of one image as it is handed on. A drawing that would be larger is handed on as a photograph.
    pub written_image_bytes: usize,
    /// Pixels of either side of an image.
    pub image_side: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 * 1024 * 1024,
            line_characters: 400_000,
            field_characters: 20_000,
            questions: 200_000,
            archive_members: 50_000,
            unpacked_bytes: 256 * 1024 * 1024,
            rows: 250_000,
            columns: 256,
            image_bytes: 8 * 1024 * 1024,
            written_image_bytes: 4 * 1024 * 1024,
            image_side: 5_000,
        }
    }
}

/// What a column of a table holds, when the caller says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Column {
    /// The lasting code.
    Code,
    /// The kind of question.
    Type,
    /// The stem.
    Stem,
    /// One option; several columns may be options, in their order.
    Option,
    /// All options in one cell.
    Options,
    /// The key.
    Answer,
    /// The explanation.
    Explanation,
    /// Points.
    Points,
    /// Difficulty.
    Difficulty,
    /// Tags.
    Tags,
    /// The topic.
    Topic,
    /// Nothing that matters here.
    Ignore,
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
    /// What the columns of a table hold, by the letter a spreadsheet gives them (`A`, `B`, … `AA`). When it names any,
    /// the table has no heading that is understood and no other column is used.
    pub columns: BTreeMap<String, Column>,
    /// The row of a table, from 1, in which its questions begin, when `columns` names any: what stands above is passed
    /// over. Without it a heading that is understood is passed over and nothing else.
    pub first_row: Option<usize>,
    /// Sizes above which something is refused.
    pub limits: Limits,
}

/// Reads one file. Never fails: what went wrong is in the reading's diagnostics.
#[must_use]
pub fn read(bytes: &[u8], options: &ReadOptions) -> Reading {
    if bytes.len() > options.limits.bytes {
        return Reading::refused(
            None,
            Diagnostic::new(Code::ETooLarge)
                .found(bytes.len().to_string())
                .expected(options.limits.bytes.to_string()),
        );
    }
    let mut reading = match options.forced_format {
        Some(format) if !format.is_text() => {
            read_bytes(bytes, Detected::plain(format, Evidence::Forced), options)
        }
        Some(format) => read_text(bytes, Some(format), options),
        None => match detect::by_bytes(bytes, &options.limits) {
            Some(detected) => read_bytes(bytes, detected, options),
            None => read_text(bytes, None, options),
        },
    };
    finish(&mut reading, options);
    reading
}

/// Draws one picture anew, so that nothing of the file but its pixels is kept.
///
/// # Errors
/// [`Code::WImageLeftOut`] when it is no picture that is read here, is damaged or is larger than the limits.
pub fn picture(bytes: &[u8], limits: &Limits) -> Result<Media, Box<Diagnostic>> {
    images::accept(bytes, limits).map_err(Box::new)
}

/// Everything wrong with a question that was changed after it was read, as its reader would say it: nothing about its
/// place in the file, nothing about other questions.
#[must_use]
pub fn check(draft: &QuestionDraft) -> Vec<Diagnostic> {
    validate::check(&mut draft.clone(), &[], validate::Strictness::Paper, &Limits::default())
}

/// Reads a file that is not text.
fn read_bytes(bytes: &[u8], detected: Detected, options: &ReadOptions) -> Reading {
    let format = detected.format;
    let mut reading = match format {
        Format::Docx => docx::read(bytes, options),
        Format::Xlsx | Format::Xls | Format::Ods => sheet::read(bytes, format, options),
        Format::Qti21 | Format::Qti22 | Format::Qti30 => qti::read(bytes, options),
        other => not_read(other),
    };
    reading.format.get_or_insert(format);
    reading.recognised = Some(detected.recognised);
    reading
}

/// Reads a file of text.
fn read_text(bytes: &[u8], forced: Option<Format>, options: &ReadOptions) -> Reading {
    let decoded = match decode::decode(bytes, options.forced_encoding.as_deref()) {
        Ok(decoded) => decoded,
        Err(diagnostic) => return Reading::refused(None, *diagnostic),
    };
    let text = decoded.text.as_str();
    let detected = forced.map_or_else(
        || detect::by_text(text, options.file_name.as_deref()),
        |format| Detected::plain(format, Evidence::Forced),
    );
    let format = detected.format;
    let mut reading = match format {
        Format::Toml => toml_bank::read(text, &options.limits),
        Format::PaperText => paper_text::read(text, &options.limits),
        Format::Csv | Format::Tsv => csv_table::read(text, format, options),
        Format::Gift => gift::read(text, options),
        Format::Aiken => aiken::read(text, options),
        Format::MoodleXml => moodle_xml::read(text, options),
        // An XML file says itself how it is encoded; what was decoded is only what told the format.
        Format::Qti21 | Format::Qti22 | Format::Qti30 => qti::read(text.as_bytes(), options),
        Format::OtherXml => sheet::read_markup(text, options).unwrap_or_else(|| not_read(format)),
        other => not_read(other),
    };
    reading.format.get_or_insert(format);
    reading.recognised = Some(detected.recognised);
    reading.encoding = decoded.encoding;
    reading.lines = decode::count_lines(text);
    reading.diagnostics.extend(decoded.diagnostics);
    reading
}

fn not_read(format: Format) -> Reading {
    Reading::refused(Some(format), Diagnostic::new(Code::EFormatNotReadYet).found(format.as_str()))
}

/// What holds for a reading of any format.
fn finish(reading: &mut Reading, options: &ReadOptions) {
    if let (Some(name), Some(format), None) = (&options.file_name, reading.format, options.forced_format)
        && detect::name_lies(name, format)
    {
        let ending = name.rsplit_once('.').map_or(name.as_str(), |(_, ending)| ending);
        reading
            .diagnostics
            .push(Diagnostic::new(Code::WNameLies).found(format!(".{ending}")).expected(format.as_str()));
    }
    if reading.questions.is_empty() && !reading.has_errors() {
        reading.diagnostics.push(Diagnostic::new(Code::ENoQuestions));
    }
    // Sheets keep their order: within one the rows are sorted by their reader.
    if !matches!(reading.format, Some(Format::Xlsx | Format::Xls | Format::Ods)) {
        reading.diagnostics.sort_by_key(|diagnostic| diagnostic.place.as_ref().map(Place::ordinal));
    }
}
