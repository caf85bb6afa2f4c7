//! Words in two languages that stand inside messages.

use super::Language;
use crate::model::{Format, SkipReason};

/// The reason for leaving lines out, in words.
pub(crate) fn skip_reason(reason: SkipReason, language: Language) -> &'static str {
    let (zh, en) = match reason {
        SkipReason::NotPartOfThePaper => ("不是试卷内容", "not part of the paper"),
        SkipReason::PageFurniture => ("页眉或页脚", "page header or footer"),
        SkipReason::Heading => ("标题或说明", "heading or instructions"),
        SkipReason::TooLong => ("这一行太长", "line too long"),
        SkipReason::NotAQuestion => ("不像题目", "not a question"),
        SkipReason::NotSupported => ("不支持的内容", "not supported"),
        SkipReason::Hidden => ("隐藏的内容", "hidden"),
    };
    language.pick(zh, en)
}

/// The name of a part of a draft, as its JSON calls it, in words.
pub(super) fn part_of_a_question(name: &str, language: Language) -> Option<&'static str> {
    let (zh, en) = match name {
        "number" => ("题号", "number"),
        "code" => ("编号", "code"),
        "section" => ("所在部分", "section"),
        "stem" => ("题干", "question text"),
        "options" => ("选项", "options"),
        "answer" => ("答案", "key"),
        "material" => ("共用材料", "shared material"),
        "explanation" => ("解析", "explanation"),
        "reference" => ("参考答案", "reference answer"),
        "fact" => ("依据", "fact it rests on"),
        "points" => ("分值", "points"),
        "difficulty" => ("难度", "difficulty"),
        "topic" => ("主题", "topic"),
        "tags" => ("标签", "tags"),
        "keep" => ("位置固定的选项", "options that keep their place"),
        "weights" => ("选项权重", "weights of options"),
        "media" => ("图片", "images"),
        "translations" => ("其他语言", "other languages"),
        _ => return None,
    };
    Some(language.pick(zh, en))
}

/// Words that a diagnostic carries in one spelling and says in two languages.
pub(super) fn word_for(word: &str, language: Language) -> Option<&'static str> {
    let format = Format::by_name(word).map(Format::words);
    let (zh, en) = match word {
        _ if format.is_some() => format?,
        "single_choice" => ("单项选择题", "single choice"),
        "multiple_choice" => ("多项选择题", "multiple choice"),
        "true_false" => ("判断题", "true or false"),
        "short_answer" => ("简答题", "short answer"),
        "fill_blank" => ("填空题", "fill in the blank"),
        "numeric" => ("数值题", "a number"),
        "matching" => ("匹配题", "matching"),
        "ordering" => ("排序题", "ordering"),
        "unclosed_brace" => ("“{”没有对应的“}”", "“{” without “}”"),
        "unopened_brace" => ("“}”前面没有“{”", "“}” without “{”"),
        "second_block" => ("有两个答案块“{…}”", "two blocks “{…}”"),
        "no_block" => ("没有答案块“{…}”", "no block “{…}”"),
        "blank_line" => ("题目中间的空行", "a blank line inside a question"),
        "same_question" => ("同一道题", "the same question"),
        "no_blank_line" => ("前面没有空行的题目", "a question without a blank line before it"),
        "next_question" => ("另一道题", "another question"),
        "too_many_options" => ("选项超过 26 个", "more than 26 options"),
        "too_many_brackets" => ("打开的括号超过 100 个", "more than 100 open brackets"),
        "end_of_file" => ("文件没有写完就结束了", "the file ends before it is complete"),
        "too_deep" => ("元素嵌套太深", "elements nest too deeply"),
        "second_root" => ("有两个最外层元素", "a second root element"),
        "cut_short" => ("内容不完整或已损坏", "it is cut short or damaged"),
        "password" => ("设有密码", "it is protected by a password"),
        "no_element" => ("没有任何元素", "no element"),
        "red" => ("红色", "red"),
        "tick" => ("打勾", "tick"),
        "colour" => ("颜色", "colour"),
        "highlight" => ("突出显示", "highlight"),
        "underline" => ("下划线", "underline"),
        "bold" => ("加粗", "bold"),
        "headers" => ("页眉", "headers"),
        "footers" => ("页脚", "footers"),
        "footnotes" => ("脚注", "footnotes"),
        "endnotes" => ("尾注", "endnotes"),
        "comments" => ("批注", "comments"),
        "text boxes" => ("文本框", "text boxes"),
        "hidden text" => ("隐藏文字", "hidden text"),
        _ => return None,
    };
    Some(language.pick(zh, en))
}
