//! Lines of a paper, each in two copies of equal length: as printed, and as the grammar reads it.
//!
//! The second copy has full-width ASCII, odd spaces and look-alike marks mapped to plain ones, character by
//! character, so that a position in one copy is the same position in the other and the printed text is kept.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use super::looks::Look;
use super::markdown_marks;

/// One line, or the part of a line from where a heading or question was glued to its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Line in the file, from 1.
    pub number: usize,
    /// The line as printed.
    pub raw: Vec<char>,
    /// The line as the grammar reads it; as long as `raw`.
    pub view: Vec<char>,
    /// Empty lines stood before this one.
    pub after_blank: bool,
    /// This part was cut off the end of the line before; joined again when nothing starts here.
    pub glued: bool,
    /// A drawn rule stood before this line.
    pub after_rule: bool,
    /// The line has the mark of a Markdown heading.
    pub is_heading: bool,
    /// Where later lines of the file begin in it, and their numbers: a page break had cut them apart.
    pub joined: Vec<(usize, usize)>,
    /// How each character of `raw` looks; empty when nothing is known about it.
    pub looks: Vec<Look>,
}

impl Line {
    /// The whole line as a slice.
    pub(super) fn all(&self) -> Slice<'_> {
        Slice { raw: &self.raw, view: &self.view, looks: &self.looks }
    }

    /// The last line of the file that it holds a part of.
    pub(super) fn last_number(&self) -> usize {
        self.joined.last().map_or(self.number, |(_, number)| *number)
    }

    /// Every line of the file that it holds a part of.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.number).chain(self.joined.iter().map(|(_, number)| *number))
    }
}

/// A part of a line in both copies, with how it looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice<'a> {
    pub raw: &'a [char],
    pub view: &'a [char],
    pub looks: &'a [Look],
}

impl<'a> Slice<'a> {
    /// From one position up to another; empty when out of range.
    pub(super) fn range(self, from: usize, to: usize) -> Self {
        Self {
            raw: self.raw.get(from..to).unwrap_or_default(),
            view: self.view.get(from..to).unwrap_or_default(),
            looks: self.looks.get(from..to).unwrap_or_default(),
        }
    }

    /// From a position to the end.
    pub(super) fn from(self, from: usize) -> Self {
        self.range(from, self.view.len())
    }

    /// Without spaces at both ends.
    pub(super) fn trim(self) -> Self {
        let start = self.view.iter().take_while(|character| **character == ' ').count();
        let end = self.view.iter().rev().take_while(|character| **character == ' ').count();
        self.range(start, self.view.len().saturating_sub(end).max(start))
    }

    /// The printed text, trimmed.
    pub(super) fn text(self) -> String {
        self.trim().raw.iter().collect()
    }

    /// The grammar's text, trimmed.
    pub(super) fn plain(self) -> String {
        self.trim().view.iter().collect()
    }

    pub(super) fn is_blank(self) -> bool {
        self.view.iter().all(|character| *character == ' ')
    }
}

/// The lines of a text that are not empty.
pub(super) fn split(text: &str) -> Vec<Line> {
    split_with_looks(text, &[])
}

