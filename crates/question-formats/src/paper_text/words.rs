//! The fixed words of exam papers.

/// What a section heading or a tag says about the questions under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Single,
    Multiple,
    /// Choice questions that may have one key or several.
    Choice,
    Indefinite,
    TrueFalse,
    Blank,
    Short,
    /// Questions about a case or other material.
    Case,
    /// Questions of any kind: `二、抢答题`.
    Mixed,
}

/// Names of question kinds, longest first among those that begin alike.
pub(super) const KIND_NAMES: &[(&str, Kind)] = &[
    ("单项选择题", Kind::Single),
    ("单项选择", Kind::Single),
    ("单选择题", Kind::Single),
    ("单选题", Kind::Single),
    ("单选", Kind::Single),
    ("单一选择题", Kind::Single),
    ("最佳选择题", Kind::Single),
    ("A1型题", Kind::Single),
    ("A2型题", Kind::Single),
    ("A3型题", Kind::Single),
    ("A4型题", Kind::Single),
    ("A1/A2型题", Kind::Single),
    ("A3/A4型题", Kind::Single),
    ("A型题", Kind::Single),
    ("B1型题", Kind::Choice),
    ("B型题", Kind::Choice),
    ("X型题", Kind::Multiple),
    ("多项选择题", Kind::Multiple),
    ("多项选择", Kind::Multiple),
    ("多选择题", Kind::Multiple),
    ("多选题", Kind::Multiple),
    ("多选", Kind::Multiple),
    ("多重选择题", Kind::Multiple),
    ("复选题", Kind::Multiple),
    ("不定项选择题", Kind::Indefinite),
    ("不定项选择", Kind::Indefinite),
    ("不定项", Kind::Indefinite),
    ("判断改错题", Kind::TrueFalse),
    ("判断正误题", Kind::TrueFalse),
    ("判断正误", Kind::TrueFalse),
    ("判断对错", Kind::TrueFalse),
    ("判断题", Kind::TrueFalse),
    ("判断", Kind::TrueFalse),
    ("是非判断题", Kind::TrueFalse),
    ("是非选择题", Kind::TrueFalse),
    ("是非题", Kind::TrueFalse),
    ("正误判断题", Kind::TrueFalse),
    ("对错题", Kind::TrueFalse),
    ("填空题", Kind::Blank),
    ("填空", Kind::Blank),
    ("填充题", Kind::Blank),
    ("完成填空题", Kind::Blank),
    ("程序填空题", Kind::Blank),
    ("案例分析选择题", Kind::Choice),
    ("客观题", Kind::Mixed),
    ("必答题", Kind::Mixed),
    ("抢答题", Kind::Mixed),
    ("风险题", Kind::Mixed),
    ("选答题", Kind::Mixed),
    ("综合选择题", Kind::Choice),
    ("混合选择题", Kind::Choice),
    ("配伍选择题", Kind::Choice),
    ("配伍题", Kind::Choice),
    ("案例选择题", Kind::Choice),
    ("案例分析题", Kind::Case),
    ("案例分析", Kind::Case),
    ("案例题", Kind::Case),
    ("材料分析题", Kind::Case),
    ("材料题", Kind::Case),
    ("情景题", Kind::Case),
    ("情景分析题", Kind::Case),
    ("综合分析题", Kind::Case),
    ("综合题", Kind::Case),
    ("选择题", Kind::Choice),
    ("简答题", Kind::Short),
    ("简述题", Kind::Short),
    ("简答", Kind::Short),
    ("问答题", Kind::Short),
    ("问答", Kind::Short),
    ("论述题", Kind::Short),
    ("论述", Kind::Short),
    ("名词解释题", Kind::Short),
    ("名词解释", Kind::Short),
    ("主观题", Kind::Short),
    ("应用题", Kind::Short),
    ("思考题", Kind::Short),
    ("简析题", Kind::Short),
    ("简要回答题", Kind::Short),
    ("申论题", Kind::Short),
    ("辨析题", Kind::Short),
    ("辨析简答题", Kind::Short),
    ("计算分析题", Kind::Short),
    ("计算题", Kind::Short),
    ("分析说明题", Kind::Short),
    ("分析题", Kind::Short),
    ("评述题", Kind::Short),
    ("证明题", Kind::Short),
    ("实务题", Kind::Short),
    ("业务题", Kind::Short),
    ("操作题", Kind::Short),
    ("开放题", Kind::Short),
    ("编程题", Kind::Short),
    ("程序设计题", Kind::Short),
    ("程序改错题", Kind::Short),
    ("程序分析题", Kind::Short),
    ("程序阅读题", Kind::Short),
    ("阅读程序题", Kind::Short),
    ("算法设计题", Kind::Short),
    ("算法题", Kind::Short),
    ("写作题", Kind::Short),
    ("翻译题", Kind::Short),
    ("解答题", Kind::Short),
    ("设计题", Kind::Short),
    ("综合设计题", Kind::Short),
    ("综合应用题", Kind::Short),
    ("综合计算题", Kind::Short),
    ("改错题", Kind::Short),
    ("画图题", Kind::Short),
    ("作图题", Kind::Short),
    ("识图题", Kind::Short),
    ("实验题", Kind::Short),
    ("讨论题", Kind::Short),
    ("探究题", Kind::Short),
    ("术语解释", Kind::Short),
    ("概念解释", Kind::Short),
    ("概念题", Kind::Short),
    ("连线题", Kind::Short),
    ("MULTIPLE CHOICE", Kind::Choice),
    ("Multiple Choice", Kind::Choice),
    ("Multiple choice", Kind::Choice),
    ("Multiple-choice", Kind::Choice),
    ("Multiple-Choice", Kind::Choice),
    ("Single Choice", Kind::Single),
    ("Single choice", Kind::Single),
    ("Multiple Response", Kind::Multiple),
    ("Multiple response", Kind::Multiple),
    ("TRUE/FALSE", Kind::TrueFalse),
    ("TRUE OR FALSE", Kind::TrueFalse),
    ("True/False", Kind::TrueFalse),
    ("True/false", Kind::TrueFalse),
    ("True or False", Kind::TrueFalse),
    ("True or false", Kind::TrueFalse),
    ("True-False", Kind::TrueFalse),
    ("FILL IN THE BLANKS", Kind::Blank),
    ("FILL IN THE BLANK", Kind::Blank),
    ("Fill in the Blanks", Kind::Blank),
    ("Fill in the Blank", Kind::Blank),
    ("Fill in the blanks", Kind::Blank),
    ("Fill in the blank", Kind::Blank),
    ("SHORT ANSWER", Kind::Short),
    ("Short Answer", Kind::Short),
    ("Short answer", Kind::Short),
    ("Essay", Kind::Short),
];

