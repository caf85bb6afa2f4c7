//! Lines of text as they grow: line ends, spaces and tabs wait until something visible follows them.

/// A line.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Its spaces count.
    is_verbatim: bool,
}

/// A place in the lines, to which what was written since can be taken back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    line: usize,
    offset: usize,
}

/// Lines that grow at their end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    current: Line,
    /// Line ends that wait.
    ends: usize,
    /// Tabs that wait.
    tabs: usize,
    /// Whether a space waits.
    space: bool,
    /// The line holds nothing but the mark of a list item.
    only_mark: bool,
}

impl Lines {
    /// White space is one space.
    pub(super) fn push_flowing(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                self.space = true;
            } else {
                self.flush();
                self.current.text.push(character);
            }
        }
    }

    /// White space is what it is.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.ends += 1;
            }
            if !line.is_empty() {
                self.flush_all();
                self.current.is_verbatim = true;
                self.current.text.push_str(line);
            }
        }
    }

    /// A word that is written as it is.
    pub(super) fn push_word(&mut self, word: &str) {
        if !word.is_empty() {
            self.flush();
            self.current.text.push_str(word);
        }
    }

    /// The mark of a list item, on a line of its own.
    pub(super) fn push_mark(&mut self, mark: &str) {
        self.only_mark = false;
        self.end_block();
        self.flush();
        self.current.text.push_str(mark);
        // The spaces before a mark show how deep its list stands.
        self.current.is_verbatim = mark.starts_with(' ');
        self.only_mark = true;
    }

    /// A line ends here, whatever stood in it.
    pub(super) fn end_line(&mut self) {
        self.ends += 1;
        self.space = false;
    }

    /// What follows begins a line, if it does not anyway.
    pub(super) fn end_block(&mut self) {
        if !self.only_mark {
            self.ends = self.ends.max(1);
        }
        self.space = false;
    }

    /// What follows is in the next column of a table. `is_row_empty` says that nothing stands in the row yet, so that
    /// the row must still begin.
    pub(super) fn next_column(&mut self, is_row_empty: bool) {
        if !is_row_empty {
            self.ends = 0;
        }
        self.space = false;
        self.tabs += 1;
    }

    /// What follows begins a row of a table.
    pub(super) fn next_row(&mut self) {
        self.tabs = 0;
        self.end_block();
    }

    /// Where the next visible character will stand.
    pub(super) fn position(&mut self) -> Position {
        self.flush();
        Position { line: self.done.len(), offset: self.current.text.len() }
    }

    /// How much has been written, to find out later whether anything was.
    pub(super) fn extent(&self) -> (usize, usize) {
        (self.done.len(), self.current.text.len())
    }

    /// Takes back what was written since a position, when that is on the same line.
    pub(super) fn take_since(&mut self, position: Position) -> Option<String> {
        let is_here = position.line == self.done.len() && self.current.text.is_char_boundary(position.offset);
        (is_here && position.offset <= self.current.text.len())
            .then(|| self.current.text.split_off(position.offset))
    }

    /// Writes what waits, at most one blank line.
    fn flush(&mut self) {
        self.ends = self.ends.min(2);
        self.flush_all();
    }

    fn flush_all(&mut self) {
        let ends = std::mem::take(&mut self.ends);
        if ends > 0 && !(self.done.is_empty() && self.current.text.is_empty()) {
            for _ in 0..ends {
                self.done.push(std::mem::take(&mut self.current));
            }
        }
        for _ in 0..std::mem::take(&mut self.tabs) {
            self.current.text.push('\t');
        }
        if std::mem::take(&mut self.space)
            && !self.current.text.ends_with([' ', '\t'])
            && !self.current.text.is_empty()
        {
            self.current.text.push(' ');
        }
        self.only_mark = false;
    }

    /// The text: no blank lines at either end, never two together where they do not count.
    pub(super) fn finish(mut self) -> String {
        self.done.push(self.current);
        let mut text = String::new();
        let mut blanks = 0;
        for line in self.done {
            let shown = if line.is_verbatim { line.text } else { settled(&line.text) };
            if shown.trim().is_empty() {
                blanks += 1;
                continue;
            }
            if !text.is_empty() {
                let ends = if line.is_verbatim { blanks } else { blanks.min(1) };
                text.extend(std::iter::repeat_n('\n', ends + 1));
            }
            blanks = 0;
            text.push_str(&shown);
        }
        text
    }
}

/// The lines of a text that is not HTML: no spaces at their ends, no blank lines at either end, never two together.
pub(super) fn plain_lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in text.split('\n') {
        let line = line.trim_matches([' ', '\t', '\r', '\u{a0}']);
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        blanks = 0;
        kept.push_str(&settled(line));
    }
    kept
}

/// A line without spaces at its ends. A hard space is a space that is never swallowed: rows of them leave room for an
/// answer, or were typed on purpose.
fn settled(line: &str) -> String {
    let line = line.trim_start_matches([' ', '\u{a0}']).trim_end_matches([' ', '\t', '\r', '\u{a0}']);
    line.replace('\u{a0}', " ")
}
