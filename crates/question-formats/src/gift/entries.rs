//! Cutting a file into entries: questions, descriptions, categories and comments.
//!
//! Entries are separated by blank lines. People also leave blank lines inside braces, forget them between questions, and
//! forget a closing brace; each of these is told from the others by the brace that comes next.

use super::answer;
use super::shape::signs;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is.
    pub(super) kind: Kind,
    /// First line, from 1.
    pub(super) first: usize,
    /// Last line.
    pub(super) last: usize,
    /// Its lines without the comments, which leave empty lines behind so that offsets keep telling lines.
    pub(super) text: String,
    /// Its comments without `//`.
    pub(super) comments: Vec<String>,
    /// Whether a blank line stands inside, where the format's own program would cut.
    pub(super) has_blank_line: bool,
    /// Whether no blank line stands before it.
    pub(super) is_glued: bool,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `$CATEGORY:` and its path.
    Category(String),
    /// Comments only.
    Comment,
    /// A question, or a text without a block.
    Text,
}

impl Entry {
    /// The beginning of the entry for people.
    pub(super) fn excerpt(&self) -> String {
        const LONGEST: usize = 60;
        let line = self.text.lines().map(str::trim).find(|line| !line.is_empty());
        let line = line.or_else(|| self.comments.first().map(|comment| comment.trim())).unwrap_or_default();
        line.chars().take(LONGEST).collect()
    }

    /// Line and column, both from 1, of a byte of the text.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        (self.first + line, column + 1)
    }
}

/// What matters about a line for cutting.
#[derive(Clone, Debug, Default)]
struct Line<'a> {
    text: &'a str,
    is_blank: bool,
    is_comment: bool,
    is_category: bool,
    is_title: bool,
    /// Unescaped braces in order, with their offsets.
    braces: Vec<(usize, char)>,
    /// The first brace here or later, up to the next title or category.
    next_brace: Option<char>,
    /// The same, not beyond the next blank line.
    next_in_paragraph: Option<char>,
    /// What the line does to a listing of program code.
    code: Option<Code>,
    /// Whether a listing ends here or later, up to the next title or category.
    code_ends: bool,
}

/// What a line does to a listing of program code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    /// A fence of Markdown begins it, or ends it.
    Fence,
    /// `<pre>`, with its end still to come.
    Begins,
    /// `</pre>`.
    Ends,
}

/// What a line does to a listing.
fn code(line: &str) -> Option<Code> {
    let fence = |line: &str| line.trim_start().starts_with("```");
    // The fence may follow the text of the question's first line in the notation of the format.
    if fence(line) || line.split("\\n").skip(1).any(fence) {
        return Some(Code::Fence);
    }
    match (line.rfind("<pre"), line.rfind("</pre")) {
        (Some(begin), end) if end.is_none_or(|end| end < begin) => Some(Code::Begins),
        (_, Some(_)) => Some(Code::Ends),
        _ => None,
    }
}

impl Line<'_> {
    fn new(text: &str) -> Line<'_> {
        let trimmed = text.trim();
        let is_comment = trimmed.starts_with("//");
        let braces = if is_comment || !text.contains(['{', '}']) {
            Vec::new()
        } else {
            signs(text).filter(|(_, sign)| matches!(sign, '{' | '}')).collect()
        };
        Line {
            text,
            is_blank: trimmed.is_empty(),
            is_comment,
            is_category: trimmed.starts_with("$CATEGORY:"),
            is_title: trimmed.strip_prefix("::").is_some_and(|rest| rest.contains("::")),
            braces,
            next_brace: None,
            next_in_paragraph: None,
            code: if is_comment { None } else { code(text) },
            code_ends: false,
        }
    }

    fn begins_entry(&self) -> bool {
        self.is_title || self.is_category
    }
}

/// Cuts a file into its entries.
pub(super) fn split(text: &str) -> Vec<Entry> {
    let mut lines: Vec<Line<'_>> = text.lines().map(Line::new).collect();
    look_ahead(&mut lines);
    let mut cutter = Cutter::default();
    let mut next_text: Option<&Line<'_>> = None;
    // What follows a blank line, for each line, from the end.
    let mut after: Vec<bool> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        after.push(next_text.is_some_and(|next| next.text.trim_start().starts_with('{')));
        if !line.is_blank && !line.is_comment {
            next_text = Some(line);
        }
    }
    for (index, (line, block_follows)) in lines.iter().zip(after.into_iter().rev()).enumerate() {
        cutter.line(index + 1, line, block_follows);
    }
    cutter.end();
    cutter.entries
}

