//! The questions of an import that have errors, as a file like the one that was sent: to be corrected and sent again.

use std::collections::BTreeMap;

use question_formats::{
    BankHeader, Code, Format, Language, QuestionDraft, Severity, TableHead, decode, write, write_table,
};

use super::model::{Import, ImportQuestion};
use super::rules::{ColumnUses, guessed};
use crate::web::{Error, csv};

/// Name of the column with the reasons: one that the reader knows to say nothing about a question.
const REASON: [(Language, &str); 2] = [(Language::Zh, "备注"), (Language::En, "Remarks")];

/// What the file is made of.
pub struct FailedRows<'a> {
    /// The import.
    pub import: &'a Import,
    /// The file that was sent.
    pub content: &'a [u8],
    /// The first rows of its tables.
    pub tables: &'a [TableHead],
    /// The questions with errors.
    pub rows: &'a [&'a ImportQuestion],
    /// The language of the reasons.
    pub language: Language,
}

/// The file, and the format it has. Excel and OpenDocument tables become Excel workbooks, documents become plain text, a
/// package becomes a native bank when it cannot hold what is wrong; everything else stays what it was.
///
/// # Errors
/// [`Error::NotFound`] for formats in which no part of a file can be written.
pub fn failed_file(failed: &FailedRows<'_>) -> Result<(Format, Vec<u8>), Error> {
    let format = failed.import.format.as_deref().and_then(Format::by_name).ok_or(Error::NotFound)?;
    match format {
        Format::Xlsx | Format::Xls | Format::Ods | Format::OtherXml => {
            let bytes = write_table(&failed.table()).ok_or(Error::NotFound)?;
            Ok((Format::Xlsx, bytes))
        }
        Format::Csv | Format::Tsv => Ok((Format::Csv, failed.text_table()?)),
        Format::PaperText | Format::Gift | Format::Aiken | Format::Toml => {
            Ok((format, failed.lines(format).into_bytes()))
        }
        Format::Docx => Ok((Format::PaperText, failed.lines(Format::PaperText).into_bytes())),
        Format::MoodleXml => match failed.elements() {
            Some(text) => Ok((format, text.into_bytes())),
            None => failed.written(format),
        },
        Format::Qti22 => failed.written(Format::Qti21),
        other => failed.written(other),
    }
}

/// What is to be said about the file when its format is not the one that was sent: a message id.
pub fn failed_note(format: Option<&str>) -> Option<&'static str> {
    match Format::by_name(format?)? {
        Format::Docx => Some("import-failed-as-text"),
        Format::Xls | Format::Ods | Format::OtherXml => Some("import-failed-as-excel"),
        Format::Tsv => Some("import-failed-as-csv"),
        Format::Qti21 | Format::Qti22 | Format::Qti30 => Some("import-failed-as-package"),
        _ => None,
    }
}

