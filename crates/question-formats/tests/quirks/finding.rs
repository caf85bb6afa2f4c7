//! Which lines are questions: items 1 to 5.

use super::*;

#[test]
fn site_chrome_articles_and_navigation_are_left_out() {
    let text = "首页 > 资料中心 > 销售题库\n分享到：微信 微博\n\n销售题库\n一、单选题\n1. 报价单由谁审批？（A）\nA. 经理\nB. 前台\n\n\
                上一篇：展会总结\n下一篇：年会通知\n猜您喜欢\n1. 十个谈判故事\n2. 五种开场白\n版权所有\n";
    assert_eq!(questions(text), ["1 single_choice 报价单由谁审批？ | A 经理 | B 前台 => A"]);
}

#[test]
fn front_matter_is_left_out() {
    let text = "---\ntitle: 销售练习\ndate: 2024-05-01\ntags: [销售, 练习]\n---\n\n## 单选题\n\n1. 报价单由谁审批？\n\nA. 经理\n\nB. 前台\n\n答案：A\n";
    assert_eq!(questions(text), ["1 single_choice 报价单由谁审批？ | A 经理 | B 前台 => A"]);
}

#[test]
fn jokes_and_stories_between_questions_are_left_out() {
    let found = questions(
        "一、单选题\n1. 报价单由谁审批？（A）\nA. 经理\nB. 前台\n\n轻松一刻\n\n小李问老王：“客户说考虑考虑，是什么意思？”老王说：“就是不考虑。”小李听了哈哈大笑，把这句话写在了本子上，第二天又讲给了同事听。\n\n\
         2. 合同由谁盖章？（B）\nA. 司机\nB. 法务\n",
    );
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[1], "2 single_choice 合同由谁盖章？ | A 司机 | B 法务 => B");
    assert!(found[0].ends_with("=> A") && found[0].contains("A 经理"), "{}", found[0]);
}

#[test]
fn loose_facts_are_no_questions() {
    let text = "销售常识\n1. 客户分级按年采购额进行。\n2. 报价单的有效期为三十天。\n3. 样品由仓库发出。\n4. 合同归档的期限是五个工作日。\n";
    assert!(questions(text).is_empty(), "{:?}", questions(text));
}

#[test]
fn a_file_that_only_calls_itself_a_bank_has_no_questions() {
    let text = "销售知识题库（2024版）\n\n本题库由培训部编写，分为三册，共一千二百题，请到资料室领取。\n\n联系人：张老师\n";
    let reading = reading_of(text.as_bytes(), Some("销售题库试题.txt"));
    assert!(reading.questions.is_empty());
    assert_eq!(reading.diagnostics[0].code, Code::ENoQuestions);
}

/// One way to write the second number after another.
#[test]
fn numbers_in_every_spelling() {
    for number in [
        "2下列",
        "2..下列",
        "2，下列",
        "2．下列",
        "2.\t下列",
        "2\t下列",
        "2 、下列",
        "２、下列",
        "（2）下列",
        "(2)下列",
        "2）下列",
        "2:下列",
        "第2题 下列",
        "第2题：下列",
        "2。下列",
        "【2】下列",
        "02.下列",
    ] {
        let found = second(&format!("{number}哪项是报价的依据？（ B ）\nA. 天气\nB. 成本"));
        let (_, rest) = found.split_once(' ').unwrap();
        assert_eq!(rest, "single_choice 下列哪项是报价的依据？ | A 天气 | B 成本 => B", "{number}");
    }
}

#[test]
fn a_letter_typed_for_the_number_one() {
    let found = questions(
        "一、单选题\nl、下列哪项是报价的依据？（ B ）\nA、天气\nB、成本\n2、合同由谁盖章？（ B ）\nA、司机\nB、法务\n",
    );
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].ends_with("下列哪项是报价的依据？ | A 天气 | B 成本 => B"), "{}", found[0]);
}

#[test]
fn a_number_after_an_empty_bracket() {
    let found = questions(
        "二、判断题\n（ ）1.报价单可以口头给出。\n（ ）2.合同应当归档。\n（   ）3.样品一律收费。\n答案：1.× 2.√ 3.×\n",
    );
    assert_eq!(
        found,
        [
            "1 true_false 报价单可以口头给出。 => false",
            "2 true_false 合同应当归档。 => true",
            "3 true_false 样品一律收费。 => false"
        ]
    );
}

