//! One question's lines taken apart: stem, options, keys, explanation, and what does not belong to it.

mod gathered;
mod in_options;
mod in_stem;
mod opening;
pub(super) mod tagged;
mod unlabelled;

use super::keys::{self, Content};
use super::lines::{Line, Slice, ends_sentence, width};
use super::looks::{Look, OptionLook};
use super::marks::{self, NumberMark};
use super::options::{self, Strength};
use super::right_marks::RightMark;
use super::tags;
use super::words::{self, Kind};
use gathered::{Gathered, begins_list_entry};

/// A line as wide as this may have been wrapped.
const WRAPPED_WIDTH: usize = 18;

/// What is known about a block before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// What the section heading says.
    pub kind: Option<Kind>,
    /// Nothing of the paper follows for a while, so text that does not fit belongs to something else.
    pub is_tail: bool,
    /// Empty lines say nothing in this file.
    pub double_spaced: bool,
}

/// An option as read.
#[derive(Clone, Debug)]
pub(super) struct RawOption {
    pub letter: char,
    pub text: String,
    pub look: OptionLook,
    /// A mark beside it that says it is right.
    pub right: Option<RightMark>,
}

/// A question as read, before its kind and key are decided.
#[derive(Clone, Debug, Default)]
pub(super) struct RawItem {
    pub number: Option<NumberMark>,
    /// Kind from a tag.
    pub tag: Option<Kind>,
    pub stem: String,
    /// How each character of the stem looks; empty when nothing is known about it.
    pub stem_looks: Vec<Look>,
    pub options: Vec<RawOption>,
    /// Texts after answer tags, in order.
    pub answers: Vec<String>,
    /// What a bracket before the number held.
    pub lead: Option<String>,
    /// Reference text of a question answered in words, with or without a tag.
    pub reference: String,
    /// The reference text had no tag.
    pub reference_unmarked: bool,
    pub explanation: String,
    pub difficulty: Option<u8>,
    pub points: Option<u32>,
    pub topic: Option<String>,
    pub tags: Vec<String>,
    pub first_line: usize,
    pub last_line: usize,
    /// Lines that turned out not to belong to the question, as positions in the block.
    pub left_out: Vec<usize>,
    /// Text that stood where an answer tag had nothing after it.
    pub has_answer_tag: bool,
    /// The options were printed without labels.
    pub unlabelled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Stem,
    Options,
    Answer,
    OwnAnswer,
    Explanation,
    Other,
    Ended,
}

/// Reads the lines of one question. `number` is the mark at the beginning of the first line.
pub(super) fn read(lines: &[Line], number: Option<NumberMark>, context: Context) -> RawItem {
    let mut reader = Reader::new(lines, number, context);
    for index in 0..lines.len() {
        reader.line(index);
    }
    reader.finish()
}

