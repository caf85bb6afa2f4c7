#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Format, Material, Place, Translation};
use crate::{ReadOptions, Reading};

fn bank() -> BankHeader {
    BankHeader {
        code: "paper".to_owned(),
        title: BTreeMap::from([("zh-CN".to_owned(), "客户开发测试卷".to_owned())]),
        languages: vec!["zh-CN".to_owned()],
    }
}

fn draft(kind: QuestionType, stem: &str, options: &[&str], answer: Option<Answer>) -> QuestionDraft {
    let mut draft = QuestionDraft::new(kind, Place::line(1), "zh-CN");
    draft.stem = stem.to_owned();
    draft.options = options
        .iter()
        .zip('A'..)
        .map(|(text, label)| ChoiceOption { label: label.to_string(), text: (*text).to_owned() })
        .collect();
    draft.answer = answer;
    draft
}

fn labels(letters: &str) -> Option<Answer> {
    Some(Answer::Labels(letters.chars().map(String::from).collect()))
}

fn read_back(written: &Written) -> Reading {
    crate::read(&written.bytes, &ReadOptions::default())
}

fn losses(written: &Written) -> Vec<(usize, Code, &str)> {
    let place = |loss: &crate::Diagnostic| loss.place.as_ref().map_or(0, Place::ordinal);
    written
        .losses
        .iter()
        .map(|loss| (place(loss), loss.code, loss.found.as_deref().unwrap_or_default()))
        .collect()
}

/// A question of every kind that a paper holds.
fn ordinary() -> Vec<QuestionDraft> {
    let case = Material {
        id: "m-1".to_owned(),
        text: "某公司有三百位客户。\n经理决定先做两件事。".to_owned(),
    };
    let mut single = draft(
        QuestionType::SingleChoice,
        "首次电话的主要目的是什么？",
        &["报价", "约见客户", "B.签约那一种", "催款"],
        labels("B"),
    );
    single.points = Some(200);
    single.explanation = Some("先约见，再报价。\n报价要当面说明。".to_owned());
    single.difficulty = Some(2);
    single.tags = vec!["电话邀约".to_owned(), "报价".to_owned()];
    let mut second =
        draft(QuestionType::SingleChoice, "报价单（草稿）由谁审批？", &["经理", "前台"], labels("A"));
    second.points = Some(250);
    let mut of_case = draft(QuestionType::ShortAnswer, "经理为什么这样做？", &[], None);
    of_case.answer = Some(Answer::Reference(vec!["因为时间有限。".to_owned()]));
    of_case.material = Some(case.clone());
    let mut choice_of_case =
        draft(QuestionType::SingleChoice, "公司有多少客户？", &["三十位", "三百位"], labels("B"));
    choice_of_case.material = Some(case);
    vec![
        single,
        second,
        draft(QuestionType::MultipleChoice, "报价单包括：", &["价格", "税率", "天气"], labels("AB")),
        draft(QuestionType::TrueFalse, "口头承诺等同于合同。", &[], Some(Answer::Truth(false))),
        draft(
            QuestionType::FillBlank,
            "标准账期为____天，超期按____计息。",
            &[],
            Some(Answer::Blanks(vec![
                vec!["30".to_owned()],
                vec!["日万分之五".to_owned(), "每日0.05%".to_owned()],
            ])),
        ),
        of_case,
        choice_of_case,
        draft(QuestionType::SingleChoice, "哪一项没有答案？", &["甲", "乙"], None),
        draft(QuestionType::ShortAnswer, "说明处理价格异议的步骤。", &[], None),
    ]
}

#[test]
fn a_paper_of_every_kind_comes_back_whole() {
    let drafts = ordinary();
    let written = write(&bank(), &drafts);
    assert_eq!(losses(&written), [], "{}", String::from_utf8_lossy(&written.bytes));
    let reading = read_back(&written);
    assert_eq!(reading.format, Some(Format::PaperText));
    assert_eq!(reading.questions.len(), drafts.len());
    for (read, draft) in reading.questions.into_iter().zip(&drafts) {
        // The number, the heading, the places and the name of the material are the paper's own.
        let mut expected = draft.clone();
        expected.number.clone_from(&read.number);
        expected.section.clone_from(&read.section);
        expected.place = read.place.clone();
        expected.place_end = read.place_end;
        if let (Some(material), Some(of_read)) = (&mut expected.material, &read.material) {
            material.id.clone_from(&of_read.id);
        }
        assert_eq!(read, expected);
    }
}

#[test]
fn what_a_paper_cannot_hold_is_declared() {
    let mut whole = draft(QuestionType::SingleChoice, "报价由谁审批？", &["经理", "前台"], labels("A"));
    whole.code = Some("q-1".to_owned());
    whole.topic = Some("pricing".to_owned());
    whole.fact = Some("经理审批。".to_owned());
    whole.translations.insert("en".to_owned(), Translation::default());
    let mut several = draft(QuestionType::ShortAnswer, "说出两个步骤。", &[], None);
    several.answer = Some(Answer::Reference(vec!["倾听。".to_owned(), "确认。".to_owned()]));
    let numeric = draft(QuestionType::Numeric, "几天？", &[], None);
    let written = write(&bank(), &[whole, numeric, several]);
    let expected = [
        (1, Code::WNotWritten, "code"),
        (1, Code::WNotWritten, "topic"),
        (1, Code::WNotWritten, "fact"),
        (1, Code::WNotWritten, "translations"),
        (2, Code::EQuestionNotWritten, "numeric"),
        (3, Code::WNotWritten, "answer"),
    ];
    assert_eq!(losses(&written), expected);
    assert_eq!(read_back(&written).questions.len(), 2);
}

