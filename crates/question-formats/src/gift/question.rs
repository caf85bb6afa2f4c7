//! From an entry to a draft.

use super::answer::{self, Answers, Block, Piece, Problem, Value};
use super::entries::Entry;
use super::shape::{self, Broken, Group, Part, Shape, signs};
use super::text::{Texts, comment_marks, unescape};
use super::{GAP, distinct, number};
use crate::Limits;
use crate::fingerprint::comparable;
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Place, QuestionDraft, QuestionType, SkipReason};
use crate::toml_bank::label_at;
use crate::validate::{self, Strictness};

/// What became of an entry.
pub(super) enum Outcome {
    /// A question.
    Question(Box<Question>),
    /// No question: why, and what it was.
    Skipped(SkipReason, String),
    /// It cannot be read.
    Failed(Vec<Diagnostic>),
}

/// A question as read.
pub(super) struct Question {
    pub(super) draft: QuestionDraft,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether it has a title that a draft cannot hold.
    pub(super) title_lost: bool,
}

/// What holds for all entries of a file.
pub(super) struct Reader<'a> {
    pub(super) lang: &'a str,
    pub(super) limits: &'a Limits,
}

impl Reader<'_> {
    /// Reads an entry that is neither a category nor a comment. `comments` stand before it.
    pub(super) fn read(&self, entry: &Entry, comments: &[String]) -> Outcome {
        let shape = match shape::shape(&entry.text) {
            Ok(shape) => shape,
            Err(broken) => return Outcome::Failed(vec![broken_entry(entry, broken)]),
        };
        let Some(group) = shape.groups.first().copied() else { return without_block(entry, &shape) };
        let content = group.content(&entry.text);
        if let Some(kind) = answer::embedded_kind(content.text) {
            return Outcome::Skipped(SkipReason::NotSupported, format!("cloze {kind}: {}", entry.excerpt()));
        }
        let mut work = Work::new(self, entry, &shape, comments);
        match answer::parse(content) {
            Ok(answers) => work.answers(&answers),
            Err(problem) => work.problem(problem, content),
        }
        Outcome::Question(Box::new(work.finish(self)))
    }
}

fn broken_entry(entry: &Entry, broken: Broken) -> Diagnostic {
    let (offset, what) = match broken {
        Broken::Unclosed(offset) => (offset, "unclosed_brace"),
        Broken::Unopened(offset) => (offset, "unopened_brace"),
        Broken::Second(offset) => (offset, "second_block"),
    };
    at(entry, offset, Code::EItemMalformed).found(what)
}

/// A diagnostic about a byte of an entry, with its line.
fn at(entry: &Entry, offset: usize, code: Code) -> Diagnostic {
    let (line, column) = entry.position(offset);
    let excerpt = entry.text.lines().nth(line - entry.first).unwrap_or_default();
    Diagnostic::new(code).at(Place::column(line, column)).excerpt(excerpt)
}

/// A text without a block is a description, unless its block was typed with full-width braces.
fn without_block(entry: &Entry, shape: &Shape<'_>) -> Outcome {
    let open = entry.text.find('｛').filter(|open| {
        let content = entry.text.get(open + '｛'.len_utf8()..).unwrap_or_default().trim_start();
        content.contains('｝') && content.starts_with(['=', '＝', '~', '～', '#', '＃', 'T', 'F', '｝'])
    });
    if let Some(open) = open {
        let wide = at(entry, open, Code::WFullwidth).found("｛").expected("{");
        return Outcome::Failed(vec![wide, at(entry, open, Code::EItemMalformed).found("no_block")]);
    }
    let title = shape.title.map(|title| format!("{}: ", unescape(title))).unwrap_or_default();
    let body = shape.body.text.trim().lines().next().unwrap_or_default();
    let what: String = format!("{title}{}", unescape(body)).chars().take(60).collect();
    Outcome::Skipped(SkipReason::Heading, what.trim_end_matches([':', ' ']).to_owned())
}

/// A question while it is put together.
struct Work<'a> {
    entry: &'a Entry,
    shape: &'a Shape<'a>,
    draft: QuestionDraft,
    texts: Texts<'a>,
    /// Diagnostics about the key and the shape, which decide whether the key can be trusted.
    reported: Vec<Diagnostic>,
    title_lost: bool,
}

