//! One question's lines taken apart: stem, options, keys, explanation, and what does not belong to it.

use super::keys::{self, Content};
use super::lines::{Line, Slice, ends_sentence, join_wrapped, view_of, width};
use super::marks::{self, NumberMark};
use super::options::{self, LabelMark, Strength, next_letter};
use super::tags::{self, Tag};
use super::words::{self, Kind};

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
    pub bold: bool,
}

/// A question as read, before its kind and key are decided.
#[derive(Clone, Debug, Default)]
pub(super) struct RawItem {
    pub number: Option<NumberMark>,
    /// Kind from a tag.
    pub tag: Option<Kind>,
    pub stem: String,
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
    pub tags: Vec<String>,
    pub first_line: usize,
    pub last_line: usize,
    /// Lines that turned out not to belong to the question.
    pub left_out: Vec<usize>,
    /// Text that stood where an answer tag had nothing after it.
    pub has_answer_tag: bool,
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

/// Text gathered over several lines.
#[derive(Default)]
struct Gathered {
    text: String,
    width: usize,
    ended: bool,
}

impl Gathered {
    fn add(&mut self, slice: Slice<'_>, line_width: usize, glued: bool) {
        let next = slice.text();
        if next.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.text = next;
        } else if glued {
            self.text.push_str(&next);
        } else if self.width >= WRAPPED_WIDTH && !self.ended && !begins_list_entry(slice.trim().view) {
            join_wrapped(&mut self.text, &next);
        } else {
            self.text.push('\n');
            self.text.push_str(&next);
        }
        self.width = line_width;
        self.ended = ends_sentence(slice.view) || ends_with_key_bracket(slice.trim().view);
    }
}

/// A bracket for the key, filled or empty, ends what is asked; code or statements may follow.
fn ends_with_key_bracket(view: &[char]) -> bool {
    keys::brackets(view)
        .last()
        .is_some_and(|bracket| bracket.end == view.len() && bracket.content != Content::Other)
}

/// `(1)…`, `①…`, `1)…`: an entry of a list, which a wrapped line does not begin with.
fn begins_list_entry(view: &[char]) -> bool {
    let first = view.first().copied().unwrap_or(' ');
    "①②③④⑤⑥⑦⑧⑨⑩·●○◆■★-—".contains(first)
        || marks::number(view).is_some_and(|mark| mark.style != marks::Style::Bare)
        || first == '(' && view.get(1).is_some_and(|one| "一二三四五六七八九十".contains(*one))
}

