#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use super::*;
use crate::model::{Answer, QuestionType};

fn reading(text: &str) -> Reading {
    read(text, &Limits::default())
}

fn codes(reading: &Reading) -> Vec<Code> {
    reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn labels(letters: &str) -> Option<Answer> {
    Some(Answer::Labels(letters.chars().map(|letter| letter.to_string()).collect()))
}

fn one(text: &str) -> QuestionDraft {
    let mut found = reading(text).questions;
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

use crate::model::QuestionDraft;

#[test]
fn a_key_bracket_at_the_end_goes_and_inside_becomes_empty() {
    let question = one("一、单选题\n1. 报价之前应当(B)客户的需要。\nA. 忽略\nB. 了解\n");
    assert_eq!(question.stem, "报价之前应当（  ）客户的需要。");
    assert_eq!(question.answer, labels("B"));
    let question = one("一、单选题\n1. 报价之前应当做什么?(B)\nA. 忽略\nB. 了解\n");
    assert_eq!(question.stem, "报价之前应当做什么?");
}

#[test]
fn a_number_without_a_mark_counts_when_it_comes_next() {
    let text = "一、单选题\n1. 甲是什么?(A)\nA. 一\nB. 二\n2下列哪项是乙?(B)A一 B.二\nC.三\n3. 丙是什么?(A)\nA. 一\nB. 二\n";
    let found = reading(text);
    assert_eq!(found.questions.len(), 3);
    assert_eq!(found.questions[1].options.len(), 3);
    assert_eq!(found.questions[1].answer, labels("B"));
    assert!(codes(&found).contains(&Code::WNumberNoSeparator));
}

#[test]
fn true_false_keys_are_mapped_through_the_printed_options() {
    let text =
        "二、判断题\n1. 报价有有效期。(A)\nA. 错误\nB. 正确\n2. 合同可以口头变更。(B)\nA. 错误\nB. 正确\n";
    let found = reading(text);
    assert_eq!(found.questions[0].answer, Some(Answer::Truth(false)));
    assert_eq!(found.questions[1].answer, Some(Answer::Truth(true)));
    assert_eq!(found.questions[0].options.len(), 2);
}

#[test]
fn labels_without_printed_options_are_no_truth() {
    let found = reading("判断题\n1. 报价有有效期。(A)\n2. 合同可以口头变更。(B)\n");
    assert_eq!(found.questions.len(), 2);
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
    assert!(codes(&found).contains(&Code::EAnswerUnclear));
}

#[test]
fn one_and_zero_are_no_truth() {
    let found = reading("判断题\n1. 报价有有效期。\n答案：1\n2. 合同可以口头变更。\n答案：0\n");
    assert_eq!(found.questions.len(), 2);
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
}

#[test]
fn the_printed_key_is_kept_and_a_doubtful_one_is_not() {
    let wrong = one("一、单选题\n1. 一加一等于几?（A）\nA. 三\nB. 二\n");
    assert_eq!(wrong.answer, labels("A"));
    for key in ["全错。", "A或者B这题没查到", "AB", "D", "略", ""] {
        let question = one(&format!("一、单选题\n1. 一加一等于几?\nA. 三\nB. 二\n答案：{key}\n"));
        assert_eq!(question.answer, None, "{key}");
        assert_eq!(question.question_type, QuestionType::SingleChoice);
    }
}

#[test]
fn the_kind_comes_from_the_tag_before_the_section() {
    let question = one("一、单选题\n1. [多选题] 报价单里有什么?（AB）\nA. 价格\nB. 税率\nC. 天气\n");
    assert_eq!(question.question_type, QuestionType::MultipleChoice);
    assert!(question.inferred.is_empty());
    let question = one("1. 报价单里有什么?（AB）\nA. 价格\nB. 税率\nC. 天气\n");
    assert_eq!(question.question_type, QuestionType::MultipleChoice);
    assert_eq!(question.inferred, ["type"]);
}

#[test]
fn my_answer_is_not_the_key() {
    let question = one("1. 哪一项是报价?\nA. 甲\nB. 乙\n我的答案:A正确答案:B\n");
    assert_eq!(question.answer, labels("B"));
}

#[test]
fn two_different_keys_are_reported() {
    let found = reading("1. 哪一项是报价?（A）\nA. 甲\nB. 乙\n正确答案：B\n");
    assert!(codes(&found).contains(&Code::WKeyConflict));
}

#[test]
fn articles_and_lists_around_a_paper_are_left_out() {
    let article = "营销心得 1、多听客户说话。2、多记录。".to_owned() + &"客户的需要是一切的开始。".repeat(20);
    let text = format!(
        "当前位置:首页\n\n通知\n\n1. 请准时参加\n2. 请带证件\n\n一、单选题\n\n1. 报价单由谁审批?(A)\n\nA. 经理\n\nB. 前台\n\n某公司的销售方法\n\n{article}\n\n1、主动联系客户。\n\n相关文档\n"
    );
    let found = reading(&text);
    assert_eq!(found.questions.len(), 1);
    assert_eq!(found.questions[0].options[1].text, "前台");
    let skipped: Vec<(usize, usize)> = found.skipped.iter().map(|range| (range.from, range.to)).collect();
    assert_eq!(skipped, vec![(1, 6), (16, 22)]);
}

#[test]
fn manuals_with_numbered_headings_hold_no_questions() {
    let text = "一、 基础篇\n(一)销售的概念\n1、必经阶段\n销售就是交易。\n2、三大要素\na) 预测和准备\nb) 保持积极心态\nc) 仔细倾听\n3、常见问题\no 问题:夸大。\n解决:实事求是\n";
    assert!(reading(text).questions.is_empty());
}

#[test]
fn numbered_lists_inside_a_case_belong_to_its_material() {
    let text = "案例一：新系统\n\n公司决定先做两件事：\n\n1、建立客服中心，节省成本。\n\n2、实现一对一服务。\n\n半年以后效果很好。\n\n1.公司为什么要建立客服中心？\n\n答：（1）统一入口；（2）节省成本。2.公司得到了什么？\n\n答：客户更满意。案例二、根据案例说明如何整理客户信息\n\n（1）导入资料\n\n（2）统一录入\n";
    let found = reading(text);
    let stems: Vec<&str> = found.questions.iter().map(|question| question.stem.as_str()).collect();
    assert_eq!(stems, ["公司为什么要建立客服中心？", "公司得到了什么？", "根据案例说明如何整理客户信息"]);
    let material = found.questions[0].material.as_ref().unwrap();
    assert!(material.text.contains("2、实现一对一服务。\n半年以后"));
    assert_eq!(found.questions[1].answer, Some(Answer::Reference(vec!["客户更满意。".to_owned()])));
    assert_eq!(
        found.questions[2].answer,
        Some(Answer::Reference(vec!["（1）导入资料\n（2）统一录入".to_owned()]))
    );
    assert!(found.questions[2].material.is_none());
}

#[test]
fn a_key_said_in_the_explanation_is_inferred() {
    let found = reading(
        "一、单选题\n1. 先做什么?\nA. 听\nB. 说\n【解析】听了再说，故选A。\n2. 后做什么?\nA. 听\nB. 说\n答案：B\n【解析】故选B。\n",
    );
    let inferred: Vec<bool> =
        found.questions.iter().map(|question| question.inferred.contains(&"answer".to_owned())).collect();
    assert_eq!(inferred, [true, false]);
    assert!(found.questions.iter().all(|question| question.answer.is_some()));
}

#[test]
fn repeated_and_skipped_labels_are_handled() {
    let found = reading(
        "一、单选题\n1. 选哪个?（A）\nA. 甲\nB. 乙\nC. 丙\nC. 丁\n2. 选哪个?（C）\nA. 戊\nC. 己\nD. 庚\n",
    );
    let printed: Vec<String> = found
        .questions
        .iter()
        .map(|question| question.options.iter().map(|option| option.label.as_str()).collect())
        .collect();
    assert_eq!(printed, ["ABCD", "ACD"]);
    assert!(codes(&found).contains(&Code::WOptionRelabelled) && codes(&found).contains(&Code::WOptionGap));
}

#[test]
fn wrong_ranges_of_a_key_list_give_no_keys() {
    let text = "一、单选题\n1. 甲是?\nA. 一\nB. 二\n2. 乙是?\nA. 一\nB. 二\n答案：1-2 ABA\n";
    let found = reading(text);
    assert_eq!(found.questions.len(), 2);
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
    assert!(codes(&found).contains(&Code::EKeyListLength));
}

#[test]
fn numbers_beginning_again_find_their_own_keys() {
    let text = "一、单选题\n1. 甲是?\nA. 一\nB. 二\n二、判断题\n1. 乙是二。\n2. 丙是三。\n参考答案\n一、单选题\n1. B\n二、判断题\n1. 对 2. 错\n";
    let found = reading(text);
    let answers: Vec<Option<Answer>> = found.questions.into_iter().map(|question| question.answer).collect();
    assert_eq!(answers, [labels("B"), Some(Answer::Truth(true)), Some(Answer::Truth(false))]);
}

#[test]
fn an_empty_text_has_no_questions() {
    assert!(reading("").questions.is_empty());
    assert!(reading("\n\n\n").questions.is_empty());
}

#[test]
fn too_many_questions_are_cut_off_with_a_word() {
    let limits = Limits { questions: 1, ..Limits::default() };
    let found = read("1. 甲是?（A）\nA. 一\nB. 二\n2. 乙是?（A）\nA. 一\nB. 二\n", &limits);
    assert_eq!(found.questions.len(), 1);
    assert!(codes(&found).contains(&Code::ETooMany));
}

#[test]
fn a_list_of_questions_alone_is_a_paper() {
    let text = "1. 拜访前要准备什么？\n2. 报价单由谁审批？\n3. 请写出催款的步骤\n4. 账期是多少天？\n\n5. 客户投诉时如何回应？\n先听完，\n再道歉。\n";
    let found = reading(text);
    assert_eq!(found.questions.len(), 5);
    assert_eq!(found.questions[2].stem, "请写出催款的步骤");
    let steps = "1. 打开手册\n2. 找到第三页\n3. 填写登记表\n4. 交给谁？\n5. 存档\n6. 离开\n";
    assert!(reading(steps).questions.is_empty());
}

#[test]
fn a_term_with_its_definition_is_a_question_with_its_answer() {
    let question = one("一、名词解释\n1. 账期：从开票到付款的天数。\n");
    assert_eq!(question.stem, "账期");
    assert_eq!(question.answer, Some(Answer::Reference(vec!["从开票到付款的天数。".to_owned()])));
    assert!(question.inferred.contains(&"answer".to_owned()));
    assert_eq!(one("一、简答题\n1. 说明：账期为什么重要？\n").answer, None);
}

#[test]
fn a_number_above_nothing_is_no_question() {
    let found = reading("一、简答题\n1. 账期为什么重要？\n\n二、论述题\n题目1\n答案：见手册。\n");
    assert_eq!(found.questions.len(), 1, "{found:#?}");
    assert!(found.counts.unwrap().add_up());
}

#[test]
fn a_title_is_not_what_is_asked() {
    let text = "一、问答题\n\n题目1：催款计划（10分）\n某公司有三个客户欠款。\n请回答：\n1. 先找谁？\n2. 怎么说？\n\n题目2：什么是账期\n从开票到付款的天数。\n";
    let found = reading(text).questions;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].stem.starts_with("催款计划") && found[0].stem.ends_with("2. 怎么说？"), "{found:#?}");
    assert_eq!(found[0].answer, None);
    assert_eq!(found[1].stem, "什么是账期");
    assert!(found[1].answer.is_some());
}

