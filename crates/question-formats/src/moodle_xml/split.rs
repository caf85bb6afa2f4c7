//! A file cut into its `<question>` elements, without asking whether they are well formed.

use crate::messages::Code;
use crate::model::{Diagnostic, Place};

/// One `<question>` element as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    /// From `<question` to `</question>`.
    pub(super) text: &'a str,
    /// Line on which it begins, from 1.
    pub(super) line: usize,
    /// Line on which it ends.
    pub(super) last_line: usize,
    /// Characters before it on its first line.
    pub(super) indent: usize,
    /// How it ends.
    pub(super) end: End,
}

/// How an element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With its end tag.
    Closed,
    /// Where the next one begins.
    NextQuestion,
    /// With the file.
    File,
    /// In a CDATA section that is not closed before the next question.
    OpenSection,
}

/// A file in parts.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) segments: Vec<Segment<'a>>,
    /// What is wrong with the file around the questions.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Segment<'_> {
    /// The `type` attribute, in small letters and without spaces, read even where the element is broken.
    pub(super) fn kind(&self) -> String {
        let tag = self.text.split('>').next().unwrap_or_default();
        let value = tag.split_once("type").and_then(|(_, rest)| rest.trim_start().strip_prefix('='));
        let value = value.unwrap_or_default().trim_start();
        let quoted = value
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next())
            .or_else(|| value.strip_prefix('\'').and_then(|rest| rest.split('\'').next()));
        let bare = || value.split(|character: char| character.is_whitespace() || character == '/').next();
        quoted.or_else(bare).unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Cuts a file. Comments and CDATA sections are passed over.
///
/// # Errors
/// [`Code::EXml`] when the file has a document type with declarations, or no `<quiz>`.
pub(super) fn parts(text: &str) -> Result<Parts<'_>, Box<Diagnostic>> {
    let mut cutter = Cutter::new(text);
    while let Some(mark) = cutter.next_mark() {
        match mark {
            Mark::Question => cutter.begin(),
            Mark::QuestionEnd => cutter.end(End::Closed),
            Mark::BrokenSection => cutter.end(End::OpenSection),
            Mark::DocumentType => {
                return Err(Box::new(
                    cutter.problem("a document type (DTD) with declarations is not allowed"),
                ));
            }
            Mark::Quiz => cutter.quizzes += 1,
            Mark::QuizEnd => cutter.quiz_ends += 1,
        }
    }
    cutter.finish()
}

/// What the cutter stops at.
enum Mark {
    Quiz,
    QuizEnd,
    Question,
    QuestionEnd,
    BrokenSection,
    DocumentType,
}

