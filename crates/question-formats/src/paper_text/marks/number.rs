//! The number at the beginning of a question.

use crate::paper_text::scan::Scan;

/// How a number is set off from the question after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::paper_text) enum Style {
    /// `1.`, `1、`, `1:`, `1，`
    Mark,
    /// `(1)`, `1)`, `（1）、`
    Paren,
    /// `第1题`, `题目1`, `试题1`
    Titled,
    /// Nothing, or only spaces.
    Bare,
}

/// A number at the beginning of a line.
#[derive(Clone, Debug)]
pub(in crate::paper_text) struct NumberMark {
    pub value: u32,
    pub style: Style,
    /// The mark after the number.
    pub separator: Option<char>,
    /// The number as printed, without its mark.
    pub printed: String,
    /// Where the question's text begins.
    pub content: usize,
    /// A bracket that stood before the number: from and to, without the brackets.
    pub lead_bracket: Option<(usize, usize)>,
    /// The digits may mean something else: a decimal, a date, the letter l.
    pub doubtful: bool,
}

/// Reads a question number at the start of a line.
pub(in crate::paper_text) fn number(view: &[char]) -> Option<NumberMark> {
    let mut scan = Scan::new(view);
    scan.spaces();
    if is_score(scan) {
        return None;
    }
    let lead_bracket = lead_bracket(&mut scan);
    let mut mark = titled_number(&mut scan)
        .or_else(|| paren_number(&mut scan))
        .or_else(|| letter_one(&mut scan))
        .or_else(|| plain_number(&mut scan, lead_bracket.is_some()))?;
    mark.lead_bracket = lead_bracket;
    let alone = Scan::starting_at(view, mark.content).is_done();
    // The question of a number alone on its line stands on the next one.
    let may_be_alone = mark.style == Style::Titled
        || matches!(mark.separator, Some('.' | '、')) && !mark.doubtful && mark.lead_bracket.is_none();
    (!alone || may_be_alone).then_some(mark)
}

/// `1.0分` alone on its line: what an attempt was worth.
fn is_score(mut scan: Scan<'_>) -> bool {
    scan.skip(|one| one.is_ascii_digit() || one == '.') > 0 && {
        scan.spaces();
        scan.eat_word("分") && {
            scan.spaces();
            scan.is_done()
        }
    }
}

/// A bracket with little in it before a number: `（ √ ）1.` or `（ ）1.`
fn lead_bracket(scan: &mut Scan<'_>) -> Option<(usize, usize)> {
    let mut ahead = *scan;
    ahead.eat(|character| character == '(')?;
    let from = ahead.at;
    ahead.skip(|character| character != ')' && !character.is_ascii_digit());
    let to = ahead.at;
    ahead.eat(|character| character == ')')?;
    ahead.spaces();
    let numbered = ahead.peek().is_some_and(|character| character.is_ascii_digit());
    if to - from > 6 || !numbered {
        return None;
    }
    *scan = ahead;
    Some((from, to))
}

fn mark_at(value: u32, style: Style, scan: &Scan<'_>) -> NumberMark {
    let mut content = *scan;
    content.spaces();
    NumberMark {
        value,
        style,
        separator: None,
        printed: value.to_string(),
        content: content.at,
        lead_bracket: None,
        doubtful: false,
    }
}

/// `第3题`, `题目3：`, `试题3`, `Q3.`
fn titled_number(scan: &mut Scan<'_>) -> Option<NumberMark> {
    let mut ahead = *scan;
    let word = ahead.eat_any(&["第", "题目", "试题", "问题", "Question", "QUESTION", "Q", "【", "["])?;
    ahead.spaces();
    if word == "【" || word == "[" {
        ahead.eat_any(&["第", "题目", "试题"]);
    }
    let value = ahead.number(4)?;
    ahead.spaces();
    let named = ahead.eat_word("题");
    let closed = match word {
        "第" => named,
        "【" => ahead.eat_word("】"),
        "[" => ahead.eat_word("]"),
        _ => true,
    };
    if !closed {
        return None;
    }
    of_all(&mut ahead);
    ahead.skip(is_number_mark);
    let mark = mark_at(value, Style::Titled, &ahead);
    *scan = ahead;
    Some(mark)
}

