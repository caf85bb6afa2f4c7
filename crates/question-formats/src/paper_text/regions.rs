//! The large parts of a paper: sections, cases, key lists; and cutting off what was glued to a line's end.

use super::block;
use super::dense;
use super::keys::{self, Content, KeyLine};
use super::lines::{Line, Slice, ends_sentence};
use super::marks::{self, Section};
use super::options;
use super::tags::{self, Tag};
use super::words::{self, Kind};

/// Lines under one heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// First line under the heading, as an index.
    pub from: usize,
    /// One after the last line.
    pub to: usize,
    /// The kind its section names.
    pub section: Option<Section>,
    /// The section's heading as printed.
    pub section_title: Option<String>,
    /// Counts sections, so that numbers that begin again are told apart.
    pub section_index: usize,
    /// Shared material begins here.
    pub case: Option<Case>,
    pub is_key_list: bool,
    /// Lines of headings above this region, as indexes.
    pub headings: Vec<usize>,
}

/// Shared material: a case, a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    pub title: String,
    /// The heading itself belongs to the material.
    pub heading_is_text: bool,
    /// Numbers of the questions it belongs to, when it names them.
    pub numbers: Option<(u32, u32)>,
    /// What follows is not a text but options for several questions.
    pub shares_options: bool,
    /// Index of the heading's line.
    pub line: usize,
}

impl Region {
    /// The kind that questions under this heading have unless a tag says otherwise.
    pub(super) fn kind(&self) -> Option<Kind> {
        let section = self.section.as_ref().map(|section| section.kind);
        match (section, &self.case) {
            (_, Some(case)) if case.shares_options => Some(Kind::Short),
            (None | Some(Kind::Short), Some(case)) if case.numbers.is_none() => Some(Kind::Case),
            (kind, _) => kind.filter(|kind| *kind != Kind::Mixed),
        }
    }
}

/// Cuts lines where a case heading or the next question was glued to the end of the one before.
pub(super) fn cut_glued(lines: Vec<Line>) -> Vec<Line> {
    let mut result = Vec::with_capacity(lines.len());
    let next_starts: Vec<bool> = lines
        .iter()
        .skip(1)
        .map(|next| {
            options::leading(next.all()).is_some_and(|mark| mark.letter == 'A')
                || tags::cut(next.all()).first().is_some_and(|piece| piece.tag == Some(Tag::Answer))
        })
        .chain(std::iter::once(false))
        .collect();
    let mut dense = dense::Search::default();
    for (line, next_starts) in lines.into_iter().zip(next_starts) {
        let mut cuts = cut_positions(&line, next_starts);
        cuts.extend(dense.cuts(&line, next_starts));
        cuts.sort_unstable();
        cuts.dedup();
        cut_line(line, &cuts, &mut result);
    }
    result
}

fn cut_line(line: Line, cuts: &[usize], result: &mut Vec<Line>) {
    if cuts.is_empty() {
        result.push(line);
        return;
    }
    let mut from = 0;
    for (index, to) in cuts.iter().copied().chain(std::iter::once(line.view.len())).enumerate() {
        let part = line.all().range(from, to);
        let number =
            line.joined.iter().rev().find(|(at, _)| *at <= from).map_or(line.number, |(_, number)| *number);
        let joined = line.joined.iter().filter(|(at, _)| (from + 1..to).contains(at));
        result.push(Line {
            number,
            joined: joined.map(|(at, number)| (at - from, *number)).collect(),
            raw: part.raw.to_vec(),
            view: part.view.to_vec(),
            after_blank: index == 0 && line.after_blank,
            glued: index > 0,
            after_rule: index == 0 && line.after_rule,
            is_heading: index == 0 && line.is_heading,
            looks: part.looks.to_vec(),
        });
        from = to;
    }
}

fn cut_positions(line: &Line, next_starts: bool) -> Vec<usize> {
    let view = &line.view;
    let mut cuts: Vec<usize> = Vec::new();
    let mut at = 1;
    while at < view.len() {
        let after_sentence = previous_visible(view, at).is_some_and(|one| "。.?!;)”】".contains(one));
        let cut = match view.get(at) {
            Some('案') => after_sentence && glued_case(view, at),
            Some(one) if one.is_ascii_digit() => glued_question(line, at, next_starts),
            _ => false,
        };
        if cut {
            cuts.push(at);
        }
        at += 1;
    }
    cuts
}

fn previous_visible(view: &[char], at: usize) -> Option<char> {
    view.get(..at)?.iter().rev().copied().find(|one| *one != ' ')
}

fn glued_case(view: &[char], at: usize) -> bool {
    let rest = view.get(at..).unwrap_or_default();
    let mut scan = super::scan::Scan::new(rest);
    scan.eat_word("案例");
    scan.chinese_number() > 0 && scan.eat(|one| matches!(one, ':' | '、')).is_some() && rest.len() <= 60
}

