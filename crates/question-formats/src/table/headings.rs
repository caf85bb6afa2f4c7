//! What the heading of a column says.

mod names;

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use crate::Column;
use crate::paper_text::shared;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    /// The number as printed, which is no lasting code.
    Number,
    /// The lasting code.
    Code,
    /// The kind of question.
    Type,
    /// The stem.
    Stem,
    /// A column that may hold the stem where no other does.
    MaybeStem,
    /// The option at this position.
    Option(usize),
    /// Whether the option at this position is right.
    OptionRight(usize),
    /// All options in one cell; one option where each has a row of its own.
    Options,
    /// Whether the option of this row is right.
    IsRight,
    /// The key.
    Answer,
    /// The answer at this position: of a gap, or an option where another column holds the key.
    Part(usize),
    /// Why the key is right.
    Explanation,
    /// Points.
    Points,
    /// Difficulty.
    Difficulty,
    /// Tags.
    Tags,
    /// The topic.
    Topic,
    /// The fact the question rests on.
    Fact,
    /// Shared material.
    Material,
    /// The code of shared material.
    MaterialCode,
    /// The heading the question stood under.
    Section,
    /// Known to say nothing about the question itself.
    Ignored,
}

/// A heading that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) field: Field,
    /// The language of the column, where the heading names one.
    pub(super) language: Option<String>,
}

static BY_NAME: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    names::NAMES
        .iter()
        .flat_map(|(field, names)| names.split_whitespace().map(|name| (name, *field)))
        .collect()
});

/// Names before the index of an option, longest first.
const OPTION_NAMES: &[&str] = &[
    "答案选项",
    "试题选项",
    "题目选项",
    "备选答案",
    "选项内容",
    "备选项",
    "选择项",
    "候选项",
    "可选项",
    "选项",
    "选择",
    "选",
    "answeroption",
    "answerchoice",
    "option",
    "choice",
    "alternative",
    "opt",
];
/// Names before the index of an answer.
const PART_NAMES: &[&str] = &["正确答案", "填空答案", "标准答案", "答案", "correctanswer", "answer", "ans"];

/// What a column with this heading holds; nothing when the heading is not understood, or names a language of its own.
#[must_use]
pub fn column_named(heading_text: &str) -> Option<Column> {
    let known = heading(heading_text).filter(|known| known.language.is_none())?;
    Some(match known.field {
        Field::Code => Column::Code,
        Field::Type => Column::Type,
        Field::Stem | Field::MaybeStem => Column::Stem,
        Field::Option(_) => Column::Option,
        Field::Options => Column::Options,
        Field::Answer => Column::Answer,
        Field::Explanation => Column::Explanation,
        Field::Points => Column::Points,
        Field::Difficulty => Column::Difficulty,
        Field::Tags => Column::Tags,
        Field::Topic => Column::Topic,
        _ => return None,
    })
}

/// What a heading says; nothing when it is not understood.
pub(super) fn heading(text: &str) -> Option<Heading> {
    if text.chars().count() > 60 {
        return None;
    }
    let plain = shared::simplified(&text.nfkc().collect::<String>());
    let in_language = || {
        let (base, language) = language_of_heading(&plain)?;
        field(base).map(|field| Heading { field, language: Some(language) })
    };
    let open = || field(&plain).map(|field| Heading { field, language: None });
    // `question_id` is a name; `英文题干` and `题干(en)` are a name and a language.
    let known = if plain.contains('_') { open().or_else(in_language) } else { in_language().or_else(open) };
    if known.is_some() {
        return known;
    }
    // `Question - max 120 characters`, or the name in one line and its rules in the next.
    let short = plain.split(['\n']).next().and_then(|line| line.split(" - ").next())?;
    (short.len() < plain.len()).then(|| field(short)).flatten().map(|field| Heading { field, language: None })
}

fn field(text: &str) -> Option<Field> {
    let name = normalised(text);
    BY_NAME.get(name.as_str()).copied().or_else(|| indexed(&name))
}