#[test]
fn texts_that_would_be_read_as_something_else_are_left_away_or_out() {
    let mut explained = draft(QuestionType::SingleChoice, "选哪个？", &["甲", "乙"], labels("A"));
    explained.explanation = Some("略。\n正确答案：B\n12. 下列哪一项是丙？（A）\nA. 一\nB. 二".to_owned());
    let keyed = draft(QuestionType::SingleChoice, "选哪个好（B）", &["甲", "乙"], labels("A"));
    let plain = draft(QuestionType::SingleChoice, "最后选哪个？", &["甲", "乙"], labels("B"));
    let written = write(&bank(), &[explained, keyed, plain]);
    let expected = [(1, Code::WNotWritten, "explanation"), (2, Code::EQuestionNotWritten, "stem")];
    assert_eq!(losses(&written), expected);
    let keys: Vec<Option<Answer>> = read_back(&written).questions.into_iter().map(|one| one.answer).collect();
    assert_eq!(keys, [labels("A"), labels("B")]);
}

#[test]
fn an_empty_list_is_a_paper_without_questions() {
    let written = write(&bank(), &[]);
    assert!(written.losses.is_empty() && read_back(&written).questions.is_empty());
}

fn nasty() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "客户",
        "报价",
        "的",
        "是什么",
        "下列正确的是",
        "？",
        "。",
        "，",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "1. ",
        "2、",
        "（3）",
        "12",
        "A. ",
        "B、",
        "C丙",
        "(D)",
        "（B）",
        "（  ）",
        "( AC",
        "____",
        "|",
        "；",
        ";",
        "【答案】",
        "答案：B",
        "解析：",
        "一、单选题\n",
        "二、判断题",
        "参考答案\n",
        "1-5 ABCDE",
        "案例一：",
        "√",
        "×",
        "正确",
        "错误",
        "对",
        "[多选题]",
        "第3题",
        "(正确答案)",
        "*",
        "**",
        "✅",
        "#",
        "- ",
        "---",
        "P206",
        "①",
        "https://",
        "当前位置",
        "第 3 页",
        "%",
        "\"",
        "&nbsp;",
        "\u{3000}",
        "\u{a0}",
        "Ａ．",
        "題",
        "２",
        "Answer: B",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 1..8)
        .prop_map(|pieces| pieces.concat().trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

fn any_draft() -> impl Strategy<Value = QuestionDraft> {
    let kind = proptest::sample::select(vec![
        QuestionType::SingleChoice,
        QuestionType::MultipleChoice,
        QuestionType::TrueFalse,
        QuestionType::FillBlank,
        QuestionType::ShortAnswer,
    ]);
    let extras =
        (proptest::option::of(nasty()), proptest::option::of(1_u32..2000), proptest::option::of(nasty()));
    (kind, nasty(), proptest::collection::vec(nasty(), 4), any::<bool>(), extras).prop_map(
        |(kind, stem, texts, flag, (explanation, points, material))| {
            let options: Vec<&str> =
                if kind.is_choice() { texts.iter().map(String::as_str).collect() } else { Vec::new() };
            let answer = match kind {
                QuestionType::SingleChoice => labels(if flag { "A" } else { "D" }),
                QuestionType::MultipleChoice => labels(if flag { "AB" } else { "BCD" }),
                QuestionType::TrueFalse => Some(Answer::Truth(flag)),
                QuestionType::FillBlank => Some(Answer::Blanks(vec![texts[..2].to_vec()])),
                _ => flag.then(|| Answer::Reference(texts[..2].to_vec())),
            };
            let mut draft = draft(kind, &stem, &options, answer);
            draft.explanation = explanation;
            draft.points = points;
            draft.material = material.map(|text| Material { id: text.clone(), text });
            draft
        },
    )
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the texts are: what is written is read back with the same key, what is not is declared.
    #[test]
    fn nothing_is_read_back_with_another_key(drafts in proptest::collection::vec(any_draft(), 1..6)) {
        let written = write(&bank(), &drafts);
        let not_written: BTreeSet<usize> = written
            .losses
            .iter()
            .filter(|loss| loss.code == Code::EQuestionNotWritten)
            .filter_map(|loss| loss.place.as_ref().map(Place::ordinal))
            .collect();
        let kept: Vec<&QuestionDraft> = drafts
            .iter()
            .zip(1..)
            .filter(|(_, position)| !not_written.contains(position))
            .map(|(draft, _)| draft)
            .collect();
        let reading = read(std::str::from_utf8(&written.bytes).unwrap(), &Limits::default());
        prop_assert_eq!(reading.questions.len(), kept.len());
        for (read, draft) in reading.questions.iter().zip(kept) {
            prop_assert_eq!(bare(&read.stem), bare(&draft.stem));
            prop_assert_eq!(read.question_type, draft.question_type);
            prop_assert_eq!(read.points, draft.points);
            match (&read.answer, &draft.answer) {
                (Some(Answer::Reference(one)), Some(Answer::Reference(other))) => {
                    prop_assert_eq!(bare(&one.concat()), bare(&other.concat()));
                }
                (one, other) => prop_assert_eq!(one, other),
            }
            for (one, other) in read.options.iter().zip(&draft.options) {
                prop_assert_eq!((&one.label, bare(&one.text)), (&other.label, bare(&other.text)));
            }
        }
    }
}