/// Whether the next question begins in the middle of a line: `…分配系统来支持。2.结合案例分析…？`
fn glued_question(line: &Line, at: usize, next_starts: bool) -> bool {
    let view = &line.view;
    let before = at.checked_sub(1).and_then(|index| view.get(index)).copied();
    if before.is_none_or(|one| one.is_ascii_alphanumeric() || ".-~(（、,:/第".contains(one)) {
        return false;
    }
    // `(A) 1. …`: the bracket before the number holds its key.
    let leads = marks::number(view).is_some_and(|mark| mark.lead_bracket.is_some() && at < mark.content);
    if leads {
        return false;
    }
    let previous = previous_visible(view, at);
    let after_break = before == Some(' ') || previous.is_some_and(|one| "。?!;)】".contains(one));
    let rest = line.all().from(at);
    let Some(mark) = marks::number(rest.view) else { return false };
    if !after_break || mark.style != marks::Style::Mark || mark.doubtful {
        return false;
    }
    let separator = rest.view.get(mark.printed.chars().count()).copied().unwrap_or(' ');
    if !matches!(separator, '.' | '、') {
        return false;
    }
    // A question is not longer than this; looking further would make long lines slow.
    let whole_content = rest.from(mark.content);
    let content = whole_content.range(0, whole_content.view.len().min(400));
    // What is asked must end with the line, or stand before its own options.
    let has_options = options::run(content, 'A', true, None).len() >= 2;
    let has_bracket = keys::brackets(content.view).iter().any(|bracket| bracket.content != Content::Other);
    let asks = content.view.len() == whole_content.view.len() && words::ends_asking(&content.plain());
    let own_answer = tags::cut(content).iter().any(|piece| piece.tag == Some(Tag::Answer));
    let whole = previous.is_some_and(|one| "。?!;.)】".contains(one)) || before == Some(' ');
    whole
        && (has_options
            || has_bracket && content.view.len() >= 6
            || (asks || own_answer) && content.view.len() >= 6
            || next_starts && asks)
}

/// A key list found in the paper: where, and what it says.
#[derive(Clone, Debug)]
pub(super) struct KeyListLine {
    /// Index of the line.
    pub line: usize,
    pub content: KeyLine,
}

/// The lines that hold nothing but numbers and keys, outside of key list regions too.
pub(super) fn key_list_lines(lines: &[Line]) -> Vec<KeyListLine> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if let Some(content) = key_table(line, lines.get(index + 1)) {
            found.push(KeyListLine { line: index, content: KeyLine::default() });
            found.push(KeyListLine { line: index + 1, content });
            index += 2;
            continue;
        }
        if let Some(content) = whole_line_keys(line.all()) {
            found.push(KeyListLine { line: index, content });
        }
        index += 1;
    }
    found
}

/// `1-5 ABCDE 6-10 ABCDA`, also after an answer tag. One entry alone may be anything.
fn whole_line_keys(slice: Slice<'_>) -> Option<KeyLine> {
    let pieces = tags::cut(slice);
    let body = match pieces.as_slice() {
        [piece] if matches!(piece.tag, None | Some(Tag::Answer)) => piece.body,
        _ => return None,
    };
    let line = keys::key_line(body)?;
    let enough = line.has_range || line.entries.len() >= 2;
    // A range that fits nothing is more likely a sentence than a list.
    (enough
        && (!line.entries.is_empty()
            || line.wrong_ranges.iter().any(|(_, found, needed)| found + 3 >= *needed && *found > 0)))
    .then_some(line)
}

/// Two lines of a table: `题号 1 2 3` above `答案 A B C`.
fn key_table(first: &Line, second: Option<&Line>) -> Option<KeyLine> {
    let numbers = first.all().plain();
    let numbers = numbers.strip_prefix("题号")?;
    let keys = second?.all().plain();
    let keys = keys.strip_prefix("答案").or_else(|| keys.strip_prefix("选项"))?.trim_start_matches(':');
    let separators = [' ', '|', ':', ',', '、'];
    let numbers: Vec<u32> = numbers
        .split(separators)
        .filter(|one| !one.is_empty())
        .map(|one| one.parse().ok())
        .collect::<Option<_>>()?;
    let keys: Vec<&str> = keys.split(separators).filter(|one| !one.is_empty()).collect();
    if numbers.is_empty() || numbers.len() != keys.len() {
        return None;
    }
    let entries =
        numbers.into_iter().zip(keys).map(|(number, key)| keys::Entry { number, key: key.to_owned() });
    Some(KeyLine { entries: entries.collect(), has_range: true, ..KeyLine::default() })
}

