//! Section headings: `一、单项选择题（每题 2 分）`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::number::{Style, number};
use crate::paper_text::options::is_cjk;
use crate::paper_text::scan::Scan;
use crate::paper_text::words::{KIND_NAMES, Kind, UNKNOWN_KIND};

/// A heading that says what kind of questions follows.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::paper_text) struct Section {
    pub kind: Kind,
    /// The word for it, by which the keys of two sections of one kind are told apart.
    pub name: &'static str,
    /// Points of each question in 1/100, when the heading says so.
    pub points: Option<u32>,
    /// What `A` stands for in a section of true/false questions, when the heading says so.
    pub a_is: Option<bool>,
    /// The heading is about the keys: `单选题答案`.
    pub is_key_list: bool,
}

const ROMAN: &str = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴIVX";

/// Reads a section heading.
pub(in crate::paper_text) fn section(view: &[char]) -> Option<Section> {
    read(view, false)
}

/// Reads a section heading from a line that is marked as a heading, where the name of a kind alone is enough: `## 判断`.
pub(in crate::paper_text) fn marked_section(view: &[char]) -> Option<Section> {
    read(view, true)
}

fn read(view: &[char], is_marked: bool) -> Option<Section> {
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
    let in_bracket = scan.before().is_some_and(|one| "([【".contains(one));
    let direct = named_kind(&mut scan);
    let ((name, kind), prefixed) = match direct {
        Some(found) => (found, false),
        None => (prefixed_kind(&mut scan, ordinal).or_else(|| unknown_kind(&mut scan, ordinal))?, true),
    };
    let ended_with_word = scan.before() == Some('题');
    let names_the_kind =
        is_marked || ended_with_word || matches!(kind, Kind::Single | Kind::Multiple | Kind::Indefinite);
    let rest: String = scan.rest().iter().collect();
    let of_one = in_bracket && stem_follows_bracket(&rest) || ordinal == Ordinal::Arabic && is_points(&rest);
    if ordinal != Ordinal::Chinese && of_one {
        return None;
    }
    if !heading_rest_fits(&rest, ordinal, prefixed, ended_with_word, names_the_kind) {
        return None;
    }
    let compact: String = rest.chars().filter(|character| *character != ' ').collect();
    let is_key_list = names_the_keys(&compact);
    let a_is = if kind == Kind::TrueFalse { label_meaning(&compact) } else { None };
    Some(Section { kind, name, points: points_each(&compact), a_is, is_key_list })
}

pub(super) fn is_decoration(character: char) -> bool {
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

/// The name of a kind at the cursor.
pub(in crate::paper_text) fn kind_name(scan: &mut Scan<'_>) -> Option<Kind> {
    named_kind(scan).map(|(_, kind)| kind)
}

fn named_kind(scan: &mut Scan<'_>) -> Option<(&'static str, Kind)> {
    let first = scan.peek()?;
    let found = BY_FIRST.get(&first)?.iter().copied().find(|(name, _)| scan.sees(name))?;
    scan.eat_word(found.0);
    Some(found)
}

/// The names of kinds by their first character.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&'static str, Kind)>>> = LazyLock::new(|| {
    let mut table: HashMap<char, Vec<(&'static str, Kind)>> = HashMap::new();
    for (name, kind) in KIND_NAMES {
        table.entry(name.chars().next().unwrap_or(' ')).or_default().push((name, *kind));
    }
    table
});