#[test]
fn keys_in_fences_below_their_tags_are_read() {
    let question = one(
        "1. 客户管理系统（CRM）和数据库（AB）的关系是（）。\n- A. 包含\n- B. 无关\n\n答：\n```\nB\n```\n解析：\n```\n两者各自独立。\n```\n",
    );
    assert_eq!(question.answer, labels("B"));
    assert_eq!(question.explanation.as_deref(), Some("两者各自独立。"));
    let empty = one("1. 数据库（AB）的作用是（）。\n- A. 保存\n- B. 删除\n\n答：\n```\n\n```\n");
    assert_eq!(empty.answer, None);
}

#[test]
fn numbers_in_explanations_of_a_list_are_no_keys() {
    let text = "一、选择题\n题目1\n谁负责盖章？（ ）\nA. 前台\nB. 法务\n题目2\n谁收款？（ ）\nA. 财务\nB. 司机\n\n试卷一 详细解答\n一、选择题 解答\n题目1 答案\n答案：B\n解析：\n1. 法务盖章。\n2. A 不盖章。\n题目2 答案\n答案：A\n";
    let found = reading(text).questions;
    let keys: Vec<_> = found.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(keys, [labels("B"), labels("A")], "{found:#?}");
}

#[test]
fn the_points_of_an_answer_in_a_list_are_no_entries() {
    let text = "一、简答题\n1. 催款的步骤有哪些？\n2. 如何签约？\n\n参考答案\n一、简答题\n1. （1）打电话；\n（2）发函。\n2. 先谈后签。\n";
    let found = reading(text).questions;
    let keys: Vec<_> = found.iter().map(|question| question.answer.clone()).collect();
    let reference = |text: &str| Some(Answer::Reference(vec![text.to_owned()]));
    assert_eq!(keys, [reference("（1）打电话；\n（2）发函。"), reference("先谈后签。")]);
}

