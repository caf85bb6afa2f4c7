//! The child's side of the door: lowers its own limits, reads one request from standard input, answers with JSON on
//! standard output. The request is one line of JSON (the hints) followed by the bytes of the file.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::process::ExitCode;

use question_formats::{
    Diagnostic, Format, Limits, Place, QuestionDraft, QuestionType, Reading, RowCells, decode,
};
use rustix::process::{Resource, Rlimit, nice, setrlimit};

use super::{Hints, ReadFile, Source};
use crate::base::text::cut;

/// Memory the child may have, in bytes of address space.
const MEMORY: u64 = 1024 * 1024 * 1024;

/// Processor time the child may use, in seconds.
const PROCESSOR: u64 = 8;

/// Characters kept of the lines of one skipped range.
pub const LONGEST_SKIPPED: usize = 2_000;

/// Characters kept of a line that is shown beside a question.
const LONGEST_SOURCE_LINE: usize = 1_000;

/// Characters of a line that is shown with a diagnostic.
pub const LONGEST_LINE: usize = 400;

/// Rows of a table that holds no questions, on all its sheets.
pub const PLAIN_ROWS: usize = 10_000;

/// Columns of such a table.
pub const PLAIN_COLUMNS: usize = 50;

/// Runs the child: limits, request, answer.
pub fn run() -> ExitCode {
    match answer() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer() -> std::io::Result<()> {
    lower_limits()?;
    let mut request = Vec::new();
    std::io::stdin().lock().read_to_end(&mut request)?;
    let end = request
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or_else(|| std::io::Error::other("the request has no first line"))?;
    let (line, rest) = request.split_at(end);
    let hints: Hints = serde_json::from_slice(line)?;
    let file = read(rest.get(1..).unwrap_or_default(), hints);
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut output, &file)?;
    output.flush()
}

/// Below these limits the worst file ends this process and nothing else.
fn lower_limits() -> std::io::Result<()> {
    let at_most = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::As, at_most(MEMORY))?;
    setrlimit(Resource::Cpu, at_most(PROCESSOR))?;
    setrlimit(Resource::Core, at_most(0))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    // Answers of a running exam go first.
    nice(10)?;
    Ok(())
}

/// The bytes to send for a file.
pub(super) fn request(bytes: &[u8], hints: &Hints) -> Vec<u8> {
    let mut request = serde_json::to_vec(hints).unwrap_or_default();
    request.push(b'\n');
    request.extend_from_slice(bytes);
    request
}

/// Reads a file in this very process: for the child, and for files that come with the program.
pub fn read(bytes: &[u8], hints: Hints) -> ReadFile {
    if hints.picture {
        return picture(bytes);
    }
    if hints.plain {
        return plain(bytes, hints);
    }
    let options = hints.options();
    let reading = question_formats::read(bytes, &options);
    let text = match &reading.text {
        Some(taken_out) => taken_out.clone(),
        None if reading.format.is_some_and(Format::is_text) => {
            let decoded = decode::decode(bytes, options.forced_encoding.as_deref());
            decoded.map(|decoded| decoded.text).unwrap_or_default()
        }
        None => String::new(),
    };
    let lines: Vec<&str> = text.lines().collect();
    let sources = sources(&reading, &lines);
    let reading = Reading { cells: Vec::new(), ..reading };
    let skipped_texts = reading
        .skipped
        .iter()
        .map(|range| part(&lines, range.from, range.to).chars().take(LONGEST_SKIPPED).collect())
        .collect();
    let diagnostic_lines = reading.diagnostics.iter().map(|one| line_of(one, &lines)).collect();
    ReadFile { reading, sources, skipped_texts, diagnostic_lines, tables: Vec::new() }
}

/// The tables of a file that holds no questions.
fn plain(bytes: &[u8], hints: Hints) -> ReadFile {
    let mut options = hints.options();
    options.limits = Limits { rows: PLAIN_ROWS, columns: PLAIN_COLUMNS, ..Limits::default() };
    let mut file = ReadFile::default();
    match question_formats::tables(bytes, &options) {
        Ok(tables) => file.tables = tables,
        Err(diagnostic) => file.reading.diagnostics.push(*diagnostic),
    }
    file
}