/// The lines of a text that are not empty, with the looks of those it has any for.
pub(super) fn split_with_looks(text: &str, looks: &[Vec<Look>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = false;
    let mut after_rule = false;
    for (index, source) in text.lines().enumerate() {
        let rule = is_rule(source);
        after_rule |= rule;
        let mut line = build(index + 1, source, looks.get(index).map_or(&[], Vec::as_slice), after_blank);
        if rule || line.all().is_blank() {
            after_blank = true;
        } else {
            line.after_rule = after_rule;
            lines.push(line);
            after_blank = false;
            after_rule = false;
        }
    }
    lines
}

/// Whether a line has a rule or other marks and no text.
pub(super) fn holds_no_text(source: &str) -> bool {
    is_rule(source) || build(1, source, &[], false).all().is_blank()
}

/// A line of dashes, asterisks or equals signs, drawn from side to side. Underscores are a gap to fill in.
fn is_rule(source: &str) -> bool {
    let mut marks = source.chars().filter(|one| !one.is_whitespace());
    let Some(first) = marks.next() else { return false };
    matches!(first, '-' | '*' | '=' | '—' | '~')
        && source.chars().count() >= 3
        && marks.all(|one| one == first)
}

fn build(number: usize, whole: &str, looks: &[Look], after_blank: bool) -> Line {
    let trimmed = whole.trim();
    let without_bold = trimmed.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let bold = without_bold.is_some_and(|rest| !rest.contains("**") && !rest.is_empty());
    let source = if bold { without_bold.unwrap_or(trimmed) } else { trimmed };
    let source = markdown_marks::without_list_mark(source);
    let bold_marks = markdown_marks::bold(source);
    let has_bold = !bold_marks.is_empty() && bold_marks.len().is_multiple_of(2);
    let mut bold_marks = bold_marks.into_iter().peekable();
    let mut inside_bold = false;
    let has_formula = source.contains("\\(");
    let mut raw = Vec::with_capacity(source.len() / 2);
    let mut kept_looks = Vec::new();
    let mut looks = looks.iter().skip(characters_before(whole, source));
    let mut characters = source.chars().enumerate().peekable();
    if let Some((sign, length)) = markdown_marks::checkbox(source) {
        raw.push(sign);
        kept_looks.extend(looks.next().or(has_bold.then_some(&Look::PLAIN)));
        for _ in 0..length {
            characters.next();
            looks.next();
        }
    }
    while let Some((at, character)) = characters.next() {
        let plain_look = if has_bold { Some(&Look::PLAIN) } else { None };
        let look = if bold || inside_bold { Some(&Look::BOLD) } else { looks.next().or(plain_look) };
        let next = characters.peek().map(|(_, next)| *next);
        let escapes_mark = character == '\\' && !has_formula && matches!(next, Some('.' | ')' | '_'));
        if bold_marks.next_if_eq(&at).is_some() {
            characters.next();
            looks.next();
            inside_bold = has_bold && !inside_bold;
        } else if !escapes_mark {
            raw.push(printed(character));
            kept_looks.extend(look);
        }
    }
    let view = raw.iter().map(|character| plain(*character)).collect();
    Line {
        number,
        raw,
        view,
        after_blank,
        glued: false,
        after_rule: false,
        is_heading: markdown_marks::is_heading(trimmed),
        joined: Vec::new(),
        looks: kept_looks,
    }
}

/// How many characters of a text stand before a part of it.
fn characters_before(whole: &str, part: &str) -> usize {
    let bytes = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    whole.get(..bytes).unwrap_or_default().chars().count()
}

/// A character as it is kept: odd spaces become plain ones and radicals become the characters they stand for.
fn printed(character: char) -> char {
    match character {
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{2f00}'..='\u{2fdf}' => std::iter::once(character).nfkc().next().unwrap_or(character),
        other => other,
    }
}

/// A text as the grammar reads it, character by character.
pub(super) fn view_of(text: &str) -> Vec<char> {
    text.chars().map(|character| plain(printed(if character == '\n' { ' ' } else { character }))).collect()
}

/// A character as the grammar reads it.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        '﹒' | '·' => '.',
        '﹑' => '、',
        '∶' | '︰' | '﹕' => ':',
        '﹙' | '〔' => '(',
        '﹚' | '〕' => ')',
        '〖' => '【',
        '〗' => '】',
        '｡' => '。',
        // Letters of other scripts that look like labels come from character recognition.
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        other => super::traditional::simplified(other),
    }
}

/// Whether almost every line has an empty line before it, so that empty lines say nothing.
pub(super) fn is_double_spaced(lines: &[Line]) -> bool {
    let spaced = lines.iter().skip(1).filter(|line| line.after_blank).count();
    lines.len() > 4 && spaced.saturating_mul(10) >= (lines.len() - 1).saturating_mul(7)
}

/// Takes out page headers and footers: page numbers, and short lines that come back again and again.
/// Returns the numbers of the lines taken out.
pub(super) fn remove_page_furniture(lines: &mut Vec<Line>) -> Vec<usize> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines.iter().filter(|line| may_be_running_head(line)) {
        *seen.entry(running_head(line)).or_default() += 1;
    }
    let mut removed = Vec::new();
    lines.retain(|line| {
        let repeated = may_be_running_head(line)
            && seen.get(&running_head(line)).is_some_and(|count| *count >= 3)
            && !is_content(line);
        let furniture = repeated || is_page_number(&line.all().plain());
        if furniture {
            removed.push(line.number);
        }
        !furniture
    });
    removed
}

