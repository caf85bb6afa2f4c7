//! The grammar of a block: what stands between the braces.

use winnow::ascii::{Caseless, digit1, multispace0};
use winnow::combinator::{
    alt, cut_err, delimited, empty, eof, not, opt, preceded, repeat, separated_pair, terminated,
};
use winnow::error::{ContextError, ErrMode, StrContext, StrContextValue};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location as _};
use winnow::token::{none_of, one_of, take_while};

use super::shape::{ESCAPED, Part, find, signs};
use crate::model::QuestionType;

/// What a block holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block<'a> {
    /// Nothing.
    Essay,
    /// A word for true or false, and the feedback when wrong and when right.
    Truth { word: &'a str, value: bool, feedback: Vec<Part<'a>> },
    /// Numbers.
    Numbers(Vec<Value<'a>>),
    /// Options.
    Choices(Vec<Piece<'a>>),
    /// Pairs.
    Pairs(Vec<(Part<'a>, Part<'a>)>),
    /// Accepted texts.
    Texts(Vec<Piece<'a>>),
}

/// One option or accepted text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    /// `=` or `~`; none before the first sign.
    pub(super) sign: Option<char>,
    /// The weight in percent, where one is written.
    pub(super) weight: Option<f64>,
    /// The text.
    pub(super) text: Part<'a>,
    /// What is said to those who choose it.
    pub(super) feedback: Option<Part<'a>>,
}

/// A number that is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value<'a> {
    /// The weight in percent, where one is written.
    pub(super) weight: Option<f64>,
    /// The number; none for feedback on everything else.
    pub(super) number: Option<Span<'a>>,
    /// What is said to those who give it.
    pub(super) feedback: Option<Part<'a>>,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// `value:tolerance`.
    Around(&'a str, Option<&'a str>),
    /// `low..high`.
    Between(&'a str, &'a str),
}

/// A block taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answers<'a> {
    /// What it holds.
    pub(super) block: Block<'a>,
    /// General feedback.
    pub(super) general: Option<Part<'a>>,
    /// Signs that were read as text, or as another sign, than the format says: where, what, and as what.
    pub(super) extensions: Vec<(usize, &'static str, &'static str)>,
}

/// A block that does not follow the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The kind of question the block begins like.
    pub(super) kind: QuestionType,
    /// Where it goes wrong, as an offset in the entry.
    pub(super) offset: usize,
    /// What should stand there.
    pub(super) expected: &'static str,
}

type Input<'a> = LocatingSlice<&'a str>;
type Failure = ErrMode<ContextError>;

const FULL: f64 = 100.0;