/// `Question 3 of 20`, `第3/20题`: how many there are says nothing.
fn of_all(scan: &mut Scan<'_>) {
    let mut ahead = *scan;
    ahead.spaces();
    if ahead.eat_any(&["of ", "/"]).is_some() && ahead.number(4).is_some() {
        *scan = ahead;
    }
}

/// `(3)`, `3)`, `（3）、`
fn paren_number(scan: &mut Scan<'_>) -> Option<NumberMark> {
    let mut ahead = *scan;
    let opened = ahead.eat(|character| character == '(').is_some();
    ahead.spaces();
    let value = ahead.number(4)?;
    ahead.spaces();
    ahead.eat(|character| character == ')')?;
    if opened || !ahead.rest().is_empty() {
        ahead.skip(is_number_mark);
        let mark = mark_at(value, Style::Paren, &ahead);
        *scan = ahead;
        return Some(mark);
    }
    None
}

/// The letter l or I where a 1 should be: `l、`
fn letter_one(scan: &mut Scan<'_>) -> Option<NumberMark> {
    let mut ahead = *scan;
    ahead.eat(|character| matches!(character, 'l' | 'I' | '|'))?;
    ahead.eat(|character| matches!(character, '.' | '、'))?;
    let mut mark = mark_at(1, Style::Mark, &ahead);
    mark.printed = "1".to_owned();
    mark.doubtful = true;
    *scan = ahead;
    Some(mark)
}

fn is_number_mark(character: char) -> bool {
    matches!(character, '.' | '、' | ':' | ',' | '。' | ')' | ' ')
}

fn plain_number(scan: &mut Scan<'_>, had_lead_bracket: bool) -> Option<NumberMark> {
    let mut ahead = *scan;
    let value = ahead.number(5)?;
    if let Some(exploded) = exploded_number(&ahead, value) {
        return Some(exploded);
    }
    if let Some(progress) = progress_number(&ahead, value) {
        return Some(progress);
    }
    let spaced = ahead.spaces() > 0;
    let marked = ahead.eat(|character| matches!(character, '.' | '、' | ':' | ',' | '。' | ';'));
    let Some(mark_character) = marked else {
        return bare_number(&ahead, value, spaced);
    };
    // `21..` and `3.、` are slips of the hand.
    ahead.skip(|character| matches!(character, '.' | '、'));
    let digit_follows = ahead.peek().is_some_and(|character| character.is_ascii_digit());
    // `(A) 1.5` is an option with a decimal.
    if had_lead_bracket && digit_follows && mark_character == '.' {
        return None;
    }
    let mut mark = mark_at(value, Style::Mark, &ahead);
    mark.separator = Some(mark_character);
    mark.doubtful = digit_follows && matches!(mark_character, '.' | ':' | ',') && !had_lead_bracket;
    if digit_follows && is_decimal_or_address(&ahead) {
        return None;
    }
    *scan = ahead;
    Some(mark)
}

/// `3/50 下列…`: the third of fifty.
fn progress_number(scan: &Scan<'_>, value: u32) -> Option<NumberMark> {
    let mut ahead = *scan;
    ahead.eat(|one| one == '/')?;
    let all = ahead.number(4)?;
    let spaced = ahead.spaces() > 0;
    (spaced && all >= value && all >= 5).then(|| mark_at(value, Style::Titled, &ahead))
}

/// After `3.`: another digit group that is followed by a mark again makes it 3.1.2 or an address.
fn is_decimal_or_address(scan: &Scan<'_>) -> bool {
    let mut ahead = *scan;
    ahead.skip(|one| one.is_ascii_digit());
    matches!(ahead.peek(), Some('.' | '%' | '-' | ':'))
        && ahead.peek_at(1).is_none_or(|next| next.is_ascii_digit())
}