/// Only lines with several words of text are compared: short answers and options repeat for good reasons.
fn may_be_running_head(line: &Line) -> bool {
    let text = line.all().plain();
    let length = text.chars().count();
    let first = text.chars().next().unwrap_or(' ');
    let is_code = text.contains(['{', '}', '=', ';', '"', '<', '>']) || text.contains("()");
    let starts_like_content = is_code
        || first.is_ascii_digit()
        || first.is_ascii_lowercase()
        || "(【[".contains(first)
        || super::marks::starts_with_label(&line.view);
    (6..=40).contains(&length)
        && !starts_like_content
        && !["答", "解析", "难度", "知识点", "分值", "得分", "正确", "错误", "我的", "你的", "案例", "材料"]
            .iter()
            .any(|word| text.starts_with(word) || text.contains("答案") || text.contains("选择题"))
        && !text.ends_with(['?', '。', ':', ';', ')'])
}

/// A heading, a tag or what asks something: it may come again and again and is needed each time.
fn is_content(line: &Line) -> bool {
    let text = line.all().plain();
    super::marks::section(&line.view).is_some()
        || super::marks::number(&line.view).is_some()
        || super::words::is_question_like(&text)
        || super::words::offers_choice(&text)
        || text.starts_with("以上")
        || super::tags::cut(line.all()).first().is_some_and(|piece| piece.tag.is_some())
}

fn running_head(line: &Line) -> String {
    line.view.iter().filter(|character| **character != ' ' && !character.is_ascii_digit()).collect()
}

fn is_page_number(text: &str) -> bool {
    let compact: String = text.chars().filter(|character| *character != ' ').collect();
    let rest: String = compact.chars().filter(|character| !character.is_ascii_digit()).collect();
    const SHAPES: &[&str] = &[
        "第页",
        "第页共页",
        "第页,共页",
        "第页(共页)",
        "共页第页",
        "--",
        "—",
        "——",
        "-/-",
        "page",
        "pageof",
    ];
    rest.len() < compact.len() && SHAPES.contains(&rest.to_ascii_lowercase().as_str())
}

/// Width of a line in Chinese characters, two Latin letters to one.
pub(super) fn width(view: &[char]) -> usize {
    view.iter().map(|character| if character.is_ascii() { 1 } else { 2 }).sum::<usize>() / 2
}

/// Appends a wrapped line: a space only between two Latin words.
pub(super) fn join_wrapped(text: &mut String, next: &str) {
    let latin = |character: Option<char>| character.is_some_and(|one| one.is_ascii_alphanumeric());
    let after = text.chars().next_back();
    let needs_space = (latin(after) || matches!(after, Some(',' | '.' | ';' | ':')))
        && latin(next.chars().next())
        && text.chars().rev().nth(1).is_some_and(|one| one.is_ascii());
    if needs_space {
        text.push(' ');
    }
    text.push_str(next);
}

/// Whether a line ends as a sentence does.
pub(super) fn ends_sentence(view: &[char]) -> bool {
    let last =
        view.iter().rev().find(|character| !matches!(character, ' ' | '"' | '”' | '’' | '」' | ')' | '】'));
    last.is_some_and(|character| matches!(character, '。' | '.' | '?' | '!' | ';' | ':' | '…'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn both_copies_have_the_same_length_and_the_print_is_kept() {
        let lines = split("１．价格（Ａ）　\n\n二、判断题");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].all().plain(), "1.价格(A)");
        assert_eq!(lines[0].all().text(), "１．价格（Ａ）");
        assert_eq!(lines[0].raw.len(), lines[0].view.len());
        assert!(lines[1].after_blank);
    }

    #[test]
    fn radicals_become_characters_and_circled_numbers_stay() {
        let lines = split("⽤户①");
        assert_eq!(lines[0].all().text(), "用户①");
    }

    #[test]
    fn page_numbers_and_running_heads_go() {
        let mut lines = split(
            "1. 甲？\n第 3 页 共 9 页\n某公司内部培训资料\n2. 乙？\n某公司内部培训资料\n某公司内部培训资料",
        );
        let removed = remove_page_furniture(&mut lines);
        assert_eq!(removed, vec![2, 3, 5, 6]);
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn wrapped_chinese_joins_without_a_space() {
        let mut text = "客户关".to_owned();
        join_wrapped(&mut text, "系管理");
        assert_eq!(text, "客户关系管理");
        let mut text = "key account".to_owned();
        join_wrapped(&mut text, "plan");
        assert_eq!(text, "key account plan");
    }
}