struct Reader<'a> {
    lines: &'a [Line],
    context: Context,
    item: RawItem,
    state: State,
    stem: Gathered,
    reference: Gathered,
    explanation: Gathered,
    /// The last label stood alone on its line.
    label_alone: bool,
    /// An answer tag had nothing after it: its text is on the next line.
    awaiting_answer: bool,
    last_kept: usize,
    /// The lines of the stem one by one, for options without labels.
    stem_lines: Vec<String>,
    /// Lines after a stem with its key, and their positions: options without labels, or nothing of ours.
    loose_lines: Vec<(usize, String)>,
    /// The last line that options may begin in.
    last_options: Option<usize>,
    /// The first line only names what the others ask.
    has_title: bool,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [Line], number: Option<NumberMark>, context: Context) -> Self {
        let first_line = lines.first().map_or(1, |line| line.number);
        let has_title = begins_with_title(lines, number.as_ref());
        let item = RawItem { number, first_line, last_line: first_line, ..RawItem::default() };
        Self {
            lines,
            context,
            item,
            state: State::Stem,
            stem: Gathered::default(),
            reference: Gathered::default(),
            explanation: Gathered::default(),
            label_alone: false,
            awaiting_answer: false,
            last_kept: 0,
            stem_lines: Vec::new(),
            loose_lines: Vec::new(),
            last_options: lines.iter().rposition(|line| {
                options::leading(line.all())
                    .is_some_and(|mark| mark.letter == 'A' && mark.strength >= Strength::Weak)
                    || options::run(line.all(), 'A', true, None).len() >= 2
            }),
            has_title,
        }
    }

    fn finish(mut self) -> RawItem {
        self.take_unlabelled_options();
        self.item.stem = self.stem.text;
        self.item.stem_looks = self.stem.looks;
        self.item.reference = self.reference.text;
        self.item.explanation = self.explanation.text;
        self.item
    }

    fn line(&mut self, index: usize) {
        let Some(line) = self.lines.get(index) else { return };
        let mut slice = line.all();
        if index == 0 {
            slice = self.opening(line);
        } else if self.state == State::Ended || self.is_foreign(index, line) {
            self.item.left_out.push(index);
            return;
        }
        let before = (self.item.left_out.len(), self.state);
        for piece in tags::cut(slice) {
            match piece.tag {
                None => self.plain(piece.body, index),
                Some(tag) => self.tagged(tag, piece.body, index),
            }
        }
        if self.item.left_out.len() == before.0 && self.state != State::Ended {
            self.keep(index);
        }
    }

    fn keep(&mut self, index: usize) {
        self.last_kept = index;
        self.item.last_line = self.lines.get(index).map_or(self.item.last_line, Line::last_number);
    }

    fn leave_out(&mut self, index: usize) {
        if self.item.left_out.last() != Some(&index) {
            self.item.left_out.push(index);
        }
        if self.context.is_tail || self.is_next_stem(index) {
            self.state = State::Ended;
        }
    }

    /// Text after an empty line that asks something else: a key below it is not of this question.
    fn is_next_stem(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| {
            let brackets = keys::brackets(&line.view);
            line.after_blank
                && (words::offers_choice(&line.all().plain())
                    || brackets.iter().any(|bracket| bracket.content == Content::Empty))
        })
    }

    /// Lines of the web page, chapter titles, and in a tail everything after a break.
    fn is_foreign(&mut self, index: usize, line: &Line) -> bool {
        let plain = line.all().plain();
        if words::is_site_text(&plain) {
            if self.context.is_tail {
                self.state = State::Ended;
            }
            return true;
        }
        if marks::is_chapter(&line.view) {
            return true;
        }
        if self.context.is_tail && (line.after_rule || self.is_next_document(index, line)) {
            self.state = State::Ended;
            return true;
        }
        false
    }

    /// A title followed by a long paragraph: another document on the same page.
    fn is_next_document(&self, index: usize, line: &Line) -> bool {
        let is_title = line.after_blank
            && line.view.len() <= 40
            && !ends_sentence(&line.view)
            && !begins_list_entry(&line.view)
            && tags::cut(line.all()).iter().all(|piece| piece.tag.is_none());
        let previous_ended = index
            .checked_sub(1)
            .and_then(|before| self.lines.get(before))
            .is_some_and(|before| ends_sentence(&before.view) || width(&before.view) < WRAPPED_WIDTH);
        let long_follows = self.lines.get(index + 1).is_some_and(|next| width(&next.view) > 150);
        is_title && previous_ended && long_follows
    }

    fn line_width(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| width(&line.view))
    }

    fn is_glued(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| line.glued)
    }

    fn plain(&mut self, slice: Slice<'_>, index: usize) {
        if slice.is_blank() || self.state == State::Ended {
            return;
        }
        match self.state {
            State::Stem => self.in_stem(slice, index),
            State::Options => self.in_options(slice, index),
            State::Answer => self.in_answer(slice, index),
            State::Explanation => self.in_explanation(slice, index),
            // What somebody wrote, on lines of its own, up to the key.
            State::OwnAnswer if self.answer_follows(index) => {}
            State::OwnAnswer | State::Other => self.after_meta(slice, index),
            State::Ended => {}
        }
    }
}

/// `题目 3：催款计划` above what is asked.
fn begins_with_title(lines: &[Line], number: Option<&NumberMark>) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let titled = number.filter(|mark| mark.style == marks::Style::Titled);
    titled.is_some_and(|mark| {
        !words::is_question_like(&first.all().from(mark.content).plain())
            && rest.iter().any(|line| words::is_question_like(&line.all().plain()))
    })
}

/// Whether a stem ends with a bracket that holds a key.
pub(super) fn has_end_key(view: &[char]) -> bool {
    keys::brackets(view).last().is_some_and(|bracket| {
        matches!(bracket.content, Content::Labels(_) | Content::Truth(_) | Content::MaybeTruth(_))
            && view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:".contains(*one)))
    })
}
