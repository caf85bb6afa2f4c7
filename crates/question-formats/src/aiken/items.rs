//! From classes of lines to items.

use super::lines::{Key, Line, classify};
use crate::about::{About, Said};
use crate::messages::Code;
use crate::model::{Diagnostic, Place};

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A question.
    Item(Box<Item>),
    /// A title, or text that belongs to no question.
    Heading { from: usize, to: usize, text: String },
}

/// A question as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) stem: Vec<String>,
    pub(super) options: Vec<Choice>,
    /// The key and its line.
    pub(super) key: Option<(usize, Key)>,
    pub(super) key_line: String,
    pub(super) explanation: Vec<String>,
    /// What lines beside it say about it.
    pub(super) said: Said,
    /// Lines that are not written as the format says.
    pub(super) extensions: Vec<Diagnostic>,
}

/// An option as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) label: char,
    pub(super) text: String,
}

/// Lines without a class of their own, with their numbers, and whether a blank line stands before each.
type Loose = Vec<(usize, String, bool)>;

/// Takes a file apart.
pub(super) fn split(text: &str) -> Vec<Part> {
    let mut splitter = Splitter::default();
    for (index, line) in text.lines().enumerate() {
        splitter.line(index + 1, line);
    }
    splitter.end_explanation();
    splitter.end_item();
    splitter.headings(usize::MAX);
    let mut parts = splitter.parts;
    parts.append(&mut splitter.left_out);
    for part in &mut parts {
        if let Part::Item(item) = part {
            divide_shared_lines(item);
        }
    }
    parts
}

/// Where letters are skipped, or there is but one, their options are looked for in the texts of those before them.
fn divide_shared_lines(item: &mut Item) {
    let is_next = |one: &Choice, two: &Choice| u32::from(two.label) <= u32::from(one.label) + 1;
    let skips = item.options.len() == 1
        || item.options.iter().zip(item.options.iter().skip(1)).any(|(one, two)| !is_next(one, two));
    if !skips {
        return;
    }
    let mut ends: Vec<char> = item.options.iter().skip(1).map(|option| option.label).collect();
    ends.push(char::MAX);
    for (option, end) in std::mem::take(&mut item.options).into_iter().zip(ends) {
        let Choice { mut label, mut text } = option;
        while let Some(next) = ('A'..='Z').find(|letter| *letter > label && *letter < end)
            && let Some((before, after)) = cut_at_label(&text, next)
        {
            let (before, after) = (before.to_owned(), after.to_owned());
            let expected = format!("{next}) {after}");
            item.extensions.push(extension(item.from, &text, &text, &expected));
            item.options.push(Choice { label, text: before });
            (label, text) = (next, after);
        }
        item.options.push(Choice { label, text });
    }
}

/// The text before and after a label that stands inside it: `Red B) Green`.
fn cut_at_label(text: &str, label: char) -> Option<(&str, &str)> {
    text.match_indices(label).find_map(|(at, found)| {
        let before = text.get(..at)?;
        let after = text.get(at + found.len()..)?.strip_prefix([')', '）', '.', '．', '、'])?;
        let is_apart = before.ends_with(char::is_whitespace) && !before.trim().is_empty();
        (is_apart && !after.trim().is_empty()).then(|| (before.trim_end(), after.trim_start()))
    })
}

#[derive(Default)]
struct Splitter {
    parts: Vec<Part>,
    /// Lines that were not understood.
    left_out: Vec<Part>,
    /// The item whose options are being read.
    item: Option<Item>,
    /// Lines that are a stem, go on an option, or are nothing: what follows tells.
    loose: Loose,
    after_blank: bool,
    /// Whether an explanation may go on.
    explains: bool,
    /// What is said before the item that comes.
    ahead: Said,
    /// The topic of the items that follow, said above them.
    topic: Option<String>,
    /// Topics and the like stand above their questions, for the first one does.
    says_ahead: Option<bool>,
}