#[test]
fn a_dot_that_slipped_into_the_bracket() {
    assert_eq!(
        second("2（. ）下列哪项是报价的依据\nA. 天气\nB. 成本\n答案：B"),
        "2 single_choice 下列哪项是报价的依据 | A 天气 | B 成本 => B"
    );
}

#[test]
fn a_list_of_numbers_in_front_of_one_question() {
    let numbers: String = (2..60).map(|number| format!("{number}、")).collect();
    let found = questions(&format!(
        "多选题\n1、下列属于拜访准备的有（AB）\nA、资料\nB、样品\nC、打牌\n{numbers}下列属于报价依据的有（AC）\nA、成本\nB、天气\nC、税率\n"
    ));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[1].ends_with("multiple_choice 下列属于报价依据的有 | A 成本 | B 天气 | C 税率 => AC"),
        "{}",
        found[1]
    );
}

#[test]
fn a_misprinted_number_and_a_numbered_explanation_do_not_derail_the_rest() {
    let mut text = "一、单选题\n".to_owned();
    for number in [381, 382, 383, 5, 384, 385] {
        text += &format!("{number}．编号{number}的客户归谁管理？（B）\nA．前台\nB．客户经理\n");
        if number == 5 {
            text += "解析：\n1．前台只登记；\n2．客户经理负责到底。\n";
        }
    }
    let found = questions(&text);
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(found.iter().all(|question| question.ends_with("| A 前台 | B 客户经理 => B")), "{found:#?}");
}

#[test]
fn numbers_used_twice_and_begun_again_in_each_section() {
    let text = "一、单选题\n1. 谁审批报价？（A）\nA. 经理\nB. 前台\n2. 谁盖合同章？（B）\nA. 司机\nB. 法务\n2. 谁发样品？（A）\nA. 仓库\nB. 前台\n\
                二、判断题\n1. 样品要登记。（√）\n2. 合同可以不归档。（×）\n";
    assert_eq!(keys(text), ["A", "B", "A", "true", "false"]);
    let chapters: String = ["一", "二", "三"]
        .iter()
        .map(|chapter| {
            format!("第{chapter}章 销售\n单选题\n1. 第{chapter}章先学什么？（A）\nA. 概念\nB. 结论\n2. 第{chapter}章后学什么？（B）\nA. 概念\nB. 练习\n")
        })
        .collect();
    assert_eq!(keys(&chapters), ["A", "B", "A", "B", "A", "B"]);
}

#[test]
fn no_numbers_at_all() {
    let text = "报价单由谁审批？\nA. 经理\nB. 前台\n答案：A\n合同由谁盖章？\nA. 司机\nB. 法务\n答案：B\n样品由谁发出？\nA. 仓库\nB. 前台\n答案：A\n";
    assert_eq!(keys(text), ["A", "B", "A"]);
}

#[test]
fn years_file_numbers_ages_and_addresses_are_no_numbers_of_questions() {
    for stem in [
        "2019年版的价格手册由谁编写？",
        "13901号文件由谁发出？",
        "16-18周岁的客户由谁接待？",
        "3.5折以下的报价由谁审批？",
        "10%以上的折扣由谁审批？",
        "192.168.0.1是哪台设备的地址？",
    ] {
        assert_eq!(
            second(&format!("2. {stem}（B）\nA. 前台\nB. 经理")),
            format!("2 single_choice {stem} | A 前台 | B 经理 => B")
        );
        let wrapped = second(&format!(
            "2. 请按照公司现行的销售管理制度和价格手册的有关规定回答，\n{stem}（B）\nA. 前台\nB. 经理"
        ));
        // Where the line broke may stay visible.
        assert_eq!(
            wrapped.replacen('/', "", 1),
            format!(
                "2 single_choice 请按照公司现行的销售管理制度和价格手册的有关规定回答，{stem} | A 前台 | B 经理 => B"
            )
        );
    }
}

