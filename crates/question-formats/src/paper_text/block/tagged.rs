//! What stands after a tag, and the lines that go on with it.

use super::gathered::begins_list_entry;
use super::{Reader, State, WRAPPED_WIDTH};
use crate::about::{self, Said};
use crate::paper_text::keys;
use crate::paper_text::lines::Slice;
use crate::paper_text::marks;
use crate::paper_text::tags::Tag;
use crate::paper_text::words::Kind;

impl Reader<'_> {
    pub(super) fn tagged(&mut self, tag: Tag, body: Slice<'_>, index: usize) {
        self.awaiting_answer = false;
        match tag {
            Tag::Answer => self.answer_tag(body, index),
            Tag::OwnAnswer => self.state = State::OwnAnswer,
            Tag::Explanation => {
                // `分析：…` as the task itself.
                if self.stem.text.is_empty() && self.item.answers.is_empty() {
                    self.stem.add(body, self.line_width(index), false);
                    return;
                }
                self.state = State::Explanation;
                self.explanation.add(body, self.line_width(index), false);
            }
            Tag::Difficulty => {
                self.item.difficulty = difficulty(&body.plain());
                self.state = State::Other;
            }
            Tag::Points => {
                let plain = body.plain();
                let digits: String =
                    plain.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
                self.item.points = crate::toml_bank::hundredths(&digits).filter(|points| *points > 0);
                self.state = State::Other;
            }
            Tag::Topic => {
                let text = body.text();
                let topics =
                    text.split([';', '；', ',', '，', '、']).map(str::trim).filter(|one| !one.is_empty());
                self.item.tags.extend(topics.map(str::to_owned));
                self.state = State::Other;
            }
            Tag::QuestionType => {
                let bracketed: Vec<char> = format!("[{}]", body.plain()).chars().collect();
                if let Some((kind, _)) = marks::type_tag(&bracketed) {
                    self.item.tag.get_or_insert(kind);
                }
                if self.state != State::Stem {
                    self.state = State::Other;
                }
            }
            Tag::About(about) => {
                let mut said = Said::default();
                let understood = said.take(about, &body.text());
                self.item.take_said(said);
                if !understood {
                    self.not_understood(index);
                }
                self.state = State::Other;
            }
            Tag::Stem | Tag::Options => {
                self.state = State::Stem;
                self.plain(body, index);
            }
            Tag::Other => self.state = State::Other,
        }
    }

    /// A line that says nothing else than what was not understood is listed with those that gave nothing.
    fn not_understood(&mut self, index: usize) {
        let is_alone = self.lines.get(index).is_some_and(|line| about::line(&line.all().text()).is_some());
        if is_alone && self.item.left_out.last() != Some(&index) {
            self.item.left_out.push(index);
        }
    }

    fn answer_tag(&mut self, body: Slice<'_>, index: usize) {
        self.state = State::Answer;
        self.item.has_answer_tag = true;
        if body.is_blank() {
            self.awaiting_answer = true;
            return;
        }
        self.item.answers.push(body.text());
        self.reference.add(body, self.line_width(index), false);
    }

    pub(super) fn in_answer(&mut self, slice: Slice<'_>, index: usize) {
        if self.item.options.is_empty() && self.begin_options(slice, index) {
            // What was gathered as a reference text is the key of these options.
            return;
        }
        if self.awaiting_answer {
            self.awaiting_answer = false;
            self.item.answers.push(slice.text());
            self.reference.add(slice, self.line_width(index), false);
            return;
        }
        if !self.item.options.is_empty() {
            self.after_meta(slice, index);
            return;
        }
        let line = self.lines.get(index);
        let blank = line.is_some_and(|line| line.after_blank) && !self.context.double_spaced;
        let short = matches!(self.context.kind, Some(Kind::Short | Kind::Case))
            || matches!(self.item.tag, Some(Kind::Short | Kind::Case));
        let last_is_key = self.item.answers.last().is_some_and(|text| {
            matches!(keys::answer(text, &[]).0, keys::Key::Labels(_) | keys::Key::Truth(_))
        });
        let list_entry = begins_list_entry(slice.trim().view);
        let finished = blank || self.reference.ended && !list_entry;
        if last_is_key && !short || self.context.is_tail && finished && !short {
            self.leave_out(index);
            return;
        }
        self.reference.add(slice, self.line_width(index), self.is_glued(index));
    }

    pub(super) fn in_explanation(&mut self, slice: Slice<'_>, index: usize) {
        let choice = matches!(
            self.context.kind,
            Some(Kind::Single | Kind::Multiple | Kind::Choice | Kind::Indefinite)
        );
        if choice && self.item.options.is_empty() && self.begin_options(slice, index) {
            return;
        }
        let line = self.lines.get(index);
        let blank = line.is_some_and(|line| line.after_blank);
        let open = !self.explanation.ended && self.explanation.width >= WRAPPED_WIDTH;
        let goes_on = line.is_some_and(|line| line.glued)
            || self.explanation.text.is_empty()
            || if self.context.is_tail { open && !blank } else { !blank || self.context.double_spaced };
        if goes_on {
            self.explanation.add(slice, self.line_width(index), self.is_glued(index));
        } else {
            self.leave_out(index);
        }
    }

    /// Untagged text after a key or another tag: options when none were read yet, else nothing of ours.
    pub(super) fn after_meta(&mut self, slice: Slice<'_>, index: usize) {
        if self.item.options.is_empty() && self.begin_options(slice, index) {
            return;
        }
        if self.stem.text.is_empty() {
            self.state = State::Stem;
            self.in_stem(slice, index);
            return;
        }
        self.leave_out(index);
    }
}

/// A word or digit for how hard a question is.
pub(in crate::paper_text) fn difficulty(plain: &str) -> Option<u8> {
    let word: String = plain.chars().take_while(|one| *one != ' ' && *one != '。').collect();
    match word.as_str() {
        "易" | "简单" | "容易" | "1" | "★" => Some(1),
        "较易" | "2" | "★★" => Some(2),
        "中" | "中等" | "一般" | "适中" | "3" | "★★★" => Some(3),
        "较难" | "4" | "★★★★" => Some(4),
        "难" | "困难" | "5" | "★★★★★" => Some(5),
        _ => None,
    }
}