#[test]
fn a_stem_goes_on_until_it_asks() {
    let text = "一、问答题\n1. 甲客户欠款30天。\n乙客户欠款90天。\n先催谁？\n先催乙客户。\n2. 合同由谁盖章？\n法务。\n";
    let found = reading(text).questions;
    assert_eq!(found[0].stem, "甲客户欠款30天。\n乙客户欠款90天。\n先催谁？");
    assert_eq!(found[0].answer, Some(Answer::Reference(vec!["先催乙客户。".to_owned()])));
    assert_eq!(found[1].answer, Some(Answer::Reference(vec!["法务。".to_owned()])));
}

#[test]
fn what_an_english_paper_says_about_a_question_is_kept_or_reported() {
    let text = "1. What comes first?\nA. A discount\nB. A question\nAnswer: B\nTopic: Objections\nDifficulty: hard\nType: riddle\nPoints: 3\n\n2. Which hand gives the card?\nTopic: Etiquette\nA. Left\nB. Both\nAnswer: B\n";
    let found = reading(text);
    assert_eq!(found.questions.len(), 2, "{found:#?}");
    let (one, two) = (&found.questions[0], &found.questions[1]);
    assert_eq!((one.topic.as_deref(), one.difficulty, one.points), (Some("Objections"), Some(5), Some(300)));
    assert_eq!((two.topic.as_deref(), two.stem.as_str()), (Some("Etiquette"), "Which hand gives the card?"));
    let skipped: Vec<(usize, usize)> = found.skipped.iter().map(|range| (range.from, range.to)).collect();
    assert_eq!(skipped, [(7, 7)], "what is not understood is told with its line");
}

