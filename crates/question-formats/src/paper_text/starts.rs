//! Where the questions of a region begin.
//!
//! Many lines begin with a number: questions, but also entries of lists in explanations, materials and other
//! articles. Each choice of starts cuts the region into blocks; a block earns by what a question has (options, a
//! key, a bracket, asking words) and pays for what it should not have (two sets of options, numbers out of order).
//! The best choice is found by dynamic programming, so one misprint does not derail the rest.

mod answer_lists;

use super::block::{self, has_end_key};
use super::keys::{self, Content};
use super::lines::{Line, ends_sentence, width};
use super::marks::{self, NumberMark, Style};
use super::options::{self, Strength};
use super::said_keys;
use super::tags::{self, Tag};
use super::words::{self, Kind};

/// A question found in a region: line indexes, and whether text of something else follows it.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub from: usize,
    pub to: usize,
    pub number: Option<NumberMark>,
    pub is_tail: bool,
}

/// How many later starting points a question may reach over.
const REACH: usize = 64;

/// Lines a stem may have before its options.
const LONGEST_STEM: usize = 12;

/// What a line offers as evidence.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    option_runs: i32,
    keys: i32,
    truth_keys: i32,
    empty_brackets: i32,
    answers: i32,
    /// Explanations that say the key.
    said_keys: i32,
    /// Answers that say true or false.
    truth_answers: i32,
    asks: bool,
    /// Reads like a stem with a choice to make.
    offers: bool,
    /// No options within the longest stem.
    is_long_stem: bool,
}

/// A place where a question or something else may begin.
#[derive(Clone, Debug)]
struct Point {
    line: usize,
    number: Option<NumberMark>,
    /// The kind a tag on the line names.
    tag: Option<Kind>,
    /// The line says that a stem begins: `题目：`.
    says_stem: bool,
    may_be_question: bool,
}

/// The best way to reach a point, as a question or as something else.
#[derive(Clone, Copy, Debug)]
struct Way {
    score: i32,
    /// The point before, and whether a question began there.
    before: Option<(usize, bool)>,
    last_number: Option<u32>,
    last_style: Option<Style>,
    last_separator: Option<char>,
    /// No question of this region came before.
    is_first: bool,
    last_unnumbered: bool,
}

/// Finds the questions among `lines[from..to]`. `carried` is the number of the last question before.
pub(super) fn find(
    lines: &[Line],
    (from, to): (usize, usize),
    kind: Option<Kind>,
    carried: Option<u32>,
    double_spaced: bool,
) -> Vec<Start> {
    let Some(region) = lines.get(from..to) else { return Vec::new() };
    let evidence = Sums::of(region);
    let mut points = points(region, kind, double_spaced);
    if matches!(kind, Some(Kind::Short | Kind::Case)) {
        for entry in answer_lists::entries(region, &points, &evidence) {
            if let Some(point) = points.get_mut(entry) {
                point.may_be_question = false;
            }
        }
    }
    let search = Search { points: &points, evidence: &evidence, kind, carried, length: region.len() };
    search
        .run()
        .into_iter()
        .map(|start| Start { from: start.from + from, to: start.to + from, ..start })
        .collect()
}

/// Evidence of a range of lines in constant time.
struct Sums {
    sums: Vec<Evidence>,
    lines: Vec<Evidence>,
}

impl Sums {
    fn of(region: &[Line]) -> Self {
        let mut sums = vec![Evidence::default()];
        let mut lines = Vec::with_capacity(region.len());
        let mut explaining = false;
        let mut total = Evidence::default();
        for (index, line) in region.iter().enumerate() {
            let (mut one, explains) = evidence(line, region.get(index + 1));
            // Options discussed right after 解析 are not the options of another question.
            if explaining && marks::number(&line.view).is_none() && one.option_runs > 0 {
                one.option_runs = 0;
            } else {
                explaining = false;
            }
            explaining |= explains;
            if is_number_alone(line)
                && let Some(stem) = region.get(index + 1)
            {
                let (next, _) = evidence(stem, region.get(index + 2));
                one.asks |= next.asks;
                one.offers |= next.offers;
            }
            total.option_runs += one.option_runs;
            total.answers += one.answers;
            total.truth_answers += one.truth_answers;
            total.said_keys += one.said_keys;
            sums.push(total);
            lines.push(one);
        }
        Self { sums, lines }
    }

