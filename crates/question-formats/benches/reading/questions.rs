//! Invented questions, the same on every run.

use std::collections::BTreeMap;

use question_formats::{
    Answer, BankHeader, ChoiceOption, Format, Number, Place, QuestionDraft, QuestionType,
};

use QuestionType::{
    FillBlank, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice, TrueFalse,
};

const PRODUCTS: [&str; 7] = ["打印机", "扫描仪", "投影仪", "报价系统", "客户门户", "仓储软件", "售后服务包"];
const PEOPLE: [&str; 5] = ["区域经理", "客户经理", "售前工程师", "渠道伙伴", "财务专员"];
const ACTIONS: [&str; 9] = [
    "先核对合同条款",
    "先了解客户需求",
    "先确认付款条件",
    "先准备样品",
    "先填写拜访记录",
    "先请示主管",
    "先说明保修范围",
    "先比较竞争对手",
    "先约定下次时间",
];

/// The bank the questions belong to.
pub(crate) fn bank() -> BankHeader {
    BankHeader {
        code: "invented".to_owned(),
        title: BTreeMap::from([("zh-CN".to_owned(), "测速题库".to_owned())]),
        languages: vec!["zh-CN".to_owned()],
    }
}

/// How many questions of one kind follow each other, as in the sections of a paper.
const SECTION: usize = 25;

/// So many questions of the kinds that this format holds, section by section.
pub(crate) fn invented(format: Format, count: usize) -> Vec<QuestionDraft> {
    let sections = kinds(format).into_iter().cycle().flat_map(|kind| std::iter::repeat_n(kind, SECTION));
    sections.take(count).enumerate().map(|(index, kind)| draft(index, kind)).collect()
}

/// The kinds of a section after the other; choice questions are more than half of most banks.
const KINDS: [QuestionType; 10] = [
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    SingleChoice,
    FillBlank,
    SingleChoice,
    ShortAnswer,
    Numeric,
    Matching,
    Ordering,
];

/// The kinds that a format holds with their keys.
fn kinds(format: Format) -> Vec<QuestionType> {
    let holds = |kind: &QuestionType| match format {
        Format::Aiken => *kind == SingleChoice,
        Format::PaperText => !matches!(kind, Numeric | Matching | Ordering),
        Format::Xlsx | Format::Csv => *kind != Matching,
        Format::Gift => !matches!(kind, ShortAnswer | Ordering),
        _ => true,
    };
    KINDS.into_iter().filter(holds).collect()
}

fn draft(index: usize, kind: QuestionType) -> QuestionDraft {
    let mut draft = QuestionDraft::new(kind, Place::item(index + 1), "zh-CN");
    draft.number = Some((index + 1).to_string());
    let case = index + 1;
    let product = pick(&PRODUCTS, index);
    let person = pick(&PEOPLE, index / 7);
    let action = pick(&ACTIONS, index / 3);
    draft.stem = match kind {
        TrueFalse => format!("在第 {case} 号商机中，{person}介绍{product}之前应当{action}。"),
        FillBlank => format!("第 {case} 号商机里，{product}的标准账期为____天，由{person}确认。"),
        Numeric => format!("第 {case} 号商机里，{product}的折扣上限是百分之几？"),
        ShortAnswer => format!("请说明第 {case} 号商机中{person}推荐{product}的理由和步骤。"),
        Ordering => format!("请排列第 {case} 号商机中{person}推荐{product}的步骤。"),
        Matching => format!("请把第 {case} 号商机中{product}的角色和职责配对。"),
        _ => format!("客户在第 {case} 号商机中询问{product}的价格，{person}下面的做法哪些合适？"),
    };
    if kind.is_choice() || kind == Ordering {
        draft.options = (0..4).map(|place| option(place, pick(&ACTIONS, index + place * 2))).collect();
    }
    if kind == Matching {
        draft.options = (0..3).map(|place| option(place, pick(&ACTIONS, index + place))).collect();
    }
    draft.answer = Some(key(index, &draft));
    if index.is_multiple_of(3) && kind != ShortAnswer {
        draft.explanation = Some(format!("{person}应当按手册第 {case} 条办理，不得随意承诺。"));
    }
    draft
}

fn key(index: usize, draft: &QuestionDraft) -> Answer {
    let label = |place: usize| pick(&["A", "B", "C", "D"], place).to_owned();
    match draft.question_type {
        SingleChoice => Answer::Labels(vec![label(index)]),
        MultipleChoice => Answer::Labels(vec![label(index % 2), label(2 + index % 2)]),
        TrueFalse => Answer::Truth(index.is_multiple_of(2)),
        FillBlank => Answer::Blanks(vec![vec![(30 + index % 60).to_string(), "三十".to_owned()]]),
        Numeric => Answer::Numeric {
            value: u32::try_from(index % 40)
                .ok()
                .and_then(|value| Number::new(value.into()))
                .unwrap_or_default(),
            tolerance: Number::default(),
        },
        Matching => Answer::Pairs(
            draft
                .options
                .iter()
                .zip(PEOPLE)
                .map(|(right, left)| (left.to_owned(), right.text.clone()))
                .collect(),
        ),
        Ordering => Answer::Order(["C", "A", "D", "B"].map(str::to_owned).to_vec()),
        _ => Answer::Reference(vec!["先了解需求，再说明价值，最后约定下一步。".to_owned()]),
    }
}

fn option(place: usize, text: &str) -> ChoiceOption {
    ChoiceOption { label: pick(&["A", "B", "C", "D"], place).to_owned(), text: text.to_owned() }
}

fn pick<'words>(words: &[&'words str], index: usize) -> &'words str {
    words.iter().copied().cycle().nth(index % words.len().max(1)).unwrap_or_default()
}