/// Divides the lines at their headings.
pub(super) fn divide(lines: &[Line]) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut current = Region::default();
    let mut section_index = 0;
    let ahead = Ahead::of(lines);
    for (index, line) in lines.iter().enumerate() {
        let Some(heading) = heading_at(lines, &ahead, index, line, &current) else { continue };
        let mut next = Region { from: index + 1, ..current.clone() };
        next.headings = vec![index];
        match heading {
            Heading::Section(section) => {
                let closes_key_list =
                    current.is_key_list && !keys_follow(lines, index) && questions_follow(lines, index);
                next.is_key_list = section.is_key_list || current.is_key_list && !closes_key_list;
                section_index += 1;
                next.section_index = section_index;
                next.section_title = Some(line.all().text());
                next.section = Some(section);
                next.case = None;
            }
            Heading::Case(case) => next.case = Some(case),
            Heading::KeyList => {
                next.is_key_list = true;
                next.case = None;
                next.section = None;
                next.section_title = None;
            }
        }
        let mut done = std::mem::replace(&mut current, next);
        done.to = index;
        regions.push(done);
    }
    current.to = lines.len();
    regions.push(current);
    regions
}

enum Heading {
    Section(Section),
    Case(Case),
    KeyList,
}

fn heading_at(lines: &[Line], ahead: &Ahead, index: usize, line: &Line, current: &Region) -> Option<Heading> {
    let marked = || marks::marked_section(&line.view).filter(|_| line.is_heading);
    if let Some(section) = marks::section(&line.view).or_else(marked) {
        return Some(Heading::Section(section));
    }
    if is_key_head(line) && keys_follow(lines, index) && !own_answer_stands_before(lines, index) {
        return Some(Heading::KeyList);
    }
    if current.is_key_list {
        return None;
    }
    let plain = line.all().plain();
    if let Some(numbers) = marks::shared_options(&plain) {
        return Some(Heading::Case(Case {
            numbers: Some(numbers),
            shares_options: true,
            line: index,
            ..Case::default()
        }));
    }
    if let Some(numbers) = marks::shared_material(&plain)
        && marks::number(&line.view).is_none_or(|mark| mark.style != marks::Style::Mark)
        && ahead.is_numbered_first(index)
    {
        return Some(Heading::Case(Case {
            title: String::new(),
            heading_is_text: false,
            numbers,
            shares_options: false,
            line: index,
        }));
    }
    let title_at = marks::case_heading(&line.view)?;
    if !ahead.is_numbered_first(index) {
        return None;
    }
    let title = line.all().from(title_at).text();
    // `案例一：` followed by the whole text on the same line.
    let heading_is_text = title.chars().count() > 60;
    Some(Heading::Case(Case { title, heading_is_text, numbers: None, shares_options: false, line: index }))
}

/// What comes first after each line: something numbered or a heading, or the first of a question's options.
struct Ahead {
    numbered_first: Vec<bool>,
}

impl Ahead {
    fn of(lines: &[Line]) -> Self {
        let mut numbered_first = vec![true; lines.len() + 1];
        let mut next = true;
        for (index, line) in lines.iter().enumerate().rev() {
            if let Some(slot) = numbered_first.get_mut(index) {
                *slot = next;
            }
            let numbered = marks::number(&line.view)
                .is_some_and(|mark| !matches!(mark.style, marks::Style::Paren | marks::Style::Bare));
            let first_option = || {
                options::leading(line.all())
                    .is_some_and(|mark| mark.letter == 'A' && mark.strength >= options::Strength::Glued)
            };
            if numbered || marks::section(&line.view).is_some() {
                next = true;
            } else if first_option() {
                next = false;
            }
        }
        Self { numbered_first }
    }

    /// A heading of a case stands before numbered questions, not between a stem and its options.
    fn is_numbered_first(&self, index: usize) -> bool {
        self.numbered_first.get(index).copied().unwrap_or(true)
    }
}

/// `参考答案`, `试题答案与解析：` alone on a line.
fn is_key_head(line: &Line) -> bool {
    let plain = line.all().plain();
    let compact: String =
        plain.chars().filter(|one| !matches!(one, ' ' | ':' | '【' | '】' | '=' | '-' | '—' | '*')).collect();
    let length = compact.chars().count();
    // What somebody once answered is no list of keys.
    if ["我的", "你的", "您的", "考生", "学生"].iter().any(|owner| compact.contains(owner)) {
        return false;
    }
    let ends = [
        "答案",
        "答案与解析",
        "答案及解析",
        "答案和解析",
        "答案解析",
        "答案详解",
        "详细解答",
        "参考解答",
        "参考答案表",
        "答案表",
        "答案部分",
    ];
    length <= 25 && ends.iter().any(|end| compact.ends_with(end)) && !ends_sentence_without_colon(&line.view)
}

