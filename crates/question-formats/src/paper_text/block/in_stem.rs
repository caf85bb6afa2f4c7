//! Lines of the stem, and where the stem ends.

use super::{Reader, State, WRAPPED_WIDTH, has_end_key};
use crate::paper_text::lines::{Slice, ends_sentence, view_of};
use crate::paper_text::right_marks;
use crate::paper_text::tags::{self, Tag};
use crate::paper_text::words::{self, Kind};

impl Reader<'_> {
    pub(super) fn in_stem(&mut self, slice: Slice<'_>, index: usize) {
        if self.begin_options(slice, index) {
            return;
        }
        let is_first = index == 0;
        // `错（正确答案）` as a line of its own.
        let text = slice.text();
        let (text, lead) = right_marks::split_lead(&text);
        if let (rest, Some(_)) = right_marks::after(text)
            && words::is_plain_truth(rest)
            && self.context.kind != Some(Kind::Short)
        {
            self.item.answers.push(rest.to_owned());
            self.item.has_answer_tag = true;
            return;
        }
        // `☑ 正确`, `□ 错误`
        if !is_first && lead.is_some() && words::is_plain_truth(text) {
            if lead.and_then(right_marks::before).is_some() {
                self.item.answers.push(text.to_owned());
                self.item.has_answer_tag = true;
            }
            return;
        }
        if !is_first && words::is_plain_truth(&slice.plain()) && self.context.kind != Some(Kind::Short) {
            // The words 正确 and 错误 without labels are the options of a true/false question.
            return;
        }
        if !is_first && self.stem_is_complete(slice, index) {
            if self.takes_unmarked_answer() {
                self.item.reference_unmarked = true;
                self.state = State::Answer;
                self.reference.add(slice, self.line_width(index), false);
            } else if self.may_be_unlabelled_option(slice, index) {
                self.loose_lines.push((index, slice.text()));
                self.item.left_out.push(index);
            } else {
                self.leave_out(index);
            }
            return;
        }
        self.stem_lines.push(slice.text());
        self.stem.add(slice, self.line_width(index), self.is_glued(index));
    }

    /// Lines right after a stem with its key, where options are asked for.
    fn may_be_unlabelled_option(&self, slice: Slice<'_>, index: usize) -> bool {
        let choice = matches!(
            self.item.tag.or(self.context.kind),
            Some(Kind::Single | Kind::Multiple | Kind::Choice | Kind::Indefinite)
        );
        let next = self.loose_lines.last().map_or(1, |(last, _)| last + 1) == index;
        choice && next && slice.view.len() <= 80 && has_end_key(&view_of(&self.stem.text))
    }

    /// Whether a line after the stem's first line cannot belong to the stem.
    fn stem_is_complete(&self, slice: Slice<'_>, index: usize) -> bool {
        if self.stem.text.is_empty() {
            return false;
        }
        let stem = view_of(&self.stem.text);
        let line = self.lines.get(index);
        let blank = line.is_some_and(|line| line.after_blank) && !self.context.double_spaced;
        if self.takes_unmarked_answer() {
            if words::ends_asking(&slice.plain()) || self.asks_soon(index) {
                return false;
            }
            let plain: String = stem.iter().collect();
            let finished = ends_sentence(&stem) || words::is_question_like(&plain);
            return finished || blank || self.stem.width < WRAPPED_WIDTH;
        }
        let has_key = has_end_key(&stem);
        if has_key && !self.options_follow(index) {
            return true;
        }
        let no_options_ahead = !self.options_follow(index) && !self.answer_follows(index);
        self.context.is_tail
            && no_options_ahead
            && (blank || self.context.double_spaced || ends_sentence(&stem))
    }

    /// Nothing was asked yet, and one of the next lines asks.
    fn asks_soon(&self, index: usize) -> bool {
        let mut next = self.lines.iter().skip(index + 1).take(4);
        self.stem_lines.iter().all(|line| !words::is_question_like(line))
            && next.any(|line| words::ends_asking(&line.all().plain()))
    }

    fn takes_unmarked_answer(&self) -> bool {
        matches!(self.context.kind, Some(Kind::Short | Kind::Case))
            && self.item.options.is_empty()
            && matches!(self.item.tag, None | Some(Kind::Short | Kind::Case))
            && !self.options_follow(0)
            && !self.has_title
    }

    fn options_follow(&self, index: usize) -> bool {
        self.last_options.is_some_and(|last| last >= index)
    }

    pub(super) fn answer_follows(&self, index: usize) -> bool {
        self.lines
            .iter()
            .skip(index)
            .take(12)
            .any(|line| tags::cut(line.all()).iter().any(|piece| piece.tag == Some(Tag::Answer)))
    }
}