struct Cutter<'a> {
    text: &'a str,
    /// How far the file has been looked at.
    at: usize,
    /// Where the mark that was found begins.
    mark: usize,
    /// Where the open question begins.
    open: Option<usize>,
    parts: Parts<'a>,
    /// Line ends before `counted`.
    line: usize,
    /// Characters between the last line end before `counted` and it.
    indent: usize,
    counted: usize,
    quizzes: usize,
    quiz_ends: usize,
    /// Whether a comment that is begun can still end.
    comments_end: bool,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            mark: 0,
            open: None,
            parts: Parts::default(),
            line: 1,
            indent: 0,
            counted: 0,
            quizzes: 0,
            quiz_ends: 0,
            comments_end: true,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next_mark(&mut self) -> Option<Mark> {
        loop {
            self.mark = self.at + self.rest().find('<')?;
            self.at = self.mark + 1;
            let rest = self.rest();
            if rest.starts_with("!--") {
                self.pass_comment();
            } else if rest.starts_with("![CDATA[") {
                if self.pass_section() {
                    return Some(Mark::BrokenSection);
                }
            } else if rest.starts_with("!DOCTYPE") && self.open.is_none() && declares(rest) {
                return Some(Mark::DocumentType);
            } else if names(rest, "question") {
                return Some(Mark::Question);
            } else if names(rest, "/question") {
                self.pass_tag();
                return Some(Mark::QuestionEnd);
            } else if names(rest, "quiz") {
                return Some(Mark::Quiz);
            } else if names(rest, "/quiz") {
                return Some(Mark::QuizEnd);
            }
        }
    }

    /// Moves behind the tag at hand.
    fn pass_tag(&mut self) {
        let rest = self.rest();
        self.at += rest.find(['>', '<']).map_or(rest.len(), |end| {
            end + usize::from(rest.get(end..).is_some_and(|rest| rest.starts_with('>')))
        });
    }

    fn pass_comment(&mut self) {
        let end = if self.comments_end { self.rest().find("-->") } else { None };
        match end {
            Some(end) => self.at += end + 3,
            None => self.comments_end = false,
        }
    }

    /// Moves behind a CDATA section. In one that was never closed another question ends and another section begins:
    /// then the answer is yes, and the question ends there.
    fn pass_section(&mut self) -> bool {
        const QUESTION_END: &str = "</question>";
        const SECTION: &str = "<![CDATA[";
        let rest = self.rest();
        let mut from = 0;
        let mut question_end = None;
        while let Some(found) = rest.get(from..).and_then(|rest| rest.find([']', '<'])) {
            let here = from + found;
            let tail = rest.get(here..).unwrap_or_default();
            if tail.starts_with("]]>") {
                self.at += here + 3;
                return false;
            }
            if tail.starts_with(QUESTION_END) && question_end.is_none() {
                question_end = Some(here + QUESTION_END.len());
            }
            if let Some(end) = question_end.filter(|_| tail.starts_with(SECTION)) {
                self.at += end;
                return true;
            }
            from = here + 1;
        }
        // The section is open at the end of the file.
        self.at = question_end.map_or(self.text.len(), |end| self.at + end);
        question_end.is_some()
    }

    fn begin(&mut self) {
        let (start, after) = (self.mark, self.at);
        if self.open.is_some() {
            self.at = start;
            self.end(End::NextQuestion);
        }
        self.open = Some(start);
        self.at = after;
        let rest = self.rest();
        let end =
            rest.find(['>', '<']).filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with('>')));
        let tag = end.and_then(|end| rest.get(..end)).unwrap_or_default();
        if tag.ends_with('/') {
            self.at += tag.len() + 1;
            self.end(End::Closed);
        }
    }

    /// The open question ends where the cutter is.
    fn end(&mut self, end: End) {
        let Some(start) = self.open.take() else { return };
        let text = self.text.get(start..self.at).unwrap_or_default();
        let (line, indent) = self.place(start);
        // The white space before the next question is not part of this one.
        let last_line = line + text.trim_end().matches('\n').count();
        self.parts.segments.push(Segment { text, line, last_line, indent, end });
    }

    /// Line and characters before an offset; offsets grow.
    fn place(&mut self, offset: usize) -> (usize, usize) {
        let passed = self.text.get(self.counted..offset).unwrap_or_default();
        match passed.rfind('\n') {
            Some(end) => {
                self.line += passed.matches('\n').count();
                self.indent = passed.get(end + 1..).unwrap_or_default().chars().count();
            }
            None => self.indent += passed.chars().count(),
        }
        self.counted = offset.max(self.counted);
        (self.line, self.indent)
    }

    fn problem(&mut self, problem: &str) -> Diagnostic {
        let (line, indent) = self.place(self.mark);
        Diagnostic::new(Code::EXml).at(Place::column(line, indent + 1)).found(problem)
    }

    fn finish(mut self) -> Result<Parts<'a>, Box<Diagnostic>> {
        if self.open.is_some() {
            self.at = self.text.len();
            self.end(End::File);
        }
        self.mark = self.text.len();
        if self.parts.segments.is_empty() && self.quizzes == 0 {
            let problem = match crate::xml::parse(self.text) {
                Err(problem) => problem,
                Ok(root) => Diagnostic::new(Code::EXml)
                    .at(Place::line(root.line))
                    .found(format!("<{}>", root.name))
                    .expected("<quiz>"),
            };
            return Err(Box::new(problem));
        }
        if self.quiz_ends < self.quizzes.min(1) {
            let (line, _) = self.place(self.text.len());
            self.parts
                .diagnostics
                .push(Diagnostic::new(Code::EXml).at(Place::line(line)).found("end_of_file"));
        } else if self.quizzes != 1 {
            let found = format!("<quiz> × {}", self.quizzes);
            self.parts.diagnostics.push(Diagnostic::new(Code::WExtension).found(found).expected("<quiz>"));
        }
        Ok(self.parts)
    }
}

/// Whether a document type has declarations in it. Without them it means nothing: no other file is ever fetched.
fn declares(document_type: &str) -> bool {
    let end = document_type.find(['>', '[']).unwrap_or(document_type.len());
    document_type.get(end..).is_some_and(|rest| rest.starts_with('['))
}

/// Whether a tag, given without its `<`, has this name.
fn names(tag: &str, name: &str) -> bool {
    tag.strip_prefix(name).is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))
    })
}