/// The name of a kind that no list has, where the heading says what it is worth: `四、看图说话题（10 分）`.
pub(super) const UNKNOWN_KIND: (&str, Kind) = ("题", Kind::Short);

/// Whether the questions under a name of a kind are terms to explain.
pub(super) fn asks_for_definitions(kind_name: &str) -> bool {
    kind_name.contains("解释") || kind_name == "概念题"
}

/// Whether a word by itself means true or false. The digits 1 and 0 never do: files use them both ways.
pub(super) fn truth(word: &str) -> Option<bool> {
    const TRUE: &[&str] = &[
        "对", "正确", "是", "√", "✓", "✔", "☑", "∨", "✅", "真", "同意", "○", "◯", "⭕", "TRUE", "T", "Y",
        "YES", "RIGHT",
    ];
    const FALSE: &[&str] = &[
        "错",
        "错误",
        "否",
        "不正确",
        "不对",
        "×",
        "✗",
        "✘",
        "❌",
        "╳",
        "✕",
        "✖",
        "☒",
        "⨯",
        "假",
        "不同意",
        "不是",
        "FALSE",
        "F",
        "N",
        "NO",
        "X",
        "WRONG",
    ];
    let word: String = word.to_uppercase().chars().map(super::traditional::simplified).collect();
    let word = word.trim_end_matches('\u{fe0f}');
    if TRUE.contains(&word) {
        Some(true)
    } else if FALSE.contains(&word) {
        Some(false)
    } else {
        None
    }
}

/// Whether a truth word says nothing else (是 and 否 fill in forms, T is a unit), so that it counts outside a section of true/false questions.
pub(super) fn is_plain_truth(word: &str) -> bool {
    let ambiguous = word.chars().count() == 1 && word.is_ascii()
        || matches!(word, "是" | "否" | "真" | "假" | "不是" | "同意" | "不同意" | "○" | "◯");
    truth(word).is_some() && !ambiguous
}