/// A heading without its notes: no brackets with what stands in them, no space, no marks, lower case.
fn normalised(text: &str) -> String {
    let outside = without_brackets(text);
    let kept = if outside.chars().any(char::is_alphanumeric) { outside } else { text.to_owned() };
    kept.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' | '[' | '【' | '{' | '〔' | '<' | '《' => depth += 1,
            ')' | ']' | '】' | '}' | '〕' | '>' | '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(character),
            _ => {}
        }
    }
    kept
}

/// `选项A`, `A选项`, `选项一是否正确`, `option 1`, `A`.
fn indexed(name: &str) -> Option<Field> {
    for stem in OPTION_NAMES {
        if let Some(rest) = name.strip_prefix(stem)
            && let Some((index, rest)) = position(rest)
        {
            return option_detail(index, rest);
        }
    }
    for stem in PART_NAMES {
        if let Some(rest) = name.strip_prefix(stem)
            && let Some((index, "")) = position(rest)
        {
            return Some(Field::Part(index));
        }
    }
    if let Some(field) = by_ending(name) {
        return Some(field);
    }
    let (index, rest) = position(name)?;
    match rest {
        "选项" | "项" | "选项内容" | "option" | "答案" | "选择项" | "选择" | "备选项" | "备选答案" => {
            Some(Field::Option(index))
        }
        "" if name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            Some(Field::Option(index))
        }
        _ => None,
    }
}

/// A longer name that ends in a word that says it all: `测试题题干`.
fn by_ending(name: &str) -> Option<Field> {
    const ENDINGS: &[(&str, Field)] = &[
        ("题干", Field::Stem),
        ("正确答案", Field::Answer),
        ("标准答案", Field::Answer),
        ("参考答案", Field::Answer),
        ("题型", Field::Type),
        ("解析", Field::Explanation),
        ("难度", Field::Difficulty),
        ("知识点", Field::Tags),
    ];
    let fits = name.chars().count() <= 10 && !name.contains("选项") && !name.contains("图");
    ENDINGS.iter().find(|(ending, _)| fits && name.ends_with(ending)).map(|(_, field)| *field)
}

fn option_detail(index: usize, rest: &str) -> Option<Field> {
    match rest {
        "" | "内容" | "文字" | "描述" | "text" | "content" | "选项" | "项" | "value" => {
            Some(Field::Option(index))
        }
        "是否正确"
        | "是否正确项"
        | "正确"
        | "是否答案"
        | "iscorrect"
        | "correct"
        | "是否为答案"
        | "是否为正确答案" => Some(Field::OptionRight(index)),
        _ => None,
    }
}

/// A position from 0 by a letter, a number or a Chinese numeral at the beginning, and what follows.
fn position(text: &str) -> Option<(usize, &str)> {
    let first = text.chars().next()?;
    if let Some(index) = "一二三四五六七八九十".chars().position(|numeral| numeral == first) {
        return Some((index, text.get(first.len_utf8()..)?));
    }
    if first.is_ascii_digit() {
        let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
        let digits = text.get(..text.len() - rest.len())?;
        let number: usize = digits.parse().ok().filter(|number| (1..=26).contains(number))?;
        return Some((number - 1, rest));
    }
    let rest = text.get(1..).filter(|_| first.is_ascii_lowercase())?;
    if rest.starts_with(|character: char| character.is_ascii_alphabetic())
        && !["option", "text", "content", "iscorrect", "correct", "value"].contains(&rest)
    {
        return None;
    }
    usize::try_from(u32::from(first) - u32::from('a')).ok().map(|index| (index, rest))
}