/// A kind after a few other words: `第一章 客户开发 单选题`. Not after words that make it a question.
fn prefixed_kind(scan: &mut Scan<'_>, ordinal: Ordinal) -> Option<(&'static str, Kind)> {
    if ordinal == Ordinal::Arabic {
        return None;
    }
    let mut ahead = *scan;
    for _ in 0..16 {
        if ahead.is_done() || ahead.peek().is_some_and(|character| "。?!;,:=".contains(character)) {
            return None;
        }
        if let Some(kind) = named_kind(&mut ahead) {
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

/// `四、看图说话题（10 分）`
fn unknown_kind(scan: &mut Scan<'_>, ordinal: Ordinal) -> Option<(&'static str, Kind)> {
    let mut ahead = *scan;
    let length = ahead.skip(|character| character != '题' && is_cjk(character));
    let is_named = ordinal == Ordinal::Chinese && (1..=8).contains(&length) && ahead.eat_word("题");
    let rest: String = ahead.rest().iter().filter(|one| **one != ' ').collect();
    let is_worth = rest.starts_with('(') && rest.ends_with(')') && rest.contains('分');
    (is_named && is_worth).then(|| {
        *scan = ahead;
        UNKNOWN_KIND
    })
}

/// `7. (单选题, 1.0 分) 报价的依据是( )`: after the bracket that names the kind of one question comes its stem.
fn stem_follows_bracket(rest: &str) -> bool {
    let Some((_, after)) = rest.split_once([')', ']', '】']) else { return false };
    let after = after.trim_matches(|one| is_decoration(one) && one != '(');
    match after.strip_prefix('(') {
        // `(共 20 题)` is about the section; `(2分)报价的依据是( )` is not.
        Some(inner) => inner.strip_suffix(')').is_none_or(|inner| inner.contains(')')),
        None => !after.is_empty() && !about_the_section(after),
    }
}

/// Points, numbers and how keys are to be marked.
fn says_how_to_answer(text: &str) -> bool {
    ["分", "题", "答案", "选", "打", "对", "正确", "错误"].iter().any(|word| text.contains(word))
}

/// `1.单选题 (1分)`: the kind and the points of one question, whose stem is on the next line.
fn is_points(rest: &str) -> bool {
    let inner = rest.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let digits = inner.and_then(|inner| inner.trim().strip_suffix('分')).map(str::trim_end);
    digits.is_some_and(|digits| digits.parse::<f32>().is_ok())
}

/// How many questions there are and what they are worth.
fn about_the_section(rest: &str) -> bool {
    rest.starts_with(['共', '每', '本', '计', '满', '第']) || names_the_keys(rest) || rest.starts_with("部分")
}

/// `单选题答案`, `一、填空题 解答`
fn names_the_keys(rest: &str) -> bool {
    ["答案", "参考答案", "解答"].iter().any(|word| rest.starts_with(word))
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
    let about_the_section = about_the_section(rest);
    // `判断` or `论述` alone may be anything; the names of choice questions are not used otherwise.
    if ordinal == Ordinal::None && !prefixed && !names_the_kind {
        return false;
    }
    let bracket_or_nothing =
        first.is_none() || rest.chars().all(|character| matches!(character, ')' | ':' | '.' | '。' | '、'));
    // `三、辨析题（说明理由）`
    if ordinal == Ordinal::Chinese && ended_with_word && rest.ends_with(')') && !rest.contains(['(', '?']) {
        return true;
    }
    let in_brackets = rest.contains(')') && says_how_to_answer(rest)
        || rest.starts_with(|character: char| character.is_ascii_digit())
            && (rest.contains('题') || rest.contains('分') || rest.contains('道'));
    if prefixed || ordinal != Ordinal::Chinese {
        // `单选题：下列…` and `1.（判断）…` are questions with their kind before them.
        let bracket =
            rest.strip_suffix(')').map(|inner| inner.rsplit_once('(').map_or(inner, |(_, last)| last));
        let closed = rest.ends_with(['分', '题', '道']) || bracket.is_some_and(says_how_to_answer);
        return bracket_or_nothing
            || about_the_section
            || counts_only(rest)
            || in_brackets && closed && !rest.contains('?');
    }
    let instructs =
        ended_with_word && ["判断下列", "判断以下", "请"].iter().any(|word| rest.starts_with(word));
    let separated =
        first.is_some_and(|character| matches!(character, ':' | ',' | '.' | '。' | ';' | ')' | '-' | '—'));
    bracket_or_nothing
        || about_the_section
        || instructs
        || in_brackets
        || separated && (ended_with_word || rest.contains('题'))
}

/// `(2pt*10)`, `(10×2')`, `(二)`: a bracket with figures in it and no words.
fn counts_only(rest: &str) -> bool {
    let figure = |one: char| one.is_ascii_digit() || "一二三四五六七八九十".contains(one);
    rest.strip_suffix(')').is_some_and(|inner| {
        inner.contains(figure)
            && inner.chars().count() <= 12
            && inner.chars().all(|one| figure(one) || one == '×' || one.is_ascii() && !"(?".contains(one))
    })
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
pub(in crate::paper_text) fn key_list_prefix(scan: &mut Scan<'_>) -> Option<Option<Kind>> {
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::super::view;
    use super::*;

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
            ("### 多选题（2pt*10）", Kind::Multiple),
            ("判断题（10×2'）", Kind::TrueFalse),
            ("单选题（二）", Kind::Single),
            ("四、看图说话题（10 分）", Kind::Short),
            ("五、综合应用题", Kind::Short),
        ];
        for (text, kind) in cases {
            assert_eq!(section(&view(text)).map(|found| found.kind), Some(kind), "{text}");
        }
        assert_eq!(section(&view("一、单选题（每小题1.5分）")).unwrap().points, Some(150));
    }

    #[test]
    fn sentences_with_a_kind_in_them_are_no_headings() {
        for text in [
            "一、案例分析、引入新课",
            "3.以下属于判断题的是",
            "单选题：下列哪一项是对的？",
            "四、实施差异化营销",
            "四、存在的问题",
            "四、课题（见附件）",
            "判断客户需求的方法有哪些",
        ] {
            assert!(section(&view(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_kind_alone_is_enough_where_the_line_is_marked() {
        for (text, kind) in
            [("判断", Kind::TrueFalse), ("名词解释", Kind::Short), ("填空（10 分）", Kind::Blank)]
        {
            assert_eq!(marked_section(&view(text)).map(|found| found.kind), Some(kind), "{text}");
            assert!(section(&view(text)).is_none(), "{text}");
        }
        assert!(marked_section(&view("判断客户需求的方法有哪些")).is_none());
        assert!(marked_section(&view("单选题（B）")).is_none());
    }

    #[test]
    fn what_a_stands_for_is_read_from_the_heading() {
        assert_eq!(section(&view("三、判断题（A正确，B错误）")).unwrap().a_is, Some(true));
        assert_eq!(section(&view("三、判断题（错误的选A，正确的选B）")).unwrap().a_is, Some(false));
    }
}