    /// The evidence of a block. Brackets and asking words count in the stem only, which ends with the line the
    /// options begin in; nobody writes a stem of more than [`LONGEST_STEM`] lines.
    fn between(&self, from: usize, to: usize) -> Evidence {
        let start = self.sums.get(from).copied().unwrap_or_default();
        let end = self.sums.get(to).copied().unwrap_or_default();
        let mut found = Evidence {
            option_runs: end.option_runs - start.option_runs,
            answers: end.answers - start.answers,
            truth_answers: end.truth_answers - start.truth_answers,
            said_keys: end.said_keys - start.said_keys,
            ..Evidence::default()
        };
        let mut stem_lines = 0;
        for (offset, line) in
            self.lines.get(from..to).unwrap_or_default().iter().take(LONGEST_STEM).enumerate()
        {
            found.keys += line.keys;
            found.truth_keys += line.truth_keys;
            found.empty_brackets += line.empty_brackets;
            found.asks |= line.asks && offset < 4;
            stem_lines = offset + 1;
            if line.option_runs > 0 {
                return found;
            }
        }
        found.is_long_stem = stem_lines == LONGEST_STEM;
        found
    }
}

/// `Question 21`, `3.`: the stem is on the next line.
fn is_number_alone(line: &Line) -> bool {
    marks::number(&line.view).is_some_and(|mark| mark.content >= line.view.len())
}

/// One line's evidence, and whether it holds an explanation.
fn evidence(line: &Line, next: Option<&Line>) -> (Evidence, bool) {
    let mark = marks::number(&line.view);
    let content = mark.as_ref().map_or(line.all(), |mark| line.all().from(mark.content));
    let mut found = Evidence::default();
    let mut explains = false;
    for piece in tags::cut(content) {
        match piece.tag {
            Some(Tag::Answer) => {
                found.answers += 1;
                found.truth_answers += i32::from(words::truth(&piece.body.plain()).is_some());
            }
            Some(Tag::Explanation) => {
                explains = true;
                found.said_keys += i32::from(said_keys::concluded(piece.body.view).is_some());
            }
            Some(_) => {}
            None => {
                let following = next.and_then(|next| options::leading(next.all())).map(|mark| mark.letter);
                found.option_runs += i32::from(begins_options(piece.body, following, mark.is_some()));
                let stem = before_options(piece.body, following);
                for bracket in keys::brackets(stem.view) {
                    let numbered = mark.is_some();
                    match bracket.content {
                        Content::Labels(_) => {
                            found.keys += i32::from(may_hold_key(stem.view, &bracket, numbered));
                        }
                        Content::Truth(_) => found.truth_keys += 1,
                        Content::Empty => found.empty_brackets += 1,
                        Content::MaybeTruth(_) | Content::Other => {}
                    }
                    if keys::closes_statement(piece.body.view, &bracket).is_some() {
                        found.truth_keys += 1;
                    }
                }
                let plain = piece.body.plain();
                found.empty_brackets += i32::from(stem.plain().contains("___"));
                found.offers |= words::offers_choice(&plain);
                found.asks |= words::is_question_like(&plain) && plain.chars().count() <= 300;
            }
        }
    }
    let trailing_truth = matches!(keys::trailing(content.view), Some((keys::Key::Truth(_), _)));
    if trailing_truth || mark.as_ref().is_some_and(|mark| mark.lead_bracket.is_some()) {
        found.truth_keys += 1;
    }
    (found, explains)
}