struct Reader<'a> {
    lines: &'a [Line],
    context: Context,
    item: RawItem,
    state: State,
    stem: Gathered,
    reference: Gathered,
    explanation: Gathered,
    /// An answer tag had nothing after it: its text is on the next line.
    awaiting_answer: bool,
    last_kept: usize,
    /// The last line that options may begin in.
    last_options: Option<usize>,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [Line], number: Option<NumberMark>, context: Context) -> Self {
        let first_line = lines.first().map_or(1, |line| line.number);
        let item = RawItem { number, first_line, last_line: first_line, ..RawItem::default() };
        Self {
            lines,
            context,
            item,
            state: State::Stem,
            stem: Gathered::default(),
            reference: Gathered::default(),
            explanation: Gathered::default(),
            awaiting_answer: false,
            last_kept: 0,
            last_options: lines.iter().rposition(|line| {
                options::leading(line.all())
                    .is_some_and(|mark| mark.letter == 'A' && mark.strength >= Strength::Weak)
                    || options::run(line.all(), 'A', true, None).len() >= 2
            }),
        }
    }

    fn finish(mut self) -> RawItem {
        self.item.stem = self.stem.text;
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
            self.item.left_out.push(line.number);
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
        self.item.last_line = self.lines.get(index).map_or(self.item.last_line, |line| line.number);
    }

    fn leave_out(&mut self, index: usize) {
        let number = self.lines.get(index).map_or(0, |line| line.number);
        if self.item.left_out.last() != Some(&number) {
            self.item.left_out.push(number);
        }
        if self.context.is_tail {
            self.state = State::Ended;
        }
    }

    /// The first line without its number, type tags and the keys that follow them.
    fn opening(&mut self, line: &'a Line) -> Slice<'a> {
        let all = line.all();
        let mut slice = match &self.item.number {
            Some(mark) => {
                if let Some((from, to)) = mark.lead_bracket {
                    self.item.lead = Some(all.range(from, to).plain());
                }
                all.from(mark.content)
            }
            None => all.trim(),
        };
        for _ in 0..3 {
            if let Some((kind, end)) = marks::type_tag(slice.view) {
                self.item.tag.get_or_insert(kind);
                slice = slice.from(end);
                // `[单选][B]`: the key in the header.
                if let Some((key, after)) = header_key(slice) {
                    self.item.answers.push(key);
                    self.item.has_answer_tag = true;
                    slice = slice.from(after);
                }
                // `[单选题] 5. 下列…`
                if self.item.number.is_none()
                    && let Some(mark) = marks::number(slice.view)
                {
                    slice = slice.from(mark.content);
                    self.item.number = Some(mark);
                }
            } else if let Some((points, end)) = leading_points(slice.view) {
                self.item.points.get_or_insert(points);
                slice = slice.from(end);
            }
        }
        if let Some((kind, open)) = marks::trailing_type_tag(slice.view) {
            self.item.tag.get_or_insert(kind);
            slice = slice.range(0, open);
        }
        slice
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

    fn tagged(&mut self, tag: Tag, body: Slice<'_>, index: usize) {
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
            Tag::Stem | Tag::Options => {
                self.state = State::Stem;
                self.plain(body, index);
            }
            Tag::Other => self.state = State::Other,
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

    fn line_width(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| width(&line.view))
    }

    fn is_glued(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| line.glued)
    }

    /// The label at the beginning of the next line.
    fn following(&self, index: usize) -> Option<char> {
        let next = self.lines.get(index + 1)?;
        options::leading(next.all()).map(|mark| mark.letter)
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
            State::OwnAnswer | State::Other => self.after_meta(slice, index),
            State::Ended => {}
        }
    }

    fn in_stem(&mut self, slice: Slice<'_>, index: usize) {
        if self.begin_options(slice, index) {
            return;
        }
        let is_first = index == 0;
        if !is_first && words::is_plain_truth(&slice.plain()) && self.context.kind != Some(Kind::Short) {
            // The words 正确 and 错误 without labels are the options of a true/false question.
            return;
        }
        if !is_first && self.stem_is_complete(slice, index) {
            if self.takes_unmarked_answer() {
                self.item.reference_unmarked = true;
                self.state = State::Answer;
                self.reference.add(slice, self.line_width(index), false);
            } else {
                self.leave_out(index);
            }
            return;
        }
        self.stem.add(slice, self.line_width(index), self.is_glued(index));
    }

    /// Whether a line after the stem's first line cannot belong to the stem.
    fn stem_is_complete(&self, slice: Slice<'_>, index: usize) -> bool {
        let stem = view_of(&self.stem.text);
        let line = self.lines.get(index);
        let blank = line.is_some_and(|line| line.after_blank) && !self.context.double_spaced;
        if self.takes_unmarked_answer() {
            if words::ends_asking(&slice.plain()) {
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

    fn takes_unmarked_answer(&self) -> bool {
        matches!(self.context.kind, Some(Kind::Short | Kind::Case))
            && self.item.options.is_empty()
            && matches!(self.item.tag, None | Some(Kind::Short | Kind::Case))
            && !self.options_follow(0)
    }

    fn options_follow(&self, index: usize) -> bool {
        self.last_options.is_some_and(|last| last >= index)
    }

    fn answer_follows(&self, index: usize) -> bool {
        self.lines
            .iter()
            .skip(index)
            .take(12)
            .any(|line| tags::cut(line.all()).iter().any(|piece| piece.tag == Some(Tag::Answer)))
    }

    /// Starts the options when a line holds the first of them.
    fn begin_options(&mut self, slice: Slice<'_>, index: usize) -> bool {
        let following = self.following(index);
        let mut found = options::run(slice, 'A', true, following);
        if found.is_empty() {
            found.extend(options::leading(slice).filter(|mark| {
                mark.letter == 'A'
                    && (mark.strength >= Strength::Glued || following == Some('B'))
                    && index > 0
            }));
        }
        let Some(first) = found.first().copied() else { return false };
        let inline = !slice.range(0, first.start).is_blank();
        let alone = found.len() == 1 && !inline;
        if alone && !self.more_labels_after(index, 'B') {
            return false;
        }
        if inline {
            self.stem.add(slice.range(0, first.start), self.line_width(index), self.is_glued(index));
        }
        self.state = State::Options;
        self.push_options(slice, &found, index);
        true
    }

    /// Whether one of the next lines begins with a label at or just after a letter.
    fn more_labels_after(&self, index: usize, letter: char) -> bool {
        self.lines.iter().skip(index + 1).take(8).any(|line| {
            options::leading(line.all())
                .is_some_and(|mark| mark.letter >= letter && mark.letter <= next_letter(next_letter(letter)))
        })
    }

    fn push_options(&mut self, slice: Slice<'_>, found: &[LabelMark], index: usize) {
        let bold = self.lines.get(index).is_some_and(|line| line.bold);
        for (position, mark) in found.iter().enumerate() {
            let end = found.get(position + 1).map_or(slice.view.len(), |next| next.start);
            let text = slice.range(mark.text, end).text();
            let text = text.trim_end_matches(['┋', '║']).trim_end();
            // `A.甲;B.乙;`: the mark between two options is no part of them.
            let between = found.len() > 1 && position + 1 < found.len();
            let text = if between { text.trim_end_matches([';', '；']) } else { text }.to_owned();
            self.item.options.push(RawOption { letter: mark.letter, text, bold: bold && found.len() == 1 });
        }
    }

    fn in_options(&mut self, slice: Slice<'_>, index: usize) {
        let last = self.item.options.last().map_or('@', |option| option.letter);
        let following = self.following(index);
        let found = options::run(slice, next_letter(last), true, following);
        if let Some(first) = found.first().copied() {
            let before = slice.range(0, first.start);
            let firm_inline = first.strength >= Strength::Glued;
            if before.is_blank() || firm_inline && self.continues_option(before, index) {
                self.extend_option(before, index);
                self.push_options(slice, &found, index);
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
            self.push_options(slice, &found, index);
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
        if self.context.is_tail && blank {
            return false;
        }
        if blank && !self.context.double_spaced {
            return false;
        }
        let previous = self.lines.get(self.last_kept);
        let previous_width = previous.map_or(0, |line| width(&line.view));
        let previous_open = previous.is_some_and(|line| !ends_sentence(&line.view));
        let more_options = self.more_labels_after(index, next_letter(option.letter));
        let least = if blank { 28 } else { WRAPPED_WIDTH };
        // Between two options a line can only belong to the first of them.
        more_options && slice.view.len() <= 200 || previous_width >= least && previous_open
    }

    fn extend_option(&mut self, slice: Slice<'_>, index: usize) {
        let glued = self.is_glued(index);
        if let Some(option) = self.item.options.last_mut().filter(|_| !slice.is_blank()) {
            if option.text.is_empty() || glued {
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

    fn in_answer(&mut self, slice: Slice<'_>, index: usize) {
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

    fn in_explanation(&mut self, slice: Slice<'_>, index: usize) {
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
    fn after_meta(&mut self, slice: Slice<'_>, index: usize) {
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

/// Whether a stem ends with a bracket that holds a key.
pub(super) fn has_end_key(view: &[char]) -> bool {
    keys::brackets(view).last().is_some_and(|bracket| {
        matches!(bracket.content, Content::Labels(_) | Content::Truth(_) | Content::MaybeTruth(_))
            && view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:".contains(*one)))
    })
}

/// `[B]` right after a type tag.
fn header_key(slice: Slice<'_>) -> Option<(String, usize)> {
    let first = *slice.view.first()?;
    if !"[【(".contains(first) {
        return None;
    }
    let bracket = keys::brackets(slice.view).into_iter().find(|bracket| bracket.open == 0)?;
    matches!(bracket.content, Content::Labels(_) | Content::Truth(_) | Content::MaybeTruth(_))
        .then(|| (slice.range(1, bracket.end.saturating_sub(1)).text(), bracket.end))
}

/// `（2分）` before the stem.
fn leading_points(view: &[char]) -> Option<(u32, usize)> {
    let close = view.iter().take(12).position(|one| ")]】".contains(*one))?;
    let first = *view.first()?;
    if !"([【".contains(first) {
        return None;
    }
    let inside: String = view.get(1..close)?.iter().filter(|one| **one != ' ').collect();
    let number = inside.strip_suffix('分')?.trim_start_matches("本题").trim_start_matches("本小题");
    let points = crate::toml_bank::hundredths(number).filter(|points| *points > 0)?;
    let mut end = close + 1;
    while view.get(end) == Some(&' ') {
        end += 1;
    }
    Some((points, end))
}

/// A word or digit for how hard a question is.
pub(super) fn difficulty(plain: &str) -> Option<u8> {
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