/// A heading that names a language: `题干_en`, `题干（英文）`, `英文题干`, `Question (zh-CN)`.
fn language_of_heading(text: &str) -> Option<(&str, String)> {
    let text = text.trim().trim_start_matches('*');
    const WORDS: &[(&str, &str)] = &[
        ("英文", "en"),
        ("英语", "en"),
        ("中文", "zh-CN"),
        ("English", "en"),
        ("Chinese", "zh-CN"),
        ("日文", "ja"),
        ("日语", "ja"),
    ];
    for (word, language) in WORDS {
        let base = text
            .strip_prefix(word)
            .or_else(|| text.strip_suffix(word))
            .or_else(|| text.strip_suffix(')').and_then(|open| open.strip_suffix(word)?.strip_suffix('(')));
        if let Some(base) = base.filter(|base| !base.trim().is_empty()) {
            return Some((base, (*language).to_owned()));
        }
    }
    let (base, tag) = match text.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => text.rsplit_once('_')?,
    };
    is_language_tag(tag).then(|| (base, tag.to_owned()))
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// Whether cells are the heading of a table of questions: one for the stem, and one for the key or for options.
pub(crate) fn is_heading_row<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut stem = false;
    let mut known = 0_usize;
    let mut answers = false;
    let mut options = 0_usize;
    for cell in cells {
        let Some(heading) = heading(cell) else { continue };
        known += 1;
        match heading.field {
            Field::Stem | Field::MaybeStem => stem = true,
            Field::Answer | Field::IsRight | Field::OptionRight(_) | Field::Options => answers = true,
            Field::Option(_) | Field::Part(_) => options += 1,
            _ => {}
        }
    }
    stem && known >= 2 && (answers || options >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<Field> {
        heading(text).map(|heading| heading.field)
    }

    #[test]
    fn headings_are_known_in_many_spellings() {
        for (text, field) in [
            ("题干", Field::Stem),
            ("*题目标题（必填）", Field::Stem),
            ("【试题内容】", Field::Stem),
            ("Question", Field::Stem),
            ("Question Text", Field::Stem),
            ("Question - max 120 characters", Field::Stem),
            ("题 目 类 型", Field::Type),
            ("正确答案(只能输入ABCD否则报错)", Field::Answer),
            ("正确答案\n(多个用逗号隔开)", Field::Answer),
            ("Correct answer(s) - choose at least one", Field::Answer),
            ("选项A", Field::Option(0)),
            ("A选项", Field::Option(0)),
            ("选项 a", Field::Option(0)),
            ("选项1", Field::Option(0)),
            ("选项二", Field::Option(1)),
            ("Option C", Field::Option(2)),
            ("option_d", Field::Option(3)),
            ("E", Field::Option(4)),
            ("选项一内容", Field::Option(0)),
            ("选项一是否正确", Field::OptionRight(0)),
            ("是否正确项", Field::IsRight),
            ("Answer 2 - max 75 characters", Field::Part(1)),
            ("答案3", Field::Part(2)),
            ("测试题题干", Field::Stem),
            ("TIMU", Field::Stem),
            ("daan", Field::Answer),
            ("題目內容", Field::Stem),
            ("選項B", Field::Option(1)),
            ("正確答案", Field::Answer),
            ("問題", Field::Stem),
            ("choice_2_text", Field::Option(1)),
            ("choice_2_is_correct", Field::OptionRight(1)),
            ("Marks", Field::Points),
            ("分值（分）", Field::Points),
            ("考生答案", Field::Ignored),
        ] {
            assert_eq!(named(text), Some(field), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_headings() {
        for text in ["", "甲公司", "下列说法正确的是", "2024", "选项一图片", "optional", "answered"]
        {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn a_heading_may_name_a_language() {
        for text in ["题干_en", "题干（英文）", "英文题干", "Question (en)"] {
            let heading = heading(text);
            assert_eq!(heading, Some(Heading { field: Field::Stem, language: Some("en".into()) }), "{text}");
        }
        assert_eq!(heading("选项B_zh-CN").and_then(|heading| heading.language).as_deref(), Some("zh-CN"));
        assert_eq!(heading("question_id"), Some(Heading { field: Field::Code, language: None }));
    }

    #[test]
    fn a_heading_row_names_the_stem_and_the_key_or_options() {
        let is = |cells: &[&str]| is_heading_row(cells.iter().copied());
        assert!(is(&["序号", "题目", "A", "B", "C", "D"]));
        assert!(is(&["问题", "答案"]));
        assert!(!is(&["题目", "甲", "乙"]));
        assert!(!is(&["姓名", "答案"]));
        assert!(!is(&["下列属于竞品的是", "甲", "乙", "A"]));
    }
}
