//! The options: where they begin, go on and end.

use super::{RawOption, Reader, State, WRAPPED_WIDTH};
use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::{Slice, ends_sentence, join_wrapped, width};
use crate::paper_text::looks::{OptionLook, Summary};
use crate::paper_text::options::{self, LabelMark, Strength, next_letter};
use crate::paper_text::right_marks;

/// Lines that a wrapped option may have.
const NEAR: usize = 8;
/// Lines that an option under a label alone on its line may have: a piece of a program.
const LONGEST_OPTION: usize = 40;

impl Reader<'_> {
    /// The label at the beginning of the next line.
    fn following(&self, index: usize) -> Option<char> {
        let next = self.lines.get(index + 1)?;
        options::leading(next.all()).map(|mark| mark.letter)
    }

    /// Starts the options when a line holds the first of them.
    pub(super) fn begin_options(&mut self, slice: Slice<'_>, index: usize) -> bool {
        let following = self.following(index);
        let mut found = options::run(slice, 'A', true, following);
        if found.is_empty() {
            found.extend(options::leading(slice).filter(|mark| {
                mark.letter == 'A'
                    && (mark.strength >= Strength::Glued || following == Some('B'))
                    && index > 0
            }));
        }
        if found.is_empty() && self.last_options.is_none() {
            found = self.options_from_b(slice, index);
        }
        let Some(first) = found.first().copied() else { return false };
        let inline = !options::is_lead(slice.range(0, first.start));
        let alone = found.len() == 1 && !inline;
        // Under a label alone on its line stands a piece of a program.
        let reach = if slice.from(first.text).is_blank() { LONGEST_OPTION } else { NEAR };
        if alone && !self.more_labels_after(index, next_letter(first.letter), reach) {
            return false;
        }
        if inline {
            self.stem.add(slice.range(0, first.start), self.line_width(index), self.is_glued(index));
        }
        self.state = State::Options;
        self.push_options(slice, &found);
        true
    }

    /// The first option was lost: `B、…` and `C、…` are still options.
    fn options_from_b(&self, slice: Slice<'_>, index: usize) -> Vec<LabelMark> {
        let leads = options::leading(slice)
            .is_some_and(|mark| mark.letter == 'B' && mark.strength == Strength::Firm && !mark.bracketed);
        let goes_on = self.following(index) == Some('C');
        if index > 0 && leads && goes_on { options::run(slice, 'B', false, Some('C')) } else { Vec::new() }
    }

    /// Whether one of the next lines begins with a label at or just after a letter.
    fn more_labels_after(&self, index: usize, letter: char, reach: usize) -> bool {
        self.lines.iter().skip(index + 1).take(reach).any(|line| {
            options::leading(line.all())
                .is_some_and(|mark| mark.letter >= letter && mark.letter <= next_letter(next_letter(letter)))
        })
    }

    fn push_options(&mut self, slice: Slice<'_>, found: &[LabelMark]) {
        // `A.甲;B.乙;C.丙`: the mark between two options is no part of them.
        let divided = found.windows(2).all(|pair| match pair {
            [mark, next] => slice.range(mark.text, next.start).plain().ends_with(';'),
            _ => false,
        });
        for (position, mark) in found.iter().enumerate() {
            let end = found.get(position + 1).map_or(slice.view.len(), |next| next.start);
            let body = slice.range(mark.text, end);
            let look = OptionLook {
                label: Summary::of(slice.range(mark.start, mark.text)),
                text: Summary::of(body),
            };
            let text = body.text();
            let text = text.trim_end_matches(['┋', '║']).trim_end();
            let between = divided && position + 1 < found.len();
            let text = if between { text.trim_end_matches([';', '；']) } else { text };
            let lead = slice.range(0, mark.start);
            let before = if options::is_lead(lead) { right_marks::before(&lead.text()) } else { None };
            let (text, after) = right_marks::after(text);
            let text = text.to_owned();
            self.item.options.push(RawOption { letter: mark.letter, text, look, right: after.or(before) });
        }
        self.label_alone = self.item.options.last().is_some_and(|option| option.text.is_empty());
    }

    pub(super) fn in_options(&mut self, slice: Slice<'_>, index: usize) {
        let last = self.item.options.last().map_or('@', |option| option.letter);
        let following = self.following(index);
        let found = options::run(slice, next_letter(last), true, following);
        if let Some(first) = found.first().copied() {
            let before = slice.range(0, first.start);
            let firm_inline = first.strength >= Strength::Glued;
            // `…运营` and `管理系统  C. …`: the option before was wrapped in the middle of the row.
            let in_row = first.strength == Strength::Firm && !self.is_after_break(index);
            if options::is_lead(before) || in_row || firm_inline && self.continues_option(before, index) {
                if !options::is_lead(before) {
                    self.extend_option(before, index);
                }
                self.push_options(slice, &found);
                return;
            }
        }
        if let Some(mark) = options::leading(slice).filter(|mark| self.is_odd_label(*mark, last)) {
            let mut found = vec![mark];
            let rest = slice.from(mark.text);
            for later in options::run(rest, next_letter(mark.letter), true, following) {
                found.push(LabelMark {
                    start: later.start + mark.text,
                    text: later.text + mark.text,
                    ..later
                });
            }
            self.push_options(slice, &found);
        } else if self.continues_option(slice, index) {
            self.extend_option(slice, index);
        } else {
            self.after_options(slice, index);
        }
    }

    /// A label out of order: repeated (`A, B, D, D`) or with one skipped (`A, C`).
    fn is_odd_label(&self, mark: LabelMark, last: char) -> bool {
        let firm = mark.strength >= Strength::Firm;
        let step = u32::from(mark.letter).wrapping_sub(u32::from(last));
        let repeated = mark.letter == last && firm;
        repeated || (1..=2).contains(&step) && (firm || step == 1)
    }

    /// Whether an empty line that says something stands before a line.
    fn is_after_break(&self, index: usize) -> bool {
        let blank = self.lines.get(index).is_some_and(|line| line.after_blank);
        blank && (self.context.is_tail || !self.context.double_spaced)
    }

    /// Whether text without a label goes on with the last option.
    fn continues_option(&self, slice: Slice<'_>, index: usize) -> bool {
        let Some(option) = self.item.options.last() else { return false };
        if slice.is_blank() {
            return true;
        }
        if option.text.is_empty() {
            return true;
        }
        let Some(line) = self.lines.get(index) else { return false };
        if line.glued {
            return true;
        }
        let blank = line.after_blank;
        let reach = if self.label_alone { LONGEST_OPTION } else { NEAR };
        let more_options = self.more_labels_after(index, next_letter(option.letter), reach);
        if self.label_alone && (!blank || more_options || self.answer_follows(index)) {
            return true;
        }
        if self.is_after_break(index) {
            return false;
        }
        let previous = self.lines.get(self.last_kept);
        let previous_width = previous.map_or(0, |line| width(&line.view));
        let previous_open = previous.is_some_and(|line| !ends_sentence(&line.view));
        let least = if blank { 28 } else { WRAPPED_WIDTH };
        // Between two options a line can only belong to the first of them.
        more_options && slice.view.len() <= 200 || previous_width >= least && previous_open
    }

    fn extend_option(&mut self, slice: Slice<'_>, index: usize) {
        let glued = self.is_glued(index);
        if let Some(option) = self.item.options.last_mut().filter(|_| !slice.is_blank()) {
            option.look.text = option.look.text.and(Summary::of(slice));
            if option.text.is_empty() || glued {
                option.text.push_str(&slice.text());
            } else if self.label_alone {
                option.text.push('\n');
                option.text.push_str(&slice.text());
            } else {
                join_wrapped(&mut option.text, &slice.text());
            }
        }
    }

    /// Text after the last option that is neither an option nor a tag: a bare key, or nothing of ours.
    fn after_options(&mut self, slice: Slice<'_>, index: usize) {
        let plain = slice.plain();
        let bracketed: Vec<char> = plain.chars().collect();
        let only_key = keys::brackets(&bracketed).first().is_some_and(|bracket| {
            bracket.open == 0
                && bracket.end == bracketed.len()
                && matches!(bracket.content, Content::Labels(_) | Content::Truth(_))
        });
        if only_key {
            self.item.answers.push(plain);
            self.item.has_answer_tag = true;
            self.state = State::Answer;
            return;
        }
        self.leave_out(index);
    }
}
