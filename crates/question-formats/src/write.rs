//! Writing questions in the formats of other programs.

use crate::messages::Code;
use crate::model::{BankHeader, Diagnostic, Format, Place, QuestionDraft};
use crate::{aiken, csv_table, gift, moodle_xml, paper_text, qti, sheet, toml_bank};

/// A file that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the format cannot hold: [`Code::WNotWritten`] for a part of a question, [`Code::EQuestionNotWritten`] for a
    /// whole one. The place is the question's position in the list, from 1.
    pub losses: Vec<Diagnostic>,
}

impl Written {
    /// Notes that a field of the question at this position (from 0) was not written. The field is named as in the JSON of a draft.
    pub(crate) fn lose(&mut self, index: usize, field: &str) {
        self.losses.push(Diagnostic::new(Code::WNotWritten).at(Place::item(index + 1)).found(field));
    }

    /// Notes that the question at this position (from 0) was not written. `why` names its type or what is missing.
    pub(crate) fn leave_out(&mut self, index: usize, why: &str) {
        self.losses.push(Diagnostic::new(Code::EQuestionNotWritten).at(Place::item(index + 1)).found(why));
    }
}

/// Writes questions as a file of this format, in the order given. `None` for formats that are only read: see
/// [`Format::is_written`]. Texts in the first language of the bank are written; the losses name what did not fit.
#[must_use]
pub fn write(format: Format, bank: &BankHeader, questions: &[QuestionDraft]) -> Option<Written> {
    let mut written = match format {
        Format::Toml => Written { bytes: toml_bank::write(bank, questions).into_bytes(), losses: Vec::new() },
        Format::PaperText => paper_text::write(bank, questions),
        Format::Xlsx => sheet::write_xlsx(bank, questions),
        Format::Csv => csv_table::write(bank, questions),
        Format::Gift => gift::write(bank, questions),
        Format::Aiken => aiken::write(bank, questions),
        Format::MoodleXml => moodle_xml::write(bank, questions),
        Format::Qti21 | Format::Qti30 => qti::write(bank, questions, format),
        _ => return None,
    };
    if format != Format::Toml {
        lose(&mut written, questions, "keep", |question| question.keep.is_some());
    }
    if !matches!(format, Format::Toml | Format::MoodleXml) {
        lose(&mut written, questions, "weights", |question| question.weights.is_some());
    }
    Some(written)
}

/// Writes rows, the headings first, as an Excel workbook in which every cell is text. `None` when they do not fit.
#[must_use]
pub fn write_table(rows: &[Vec<String>]) -> Option<Vec<u8>> {
    sheet::write_rows(rows)
}

/// Notes a field that the format has no place for, of the questions that have it and are written.
fn lose(written: &mut Written, questions: &[QuestionDraft], field: &str, has: fn(&QuestionDraft) -> bool) {
    let left_out = |place: &Place| {
        let mut losses = written.losses.iter();
        losses.any(|loss| loss.code == Code::EQuestionNotWritten && loss.place.as_ref() == Some(place))
    };
    let marked: Vec<usize> = (0..questions.len())
        .filter(|index| questions.get(*index).is_some_and(has))
        .filter(|index| !left_out(&Place::item(index + 1)))
        .collect();
    for index in marked {
        written.lose(index, field);
    }
}