impl<'a> Work<'a> {
    fn new(reader: &Reader<'a>, entry: &'a Entry, shape: &'a Shape<'a>, comments: &[String]) -> Self {
        let place = Place::line(entry.first);
        let mut draft = QuestionDraft::new(QuestionType::ShortAnswer, place, reader.lang);
        draft.place_end = Some(entry.last);
        let marks = comments.iter().chain(&entry.comments).flat_map(|comment| comment_marks(comment));
        for (name, value) in marks {
            match name {
                "id" => draft.code = Some(value),
                _ if draft.tags.contains(&value) => {}
                _ => draft.tags.push(value),
            }
        }
        let mut texts = Texts::new(reader.limits);
        texts.format = super::text::format_of(shape.body.text, texts.format).0;
        Self { entry, shape, draft, texts, reported: Vec::new(), title_lost: false }
    }

    fn report(&mut self, offset: usize, code: Code, found: &str, expected: &str) {
        let diagnostic = at(self.entry, offset, code).found(found);
        self.reported.push(if expected.is_empty() { diagnostic } else { diagnostic.expected(expected) });
    }

    /// A block that could not be read: the question stays, without a key.
    fn problem(&mut self, problem: Problem, content: Part<'_>) {
        self.draft.question_type = problem.kind;
        self.stem(problem.kind == QuestionType::Numeric);
        let rest =
            self.entry.text.get(problem.offset..content.offset + content.text.len()).unwrap_or_default();
        let line = rest.trim().lines().next().unwrap_or_default();
        let found: String =
            if line.is_empty() { content.text.trim() } else { line }.chars().take(80).collect();
        self.report(problem.offset, Code::EAnswerUnclear, &found, problem.expected);
    }

    fn answers(&mut self, answers: &Answers<'_>) {
        for (offset, found, expected) in &answers.extensions {
            self.report(*offset, Code::WExtension, found, expected);
        }
        let shows_gap = !matches!(answers.block, Block::Truth { .. } | Block::Pairs(_) | Block::Essay);
        self.stem(shows_gap);
        self.draft.explanation =
            answers.general.map(|part| self.texts.plain(part.text)).filter(|text| !text.is_empty());
        match &answers.block {
            Block::Essay => self.draft.question_type = QuestionType::ShortAnswer,
            Block::Truth { word, value, feedback } => self.truth(word, *value, feedback),
            Block::Numbers(values) => self.numbers(values),
            Block::Choices(pieces) => self.choices(pieces),
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Texts(_) if self.shape.groups.len() > 1 => self.gaps(),
            Block::Texts(pieces) => {
                self.draft.question_type = QuestionType::FillBlank;
                let accepted = self.accepted(pieces);
                self.draft.answer = (!accepted.is_empty()).then(|| Answer::Blanks(vec![accepted]));
            }
        }
        self.full_width(&answers.block);
    }

    /// The stem: the text around the block, with a gap in its place where a word is missing.
    fn stem(&mut self, shows_gap: bool) {
        let text = &self.entry.text;
        let mut raw = String::new();
        let mut from = self.shape.body.offset;
        let is_only = self.shape.groups.len() == 1;
        for group in &self.shape.groups {
            raw.push_str(text.get(from..group.open).unwrap_or_default());
            from = group.close + 1;
            let after = text.get(from..).unwrap_or_default();
            match if is_only { tail(&raw, after) } else { Tail::Text } {
                Tail::Text | Tail::Punctuation if shows_gap => raw.push_str(GAP),
                Tail::Needless => from = text.len(),
                Tail::Text | Tail::Punctuation | Tail::Nothing => {}
            }
        }
        raw.push_str(text.get(from..).unwrap_or_default());
        self.draft.stem = self.texts.plain(&raw);
        self.title();
    }

    /// A title that counts is a number, one without a stem is the stem; others have no place.
    fn title(&mut self) {
        let Some(title) =
            self.shape.title.map(|title| self.texts.plain(title)).filter(|title| !title.is_empty())
        else {
            return;
        };
        if let Some(number) = number_of(&title) {
            self.draft.number = Some(number);
        } else if self.draft.stem.is_empty() {
            self.draft.stem = title;
            self.draft.inferred.push("stem".to_owned());
        } else {
            let said = comparable(title.trim_end_matches(['.', '…']));
            self.title_lost = !comparable(&self.draft.stem).starts_with(&said);
        }
    }