/// The part of a line before its first option: what stands in brackets there may be a key, not a label.
fn before_options(slice: super::lines::Slice<'_>, following: Option<char>) -> super::lines::Slice<'_> {
    if options::leading(slice).is_some_and(|mark| mark.bracketed) {
        return slice.range(0, 0);
    }
    let run = options::run(slice, 'A', true, following);
    // One letter at the beginning may be an article: `A verbal promise …`.
    let is_run = run.len() >= 2 || matches!(following, Some('B' | 'C'));
    let first = run.first().filter(|_| is_run).map(|mark| mark.start);
    slice.range(0, first.unwrap_or(slice.view.len()))
}

/// Labels in a bracket are a key at the end of a stem, and inside a numbered stem in capitals; elsewhere `3(b)` and
/// `(a)` count the parts of a text.
fn may_hold_key(view: &[char], bracket: &keys::Bracket, numbered: bool) -> bool {
    let at_end =
        view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:、".contains(*one)));
    let capital =
        view.get(bracket.open..bracket.end).is_some_and(|inside| inside.iter().any(char::is_ascii_uppercase));
    at_end || numbered && capital
}

fn begins_options(slice: super::lines::Slice<'_>, following: Option<char>, numbered: bool) -> bool {
    let run = options::run(slice, 'A', true, following);
    if run.len() >= 2 || run.len() == 1 && matches!(following, Some('B' | 'C')) {
        return true;
    }
    !numbered
        && options::leading(slice).is_some_and(|mark| {
            mark.letter == 'A' && (mark.strength >= Strength::Glued || following == Some('B'))
        })
}

/// Every place where something may begin.
fn points(region: &[Line], kind: Option<Kind>, double_spaced: bool) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, line) in region.iter().enumerate() {
        let label = options::leading(line.all()).is_some_and(|mark| mark.strength >= Strength::Weak)
            && !key_before_number(region, index);
        if let Some(number) = marks::number(&line.view)
            .filter(|_| !label || line.view.first() == Some(&'l') || line.view.first() == Some(&'I'))
        {
            points.push(Point {
                line: index,
                tag: tag_of(line, Some(&number)),
                says_stem: says_stem(line.all().from(number.content)),
                number: Some(number),
                may_be_question: true,
            });
        } else if !label && may_begin_unnumbered(region, index, kind, double_spaced) {
            points.push(Point {
                line: index,
                tag: tag_of(line, None),
                says_stem: says_stem(line.all()),
                number: None,
                may_be_question: true,
            });
        } else if words::is_site_text(&line.all().plain()) || is_title_of_long_text(region, index) {
            points.push(Point {
                line: index,
                tag: None,
                says_stem: false,
                number: None,
                may_be_question: false,
            });
        }
    }
    // `(1)` and `1)` count the parts of an answer where questions are numbered `1.`
    let marked =
        points.iter().any(|point| point.number.as_ref().is_some_and(|mark| mark.style == Style::Mark));
    let in_words = matches!(kind, Some(Kind::Short | Kind::Case | Kind::Blank) | None);
    if marked && in_words {
        for point in &mut points {
            let paren = point.number.as_ref().is_some_and(|mark| mark.style == Style::Paren);
            let offers = region.get(point.line).is_some_and(|line| {
                !keys::brackets(&line.view).iter().all(|bracket| bracket.content == Content::Other)
            }) || options_are_near(region, point.line);
            point.may_be_question &= !paren || kind.is_none() && offers;
        }
    }
    points
}

/// `(A) 1. …`: the key stands before the number. An option that begins with a number has its like on the next line.
fn key_before_number(region: &[Line], index: usize) -> bool {
    let lead = |line: &Line| marks::number(&line.view).filter(|mark| mark.lead_bracket.is_some());
    let label = |line: &Line| options::leading(line.all()).map(|mark| mark.letter);
    let Some((line, mark)) = region.get(index).and_then(|line| Some((line, lead(line)?))) else {
        return false;
    };
    let content = line.all().from(mark.content);
    let own = label(line).unwrap_or('A');
    let more =
        options::run(content, options::next_letter(own), true, None).first().is_some_and(|one| one.bracketed);
    let next = region.get(index + 1);
    let continues = next.is_some_and(|next| {
        label(next) == Some(options::next_letter(own))
            && lead(next).is_none_or(|next| next.value != mark.value + 1)
    });
    !more && !continues
}

/// The kind a tag at the beginning of a question names.
fn tag_of(line: &Line, number: Option<&NumberMark>) -> Option<Kind> {
    let content = line.view.get(number.map_or(0, |mark| mark.content)..)?;
    marks::type_tag(content)
        .map(|(kind, _)| kind)
        .or_else(|| marks::trailing_type_tag(content).map(|(kind, _)| kind))
}

/// Whether a text begins with a tag for the stem.
fn says_stem(slice: super::lines::Slice<'_>) -> bool {
    tags::cut(slice).first().is_some_and(|piece| piece.tag == Some(Tag::Stem))
}