fn look_ahead(lines: &mut [Line<'_>]) {
    let mut next_brace = None;
    let mut next_in_paragraph = None;
    let mut code_ends = false;
    for line in lines.iter_mut().rev() {
        let own = line.braces.first().map(|(_, brace)| *brace);
        next_brace = own.or(next_brace);
        next_in_paragraph = if line.is_blank { None } else { own.or(next_in_paragraph) };
        line.next_brace = next_brace;
        line.next_in_paragraph = next_in_paragraph;
        code_ends |= matches!(line.code, Some(Code::Fence | Code::Ends));
        line.code_ends = code_ends;
        if line.begins_entry() {
            code_ends = false;
            next_brace = None;
            next_in_paragraph = None;
        }
    }
}

#[derive(Default)]
struct Cutter {
    entries: Vec<Entry>,
    current: Option<Entry>,
    /// Open braces.
    depth: usize,
    /// Where the outermost open brace stands in the entry.
    open: usize,
    /// Whether braces were closed that can be a block and are not program code.
    has_block: bool,
    /// Whether a listing of program code is open.
    in_code: bool,
    /// Whether the last line with text ends with a closing brace.
    ends_closed: bool,
    /// Whether a blank line stands directly before.
    after_blank: bool,
}

impl Cutter {
    fn line(&mut self, number: usize, line: &Line<'_>, block_follows: bool) {
        if line.is_blank {
            self.blank(line, block_follows);
            return;
        }
        if self.is_cut_before(line) {
            self.end();
        }
        if line.is_category {
            self.category(number, line.text);
            return;
        }
        self.append(number, line);
    }

    /// A blank line ends an entry unless its block is still open and closes later, or the block is still to come, or
    /// program code goes on.
    fn blank(&mut self, line: &Line<'_>, block_follows: bool) {
        let Some(current) = &mut self.current else {
            self.after_blank = true;
            return;
        };
        let is_open = self.depth > 0 && line.next_brace == Some('}');
        let has_text = !current.text.trim().is_empty();
        let is_code = self.in_code && line.code_ends && !self.has_block;
        if is_code {
            current.text.push('\n');
        } else if is_open || (self.depth == 0 && !self.has_block && has_text && block_follows) {
            current.text.push('\n');
            current.has_blank_line = true;
        } else {
            self.end();
            self.after_blank = true;
        }
    }

    /// Whether a line begins another entry although no blank line stands before it.
    fn is_cut_before(&self, line: &Line<'_>) -> bool {
        let Some(current) = &self.current else { return false };
        if line.begins_entry() {
            return !current.text.trim().is_empty();
        }
        // A block alone belongs to the text above.
        let is_block = line.text.trim_start().starts_with('{');
        !is_block
            && self.has_block
            && self.depth == 0
            && self.ends_closed
            && line.next_in_paragraph == Some('{')
    }

    fn category(&mut self, number: usize, line: &str) {
        let path = line.trim().trim_start_matches("$CATEGORY:").trim().to_owned();
        // Comments above belong to the category, as a program writes them that says where it switches.
        let comments = match self.current.take() {
            Some(entry) => (entry.first, entry.comments),
            None => (number, Vec::new()),
        };
        self.entries.push(Entry {
            kind: Kind::Category(path),
            first: comments.0,
            last: number,
            text: String::new(),
            comments: comments.1,
            has_blank_line: false,
            is_glued: false,
        });
        self.after_blank = true;
    }

    fn append(&mut self, number: usize, line: &Line<'_>) {
        let is_glued = !self.after_blank && !self.entries.is_empty();
        let entry = self.current.get_or_insert_with(|| Entry {
            kind: Kind::Text,
            first: number,
            last: number,
            text: String::new(),
            comments: Vec::new(),
            has_blank_line: false,
            is_glued,
        });
        self.after_blank = false;
        entry.last = number;
        if number > entry.first {
            entry.text.push('\n');
        }
        if line.is_comment {
            entry.comments.push(line.text.trim().trim_start_matches('/').to_owned());
            return;
        }
        self.in_code = match line.code {
            Some(Code::Fence) => !self.in_code,
            Some(Code::Begins) => true,
            Some(Code::Ends) => false,
            None => self.in_code,
        };
        let start = entry.text.len();
        entry.text.push_str(line.text);
        for (offset, brace) in &line.braces {
            let here = start + offset;
            match (brace, self.depth) {
                ('{', depth) => {
                    self.open = if depth == 0 { here } else { self.open };
                    self.depth += 1;
                }
                (_, 1) => {
                    self.depth = 0;
                    let content = entry.text.get(self.open + 1..here).unwrap_or_default();
                    let is_code = self.in_code && line.code_ends;
                    self.has_block |= !is_code && answer::may_be_block(content);
                }
                (_, depth) => self.depth = depth.saturating_sub(1),
            }
        }
        self.ends_closed = line.text.trim_end().ends_with('}');
    }

    fn end(&mut self) {
        self.depth = 0;
        self.has_block = false;
        self.in_code = false;
        self.ends_closed = false;
        let Some(mut entry) = self.current.take() else { return };
        if entry.text.trim().is_empty() {
            entry.kind = Kind::Comment;
        }
        self.entries.push(entry);
    }
}
