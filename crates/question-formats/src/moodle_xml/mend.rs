//! The tree of one question, also where a hand has broken its XML in one of the usual ways.

use std::borrow::Cow;

use crate::messages::Code;
use crate::model::{Diagnostic, Place};
use crate::xml::{self, Element};

use super::split::{End, Segment};

/// Parses a question. Bare `&` and `<`, HTML that stands in the XML without being escaped, and a missing end tag are
/// understood, with a warning.
///
/// # Errors
/// [`Code::EXml`] where the element breaks, when it cannot be mended.
pub(super) fn tree(segment: &Segment<'_>) -> Result<(Element, Vec<Diagnostic>), Box<Diagnostic>> {
    let place = Place::line(segment.line);
    match segment.end {
        End::OpenSection | End::File => Err(broken(segment, "end_of_file")),
        End::Closed => match xml::parse(segment.text) {
            Ok(element) => Ok((element, Vec::new())),
            Err(problem) => {
                let problem = shifted(problem, segment);
                match xml::parse(&mended(segment.text)) {
                    Ok(element) => {
                        let at = problem.place.clone().unwrap_or(place);
                        let found = problem.found.unwrap_or_default();
                        let warning =
                            warning(found).at(at).excerpt(problem.excerpt.as_deref().unwrap_or_default());
                        Ok((element, vec![warning]))
                    }
                    Err(_) => Err(Box::new(problem)),
                }
            }
        },
        End::NextQuestion => {
            let closed = format!("{}</question>", mended(segment.text));
            match xml::parse(&closed) {
                Ok(element) => Ok((element, vec![warning("<question>".to_owned()).at(place)])),
                Err(problem) => Err(Box::new(shifted(problem, segment))),
            }
        }
    }
}

fn warning(found: String) -> Diagnostic {
    Diagnostic::new(Code::WExtension).found(found).expected("XML")
}

fn broken(segment: &Segment<'_>, problem: &str) -> Box<Diagnostic> {
    let line = segment.text.lines().next().unwrap_or_default();
    let place = Place::column(segment.line, segment.indent + 1);
    Box::new(Diagnostic::new(Code::EXml).at(place).excerpt(line).found(problem))
}

/// A problem found in a segment, at its place in the file.
fn shifted(mut problem: Diagnostic, segment: &Segment<'_>) -> Diagnostic {
    if let Some(Place::Line { line, column }) = &mut problem.place {
        if let Some(column) = column.as_mut().filter(|_| *line == 1) {
            *column += segment.indent;
        }
        *line += segment.line - 1;
    }
    problem
}

/// The same XML with bare signs escaped, and unescaped HTML in `<text>` put into CDATA sections.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    // Once a section is not closed, no later one is.
    let mut sections_close = true;
    while let Some(start) = rest.find("<text>") {
        let (before, from) = rest.split_at_checked(start + "<text>".len()).unwrap_or((rest, ""));
        out.push_str(&escaped(before));
        let Some(end) = text_end(from, &mut sections_close) else {
            rest = from;
            break;
        };
        let (content, after) = from.split_at_checked(end).unwrap_or((from, ""));
        if content.trim_start().starts_with("<![CDATA[") {
            out.push_str(content);
        } else if content.contains('<') {
            out.push_str("<![CDATA[");
            out.push_str(&content.replace("]]>", "]]&gt;"));
            out.push_str("]]>");
        } else {
            out.push_str(&escaped(content));
        }
        rest = after;
    }
    out.push_str(&escaped(rest));
    out
}

/// Where the content of a `<text>` ends: at its end tag, which in a CDATA section is text.
fn text_end(from: &str, sections_close: &mut bool) -> Option<usize> {
    let is_section = *sections_close && from.trim_start().starts_with("<![CDATA[");
    let section = is_section.then(|| from.find("]]>")).flatten();
    *sections_close &= !is_section || section.is_some();
    let start = section.unwrap_or(0);
    from.get(start..)?.find("</text>").map(|end| start + end)
}

/// The same with each `&` escaped that begins no reference of XML. What HTML knows beyond those is left to HTML.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        out.push('&');
        if !is_reference(after) {
            out.push_str("amp;");
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_reference(after: &str) -> bool {
    const LONGEST: usize = 10;
    let name: &str = match after.bytes().take(LONGEST).position(|byte| byte == b';') {
        Some(end) => after.get(..end).unwrap_or_default(),
        None => return false,
    };
    match name.strip_prefix('#') {
        Some(number) => {
            let digits = number.strip_prefix(['x', 'X']);
            let radix = if digits.is_some() { 16 } else { 10 };
            let value = u32::from_str_radix(digits.unwrap_or(number), radix).ok();
            value.and_then(char::from_u32).is_some_and(|character| character != '\0')
        }
        None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp"),
    }
}