/// Takes a block apart. The kind is decided in the order the format gives.
pub(super) fn parse(content: Part<'_>) -> Result<Answers<'_>, Problem> {
    let (content, general) = without_general_feedback(content);
    let text = content.text.trim();
    let signed = |mark: &str| find(content.text, mark).is_some();
    let mut extensions = Vec::new();
    let block = if text.is_empty() {
        Block::Essay
    } else if text.starts_with('#') {
        Block::Numbers(run(values, content, QuestionType::Numeric)?)
    } else if signed("~") {
        let literal = literal_equals(content, &mut extensions);
        let list = run(|input: &mut Input<'_>| pieces(input, &literal), content, QuestionType::SingleChoice)?;
        Block::Choices(without_double_signs(list, &mut extensions))
    } else if signed("=") && signed("->") {
        Block::Pairs(run(pairs, content, QuestionType::Matching)?)
    } else if let Ok((word, value, feedback)) = run(truth, content, QuestionType::TrueFalse) {
        Block::Truth { word, value, feedback }
    } else {
        let literal = literal_equals(content, &mut extensions);
        Block::Texts(run(|input: &mut Input<'_>| pieces(input, &literal), content, QuestionType::FillBlank)?)
    };
    Ok(Answers { block, general, extensions })
}

/// Whether a text in braces begins like a block of answers, and not like a word in braces.
pub(super) fn looks_like_answers(content: &str) -> bool {
    let (content, _) = without_general_feedback(Part { text: content, offset: 0 });
    let text = content.text.trim();
    text.is_empty()
        || text.starts_with(['=', '~', '#'])
        || truth.parse(LocatingSlice::new(content.text)).is_ok()
}

/// Whether a text in braces can be a block at all: it looks like answers, or is an accepted text without a sign, which
/// goes over one line and does not end like program code.
pub(super) fn may_be_block(content: &str) -> bool {
    let text = without_general_feedback(Part { text: content, offset: 0 }).0.text.trim();
    looks_like_answers(content) || !(text.contains('\n') || text.ends_with(';'))
}

/// Whether a block accepts texts for a gap.
pub(super) fn is_gap(content: &str) -> bool {
    content.trim_start().starts_with('=') && find(content, "~").is_none() && find(content, "->").is_none()
}

/// What a block offers, in an order that tells nothing, when it offers several texts and one of them is right.
pub(super) fn offered(content: Part<'_>) -> Option<Vec<&str>> {
    let Ok(Answers { block: Block::Choices(pieces), .. }) = parse(content) else { return None };
    let right = pieces.iter().filter(|piece| piece.sign == Some('=') && is_full(piece.weight)).count();
    let mut texts: Vec<&str> = pieces.iter().map(|piece| piece.text.text.trim()).collect();
    texts.sort_unstable();
    (right == 1 && texts.len() > 1).then_some(texts)
}

/// How many options, texts or numbers a block offers, and whether it is one at all: what tells a file from program code.
pub(super) fn count(content: &str) -> Option<usize> {
    let answers = parse(Part { text: content, offset: 0 }).ok()?;
    Some(match answers.block {
        Block::Essay => 0,
        Block::Truth { .. } => 1,
        Block::Numbers(list) => list.len(),
        Block::Choices(list) | Block::Texts(list) => list.len(),
        Block::Pairs(list) => list.len(),
    })
}

/// The name of a kind of embedded answer such as `{1:MULTICHOICE:=a~b}`, which belongs to another format.
pub(super) fn embedded_kind(content: &str) -> Option<&str> {
    let rest = content.trim_start().trim_start_matches(|character: char| character.is_ascii_digit());
    let (name, _) = rest.strip_prefix(':')?.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_name.then_some(name)
}

fn without_general_feedback(content: Part<'_>) -> (Part<'_>, Option<Part<'_>>) {
    let last = signs(content.text)
        .filter(|(_, sign)| *sign == '#')
        .filter(|(offset, _)| content.text.get(*offset..).is_some_and(|rest| rest.starts_with("####")))
        .last();
    let Some((offset, _)) = last else { return (content, None) };
    let before = Part { text: content.text.get(..offset).unwrap_or_default(), ..content };
    let after = content.text.get(offset + 4..).unwrap_or_default();
    (before, Some(Part { text: after, offset: content.offset + offset + 4 }))
}

fn run<'a, T>(
    parser: impl FnMut(&mut Input<'a>) -> Result<T, Failure>,
    content: Part<'a>,
    kind: QuestionType,
) -> Result<T, Problem>
where
    T: Moved,
{
    let mut parser = parser;
    match (|input: &mut Input<'a>| parser(input)).parse(LocatingSlice::new(content.text)) {
        Ok(mut made) => {
            made.moved(content.offset);
            Ok(made)
        }
        Err(problem) => {
            let expected = problem.inner().context().find_map(|context| match context {
                StrContext::Expected(
                    StrContextValue::StringLiteral(text) | StrContextValue::Description(text),
                ) => Some(*text),
                _ => None,
            });
            Err(Problem {
                kind,
                offset: content.offset + problem.offset(),
                expected: expected.unwrap_or("}"),
            })
        }
    }
}

/// What was parsed from a block knows places within the block; this makes them places within the entry.
trait Moved {
    fn moved(&mut self, by: usize);
}

impl Moved for Part<'_> {
    fn moved(&mut self, by: usize) {
        self.offset += by;
    }
}

impl Moved for Piece<'_> {
    fn moved(&mut self, by: usize) {
        self.text.moved(by);
        self.feedback.iter_mut().for_each(|part| part.moved(by));
    }
}

impl Moved for Value<'_> {
    fn moved(&mut self, by: usize) {
        self.feedback.iter_mut().for_each(|part| part.moved(by));
    }
}

impl<T: Moved> Moved for Vec<T> {
    fn moved(&mut self, by: usize) {
        self.iter_mut().for_each(|one| one.moved(by));
    }
}

impl Moved for (Part<'_>, Part<'_>) {
    fn moved(&mut self, by: usize) {
        self.0.moved(by);
        self.1.moved(by);
    }
}

impl Moved for (&str, bool, Vec<Part<'_>>) {
    fn moved(&mut self, by: usize) {
        self.2.moved(by);
    }
}

/// Text up to an unescaped sign. An `=` at one of the literal places is text.
fn raw<'a>(stops: &[char], literal: &[usize]) -> impl Parser<Input<'a>, Part<'a>, Failure> {
    let escape = || ('\\', one_of(ESCAPED)).void();
    let literal_equals = |input: &mut Input<'a>| {
        let place = input.current_token_start();
        '='.verify(|_: &char| literal.binary_search(&place).is_ok()).void().parse_next(input)
    };
    repeat::<_, _, (), _, _>(0.., alt((escape(), none_of(stops).void(), literal_equals)))
        .take()
        .with_span()
        .map(|(text, span)| Part { text, offset: span.start })
}