fn is_title_of_long_text(region: &[Line], index: usize) -> bool {
    let Some(line) = region.get(index) else { return false };
    let title = line.view.len() <= 40 && !ends_sentence(&line.view) && !marks::starts_with_label(&line.view);
    title && region.get(index + 1).is_some_and(|next| width(&next.view) > 150)
}

/// Whether a line without a number may be the beginning of a question.
fn may_begin_unnumbered(region: &[Line], index: usize, kind: Option<Kind>, double_spaced: bool) -> bool {
    let Some(line) = region.get(index) else { return false };
    if line.glued {
        return false;
    }
    let pieces = tags::cut(line.all());
    let first_tag = pieces.first().and_then(|piece| piece.tag);
    if first_tag == Some(Tag::Stem) || marks::type_tag(&line.view).is_some() {
        return true;
    }
    if first_tag.is_some() {
        return false;
    }
    let plain = line.all().plain();
    if words::ends_asking(&plain) && answer_is_next(region, index) {
        return true;
    }
    let previous = index.checked_sub(1).and_then(|before| region.get(before));
    let after_question = previous.is_none_or(|before| {
        options::leading(before.all()).is_some_and(|mark| mark.strength >= Strength::Weak)
            || options::run(before.all(), 'A', true, None).len() >= 2
            || tags::cut(before.all()).iter().any(|piece| piece.tag.is_some())
            || has_end_key(&before.view)
    });
    let after_break = after_question || line.after_blank && !double_spaced;
    if !after_break {
        return false;
    }
    if kind == Some(Kind::TrueFalse) || kind.is_none() {
        let closed = keys::brackets(&line.view).last().is_some_and(|bracket| {
            matches!(bracket.content, Content::Truth(_))
                || kind.is_some()
                    && matches!(bracket.content, Content::MaybeTruth(_) | Content::Empty | Content::Labels(_))
        });
        if closed && (has_end_key(&line.view) || kind.is_some()) {
            return true;
        }
    }
    options_are_near(region, index)
}

fn answer_is_next(region: &[Line], index: usize) -> bool {
    region
        .get(index + 1)
        .is_some_and(|next| tags::cut(next.all()).first().is_some_and(|piece| piece.tag == Some(Tag::Answer)))
}

/// Options begin in this line or in one of the next, before anything is numbered or tagged.
fn options_are_near(region: &[Line], index: usize) -> bool {
    for (ahead, line) in region.iter().skip(index).take(4).enumerate() {
        let following = region
            .get(index + ahead + 1)
            .and_then(|next| options::leading(next.all()))
            .map(|mark| mark.letter);
        if ahead > 0
            && (marks::number(&line.view).is_some_and(|mark| mark.style != Style::Bare)
                || line.after_blank && ahead > 1)
        {
            return false;
        }
        if begins_options(line.all(), following, false) {
            return ahead > 0 || options::leading(line.all()).is_none_or(|mark| mark.letter != 'A');
        }
    }
    false
}

struct Search<'a> {
    points: &'a [Point],
    evidence: &'a Sums,
    kind: Option<Kind>,
    carried: Option<u32>,
    length: usize,
}