/// One picture, as the only thing of a question that says nothing.
fn picture(bytes: &[u8]) -> ReadFile {
    let mut file = ReadFile::default();
    match question_formats::picture(bytes, &Limits::default()) {
        Ok(media) => {
            let mut draft = QuestionDraft::new(QuestionType::ShortAnswer, Place::line(1), "zh-CN");
            draft.media.push(media);
            file.reading.questions.push(draft);
        }
        Err(diagnostic) => file.reading.diagnostics.push(*diagnostic),
    }
    file
}

/// The line a diagnostic is about.
fn line_of(diagnostic: &Diagnostic, lines: &[&str]) -> Option<String> {
    let number = diagnostic.place.as_ref()?.line_number()?;
    let line = lines.get(number.checked_sub(1)?)?;
    (line.chars().count() <= LONGEST_LINE).then(|| (*line).to_owned())
}

/// Where each question stands and, in files with lines, its lines; where the reader does not say where one ends, it
/// ends before the next.
fn sources(reading: &Reading, lines: &[&str]) -> Vec<Source> {
    let cells: HashMap<(&str, usize), &RowCells> =
        reading.cells.iter().map(|one| ((one.sheet.as_str(), one.row), one)).collect();
    let starts: Vec<usize> = reading.questions.iter().map(|question| question.place.ordinal()).collect();
    reading
        .questions
        .iter()
        .zip(&starts)
        .enumerate()
        .map(|(index, (question, &from))| {
            if !matches!(question.place, Place::Line { .. }) {
                let to = question.place_end.unwrap_or(from).max(from);
                let text = match &question.place {
                    Place::Row { sheet, row, .. } => {
                        cells.get(&(sheet.as_str(), *row)).map_or_else(String::new, |row| cell_lines(row))
                    }
                    _ => String::new(),
                };
                return Source { from, to, text };
            }
            let next = starts.get(index + 1).copied().unwrap_or(lines.len() + 1);
            let to = question.place_end.unwrap_or_else(|| next.saturating_sub(1)).max(from);
            Source { from, to, text: part(lines, from, to) }
        })
        .collect()
}

/// The cells of a row, one a line: its name, a tab, what it shows, with a line separator where the cell has a new line.
fn cell_lines(row: &RowCells) -> String {
    let lines = row
        .cells
        .iter()
        .map(|(name, text)| format!("{name}\t{}", text.replace(['\n', '\r'], "\u{2028}").replace('\t', " ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// These lines, each cut where it is very long, as that of an image in an XML file is.
fn part(lines: &[&str], from: usize, to: usize) -> String {
    let wanted = lines.get(from.saturating_sub(1)..to.min(lines.len())).unwrap_or_default();
    wanted.iter().map(|line| cut(line, LONGEST_SOURCE_LINE)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn an_image_inside_a_line_does_not_fill_the_page() {
        let text = "A".repeat(50_000);
        let paper = format!("1. 名片应当双手递出。（√）\n解析：{text}\n");
        let file = read(paper.as_bytes(), Hints::default());
        assert!(
            file.sources[0].text.chars().count() < 2 * LONGEST_SOURCE_LINE,
            "{}",
            file.sources[0].text.len()
        );
    }

    #[test]
    fn each_question_comes_with_its_own_lines() {
        let paper = "1. 首次拜访前应先做什么？（B）\nA. 报价\nB. 预约\n2. 名片应当双手递出。（√）\n";
        let file = read(paper.as_bytes(), Hints::default());
        assert_eq!(file.reading.questions.len(), 2, "{:?}", file.reading);
        assert!(file.sources[0].text.starts_with("1. ") && file.sources[0].text.ends_with("B. 预约"));
        assert_eq!((file.sources[1].from, file.sources[1].to), (4, 4));
    }
}