/// Beginnings of the lines that web pages put around a document.
const SITE_WORDS: &[&str] = &[
    "相关文档",
    "相关主题",
    "相关文章",
    "相关推荐",
    "相关资料",
    "相关资源",
    "相关下载",
    "相关阅读",
    "最新文档",
    "最新文章",
    "热门文档",
    "文本预览",
    "猜你喜欢",
    "推荐阅读",
    "推荐文档",
    "上一篇",
    "下一篇",
    "版权声明",
    "版权所有",
    "联系我们",
    "免责声明",
    "温馨提示",
    "当前位置",
    "展开阅读",
    "下载文档",
    "下载本文",
    "点击下载",
    "举报",
    "返回顶部",
    "返回首页",
    "网站地图",
    "©",
    "关于我们",
    "提交评论",
    "文档评论",
];

/// Whether a line belongs to the web page, not to the document on it.
pub(super) fn is_site_text(plain: &str) -> bool {
    let short = plain.chars().count() <= 40;
    short && SITE_WORDS.iter().any(|word| plain.starts_with(word))
        || plain.starts_with("http://")
        || plain.starts_with("https://")
        || plain.starts_with("www.")
}

/// Words that ask.
const QUESTION_WORDS: &[&str] =
    &["什么", "如何", "怎样", "怎么", "哪些", "哪个", "哪种", "哪几", "哪一", "为何", "几种", "是否", "多少"];

/// Whether a text is a question, not only a task.
pub(super) fn is_question(plain: &str) -> bool {
    ends_asking(plain) || QUESTION_WORDS.iter().any(|word| plain.contains(word))
}

/// Whether a text asks for something: a question mark at its end, a question word, or a task at the beginning of
/// one of its clauses.
pub(super) fn is_question_like(plain: &str) -> bool {
    const TASKS: &[&str] = &[
        "简述",
        "简要",
        "试述",
        "试分析",
        "试说明",
        "论述",
        "分析",
        "请",
        "说明",
        "谈谈",
        "谈一谈",
        "阐述",
        "列举",
        "举例",
        "结合",
        "概括",
        "解释",
        "比较",
        "指出",
        "写出",
        "计算",
        "描述",
        "设计",
        "名词解释",
    ];
    if ends_asking(plain) {
        return true;
    }
    if plain.chars().count() > 200 {
        return false;
    }
    QUESTION_WORDS.iter().any(|word| plain.contains(word))
        || plain.split(['。', ',', ';', '.', '，']).any(|clause| {
            let clause = clause.trim_start();
            TASKS.iter().any(|word| clause.starts_with(word))
        })
}

/// Whether a text reads like the stem of a choice question.
pub(super) fn offers_choice(plain: &str) -> bool {
    let end = without_tail_reference(plain).trim_end_matches([':', '。', ' ', ',']);
    ends_asking(plain)
        || ["下列", "以下", "哪一", "哪个", "哪种", "哪项", "哪些", "何者", "Which", "which"]
            .iter()
            .any(|word| plain.contains(word))
        || ["是", "为", "有", "包括", "属于", "应", "应该", "指", "在于", "的"]
            .iter()
            .any(|word| end.ends_with(word))
}

/// Whether a text calls itself a question: `这是一道没有答案的题`.
pub(super) fn names_question(plain: &str) -> bool {
    without_tail_reference(plain).trim_end_matches([':', '。', ' ', ',']).ends_with('题')
}

/// Whether a text ends with a question mark, a page reference or points aside.
pub(super) fn ends_asking(plain: &str) -> bool {
    without_tail_reference(plain).ends_with(['?', '？'])
}

/// Without a page reference (`P206`, `(P294)`) or points (`(5分)`) at the end.
fn without_tail_reference(plain: &str) -> &str {
    let mut rest = plain.trim_end();
    if let Some((before, inside)) = rest.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let reference = inside.trim_start_matches(['P', 'p']).trim_end_matches('分').trim();
        if reference.len() <= 6
            && !reference.is_empty()
            && reference.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'.')
        {
            rest = before.trim_end();
        }
    }
    let digits = rest.trim_end_matches(|character: char| character.is_ascii_digit() || character == '-');
    if digits.len() < rest.len()
        && let Some(before) = digits.strip_suffix(['P', 'p'])
    {
        rest = before.trim_end();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_zero_are_no_truth_words() {
        assert_eq!(truth("1"), None);
        assert_eq!(truth("0"), None);
        assert_eq!(truth("√"), Some(true));
        assert_eq!(truth("错误"), Some(false));
        assert_eq!(truth("t"), Some(true));
        assert!(!is_plain_truth("T"));
    }

    #[test]
    fn page_references_do_not_hide_a_question_mark() {
        assert!(ends_asking("补救为什么有效?P206"));
        assert!(ends_asking("有哪些因素?(P294)"));
        assert!(!ends_asking("客户的统一管理:"));
    }
}
