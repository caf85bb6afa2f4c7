//! What stands at the beginning of a line: a question's number, a section heading, a case, a type tag.

use super::scan::Scan;
use super::words::{KIND_NAMES, Kind};

/// How a number is set off from the question after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
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
pub(super) struct NumberMark {
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
pub(super) fn number(view: &[char]) -> Option<NumberMark> {
    let mut scan = Scan::new(view);
    scan.spaces();
    let lead_bracket = lead_bracket(&mut scan);
    let mut mark = titled_number(&mut scan)
        .or_else(|| paren_number(&mut scan))
        .or_else(|| letter_one(&mut scan))
        .or_else(|| plain_number(&mut scan, lead_bracket.is_some()))?;
    mark.lead_bracket = lead_bracket;
    let after = Scan::starting_at(view, mark.content);
    (!after.is_done()).then_some(mark)
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
    let word = ahead.eat_any(&["第", "题目", "试题", "问题", "Q", "【", "["])?;
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
    ahead.skip(is_number_mark);
    let mark = mark_at(value, Style::Titled, &ahead);
    *scan = ahead;
    Some(mark)
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
    let value = ahead.number(4)?;
    if let Some(exploded) = exploded_number(&ahead, value) {
        return Some(exploded);
    }
    let spaced = ahead.spaces() > 0;
    let marked = ahead.eat(|character| matches!(character, '.' | '、' | ':' | ',' | '。' | ';'));
    let Some(mark_character) = marked else {
        return bare_number(&ahead, value, spaced);
    };
    // `21..` and `3.、` are slips of the hand.
    ahead.skip(|character| matches!(character, '.' | '、'));
    let digit_follows = ahead.peek().is_some_and(|character| character.is_ascii_digit());
    let mut mark = mark_at(value, Style::Mark, &ahead);
    mark.separator = Some(mark_character);
    mark.doubtful = digit_follows && matches!(mark_character, '.' | ':' | ',') && !had_lead_bracket;
    if digit_follows && is_decimal_or_address(&ahead) {
        return None;
    }
    *scan = ahead;
    Some(mark)
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

/// A heading that says what kind of questions follows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Section {
    pub kind: Kind,
    /// Points of each question in 1/100, when the heading says so.
    pub points: Option<u32>,
    /// What `A` stands for in a section of true/false questions, when the heading says so.
    pub a_is: Option<bool>,
    /// The heading is about the keys: `单选题答案`.
    pub is_key_list: bool,
}

const ROMAN: &str = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴIVX";

/// Reads a section heading.
pub(super) fn section(view: &[char]) -> Option<Section> {
    let length = view.len();
    if length > 200 {
        return None;
    }
    let mut scan = Scan::new(view);
    scan.skip(is_decoration);
    // `第 3 题 单选题` is one question.
    if number(view).is_some_and(|mark| mark.style == Style::Titled) {
        return None;
    }
    let ordinal = ordinal(&mut scan);
    scan.skip(|character| is_decoration(character) || matches!(character, '、' | '.' | ':' | ')'));
    let direct = kind_name(&mut scan);
    let (kind, prefixed) = match direct {
        Some(kind) => (kind, false),
        None => (prefixed_kind(&mut scan, ordinal)?, true),
    };
    let ended_with_word = scan.before() == Some('题');
    let names_the_kind = ended_with_word || matches!(kind, Kind::Single | Kind::Multiple | Kind::Indefinite);
    let rest: String = scan.rest().iter().collect();
    if !heading_rest_fits(&rest, ordinal, prefixed, ended_with_word, names_the_kind) {
        return None;
    }
    let compact: String = rest.chars().filter(|character| *character != ' ').collect();
    let is_key_list = compact.starts_with("答案") || compact.starts_with("参考答案");
    let a_is = if kind == Kind::TrueFalse { label_meaning(&compact) } else { None };
    Some(Section { kind, points: points_each(&compact), a_is, is_key_list })
}

fn is_decoration(character: char) -> bool {
    matches!(
        character,
        ' ' | '=' | '<' | '【' | '[' | '*' | '#' | '★' | '◆' | '■' | '●' | '-' | '—' | '(' | '《'
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ordinal {
    None,
    Chinese,
    Arabic,
}

fn ordinal(scan: &mut Scan<'_>) -> Ordinal {
    let mut ahead = *scan;
    ahead.eat_word("第");
    if ahead.chinese_number() > 0 || ahead.skip(|character| ROMAN.contains(character)) > 0 {
        ahead.eat_any(&["部分", "大题", "章", "节", "卷", "题"]);
        let marks = ahead.skip(|character| matches!(character, '、' | '.' | ':' | ')' | ' ' | ',' | '。'));
        let mut probe = ahead;
        if marks > 0 || kind_name(&mut probe).is_some() {
            *scan = ahead;
            return Ordinal::Chinese;
        }
        return Ordinal::None;
    }
    let mut ahead = *scan;
    ahead.eat_word("第");
    if ahead.number(2).is_some() {
        ahead.eat_any(&["部分", "大题", "章", "节"]);
        if ahead.skip(|character| matches!(character, '、' | '.' | ':' | ')' | ' ')) > 0 {
            *scan = ahead;
            return Ordinal::Arabic;
        }
    }
    Ordinal::None
}

fn kind_name(scan: &mut Scan<'_>) -> Option<Kind> {
    let (name, kind) = KIND_NAMES.iter().find(|(name, _)| scan.sees(name))?;
    scan.eat_word(name);
    Some(*kind)
}

/// A kind after a few other words: `第一章 客户开发 单选题`. Not after words that make it a question.
fn prefixed_kind(scan: &mut Scan<'_>, ordinal: Ordinal) -> Option<Kind> {
    if ordinal == Ordinal::Arabic {
        return None;
    }
    let mut ahead = *scan;
    for _ in 0..16 {
        if ahead.is_done() || ahead.peek().is_some_and(|character| "。?!;,:=".contains(character)) {
            return None;
        }
        if let Some(kind) = kind_name(&mut ahead) {
            if ahead.before() != Some('题') {
                return None;
            }
            let before: String = scan.rest().iter().take(ahead.at - scan.at).collect();
            let is_sentence = ["是", "属", "哪", "下列", "以下", "的题", "什么", "如何"]
                .iter()
                .any(|word| before.contains(word));
            *scan = ahead;
            return (!is_sentence).then_some(kind);
        }
        ahead.at += 1;
    }
    None
}

fn heading_rest_fits(
    rest: &str,
    ordinal: Ordinal,
    prefixed: bool,
    ended_with_word: bool,
    names_the_kind: bool,
) -> bool {
    let rest = rest.trim_matches(|character: char| {
        is_decoration(character) || matches!(character, '>' | ']' | '】' | '》')
    });
    let first = rest.chars().next();
    let about_the_section = rest.starts_with(['共', '每', '本', '计', '满', '第'])
        || rest.starts_with("答案")
        || rest.starts_with("参考答案")
        || rest.starts_with("部分");
    // `判断` or `论述` alone may be anything; the names of choice questions are not used otherwise.
    if ordinal == Ordinal::None && !prefixed && !names_the_kind {
        return false;
    }
    let bracket_or_nothing =
        first.is_none() || rest.chars().all(|character| matches!(character, ')' | ':' | '.' | '。' | '、'));
    let in_brackets = rest.contains(')')
        && (rest.contains('分')
            || rest.contains('题')
            || rest.contains("答案")
            || rest.contains('选')
            || rest.contains('打')
            || rest.contains('对')
            || rest.contains("正确")
            || rest.contains("错误"))
        || rest.starts_with(|character: char| character.is_ascii_digit())
            && (rest.contains('题') || rest.contains('分') || rest.contains('道'));
    if prefixed || ordinal != Ordinal::Chinese {
        // `单选题：下列…` and `1.（判断）…` are questions with their kind before them.
        let closed = rest.ends_with([')', '分', '题', '道']);
        return bracket_or_nothing || about_the_section || in_brackets && closed && !rest.contains('?');
    }
    let separated =
        first.is_some_and(|character| matches!(character, ':' | ',' | '.' | '。' | ';' | ')' | '-' | '—'));
    bracket_or_nothing
        || about_the_section
        || in_brackets
        || separated && (ended_with_word || rest.contains('题'))
}

/// `每题2分` in hundredths.
fn points_each(compact: &str) -> Option<u32> {
    for word in ["每小题", "每题", "每空", "每个"] {
        if let Some((_, after)) = compact.split_once(word) {
            let digits: String =
                after.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
            let followed = after.get(digits.len()..).is_some_and(|rest| rest.starts_with('分'));
            if followed {
                return crate::toml_bank::hundredths(&digits).filter(|points| *points > 0);
            }
        }
    }
    None
}

/// `A正确 B错误`, `正确的选A，错误的选B`: what A stands for.
fn label_meaning(compact: &str) -> Option<bool> {
    const A_TRUE: &[&str] = &[
        "A正确",
        "A.正确",
        "A、正确",
        "A对",
        "A为正确",
        "A表示正确",
        "A=正确",
        "正确的选A",
        "正确选A",
        "对的选A",
        "正确填A",
        "正确A",
        "正确为A",
        "对选A",
        "正确的涂A",
        "正确的填A",
    ];
    const A_FALSE: &[&str] = &[
        "A错误",
        "A.错误",
        "A、错误",
        "A错",
        "A为错误",
        "A表示错误",
        "A=错误",
        "错误的选A",
        "错误选A",
        "错的选A",
        "错误填A",
        "错误A",
        "错误为A",
        "错选A",
    ];
    let any = |words: &[&str]| words.iter().any(|word| compact.contains(word));
    match (any(A_TRUE), any(A_FALSE)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// What may stand before the entries of a key list: `一、`, `单选题：`, `二、判断题答案 `.
/// `None` when nothing of the sort stands here, else the kind it names.
pub(super) fn key_list_prefix(scan: &mut Scan<'_>) -> Option<Option<Kind>> {
    let mut ahead = *scan;
    let numbered = ahead.chinese_number() > 0 && ahead.skip(|one| matches!(one, '、' | '.' | ':' | ' ')) > 0;
    let kind = kind_name(&mut ahead);
    if !numbered && kind.is_none() {
        return None;
    }
    ahead.eat_any(&["参考答案", "答案"]);
    ahead.skip(|one| matches!(one, ':' | ' ' | '、'));
    *scan = ahead;
    Some(kind)
}

/// A heading of a case or other material; gives where its title begins.
pub(super) fn case_heading(view: &[char]) -> Option<usize> {
    let mut scan = Scan::new(view);
    scan.skip(is_decoration);
    let word = scan.eat_any(&[
        "案例分析题",
        "案例分析",
        "案例题",
        "案例",
        "背景材料",
        "背景资料",
        "材料",
        "资料",
        "情景",
        "情境",
    ])?;
    scan.spaces();
    scan.eat_word("(");
    let numbered = scan.chinese_number() > 0
        || scan.number(3).is_some()
        || scan.eat(|one| "①②③④⑤⑥⑦⑧⑨⑩".contains(one)).is_some();
    let closed = scan.eat_any(&[")", "】", "]"]).is_some();
    let spaces = scan.spaces();
    let mark = scan.skip(|one| matches!(one, ':' | '、' | '.' | ',' | ' ' | ')' | '】' | '-' | '—'));
    let alone = scan.is_done();
    let fits = if numbered {
        closed || spaces + mark > 0 || alone
    } else {
        mark > 0 && view.contains(&':') && word != "资料" || alone && view.len() <= 8
    };
    if !fits || view.len() > 120 && !numbered {
        return None;
    }
    page_reference(&mut scan);
    scan.skip(|one| matches!(one, ':' | '、' | ' '));
    Some(scan.at)
}

/// `P96` or `(P96)`.
pub(super) fn page_reference(scan: &mut Scan<'_>) -> bool {
    let mut ahead = *scan;
    let opened = ahead.eat_word("(");
    if ahead.eat(|one| matches!(one, 'P' | 'p')).is_none() || ahead.number(4).is_none() {
        return false;
    }
    ahead.skip(|one| one.is_ascii_digit() || one == '-');
    if opened && !ahead.eat_word(")") {
        return false;
    }
    ahead.spaces();
    *scan = ahead;
    true
}

/// `阅读下列材料，回答 5-8 题`: the numbers it names, `None` when it names none.
pub(super) fn shared_material(plain: &str) -> Option<Option<(u32, u32)>> {
    let about = ["根据", "阅读", "依据", "结合"].iter().any(|word| plain.contains(word))
        && ["材料", "资料", "案例", "短文", "背景", "下文", "情景", "以下", "下列"]
            .iter()
            .any(|word| plain.contains(word));
    let (before, after) = plain.split_once("回答").or_else(|| plain.split_once("完成"))?;
    if !about || before.chars().count() > 40 || after.chars().count() > 30 {
        return None;
    }
    let characters: Vec<char> = after.chars().collect();
    let mut scan = Scan::new(&characters);
    while !scan.is_done() {
        if let Some(from) = scan.number(4) {
            scan.skip(|one| !one.is_ascii_digit() && one != '题');
            return Some(scan.number(4).map(|to| (from, to)));
        }
        scan.at += 1;
    }
    after.contains('题').then_some(None).or_else(|| after.contains("问题").then_some(None))
}

/// `(2~3题共用备选答案)`: the options below it are shared by these questions.
pub(super) fn shared_options(plain: &str) -> Option<(u32, u32)> {
    if plain.chars().count() > 40 || !plain.contains("共用") {
        return None;
    }
    let (before, after) = plain.split_once("共用")?;
    if !(after.contains("答案") || after.contains("选项")) {
        return None;
    }
    let characters: Vec<char> = before.chars().collect();
    let mut scan = Scan::new(&characters);
    scan.skip(|one| !one.is_ascii_digit());
    let from = scan.number(4)?;
    scan.skip(|one| "-~—–至到 ".contains(one));
    Some((from, scan.number(4)?))
}

/// A type tag: `[单选题]`, `【多选】`, `(判断题)`, `单选题：`. Gives the kind and where the tag ends.
pub(super) fn type_tag(view: &[char]) -> Option<(Kind, usize)> {
    let mut scan = Scan::new(view);
    scan.spaces();
    let open = scan.eat(|one| "([【<".contains(one));
    scan.eat_any(&["题型:", "题型"]);
    scan.spaces();
    let kind = kind_name(&mut scan)?;
    scan.spaces();
    match open {
        Some(open) => {
            let close = match open {
                '(' => ')',
                '[' => ']',
                '【' => '】',
                _ => '>',
            };
            // `（单选题，2分）`
            scan.skip(|one| one != close && !"([【<".contains(one));
            scan.eat(|one| one == close)?;
        }
        None => {
            // The kind alone after a number: `第 3 题  单选题`.
            if !scan.is_done() {
                scan.eat(|one| one == ':')?;
            }
        }
    }
    scan.skip(|one| matches!(one, ' ' | '、' | '.'));
    Some((kind, scan.at))
}

/// A type tag at the end of a line; gives where it begins.
pub(super) fn trailing_type_tag(view: &[char]) -> Option<(Kind, usize)> {
    let open = view.iter().rposition(|one| "([【".contains(*one))?;
    let (kind, end) = type_tag(view.get(open..)?)?;
    let rest = view.get(open + end..)?;
    rest.iter().all(|one| matches!(one, ' ' | '。' | '.')).then_some((kind, open))
}

/// Whether a line begins with something like an option's label.
pub(super) fn starts_with_label(view: &[char]) -> bool {
    let mut scan = Scan::new(view);
    scan.skip(|one| " ([【".contains(one));
    scan.eat(|one| one.is_ascii_alphabetic()).is_some()
        && scan.peek().is_none_or(|next| " .、:)]】,。".contains(next))
}

/// A chapter or part title: `第二章 客户开发`.
pub(super) fn is_chapter(view: &[char]) -> bool {
    let mut scan = Scan::new(view);
    scan.skip(is_decoration);
    if !scan.eat_word("第") || scan.chinese_number() == 0 && scan.number(3).is_none() {
        return false;
    }
    scan.eat_any(&["章", "节", "篇", "部分", "单元", "讲", "模块", "课"]).is_some() && view.len() <= 40
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        super::super::lines::split(text).into_iter().next().map(|line| line.view).unwrap_or_default()
    }

    fn number_of(text: &str) -> Option<(u32, Style, String)> {
        let view = chars(text);
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
        let view = chars("（ √ ）3. 口头承诺");
        let mark = number(&view).unwrap();
        assert_eq!((mark.value, mark.lead_bracket), (3, Some((1, 4))));
    }

    #[test]
    fn exploded_list_numbers_are_one_number() {
        let (value, _, content) = number_of("2、3、4、5、下列哪项").unwrap();
        assert_eq!((value, content.as_str()), (2, "下列哪项"));
    }

    #[test]
    fn section_headings_are_read() {
        let cases = [
            ("一、单项选择题（每题 2 分，共 4 分）", Kind::Single),
            ("二.判断题", Kind::TrueFalse),
            ("第三部分 多项选择题", Kind::Multiple),
            ("（四）简答题", Kind::Short),
            ("单选题", Kind::Single),
            ("===<<<多选题>>>===", Kind::Multiple),
            ("一. 单选题（共 20 题，40.0 分）", Kind::Single),
            ("2、判断题（共10题）", Kind::TrueFalse),
            ("第一章 客户开发 单选题", Kind::Single),
            ("五、案例分析题", Kind::Case),
            ("二、选择题：下列各题只有一个正确答案", Kind::Choice),
        ];
        for (text, kind) in cases {
            assert_eq!(section(&chars(text)).map(|found| found.kind), Some(kind), "{text}");
        }
        assert_eq!(section(&chars("一、单选题（每小题1.5分）")).unwrap().points, Some(150));
    }

    #[test]
    fn sentences_with_a_kind_in_them_are_no_headings() {
        for text in [
            "一、案例分析、引入新课",
            "3.以下属于判断题的是",
            "单选题：下列哪一项是对的？",
            "四、实施差异化营销",
            "判断客户需求的方法有哪些",
        ] {
            assert!(section(&chars(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn case_headings_are_read() {
        for (text, title) in [
            ("案例一:客户价值", "客户价值"),
            ("案例三 P96 终身价值", "终身价值"),
            ("案例九、如何整理", "如何整理"),
            ("【案例2】某公司", "某公司"),
            ("材料一：某公司", "某公司"),
        ] {
            let view = chars(text);
            let at = case_heading(&view).unwrap();
            assert_eq!(view.get(at..).unwrap().iter().collect::<String>(), title, "{text}");
        }
        assert!(case_heading(&chars("案例一直是教学的重点")).is_none());
    }

    #[test]
    fn what_a_stands_for_is_read_from_the_heading() {
        assert_eq!(section(&chars("三、判断题（A正确，B错误）")).unwrap().a_is, Some(true));
        assert_eq!(section(&chars("三、判断题（错误的选A，正确的选B）")).unwrap().a_is, Some(false));
    }
}