/// After `我的答案：` and what somebody wrote, `正确答案：` is about that one question.
fn own_answer_stands_before(lines: &[Line], index: usize) -> bool {
    let before = lines.get(index.saturating_sub(6)..index).unwrap_or_default();
    let starts_with = |line: &Line, wanted: Tag| {
        tags::cut(line.all()).first().is_some_and(|piece| piece.tag == Some(wanted))
    };
    before.iter().any(|line| starts_with(line, Tag::OwnAnswer))
}

fn ends_sentence_without_colon(view: &[char]) -> bool {
    ends_sentence(view) && view.iter().rev().find(|one| **one != ' ') != Some(&':')
}

/// Whether the lines after a heading are numbered keys, not numbered questions.
fn keys_follow(lines: &[Line], index: usize) -> bool {
    let mut following = lines.iter().skip(index + 1).filter(|line| !marks::is_chapter(&line.view));
    let Some(mut next) = following.next() else { return false };
    if marks::section(&next.view).is_some() {
        match following.next() {
            Some(after) => next = after,
            None => return false,
        }
    }
    if keys::key_line(next.all()).is_some() || next.all().plain().starts_with("题号") {
        return true;
    }
    let Some(mark) = marks::number(&next.view) else { return false };
    let content = next.all().from(mark.content);
    if block::has_end_key(content.view) && content.view.len() > 12 {
        return false;
    }
    let pieces = tags::cut(content);
    let first = pieces.first();
    first.is_some_and(|piece| piece.tag == Some(Tag::Answer))
        || first.is_some_and(|piece| {
            let (key, _) = keys::answer(&piece.body.text(), &[]);
            matches!(key, keys::Key::Labels(_) | keys::Key::Truth(_))
        })
        || is_key_head(lines.get(index).unwrap_or(next))
            && !has_options_soon(lines, index + 1)
            && lines.get(index).is_some_and(|line| line.view.len() <= 12)
            && !answers_one_question(lines, index)
}

/// Lines that are looked at around the heading of a list.
const AROUND: usize = 120;

/// Whether the numbered list below `答案：` is the answer to the question right above, point by point, and not a list of
/// keys: its numbers are of another style, name no question of the section, or are followed by the next question; or
/// the questions before it have answers of their own.
fn answers_one_question(lines: &[Line], index: usize) -> bool {
    let before = lines.get(index.saturating_sub(AROUND)..index).unwrap_or_default();
    let section = before.iter().rposition(|line| marks::section(&line.view).is_some()).map_or(0, |at| at + 1);
    let before = before.get(section..).unwrap_or_default();
    let numbered = |line: &Line| marks::number(&line.view).filter(|mark| mark.style != marks::Style::Bare);
    let Some((asked_at, asked)) =
        before.iter().enumerate().rev().find_map(|(at, line)| Some((at, numbered(line)?)))
    else {
        return false;
    };
    let Some(first) = lines.get(index + 1).and_then(numbered) else { return false };
    if first.style != asked.style && first.style == marks::Style::Paren {
        return true;
    }
    let is_named = before.iter().filter_map(numbered).any(|mark| mark.value == first.value);
    let is_answered = |line: &Line| {
        tags::cut(line.all())
            .first()
            .is_some_and(|piece| piece.tag == Some(Tag::Answer) && !piece.body.view.is_empty())
    };
    let earlier = before.get(..asked_at).unwrap_or_default();
    if !is_named || earlier.iter().any(is_answered) {
        return true;
    }
    // After the points 1, 2, 3 comes question 2.
    let mut last = 0;
    let after = lines.iter().skip(index + 1).take(AROUND);
    for mark in after.take_while(|line| marks::section(&line.view).is_none()).filter_map(numbered) {
        if mark.value != last + 1 {
            return mark.value == asked.value + 1;
        }
        last = mark.value;
    }
    false
}

/// Whether the lines after a heading are questions again, below a list of keys.
fn questions_follow(lines: &[Line], index: usize) -> bool {
    let Some(next) = lines.get(index + 1) else { return false };
    let plain = next.all().plain();
    has_options_soon(lines, index + 1)
        || words::is_question_like(&plain)
        || keys::brackets(&next.view).iter().any(|bracket| bracket.content != Content::Other)
}

fn has_options_soon(lines: &[Line], from: usize) -> bool {
    lines.iter().skip(from).take(6).any(|line| {
        options::leading(line.all())
            .is_some_and(|mark| mark.letter == 'A' && mark.strength >= options::Strength::Glued)
            || options::run(line.all(), 'A', true, None).len() >= 2
    })
}