impl Splitter {
    fn line(&mut self, number: usize, line: &str) {
        match classify(line) {
            Line::Blank => {
                self.end_explanation();
                self.after_blank = true;
                return;
            }
            Line::Text(text) => self.loose.push((number, text, self.after_blank)),
            Line::Explanation(text) => self.explanation(number, text),
            Line::About(about, value) => self.about(number, line, about, &value),
            Line::Option { label, text, is_plain } => self.option(number, line, label, text, is_plain),
            Line::Answer { key, is_plain } => self.answer(number, line, key, is_plain),
        }
        self.after_blank = false;
    }

    /// The lines between an explanation and a blank line go on with it; before an option they are a stem.
    fn end_explanation(&mut self) {
        if std::mem::take(&mut self.explains)
            && let Some(Part::Item(item)) = self.parts.last_mut()
        {
            for (number, line, _) in self.loose.drain(..) {
                item.explanation.push(line);
                item.to = number;
            }
        }
    }

    /// What is said about a question: of the one that comes where the file begins so, else of the one it stands beside.
    /// What is not understood is listed with the lines that gave nothing.
    fn about(&mut self, number: usize, line: &str, about: About, value: &str) {
        let is_first_item =
            self.item.is_none() && !self.parts.iter().any(|part| matches!(part, Part::Item(_)));
        let says_ahead = *self.says_ahead.get_or_insert(is_first_item && self.loose.is_empty());
        let is_between = self.item.is_none() && self.loose.is_empty();
        let beside = match (&mut self.item, self.parts.last_mut()) {
            (Some(item), _) => Some(item),
            (None, Some(Part::Item(item))) if is_between && !says_ahead => Some(&mut **item),
            _ => None,
        };
        let understood = match beside {
            Some(item) => {
                item.to = number;
                item.said.take(about, value)
            }
            None if about == About::Topic && is_between => {
                let mut said = Said::default();
                let understood = said.take(about, value);
                self.topic = said.topic;
                self.ahead.tags.extend(said.tags);
                understood
            }
            None => self.ahead.take(about, value),
        };
        if !understood {
            let text = line.trim().chars().take(60).collect();
            self.left_out.push(Part::Heading { from: number, to: number, text });
        }
    }

    /// An explanation belongs to the item that has just ended.
    fn explanation(&mut self, number: usize, text: String) {
        let is_directly_after = self.item.is_none() && self.loose.is_empty();
        match self.parts.last_mut() {
            Some(Part::Item(item)) if is_directly_after => {
                item.to = number;
                item.extensions.push(extension(number, &text, "EXPLANATION:", ""));
                if !text.is_empty() {
                    item.explanation.push(text);
                }
                self.explains = true;
            }
            _ => self.loose.push((number, text, self.after_blank)),
        }
    }

    fn option(&mut self, number: usize, line: &str, label: char, text: String, is_plain: bool) {
        self.explains = false;
        let last = self.item.as_ref().and_then(|item| item.options.last()).map(|option| option.label);
        if !is_due(label, last, is_plain) {
            self.loose.push((number, line.trim().to_owned(), self.after_blank));
            return;
        }
        let is_repeated = last == Some(label) && self.loose.is_empty() && !self.after_blank;
        if last.is_some() && label == 'A' && !is_repeated {
            self.end_unanswered();
        } else if last.is_some() {
            self.continue_option();
        }
        if self.item.is_none() {
            self.begin(number);
        }
        let Some(item) = &mut self.item else { return };
        item.to = number;
        if !is_plain {
            item.extensions.push(extension(number, line, line.trim(), &format!("{label}) {text}")));
        }
        item.options.push(Choice { label, text });
    }