    fn truth(&mut self, word: &str, value: bool, feedback: &[Part<'_>]) {
        self.draft.question_type = QuestionType::TrueFalse;
        self.draft.answer = Some(Answer::Truth(value));
        if !matches!(word, "T" | "TRUE" | "F" | "FALSE") {
            let offset = self.shape.groups.first().map_or(0, |group| group.open + 1);
            self.report(offset, Code::WExtension, word, if value { "T" } else { "F" });
        }
        let mut said: Vec<String> = feedback.iter().map(|part| self.texts.plain(part.text)).collect();
        // Shown when wrong, then shown when right. A single one is often the reason itself.
        let right = said.pop().filter(|text| !text.is_empty());
        let wrong = said.pop().filter(|text| !text.is_empty());
        let other = match (right, wrong) {
            (Some(right), wrong) => self.explain(right).or(wrong),
            (None, Some(wrong)) => self.explain(wrong),
            (None, None) => None,
        };
        if other.is_some() {
            self.lose_feedback("#");
        }
    }

    /// Takes a text as the explanation; hands it back when there is one already.
    fn explain(&mut self, text: String) -> Option<String> {
        if self.draft.explanation.is_some() {
            return Some(text);
        }
        self.draft.explanation = Some(text);
        None
    }

    fn lose_feedback(&mut self, what: &str) {
        let offset = self.shape.groups.first().map_or(0, |group| group.open);
        self.report(offset, Code::WUnsupported, what, "");
    }

    /// Feedback of the pieces: that of right ones explains, the rest is reported.
    fn feedback(&mut self, pieces: &[(bool, Option<Part<'_>>)]) {
        let mut said: Vec<String> = Vec::new();
        let mut lost: Vec<String> = Vec::new();
        let is_free = self.draft.explanation.is_none();
        for (index, (is_right, feedback)) in pieces.iter().enumerate() {
            let text = feedback.map(|part| self.texts.plain(part.text)).filter(|text| !text.is_empty());
            match text {
                Some(text) if *is_right && is_free => said.push(text),
                Some(_) => lost.push(label_at(index).unwrap_or_default()),
                None => {}
            }
        }
        if !said.is_empty() {
            self.draft.explanation = Some(distinct(said).join("\n"));
        }
        if !lost.is_empty() {
            self.lose_feedback(&format!("#… ({})", lost.join(", ")));
        }
    }

    fn numbers(&mut self, values: &[Value<'_>]) {
        self.draft.question_type = QuestionType::Numeric;
        let offset = self.shape.groups.first().map_or(0, |group| group.open + 1);
        let right = |value: &&Value<'_>| value.number.is_some() && answer::is_full(value.weight);
        let full: Vec<&Value<'_>> = values.iter().filter(right).collect();
        let mut read = full.iter().map(|value| value.number.and_then(number::value));
        match read.next() {
            Some(Some((value, tolerance))) => self.draft.answer = Some(Answer::Numeric { value, tolerance }),
            Some(None) => {
                let printed =
                    self.shape.groups.first().map(|group| group.content(&self.entry.text).text.trim());
                self.report(offset, Code::EAnswerUnclear, printed.unwrap_or_default(), "number:tolerance");
            }
            None => {}
        }
        if full.len() > 1 {
            self.report(offset, Code::WUnsupported, &format!("{{#=… =…}} ×{}", full.len()), "");
        }
        self.weights(
            values
                .iter()
                .map(|value| (value.weight, value.number.is_some() && answer::is_full(value.weight))),
        );
        let feedback: Vec<_> = values.iter().map(|value| (right(&value), value.feedback)).collect();
        self.feedback(&feedback);
    }

    fn accepted(&mut self, pieces: &[Piece<'_>]) -> Vec<String> {
        let is_right = |piece: &Piece<'_>| answer::is_full(piece.weight);
        let texts: Vec<String> = pieces
            .iter()
            .filter(|piece| is_right(piece))
            .map(|piece| self.texts.plain(piece.text.text))
            .filter(|text| !text.is_empty())
            .collect();
        self.weights(pieces.iter().map(|piece| (piece.weight, is_right(piece))));
        let feedback: Vec<_> = pieces.iter().map(|piece| (is_right(piece), piece.feedback)).collect();
        self.feedback(&feedback);
        if texts.iter().any(|text| text.contains('*')) {
            let offset = pieces.first().map_or(0, |piece| piece.text.offset);
            self.report(offset, Code::WUnsupported, "*", "");
        }
        distinct(texts)
    }

    /// Several gaps, each with its own block.
    fn gaps(&mut self) {
        self.draft.question_type = QuestionType::FillBlank;
        let groups: &[Group] = &self.shape.groups;
        let mut blanks = Vec::with_capacity(groups.len());
        for group in groups {
            let accepted = match answer::parse(group.content(&self.entry.text)).map(|answers| answers.block) {
                Ok(Block::Texts(pieces)) => self.accepted(&pieces),
                _ => Vec::new(),
            };
            blanks.push(accepted);
        }
        let second = groups.get(1).map_or(0, |group| group.open);
        self.report(second, Code::WExtension, "{…} {…}", "{…}");
        let all_given = blanks.iter().all(|accepted| !accepted.is_empty());
        self.draft.answer = all_given.then_some(Answer::Blanks(blanks));
    }

    fn choices(&mut self, pieces: &[Piece<'_>]) {
        let equals: Vec<&Piece<'_>> = pieces.iter().filter(|piece| piece.sign == Some('=')).collect();
        let all_partial = !equals.is_empty() && !equals.iter().any(|piece| answer::is_full(piece.weight));
        let is_single = !equals.is_empty() && !all_partial;
        if let (true, Some(first)) = (all_partial, equals.first()) {
            self.report(first.text.offset, Code::WExtension, "=%…%", "~%…%");
        }
        if let Some(first) = pieces.first().filter(|piece| piece.sign.is_none()) {
            let text: String = first.text.text.trim().chars().take(40).collect();
            self.report(first.text.offset, Code::WExtension, &text, "~");
        }
        let is_right = |piece: &Piece<'_>| match (piece.sign, piece.weight) {
            (Some('='), weight) if is_single => answer::is_full(weight),
            (_, Some(weight)) if is_single => weight >= 100.0,
            (_, Some(weight)) => weight > 0.0,
            (_, None) => false,
        };
        self.draft.question_type =
            if is_single { QuestionType::SingleChoice } else { QuestionType::MultipleChoice };
        let texts: Vec<String> = pieces.iter().map(|piece| self.texts.plain(piece.text.text)).collect();
        let right: Vec<usize> =
            (0..).zip(pieces).filter(|(_, piece)| is_right(piece)).map(|(index, _)| index).collect();
        self.options(texts);
        let labels: Vec<String> = right.iter().filter_map(|index| label_at(*index)).collect();
        self.draft.answer = (!labels.is_empty()).then_some(Answer::Labels(labels));
        self.weights(pieces.iter().map(|piece| (piece.weight, is_right(piece))));
        let feedback: Vec<_> = pieces.iter().map(|piece| (is_right(piece), piece.feedback)).collect();
        self.feedback(&feedback);
    }

    fn options(&mut self, texts: Vec<String>) {
        let count = texts.len();
        let labelled = texts.into_iter().enumerate();
        self.draft.options = labelled
            .map_while(|(index, text)| Some(ChoiceOption { label: label_at(index)?, text }))
            .collect();
        if self.draft.options.len() < count {
            let offset = self.shape.groups.first().map_or(0, |group| group.open);
            self.report(offset, Code::EItemMalformed, "too_many_options", "");
        }
    }

    /// Weights say more than right and wrong unless right ones share the whole equally and wrong ones take nothing, as
    /// much as a right one gives, or everything.
    fn weights(&mut self, weights: impl Iterator<Item = (Option<f64>, bool)>) {
        const CLOSE: f64 = 0.02;
        let weights: Vec<(Option<f64>, bool)> = weights.collect();
        let same = |one: f64, other: f64| (one - other).abs() < CLOSE;
        let right = weights.iter().filter(|(_, is_right)| *is_right).filter_map(|(weight, _)| *weight);
        let right: Vec<f64> = right.collect();
        let share = right.first().copied().unwrap_or(100.0);
        let count = u32::try_from(right.len()).unwrap_or(u32::MAX);
        let says_whole =
            right.is_empty() || same(share, 100.0) || (share * f64::from(count) - 100.0).abs() < 1.0;
        let plain = |(weight, is_right): &(Option<f64>, bool)| match weight {
            None => true,
            Some(weight) if *is_right => same(*weight, share),
            Some(weight) => same(*weight, 0.0) || same(*weight, -100.0) || same(*weight, -share),
        };
        if !says_whole || !weights.iter().all(plain) {
            let list: Vec<String> = weights
                .iter()
                .map(|(weight, _)| weight.map_or_else(|| "–".to_owned(), |one| one.to_string()))
                .collect();
            let offset = self.shape.groups.first().map_or(0, |group| group.open);
            self.report(offset, Code::WWeights, &list.join(" "), "");
        }
    }

    fn pairs(&mut self, pairs: &[(Part<'_>, Part<'_>)]) {
        self.draft.question_type = QuestionType::Matching;
        let read: Vec<(String, String)> = pairs
            .iter()
            .map(|(left, right)| (self.texts.plain(left.text), self.texts.plain(right.text)))
            .collect();
        self.options(distinct(read.iter().map(|(_, right)| right.clone())));
        if read.iter().any(|(left, _)| !left.is_empty()) {
            self.draft.answer = Some(Answer::Pairs(read));
        }
    }

    /// Full-width signs where plain ones would mean something. They are not syntax; where they leave the key in doubt
    /// there is none.
    fn full_width(&mut self, block: &Block<'_>) {
        let Some(group) = self.shape.groups.first() else { return };
        let content = group.content(&self.entry.text);
        let Some((offset, sign, plain)) = full_width_sign(content) else { return };
        self.report(offset, Code::WFullwidth, sign, plain);
        if matches!(block, Block::Texts(_)) {
            self.report(offset, Code::EAnswerUnclear, content.text.trim(), plain);
        }
    }

    fn finish(mut self, reader: &Reader<'_>) -> Question {
        if self.entry.has_blank_line {
            let place = Place::line(self.entry.first);
            self.reported.push(
                Diagnostic::new(Code::WExtension).at(place).found("blank_line").expected("same_question"),
            );
        }
        if self.entry.is_glued {
            let place = Place::line(self.entry.first);
            self.reported.push(
                Diagnostic::new(Code::WExtension).at(place).found("no_blank_line").expected("next_question"),
            );
        }
        if let Some(offset) = self.shape.literal {
            self.report(offset, Code::WExtension, "{", "\\{");
        }
        let Self { mut draft, mut texts, mut reported, title_lost, entry, .. } = self;
        let place = draft.place.clone();
        let about_texts =
            texts.diagnostics().into_iter().map(|one| one.at(place.clone()).excerpt(&draft.stem));
        let about_texts: Vec<Diagnostic> = about_texts.collect();
        draft.media = texts.media;
        let found = validate::check(&mut draft, &reported, Strictness::Paper, reader.limits);
        reported.extend(about_texts);
        reported.extend(found);
        debug_assert!(draft.place_end == Some(entry.last));
        Question { draft, diagnostics: reported, title_lost }
    }
}

/// What follows a block.
enum Tail {
    /// Words: the block stands for a missing one.
    Text,
    /// Punctuation that ends the sentence with the block in it.
    Punctuation,
    /// Punctuation after a sentence that has ended already.
    Needless,
    /// Nothing.
    Nothing,
}

fn tail(before: &str, after: &str) -> Tail {
    let visible = without_tags(after);
    if visible.chars().any(char::is_alphanumeric) {
        return Tail::Text;
    }
    if visible.trim().is_empty() {
        return Tail::Nothing;
    }
    let before = without_tags(before);
    // A rule or a fence below the block is no end of its sentence.
    let is_below = visible.trim_start_matches([' ', '\t']).starts_with('\n');
    let ended =
        is_below || before.trim_end().ends_with(['.', '?', '!', ':', ';', '。', '？', '！', '：', '；', '…']);
    if ended || before.trim().is_empty() { Tail::Needless } else { Tail::Punctuation }
}

fn without_tags(text: &str) -> String {
    let mut is_tag = false;
    let visible = |character: &char| {
        let was_tag = is_tag;
        is_tag = *character == '<' || (is_tag && *character != '>');
        !is_tag && !was_tag
    };
    if text.contains('<') && text.contains('>') {
        text.chars().filter(visible).collect()
    } else {
        text.to_owned()
    }
}

/// The number that a title is: `12`, `Q12`, `第12题`, `3.4`.
pub(super) fn number_of(title: &str) -> Option<String> {
    let rest = title.trim_start_matches(['Q', 'q', '第', '#']).trim_end_matches(['题', '.', '、', ')']);
    let is_number = rest.starts_with(|character: char| character.is_ascii_digit())
        && rest.len() <= 12
        && rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    is_number.then(|| rest.to_owned())
}

/// A full-width sign at the beginning of a block, of a line in it, or after a space and before a text.
fn full_width_sign(content: Part<'_>) -> Option<(usize, &'static str, &'static str)> {
    let known = [('＝', "＝", "="), ('～', "～", "~"), ('＃', "＃", "#")];
    let mut after_space = true;
    for (offset, sign) in signs(content.text) {
        if let Some((_, wide, plain)) = known.iter().find(|(wide, _, _)| *wide == sign)
            && after_space
        {
            let next = content.text.get(offset + sign.len_utf8()..).and_then(|rest| rest.chars().next());
            let at_start = content.text.get(..offset).is_some_and(|before| before.trim().is_empty());
            if at_start || next.is_some_and(|next| !next.is_whitespace()) {
                return Some((content.offset + offset, wide, plain));
            }
        }
        after_space = sign.is_whitespace();
    }
    None
}
