//! From an entry to a draft.

mod keys;

use super::GAP;
use super::answer::{self, Answers, Block, Problem};
use super::entries::Entry;
use super::shape::{self, Broken, Part, Shape, signs};
use super::text::{Texts, comment_marks, unescape};
use crate::Limits;
use crate::fingerprint::comparable;
use crate::messages::Code;
use crate::model::{Answer, Diagnostic, Place, QuestionDraft, QuestionType, SkipReason};
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
            Block::Texts(_) | Block::Choices(_) if self.shape.groups.len() > 1 => self.gaps(),
            Block::Choices(pieces) => self.choices(pieces),
            Block::Pairs(pairs) => self.pairs(pairs),
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
            // Among several gaps each says itself what can be chosen.
            if let Some(offered) = answer::offered(group.content(text)).filter(|_| !is_only) {
                raw.push_str(&format!(" ({})", offered.join(" / ")));
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