#[test]
fn what_stands_above_the_first_question_is_said_about_those_that_follow() {
    let text = "Topic: Objections\nDifficulty: 2\n1. What comes first?\nA. A discount\nB. A question\nAnswer: B\n\n2. What comes next?\nA. A discount\nB. An offer\nAnswer: B\n\nTopic: FAB\nType: multiple response\n\n3. Which are parts of FAB?\nA. Feature\nB. Folder\nAnswer: A\n";
    let found = reading(text);
    let said: Vec<(Option<&str>, Option<u8>)> =
        found.questions.iter().map(|one| (one.topic.as_deref(), one.difficulty)).collect();
    assert_eq!(said, [(Some("Objections"), Some(2)), (Some("Objections"), None), (Some("FAB"), None)]);
    assert_eq!(found.questions[1].question_type, QuestionType::SingleChoice);
    assert_eq!(found.questions[2].question_type, QuestionType::MultipleChoice);
    assert_eq!(found.skipped, [], "every line was understood");
}

#[test]
fn a_question_that_calls_itself_one_and_has_no_key_is_a_question() {
    for text in [
        "1. 第一题\nA. 一\nB. 二\nC. 三\n\n2. 首次拜访前应先做什么？\nA. 报价\nB. 预约\n答案：B\n",
        "1. 首次拜访前应先做什么？（B）\nA. 报价\nB. 预约\n2. 拜访时最常见的难题\nA. 太贵了\nB. 再想想\n",
    ] {
        let found = reading(text);
        assert_eq!((found.questions.len(), found.skipped.len()), (2, 0), "{found:#?}");
        assert!(codes(&found).contains(&Code::EAnswerMissing));
    }
}

#[test]
fn what_stands_right_below_a_question_is_said_about_that_one_even_under_a_topic_above_all() {
    let text = "Topic: Objections\n\n1. What comes first?\nA. A discount\nB. A question\nAnswer: B\nDifficulty: 4\n\n2. What comes next?\nA. A discount\nB. An offer\nAnswer: B\n";
    let found = reading(text);
    let said: Vec<(Option<&str>, Option<u8>)> =
        found.questions.iter().map(|one| (one.topic.as_deref(), one.difficulty)).collect();
    assert_eq!(said, [(Some("Objections"), Some(4)), (Some("Objections"), None)]);
    assert_eq!(found.skipped, []);
}
