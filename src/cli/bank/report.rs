//! What was read, for people at a terminal: sums first, then each diagnostic at its line, as compilers do it.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use question_formats::{Diagnostic, Language, Place, Severity};

use crate::formats::ReadFile;

/// Diagnostics shown unless all are wanted.
const SHOWN: usize = 50;

/// The report on a file.
pub(super) fn report(path: &Path, file: &ReadFile, language: Language, all: bool) -> String {
    let mut text = sums(file, language);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let renderer = if std::io::stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let diagnostics = &file.reading.diagnostics;
    let shown = if all { diagnostics.len() } else { SHOWN };
    for (index, diagnostic) in diagnostics.iter().take(shown).enumerate() {
        let line = file.diagnostic_lines.get(index).and_then(Option::as_deref);
        text.push('\n');
        text.push_str(&renderer.render(&[group(&name, diagnostic, line, language)]));
        text.push('\n');
    }
    if diagnostics.len() > shown {
        let rest = diagnostics.len() - shown;
        let sentence = match language {
            Language::Zh => format!("\n还有 {rest} 条；加 --all 全部列出。\n"),
            Language::En => format!("\n{rest} more; --all shows them.\n"),
        };
        text.push_str(&sentence);
    }
    text
}

/// Format, encoding and how much became of the file.
fn sums(file: &ReadFile, language: Language) -> String {
    let reading = &file.reading;
    let count =
        |severity: Severity| reading.diagnostics.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let with_key = reading.questions.iter().filter(|question| question.answer.is_some()).count();
    let format = reading.format.map_or("?", question_formats::Format::as_str);
    let because = reading.recognised.as_ref().and_then(|recognised| recognised.found.as_deref());
    let because = because.map(|found| format!(" ({})", cut(found, 60))).unwrap_or_default();
    let (total, encoding, lines) = (reading.questions.len(), &reading.encoding, reading.lines);
    let mut text = match language {
        Language::Zh => format!(
            "格式 {format}{because}，编码 {encoding}，共 {lines} 行\n题目 {total} 道，其中有答案 {with_key} 道\n"
        ),
        Language::En => format!(
            "format {format}{because}, encoding {encoding}, {lines} lines\n{total} questions, {with_key} with a key\n"
        ),
    };
    if let Some(counts) = &reading.counts {
        let (found, used, skipped, failed) = (counts.found, counts.questions, counts.skipped, counts.failed);
        let unit = match (counts.unit, language) {
            (question_formats::Unit::Line, Language::Zh) => "行",
            (question_formats::Unit::Line, Language::En) => "lines",
            (_, Language::Zh) => "条",
            (_, Language::En) => "entries",
        };
        let _ = match language {
            Language::Zh => {
                writeln!(text, "文件 {found} {unit} = 用作题目 {used} + 跳过 {skipped} + 读不出 {failed}")
            }
            Language::En => writeln!(
                text,
                "{found} {unit} in the file = {used} in questions + {skipped} left out + {failed} unreadable"
            ),
        };
    }
    let _ = match language {
        Language::Zh => writeln!(text, "错误 {errors} 个，警告 {warnings} 个"),
        Language::En => writeln!(text, "{errors} errors, {warnings} warnings"),
    };
    text
}

fn group<'a>(name: &str, diagnostic: &Diagnostic, line: Option<&str>, language: Language) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_title(
        level.primary_title(diagnostic.message(language)).id(diagnostic.code.as_str().to_owned()),
    );
    group = match (&diagnostic.place, line) {
        (Some(Place::Line { line: number, column }), Some(line)) => {
            let span = marked(line, *column, diagnostic.found.as_deref());
            group.element(
                Snippet::source(line.to_owned())
                    .path(name.to_owned())
                    .line_start(*number)
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
        (Some(place), _) => group.element(Origin::path(format!("{name}{}", place_words(place, language)))),
        (None, _) => group,
    };
    match diagnostic.suggestion(language) {
        Some(suggestion) => group.element(Level::HELP.message(suggestion)),
        None => group,
    }
}

fn place_words(place: &Place, language: Language) -> String {
    match (place, language) {
        (Place::Line { line, .. }, _) => format!(":{line}"),
        (Place::Row { sheet, row, cell }, _) => {
            format!(" [{sheet}!{}{row}]", cell.as_deref().unwrap_or_default())
        }
        (Place::Item { item }, Language::Zh) => format!(" 第 {item} 题"),
        (Place::Item { item }, Language::En) => format!(" item {item}"),
    }
}

/// The bytes of a line to mark: what was found, else from the column on, else the whole line.
fn marked(line: &str, column: Option<usize>, found: Option<&str>) -> Range<usize> {
    let from =
        column.and_then(|column| line.char_indices().nth(column.saturating_sub(1))).map_or(0, |(at, _)| at);
    let rest = line.get(from..).unwrap_or_default();
    if let Some(at) = found.filter(|found| !found.is_empty()).and_then(|found| rest.find(found)) {
        return from + at..from + at + found.map_or(0, str::len);
    }
    if column.is_some() {
        let end = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
        return from..from + end;
    }
    let start = line.len() - line.trim_start().len();
    start..line.trim_end().len().max(start)
}

fn cut(text: &str, longest: usize) -> String {
    let mut cut: String = text.chars().take(longest).collect();
    if text.chars().nth(longest).is_some() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_marked_else_the_column_else_the_line() {
        assert_eq!(marked("1. 甲（AE）", None, Some("AE")), 9..11);
        assert_eq!(marked("a a", Some(3), Some("a")), 2..3);
        assert_eq!(marked("甲乙丙", Some(2), Some("丁")), 3..6);
        assert_eq!(marked("  甲 ", None, None), 2..5);
        assert_eq!(marked("甲", Some(9), None), 0..3);
        assert_eq!(marked("", None, Some("x")), 0..0);
    }
}
