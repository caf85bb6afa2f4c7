//! What the heading of a column says.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

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

const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Number,
        &[
            "xuhao",
            "tihao",
            "번호",
            "番号",
            "题号",
            "序号",
            "题目序号",
            "试题序号",
            "题序",
            "问题序号",
            "行号",
            "no",
            "number",
            "num",
            "sn",
            "index",
            "seq",
            "questionno",
            "questionnumber",
            "qno",
            "序列",
            "次序",
            "排序",
        ],
    ),
    (
        Field::Code,
        &[
            "编号",
            "外部编号",
            "试题编号",
            "题目编号",
            "问题编号",
            "id",
            "code",
            "题目id",
            "试题id",
            "题库编号",
            "questionid",
            "qid",
            "问题id",
            "题目编码",
            "试题编码",
            "编码",
            "题id",
            "externalid",
        ],
    ),
    (
        Field::Type,
        &[
            "tixing",
            "leixing",
            "유형",
            "题型",
            "类型",
            "试题类型",
            "题目类型",
            "问题类型",
            "题类型",
            "题类",
            "questiontype",
            "type",
            "qtype",
            "试题题型",
            "题目题型",
            "考题类型",
            "题型名称",
            "题目类别",
            "试题类别",
            "题型类别",
            "typ",
            "题种",
            "题型分类",
            "itemtype",
            "考题题型",
            "题型代码",
        ],
    ),
    (
        Field::Stem,
        &[
            "timu",
            "tigan",
            "wenti",
            "문제",
            "질문",
            "問題",
            "問題文",
            "設問",
            "pregunta",
            "вопрос",
            "题干",
            "题目",
            "题目内容",
            "问题",
            "试题",
            "试题内容",
            "题目标题",
            "题干内容",
            "试题题干",
            "题目题干",
            "问题内容",
            "题目名称",
            "试题名称",
            "题目描述",
            "问题描述",
            "试题描述",
            "题面",
            "题文",
            "考题",
            "题",
            "试题题目",
            "试题标题",
            "question",
            "questiontext",
            "questioncontent",
            "stem",
            "questionstem",
            "questiontitle",
            "prompt",
            "problem",
            "questions",
            "frage",
            "题目正文",
            "试题正文",
            "考题内容",
            "问题标题",
            "考试题目",
            "题干描述",
            "题目文本",
            "问题题干",
            "题目信息",
            "questiondescription",
            "questionname",
            "题目题目",
            "question内容",
            "q",
            "statement",
            "questionbody",
            "题干文字",
            "试题题干内容",
            "案例题干",
        ],
    ),
    (
        Field::MaybeStem,
        &[
            "内容",
            "标题",
            "名称",
            "描述",
            "title",
            "content",
            "text",
            "name",
            "description",
            "item",
            "subject",
            "正文",
        ],
    ),
    (
        Field::Options,
        &[
            "xuanxiang",
            "보기",
            "選択肢",
            "选项",
            "题目选项",
            "试题选项",
            "备选项",
            "备选答案",
            "选项内容",
            "可选项",
            "候选项",
            "候选答案",
            "options",
            "choices",
            "option",
            "答案选项",
            "选择项",
            "选项列表",
            "问题选项",
            "选项描述",
            "choice",
            "answeroptions",
            "alternatives",
            "所有选项",
            "可选答案",
            "供选答案",
            "题支",
            "选项集",
            "选择支",
            "answerchoices",
            "optiontext",
            "选项文字",
        ],
    ),
    (
        Field::IsRight,
        &[
            "是否正确",
            "是否正确项",
            "是否正确答案",
            "是否答案",
            "是否为答案",
            "是否为正确答案",
            "iscorrect",
            "是否正确选项",
            "isanswer",
            "isright",
        ],
    ),
    (
        Field::Answer,
        &[
            "daan",
            "정답",
            "답",
            "正解",
            "解答",
            "respuesta",
            "antwort",
            "ответ",
            "答案",
            "正确答案",
            "标准答案",
            "参考答案",
            "正确选项",
            "试题答案",
            "题目答案",
            "本题答案",
            "正确项",
            "key",
            "answer",
            "answers",
            "correct",
            "correctanswer",
            "correctanswers",
            "rightanswer",
            "correctoption",
            "correctoptions",
            "correctchoice",
            "答案内容",
            "标答",
            "答",
            "ans",
            "answerkey",
            "正确答案选项",
            "问题答案",
            "答案key",
            "rightoption",
            "keys",
            "参考答案内容",
            "correctkey",
            "正确",
            "答案正确选项",
            "正确答案内容",
            "答案标准",
            "试题标准答案",
            "正解",
            "正答",
            "rightanswers",
            "right",
            "题目正确答案",
            "答案字母",
            "正确答案字母",
        ],
    ),
    (
        Field::Explanation,
        &[
            "jiexi",
            "해설",
            "解説",
            "解析",
            "答案解析",
            "试题解析",
            "题目解析",
            "整体解析",
            "解释",
            "分析",
            "答案说明",
            "答案分析",
            "详解",
            "解答",
            "explanation",
            "feedback",
            "analysis",
            "rationale",
            "试题分析",
            "题目分析",
            "解题思路",
            "解题分析",
            "试题详解",
            "答案详解",
            "答题解析",
            "说明",
            "题解",
            "答案解释",
            "generalfeedback",
            "explain",
            "解析内容",
            "思路",
            "点评",
            "solution",
            "correctfeedback",
            "问题解析",
            "explanations",
            "reason",
            "justification",
            "解析说明",
        ],
    ),
    (
        Field::Points,
        &[
            "fenzhi",
            "배점",
            "分值",
            "分数",
            "score",
            "point",
            "points",
            "mark",
            "marks",
            "题目分值",
            "试题分值",
            "每题分值",
            "grade",
            "题目分数",
            "试题分数",
            "默认分值",
            "punkte",
            "defaultgrade",
            "分",
            "每题分数",
            "满分",
            "配分",
            "本题分值",
        ],
    ),
    (
        Field::Difficulty,
        &[
            "nandu",
            "난이도",
            "难度",
            "难易度",
            "难易程度",
            "难度等级",
            "难度系数",
            "难度级别",
            "difficulty",
            "level",
            "difficultylevel",
            "试题难度",
            "题目难度",
            "难易",
            "难度值",
            "难度程度",
            "问题难度",
        ],
    ),
    (
        Field::Tags,
        &[
            "zhishidian",
            "zhangjie",
            "知识点",
            "考点",
            "标签",
            "tag",
            "tags",
            "keyword",
            "keywords",
            "关键字",
            "关键词",
            "知识点名称",
            "所属知识点",
            "章节",
            "考查点",
            "考察点",
            "考核点",
            "考核知识点",
            "试题知识点",
            "题目标签",
            "所属章节",
            "知识模块",
            "试题标签",
            "topics",
            "label",
            "labels",
            "chapter",
            "知识点标签",
            "章",
            "节",
            "章节名称",
            "能力点",
            "知识要点",
        ],
    ),
    (
        Field::Topic,
        &[
            "分类",
            "category",
            "topic",
            "目录",
            "科目",
            "所属题库",
            "所属分类",
            "试题分类",
            "题目分类",
            "学科",
            "专业",
            "课程",
            "题库",
            "所属科目",
            "所属课程",
            "题库名称",
            "分类名称",
            "题库分类",
            "问题分类",
            "模块",
            "所属模块",
            "试题所属分类",
            "categories",
            "分类目录",
            "所属目录",
            "所属专业",
            "类别",
            "class",
            "module",
            "subjectname",
        ],
    ),
    (
        Field::Fact,
        &[
            "依据",
            "fact",
            "事实",
            "出处",
            "来源",
            "source",
            "reference",
            "法规依据",
            "题目依据",
            "命题依据",
            "题目来源",
            "试题来源",
            "答案依据",
            "答案出处",
        ],
    ),
    (
        Field::Material,
        &[
            "材料",
            "案例",
            "共用题干",
            "背景材料",
            "材料内容",
            "案例内容",
            "material",
            "passage",
            "公共题干",
            "案例材料",
            "主题干",
            "题干材料",
        ],
    ),
    (Field::MaterialCode, &["材料编号", "materialcode", "materialid"]),
    (Field::Section, &["大题", "大题名称", "部分", "section", "大题标题", "题目大类"]),
    (
        Field::Ignored,
        &[
            "我的答案",
            "你的答案",
            "您的答案",
            "考生答案",
            "作答",
            "学员答案",
            "选项数",
            "选项个数",
            "选项数量",
            "备注",
            "创建时间",
            "创建人",
            "更新时间",
            "修改时间",
            "状态",
            "remark",
            "remarks",
            "note",
            "notes",
            "timelimit",
            "timeinseconds",
            "optioncount",
            "numberofoptions",
            "得分",
            "youranswer",
            "myanswer",
            "结果",
            "部门",
            "姓名",
            "单位",
            "录入人",
            "出题人",
            "命题人",
            "审核人",
            "时间",
            "答题时间",
            "time",
            "seconds",
            "答题结果",
            "命题单位",
            "正确率",
            "是否启用",
            "是否必答",
            "是否有序",
            "页码",
            "所在页码",
            "出题单位",
            "录入时间",
            "出题时间",
            "createdat",
            "updatedat",
            "author",
            "是否乱序",
            "选项乱序",
            "duration",
        ],
    ),
];

static BY_NAME: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    NAMES.iter().flat_map(|(field, names)| names.iter().map(|name| (*name, *field))).collect()
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