/// A number without a mark: `4下列`, `1<tab>下列`, `87（. ）下列`. What counts things or years is none.
fn bare_number(scan: &Scan<'_>, value: u32, spaced: bool) -> Option<NumberMark> {
    const UNITS: &str =
        "年月日号个名位元万亿千百%‰种次天周岁人家条项点分秒小时米克吨倍期楼层届章节页级-~—–/+*×=<>°℃";
    let next = scan.peek()?;
    if value == 0 || value > 999 || next.is_ascii_alphanumeric() && !spaced {
        return None;
    }
    let doubtful = UNITS.contains(next);
    if doubtful && !spaced {
        return None;
    }
    let mut ahead = *scan;
    // The mark slipped into the empty bracket: `87（. ）下列`.
    let mut content = *scan;
    if ahead.eat_word("(") {
        let spaces = ahead.spaces();
        let slipped = ahead.skip(|character| matches!(character, '.' | '、'));
        ahead.spaces();
        if spaces + slipped == 0 || ahead.eat(|character| character == ')').is_none() {
            return None;
        }
        if slipped > 0 {
            content = ahead;
        }
    }
    let mut mark = mark_at(value, Style::Bare, &content);
    mark.doubtful = doubtful;
    Some(mark)
}

/// `2、3、4、5、下列`: automatic numbers of a list that were all pasted before its text.
fn exploded_number(scan: &Scan<'_>, first: u32) -> Option<NumberMark> {
    let mut ahead = *scan;
    let mut last = first;
    let mut count = 1;
    while matches!(ahead.peek(), Some('、' | '.')) {
        let mut step = ahead;
        step.at += 1;
        step.spaces();
        let skipped = step.skip(|character| character == '…');
        if skipped > 0 {
            step.skip(|character| matches!(character, '、' | '.'));
        }
        match step.number(4) {
            Some(next) if next == last + 1 || skipped > 0 && next > last => {
                last = next;
                count += 1;
                ahead = step;
            }
            _ => break,
        }
    }
    if count < 3 {
        return None;
    }
    ahead.eat(|character| matches!(character, '、' | '.'))?;
    let mut mark = mark_at(first, Style::Mark, &ahead);
    mark.doubtful = true;
    Some(mark)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::super::view;
    use super::*;

    fn number_of(text: &str) -> Option<(u32, Style, String)> {
        let view = view(text);
        number(&view).map(|mark| (mark.value, mark.style, view.get(mark.content..).unwrap().iter().collect()))
    }

    #[test]
    fn numbers_are_read_in_every_style() {
        let cases = [
            ("1. 甲", 1, Style::Mark),
            ("12、甲", 12, Style::Mark),
            ("3．甲", 3, Style::Mark),
            ("16，甲", 16, Style::Mark),
            ("21..甲", 21, Style::Mark),
            ("l、甲", 1, Style::Mark),
            ("（5）甲", 5, Style::Paren),
            ("7）甲", 7, Style::Paren),
            ("第8题 甲", 8, Style::Titled),
            ("【9】甲", 9, Style::Titled),
            ("4下列", 4, Style::Bare),
            ("1\t下列", 1, Style::Bare),
        ];
        for (text, value, style) in cases {
            let (found, found_style, _) = number_of(text).unwrap();
            assert_eq!((found, found_style), (value, style), "{text}");
        }
    }

    #[test]
    fn years_units_and_addresses_are_no_numbers() {
        for text in [
            "2019年版的手册",
            "13901拨付",
            "16-18周岁",
            "192.168.0.1 是地址",
            "3.1.2 沟通",
            "5%的客户",
            "500元产品",
        ] {
            assert!(number_of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_bracket_before_the_number_is_kept() {
        let view = view("（ √ ）3. 口头承诺");
        let mark = number(&view).unwrap();
        assert_eq!((mark.value, mark.lead_bracket), (3, Some((1, 4))));
    }

    #[test]
    fn exploded_list_numbers_are_one_number() {
        let (value, _, content) = number_of("2、3、4、5、下列哪项").unwrap();
        assert_eq!((value, content.as_str()), (2, "下列哪项"));
    }
}