/// `%50%`, `%-33.33333%`. Anything else between percent signs is text.
fn weight(input: &mut Input<'_>) -> ModalResult<f64> {
    let digits = take_while(1.., |character: char| {
        character.is_ascii_digit() || matches!(character, '-' | '+' | '.' | ',')
    });
    delimited('%', digits, '%').verify_map(|text: &str| text.replace(',', ".").parse().ok()).parse_next(input)
}

fn pieces<'a>(input: &mut Input<'a>, literal: &[usize]) -> ModalResult<Vec<Piece<'a>>> {
    let body = |input: &mut Input<'a>| -> ModalResult<Piece<'a>> {
        multispace0.parse_next(input)?;
        let weight = opt(terminated(weight, multispace0)).parse_next(input)?;
        let text = raw(&['~', '=', '#'], literal).parse_next(input)?;
        let feedback = opt(preceded('#', raw(&['~', '='], literal))).parse_next(input)?;
        Ok(Piece { sign: None, weight, text, feedback })
    };
    // Text before the first sign is an option or accepted text of its own.
    let first = body.verify(|piece| !piece.text.text.trim().is_empty());
    let mut list: Vec<Piece<'a>> = opt(first).parse_next(input)?.into_iter().collect();
    let signed = (one_of(['=', '~']), body).map(|(sign, piece)| Piece { sign: Some(sign), ..piece });
    let rest: Vec<Piece<'a>> = preceded(multispace0, repeat(0.., signed)).parse_next(input)?;
    list.extend(rest);
    Ok(list)
}

fn pairs<'a>(input: &mut Input<'a>) -> ModalResult<Vec<(Part<'a>, Part<'a>)>> {
    let escape = || ('\\', one_of(ESCAPED)).void();
    let left = repeat::<_, _, (), _, _>(0.., alt((escape(), preceded(not("->"), none_of('=')).void())))
        .take()
        .with_span()
        .map(|(text, span): (&str, std::ops::Range<usize>)| Part { text, offset: span.start });
    let arrow = cut_err("->").context(StrContext::Expected("->".into()));
    let sign = cut_err('=').context(StrContext::Expected("=".into()));
    let pair = preceded(sign, separated_pair(left, arrow, raw(&['='], &[])));
    preceded(multispace0, repeat(1.., preceded(not(eof), pair))).parse_next(input)
}

fn truth<'a>(input: &mut Input<'a>) -> ModalResult<(&'a str, bool, Vec<Part<'a>>)> {
    let yes = alt((Caseless("true"), Caseless("t"), "正确", "对", "√"));
    let no = alt((Caseless("false"), Caseless("f"), "错误", "错", "×"));
    let word = alt((yes.map(|word| (word, true)), no.map(|word| (word, false))));
    let (word, value) = delimited(multispace0, word, multispace0).parse_next(input)?;
    let feedback = repeat(0..=2, preceded('#', raw(&['#'], &[]))).parse_next(input)?;
    eof.parse_next(input)?;
    Ok((word, value, feedback))
}

fn values<'a>(input: &mut Input<'a>) -> ModalResult<Vec<Value<'a>>> {
    (multispace0, '#', multispace0).void().parse_next(input)?;
    let feedback = || opt(preceded('#', raw(&['~', '='], &[])));
    let signed = |input: &mut Input<'a>| -> ModalResult<Value<'a>> {
        (one_of(['=', '~']), multispace0).void().parse_next(input)?;
        let weight = opt(terminated(weight, multispace0)).parse_next(input)?;
        let number = opt(terminated(span, multispace0)).parse_next(input)?;
        let feedback = feedback().parse_next(input)?;
        Ok(Value { weight, number, feedback })
    };
    let plain = (terminated(span, multispace0), feedback()).map(|(number, feedback)| Value {
        weight: None,
        number: Some(number),
        feedback,
    });
    let mut list: Vec<Value<'a>> = opt(plain).parse_next(input)?.into_iter().collect();
    let others: Vec<Value<'a>> = repeat(0.., signed).parse_next(input)?;
    list.extend(others);
    multispace0.parse_next(input)?;
    cut_err(eof).context(StrContext::Expected("number:tolerance".into())).parse_next(input)?;
    Ok(list)
}