#[test]
fn numbers_in_options_and_article_numbers_in_explanations_are_text() {
    assert_eq!(
        second("2. 交货的批次是（C）\nA. 1-3、2-6、都对\nB. 192.168.0.1\nC. 3-9"),
        "2 single_choice 交货的批次是 | A 1-3、2-6、都对 | B 192.168.0.1 | C 3-9 => C"
    );
    assert_eq!(
        second(
            "2. 谁负责盖章？（B）\nA. 前台\nB. 法务\n解析：依据制度\n第12条 合同由法务盖章；\n13.2 法务应当留底。"
        ),
        "2 single_choice 谁负责盖章？ | A 前台 | B 法务 => B"
    );
}

#[test]
fn wrapped_lines_are_joined_without_a_space_between_chinese_characters() {
    assert_eq!(
        second(
            "2. 客户在第一次来访的时候，应当由公司里的哪一个部\n门负责接待，并且在客户登记簿上写明来访人的单位和事\n由？（B）\nA. 前台，因为前台最先见到客户，而且手里有所有部门的\n电话\nB. 销售部，因为销售部最了解客户的需求，也会跟进到签\n约"
        ),
        "2 single_choice 客户在第一次来访的时候，应当由公司里的哪一个部门负责接待，并且在客户登记簿上写明来访人的单位和事由？ \
         | A 前台，因为前台最先见到客户，而且手里有所有部门的电话 | B 销售部，因为销售部最了解客户的需求，也会跟进到签约 => B"
    );
    assert_eq!(
        second(
            "2. The system in which every visit and every call is written\ndown is called（B）\nA. ERP\nB. CRM"
        ),
        "2 single_choice The system in which every visit and every call is written down is called | A ERP | B CRM => B"
    );
}

#[test]
fn page_headers_between_any_two_lines_go() {
    let mut text = "一、单选题\n".to_owned();
    for number in 1..=4 {
        text += &format!(
            "{number}. 第{number}类客户由谁管理？（B）\nA. 前台\n某公司销售培训资料 第 {number} 页 共 9 页\nB. 客户经理\nC. 司机\n"
        );
    }
    let found = questions(&text);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(
        found.iter().all(|question| question.ends_with("| A 前台 | B 客户经理 | C 司机 => B")),
        "{found:#?}"
    );
}

#[test]
fn section_headings_in_every_spelling() {
    for heading in [
        "一、单项选择题",
        "一.单选题",
        "一. 单选题（共 3 题，6.0 分）",
        "一、单选题(共3题,说明:每题只有一个正确答案)",
        "单选题",
        "【单选题】",
        "（一）单项选择题",
        "第一部分 单选题",
        "一、选择题（每小题2分，共6分）",
        "1、单选题",
        "## 一、单选题",
        "### 单选题（2pt*3）",
        "单选题（一）",
        "",
    ] {
        let text = between("2. 谁负责盖章？（B）\nA. 前台\nB. 法务").replace("一、单项选择题", heading);
        assert_eq!(keys(&text), ["A", "B", "B"], "{heading}");
    }
    let many = between("2. 谁负责盖章？（B）\nA. 前台\nB. 法务\n解析：见手册。\n\n二十三、单选题\n");
    let reading = reading_of(many.as_bytes(), None);
    assert_eq!(reading.questions[1].explanation.as_deref(), Some("见手册。"));
    assert_eq!(reading.questions[2].section.as_deref(), Some("二十三、单选题"));
    for heading in ["二.判断题", "二、是非题（对的打√，错的打×）", "判断题：", "二、判断题(共2题,每题1分)"]
    {
        let text = format!("{heading}\n1. 样品要登记。（√）\n2. 合同不用归档。（×）\n");
        assert_eq!(keys(&text), ["true", "false"], "{heading}");
    }
    let marked = "## 填空\n1. 账期为____天。\n答案：30\n\n## 名词解释\n1. 账期\n从开票到付款的天数。\n";
    assert_eq!(
        questions(marked),
        ["1 fill_blank 账期为____天。 => [[\"30\"]]", "1 short_answer 账期 => [\"从开票到付款的天数。\"]"]
    );
}