impl FailedRows<'_> {
    /// What the reader says about a question.
    fn reason(&self, row: &ImportQuestion) -> String {
        let errors = row.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|one| one.message(self.language)).collect::<Vec<_>>().join(" ")
    }

    fn reason_heading(&self) -> &'static str {
        REASON.iter().find(|(language, _)| *language == self.language).map_or("Remarks", |(_, word)| word)
    }

    /// The headings of the table, as far as it has any.
    fn headings(&self) -> Vec<String> {
        let uses: ColumnUses = serde_json::from_value(self.import.column_uses.clone()).unwrap_or_default();
        let first_row = uses.first_row.or(guessed(self.tables).first_row).unwrap_or(2);
        super::rules::headings(self.tables, first_row).map(<[String]>::to_vec).unwrap_or_default()
    }

    /// The rows of a spreadsheet with their headings and the reason behind.
    fn table(&self) -> Vec<Vec<String>> {
        let headings = self.headings();
        let rows: Vec<(Vec<Vec<String>>, String)> =
            self.rows.iter().map(|row| (cells(&row.source_text), self.reason(row))).collect();
        let widths = rows.iter().flat_map(|(rows, _)| rows.iter().map(Vec::len));
        let width = widths.chain([headings.len()]).max().unwrap_or(0);
        let padded = |mut cells: Vec<String>, last: String| {
            cells.resize(width, String::new());
            cells.push(last);
            cells
        };
        let mut table = vec![padded(headings, self.reason_heading().to_owned())];
        for (rows, reason) in rows {
            let mut reason = Some(reason);
            table.extend(rows.into_iter().map(|row| padded(row, reason.take().unwrap_or_default())));
        }
        table
    }

    /// The records of a text table with their headings and the reason behind.
    fn text_table(&self) -> Result<Vec<u8>, Error> {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        let headings = self.headings();
        let separator = if self.import.format.as_deref() == Some(Format::Tsv.as_str()) {
            b'\t'
        } else {
            separator(lines.first().copied().unwrap_or_default())
        };
        let mut bytes = csv::BYTE_ORDER_MARK.to_vec();
        let width = headings.len();
        let mut add = |mut cells: Vec<String>, last: String| -> Result<(), Error> {
            cells.resize(cells.len().max(width), String::new());
            cells.push(last);
            bytes.extend_from_slice(&csv::line(&cells)?);
            Ok(())
        };
        add(headings, self.reason_heading().to_owned())?;
        for row in self.rows {
            for cells in csv::records(&part(&lines, row), separator) {
                add(cells, self.reason(row))?;
            }
        }
        Ok(bytes)
    }

    /// The lines of the questions, each after the reason where the format has remarks.
    fn lines(&self, format: Format) -> String {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        let mark = match format {
            Format::Gift => Some("//"),
            Format::Toml => Some("#"),
            _ => None,
        };
        let mut written = String::new();
        if format == Format::Toml {
            let first = lines.iter().position(|line| line.trim_start().starts_with("[[question]]"));
            let header = lines.get(..first.unwrap_or(0)).unwrap_or_default();
            written = header.join("\n");
            written.push_str("\n\n");
        }
        for row in self.rows {
            if let Some(mark) = mark {
                written.push_str(&format!("{mark} {}\n", self.reason(row).replace('\n', " ")));
            }
            let own = if lines.is_empty() { row.source_text.clone() } else { part(&lines, row) };
            written.push_str(own.trim_end());
            written.push_str("\n\n");
        }
        written
    }

    /// The elements of the questions as they stand in the file, each after the reason; `None` when one of them is not
    /// whole lines, or was changed since.
    fn elements(&self) -> Option<String> {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        let mut written = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n".to_owned();
        for row in self.rows {
            let own = part(&lines, row);
            let element = own.trim();
            if !element.starts_with("<question") || !element.ends_with("</question>") {
                return None;
            }
            let reason = self.reason(row).replace("--", "- -").replace('\n', " ");
            written.push_str(&format!("<!-- {reason} -->\n{element}\n"));
        }
        written.push_str("</quiz>\n");
        Some(written)
    }

    /// The questions written anew; as a native bank, which holds everything, when the format cannot hold one of them.
    fn written(&self, format: Format) -> Result<(Format, Vec<u8>), Error> {
        let drafts: Vec<QuestionDraft> = self.rows.iter().map(|row| row.draft.clone()).collect();
        let header = self.header(&drafts);
        let written = write(format, &header, &drafts).ok_or(Error::NotFound)?;
        if written.losses.iter().all(|loss| loss.code != Code::EQuestionNotWritten) {
            return Ok((format, written.bytes));
        }
        let bytes = write(Format::Toml, &header, &drafts).ok_or(Error::NotFound)?.bytes;
        Ok((Format::Toml, bytes))
    }

    /// The header of a file with these questions.
    fn header(&self, drafts: &[QuestionDraft]) -> BankHeader {
        let code = self.import.new_bank_code.clone().unwrap_or_else(|| "to-correct".to_owned());
        let mut languages: Vec<String> = Vec::new();
        for language in
            drafts.iter().flat_map(|draft| std::iter::once(&draft.lang).chain(draft.translations.keys()))
        {
            if !languages.contains(language) {
                languages.push(language.clone());
            }
        }
        let title = languages.iter().map(|language| (language.clone(), code.clone())).collect();
        BankHeader { code, title, languages }
    }

    /// The text of the file; empty for a document, of which each question keeps its own lines.
    fn text(&self) -> String {
        if self.import.format.as_deref() == Some(Format::Docx.as_str()) {
            return String::new();
        }
        let encoding = Some(self.import.encoding.as_str()).filter(|encoding| !encoding.is_empty());
        decode::decode(self.content, encoding).map(|decoded| decoded.text).unwrap_or_default()
    }
}

/// The lines of a question in the file; as they were typed when a person read them once more.
fn part(lines: &[&str], row: &ImportQuestion) -> String {
    let line = |number: Option<i32>| usize::try_from(number?).ok();
    let range = line(row.source_from).zip(line(row.source_to));
    let found = range.and_then(|(from, to)| lines.get(from.saturating_sub(1)..to.min(lines.len())));
    found.map_or_else(|| row.source_text.clone(), |lines| lines.join("\n"))
}

/// The separator of a text table, by its first line.
fn separator(line: &str) -> u8 {
    let count = |separator: u8| line.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// The cells of a question of a spreadsheet, row by row, from what is kept beside it: `B`, a tab, the text.
fn cells(source: &str) -> Vec<Vec<String>> {
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, text) in source.lines().filter_map(|line| line.split_once('\t')) {
        let letters = name.trim_end_matches(|character: char| character.is_ascii_digit());
        let number: usize = name.get(letters.len()..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let Some(column) = column_index(letters) else { continue };
        let row = rows.entry(number).or_default();
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(cell) = row.get_mut(column) {
            *cell = text.replace('\u{2028}', "\n");
        }
    }
    rows.into_values().collect()
}

fn column_index(letters: &str) -> Option<usize> {
    let index = letters.bytes().try_fold(0_usize, |index, letter| {
        let digit = letter.checked_sub(b'A').filter(|digit| *digit < 26)?;
        Some(index * 26 + usize::from(digit) + 1)
    })?;
    index.checked_sub(1).filter(|index| *index < 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_put_back_where_they_stood() {
        assert_eq!(cells("A\t题\nC\t一\u{2028}二"), [vec!["题", "", "一\n二"]]);
        assert_eq!(
            cells("A7\t题\nB8\t选项"),
            [vec!["题".to_owned()], vec![String::new(), "选项".to_owned()]]
        );
        assert_eq!(column_index("AA"), Some(26));
        assert_eq!(column_index("a"), None);
    }

    #[test]
    fn the_separator_is_the_one_the_headings_use() {
        assert_eq!((separator("题干;答案"), separator("题干,答案"), separator("a\tb")), (b';', b',', b'\t'));
    }
}