fn span<'a>(input: &mut Input<'a>) -> ModalResult<Span<'a>> {
    let between = separated_pair(number, (multispace0, "..", multispace0), number);
    let around = (number, opt(preceded((multispace0, ':', multispace0), number)));
    alt((
        between.map(|(low, high)| Span::Between(low, high)),
        around.map(|(value, tolerance)| Span::Around(value, tolerance)),
    ))
    .parse_next(input)
}

/// A number as people write it. A full stop before another full stop is not part of it.
fn number<'a>(input: &mut Input<'a>) -> ModalResult<&'a str> {
    let sign = opt(one_of(['+', '-', '−', '–']));
    let fraction = || (one_of(['.', ',']), digit1).void();
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    let stop = ('.', not('.')).void();
    let digits = alt(((digit1, alt((fraction(), stop, empty))).void(), fraction()));
    (sign, digits, opt(exponent)).take().parse_next(input)
}

/// Places of `=` that stand inside an option and not before one: glued to what comes before while options are set apart
/// by white space, or in the middle of a line while options have lines of their own. Read so only when that leaves the
/// block with the one right option it would otherwise not have.
fn literal_equals(
    content: Part<'_>,
    extensions: &mut Vec<(usize, &'static str, &'static str)>,
) -> Vec<usize> {
    let marks = marks(content.text);
    if marks.iter().any(|mark| mark.sign == '~' && !mark.after_space) {
        return Vec::new();
    }
    let is_choice = marks.iter().any(|mark| mark.sign == '~');
    let has_lines = marks.iter().filter(|mark| mark.begins_line).nth(1).is_some();
    let (inside, signs): (Vec<Mark>, Vec<Mark>) =
        marks.iter().copied().filter(|mark| mark.sign == '=').partition(|mark| {
            // Between accepted texts a sign is one without any space; in an option it is more likely part of it.
            let divides = !is_choice && joins_words(content.text, mark.offset);
            let glued = !mark.after_space && !mark.after_wave && !divides;
            glued || has_lines && !mark.begins_line && mark.after_space && mark.before_space
        });
    let fits = match signs.len() {
        0 => is_choice && content.text.contains('%'),
        1 => true,
        _ => !is_choice,
    };
    match inside.first() {
        Some(first) if fits => {
            extensions.push((content.offset + first.offset, "=", "\\="));
            inside.iter().map(|mark| mark.offset).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a sign stands between two words of prose: `at once=at first`, but not `x=y`, `id=1`, `a="b"`.
fn joins_words(text: &str, offset: usize) -> bool {
    let before = text.get(..offset).unwrap_or_default();
    let after = text.get(offset + 1..).unwrap_or_default();
    let left = before.trim_end_matches(['.', '!', '?', ')']);
    let is_word = left.chars().rev().take(2).filter(|character| character.is_alphabetic()).count() == 2;
    is_word && after.trim_start_matches(['\'', '’']).starts_with(char::is_alphabetic)
}

/// An unescaped `=` or `~` and what stands beside it.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    sign: char,
    begins_line: bool,
    after_space: bool,
    after_wave: bool,
    before_space: bool,
}

fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut previous = '\n';
    let mut only_space = true;
    for (offset, sign) in signs(text) {
        if matches!(sign, '=' | '~') {
            // An escaped character before does not show up as the previous one.
            let before = text.get(..offset).and_then(|before| before.chars().next_back()).unwrap_or('\n');
            let after = text.get(offset + 1..).and_then(|after| after.chars().next()).unwrap_or('\n');
            found.push(Mark {
                offset,
                sign,
                begins_line: only_space && before.is_whitespace(),
                after_space: before.is_whitespace(),
                after_wave: before == '~' && previous == '~',
                before_space: after.is_whitespace(),
            });
        }
        only_space = sign == '\n' || (only_space && sign.is_whitespace());
        previous = sign;
    }
    found
}

/// `~=` is a right option for some programs: the empty option before it is none.
fn without_double_signs<'a>(
    list: Vec<Piece<'a>>,
    extensions: &mut Vec<(usize, &'static str, &'static str)>,
) -> Vec<Piece<'a>> {
    let mut kept: Vec<Piece<'a>> = Vec::with_capacity(list.len());
    for piece in list {
        let follows_empty = kept.last().is_some_and(|last| {
            last.sign == Some('~')
                && last.weight.is_none()
                && last.feedback.is_none()
                && last.text.text.is_empty()
        });
        if piece.sign == Some('=') && follows_empty {
            kept.pop();
            if extensions.is_empty() {
                extensions.push((piece.text.offset, "~=", "="));
            }
        }
        kept.push(piece);
    }
    kept
}

/// Whether a weight counts as wholly right.
pub(super) fn is_full(weight: Option<f64>) -> bool {
    weight.is_none_or(|weight| weight >= FULL)
}