impl Search<'_> {
    fn run(&self) -> Vec<Start> {
        let origin = Way {
            score: 0,
            before: None,
            last_number: self.carried,
            last_style: None,
            last_separator: None,
            is_first: true,
            last_unnumbered: false,
        };
        // Ways by point: as a question, as something else.
        let mut ways: Vec<(Option<Way>, Way)> = Vec::with_capacity(self.points.len());
        // The best way to be in something else, so far, and the point where that began.
        let mut outside = (None, origin);
        for (index, point) in self.points.iter().enumerate() {
            let mut question: Option<Way> = None;
            let mut other = Way { before: outside.0.map(|at| (at, false)), ..outside.1 };
            if point.may_be_question {
                let from_outside = self.enter(&outside.1, outside.0, false, point);
                better(&mut question, from_outside);
            }
            for earlier in index.saturating_sub(REACH)..index {
                let (Some(start), Some((Some(way), _))) = (self.points.get(earlier), ways.get(earlier))
                else {
                    continue;
                };
                let ended = self.closed(way, (earlier, start), point.line);
                if point.may_be_question {
                    let entered = self.enter(&ended, Some(earlier), true, point);
                    better(&mut question, entered);
                }
                let left = Way { score: ended.score - 2, before: Some((earlier, true)), ..ended };
                if left.score > other.score {
                    other = left;
                }
            }
            let leaves_question = other.before.is_some_and(|(_, was_question)| was_question);
            if leaves_question && other.score >= outside.1.score {
                outside = (Some(index), other);
            }
            ways.push((question, other));
        }
        self.trace(&ways, &outside)
    }

    /// The way after the question that began at a point ended before a line.
    fn closed(&self, way: &Way, (index, start): (usize, &Point), end: usize) -> Way {
        let unnumbered = start.number.is_none();
        let swallowed = if self.swallows_next(index, start, end) { 40 } else { 0 };
        Way {
            score: way.score + self.worth(start, end) - swallowed,
            before: way.before,
            last_number: start.number.as_ref().map(|mark| mark.value).or(way.last_number),
            last_style: start.number.as_ref().map(|mark| mark.style).or(way.last_style),
            last_separator: start.number.as_ref().map_or(way.last_separator, |mark| mark.separator),
            is_first: false,
            last_unnumbered: unnumbered,
        }
    }

    /// Whether the next number stands in what would be the stem: that is another question.
    fn swallows_next(&self, index: usize, start: &Point, end: usize) -> bool {
        let next = self.points.get(index + 1).filter(|next| next.line < end);
        let (Some(own), Some((line, mark))) =
            (&start.number, next.and_then(|next| Some((next.line, next.number.as_ref()?))))
        else {
            return false;
        };
        let before = self.evidence.between(start.line, line);
        // A statement with its mark is a whole question.
        (mark.value == own.value + 1 || before.truth_keys > 0 && mark.value > own.value)
            && mark.style == own.style
            && mark.separator == own.separator
            && !mark.doubtful
            && before.option_runs + before.answers == 0
    }

    /// The way with a question beginning at a point.
    fn enter(&self, way: &Way, before: Option<usize>, was_question: bool, point: &Point) -> Way {
        let cost = if was_question || before.is_none() { 0 } else { 3 };
        let step = self.step(way, point);
        Way { score: way.score + step - cost, before: before.map(|at| (at, was_question)), ..*way }
    }

    /// What it is worth that this number follows the last one.
    fn step(&self, way: &Way, point: &Point) -> i32 {
        let Some(mark) = &point.number else {
            return if way.is_first || way.last_unnumbered { -5 } else { -15 };
        };
        let mut worth = match way.last_number {
            Some(last) if mark.value == last + 1 => 15,
            _ if way.is_first && mark.value == 1 => 15,
            None => -5,
            Some(last) if way.is_first && mark.value > last => -5,
            Some(last) if mark.value == last => -5,
            Some(last) if mark.value == last + 2 => -3,
            Some(_) => -10,
        };
        let in_order = worth == 15;
        if way.last_style.is_some_and(|style| style != mark.style) {
            worth -= 6;
        } else if way.last_separator.is_some() && way.last_separator != mark.separator {
            worth -= 2;
        }
        let restarts = !way.is_first && way.last_number.is_some_and(|last| mark.value <= last);
        if restarts && matches!(self.kind, Some(Kind::Short | Kind::Case | Kind::Blank | Kind::TrueFalse)) {
            worth -= 20;
        }
        match mark.style {
            Style::Bare if in_order => worth -= 5,
            Style::Bare => worth -= 40,
            Style::Paren => worth -= 4,
            Style::Mark | Style::Titled => {}
        }
        if mark.doubtful {
            worth -= 5;
        }
        worth
    }

    /// What a block is worth as a question.
    fn worth(&self, start: &Point, end: usize) -> i32 {
        let found = self.evidence.between(start.line, end);
        let first = self.evidence.lines.get(start.line).copied().unwrap_or_default();
        let keyed = found.keys + found.truth_keys + found.said_keys > 0 || found.answers > 0;
        let asked =
            first.asks || found.empty_brackets > 0 || found.keys > 0 || self.kind.is_some() && found.asks;
        let extra_answers = (found.answers - 1).max(0);
        let kind = start.tag.or(self.kind);
        if found.option_runs > 0 {
            // Manuals have lettered lists under numbered headings; without a key the stem must look like one.
            let offers = first.offers || found.empty_brackets > 0;
            let asks_itself =
                start.number.is_some() || first.asks && first.offers || found.empty_brackets > 0;
            let is_question = keyed || start.says_stem || offers && asks_itself;
            let in_words = matches!(kind, Some(Kind::Short | Kind::Case)) && start.number.is_none();
            let bare = !is_question && (kind.is_none() || in_words);
            let base = if bare { -40 } else { 30 };
            let long = if found.is_long_stem { 80 } else { 0 };
            return base - long + 15 * i32::from(keyed) + 10 * i32::from(asked)
                - 40 * (found.option_runs - 1)
                - 25 * extra_answers;
        }
        let extra_truths = (found.truth_keys - 1).max(0);
        match kind {
            Some(Kind::TrueFalse) => {
                let brackets = (found.truth_keys + found.empty_brackets + found.keys - 1).max(0);
                let base = if keyed || found.empty_brackets > 0 { 15 } else { 0 };
                base + 15 * i32::from(keyed) + 10 * i32::from(found.empty_brackets > 0)
                    - 30 * extra_answers
                    - 25 * brackets.min(4)
            }
            Some(Kind::Blank) => {
                15 + 10 * i32::from(found.empty_brackets > 0) + 15 * i32::from(found.answers > 0)
                    - 30 * extra_answers
            }
            Some(Kind::Short) => {
                let base = if found.asks || found.answers > 0 { 15 } else { 0 };
                base + 10 * i32::from(found.asks) + 15 * i32::from(found.answers > 0) - 30 * extra_answers
            }
            Some(Kind::Case) => {
                let asks = first.asks;
                let base = if asks || found.answers > 0 { 0 } else { -20 };
                base + 20 * i32::from(asks) + 20 * i32::from(found.answers > 0) - 30 * extra_answers
            }
            Some(Kind::Single | Kind::Multiple | Kind::Choice | Kind::Indefinite) => {
                // Options that were pictures; a numbered line of a program asks nothing.
                if keyed && start.number.is_some() && (asked || first.offers) { 5 } else { -20 }
            }
            None | Some(Kind::Mixed) if found.truth_keys > 0 && first.truth_keys > 0 => {
                15 - 25 * extra_truths
            }
            None | Some(Kind::Mixed) if found.answers == 1 && (first.asks || start.says_stem) => 25,
            None | Some(Kind::Mixed) if found.answers == 1 && start.number.is_some() => {
                2 + 18 * found.truth_answers
            }
            None | Some(Kind::Mixed) => -30,
        }
    }

    fn trace(&self, ways: &[(Option<Way>, Way)], outside: &(Option<usize>, Way)) -> Vec<Start> {
        let mut best_score = outside.1.score;
        let mut last: Option<(usize, bool)> = outside.0.map(|at| (at, false));
        for (index, (question, _)) in ways.iter().enumerate() {
            let (Some(way), Some(start)) = (question, self.points.get(index)) else { continue };
            let score = self.closed(way, (index, start), self.length).score;
            if ways.len() - index <= REACH && score > best_score {
                best_score = score;
                last = Some((index, true));
            }
        }
        let mut starts = Vec::new();
        let mut end = self.length;
        let mut is_tail = true;
        while let Some((index, is_question)) = last {
            let (Some(point), Some((question, other))) = (self.points.get(index), ways.get(index)) else {
                break;
            };
            if is_question {
                starts.push(Start { from: point.line, to: end, number: point.number.clone(), is_tail });
                last = question.and_then(|way| way.before);
            } else {
                last = other.before;
            }
            is_tail = !is_question;
            end = point.line;
        }
        starts.reverse();
        starts
    }
}

fn better(best: &mut Option<Way>, candidate: Way) {
    if best.is_none_or(|current| candidate.score > current.score) {
        *best = Some(candidate);
    }
}

/// Whether a block without a heading holds enough to be called a question.
pub(super) fn holds_question(item: &block::RawItem, kind: Option<Kind>) -> bool {
    if kind.is_some() || item.tag.is_some() {
        return true;
    }
    item.options.len() >= 2
        || item.has_answer_tag
        || has_end_key(&super::lines::view_of(&item.stem))
        || keys::trailing(&super::lines::view_of(&item.stem)).is_some()
        || item.lead.is_some()
}