    fn answer(&mut self, number: usize, line: &str, key: Key, is_plain: bool) {
        self.explains = false;
        if self.item.is_some() {
            self.continue_option();
        } else {
            self.begin(number);
        }
        let Some(mut item) = self.item.take() else { return };
        item.to = number;
        if !is_plain {
            item.extensions.push(extension(number, line, line.trim(), "ANSWER: X"));
        }
        line.trim().clone_into(&mut item.key_line);
        item.key = Some((number, key));
        self.parts.push(Part::Item(Box::new(item)));
    }

    /// Loose lines between two options, or before the key, go on the option above.
    fn continue_option(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        let Some(option) = self.item.as_mut().and_then(|item| item.options.last_mut()) else { return };
        for (_, line, _) in loose {
            if !option.text.is_empty() {
                option.text.push('\n');
            }
            option.text.push_str(&line);
        }
    }

    /// Begins an item with the loose lines as its stem.
    fn begin(&mut self, number: usize) {
        let from = stem_start(&self.loose);
        self.headings(from);
        let stem = std::mem::take(&mut self.loose);
        let first = stem.first().map_or(number, |(line, _, _)| *line);
        let stem = stem.into_iter().map(|(_, line, _)| line).collect();
        let mut said = std::mem::take(&mut self.ahead);
        said.topic = said.topic.or_else(|| self.topic.clone());
        self.item = Some(Item { from: first, to: number, stem, said, ..Item::default() });
    }

    /// The first loose lines, up to an index, are headings; lines without a blank line between are one.
    fn headings(&mut self, count: usize) {
        let count = count.min(self.loose.len());
        for (number, text, after_blank) in self.loose.drain(..count) {
            match self.parts.last_mut() {
                Some(Part::Heading { to, .. }) if !after_blank && *to + 1 == number => *to = number,
                _ => self.parts.push(Part::Heading {
                    from: number,
                    to: number,
                    text: text.chars().take(60).collect(),
                }),
            }
        }
    }

    /// The item ends without a key because another one begins.
    fn end_unanswered(&mut self) {
        if let Some(item) = self.item.take() {
            self.parts.push(Part::Item(Box::new(item)));
        }
    }

    fn end_item(&mut self) {
        if self.item.is_some() {
            let apart = self.loose.iter().position(|(_, _, after_blank)| *after_blank);
            let rest = self.loose.split_off(apart.unwrap_or(self.loose.len()));
            self.continue_option();
            self.loose = rest;
        }
        self.end_unanswered();
    }
}

/// Whether an option with this letter may stand after the last one: `I. …` and `J. Smith` are text. What is not written
/// as the format says is an option only where exactly that one is due.
fn is_due(label: char, last: Option<char>, is_plain: bool) -> bool {
    const LONGEST_GAP: u32 = 2;
    match last {
        None => label == 'A',
        Some(_) if label == 'A' => true,
        Some(last) if is_plain => u32::from(label) <= u32::from(last) + LONGEST_GAP,
        Some(last) => u32::from(label) == u32::from(last) + 1,
    }
}

/// Where the stem begins among loose lines: after paragraphs that look like headings.
fn stem_start(loose: &Loose) -> usize {
    let starts: Vec<usize> = loose
        .iter()
        .enumerate()
        .filter(|(_, (_, _, after_blank))| *after_blank)
        .map(|(index, _)| index)
        .collect();
    let mut from = 0;
    for start in starts.into_iter().filter(|start| *start > 0) {
        let is_heading = start == from + 1 && loose.get(from).is_some_and(|(_, line, _)| is_heading(line));
        if !is_heading {
            break;
        }
        from = start;
    }
    from
}

/// A short line that neither asks nor says anything.
fn is_heading(line: &str) -> bool {
    line.chars().count() <= 60
        && !line.ends_with([
            '?', '？', '.', '。', ':', '：', ',', '，', ';', '；', '!', '！', ')', '）', '}', '{', '_',
        ])
}

fn extension(number: usize, line: &str, found: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(Code::WExtension).at(Place::line(number)).excerpt(line).found(found).expected(expected)
}
